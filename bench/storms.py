"""Outage storms and calm lists: which tickets of a list `group_tickets` joins. Part of `bench/duplicates.py`."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from answers import NOW, mean, served

from training.corpus import CORPUS, read_corpus
from training.duplicates.storms import read_storms, signs_of_storms, weights_of
from triage.classifier.duplicates.duplicate_model import DuplicateModel, shipped_model
from triage.classifier.duplicates.grouping import group_tickets
from triage.classifier.duplicates.matching import match_open_tickets
from triage.classifier.duplicates.new_ticket import NewTicket
from triage.classifier.duplicates.outages import OutageReading
from triage.classifier.duplicates.storm_reading import NO_READER, OutageReader
from triage.classifier.entities import find_entities
from triage.domain.grouping import TicketGroup
from triage.domain.reading import Depth
from triage.domain.ticket import OpenTicket, Ticket
from triage.domain.vocabulary import Category

DATA = Path(__file__).resolve().parent / "data"
FROZEN = ("_tenth", "_eleventh", "_twelfth")  # written by others, who did not know the code, and read when all was frozen


def measure_storms() -> None:
    """Tickets of one outage and others: share of pairs that are right. A storm that weights were fitted on is read by weights
    fitted on the others."""
    storms = signs_of_storms(read_storms(), shipped_model())
    for name in storms:
        weights = weights_of([rows for other, rows in storms.items() if other != name])
        measure_grouping(name, "left out", replace(shipped_model(), storm_weights=weights))
    for name in FROZEN:
        measure_grouping(name, "all frozen before", shipped_model())


def measure_grouping(name: str, kept_from: str, model: DuplicateModel) -> None:
    """One storm, with and without the model's reading."""
    reader = OutageReader(partial(read, depth=Depth.BRIEF), partial(read, depth=Depth.FULL))  # as the service does up to 500
    storm, others = ((DATA / f"{kind}{name}.txt").read_text("utf-8").splitlines() for kind in ("storm", "others"))
    texts = [*storm, *others]
    tickets = [OpenTicket(str(number), subject=text) for number, text in enumerate(texts)]
    readings = reader.closely([(text, "") for text in texts])
    printed = [
        OpenTicket(str(number), fingerprint=print_of(text, reading))
        for number, (text, reading) in enumerate(zip(texts, readings, strict=True))
    ]
    for kind, sent, by in (
        ("by words alone", tickets, NO_READER),
        ("as text", tickets, reader),
        ("as fingerprints", printed, reader),
    ):
        groups = group_tickets(sent, by, model=model).groups
        right, sizes = pairs_right(groups, len(storm), len(texts)), [len(group.members) for group in groups]
        print(f"storm{name}, {kept_from}, {len(storm)} + {len(others)}, {kind}: {right:.3f} of pairs right, groups {sizes}")


def measure_calm_lists() -> None:
    """Lists of 250 tickets of the corpus, each about something else, so that every pair that is joined is joined wrongly."""
    tickets = read_corpus(CORPUS)
    for name, drawn in (
        ("as they come", tickets),
        ("no outages", [ticket for ticket in tickets if ticket.category is not Category.SITE_DOWN]),
    ):
        for seed in range(3):
            chosen = random.Random(seed).sample(drawn, 250)
            start = time.process_time()
            groups = served().group([OpenTicket(str(at), one.subject, one.body) for at, one in enumerate(chosen)]).grouping.groups
            spent, sizes = time.process_time() - start, [len(group.members) for group in groups]
            wrong = sum(size * (size - 1) // 2 for size in sizes)
            print(f"250 of the corpus, {name}, draw {seed}: {wrong} of 31125 pairs joined, groups {sizes}, {spent:.1f} s")


def read(texts: Sequence[tuple[str, str]], depth: Depth) -> list[OutageReading | None]:
    """What the model that is served says of an outage in texts."""
    return served().snapshot.read_outages(texts, depth)


def print_of(subject: str, outage: OutageReading | None) -> str:
    """The fingerprint that a decision on the ticket returns."""
    found = match_open_tickets(NewTicket(Ticket(subject=subject), NOW, find_entities(subject, ""), outage), None)
    return found.fingerprint or ""


def pairs_right(groups: Sequence[TicketGroup], storm: int, count: int) -> float:
    """The share of pairs of tickets that are together when both are of the storm, the first `storm` ids, and apart otherwise."""
    home = {int(member.id): number for number, group in enumerate(groups) for member in group.members}
    pairs = list(itertools.combinations(range(count), 2))
    return mean([(first in home and home[first] == home.get(second)) == (second < storm) for first, second in pairs])
