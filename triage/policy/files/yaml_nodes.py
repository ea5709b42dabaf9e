"""Hostile bytes → YAML nodes of which every one knows its line and column; or findings, never a crash.

libyaml's event parser keeps its own stack on the heap and is driven one event at a time: depth, number of nodes, anchors, tags
and further documents are refused as they pass, before anything could recurse or multiply. The nodes are built from those events
directly, so that PyYAML's recursive composer (which 100,000 brackets crash) and its YAML 1.1 types never see the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import yaml

from triage.policy.files.collector import collector_paused
from triage.policy.files.decoding import INVISIBLE, decoded
from triage.policy.files.findings import Findings, Position, quoted
from triage.policy.files.yaml_problems import yaml_problem

MAX_DEPTH = 40
MAX_NODES = 400_000

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One word, number or text, as written. `plain`: it stood without quotes, and only then may it be a number, flag or null."""

    at: Position
    text: str
    plain: bool = True

    @property
    def is_null(self) -> bool:
        """Whether it says that there is no value."""
        return self.plain and self.text in _NULLS


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    at: Position
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One `key: value` of a mapping."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping, in the order of the file; keys are text."""

    at: Position
    entries: Mapping[str, Entry]


Node = Scalar | Items | Mapped


@collector_paused()
def read_yaml(data: bytes, name: str, findings: Findings) -> Node | None:
    """The one document of a file; None when `findings` got a fault that makes it unreadable.

    A duplicate key is reported and its first value kept, so that reading goes on.
    """
    text = decoded(data, Position(name), findings)
    if text is None:
        return None
    builder = _Builder(name, findings)
    try:
        for event in yaml.parse(text, yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        at, message = yaml_problem(error, text, name)
        findings.report(at, "yaml", message)
        return None
    except _Refused as refusal:
        findings.report(refusal.at, refusal.code, refusal.message)
        return None
    if builder.document is None:
        findings.report(Position(name), "yaml", "the file is empty")
    return builder.document


def plain_value(node: Node) -> object:
    """The node as JSON would hold it. Numbers and flags as YAML 1.2 writes them: `no`, `010` and `17:30` stay text."""
    if isinstance(node, Items):
        return [plain_value(item) for item in node.items]
    if isinstance(node, Mapped):
        return {name: plain_value(entry.value) for name, entry in node.entries.items()}
    if node.is_null:
        return None
    number = number_of(node)
    if number is not None:
        return number
    flag = flag_of(node)
    return node.text if flag is None else flag


def number_of(node: Scalar) -> int | float | None:
    """The number that a scalar without quotes is; None for anything else, also for `010`, `1e3` and 16 digits or more."""
    if not node.plain:
        return None
    if _INTEGER.fullmatch(node.text):
        return int(node.text)
    return float(node.text) if _DECIMAL.fullmatch(node.text) else None


def flag_of(node: Scalar) -> bool | None:
    """True or False for `true` and `false` without quotes; None for anything else, also for `yes`."""
    return {"true": True, "false": False}.get(node.text) if node.plain else None


class _Refused(Exception):
    """Ends the reading of a file."""

    def __init__(self, at: Position, code: str, message: str) -> None:
        super().__init__(message)
        self.at, self.code, self.message = at, code, message


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    at: Position
    is_mapping: bool
    nodes: list[Node] = field(default_factory=list)


class _Builder:
    """Makes nodes of events without recursion."""

    def __init__(self, file: str, findings: Findings) -> None:
        self.document: Node | None = None
        self._file = file
        self._findings = findings
        self._open: list[_Open] = []
        self._nodes = 0

    def take(self, event: yaml.Event) -> None:
        """Use one event. Raises _Refused."""
        mark = event.start_mark
        at = Position(self._file, mark.line + 1, mark.column + 1) if mark else Position(self._file)
        self._check(event, at)
        if isinstance(event, yaml.ScalarEvent):
            if INVISIBLE.search(event.value):
                raise _Refused(at, "yaml", "an escape makes an invisible character, which is not allowed")
            self._add(Scalar(at, event.value, event.style is None or event.style == ""))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open.append(_Open(at, isinstance(event, yaml.MappingStartEvent)))
            if len(self._open) > MAX_DEPTH:
                raise _Refused(at, "limit", f"lists and mappings are nested deeper than {MAX_DEPTH}")
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self._open.pop()
            self._add(self._mapping(done) if done.is_mapping else Items(done.at, tuple(done.nodes)))

    def _check(self, event: yaml.Event, at: Position) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _Refused(at, "limit", f"the file has more than {MAX_NODES} values")
        if isinstance(event, yaml.DocumentStartEvent):
            if self.document is not None:
                raise _Refused(at, "yaml", "a second document in one file is not allowed")
            if event.tags or event.version:
                raise _Refused(at, "yaml", "directives (%YAML, %TAG) are not allowed")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(at, "yaml", "anchors and aliases are not allowed; use `lists` and `$name`")
        if getattr(event, "tag", None):
            raise _Refused(at, "yaml", "tags (!) are not allowed; put the text in quotes")

    def _add(self, node: Node) -> None:
        if self._open:
            self._open[-1].nodes.append(node)
        else:
            self.document = node

    def _mapping(self, done: _Open) -> Mapped:
        entries: dict[str, Entry] = {}
        for key, value in _rejoined(zip(done.nodes[::2], done.nodes[1::2], strict=True)):
            key, value = self._parted(key, value)
            if not isinstance(key, Scalar) or key.is_null or not key.text.strip():
                self._findings.report(key.at, "type", "a key is a word or a text")
            elif key.text in entries:
                first = entries[key.text].key.at
                self._findings.report(key.at, "duplicate-key", f"{quoted(key.text)} stands twice, first in line {first.line}")
            else:
                entries[key.text] = Entry(key, value)
        return Mapped(done.at, entries)

    def _parted(self, key: Node, value: Node) -> tuple[Node, Node]:
        """A key and its value, parted where the space after the colon is missing or only looks like one; with a finding."""
        if not (isinstance(key, Scalar) and key.plain and isinstance(value, Scalar) and value.plain and not value.text):
            return key, value
        name, _, rest = key.text.partition(":")
        if not name or name.isdigit() or not rest.strip():
            return key, value
        self._findings.report(
            key.at, "yaml", f"after the colon of {quoted(key.text)} comes a space", f"write {name}: {rest.strip()}"
        )
        after = Position(key.at.file, key.at.line, key.at.column + len(name) + 1)
        return Scalar(key.at, name), Scalar(after, rest.strip())


def _rejoined(pairs: Iterable[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    """The entries of a mapping, `{at least: 0,65}` as 0,65 and not as 0 beside a key 65, for readers to tell of the comma."""
    joined: list[tuple[Node, Node]] = []
    for key, value in pairs:
        before = joined[-1][1] if joined else None
        if before and isinstance(key, Scalar) and isinstance(before, Scalar) and _continues(before, key, value):
            joined[-1] = (joined[-1][0], Scalar(before.at, f"{before.text},{key.text}"))
        else:
            joined.append((key, value))
    return joined


def _continues(before: Scalar, key: Scalar, value: Node) -> bool:
    """Whether the key is the digits right after the comma of a number, with nothing of its own to say."""
    touches = key.at.line == before.at.line and key.at.column == before.at.column + len(before.text) + 1
    digits = before.plain and key.plain and before.text[-1:].isdigit() and key.text[:1].isdigit()
    return touches and digits and isinstance(value, Scalar) and value.plain and not value.text
