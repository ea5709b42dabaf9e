"""Text as rules look at it."""

import unicodedata
from itertools import groupby

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.small_policies import fires
from triage.policy.language.text_values import Phrases, TextValue, compiled_pattern, normalised, normalised_part, words_of


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("  The\tSHOP \r\n is\u00a0down ", "the shop is down"),
        ("STRASSE straße", "strasse strasse"),
        ("ＦＵＬＬ ｗｉｄｔｈ", "full width"),
        ("ﬁne", "fine"),
        ("Cafe\u0301", "café"),
        ("İstanbul", "i̇stanbul"),
        ("", ""),
        ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
    ],
)
def test_normal_form(text, normal):
    """NFKC, casefolded, single spaces."""
    assert normalised(text) == normal
    assert normalised(normal) == normal


@given(st.text())
def test_the_normal_form_is_stable(text):
    """Normalising twice changes nothing, so that policy and ticket meet in one form."""
    assert normalised(normalised(text)) == normalised(text)


def test_a_piece_of_text_keeps_its_spaces():
    """One space at an end means that a word begins or ends there."""
    assert normalised_part("  A \n b ") == " a b "


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("down", "It is DOWN.", True),
        ("down", "download", False),
        ("down", "shutdown", False),
        ("down", "download, then down", True),
        ("down", "down_time", False),
        ("down", "down2", False),
        ("down", "up/down/left", True),
        ("site is down", "the site\n\nIS   down!", True),
        ("c++", "we use C++ here", True),
        ("c++", "c++11", False),
        ("doesn't", "it Doesn't work", True),
        ("öffnet", "Öffnet nicht", True),
        ("ffnet", "öffnet", False),
        ("aa", "aaa aa", True),
        ("!", "help!", False),
        ("!", "help !", True),
    ],
)
def test_whole_words(phrase, text, found):
    """A phrase stands where no word character touches it, in any case and spacing."""
    assert (Phrases((normalised(phrase),)).first_in(TextValue(text)) is not None) is found


LOSS = Phrases(("data loss", "loss of data"), except_in=("no data loss", "data loss plugin", "a loss of data plan", "no"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("We have DATA  loss", (8, 17)),
        ("There is no data loss.", None),
        ("No data loss plugin", None),
        ("no data loss, then data loss", (19, 28)),
        ("data loss plugins", (0, 9)),
        ("casino data loss", (7, 16)),
        ("no data\nloss, the data loss plugin; a loss of data plan", None),
        ("no data loss, but a loss of data", (20, 32)),
        ("no data losses", None),
        ("", None),
    ],
)
def test_a_phrase_inside_an_excepted_one_does_not_count(text, place):
    """There alone: elsewhere in the same text it does. An exception too is whole words, in any case and spacing."""
    value = TextValue(text)
    assert LOSS.place_in(value) == place
    assert LOSS.first_in(value) == (value.normal[slice(*place)] if place else None)


def test_a_text_of_nothing_but_exceptions_is_searched():
    """It is looked through place by place, each beside the exceptions alone and not beside the whole text."""
    wanted = Phrases(("data loss",), tuple(f"{word} data loss" for word in ("no", *(f"w{number}" for number in range(100)))))
    assert wanted.first_in(TextValue("no data loss " * 10_000)) is None


def test_words():
    """Letters, digits and underscores; an apostrophe ends a word."""
    assert words_of("Doesn't work, ERROR_17!") == {"doesn", "t", "work", "error_17"}


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\u0301\u0323" * 100_000,
        "\u0323\uff9e" * 100_000,
        "a" * 300_000,
        "ab " * 100_000,
        "((((" * 50_000,
        "İ" * 100_000,
    ],
    ids=["marks", "kana marks", "one letter", "words", "brackets", "folding"],
)
def test_hostile_texts_are_searched(text):
    """Combining marks, repetitions that patterns stumble over: in quadratic time none of these would end."""
    value = TextValue(text)
    assert Phrases(("aaab", "ab ab x", "a" * 200)).first_in(value) is None
    assert not compiled_pattern("(a+)+$|(a|aa)+c").found_in(TextValue(text + "!"))
    assert value.words is not None


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0323\uff9e", "\u0323"])
def test_no_long_run_of_marks_is_sorted(monkeypatch, marks):
    """NFKC sorts each run of combining marks, in quadratic time: what it is given has runs of thirty at most."""
    runs, normalize = list[int](), unicodedata.normalize

    def counting(form, text):
        runs.extend(len(list(run)) for is_mark, run in groupby(text, lambda letter: letter in marks) if is_mark)
        return normalize(form, text)

    monkeypatch.setattr(unicodedata, "normalize", counting)
    normalised("a" + marks * 1_000 + "b" + marks)
    assert max(runs) == 30
    assert runs[1] == len(marks)


def test_patterns_are_searched_without_backtracking():
    """By RE2, whose time is linear in the text whatever the pattern."""
    assert type(compiled_pattern("(a+)+$").compiled) is type(re2.compile("a"))


def test_a_catastrophic_pattern_is_harmless():
    """With an engine that backtracks this test would not end."""
    assert not fires("{text: {matches: '(a+)+$'}}", text="a" * 100_000 + "!")
