"""The tickets that a model learns from: one JSON object a line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.domain.vocabulary import Category, Topic

_TOPICS = frozenset(Topic)

CORPUS = Path(__file__).parent / "corpus"
_CONTESTED = "contested"  # a folder of the corpus


@dataclass(frozen=True, slots=True)
class LabelledTicket:
    """A ticket and what it is. `scenario` binds tickets that tell of the same situation; `source` is the file it came from.

    `clear`: any careful reader would say the same. `topics_told`: False where nobody looked for topics ("topics": null), so that
    the ticket is no example of their absence. `second`: what another reader said who did not agree; None where none did.
    """

    id: str
    subject: str
    body: str
    category: Category
    topics: frozenset[Topic]
    language: str
    scenario: str
    source: str
    clear: bool = True
    topics_told: bool = True
    second: Category | None = None


class CorpusError(ValueError):
    """A corpus file cannot be read; the message names the file, the line and the fault."""


def read_corpus(folder: Path = CORPUS) -> list[LabelledTicket]:
    """Every ticket of every file of the folder, in the order of file names and lines.

    Raises:
        CorpusError: a line is no ticket, or there is none at all.
    """
    tickets = [ticket for path in sorted(folder.glob("*.jsonl")) for ticket in read_tickets(path)]
    if not tickets:
        raise CorpusError(f"{folder} holds no tickets")
    return tickets


def read_contested(folder: Path = CORPUS) -> list[LabelledTicket]:
    """The tickets on which two readers differed: nothing is learned from them, but they show how sure a reader may be."""
    return [ticket for path in sorted((folder / _CONTESTED).glob("*.jsonl")) for ticket in read_tickets(path)]


def read_tickets(path: Path, *, foreign: bool = False) -> list[LabelledTicket]:
    """The tickets of one file; a `foreign` one may name topics that we do not have, which are left out.

    Raises:
        CorpusError: a line is no ticket.
    """
    return list(_parse(path, path.read_text(encoding="utf-8").splitlines(), foreign))


def corpus_hash(tickets: Iterable[LabelledTicket]) -> str:
    """ "sha256:…" of what training reads: the same tickets in the same order give the same hash."""
    digest = hashlib.sha256()
    for ticket in tickets:
        parts = (ticket.id, ticket.subject, ticket.body, ticket.category, ",".join(sorted(ticket.topics)), ticket.language)
        digest.update(json.dumps(parts).encode())
    return "sha256:" + digest.hexdigest()


def _parse(path: Path, lines: Iterable[str], foreign: bool) -> Iterable[LabelledTicket]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _ticket(json.loads(line), f"{path.stem}:{number}", foreign)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CorpusError(f"{path.name}, line {number}: {type(error).__name__}: {error}") from error


def _ticket(told: Mapping[str, Any], place: str, foreign: bool) -> LabelledTicket:
    name = str(told.get("id", place))
    topics = [topic for topic in told.get("topics") or () if not foreign or topic in _TOPICS]
    return LabelledTicket(
        id=name,
        subject=str(told.get("subject") or ""),
        body=str(told.get("body") or ""),
        category=Category(told["category"]),
        topics=frozenset(map(Topic, topics)),
        language=str(told.get("language") or "en"),
        scenario=str(told.get("scenario", name)),
        source=place.partition(":")[0],
        clear=bool(told.get("clear", True)),
        topics_told=told.get("topics", ()) is not None,
        second=Category(told["second"]) if "second" in told else None,
    )
