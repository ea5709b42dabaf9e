"""Letters of other languages weigh, names with such letters hardly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.category.rubbish import is_rubbish
from triage.classifier.category.strange_letters import strangeness


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", 0),
        ("größer façade niño città één não œuvre 'ﬁn' ½ ²", 0),
        ("działa", 2),
        ("Škoda", 1),
        ("Søren Škoda Łódź", 1),
        ("Škoda nefunguje, může", 3),
        ("çalışmıyor", 2),
        ("error 500 при оплате", 4),
        ("Привет", 1),
        ("決済ができません", 2),
        ("ł " * 50, 6),
    ],
)
def test_how_strange_a_text_is(text, expected):
    """In everyday words, with an end to it."""
    assert strangeness(text) == expected


@given(st.text())
def test_any_text_has_a_bounded_strangeness(text):
    """Lone surrogates and marks included; adding to a text never makes it less strange."""
    assert 0 <= strangeness(text) <= strangeness(f"{text} ł") <= 6


@pytest.mark.parametrize("word", ["aaa", "zzzzz", "asdf", "asdfgh", "asdfasdf", "qwe", "dfgdfgdfg", "qwertz", "poiuy", "hjkl"])
def test_rubbish(word):
    """Neighbouring keys and one letter."""
    assert is_rubbish(word)


@pytest.mark.parametrize("word", ["", "a", "aa", "www", "wert", "poi", "was", "papa", "banana", "tresor", "asset", "kiosk"])
def test_words_are_no_rubbish(word):
    """Short words lie on the keys too."""
    assert not is_rubbish(word)
