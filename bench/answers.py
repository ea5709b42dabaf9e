"""How answers to duplicates are given and told: matching as the service does it, and recall, precision and intervals."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

from triage.classifier.duplicates.matching import match_open_tickets
from triage.classifier.duplicates.meanings import Meanings
from triage.classifier.duplicates.new_ticket import NewTicket
from triage.classifier.encoder.meaning import LANGUAGE
from triage.classifier.entities import find_entities
from triage.classifier.markup import in_text
from triage.domain.reading import Depth, DuplicateMatch
from triage.domain.ticket import OpenTicket, Ticket
from triage.service.live.service import TriageService
from triage.settings import Settings

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Result = tuple[bool, bool, float]  # has an original, the best is right, its score


@cache
def served() -> TriageService:
    """With the shipped policy and model, whatever the environment says."""
    return TriageService.from_settings(Settings.load({}))


@cache
def is_english(subject: str, body: str) -> bool:
    """Whether the service reads a text as English."""
    return served().snapshot.classifier.predict(subject, body, None, depth=Depth.WORDS).language == LANGUAGE


def match(new: dict[str, str], open_tickets: Sequence[OpenTicket] | None, meanings: Meanings | None = None) -> DuplicateMatch:
    """How a ticket compares, matched as the service does it; by words alone without `meanings`."""
    ticket = Ticket(id=new.get("id"), subject=new["subject"], body=new["body"])
    may = meanings if meanings is not None and is_english(ticket.subject, ticket.body) else None
    entities = find_entities(ticket.subject, ticket.body, ticket.id)
    return match_open_tickets(NewTicket(in_text(ticket), NOW, entities, meanings=may), open_tickets)


def report(name: str, results: Sequence[Result], *, brief: bool = False) -> None:
    """Recall@1 and, unless brief, every threshold."""
    true = [right for has, right, _ in results if has]
    print(f"{name}: recall@1 {sum(true)}/{len(true)} {interval(true)}, ranks an original over none: {auc(results):.2f} (AUC)")
    for threshold in () if brief else (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        said = [(has and right) for has, right, score in results if score >= threshold]
        found = [right and score >= threshold for has, right, score in results if has]
        false = sum(1 for has, _, score in results if not has and score >= threshold)
        print(
            f"  >= {threshold:.2f}: precision {mean(said):.2f} {interval(said)}, "
            f"recall {mean(found):.2f} {interval(found)}, false {false}"
        )


def mean(flags: Sequence[bool]) -> float:
    """The share of true ones; 1 for none, since nothing wrong was said."""
    return sum(flags) / len(flags) if flags else 1.0


def interval(flags: Sequence[bool]) -> str:
    """The 95 % bootstrap interval of the share."""
    if not flags:
        return "[-]"
    chance = random.Random(7)
    shares = sorted(mean(chance.choices(flags, k=len(flags))) for _ in range(1000))
    return f"[{shares[25]:.2f}, {shares[974]:.2f}]"


def auc(results: Sequence[Result]) -> float:
    """How often a ticket with an original scores higher than one without."""
    pairs = list(itertools.product([s for has, _, s in results if has], [s for has, _, s in results if not has]))
    return sum((first > second) + (first == second) / 2 for first, second in pairs) / len(pairs)
