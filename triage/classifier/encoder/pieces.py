"""What both ways of cutting a text into pieces share."""

from __future__ import annotations

from typing import Protocol


class Cutter(Protocol):
    """A vocabulary that cuts a text into pieces."""

    def cut(self, text: str, most: int) -> list[int]:
        """The numbers of at most so many pieces, between the marks."""
        ...


def between_marks(numbers: list[int], start: int, end: int, most: int) -> list[int]:
    """At most so many numbers with the marks around them; of a long text three from its beginning to one of its end."""
    room = most - 2
    if len(numbers) > room:
        head = room * 3 // 4
        numbers = numbers[:head] + numbers[head - room :]
    return [start, *numbers, end]
