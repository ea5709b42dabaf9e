"""Dates as exports write them: ISO, the day, the month or the year first, months by name, Excel's days, seconds since 1970."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = (  # by the beginnings of their names in English, German, French, Spanish, Italian, Dutch, Portuguese; without accents
    *("jan ene gen", "feb fev", "mar mrz maa mrt", "apr avr abr", "may mai mag mei", "jun juin giu", "jul juil lug"),
    *("aug aou ago", "sep set", "oct okt ott out", "nov", "dec dez dic"),
)
_MONTH_OF = {beginning: number for number, names in enumerate(_MONTHS, 1) for beginning in names.split()}
_ZONE = r"(?:Z|(?P<sign>[+-])(?P<ahead>\d\d):?(?P<minutes>\d\d)|[A-Z]{2,5}|\([A-Z]{2,5}\))"
_TIME = (
    r"(?:[ ,T]{1,3}(?:(?:at|um|à|om|alle|a las|às) )?"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<seconds>\d\d)(?:[.,]\d{1,9})?)?"
    rf"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?(?: Uhr)?(?: ?{_ZONE})?(?: \([A-Z]{{2,5}}\))?)?"
)
_NAME = r"(?P<month>[^\W\d_]{3,10})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.|º|er)?"
_FORMS = tuple(
    re.compile(day + _TIME)
    for day in (
        r"(?P<year>\d{4})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        rf"(?:[^\W\d_]{{2,10}}\.?,? )?{_DAY}[ /-]{{1,2}}(?:de )?{_NAME}[ ,/-]{{1,2}}(?:de )?(?P<year>\d{{4}}|\d\d)",
        rf"(?:[^\W\d_]{{2,10}}\.?,? )?{_NAME} {_DAY},? (?P<year>\d{{4}})",
    )
)
_PARTS = re.compile(r"(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|(?<!-)\d\d)" + _TIME)
_LONGEST = 60  # characters of a date
_EXCEL_DAYS = (20_000, 80_000)  # from 1954 to 2119; as seconds they would be of the first day of 1970
_EXCEL_BEGINS = datetime(1899, 12, 30, tzinfo=UTC)
_MILLISECONDS = (1e11, 1e14)  # as seconds they would be of the year 5138 and later
_PLAIN_NUMBER = re.compile(r"(?:\d{5}|\d{9,10}|\d{12,13})(?:\.\d{1,12})?")


def read_moment(told: object, month_first: bool = False) -> float | None:
    """Seconds since 1970 of what an export calls a date; None when it is no date.

    Without a zone, and in one that only has a name, it is taken for UTC.

    Args:
        month_first: "06/01/2026" and "06-01-2026" are the first of June; with dots the day is first always.
    """
    if isinstance(told, datetime):
        return _seconds(told)
    if isinstance(told, int | float) and not isinstance(told, bool):
        return _of_number(told)
    text = str(told or "").strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        return _of_text(text, month_first)
    except (ValueError, OverflowError):
        return None


def month_first(told: Iterable[object]) -> bool:
    """Whether dates with slashes or dashes have the month first.

    It has where more dates can be read so; where all can be read both ways, the days are what changes more often.
    """
    found = [_PARTS.fullmatch(each.strip()) for each in told if isinstance(each, str) and len(each) <= _LONGEST]
    pairs = [(int(each["first"]), int(each["second"])) for each in found if each and each["mark"] != "."]
    impossible = [sum(part > 12 for part in column) for column in zip(*pairs, strict=True)] or [0, 0]
    if any(impossible):
        return bool(impossible[1] > impossible[0])
    kinds = [len(set(column)) for column in zip(*pairs, strict=True)] or [0, 0]
    return kinds[1] > kinds[0]


def _of_number(told: float) -> float | None:
    if _EXCEL_DAYS[0] <= told <= _EXCEL_DAYS[1]:
        return (_EXCEL_BEGINS + timedelta(days=told)).timestamp()
    if _MILLISECONDS[0] <= told < _MILLISECONDS[1]:
        return told / 1000
    return float(told) if 0 < told < _MILLISECONDS[0] else None


def _of_text(text: str, month_first: bool) -> float | None:
    if _PLAIN_NUMBER.fullmatch(text):
        number = float(text)
        return _of_number(number) if number >= _EXCEL_DAYS[0] and (number <= _EXCEL_DAYS[1] or number >= 1e8) else None
    if found := _PARTS.fullmatch(text):
        day, month = int(found["first"]), int(found["second"])
        if month_first and found["mark"] != ".":
            day, month = month, day
        return _of_parts(found, month, day)
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _of_parts(found, _month(found["month"]), int(found["day"]))
    return _seconds(datetime.fromisoformat(text))


def _month(told: str) -> int:
    """Raises ValueError when it is no month."""
    if told.isdecimal():
        return int(told)
    name = unicodedata.normalize("NFD", told.lower()).encode("ascii", "ignore").decode("ascii")
    number = _MONTH_OF.get(name[:4]) or _MONTH_OF.get(name[:3])
    if number is None:
        raise ValueError(told)
    return number


def _of_parts(found: re.Match[str], month: int, day: int) -> float:
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    hour = int(found["hour"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if found["half"] in "pP" else 0)
    ahead = timedelta(hours=int(found["ahead"] or 0), minutes=int(found["minutes"] or 0))
    zone = timezone(-ahead if found["sign"] == "-" else ahead)
    return datetime(year, month, day, hour, int(found["minute"] or 0), int(found["seconds"] or 0), tzinfo=zone).timestamp()


def _seconds(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
