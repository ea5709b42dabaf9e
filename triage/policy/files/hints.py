"""What to write instead of a number, a flag or a date that is written in another way: only what can be meant, never a guess."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:[.][0-9]{1,15})?")
_PERCENT = re.compile(r"([0-9]{1,15})(?:[.,]([0-9]{1,15}))? ?%")
_FLAGS = {"true": "true", "yes": "true", "on": "true", "y": "true", "false": "false", "no": "false", "off": "false", "n": "false"}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-./])([0-9]{1,2})\2([0-9]{4})")
_YEARLESS = re.compile(r"[0-9]{1,2}[-./][0-9]{1,2}[-./]?")
_DATE = "write it as 2026-12-31"


def number_hint(text: str, most: float) -> str:
    """For what should be a number of `most` at most: without quotes, comma or percent sign; "" where it is no number at all."""
    if _NUMBER.fullmatch(text):
        return f"write {text} without quotes"
    percent = _PERCENT.fullmatch(text)
    if percent:
        number = Decimal(f"{percent[1]}.{percent[2] or 0}")
        return f"write {(number / 100 if most <= 1 else number).normalize():f}"
    return _without_commas(text)


def _without_commas(text: str) -> str:
    """What to write for a number with a comma; "" for anything else. `1,249` may be meant either way."""
    if re.fullmatch(r"-?[0-9]{1,3},[0-9]{3}", text):
        return "write a point before the decimals, and nothing between the thousands"
    if re.fullmatch(r"-?[0-9]{1,15}([.][0-9]{3}){0,4},[0-9]{1,15}", text):
        return f"write {text.replace('.', '').replace(',', '.')}"
    return f"write {text.replace(',', '')}" if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3}){1,4}([.][0-9]{1,15})?", text) else ""


def flag_hint(text: str) -> str:
    """For what should be true or false: which of both a word such as `yes` means."""
    flag = _FLAGS.get(text.casefold())
    return f"write {flag} without quotes" if flag == text else f"write {flag}" if flag else ""


def date_hint(text: str) -> str:
    """For what should be a date: the date that is meant, both where the order of day and month is open."""
    if text != text.strip():
        return "leave out the blanks at its ends"
    if _ISO.fullmatch(text):
        return "there is no such day"
    if len(_ISO.findall(text)) > 1:
        return 'a period stands under `closed` only, as "2026-12-24 to 2027-01-06"'
    if _YEARLESS.fullmatch(text):
        return "a date has its year: 2026-12-31"
    meant = _dates_meant(text)
    return f"write {' or '.join(meant)}" if meant else _DATE


def _dates_meant(text: str) -> list[str]:
    """What day, month and year can be meant. With points the day comes first; with strokes some write the month first."""
    if found := _YEAR_FIRST.fullmatch(text):
        orders = [(found[1], found[2], found[3])]
    elif found := _YEAR_LAST.fullmatch(text):
        first, second, year = found[1], found[3], found[4]
        orders = [(year, second, first)] if found[2] == "." else [(year, second, first), (year, first, second)]
    else:
        return []
    return list(dict.fromkeys(day for order in orders if (day := _day_of(*map(int, order)))))


def _day_of(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
