"""Which tickets of the corpus the encoders learn, in which order and how often."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from training.corpus import LabelledTicket

NEVER_LEARNED = ("blind_after_hosted", "blind_after_pages", "blind_after_terse", "blind_after_titles", "blind_after_languages")
"""Files that no encoder learns from, so that they can be weighed on them. Like all `blind_*` they were written without a label in
mind and labelled by two who did not know the writer's; `blind_after_*` moreover in the form of real posts, the nearest that we
have to what strangers send."""

LATER = "blind_later"
"""Beginning of the files, in the form of real posts too, that only the English reader learns, in a course of its own after all
others: so it need not begin anew for every thousand tickets."""

_TIMES = {"blind_after": 4, "blind": 2, "unsaid": 2}  # how often files of these beginnings are learned: like real posts, most
_TIMES_LATER = 2
_HARD = ("blind", "unsaid")


def lessons(tickets: Iterable[LabelledTicket]) -> list[LabelledTicket]:
    """What an encoder learns of the tickets, some of them several times."""
    learned = [ticket for ticket in tickets if ticket.source not in NEVER_LEARNED and not ticket.source.startswith(LATER)]
    return [ticket for ticket in learned for _ in range(_times(ticket.source))]


def later_lessons(tickets: Sequence[LabelledTicket]) -> list[LabelledTicket]:
    """What an encoder learns after `lessons`: files that came later, and as many earlier lessons, lest those be forgotten."""
    later = [ticket for ticket in tickets if ticket.source.startswith(LATER) for _ in range(_TIMES_LATER)]
    earlier = lessons(tickets)
    return later + random.Random(0).sample(earlier, min(len(later), len(earlier)))


def is_hard(ticket: LabelledTicket) -> bool:
    """Whether it is of the files whose tickets leave out what would tell."""
    return ticket.source.startswith(_HARD)


def unlearned(tickets: Iterable[LabelledTicket], language: str | None) -> list[LabelledTicket]:
    """Tickets that the encoder for `language` (None: for all languages) has not learned, so that it may be weighed on them."""
    if language is None:
        return [ticket for ticket in tickets if ticket.source in NEVER_LEARNED or ticket.source.startswith(LATER)]
    return [ticket for ticket in tickets if ticket.source in NEVER_LEARNED and ticket.language == language]


def _times(source: str) -> int:
    return next((times for beginning, times in _TIMES.items() if source.startswith(beginning)), 1)
