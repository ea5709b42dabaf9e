"""Rows as labelled tickets, masked; or the reason why a row is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from html import escape
from typing import Any

from training.ingest.mapping import ColumnMapping, fold_name
from training.ingest.moments import read_moment
from training.ingest.names import mask_names, names_of
from training.ingest.private import mask
from training.ingest.rows import Row
from triage.classifier.markup import text_of

_LONGEST = 100_000  # characters of a text that are kept: the model reads far less
_BETWEEN_TAGS, _BLANKS = re.compile(r"[,;|\n]"), re.compile(r"\s")
_LONGEST_NAME = 60  # characters of an unknown category that are shown: the column may hold free text


@dataclass(frozen=True, slots=True)
class ClientTicket:
    """A labelled ticket of a client.

    Attributes:
        place: "file.csv, row 12".
        body: the text that people see of the body, also where the export has HTML.
        label: one of our categories, or any name under a mapping with `labels: any`.
        created_at: seconds since 1970, or None.
        requester: a number that tells requesters apart and leads back to none; 0 when unknown.
        language: as the helpdesk says.
    """

    place: str
    subject: str
    body: str
    label: str
    created_at: float | None = None
    requester: int = 0
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is not used: where and why. `ignored` when the mapping says so."""

    place: str
    why: str
    ignored: bool = False


def to_ticket(row: Row, file: str, mapping: ColumnMapping, month_first: bool = False) -> ClientTicket | Refusal:
    """One row under a mapping. `month_first` says how a date with slashes or dashes is read."""
    place = f"{file}, row {row.number}"
    if row.fault:
        return Refusal(place, row.fault)
    subject, body = _text(row.cells, mapping, "subject"), _text(row.cells, mapping, "body")
    if not subject.strip() and not body.strip():
        return Refusal(place, "no subject and no text")
    found = _label(cell_of(row.cells, mapping, "category"), mapping, place)
    if isinstance(found, Refusal):
        return found
    own = names_of(_plain(cell_of(row.cells, mapping, field)) for field in ("requester", "requester_name"))
    return ClientTicket(
        place=place,
        subject=mask_names(mask(subject), own),
        body=_as_body(mask_names(mask(text_of(body)), own)),
        label=found,
        created_at=read_moment(cell_of(row.cells, mapping, "created_at"), month_first),
        requester=_anonymous(cell_of(row.cells, mapping, "requester")),
        language=_language(cell_of(row.cells, mapping, "language")),
    )


def _as_body(text: str) -> str:
    """A body whose text is this one: what a page showed as "<br>" must not be read as a tag now."""
    return text if text_of(text) == text else f"<pre>{escape(text, quote=False)}</pre>"


def _label(told: object, mapping: ColumnMapping, place: str) -> str | Refusal:
    names = _names(told, mapping)
    if not names:
        return Refusal(place, "no category")
    if any(fold_name(name) in mapping.ignore for name in names):
        return Refusal(place, "ignored by the mapping", ignored=True)
    labels = {label for name in names if (label := mapping.label_of(name)) is not None}
    if len(labels) > 1:
        return Refusal(place, f"several categories: {', '.join(sorted(labels))}")
    if not labels:
        if mapping.multiple:
            return Refusal(place, "none of its tags is in the mapping")
        return Refusal(place, f"category {mask_names(mask(text_of(names[0])))[:_LONGEST_NAME]!r} is not in the mapping")
    return labels.pop()


def _names(told: object, mapping: ColumnMapping) -> list[str]:
    if isinstance(told, list):
        return [_plain(each) for each in told if _plain(each)]
    text = _plain(told)
    if not mapping.multiple or mapping.knows(text):
        return [text] if text else []
    marks = _BETWEEN_TAGS if _BETWEEN_TAGS.search(text) else _BLANKS  # a tag may hold blanks where something else divides them
    return [name for each in marks.split(text) if (name := each.strip())]


def cell_of(cells: Mapping[str, Any], mapping: ColumnMapping, field: str) -> object:
    """The first column of a field that holds something."""
    for column in mapping.columns.get(field, ()):
        found = cells.get(column)
        if found is None and "." in column:
            found = _reach(cells, column.split("."))
        if found is not None and found != "":
            return found
    return None


def _reach(cells: object, path: Sequence[str]) -> object:
    """What stands at a path. Of a list it is in the first, or the value of the one with this id (Zendesk's own fields)."""
    for name in path:
        if isinstance(cells, list):
            own = [each for each in cells if isinstance(each, Mapping) and name in map(str, (each.get("id"), each.get("name")))]
            if own and "value" in own[0]:
                cells = own[0]["value"]
                continue
            cells = cells[0] if cells else None
        if not isinstance(cells, Mapping):
            return None
        cells = cells.get(name)
    return cells


def _text(cells: Mapping[str, Any], mapping: ColumnMapping, field: str) -> str:
    return _plain(cell_of(cells, mapping, field))[:_LONGEST]


def _plain(told: object) -> str:
    """The text of a cell; of Jira's document format, the text in it; of an object with a name or value, that."""
    if isinstance(told, Mapping):
        return _plain(told.get("name") or told.get("value") or _joined(told.get("content")) or told.get("text"))
    return "" if told is None else str(told).strip()


def _joined(parts: object) -> str:
    return "\n".join(_plain(part) for part in parts) if isinstance(parts, list) else ""


def _anonymous(told: object) -> int:
    name = _plain(told).casefold()
    return int.from_bytes(blake2b(name.encode("utf-8", "replace"), digest_size=7).digest()) if name else 0


def _language(told: object) -> str | None:
    return _plain(told)[:8] or None
