"""Amounts of time as a policy writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from triage.domain.outcome import DelaySpec
from triage.domain.spans import DayMode, Span, TargetSpec
from triage.policy.files.findings import quoted
from triage.policy.files.reading import Reader
from triage.policy.files.yaml_nodes import Entry, Node
from triage.policy.language.outcome_parts import DELAY, TARGET, keys_of, required_of

_CLOCK = re.compile(r"([1-9][0-9]{0,5}) (min|h)")
_DAYS = re.compile(r"([1-9][0-9]{0,2}) business days?( same time)?")
_BROKEN_HOURS = re.compile(r"([0-9]{1,4})[.,]([0-9]{1,2}) ?h(?:ours?)?")
_LOOSE = re.compile(
    r"(?:pt)?(?:([0-9]{1,4}) ?h(?:r|rs|ours?|oras?)?)? ?(?:([0-9]{1,4}) ?(?:m(?:in|ins|inutes?|inutos?)?)?)?", re.IGNORECASE
)
_LOOSE_DAYS = re.compile(r"([0-9]{1,3}) ?(?:(?:business|working|work|office)[ -]?)?d(?:ays?)?", re.IGNORECASE)
_BUSINESS = re.compile(r"([1-9][0-9]{0,5}) (?:business|working|office) (h|hours?|min|minutes?)")
_FORM = "write `15 min`, `4 h`, `1 business day`, `3 business days` or `1 business day same time`"


def read_span(node: Node, reader: Reader) -> Span | None:
    """An amount of time, or a finding."""
    text = reader.text(node, "an amount of time")
    if text is None:
        return None
    clock, days = _CLOCK.fullmatch(text), _DAYS.fullmatch(text)
    if clock:
        count = int(clock[1])
        return Span(amount=timedelta(minutes=count) if clock[2] == "min" else timedelta(hours=count))
    if days:
        return Span(days=int(days[1]), mode=DayMode.SAME_TIME if days[2] else DayMode.END_OF_DAY)
    reader.report(node, "bad-span", f"{quoted(text)} is no amount of time", _span_hint(text))
    return None


def _span_hint(text: str) -> str:
    """What to write: in minutes what is no whole number of hours, the calendar's hours for business hours, else every form."""
    loose, days = _LOOSE.fullmatch(text), _LOOSE_DAYS.fullmatch(text)
    broken, business = _BROKEN_HOURS.fullmatch(text), _BUSINESS.fullmatch(text)
    if broken and (minutes := Decimal(f"{broken[1]}.{broken[2]}") * 60) == int(minutes):
        return f"write `{int(minutes)} min`"
    if business:
        return f"write `{business[1]} {'h' if business[2].startswith('h') else 'min'}` with the calendar whose hours count"
    if loose and not text.isdigit() and (count := int(loose[1] or 0) * 60 + int(loose[2] or 0)):
        return f"write `{Span(amount=timedelta(minutes=count))}`"
    if days and int(days[1]):
        return f"write `{Span(days=int(days[1]))}` for the calendar's days, `{int(days[1]) * 24} h` for hours"
    return _FORM


def read_target(node: Node, reader: Reader) -> TargetSpec | None:
    """A promise: `{within: 4 h, calendar: office}`, with `goal` for the earlier end of a range and `pausable` (default true)."""
    entries = reader.mapping(node, "a target", keys_of(TARGET), required_of(TARGET))
    return None if entries is None else target_of(entries, reader)


def target_of(found: Mapping[str, Entry], reader: Reader) -> TargetSpec | None:
    """The promise among the keys of a mapping that may have others beside it."""
    within = read_span(found["within"].value, reader) if "within" in found else None
    goal = read_span(found["goal"].value, reader) if "goal" in found else None
    calendar = reader.calendar(found["calendar"].value) if "calendar" in found else None
    pausable = reader.flag(found["pausable"].value, "`pausable`") if "pausable" in found else True
    if within and goal and not _earlier(goal, within):
        reader.report(found["goal"].value, "bad-span", f"the goal {goal} is not shorter than the limit {within}")
    if within is None or calendar is None or pausable is None:
        return None
    return TargetSpec(within, calendar, goal, pausable)


def read_delay(node: Node, reader: Reader) -> DelaySpec | None:
    """An expected delay: `{shortest: 15 min, longest: 30 min}`, both by the clock."""
    keys = keys_of(DELAY)
    entries = reader.mapping(node, "an expected delay", keys, required_of(DELAY))
    if entries is None or not all(key in entries for key in keys):
        return None
    shortest, longest = (read_span(entries[key].value, reader) for key in keys)
    if shortest is None or longest is None:
        return None
    if shortest.amount is None or longest.amount is None or shortest.amount > longest.amount:
        reader.report(node, "bad-span", "a delay goes from fewer to more minutes or hours; business days are no delay")
    return DelaySpec(shortest, longest)


def _earlier(goal: Span, within: Span) -> bool:
    """Whether a goal can lie before its limit; days against hours depend on the calendar and may."""
    if goal.days is not None and within.days is not None:
        return goal.days < within.days
    if goal.amount is not None and within.amount is not None:
        return goal.amount < within.amount
    return True
