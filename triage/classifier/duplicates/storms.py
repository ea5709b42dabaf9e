"""Which reports of outages are about one outage: those near in time and of one host; who names no host speaks of the biggest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

_DAY = 86_400.0
_UNDATED = -1

Outage = tuple[int, int]
"""The number of a burst of reports (-1: without dates), and the hash of a host (0: none)."""


@dataclass(frozen=True, slots=True)
class Report:
    """A ticket that reports an outage: its row, its host's hash (0: none), when it came in (seconds; None: not known)."""

    row: int
    host: int
    at: float | None


def find_outages(reports: Sequence[Report], days: float) -> dict[int, Outage]:
    """Row → outage. Dated reports of one outage lie within `days`; those without a date are near everything."""
    burst = _bursts(reports, days * _DAY)
    found = {report.row: (burst[report.row], report.host) for report in reports if report.host and report.row in burst}
    of_host = {outage[1]: outage for outage in _smallest_first(found.values())}
    for report in reports:
        if report.host and report.row not in burst:
            found[report.row] = of_host.get(report.host, (_UNDATED, report.host))
    in_burst = {outage[0]: outage for outage in _smallest_first(found.values())}
    for report in reports:
        if not report.host and report.row in burst:
            number = burst[report.row]
            found[report.row] = in_burst.get(number) or in_burst.get(_UNDATED) or (number, 0)
    *_, biggest = [(_UNDATED, 0), *_smallest_first(found.values())]
    return {report.row: found.get(report.row, biggest) for report in reports}


def _smallest_first(outages: Iterable[Outage]) -> list[Outage]:
    """Each once, by how many reports it has; of equal ones the earliest last."""
    sizes = Counter(outages)
    return sorted(sizes, key=lambda outage: (sizes[outage], -outage[0], -outage[1]))


def _bursts(reports: Iterable[Report], longest: float) -> dict[int, int]:
    """Row → number of its burst, by time: cut at the longest pause until no burst is longer than `longest` seconds."""
    dated = sorted((report.at, report.row) for report in reports if report.at is not None)
    times = np.array([at for at, _ in dated])
    starts, open_ = [], [(0, len(dated))]
    while open_:
        first, last = open_.pop()
        if last - first > 1 and times[last - 1] - times[first] > longest:
            cut = first + 1 + int(np.argmax(np.diff(times[first:last])))
            open_ += [(first, cut), (cut, last)]
        elif last > first:
            starts.append(first)
    numbers = np.searchsorted(np.sort(starts), np.arange(len(dated)), side="right") - 1
    return {row: number for (_, row), number in zip(dated, numbers.tolist(), strict=True)}
