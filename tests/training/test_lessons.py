"""Which tickets the encoders learn."""

from __future__ import annotations

from collections import Counter

import pytest

from training.corpus import LabelledTicket, read_corpus
from training.lessons import LATER, NEVER_LEARNED, is_hard, later_lessons, lessons, unlearned
from triage.domain.vocabulary import Category


def _ticket(source: str, number: int = 0, language: str = "en") -> LabelledTicket:
    name = f"{source}-{number}"
    return LabelledTicket(name, name, "", Category.CONTENT, frozenset(), language, name, source)


@pytest.mark.parametrize(
    ("source", "times"),
    [("blind_after_shops", 4), ("blind_by_editors", 2), ("unsaid_on_boards", 2), ("shop_core", 1), (NEVER_LEARNED[0], 0)],
)
def test_what_is_like_real_posts_is_learned_more_often(source: str, times: int) -> None:
    """And what encoders are weighed on, never."""
    assert len(lessons([_ticket(source)])) == times


def test_later_files_are_learned_afterwards_beside_as_many_earlier_lessons() -> None:
    """The same ones every time."""
    later, earlier = [_ticket(f"{LATER}_shops", number) for number in range(5)], [_ticket("shop_core", n) for n in range(40)]
    assert lessons([*later, *earlier]) == earlier
    found = later_lessons([*later, *earlier])
    counts = Counter(ticket.source for ticket in found)
    assert counts[f"{LATER}_shops"] == counts["shop_core"] == 2 * len(later)
    assert found == later_lessons([*later, *earlier])


def test_an_encoder_is_weighed_on_what_it_has_not_learned() -> None:
    """The one of many languages on the later files too, which only the English reader learns."""
    tickets = [_ticket("shop_core"), _ticket(f"{LATER}_shops"), _ticket(NEVER_LEARNED[0]), _ticket(NEVER_LEARNED[0], 1, "fr")]
    assert unlearned(tickets, None) == tickets[1:]
    assert unlearned(tickets, "en") == [tickets[2]]


def test_the_files_that_are_named_exist() -> None:
    """So that a renamed one is not learned unseen."""
    sources = {ticket.source for ticket in read_corpus()}
    assert set(NEVER_LEARNED) <= sources
    assert any(source.startswith(LATER) for source in sources)
    assert {ticket.source for ticket in read_corpus() if is_hard(ticket)} >= set(NEVER_LEARNED)
