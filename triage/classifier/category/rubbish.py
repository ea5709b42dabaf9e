"""Words that are keys pressed in a row, or one letter held down: letters of every language, and a word of none."""

from __future__ import annotations

from functools import cache

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn")
_WORDS = frozenset(("wer", "wert", "www"))  # German words, and the beginning of an address
_LEAST = 3  # letters
_LEAST_BACKWARDS = 4  # shorter ones are words: "poi"


def is_rubbish(word: str) -> bool:
    """Whether a folded word is a run of neighbouring keys ("asdf", "qweqwe") or one letter again and again ("aaaa")."""
    if len(word) < _LEAST or word in _WORDS:
        return False
    return len(set(word)) == 1 or _shortest_unit(word) in _runs()


def _shortest_unit(word: str) -> str:
    """What a word is a repetition of: "dfgdfg" of "dfg". The first place at which a word lies in itself doubled is that long."""
    return word[: (word + word).find(word, 1)]


@cache
def _runs() -> frozenset[str]:
    forwards = {row[at:end] for row in _ROWS for at in range(len(row)) for end in range(at + _LEAST, len(row) + 1)}
    return frozenset(forwards | {run[::-1] for run in forwards if len(run) >= _LEAST_BACKWARDS} - _WORDS)
