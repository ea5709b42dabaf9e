"""The phrases that begin, refer, ask and complain."""

import pytest

from triage.classifier.splitting.split_cues import shipped_cues, words_of


@pytest.mark.parametrize(
    ("kind", "text", "among", "expected"),
    [
        ("shift", "By the way, the menu is grey.", 2, True),
        ("shift", "And by the way, the menu is grey.", 2, True),
        ("shift", "The menu, by the way, is grey.", 2, False),
        ("shift", "Unabhängig davon: was kostet das?", 2, True),
        ("shift", "The lastly added entry is grey.", 1, False),
        ("asks", "I’d like the same on phones.", 2, True),
        ("asks", "La factura, por favor.", None, True),
        ("faults", "Notification of Monday", None, False),
        ("additive", "", 1, False),
    ],
)
def test_a_phrase_is_found_as_whole_words_near_the_beginning(kind: str, text: str, among: int | None, expected: bool):
    """Whatever the apostrophe, in each language."""
    assert shipped_cues().has(kind, words_of(text), among) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Issue 2: the cart", True), ("Topic two - the cart", True), ("Issue with the cart", False), ("2 issues", False)],
)
def test_a_counted_word_begins_another_request(text: str, expected: bool):
    """A word such as "issue" before a number."""
    assert shipped_cues().is_numbered(words_of(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I write on three separate matters", True),
        ("Zwei Anliegen", True),
        ("Some things turned up", False),
        ("two things", True),
        ("three days ago I asked", False),
        ("", False),
    ],
)
def test_a_number_and_a_word_for_what_is_asked_announce_several_requests(text: str, expected: bool):
    """The word follows soon; a number of something else announces nothing."""
    assert shipped_cues().announces(words_of(text)) is expected


def test_every_kind_of_phrase_is_known_in_each_language_that_the_model_reads():
    """So that no language is split by chance only."""
    for kind, table in shipped_cues().phrases.items():
        assert table, kind
    for text in ("I can't", "geht nicht", "ne marche pas", "no funciona", "non va", "werkt niet", "não funciona"):
        assert shipped_cues().complains(words_of(text)), text
