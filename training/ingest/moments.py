"""Dates as exports write them: ISO, with the day or the month first, Excel's days, seconds since 1970."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

_FORMATS = ("%d/%b/%y %I:%M %p", "%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%dT%H:%M:%S.%f%z")
_PARTS = re.compile(
    r"(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d\d)(?:[ ,T]{1,3}(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?(?: ?([AaPp])\.?[Mm]\.?)?)?"
)
_EXCEL_DAYS = (20_000, 80_000)  # from 1954 to 2119; as seconds they would be of the first day of 1970
_EXCEL_BEGINS = datetime(1899, 12, 30, tzinfo=UTC)
_PLAIN_NUMBER = re.compile(r"\d{5}(?:\.\d{1,12})?")


def read_moment(told: object, month_first: bool = False) -> float | None:
    """Seconds since 1970 of what an export calls a date; without a zone it is taken for UTC; None when it is no date.

    Args:
        month_first: "06/01/2026" is the first of June; with dots the day is first always.
    """
    if isinstance(told, datetime):
        return _seconds(told)
    if isinstance(told, int | float) and not isinstance(told, bool):
        return _of_number(told)
    text = str(told or "").strip().replace(" UTC", "+00:00")
    if _PLAIN_NUMBER.fullmatch(text):
        return _of_number(float(text)) if _EXCEL_DAYS[0] <= float(text) <= _EXCEL_DAYS[1] else None
    found = _PARTS.fullmatch(text)
    try:
        return _of_parts(found, month_first) if found else _of_text(text)
    except ValueError:
        return None


def month_first(told: Iterable[object]) -> bool:
    """Whether dates with slashes have the month first.

    It has where more dates can be read so; where all can be read both ways, the days are what changes more often.
    """
    found = [_PARTS.fullmatch(each.strip()) for each in told if isinstance(each, str)]
    pairs = [(int(each[1]), int(each[3])) for each in found if each and each[2] == "/"]
    impossible = [sum(part > 12 for part in column) for column in zip(*pairs, strict=True)] or [0, 0]
    if any(impossible):
        return bool(impossible[1] > impossible[0])
    kinds = [len(set(column)) for column in zip(*pairs, strict=True)] or [0, 0]
    return kinds[1] > kinds[0]


def _of_number(told: float) -> float | None:
    if _EXCEL_DAYS[0] <= told <= _EXCEL_DAYS[1]:
        return (_EXCEL_BEGINS + timedelta(days=told)).timestamp()
    return float(told) if 0 < told < 1e11 else None


def _of_parts(found: re.Match[str], month_first: bool) -> float:
    day, month = int(found[1]), int(found[3])
    if month_first and found[2] == "/":
        day, month = month, day
    year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)
    hour = int(found[5] or 0)
    if found[8]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if found[8] in "pP" else 0)
    return datetime(year, month, day, hour, int(found[6] or 0), int(found[7] or 0), tzinfo=UTC).timestamp()


def _of_text(text: str) -> float | None:
    if not text:
        return None
    with suppress(ValueError):
        return _seconds(datetime.fromisoformat(text))
    for form in _FORMATS:
        with suppress(ValueError):
            return _seconds(datetime.strptime(text, form))  # noqa: DTZ007 - without a zone it is taken for UTC there
    return None


def _seconds(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
