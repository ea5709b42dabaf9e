"""Moments of a request that cannot be right: told in the answer's warnings, since the clocks run by them all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from triage.domain.ticket import TriageRequest

_NAMED = 5  # places named one by one; the rest are counted


def doubt_moments(request: TriageRequest) -> Iterator[str]:
    """A sentence for a creation after the moment of the decision, for events before the creation, and for events yet to come."""
    created, now = request.ticket.created_at, request.now
    if created is not None and created > now:
        yield f"{request.pointer}/ticket/created_at lies after the moment of the decision; no clock runs before it."
    places = [(f"{request.pointer}/history/{index}", entry.at) for index, entry in enumerate(request.history)]
    if early := [place for place, at in places if at < request.created_at and at <= now]:
        when = "" if created is not None else ", for want of created_at the moment of the decision"
        yield f"Events before the creation count as of the creation{when}: {name_places(early)}."
    if late := [place for place, at in places if at > now]:
        yield f"Events after the moment of the decision were left out: {name_places(late)}."


def name_places(pointers: Sequence[str]) -> str:
    """Pointers as people read them: the first five, and how many more there are."""
    more = len(pointers) - _NAMED
    return ", ".join(pointers[:_NAMED]) + (f" and {more} more" if more > 0 else "")
