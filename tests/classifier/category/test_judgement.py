"""Which words become evidence."""

from __future__ import annotations

import pytest

from triage.classifier.category.judgement import MARKS, MOST_EVIDENCE, strongest, summed
from triage.classifier.text import CleanText
from triage.classifier.tokens import STOP, fold

SILENT = MARKS | {STOP, "is", "the", "it"}
TOKENS = ["Site", "is", "down", ".", "Down", "?", "down"]


def strongest_at(places, spans, tokens, text=None):
    pushes = summed(tokens, map(fold, tokens), places)
    return strongest(pushes, spans, lambda first, end: tokens[first:end], CleanText("", text or " ".join(tokens)), SILENT)


@pytest.mark.parametrize(
    ("places", "spans", "expected"),
    [
        (
            [0.5, 0, 1.0, 9, 0.2, 0, 1.5],
            [],
            [("down", 2.7), ("Site", 0.5)],
        ),  # a word's places add up, in any case of letters; stops do not show
        ([0, 0, 0, 0, 0, 2, 0], [], [("?", 2.0)]),
        ([-1, 0, 0, 0, 0, 0, 0], [], []),
        ([0] * 7, [(1.0, (0, 2))], [("Site is down", 1.0)]),
        ([0] * 7, [(1.0, (2, 3))], []),  # a word at the end of a sentence is no phrase
        ([0] * 7, [(1.0, (0, 1)), (0.5, (0, 1))], [("Site is", 1.5)]),
        ([0, 3.0, 1.0, 0, 0, 0, 0], [], [("down", 1.0)]),  # what every text has tells nothing
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


@pytest.mark.parametrize(
    ("text", "tokens", "span", "quoted"),
    [
        ('call "Cart.items()" is', ["call", "Cart.items", "is"], (0, 1, 2), 'call "Cart.items()" is'),
        ("on 11/22/2026 at 22:04", ["on", "11", "22", "2026", "at", "22", "04"], (1, 2), "11/22"),
        ("Where are the invoices?", ["Where", "are", "the", "invoices", "?"], (3, 4), "invoices?"),
        ("the\nwhole  shop", ["the", "\n", "whole", "shop"], (0, 2, 3), "the whole shop"),
        ("down down\nthe shop is down", ["down", "down", "\n", "the", "shop", "is", "down"], (4, 5, 6), "shop is down"),
    ],
)
def test_phrases_are_quoted_as_they_stand(text, tokens, span, quoted):
    """Re-joined pieces are no words of the customer's: "11 22", "invoices ?"."""
    assert [evidence.text for evidence in strongest_at([0.0] * len(tokens), [(1.0, span)], tokens, text)] == [quoted]


@pytest.mark.parametrize("tokens", [["xurl", "fails"], ["write", "xmail"], ["it", "is"]])
def test_phrases_of_marks_or_of_nothing_are_not_shown(tokens):
    """Marks stand for addresses and were written by nobody."""
    assert strongest_at([0.0, 0.0], [(1.0, (0, 1))], tokens) == ()


def test_marks_are_no_evidence():
    """However hard they push."""
    assert [evidence.text for evidence in strongest_at([5.0, 4.0, 1.0], [], ["xurl", "xmail", "fails"])] == ["fails"]


def test_only_own_words_where_others_stand_between():
    """A whole sentence is no reason."""
    tokens = ["errors", "or", "losses", "in", "this", "mail"]
    assert strongest_at([0.0] * 6, [(1.0, (0, 5))], tokens)[0].text == "errors … mail"


def test_bounded():
    """A handful of words is enough."""
    assert len(strongest_at([1.0] * 50, [], [letter * times for letter in "abcde" for times in range(1, 11)])) == MOST_EVIDENCE
