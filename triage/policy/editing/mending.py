"""Mends in a file's text what can be mended without a thought: quotes around times, curly quotes, words nearly a known one.

Structure is never guessed: a missing dash or brace can stand for more than one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from triage.errors import Finding
from triage.policy.files.findings import Findings
from triage.policy.files.yaml_nodes import Scalar, read_yaml
from triage.policy.lint.names import scalars

_SUGGESTED = re.compile(r"did you mean '([^'…]+)'\?")
_PLAIN = re.compile(r"[A-Za-z0-9_$][A-Za-z0-9_ ./+()-]*")
_CURLED = re.compile(r'write "([^"\\]+)"')
_NEAR = 0.7
"""How alike (difflib's ratio, 0 to 1) a word and its suggestion must be to be taken for a slip of the pen."""

_EXACT = frozenset({"unknown-holidays", "unknown-time-zone"})
"""Where a near word is another place: only upper and lower case are mended."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """On a 1-based line the characters from `start` to `end` (0-based) become `new`."""

    line: int
    start: int
    end: int
    new: str


def mend_text(text: str, name: str, findings: Iterable[Finding]) -> tuple[str, tuple[Finding, ...]]:
    """The text with what could be mended, and the findings that this mends; `name` is how findings call the file.

    A text that is not readable YAML stays as it is. Comments and everything else are not touched.
    """
    root = read_yaml(text.encode("utf-8", "surrogatepass"), name, Findings())
    if root is None:
        return text, ()
    at = {(scalar.at.line, scalar.at.column): scalar for scalar in scalars(root)}
    lines = text.split("\n")
    mended: list[Finding] = []
    edits: dict[tuple[int, int], _Edit] = {}
    for finding in findings:
        scalar = at.get((finding.line, finding.column)) if finding.file == name else None
        edit = _edit(finding, scalar, lines[finding.line - 1]) if scalar else None
        if edit and (edit.line, edit.start) not in edits:
            edits[edit.line, edit.start] = edit
            mended.append(finding)
    for edit in sorted(edits.values(), key=lambda each: (each.line, each.start), reverse=True):
        line = lines[edit.line - 1]
        lines[edit.line - 1] = line[: edit.start] + edit.new + line[edit.end :]
    return "\n".join(lines), tuple(mended)


def _edit(finding: Finding, scalar: Scalar, line: str) -> _Edit | None:
    start = finding.column - 1 + (0 if scalar.plain else 1)
    end = start + len(scalar.text)
    if line[start:end] != scalar.text:  # folded, escaped or tagged: not written as it reads
        return None
    if finding.code == "unquoted-time":
        return _Edit(finding.line, start, end, f'"{scalar.text}"')
    if finding.code == "curly-quotes":
        inner = _CURLED.fullmatch(finding.suggestion)
        return _Edit(finding.line, start, end, f'"{inner[1]}"') if inner and len(inner[1]) == len(scalar.text) - 2 else None
    suggested = _SUGGESTED.search(finding.suggestion)
    if suggested is None:
        return None
    word = suggested[1]
    if scalar.text.startswith("$") and not word.startswith("$"):
        start += 1
    least = 1.0 if finding.code in _EXACT else _NEAR
    if not _PLAIN.fullmatch(word) or _likeness(line[start:end], word) < least:
        return None
    return _Edit(finding.line, start, end, word)


def _likeness(word: str, other: str) -> float:
    return SequenceMatcher(None, word.casefold(), other.casefold()).ratio()
