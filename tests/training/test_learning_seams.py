"""The weights of the signs of another request."""

import json
from pathlib import Path

import numpy as np

from training.seams import Marked, check, fit, learn, read_marked, seams_of
from triage.classifier.splitting.seams import SIGNS

SPLITS = Path(__file__).resolve().parents[2] / "training" / "splits"


def test_requests_are_marked_where_sentences_begin():
    """Every marked ticket has as many marks as further requests, each at a sentence that is read; lists aside."""
    for file in ("tuned_on", "set_aside"):
        told = [json.loads(line) for line in (SPLITS / f"{file}.jsonl").read_text("utf-8").splitlines()]
        tickets = read_marked(SPLITS / f"{file}.jsonl")
        assert [len(one.later) + 1 for one in tickets] == [one["parts"] for one in told]
        texts = [f"{one['subject']}\n{one['body']}" for one in told]
        assert all(text[at - 1].isspace() for one, text in zip(tickets, texts, strict=True) for at in one.later)


def test_a_seam_is_labelled_by_the_mark():
    """One row a sentence after the first."""
    ticket = Marked("", "The menu is grey. It was blue. By the way, the logo is old.", frozenset({32}))
    assert [begins for _, begins in seams_of(ticket)] == [False, True]


def test_a_sign_that_tells_gets_its_weight():
    """A sign met only where requests begin speaks for them; one that tells nothing stays near 0."""
    chance = np.random.default_rng(3)
    signs = chance.integers(0, 2, (400, len(SIGNS))).astype(float)
    signs[:, SIGNS.index("constant")] = 1
    begins = signs[:, SIGNS.index("shift")]
    found = dict(zip(SIGNS, fit(signs, begins, np.ones(400)), strict=True))
    assert found["shift"] > 2
    assert abs(found["paragraph"]) < 0.5


def test_a_sum_learned_from_few_tickets_parts_them():
    """The whole way, from texts to weights."""
    two = Marked("", "The menu is not blue. By the way, the newsletter archive is empty.", frozenset({23}))
    one = Marked("", "The menu is not blue. It was blue on Monday before noon, in all browsers.", frozenset())
    seams = learn([two, one] * 20, [one] * 20, 0.0)
    scores = [seams.score(dict(zip(SIGNS, signs, strict=True))) for text in (two, one) for signs, _ in seams_of(text)]
    assert scores[0] > scores[1] + 2


def test_tickets_are_judged_by_weights_that_have_not_seen_them():
    """Precision and recall, each between 0 and 1, high where the cases are easy."""
    two = Marked("", "The menu is not blue. By the way, the newsletter archive is empty.", frozenset({23}))
    one = Marked("", "The menu is not blue. It was blue on Monday before noon, in all browsers.", frozenset())
    assert check([two, one] * 20, [one] * 20, 0.0) == (1.0, 1.0)
