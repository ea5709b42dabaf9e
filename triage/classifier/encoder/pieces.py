"""What both ways of cutting a text into pieces share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

LONGEST_WORD = 60  # characters; what is longer is no word (a key, a picture as base64)
_REMEMBERED = 20_000  # words whose cut is kept, some 3 MB


class Cutter(Protocol):
    """A vocabulary that cuts a text into pieces."""

    def cut(self, text: str, most: int) -> list[int]:
        """The numbers of at most so many pieces, between the marks."""
        ...


def cut_once(word: str, remembered: dict[str, tuple[int, ...]], cut: Callable[[str], tuple[int, ...]]) -> tuple[int, ...]:
    """The pieces of a word: what is remembered, else what `cut` makes of it. Begins anew where too much is remembered."""
    found = remembered.get(word)
    if found is None:
        if len(remembered) >= _REMEMBERED:
            remembered.clear()
        found = remembered[word] = cut(word)
    return found


def between_marks(numbers: list[int], start: int, end: int, most: int) -> list[int]:
    """At most so many numbers with the marks around them; of a long text three from its beginning to one of its end."""
    room = most - 2
    if len(numbers) > room:
        head = room * 3 // 4
        numbers = numbers[:head] + numbers[head - room :]
    return [start, *numbers, end]
