"""Sections and rules as drafts: still nodes, so that an extending file can change them before anything is checked.

Table rows are drafts like any other rule: their cells become a `when` and a `then`, each cell keeping its place in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from triage.policy.files.findings import Findings, Position
from triage.policy.files.reading import Reader
from triage.policy.files.yaml_nodes import Entry, Items, Mapped, Node, Scalar
from triage.policy.model import Origin

RULE_KEYS = ("rule", "why", "source", "when", "then", "carry on", "enabled", "shadow", "from", "until", "owner")
SECTION_KEYS = ("section", "about", "sets", "hit", "combine", "rules", "table", "otherwise")
PLACE_KEYS = ("before", "after")
_TABLE_KEYS = ("why", "source", "columns", "set", "rows")
_ANY = "any"
_NOTHING = "nothing"
"""`otherwise: nothing`: where no rule applies nothing is set, and that is meant so; a check then reports no gap."""


@dataclass(frozen=True, slots=True)
class Scope:
    """`applies to` of the file that a rule comes from; `without`: the rule is for all others."""

    node: Node
    without: bool = False


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule before it is checked. `successor`: the name of the variant that takes its place from a day on, "" without one."""

    name: str
    at: Position
    parts: Mapping[str, Entry]
    origin: Origin = Origin.RULE
    scopes: tuple[Scope, ...] = ()
    successor: str = ""

    def changed(self, parts: Mapping[str, Entry]) -> RuleDraft:
        """With some of its parts replaced; of `then` only the outcomes that are given, and those given as null are gone."""
        merged = {**self.parts, **parts}
        if "then" in parts and "then" in self.parts:
            merged["then"] = _with_outcomes(self.parts["then"], parts["then"])
        return replace(self, parts=merged)

    def ended_before(self, start: Entry) -> tuple[RuleDraft, ...]:
        """As it is until the day before that; none when no day is left. Dates that are none change nothing."""
        quiet = Reader(Findings())  # they are told where the rules are read
        given = (start, self.parts.get("from"), self.parts.get("until"))
        end, first, last = (quiet.date(each.value, "a date") if each else None for each in given)
        if end and end <= (first or date.min):
            return ()
        if end is None or (last and last < end):
            return (self,)
        day_before = Scalar(start.value.at, (end - timedelta(days=1)).isoformat(), plain=False)
        return (replace(self, parts={**self.parts, "until": Entry(start.key, day_before)}),)

    def scoped(self, scope: Scope | None) -> RuleDraft:
        """For the accounts of that scope only."""
        return self if scope is None else replace(self, scopes=(*self.scopes, scope))


@dataclass(slots=True)
class SectionDraft:
    """A section before it is checked."""

    name: str
    at: Position
    parts: Mapping[str, Entry]
    rules: list[RuleDraft] = field(default_factory=list)
    otherwise: RuleDraft | None = None

    def index_of(self, rule: str) -> int | None:
        """The place of a rule among the section's, None when it is elsewhere."""
        return next((index for index, draft in enumerate(self.rules) if draft.name == rule), None)


def _with_outcomes(then: Entry, change: Entry) -> Entry:
    """`then` with the outcomes of a changed one."""
    if not isinstance(then.value, Mapped) or not isinstance(change.value, Mapped):
        return change
    kept, given = then.value.entries, change.value.entries
    dropped = {name for name, entry in given.items() if name in kept and _is_null(entry.value)}
    outcomes = {name: entry for name, entry in {**kept, **given}.items() if name not in dropped}
    return Entry(change.key, Mapped(change.value.at, outcomes))


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null


def draft_section(node: Node, reader: Reader, scope: Scope | None, extra: tuple[str, ...] = ()) -> SectionDraft | None:
    """The draft of one section; None, with a finding, when it has no name."""
    parts = reader.mapping(node, "a section", SECTION_KEYS + extra, required=("section", "sets"))
    name = reader.text(parts["section"].value, "`section`") if parts and "section" in parts else None
    if parts is None or name is None:
        return None
    draft = SectionDraft(name, node.at, parts)
    for key, entry in parts.items():  # rules and rows are looked at in the order in which the file has them
        if key == "rules":
            draft.rules += [rule.scoped(scope) for rule in draft_rules(entry.value, reader)]
        elif key == "table":
            draft.rules += [row.scoped(scope) for row in _draft_rows(name, entry.value, reader)]
    if "otherwise" in parts and not _says_nothing(parts["otherwise"].value):
        draft.otherwise = _draft_otherwise(name, parts["otherwise"]).scoped(scope)
    return draft


def draft_rules(node: Node, reader: Reader) -> Iterator[RuleDraft]:
    """The drafts of a list of rules; those without a name are reported and left out."""
    for item in reader.items(node, "rules"):
        parts = reader.mapping(item, "a rule", RULE_KEYS)
        if parts is None:
            continue
        name = reader.text(parts["rule"].value, "`rule`") if "rule" in parts else None
        if "rule" not in parts:
            reader.report(item, "unnamed-rule", "every rule needs a name (`rule: ...`)")
        if name is not None:
            for key in ("why", "then"):
                if key not in parts:
                    reader.report(item, "missing-key", f"a rule needs the key '{key}'")
            yield RuleDraft(name, parts["rule"].value.at, parts)


def _says_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and node.text == _NOTHING


def _draft_otherwise(section: str, entry: Entry) -> RuleDraft:
    at = entry.key.at
    why = Scalar(at, "no rule of the section applied", plain=False)
    parts = {"why": Entry(Scalar(at, "why"), why), "then": entry}
    return RuleDraft(f"{section} otherwise", at, parts, Origin.OTHERWISE)


def _draft_rows(section: str, node: Node, reader: Reader) -> Iterator[RuleDraft]:
    parts = reader.mapping(node, "a table", _TABLE_KEYS, required=("why", "columns", "set", "rows"))
    if parts is None or not all(key in parts for key in ("columns", "set", "rows")):
        return
    facts, outcomes = (_headers(parts[key], reader) for key in ("columns", "set"))
    told = {key: parts[key] for key in ("why", "source") if key in parts}
    rows = parts["rows"].value
    if isinstance(rows, Items) and not rows.items:
        reader.report(rows, "empty-value", "the table has no rows")
    for number, row in enumerate(reader.items(rows, "rows"), start=1):
        cells = reader.items(row, "a row")
        if len(cells) != len(facts) + len(outcomes):
            if isinstance(row, Items):
                message = f"the row has {len(cells)} cells, the table has {len(facts)} columns and sets {len(outcomes)}"
                reader.report(row, "row-length", message)
            continue
        asked = _cells(facts, cells[: len(facts)], row, _ANY)
        given = _cells(outcomes, cells[len(facts) :], row, None)
        row_parts = told | ({"when": asked} if asked else {}) | ({"then": given} if given else {})
        yield RuleDraft(f"{section} row {number}", row.at, row_parts, Origin.ROW)


def _headers(entry: Entry, reader: Reader) -> tuple[Scalar, ...]:
    """The names of columns; a name twice is reported."""
    headers: dict[str, Scalar] = {}
    for item in reader.items(entry.value, f"`{entry.key.text}`"):
        text = reader.text(item, "a column")
        if text is not None and text in headers:
            reader.report(item, "duplicate-key", f"the column '{text}' stands twice")
        if text is not None and isinstance(item, Scalar):
            headers[text] = item
    return tuple(headers.values())


def _cells(headers: tuple[Scalar, ...], cells: tuple[Node, ...], row: Node, left_out: str | None) -> Entry | None:
    """The cells as a mapping under a key: `any` asks nothing, and `~` (null) sets nothing. None when nothing is left."""
    entries = {
        header.text: Entry(header, cell) for header, cell in zip(headers, cells, strict=True) if not _skips(cell, left_out)
    }
    return Entry(Scalar(row.at, "cells"), Mapped(row.at, entries)) if entries else None


def _skips(cell: Node, word: str | None) -> bool:
    return _is_null(cell) if word is None else isinstance(cell, Scalar) and cell.plain and cell.text == word
