"""How two readers are weighed against each other."""

from __future__ import annotations

import numpy as np
import pytest

from training.corpus import LabelledTicket
from training.weighing import Weighing, tell, truths, weigh, with_contested
from triage.domain.vocabulary import Category


def _readers(good: float, better: float, count: int = 3_000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two readers that err independently: shares of the first, log-shares of the second, and the truth."""
    chance = np.random.default_rng(0)
    truth = chance.integers(0, 6, count)

    def shares(strength: float) -> np.ndarray:
        scores = chance.normal(size=(count, 6))
        scores[np.arange(count), truth] += strength
        scores *= strength  # calibrated: the log-odds of two normal distributions with this distance
        raised = np.exp(scores - scores.max(1, keepdims=True))
        return raised / raised.sum(1, keepdims=True)

    return shares(good), np.log(shares(better)), truth


def test_two_calibrated_readers_who_err_alone_are_both_believed() -> None:
    """The product of their shares is the right answer then: both weights are one."""
    assert weigh(*_readers(1.0, 2.0)).weights == pytest.approx((1.0, 1.0), abs=0.12)


def test_a_reader_who_knows_nothing_gets_no_voice() -> None:
    """Where the second guesses, what the first says stays as it was."""
    fast, _, truth = _readers(2.0, 1.0)
    guessing = np.log(np.random.default_rng(1).dirichlet(np.ones(6), len(truth)))
    mine, theirs = weigh(fast, guessing, truth).weights
    assert mine == pytest.approx(1.0, abs=0.08)
    assert theirs < 0.05


def test_the_fast_reader_decides_alone_from_where_it_is_right_often_enough() -> None:
    """The least share above which 98 % are right."""
    fast, slow, truth = _readers(2.5, 3.0)
    sure = weigh(fast, slow, truth).sure
    above = fast.max(1) >= sure
    assert (fast.argmax(1) == truth)[above].mean() >= 0.98
    below = fast.max(1) >= sure - 0.005
    assert (fast.argmax(1) == truth)[below].mean() < 0.98


def test_a_fast_reader_who_is_never_right_enough_never_decides_alone() -> None:
    """Its shares cannot reach the level then."""
    fast, slow, truth = _readers(0.3, 3.0)
    assert weigh(fast, slow, truth).sure == 1.0


def test_the_report_names_every_way_of_hearing() -> None:
    """One line each, after the weights."""
    lines = tell(*_readers(1.0, 2.0), Weighing((1.0, 1.0), 0.9))
    assert [line.split("  ")[0].strip() for line in lines[1:]] == ["fast", "encoder", "both", "both where unsure"]
    assert "weights 1.0 and 1.0, the encoder is asked below 0.9" in lines[0]


def _ticket(name: str, category: Category = Category.CONTENT, second: Category | None = None) -> LabelledTicket:
    return LabelledTicket(name, "", "", category, frozenset(), "en", name, "a", second=second)


def test_a_contested_ticket_has_two_truths() -> None:
    """And any other the same one twice."""
    categories = list(Category)
    told = truths([_ticket("a"), _ticket("b", Category.SITE_DOWN, Category.KEY_FUNCTION)])
    assert [[categories[number] for number in row] for row in told.tolist()] == [
        [Category.CONTENT, Category.SITE_DOWN],
        [Category.CONTENT, Category.KEY_FUNCTION],
    ]


@pytest.mark.parametrize(("there", "joined"), [(50, 7), (3, 3), (0, 0)])
def test_contested_tickets_join_as_many_as_real_life_has(there: int, joined: int) -> None:
    """Seven of a hundred, or all where there are fewer."""
    agreed = [_ticket(f"agreed {number}") for number in range(93)]
    contested = [_ticket(f"contested {number}", second=Category.TRAINING) for number in range(there)]
    found = with_contested(agreed, contested)
    assert found[:93] == agreed
    assert len({ticket.id for ticket in found[93:]}) == joined
    assert found == with_contested(agreed, contested)
