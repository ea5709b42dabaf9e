"""The calendars of a policy: defined without a client, made for the client's time zone when a decision needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock

from triage.domain.calendar import Calendar
from triage.domain.windows import Window

ACCOUNT_ZONE = "account"
"""The word that stands for the time zone of the client's account."""

FIRST_YEAR, LAST_YEAR = 1990, 2060
"""The years for which holidays are known."""

_ENGLISH = "en_US"  # named, for without it the names are those of the machine's own language

Day = tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class HolidaySource:
    """A country, and a region of it, whose public holidays a calendar keeps. Codes as the holidays library has them."""

    country: str
    region: str | None = None

    def __str__(self) -> str:
        return f"{self.country}-{self.region}" if self.region else self.country


@dataclass(frozen=True, slots=True)
class CalendarDefinition:
    """A calendar as the policy defines it.

    `time_zone` is an IANA name or "account"; then `otherwise` is the zone of an account that has none. `weekly` has seven days,
    Monday first; `dates` overrule everything else.
    """

    name: str
    time_zone: str
    otherwise: str | None
    weekly: tuple[Day, ...]
    holidays: HolidaySource | None = None
    closed: frozenset[date] = frozenset()
    dates: Mapping[date, Day] = field(default_factory=dict)

    def zone(self, account_zone: str | None) -> str:
        """The zone for an account in that zone, or in an unknown one."""
        if self.time_zone != ACCOUNT_ZONE:
            return self.time_zone
        return account_zone or self.otherwise or "UTC"


class CalendarBook:
    """Makes each calendar once per time zone. Safe among threads."""

    def __init__(self, definitions: Mapping[str, CalendarDefinition]) -> None:
        self.definitions = dict(definitions)
        self.names = tuple(self.definitions)
        self._made: dict[tuple[str, str], Calendar] = {}
        self._closed = {name: _Closed(definition) for name, definition in self.definitions.items()}
        self._lock = Lock()

    def get(self, name: str, account_zone: str | None) -> Calendar:
        """The calendar of that name for an account in that zone.

        Raises KeyError for a name that the policy does not define, CalendarError for a zone that is not in the IANA database.
        """
        definition = self.definitions[name]
        key = (name, definition.zone(account_zone))
        made = self._made.get(key)
        if made is None:
            with self._lock:
                made = self._made.get(key) or self._make(definition, key[1])
                self._made[key] = made
        return made

    def open_at(self, moment: datetime, account_zone: str | None) -> frozenset[str]:
        """The names of the calendars on which time counts at that moment."""
        return frozenset(name for name in self.names if self.get(name, account_zone).is_open(moment))

    def _make(self, definition: CalendarDefinition, zone: str) -> Calendar:
        closed = self._closed[definition.name] if definition.holidays else definition.closed
        return Calendar(definition.name, zone, definition.weekly, closed, definition.dates)


class _Closed:
    """The closed dates and holidays of a calendar; the holidays are looked up once, when first asked for."""

    def __init__(self, definition: CalendarDefinition) -> None:
        self._source = definition.holidays
        self._own = definition.closed
        self._all: frozenset[date] | None = None
        self._lock = Lock()

    def __contains__(self, day: object) -> bool:
        dates = self._all
        if dates is None:
            with self._lock:
                dates = self._all = self._all or self._own | _holidays(self._source)
        return day in dates


def known_holidays(source: HolidaySource) -> str:
    """What is wrong with a country or region: "", "country" or "region"."""
    import holidays

    regions = holidays.list_supported_countries().get(source.country)
    if regions is None:
        return "country"
    return "" if source.region is None or source.region in regions else "region"


def supported(country: str | None = None) -> tuple[str, ...]:
    """The countries of the holidays library, or the regions of one of them."""
    import holidays

    known = holidays.list_supported_countries()
    return tuple(known.get(country, ())) if country else tuple(known)


def country_codes() -> dict[str, str]:
    """The two-letter code of each country by its name, its code of three letters and its own, all in lower case."""
    from holidays.registry import COUNTRIES

    known = {key.replace("_", " "): entity for key, entity in COUNTRIES.items()}
    return {word.casefold(): code for name, (_, code, *longer) in known.items() for word in (name, code, *longer)}


def region_codes(country: str) -> dict[str, str]:
    """The code of each region of a country that has a name, by that name in lower case."""
    import holidays

    names = holidays.country_holidays(country).subdivisions_aliases
    return {name.casefold(): code for name, code in names.items()}


def holidays_version() -> str:
    """The version of the holidays library: the same version, the same dates."""
    import holidays

    return str(holidays.__dict__["__version__"])


def holiday_on(source: HolidaySource, day: date) -> str:
    """The name of the public holiday of that day, in English where it has such a name; "" when it is none."""
    import holidays

    return str(holidays.country_holidays(source.country, subdiv=source.region, years=day.year, language=_ENGLISH).get(day) or "")


def _holidays(source: HolidaySource | None) -> frozenset[date]:
    """All public holidays of the known years."""
    if source is None:
        return frozenset()
    import holidays

    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return frozenset(holidays.country_holidays(source.country, subdiv=source.region, years=years))
