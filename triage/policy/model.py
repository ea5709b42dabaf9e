"""A policy as it was checked: frozen, with everything resolved. Nothing in it can fail when a ticket is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from triage.domain.credits import PriceList
from triage.domain.instants import local, zone_of
from triage.domain.review import ConfidenceLevels, ReviewCosts
from triage.policy.calendars import CalendarBook
from triage.policy.files.findings import Position
from triage.policy.language.conditions import Tree, conditions_of
from triage.policy.language.outcomes import Combine, OutcomeDefinition
from triage.policy.language.shown import shown


class Hit(StrEnum):
    """Which of a section's rules apply.

    FIRST: the first that fires, and those above it that carry on. UNIQUE: the same, and a second one that fires is a mistake of
    the policy, told in the trace. ALL: every one that fires, in order.
    """

    FIRST = "first"
    UNIQUE = "unique"
    ALL = "all"


class Origin(StrEnum):
    """Where in a section a rule was written."""

    RULE = "rule"
    ROW = "row"
    OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class Assignment:
    """One outcome that a rule sets.

    `value` is a domain value; for targets and lists a tuple of them. `shown` is the same as JSON can hold it, for the trace.
    """

    outcome: OutcomeDefinition
    value: object
    shown: object = field(compare=False)
    at: Position = field(compare=False)

    @classmethod
    def of(cls, outcome: OutcomeDefinition, value: object, at: Position) -> Assignment:
        """An assignment whose `shown` follows from its value: one target or list item stands without a list around it."""
        plain = shown(value)
        return cls(outcome, value, plain[0] if isinstance(plain, list) and len(plain) == 1 else plain, at)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, table row or `otherwise`.

    Attributes:
        name: unique in the policy; of a row "<section> row 1", of an otherwise "<section> otherwise".
        why: the sentence that explains it.
        conditions: when it fires.
        assignments: what it sets.
        source: the policy lines that it states.
        first_day, until: the days between which it can fire, both included; None: no such bound.
        carry_on: in a `first` section, the rules below it are still looked at.
        enabled: False: never looked at.
        shadow: evaluated and traced, not applied.
        owner: whom to ask about it.
    """

    name: str
    section: str
    why: str
    conditions: Tree
    assignments: tuple[Assignment, ...]
    at: Position = field(compare=False)
    origin: Origin = Origin.RULE
    source: tuple[str, ...] = ()
    first_day: date | None = None
    until: date | None = None
    carry_on: bool = False
    enabled: bool = True
    shadow: bool = False
    owner: str = ""
    tested: tuple[str, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        names = dict.fromkeys(condition.fact for condition in conditions_of(self.conditions))
        object.__setattr__(self, "tested", tuple(names))

    def in_force(self, on: date) -> bool:
        """Whether it is enabled, and that day lies within its own."""
        return self.enabled and (self.first_day is None or self.first_day <= on) and (self.until is None or on <= self.until)

    def shares_a_day(self, other: Rule) -> bool:
        """Whether there are days on which both can fire."""
        ends = [rule.until for rule in (self, other) if rule.until]
        return not ends or all(rule.first_day is None or rule.first_day <= min(ends) for rule in (self, other))


@dataclass(frozen=True, slots=True)
class Section:
    """Rules that are looked at together. `combine` has every outcome of `sets`."""

    name: str
    about: str
    sets: tuple[str, ...]
    hit: Hit
    combine: Mapping[str, Combine]
    rules: tuple[Rule, ...]
    otherwise: Rule | None
    at: Position = field(compare=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy, `extends` resolved.

    Attributes:
        name, about: what the file says of itself.
        version: "sha256:" and the hash of the resolved content; the same for another layout, comments or split into files.
        sections: in the order in which they are looked at.
        teams, departments: the closed lists.
        numbered: under "tiers" and "credit categories" their numbers, with what they are.
        lists: the word lists by name.
        calendars: makes the calendars of a decision.
        review: what mistakes cost.
        levels: from which confidence on it is called high and medium.
        prices: the credit packages on sale.
        time_zone: where the days of `from` and `until` begin and end.
        holidays_version: of the holidays library when a calendar needs it, else None.
        files: every file that it was read from, the extending one last; empty when it was read from text alone.
    """

    name: str
    about: str
    version: str
    sections: tuple[Section, ...]
    teams: tuple[str, ...]
    departments: tuple[str, ...]
    numbered: Mapping[str, Mapping[int, str]]
    lists: Mapping[str, tuple[str, ...]]
    calendars: CalendarBook = field(compare=False)
    review: ReviewCosts
    levels: ConfidenceLevels
    prices: PriceList
    time_zone: str
    holidays_version: str | None = field(compare=False)
    files: tuple[Path, ...] = field(compare=False)

    def day_of(self, moment: datetime) -> date:
        """The day by which `from` and `until` are judged. Raises CalendarError outside the years 1 to 9999."""
        return local(moment, zone_of(self.time_zone)).date()

    def rules(self) -> Iterator[Rule]:
        """All rules, rows and otherwises, in order."""
        for section in self.sections:
            yield from section.rules
            if section.otherwise:
                yield section.otherwise
