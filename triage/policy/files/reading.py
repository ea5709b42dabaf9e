"""Typed values out of YAML nodes. Each reader gives the value, or reports what is wrong and gives None: reading goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from triage.policy.files.findings import MOST_LISTED, Findings, Position, did_you_mean, meant, quoted
from triage.policy.files.hints import date_hint, flag_hint, number_hint
from triage.policy.files.yaml_nodes import Entry, Items, Mapped, Node, Scalar, flag_of, number_of

MAX_NUMBERED = 999
"""The highest number that a tier or a credit category may have; the lowest is 0."""


NUMBERED: Mapping[str, str] = MappingProxyType({"tiers": "tier", "credit categories": "credit category"})
"""The keys of a policy under which it says what its numbers stand for, and what one of each is called."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the policy itself defines and its rules may name; `numbered`: by a key of `NUMBERED`, numbers and their names."""

    teams: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    numbered: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    calendars: tuple[str, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads nodes, reports to `findings`, knows the policy's own `names`."""

    findings: Findings
    names: Names = field(default_factory=Names)

    def report(self, node: Node, code: str, message: str, suggestion: str = "") -> None:
        """Report a fault of that node."""
        self.findings.report(node.at, code, message, suggestion)

    def mapping(
        self,
        node: Node,
        what: str,
        allowed: Collection[str] | None = None,
        required: Iterable[str] = (),
        at: Position | None = None,
    ) -> Mapping[str, Entry] | None:
        """The entries of a mapping; unknown and missing keys are reported (missing ones at `at`, else at the mapping).

        An unknown key that is nearly a known one is read as that, so that what stands below it is checked in the same pass.
        """
        if not isinstance(node, Mapped):
            self.report(node, *_wrong(node, f"{what} must be a mapping (`key: value`)"))
            return None
        entries = dict(node.entries)
        for name, entry in node.entries.items():
            if allowed is not None and name not in allowed:
                message = f"{what} has no key {quoted(name)}"
                self.report(entry.key, "unknown-key", message, did_you_mean(name, allowed))
                entries.setdefault(meant(name, allowed) or name, entry)
        for name in required:
            if name not in entries:
                self.findings.report(at or node.at, "missing-key", f"{what} needs the key '{name}'")
        return entries

    def items(self, node: Node, what: str) -> tuple[Node, ...]:
        """The items of a list; none, with a finding, when it is no list."""
        if isinstance(node, Items):
            return node.items
        self.report(node, *_wrong(node, f"{what} must be a list ([a, b], or lines with `- `)"))
        return ()

    def one_or_more(self, node: Node) -> tuple[Node, ...]:
        """The items of a list, or the single value that stands for a list of one."""
        return node.items if isinstance(node, Items) else (node,)

    def text(self, node: Node, what: str) -> str | None:
        """A text as written, whatever it looks like: `09:00`, `no` and `010` stay what they are."""
        if not isinstance(node, Scalar):
            self.report(node, "type", f"{what} must be a text")
            return None
        if node.is_null or not node.text.strip():
            self.report(node, "empty-value", f"{what} has no value")
            return None
        return node.text

    def texts(self, node: Node, what: str) -> tuple[str, ...]:
        """A list of texts; a single text stands for a list of one. Texts at fault are left out."""
        read = (self.text(item, what) for item in self.one_or_more(node))
        return tuple(text for text in read if text is not None)

    def flag(self, node: Node, what: str) -> bool | None:
        """`true` or `false`."""
        flag = flag_of(node) if isinstance(node, Scalar) else None
        if flag is None:
            hint = flag_hint(node.text) if isinstance(node, Scalar) else ""
            self.report(node, *_wrong(node, f"{what} must be true or false"), hint)
        return flag

    def number(self, node: Node, what: str, least: float, most: float) -> int | float | None:
        """A number without quotes, from `least` to `most`."""
        number = number_of(node) if isinstance(node, Scalar) else None
        if number is None:
            hint = number_hint(node.text, most) if isinstance(node, Scalar) else ""
            self.report(node, *_wrong(node, f"{what} must be a number"), hint)
        elif not least <= number <= most:
            self.report(node, "unknown-value", f"{what} must be from {least:g} to {most:g}")
            return None
        return number

    def whole(self, node: Node, what: str, least: int, most: int) -> int | None:
        """A whole number from `least` to `most`."""
        number = self.number(node, what, least, most)
        if isinstance(number, float):
            self.report(node, "type", f"{what} must be a whole number")
            return None
        return number

    def money(self, node: Node, what: str, most: int) -> int | Decimal | None:
        """An amount of money from 0 to `most`, with two decimals at most; exact."""
        number = self.number(node, what, 0, most)
        if number is None or isinstance(number, int) or not isinstance(node, Scalar):
            return number if isinstance(number, int) else None
        amount = Decimal(node.text)
        if amount != round(amount, 2):
            self.report(node, "type", f"{what} has at most two decimals")
            return None
        return int(amount) if amount == int(amount) else round(amount, 2)

    def choice(self, node: Node, what: str, options: Collection[str], code: str = "unknown-value") -> str | None:
        """One word of a closed list."""
        word = self.text(node, what)
        if word is None or word in options:
            return word
        self.report(node, code, f"{quoted(word)} is no {what}", did_you_mean(word, options))
        return None

    def date(self, node: Node, what: str) -> date | None:
        """A date such as 2026-12-31."""
        text = self.text(node, what)
        if text is None:
            return None
        try:
            if len(text) != 10:
                raise ValueError("ISO 8601 has shorter and longer forms, which are not wanted here")
            return date.fromisoformat(text)
        except ValueError:
            self.report(node, "bad-date", f"{quoted(text)} is no date", date_hint(text))
            return None

    def calendar(self, node: Node) -> str | None:
        """The name of a calendar of the policy."""
        return self.choice(node, "calendar of this policy", self.names.calendars, "unknown-calendar")

    def team(self, node: Node) -> str | None:
        """A team of the policy."""
        return self.choice(node, "team of this policy", self.names.teams, "unknown-team")

    def department(self, node: Node) -> str | None:
        """A department of the policy."""
        return self.choice(node, "department of this policy", self.names.departments, "unknown-department")

    def numbered(self, node: Node, key: str) -> int | None:
        """A number that the policy declares under that key of `NUMBERED`. Where it declares none, that is told once a file."""
        what, declared = NUMBERED[key], self.names.numbered.get(key, {})
        number = self.whole(node, f"a {what}", 0, MAX_NUMBERED)
        if number is None or number in declared:
            return number
        code = f"unknown-{what.replace(' ', '-')}"
        if declared:
            known = ", ".join(f"{each} ({name})" for each, name in sorted(declared.items())[:MOST_LISTED])
            self.report(node, code, f"{number} is no {what} of this policy", f"one of: {known}")
        else:
            hint = f"write `{key}: {{1: …, 2: …}}`, every number that a rule uses and what it stands for"
            self.findings.report(Position(node.at.file), code, f"rules name a {what}, but the policy declares no `{key}`", hint)
        return None


def _wrong(node: Node, message: str) -> tuple[str, str]:
    """Code and message for a value of the wrong kind: nothing at all has a code of its own."""
    if isinstance(node, Scalar):
        if node.is_null:
            return "empty-value", f"{message}; there is no value"
        return "type", f"{message}, not {quoted(node.text)}"
    return "type", message
