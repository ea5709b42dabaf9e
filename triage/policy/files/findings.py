"""Faults of a policy file: where, what, and what to write instead. Collected, so that one run shows every one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from triage.errors import Finding, PolicyError

CODES: Mapping[str, str] = MappingProxyType(
    {
        "yaml": "the file is no YAML that is accepted here: syntax, encoding, anchors, tags, several documents",
        "limit": "something is larger, deeper or more than is allowed",
        "missing-file": "a file that is named cannot be read",
        "missing-key": "a key that is required is not there",
        "unknown-key": "a key that the language does not know at this place",
        "duplicate-key": "a key twice in one mapping",
        "type": "a value of another type than is asked for",
        "empty-value": "nothing where something is needed; an empty test would match every ticket",
        "unknown-fact": "`when` asks for something that is no fact",
        "unknown-test": "a test that the fact's type does not have",
        "unknown-value": "a word that is not in the closed list of its place",
        "unknown-outcome": "something is set that is no outcome",
        "write-outside-sets": "a rule sets an outcome that its section does not declare under `sets`",
        "unknown-list": "`$name` of a list that is not defined",
        "unknown-calendar": "a calendar that is not defined",
        "unknown-team": "a team that is not in `teams`",
        "unknown-department": "a department that is not in `departments`",
        "unknown-tier": "a tier that is not in `tiers`",
        "unknown-credit-category": "a credit category that is not in `credit categories`",
        "unknown-section": "a section that is not there",
        "unknown-rule": "a rule that is not there",
        "unknown-holidays": "a country or region that the holidays library does not know",
        "unknown-time-zone": "a name that is not in the IANA time zone database",
        "duplicate-rule": "two rules of one name",
        "duplicate-section": "two sections of one name",
        "duplicate-case": "two cases of one name",
        "unnamed-rule": "a rule without a name",
        "row-length": "a table row with more or fewer cells than the table has columns",
        "bad-regex": "a pattern that RE2 refuses",
        "bad-span": "no amount of time such as `15 min`, `4 h` or `1 business day`",
        "bad-time": "no hours such as `09:00-17:30`",
        "bad-date": "no date such as `2026-12-31`",
        "cycle": "a file that extends itself, directly or by others",
        "dated-change": "a change of a rule that another file changes from a day on; it would hold before that day only",
        "overlay": "something that a file with `applies to` must not do, because it would touch every account",
    }
)
"""Every code of a fault that refuses a policy, and its meaning."""

_MOST_FINDINGS = 200
_MOST_OPTIONS = 2000  # difflib looks at each: beyond this a suggestion costs more than it helps
MOST_LISTED = 12  # options that a suggestion names
_LONGEST_WORD = 60
_SURE = 0.75  # how alike a word and an option must be for reading on as if it were that


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where something stands: the file as the user named it, 1-based line and column (characters)."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Findings:
    """Collects the faults of all files of a policy; the same fault is kept once, and no more than 200 in all."""

    def __init__(self) -> None:
        self._found: dict[Finding, None] = {}

    def __len__(self) -> int:
        return len(self._found)

    def report(self, at: Position, code: str, message: str, suggestion: str = "") -> None:
        """Add one fault. `code` is a key of `CODES` (anything else is a KeyError: a mistake of ours, not the user's)."""
        CODES[code]
        if len(self._found) < _MOST_FINDINGS:
            self._found[Finding(at.file, at.line, at.column, code, message, suggestion)] = None

    def sorted(self) -> tuple[Finding, ...]:
        """The faults in the order of file, line and column."""
        return tuple(sorted(self._found))

    def refuse_if_any(self) -> None:
        """Raise PolicyError with every fault; nothing when there is none."""
        if self._found:
            raise PolicyError(self.sorted())


def quoted(word: str) -> str:
    """The word as a message shows it: in quotes, on one line, cut when long."""
    line = " ".join(word.split())
    return f"'{line}'" if len(line) <= _LONGEST_WORD else f"'{line[:_LONGEST_WORD]}…'"


def nearest(word: str, options: Iterable[str], least: float = 0.6) -> str:
    """The option that is most like the word, at least by `least` (difflib's ratio, 0 to 1); "" when none is."""
    known = {option.casefold(): option for option in options}
    if len(known) > _MOST_OPTIONS or len(word) > 2 * _LONGEST_WORD:
        return ""
    return known[near[0]] if (near := get_close_matches(word.casefold(), known, 1, least)) else ""


def meant(word: str, options: Iterable[str]) -> str:
    """The option as which a word that is none is read further, so that what hangs on it is checked at once; "" without one."""
    return nearest(word, options, _SURE)


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """The nearest of the options, else all of them when they are few; empty when neither helps."""
    known = tuple(dict.fromkeys(options))
    near = nearest(word, known)
    if near:
        return f"did you mean {quoted(near)}?"
    return "one of: " + ", ".join(known) if known and len(known) <= MOST_LISTED and len(word) <= 2 * _LONGEST_WORD else ""
