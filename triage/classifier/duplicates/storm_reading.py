"""Reports of an outage in a storm of them: where most tickets of some hours say that the site is down, a doubtful one is likelier
to say it too than where nobody else does.

A storm is told by sure reports alone, so that doubtful ones cannot make one. How a ticket is read in it was fitted on storms
(`training.duplicates.storms`), in which four tickets of five are reports, and many tell one symptom, as one person sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from triage.classifier.duplicates.duplicate_model import DuplicateModel
from triage.classifier.duplicates.matching import Board
from triage.classifier.duplicates.outages import OutageReading, is_brief, is_report, outage_told, with_reading
from triage.classifier.duplicates.profiles import Profile

OUTAGE_STORM = "outage_storm"
"""Evidence code: one of the two, or both, are taken for reports because most tickets of their hours report an outage."""

_HOUR = 3_600.0

Text = tuple[str, str]
"""A ticket's title and text."""

Read = Callable[[str, str], OutageReading | None]
"""What a text says of an outage; None when nobody can tell."""


@dataclass(frozen=True, slots=True)
class OutageReader:
    """Who reads the tickets of a list: `at_once` all, `closely` the few that stay doubtful in a storm."""

    at_once: Read
    closely: Read


def _unread(_subject: str, _body: str) -> None:
    """For who has no model at hand."""


UNREAD = OutageReader(_unread, _unread)
"""Reads nothing."""


def read_profiles(board: Board, reader: OutageReader) -> list[Profile]:
    """The profiles with the reading: by the category that was sent along, else the fingerprint's, else asked for."""
    profiles, model = board.profiles(range(len(board.tickets))), board.model
    texts = {
        row: (ticket.subject, ticket.body)
        for row, ticket in enumerate(board.tickets[: board.texts])
        if outage_told(ticket.category) is None and is_brief(profiles[row], model)
    }
    found = {text: reading for text in sorted(set(texts.values())) if (reading := reader.at_once(*text)) is not None}
    _put(profiles, texts, found, model)
    storm = rows_in_storm(board, [profile.named for profile in profiles])
    doubtful = _most_doubtful({text for row, text in texts.items() if row in storm and text in found}, found, model)
    again = {text: _heard_twice(found[text], reader.closely(*text)) for text in doubtful}
    _put(profiles, {row: text for row, text in texts.items() if text in again}, again, model)
    return profiles


def rows_in_storm(board: Board, named: Sequence[int]) -> frozenset[int]:
    """The rows of the tickets around which enough are sure reports. A ticket without a date is near all.

    Args:
        named: the bits of each ticket's profile.
    """
    model = board.model
    sure = np.array([is_report(bits) for bits in named], np.bool_)
    if sure.sum() < model.storm_least:
        return frozenset()
    at = np.array([ticket.created_at.timestamp() if ticket.created_at else np.nan for ticket in board.tickets])
    reports, tickets = (_count_near(at, which, model.storm_hours * _HOUR) for which in (sure, np.ones_like(sure)))
    return frozenset(np.flatnonzero((reports >= model.storm_least) & (reports >= model.storm_share * tickets)).tolist())


def _count_near(at: NDArray[np.float64], which: NDArray[np.bool_], reach: float) -> NDArray[np.int64]:
    """For each moment (seconds; NaN: not known) how many of some are no farther than `reach` seconds from it."""
    undated = np.isnan(at)
    dated = np.sort(at[which & ~undated])
    near = np.searchsorted(dated, at + reach, "right") - np.searchsorted(dated, at - reach, "left")
    return np.asarray(np.where(undated, which.sum(), near + (which & undated).sum()), np.int64)


def _put(profiles: list[Profile], texts: Mapping[int, Text], found: Mapping[Text, OutageReading], model: DuplicateModel) -> None:
    """Write what was found of texts into the profiles of their rows."""
    for row, text in texts.items():
        profiles[row] = with_reading(profiles[row], found.get(text), *text, model)


def _most_doubtful(texts: Iterable[Text], found: Mapping[Text, OutageReading], model: DuplicateModel) -> list[Text]:
    """Those that are neither sure reports nor far from the border, the nearest first, and of those not too many."""
    doubt = sorted((abs(found[text].in_storm), text) for text in texts if found[text].share < model.outage_share)
    return [text for far, text in doubt[: int(model.storm_closely)] if far < model.storm_doubt]


def _heard_twice(first: OutageReading, second: OutageReading | None) -> OutageReading:
    """Both readings count alike; what a text says by itself stays as it was."""
    return first if second is None else replace(first, in_storm=(first.in_storm + second.in_storm) / 2)
