"""Every number and list entry of a policy made a little different: what a case at its boundary would notice.

A number goes one step up and one down: 1 of its own unit (business days, hours, minutes, credits, dollars, percent), or 0.01 of
a fraction; a window of a calendar one minute, a rule's first and last day one day. Of a list one entry is left out at a time, and
the public holidays of a calendar together. A time zone becomes each of a few others, of which some have the same clock for half
of the year, or once had another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from triage.domain.spans import Span
from triage.domain.windows import Window
from triage.policy.calendars import ACCOUNT_ZONE, CalendarBook, CalendarDefinition, Day
from triage.policy.files.findings import Position
from triage.policy.language.conditions import Condition, Tree
from triage.policy.language.text_values import Phrases, Words
from triage.policy.model import Assignment, Policy, Rule

_FRACTION = 0.01
_MIDNIGHT = 24 * 60
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZONES = ("UTC", "Europe/London", "Europe/Moscow", "Etc/GMT-3", "America/New_York")
"""London is UTC in winter. Moscow is GMT+3 today, was GMT+4 in the summer of 2010 and from 2011 to 2014."""


@dataclass(frozen=True, slots=True)
class AlteredRule:
    """A rule with one number or entry changed.

    Attributes:
        part: the condition or outcome that bears it ("topics includes any of", "resolution").
        change: in words: "within 4 h as 5 h".
        at: where it stands.
        rule: the rule so changed.
        asks: it is a condition's, so that the rule may fire for other tickets.
    """

    part: str
    change: str
    at: Position
    rule: Rule
    asks: bool


def alter_rule(rule: Rule) -> Iterator[AlteredRule]:
    """The rule with each of its numbers and entries changed, one at a time."""
    for condition, change, tree in _altered(rule.conditions):
        part = f"{condition.fact} {condition.operator.replace('_', ' ')}"
        yield AlteredRule(part, change, condition.at, replace(rule, conditions=tree), asks=True)
    for word, change, dated in _dates(rule):
        yield AlteredRule(word, change, rule.at, dated, asks=True)
    for place, assignment in enumerate(rule.assignments):
        for change, value in _others(assignment.value):
            other = Assignment.of(assignment.outcome, value, assignment.at)
            setting = replace(rule, assignments=(*rule.assignments[:place], other, *rule.assignments[place + 1 :]))
            yield AlteredRule(assignment.outcome.name, change, assignment.at, setting, asks=False)


def _dates(rule: Rule) -> Iterator[tuple[str, str, Rule]]:
    """Its first and last day one day earlier and later: the word for it, the change in words, the rule so changed."""
    for day in _beside(rule.first_day):
        yield "from", f"{rule.first_day} as {day}", replace(rule, first_day=day)
    for day in _beside(rule.until):
        yield "until", f"{rule.until} as {day}", replace(rule, until=day)


def _beside(day: date | None) -> Iterator[date]:
    """The day after and the day before, as far as there are dates."""
    ordinals = (day.toordinal() + 1, day.toordinal() - 1) if day else ()
    yield from (date.fromordinal(each) for each in ordinals if date.min.toordinal() <= each <= date.max.toordinal())


def alter_definitions(policy: Policy) -> Iterator[tuple[str, str, Policy]]:
    """Each number, date and time zone outside the rules (calendars, packages, costs of mistakes, confidence levels).

    Gives what holds it, the change in words, and the policy so changed.
    """
    for definition in policy.calendars.definitions.values():
        for change, changed in _calendars(definition):
            book = CalendarBook({**policy.calendars.definitions, definition.name: changed})
            yield f"calendar {definition.name}", change, replace(policy, calendars=book)
    for subject, field in (("packages", "prices"), ("review", "review"), ("confidence levels", "levels")):
        for change, other in _others(getattr(policy, field)):
            yield subject, change, replace(policy, **{field: other})


def _altered(tree: Tree) -> Iterator[tuple[Condition, str, Tree]]:
    """The tree with one number or entry of one condition changed: that condition, the change, the tree."""
    if isinstance(tree, Condition):
        yield from ((tree, change, replace(tree, value=value)) for change, value in _others(tree.value))
        return
    for place, part in enumerate(tree.parts):
        for condition, change, other in _altered(part):
            yield condition, change, replace(tree, parts=(*tree.parts[:place], other, *tree.parts[place + 1 :]))


def _others(value: object) -> Iterator[tuple[str, Any]]:
    """The values next to this one, each with one number or entry changed; none for what holds neither."""
    if isinstance(value, Span):
        yield from ((f"{value} as {other}", other) for other in _spans(value))
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        yield from ((f"{value} as {other}", other) for other in _numbers(value))
    elif isinstance(value, Phrases):
        yield from ((f"without '{word}'", replace(value, phrases=rest)) for word, rest in _each_left_out(value.phrases))
        for place, word in enumerate(value.except_in):  # the last one may go too: the words are asked for without it
            yield f"except in, without '{word}'", replace(value, except_in=value.except_in[:place] + value.except_in[place + 1 :])
    elif isinstance(value, Words):
        yield from ((f"without '{word}'", Words(frozenset(rest))) for word, rest in _each_left_out(tuple(sorted(value.words))))
    elif isinstance(value, frozenset):
        yield from ((f"without '{word}'", frozenset(rest)) for word, rest in _each_left_out(tuple(sorted(value))))
    else:
        yield from _inside(value)


def _inside(value: object) -> Iterator[tuple[str, Any]]:
    """A structure with one number or entry somewhere in it changed."""
    if isinstance(value, tuple):
        for place, part in enumerate(value):
            yield from ((change, (*value[:place], other, *value[place + 1 :])) for change, other in _others(part))
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from ((f"{key} {change}", {**value, key: other}) for change, other in _others(part))
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            for change, other in _others(getattr(value, field.name)):
                yield f"{field.name.replace('_', ' ')} {change}", replace(value, **{field.name: other})


def _numbers(number: float | Decimal) -> tuple[float | Decimal, float | Decimal]:
    """One step more and one less."""
    if number == int(number):
        return number + 1, number - 1
    if isinstance(number, Decimal):
        return number + Decimal(str(_FRACTION)), number - Decimal(str(_FRACTION))
    return round(number + _FRACTION, 2), round(number - _FRACTION, 2)


def _spans(span: Span) -> Iterator[Span]:
    """One unit more and one less, as long as there is something left."""
    if span.days is not None:
        yield from (replace(span, days=days) for days in (span.days + 1, span.days - 1) if days)
    if span.amount is not None:
        step = _MINUTE if span.amount % _HOUR else _HOUR
        yield from (replace(span, amount=amount) for amount in (span.amount + step, span.amount - step) if amount)


def _each_left_out(entries: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A list of one entry is left alone: without it nothing would be asked."""
    if len(entries) > 1:
        yield from ((entry, (*entries[:place], *entries[place + 1 :])) for place, entry in enumerate(entries))


def _calendars(definition: CalendarDefinition) -> Iterator[tuple[str, CalendarDefinition]]:
    yield from _zones(definition)
    for first, last in _runs(definition.weekly):
        for change, day in _days(definition.weekly[first]):
            yield f"{_WEEKDAYS[first]}-{_WEEKDAYS[last]} {change}", _with_days(definition, first, last, day)
        for edge in {first, last} if first < last else ():
            yield f"{_WEEKDAYS[edge]} closed", _with_days(definition, edge, edge, ())
    if definition.holidays:
        yield f"without holidays of {definition.holidays}", replace(definition, holidays=None)
    for closed in sorted(definition.closed):
        yield f"{closed} not closed", replace(definition, closed=definition.closed - {closed})
    for on, windows in definition.dates.items():
        for change, day in _days(windows):
            yield f"{on} {change}", replace(definition, dates={**definition.dates, on: day})


def _zones(definition: CalendarDefinition) -> Iterator[tuple[str, CalendarDefinition]]:
    """Other zones; for a calendar of the account's zone those of accounts without one, and one clock for all accounts."""
    zone = definition.zone(None)
    for other in _ZONES:
        if other != zone and definition.time_zone == ACCOUNT_ZONE:
            yield f"{zone} as {other}", replace(definition, otherwise=other)
        elif other != zone:
            yield f"{zone} as {other}", replace(definition, time_zone=other)
    if definition.time_zone == ACCOUNT_ZONE:
        yield f"{ACCOUNT_ZONE} as {zone}", replace(definition, time_zone=zone)


def _runs(weekly: tuple[Day, ...]) -> Iterator[tuple[int, int]]:
    """First and last of the open days in a row that have the same hours, as a policy writes them in one entry."""
    first = 0
    for day in range(1, len(weekly) + 1):
        if day == len(weekly) or weekly[day] != weekly[first]:
            if weekly[first]:
                yield first, day - 1
            first = day


def _with_days(definition: CalendarDefinition, first: int, last: int, day: Day) -> CalendarDefinition:
    weekly = definition.weekly
    return replace(definition, weekly=(*weekly[:first], *([day] * (last + 1 - first)), *weekly[last + 1 :]))


def _days(day: Day) -> Iterator[tuple[str, Day]]:
    """The windows of a day, one of them a minute longer or shorter at one end; not over midnight, where it may meet the next."""
    for place, window in enumerate(day):
        for opens, closes in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            if window.opens + opens < 0 or (closes > 0 and window.closes == _MIDNIGHT):
                continue
            other = Window(window.opens + opens, window.closes + closes)
            yield f"{_clock(window)} as {_clock(other)}", (*day[:place], other, *day[place + 1 :])


def _clock(window: Window) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (window.opens, window.closes))
