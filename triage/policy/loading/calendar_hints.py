"""What to write instead of hours, days of the week, a time zone or a country that is not known.

A near word is another place, so little is guessed of these.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from zoneinfo import available_timezones

from triage.policy.calendars import country_codes, region_codes, supported
from triage.policy.files.findings import quoted

_OFFSET = re.compile(r"(?:GMT|UTC)([+-])0?([0-9]{1,2})(?::?00)?", re.IGNORECASE)
_EARLIEST, _LATEST = -12, 14  # hours from Greenwich that have a zone of their own
_NEAR = 0.75

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DASH = re.compile(r" ?(?:[-–—]|\bto\b|\buntil\b|\btill\b) ?")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?h? ?(am|pm)?")
_TIMES = 'write "09:00-17:30", to midnight "18:00-24:00", into the next day "22:00-30:00"'


def hours_hint(text: str) -> str:
    """For hours of a day: the same as this format writes it, over midnight by hours above 24; all forms for what is no hours."""
    ends = [_CLOCK.fullmatch(end) for end in _DASH.split(text.strip(" \"'“”„«»").casefold())]
    minutes = [_minutes(*end.groups()) for end in ends if end]
    if len(minutes) != 2 or len(ends) != 2 or None in minutes:
        return _TIMES
    start, end = (each or 0 for each in minutes)
    over = end <= start
    end += 24 * 60 if over else 0
    written = f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"
    return f'write "{written}"' + (", which ends on the next day" if over else "")


def _minutes(hour: str, minute: str | None, half: str | None) -> int | None:
    """Minutes from midnight; None for what no clock shows."""
    hours, rest = int(hour), int(minute or 0)
    if rest > 59 or hours > (12 if half else 24):
        return None
    return (hours % 12 + (12 if half == "pm" else 0) if half else hours) * 60 + rest


def days_hint(text: str) -> str:
    """For days of the week that are written otherwise: the short names."""
    listed = [[_short(name) for name in _DASH.split(part.strip())] for part in text.casefold().split(",")]
    if all(all(part) and len(part) <= 2 for part in listed):
        return "write " + " and ".join("-".join(part) for part in listed) + (", each with its hours" if len(listed) > 1 else "")
    return "write mon, tue … sun, or a range such as mon-fri"


def _short(name: str) -> str:
    """`mon` for Monday and what is cut from it, three letters at least."""
    return next(
        (day for day, full in zip(WEEKDAYS, _FULL, strict=True) if len(name) >= 3 and full.startswith(name.rstrip("."))), ""
    )


def zone_hint(name: str) -> str:
    """For a time zone: its right spelling, the fixed offset that it means, or nothing."""
    spelt = {zone.casefold(): zone for zone in available_timezones()}
    if name.casefold() in spelt:
        return f"did you mean {quoted(spelt[name.casefold()])}?"
    offset = _OFFSET.fullmatch(name)
    if offset:
        hours = int(offset[1] + offset[2])
        if _EARLIEST <= hours <= _LATEST and hours:
            return f"write 'Etc/GMT{-hours:+d}' (its sign is the other way round), or a city, which knows its summer time"
        return ""
    area, _, city = name.rpartition("/")
    cities = {zone.rpartition("/")[2]: zone for zone in sorted(available_timezones()) if zone.rpartition("/")[0] == area}
    near = get_close_matches(city, cities, 1, _NEAR) if area and len(name) < 100 else []
    if not area and (same := _of_city(city)):
        return f"write {' or '.join(same)}"
    return f"did you mean {quoted(cities[near[0]])}?" if near else "write the area and a city of that zone, as Europe/London"


def _of_city(city: str) -> list[str]:
    """The zones whose city this is, written anyhow ("Mexico City", "mexico"); none where many would fit."""
    asked = city.casefold().replace(" ", "_")
    cities = [(zone, zone.rpartition("/")[2].casefold()) for zone in sorted(available_timezones()) if zone.count("/") == 1]
    named = [zone for zone, name in cities if asked in (name, name.removesuffix("_city")) and not zone.startswith("Etc/")]
    return named if len(named) <= 2 else []


def country_hint(word: str) -> str:
    """For a country: its code where the word is its name, the beginning of one name only, or its three letters."""
    codes = country_codes()
    folded = word.casefold().strip()
    found = {codes[folded]} if folded in codes else {code for name, code in codes.items() if folded and name.startswith(folded)}
    if len(found) == 1:
        code = found.pop()
        return f"did you mean {quoted(code)}?" if code.casefold() == folded else f"write {code}"
    return "use the two-letter code"


def region_hint(word: str, country: str) -> str:
    """For a region: all that the country has."""
    regions = supported(country)
    spelt = {region.casefold(): region for region in regions}
    if word.casefold() in spelt:
        return f"did you mean {quoted(spelt[word.casefold()])}?"
    named = region_codes(country) if regions else {}
    if word.casefold() in named:
        return f"write {named[word.casefold()]}"
    return f"{country} has {', '.join(regions)}" if regions else f"{country} has no regions; leave it out"
