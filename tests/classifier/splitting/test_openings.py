"""How much a sentence reads like the first of a ticket."""

import numpy as np
import pytest

from triage.classifier.splitting.openings import BUCKETS, Openings, buckets_of, shipped_openings
from triage.classifier.splitting.split_cues import words_of


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("Our webshop shows the wrong price since yesterday.", "I have tried another browser too."),
        ("Seit gestern können wir uns nicht anmelden.", "Das hat leider nichts geändert."),
        ("Is it possible to export all customers?", "It worked until then."),
    ],
)
def test_a_beginning_reads_more_like_one(first: str, later: str):
    """Than what goes on with a story."""
    assert shipped_openings().likeness(words_of(first)) > shipped_openings().likeness(words_of(later))


def test_likeness_is_bounded_and_nothing_reads_like_nothing():
    """Whatever the weights and however long the sentence."""
    assert Openings(np.full(BUCKETS, 127, np.int8)).likeness(["menu"] * 90) == 3.0
    assert Openings(np.full(BUCKETS, -127, np.int8)).likeness(words_of("the menu is grey")) == -3.0
    assert shipped_openings().likeness([]) == 0.0


def test_buckets_are_those_of_words_pairs_and_beginnings():
    """Different ones, sorted, of the first 25 words; unpaired surrogates do no harm."""
    assert len(buckets_of(["menu", "grey"])) == 5
    assert buckets_of(["a"] * 30) == buckets_of(["a"] * 25)
    assert buckets_of(["\ud800"]) == sorted(buckets_of(["\ud800"]))
