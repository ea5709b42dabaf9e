"""Our own cases: groups of tickets about one thing in different words, and others that look alike but are not."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.classifier.duplicates.duplicate_model import DuplicateModel
from triage.classifier.duplicates.fingerprints import pool_of_rows, profile_of_row, read_fingerprints, write_fingerprint
from triage.classifier.duplicates.likeness import Weighed, cosines, signs, weigh
from triage.classifier.duplicates.matching import profile_of_ticket
from triage.classifier.duplicates.profiles import Profile, pool_of
from triage.classifier.duplicates.rarity import rarity
from triage.classifier.entities import find_entities

FOLDER = Path(__file__).resolve().parent
_POOLS = (2, 4, 10, 30, 100)  # unrelated tickets beside the group's own: small lists decide differently from long ones


@dataclass(frozen=True, slots=True)
class Text:
    """A ticket of a case."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Group:
    """Tickets about one thing, and look-alikes that are about another."""

    name: str
    same: tuple[Text, ...]
    others: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A new ticket against open ones; `original` is the index of the one it repeats, None when there is none."""

    group: str
    new: Text
    pool: tuple[Text, ...]
    original: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """An open ticket of a query beside the new one: its signs, its text, and 1 for the original, 0 for all else."""

    signs: dict[str, float]
    text: Text
    label: int


def read_groups(folder: Path = FOLDER) -> tuple[Group, ...]:
    """All groups of the folder's .jsonl files, in order."""
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    return tuple(_group(json.loads(line)) for line in lines)


def make_queries(groups: tuple[Group, ...], seed: int = 0) -> Iterator[Query]:
    """Each group once with its original in the pool, and once without, in pools of several sizes; the look-alike asks too."""
    chance = random.Random(seed)
    for group in groups:
        strangers = [text for other in groups if other is not group for text in (*other.same, *other.others)]
        for new in group.same:
            original = next(text for text in group.same if text is not new)
            yield _query(group, new, original, strangers, chance)
            yield _query(group, new, None, strangers, chance)
        for new in group.others:
            pool = [*group.same[:1], *chance.sample(strangers, chance.choice(_POOLS))]
            yield Query(group.name, new, tuple(pool), None)


def compare(query: Query, model: DuplicateModel, most: int = 8) -> list[Compared]:
    """The open tickets that come out best, best first."""
    shares = rarity(pool := pool_of([f"{text.subject}\n{text.body}" for text in query.pool], model), model)
    asked = weigh(_profile(query.new, model), shares)
    best = (-cosines(pool, asked, shares)).argsort(kind="stable")[:most].tolist()
    return _compared(query, asked, [(row, weigh(_profile(query.pool[row], model), shares)) for row in best], model)


def print_texts(queries: Iterable[Query], model: DuplicateModel) -> dict[Text, str]:
    """The fingerprint of each open ticket, without a direction."""
    texts = dict.fromkeys(text for query in queries for text in query.pool)
    return {text: write_fingerprint(_profile(text, model), model) for text in texts}


def compare_printed(query: Query, prints: Mapping[Text, str], model: DuplicateModel, most: int = 8) -> list[Compared]:
    """As `compare` does it where the open tickets are known by their fingerprints."""
    rows = read_fingerprints([prints[text] for text in query.pool], model).rows
    shares = rarity(pool := pool_of_rows(rows), model)
    asked = weigh(_profile(query.new, model), shares)
    best = (-cosines(pool, asked, shares)).argsort(kind="stable")[:most].tolist()
    return _compared(query, asked, [(row, weigh(profile_of_row(rows[row]), shares)) for row in best], model)


def _compared(query: Query, asked: Weighed, others: Iterable[tuple[int, Weighed]], model: DuplicateModel) -> list[Compared]:
    return [Compared(signs(asked, other, model), query.pool[row], int(row == query.original)) for row, other in others]


def _query(group: Group, new: Text, original: Text | None, strangers: list[Text], chance: random.Random) -> Query:
    pool = [*([original] if original else []), *group.others, *chance.sample(strangers, chance.choice(_POOLS))]
    chance.shuffle(pool)
    return Query(group.name, new, tuple(pool), pool.index(original) if original else None)


def _profile(text: Text, model: DuplicateModel) -> Profile:
    return profile_of_ticket(text.subject, text.body, find_entities(text.subject, text.body), model)


def _group(entry: Mapping[str, Any]) -> Group:
    return Group(str(entry["group"]), _texts(entry["same"]), _texts(entry["others"]))


def _texts(entries: Iterable[Mapping[str, str]]) -> tuple[Text, ...]:
    return tuple(Text(entry["subject"], entry["body"]) for entry in entries)
