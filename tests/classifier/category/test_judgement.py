"""Which words become evidence."""

from __future__ import annotations

import pytest

from triage.classifier.category.judgement import MOST_EVIDENCE, strongest, summed

TOKENS = ["Site", "is", "down", ".", "Down", "?", "down"]


def strongest_at(places, spans, tokens):
    return strongest(summed(tokens, places), spans, lambda first, end: tokens[first:end])


@pytest.mark.parametrize(
    ("places", "spans", "expected"),
    [
        (
            [0.5, 0, 1.0, 9, 0.2, 0, 1.5],
            [],
            [("down", 2.5), ("Site", 0.5), ("Down", 0.2)],
        ),  # a word's places add up, stops do not show
        ([0, 0, 0, 0, 0, 2, 0], [], [("?", 2.0)]),
        ([-1, 0, 0, 0, 0, 0, 0], [], []),
        ([0] * 7, [(1.0, (0, 2))], [("Site is down", 1.0)]),
        ([0] * 7, [(1.0, (2, 3))], []),  # a word at the end of a sentence is no phrase
        ([0] * 7, [(1.0, (0, 1)), (0.5, (0, 1))], [("Site is", 1.5)]),
    ],
)
def test_strongest(places, spans, expected):
    """Words and phrases that push towards the label, strongest first."""
    found = strongest_at(places, spans, TOKENS)
    assert [(evidence.text, evidence.weight) for evidence in found] == [
        (text, pytest.approx(weight)) for text, weight in expected
    ]


def test_long_phrases_are_shortened():
    """Only the phrase's own words are shown when much stands between them."""
    tokens = ["Could", *["very"] * 20, "add"]
    assert strongest_at([0.0] * 22, [(1.0, (0, 21))], tokens)[0].text == "Could … add"


def test_bounded():
    """A handful of words is enough."""
    assert len(strongest_at([1.0] * 50, [], [f"w{n}" for n in range(50)])) == MOST_EVIDENCE
