"""What to write instead of a time zone or a country that is not known. A near word is another place, so little is guessed."""

from __future__ import annotations

import re
from difflib import get_close_matches
from zoneinfo import available_timezones

from triage.policy.calendars import country_codes, supported
from triage.policy.files.findings import quoted

_OFFSET = re.compile(r"(?:GMT|UTC)([+-])0?([0-9]{1,2})(?::?00)?", re.IGNORECASE)
_EARLIEST, _LATEST = -12, 14  # hours from Greenwich that have a zone of their own
_NEAR = 0.75


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
    return f"did you mean {quoted(cities[near[0]])}?" if near else "write the area and a city of that zone, as Europe/London"


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
    return f"{country} has {', '.join(regions)}" if regions else f"{country} has no regions; leave it out"
