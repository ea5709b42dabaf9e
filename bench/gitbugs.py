"""Duplicates among public bug reports (GitBugs, CC BY 4.0), in order of time: only for measuring, nothing is learned from it."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_EARLIER = 1_000  # reports that count as open when another comes in
_WITHOUT = 300  # reports without an original, drawn by a fixed seed
_LEAST = 100  # earlier reports that must be there


@dataclass(frozen=True, slots=True)
class Report:
    """A bug report."""

    id: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Question:
    """A report, the reports before it, and which of them it repeats; none for those without an original."""

    new: Report
    earlier: Sequence[Report]
    originals: frozenset[str]


def read_questions(folder: Path, project: str) -> Iterator[Question]:
    """Every report with an earlier duplicate in the file, and 300 without any."""
    csv.field_size_limit(10**8)
    rows = _rows(folder / f"{project}_bugs.csv")
    rows.sort(key=lambda row: (_moment(row["Created"]), row["Issue id"]))
    reports = [Report(row["Issue id"], row["Summary"], row["Description"] or "") for row in rows]
    places = {report.id: place for place, report in enumerate(reports)}
    pairs = _pairs(folder / f"{project}_bugs-combined.csv", places)
    alone = [
        place
        for place, row in enumerate(rows)
        if row["Issue id"] not in pairs and place >= _LEAST and row["Resolution"].upper() != "DUPLICATE"
    ]
    asked = [place for place, report in enumerate(reports) if any(places[other] < place for other in pairs.get(report.id, ()))]
    for place in [*asked, *random.Random(0).sample(alone, min(_WITHOUT, len(alone)))]:
        earlier = reports[max(0, place - _EARLIER) : place]
        yield Question(reports[place], earlier, pairs.get(reports[place].id, frozenset()))


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _pairs(file: Path, known: dict[str, int]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in _rows(file):
        for other in map(str.strip, row["Duplicate id"].split(",")):
            if other in known and row["Issue id"] in known:
                found.setdefault(row["Issue id"], set()).add(other)
                found.setdefault(other, set()).add(row["Issue id"])
    return {report: frozenset(others) for report, others in found.items()}


def _moment(text: str) -> str:
    """A date that sorts; Jira and Bugzilla write it differently."""
    if "/" in text:
        return datetime.strptime(f"{text} +0000", "%d/%b/%y %H:%M %z").strftime("%Y-%m-%d %H:%M")
    return text[:16]
