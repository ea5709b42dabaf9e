"""Layout of policy and case files: indentation, spacing, quoted times. Comments, order and meaning stay as they are.

Works on the text by the places of YAML's tokens, then reads both texts and compares them: what a file says never changes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from triage.policy.files.findings import Findings, Position
from triage.policy.files.yaml_nodes import Items, Node, Scalar, read_yaml
from triage.policy.lint.names import is_time

STEP = 2
"""Columns of a level of indentation."""

_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.FlowEntryToken)
_OPENING = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)


def format_text(text: str, name: str) -> str:
    """The text, laid out. Raises PolicyError when it cannot be read, or (never seen) cannot be laid out without changing it."""
    findings = Findings()
    before = read_yaml(text.encode("utf-8", "surrogatepass"), name, findings)
    findings.refuse_if_any()
    laid_out = _Layout(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")).text()
    after = read_yaml(laid_out.encode("utf-8", "surrogatepass"), name, findings)
    if before is None or after is None or not same_content(before, after):
        findings.report(Position(name), "yaml", "the file cannot be laid out without changing what it says; it stays as it is")
    findings.refuse_if_any()
    return laid_out


def same_content(one: Node, other: Node) -> bool:
    """Whether two files say the same, wherever it stands; a time is the same with and without quotes."""
    if isinstance(one, Scalar) or isinstance(other, Scalar):
        return (
            isinstance(one, Scalar)
            and isinstance(other, Scalar)
            and one.text == other.text
            and (one.plain == other.plain or is_time(one.text))
        )
    if isinstance(one, Items) or isinstance(other, Items):
        return (
            isinstance(one, Items)
            and isinstance(other, Items)
            and len(one.items) == len(other.items)
            and all(same_content(left, right) for left, right in zip(one.items, other.items, strict=True))
        )
    pairs = ((one.entries[name], other.entries.get(name)) for name in one.entries)
    return list(one.entries) == list(other.entries) and all(
        right is not None and same_content(left.key, right.key) and same_content(left.value, right.value) for left, right in pairs
    )


@dataclass(frozen=True, slots=True)
class _Token:
    """A token that stands in the text: what it is, its first line and column, its last line and the column after it."""

    kind: yaml.Token
    line: int
    column: int
    end_line: int
    end: int


class _Layout:
    """Lays out one text."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._tokens: list[_Token] = []
        self._columns: dict[int, int] = {}  # line → the column at which it should begin
        self._inside: set[int] = set()  # lines that begin inside a text of several lines
        self._raw: set[int] = set()  # those of them that are not even shifted
        self._flow = 0  # brackets and braces that are open
        self._read(text)
        self._marked = sorted(self._columns)

    def text(self) -> str:
        """The new text."""
        gaps = self._spaced()
        lines: list[str] = []
        for number, line in enumerate(self._lines):
            inside = number in self._inside
            line = line if inside else gaps.get(number, line).rstrip()
            new = line if number in self._raw else self._indented(number, line)
            if new.strip() or inside or (lines and lines[-1].strip()):
                lines.append(new)
        return "\n".join(lines).strip("\n") + "\n"

    def _read(self, text: str) -> None:
        """The tokens, and from them the column of each line that begins with a key or a dash."""
        stack: list[tuple[int, int, bool]] = []  # (old column, new column, is a list)
        dash: tuple[int, int] | None = None  # the line and new column of the latest dash
        for token in yaml.scan(text, yaml.CSafeLoader):
            start, end = token.start_mark, token.end_mark
            if isinstance(token, yaml.BlockMappingStartToken | yaml.BlockSequenceStartToken):
                is_list = isinstance(token, yaml.BlockSequenceStartToken)
                stack.append((start.column, _new_column(stack, dash, start.line, is_list), is_list))
            elif isinstance(token, yaml.BlockEndToken):
                stack.pop()
            elif isinstance(token, yaml.BlockEntryToken | yaml.KeyToken) and stack and not self._flow:
                column = stack[-1][1] + start.column - stack[-1][0]
                if self._begins(start.line, start.column):
                    self._columns[start.line] = column
                if isinstance(token, yaml.BlockEntryToken):
                    dash = (start.line, column)
            if (end.line, end.column) > (start.line, start.column):
                self._take(_Token(token, start.line, start.column, end.line, end.column))

    def _take(self, token: _Token) -> None:
        self._tokens.append(token)
        if isinstance(token.kind, _OPENING):
            self._flow += 1
        elif isinstance(token.kind, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken):
            self._flow -= 1
        if isinstance(token.kind, yaml.ScalarToken) and token.end_line > token.line:
            block = token.kind.style in ("|", ">")
            inside = range(token.line + 1, token.end_line + (0 if block and token.end == 0 else 1))
            self._inside.update(inside)
            self._raw.update(() if block else inside)

    def _begins(self, line: int, column: int) -> bool:
        return not self._lines[line][:column].strip()

    def _indented(self, number: int, line: str) -> str:
        """The line with its new indentation: its own, or shifted like the line with a key or dash that it belongs to."""
        own = len(line) - len(line.lstrip(" "))
        if number in self._columns:
            return " " * self._columns[number] + line.lstrip(" ")
        if not line.strip():
            return line
        if line.lstrip(" ").startswith("#") and number not in self._inside:
            return self._comment(number, own, line)
        return " " * max(0, own + self._shift(number)) + line.lstrip(" ")

    def _comment(self, number: int, own: int, line: str) -> str:
        """A comment goes with the line below when it stands above it, else with the line above."""
        place = bisect_right(self._marked, number)
        below = self._marked[place] if place < len(self._marked) else None
        if below is not None and _indent(self._lines[below]) == own:
            return " " * self._columns[below] + line.lstrip(" ")
        return " " * max(0, own + self._shift(number)) + line.lstrip(" ")

    def _shift(self, number: int) -> int:
        place = bisect_right(self._marked, number)
        above = self._marked[place - 1] if place else None
        return 0 if above is None else self._columns[above] - _indent(self._lines[above])

    def _spaced(self) -> dict[int, str]:
        """The lines with spaces between tokens set right and times in quotes."""
        edits: dict[int, list[tuple[int, int, str]]] = {}
        for token, after in zip(self._tokens, [*self._tokens[1:], None], strict=True):
            if isinstance(token.kind, yaml.ScalarToken) and token.kind.plain and is_time(token.kind.value):
                edits.setdefault(token.line, []).append((token.column, token.end, f'"{token.kind.value}"'))
            if after and after.line == token.end_line and self._lines[token.end_line][token.end : after.column].strip() == "":
                gap = _gap(token.kind, after.kind)
                if gap is not None:
                    edits.setdefault(token.end_line, []).append((token.end, after.column, gap))
        return {number: _edited(self._lines[number], changes) for number, changes in edits.items()}


def _new_column(stack: Sequence[tuple[int, int, bool]], dash: tuple[int, int] | None, line: int, is_list: bool) -> int:
    """Where a mapping or list begins: beside the dash on its line, else one level in; dashes stand below their key."""
    if dash and dash[0] == line:
        return dash[1] + STEP
    if not stack:
        return 0
    return stack[-1][1] + (0 if is_list and not stack[-1][2] else STEP)


def _gap(left: yaml.Token, right: yaml.Token) -> str | None:
    """The space between two tokens of one line; None where any is right."""
    if isinstance(right, _CLOSING) or isinstance(left, _OPENING):
        return ""
    if isinstance(right, yaml.ValueToken):
        return ""
    if isinstance(left, yaml.FlowEntryToken | yaml.ValueToken | yaml.BlockEntryToken):
        return " "
    return None


def _edited(line: str, changes: Sequence[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(changes, reverse=True):
        line = line[:start] + new + line[end:]
    return line


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
