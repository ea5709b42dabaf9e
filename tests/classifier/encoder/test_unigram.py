"""Cutting a text into pieces: the likeliest cut, whatever the text holds."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.classifier.encoder.unigram import BLANK, PieceTable, StoredPieces

PIECES = [
    "",
    "",
    "",
    BLANK,
    BLANK + "shop",
    BLANK + "sh",
    "op",
    "o",
    "p",
    "s",
    "down",
    BLANK + "do",
    "wn",
    "d",
    "w",
    "n",
    "h",
    "é",
]
CHANCES = [0.0, 0.0, 0.0, -2.0, -4.0, -3.0, -3.0, -5.0, -5.0, -5.0, -4.5, -3.5, -3.5, -6.0, -6.0, -6.0, -6.0, -6.0]
START, END, UNKNOWN = 0, 1, 2


@pytest.fixture
def table() -> PieceTable:
    return PieceTable.of(PIECES, CHANCES, START, END, UNKNOWN)


def _names(numbers: list[int]) -> list[str]:
    return [PIECES[at] or "?" for at in numbers[1:-1]]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("shop", [BLANK + "shop"]),
        ("shop down", [BLANK + "shop", BLANK, "down"]),  # -2 - 4.5 is likelier than -3.5 - 3.5
        ("  shop\n\tshop ", [BLANK + "shop", BLANK + "shop"]),
        ("sho", [BLANK + "sh", "o"]),
        ("sxp", [BLANK, "s", "?", "p"]),
        ("ｓｈｏｐ", [BLANK + "shop"]),  # full width letters are the same letters
        ("e\u0301", [BLANK, "é"]),
        ("", []),
    ],
)
def test_the_likeliest_pieces_are_taken(table: PieceTable, text: str, pieces: list[str]) -> None:
    """Not the longest piece wins but the likeliest sequence."""
    assert _names(table.cut(text, 100)) == pieces


def test_the_marks_stand_around_the_pieces(table: PieceTable) -> None:
    """Even around nothing."""
    assert table.cut("", 10) == [START, END]
    assert table.cut("shop", 10)[0] == START


def test_a_long_text_is_read_at_both_ends(table: PieceTable) -> None:
    """Three parts of what may be read come from the beginning, one from the end, where people say what they want."""
    numbers = table.cut(" ".join(["shop"] * 20 + ["op"] * 20), 14)
    assert len(numbers) == 14
    assert _names(numbers) == [*[BLANK + "shop"] * 9, "op", BLANK, "op"]


def test_a_word_without_end_costs_no_more_than_a_long_one(table: PieceTable) -> None:
    """A key or a picture in letters is cut off: what it says is not in its end."""
    assert table.cut("s" * 100_000, 200) == table.cut("s" * 60, 200)


@settings(deadline=None)
@given(st.text(alphabet="shopdwnx é\n", max_size=12))
def test_no_other_cut_is_likelier(text: str) -> None:
    """Against every possible cut of every word."""
    table = PieceTable.of(PIECES, CHANCES, START, END, UNKNOWN)
    for word in text.split():
        chances = [_chance(table, parts) for parts in _all_cuts(BLANK + word)]
        found = table.cut(word, 100)[1:-1]
        assert sum(CHANCES[at] if at != UNKNOWN else table.penalty for at in found) == pytest.approx(max(chances))


def _all_cuts(word: str) -> list[list[str]]:
    inside = range(1, len(word))
    return [
        [word[start:end] for start, end in itertools.pairwise([0, *places, len(word)])]
        for count in range(len(word))
        for places in itertools.combinations(inside, count)
    ]


def _chance(table: PieceTable, parts: list[str]) -> float:
    return sum(
        table.chances[table.pieces[part]] if part in table.pieces else table.penalty if len(part) == 1 else -1e9 for part in parts
    )


@given(st.text(max_size=300))
def test_any_text_can_be_cut(text: str) -> None:
    """Within the limit, and the same every time."""
    table = PieceTable.of(PIECES, CHANCES, START, END, UNKNOWN)
    numbers = table.cut(text, 32)
    assert len(numbers) <= 32
    assert numbers == table.cut(text, 32)


def test_threads_that_ask_together_share_one_table(monkeypatch):
    """A vocabulary of a quarter of a million pieces is not made twice because two first requests come at once."""
    made, together = list[PieceTable](), Barrier(4)

    def slow(*told):
        sleep(0.05)
        made.append(PieceTable({"a": 0}, (0.0,), 1, 2, 3, 1, -10.0))
        return made[-1]

    def asked(_):
        together.wait()
        return stored.table()

    monkeypatch.setattr(PieceTable, "of", slow)
    stored = StoredPieces(b"a", np.zeros(1), (1, 2, 3))
    with ThreadPoolExecutor(4) as threads:
        tables = list(threads.map(asked, range(4)))
    assert len(made) == 1
    assert all(table is made[0] for table in tables)
