"""Cutting English texts into pieces, against a vocabulary small enough to see through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.encoder.wordpiece import WordPieces

NAMES = ("<s>", "<pad>", "</s>", "[UNK]", "shop", "is", "down", "check", "##out", "##s", "out", "!", "$", "5", "é", "cafe", "漢")
TABLE = WordPieces({name: at for at, name in enumerate(NAMES)}, 0, 2, 3)


def names(text: str, most: int = 100) -> list[str]:
    return [NAMES[number] for number in TABLE.cut(text, most)][1:-1]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Shop is DOWN!", ["shop", "is", "down", "!"]),
        ("checkouts", ["check", "##out", "##s"]),
        ("check out", ["check", "out"]),
        ("café", ["cafe"]),
        ("$5!!", ["$", "5", "!", "!"]),
        ("shopx", ["[UNK]"]),
        ("漢漢", ["漢", "漢"]),
        ("shop\u200bs \x00 is", ["shop", "##s", "is"]),
        ("", []),
    ],
)
def test_the_longest_piece_goes_first(text: str, pieces: list[str]) -> None:
    assert names(text) == pieces


def test_of_a_long_text_the_beginning_and_some_of_the_end_are_kept() -> None:
    assert names("shop " * 50 + "is down !", 10) == ["shop"] * 6 + ["down", "!"]


def test_a_key_or_a_picture_in_letters_costs_one_word() -> None:
    """What is cut off is not read at all, so that its length does not matter."""
    assert len(names("A" * 100_000)) == 1


@given(st.text(max_size=200), st.integers(3, 40))
def test_any_text_is_cut_between_its_marks(text: str, most: int) -> None:
    found = TABLE.cut(text, most)
    assert (found[0], found[-1]) == (0, 2)
    assert len(found) <= most
    assert TABLE.cut(text, most) == found
