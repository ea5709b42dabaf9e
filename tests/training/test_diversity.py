"""Variety by hand-worked cases; the report tells figures and never a text."""

import pytest

from training.corpus import LabelledTicket
from training.diversity import (
    common_opening,
    distinct,
    expand,
    longest_opening,
    nearest,
    report,
    sources_apart,
    tell_apart,
    variety,
    words_of,
)
from triage.domain.vocabulary import Category

THINGS = ("cart", "search", "login", "invoice", "coupon", "menu", "banner", "stock", "export", "theme")
ACTS = ("fails", "is slow", "looks odd", "vanished", "stopped", "shows nothing")


def _ticket(at: int, source: str, word: str) -> LabelledTicket:
    body = f"The {THINGS[at % 10]} {ACTS[at % 6]}. {word} since {THINGS[at * 7 % 10]} number {at}."
    return LabelledTicket(str(at), "", body, Category.KEY_FUNCTION, frozenset(), "en", f"s{at // 2}", source)


OURS = [_ticket(at, "one" if at < 30 else "two", "Sadly" if at < 30 else "Alas") for at in range(60)]
THEIRS = [_ticket(at, "three", "Zounds") for at in range(20)]


@pytest.mark.parametrize(("length", "share"), [(1, 4 / 6), (2, 4 / 4), (3, 2 / 2)], ids=["words", "pairs", "triples"])
def test_distinct_runs(length, share):
    """Different ones as a share of all; no run crosses from text to text."""
    assert distinct([["a", "b", "a"], ["c", "a", "d"]], length) == pytest.approx(share)


def test_nearest_neighbours():
    """Twins are alike, strangers are not; a text is not its own neighbour."""
    found = nearest(["the cart fails", "the cart fails", "quite another matter"])
    assert found[:2] == pytest.approx([1.0, 1.0])
    assert found[2] == pytest.approx(0.0)
    assert nearest(["the cart fails"], ["the cart fails", "x"]) == pytest.approx([1.0])


def test_openings():
    """The longest that three share, and how many begin as many others do."""
    worded = [words_of(text) for text in ("a b c d", "a b c e", "a b c d", "a b x", "q")]
    assert longest_opening(worded) == 3
    assert common_opening(worded) == pytest.approx(3 / 5)


def test_a_template_is_less_varied_than_what_it_was_made_from():
    """Else the measure would say nothing."""
    own, made = variety("own", [each.body for each in OURS]), variety("made", expand(OURS[:10], 60))
    assert made.distinct[2] < own.distinct[2]
    assert made.nearest[0] > own.nearest[0]


def test_the_probe_finds_a_telling_word_and_nothing_where_there_is_none():
    """Near 1 with one, near 0.5 without."""
    ours, theirs = [each.body for each in OURS], [each.body for each in THEIRS]
    groups = [f"{at}" for at in range(len(ours) + len(theirs))]
    assert tell_apart(ours, theirs, groups) > 0.95
    assert tell_apart(ours, ours, groups[:60] * 2) == pytest.approx(0.5, abs=0.1)
    assert min(sources_apart(OURS)) > 0.9


def test_the_report_tells_no_text():
    """Figures only, for files whose tickets must not be read."""
    lines = "\n".join(report(OURS, THEIRS)).casefold()
    assert "area under the curve" in lines
    assert not any(word in lines for word in ("zounds", "cart", "sadly", "invoice"))
