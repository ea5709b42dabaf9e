"""`calendars` of a policy file → calendar definitions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from triage.domain.instants import known_zones
from triage.domain.windows import Window
from triage.errors import CalendarError
from triage.policy.calendars import ACCOUNT_ZONE, CalendarDefinition, Day, HolidaySource, known_holidays
from triage.policy.files.findings import quoted
from triage.policy.files.reading import Reader
from triage.policy.files.yaml_nodes import Entry, Node, Scalar
from triage.policy.loading.calendar_hints import WEEKDAYS, country_hint, days_hint, hours_hint, region_hint, zone_hint

_HOURS = re.compile(r"([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})")
_CODE = re.compile("[A-Z]{2}")
_TO = " to "
_LONGEST_PERIOD = 100  # days
_KEYS = ("time zone", "otherwise time zone", "hours", "holidays", "closed", "dates")


def read_calendar(name: str, node: Node, reader: Reader) -> CalendarDefinition | None:
    """One calendar, or None with findings."""
    entries = reader.mapping(node, f"calendar {quoted(name)}", _KEYS, required=("time zone", "hours"))
    if entries is None:
        return None
    zone = read_zone(entries["time zone"].value, reader, or_account=True) if "time zone" in entries else None
    otherwise = read_zone(entries["otherwise time zone"].value, reader) if "otherwise time zone" in entries else None
    if zone == ACCOUNT_ZONE and "otherwise time zone" not in entries:
        reader.report(node, "missing-key", "a calendar in the account's time zone needs the key 'otherwise time zone'")
    weekly = _weekly(entries["hours"].value, reader) if "hours" in entries else None
    holidays = _holidays(entries["holidays"].value, reader) if "holidays" in entries else None
    named, within = _closed(entries["closed"].value, reader) if "closed" in entries else (frozenset[date](), frozenset[date]())
    dates = _dates(entries["dates"].value, named, reader) if "dates" in entries else {}
    if zone is None or weekly is None:
        return None
    return CalendarDefinition(name, zone, otherwise, weekly, holidays, named | (within - dates.keys()), dates)


def read_zone(node: Node, reader: Reader, *, or_account: bool = False) -> str | None:
    """The name of a zone of the IANA database; None with a finding. `or_account`: the word for the account's own will do too."""
    name = reader.text(node, "a time zone")
    if name is None or (or_account and name == ACCOUNT_ZONE):
        return name
    if name not in known_zones():
        reader.report(node, "unknown-time-zone", f"there is no time zone {quoted(name)}", zone_hint(name))
        return None
    return name


def _weekly(node: Node, reader: Reader) -> tuple[Day, ...] | None:
    """Seven days, Monday first; a day that is not named is closed."""
    entries = reader.mapping(node, "hours")
    if entries is None:
        return None
    if not entries:
        reader.report(node, "empty-value", "no day has hours")
    week: dict[int, Day] = {}
    named: dict[int, str] = {}
    for entry in entries.values():
        day, numbers = _day(entry.value, reader), _day_numbers(entry, reader)
        twice = [number for number in numbers if number in named]
        if twice:
            days = ", ".join(WEEKDAYS[number] for number in twice)
            message = f"{quoted(entry.key.text)} gives hours to {days}, which {quoted(named[twice[0]])} has given already"
            reader.report(entry.key, "duplicate-key", message)
        named |= dict.fromkeys(numbers, entry.key.text)
        week |= dict.fromkeys(numbers, day)
    return tuple(week.get(number, ()) for number in range(7))


def _day_numbers(entry: Entry, reader: Reader) -> tuple[int, ...]:
    """`mon`, `mon-fri`, also over the end of the week: `fri-mon`."""
    first, _, last = entry.key.text.partition("-")
    if first in WEEKDAYS and (last or first) in WEEKDAYS:
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        return tuple((start + step) % 7 for step in range((end - start) % 7 + 1))
    message = f"{quoted(entry.key.text)} is no day of the week"
    reader.report(entry.key, "unknown-key", message, days_hint(entry.key.text))
    return ()


def _day(node: Node, reader: Reader) -> Day:
    windows = (read_window(item, reader) for item in reader.one_or_more(node))
    return tuple(sorted(window for window in windows if window is not None))


def read_window(node: Node, reader: Reader) -> Window | None:
    """Hours such as "09:00-17:30"; None with a finding."""
    text = reader.text(node, "hours")
    if text is None:
        return None
    found = _HOURS.fullmatch(text)
    wrong = "is not from one time to another"
    if found:
        hour, minute, last_hour, last_minute = (int(part) for part in found.groups())
        if minute < 60 and last_minute < 60:
            try:
                return Window(hour * 60 + minute, last_hour * 60 + last_minute)
            except CalendarError:
                wrong = "does not end after it begins, within the next day"
    reader.report(node, "bad-time", f"{quoted(text)} {wrong}", hours_hint(text))
    return None


def _holidays(node: Node, reader: Reader) -> HolidaySource | None:
    if isinstance(node, Scalar) and not node.is_null:
        hint = f"write {{country: {node.text}}}" if _CODE.fullmatch(node.text) else "write {country: …}"
        reader.report(node, "type", f"holidays are those of a country, not {quoted(node.text)}", hint)
        return None
    entries = reader.mapping(node, "holidays", ("country", "region"), required=("country",))
    if entries is None or "country" not in entries:
        return None
    country = reader.text(entries["country"].value, "a country")
    region = reader.text(entries["region"].value, "a region") if "region" in entries else None
    if country is None:
        return None
    source = HolidaySource(country, region)
    wrong = known_holidays(source)
    if wrong:
        word = country if wrong == "country" else region or ""
        hint = country_hint(word) if wrong == "country" else region_hint(word, country)
        reader.report(entries[wrong].value, "unknown-holidays", f"no holidays are known of the {wrong} {quoted(word)}", hint)
    return source


def _closed(node: Node, reader: Reader) -> tuple[frozenset[date], frozenset[date]]:
    """The dates that are closed by themselves, and those of periods, of which `dates` may open some."""
    named: set[date] = set()
    within: set[date] = set()
    for item in reader.items(node, "closed"):
        if isinstance(item, Scalar) and _TO in item.text:
            within.update(_period(item, reader))
        elif (day := reader.date(item, "a closed date")) is not None:
            named.add(day)
    return frozenset(named), frozenset(within)


def _period(node: Scalar, reader: Reader) -> Iterable[date]:
    """Every day of "2026-12-24 to 2027-01-06"."""
    first, last = (reader.date(Scalar(node.at, end), "a closed date") for end in node.text.split(_TO, 1))
    if first is None or last is None:
        return ()
    days = (last - first).days + 1
    if not 1 < days <= _LONGEST_PERIOD:
        message = f"a period goes from one date to a later one, over {_LONGEST_PERIOD} days at most"
        reader.report(node, "bad-date", message)
        return ()
    return (first + timedelta(days=number) for number in range(days))


def _dates(node: Node, closed: frozenset[date], reader: Reader) -> Mapping[date, Day]:
    dates: dict[date, Day] = {}
    for entry in (reader.mapping(node, "dates") or {}).values():
        day, windows = reader.date(entry.key, "a date"), _day(entry.value, reader)
        if day in closed:
            reader.report(entry.key, "duplicate-key", f"{day} has hours here and stands under `closed`", "keep one of them")
        if day is not None:
            dates[day] = windows
    return dates
