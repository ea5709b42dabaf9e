"""The value types of the contract that marshmallow does not have as we need them.

Each class carries `json_schema`, the exact JSON Schema of what it accepts; the OpenAPI document is made from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeGuard

from marshmallow import ValidationError, fields

from triage.domain.instants import known_zones

_DAYS = (
    r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_LEAP_YEARS = r"(?:19(?:7[26]|8[048]|9[26])|2[01](?:0[48]|[2468][048]|[13579][26])|2000)"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
_OFFSET = r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])"
INSTANT = rf"^(?:(?:19[789][0-9]|2[01][0-9][0-9])-{_DAYS}|{_LEAP_YEARS}-02-29)[Tt ]{_TIME}{_OFFSET}$"
"""Every instant of the contract and nothing else: days that exist, in the years 1970 to 2199 as written, with an offset."""

_INSTANT = re.compile(INSTANT[:-1] + r"\Z")
NO_OBJECT = {"type": 'Invalid input type; write {"id": "p1"}.'}
"""What is said where a helpdesk's id stands in place of an object with that id."""

_YEAR_LAST = re.compile(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}")
_LEAST_NUMBER, _LARGEST_NUMBER = -(10**18), 10**19  # well within what the JSON reader gives exactly, 64-bit ids among it


class Instant(fields.Field[datetime]):
    """A date and time with its offset from UTC (RFC 3339, also without seconds), in the years 1970 to 2199; kept in UTC."""

    json_schema: ClassVar[Mapping[str, Any]] = {"type": "string", "pattern": INSTANT}

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object) -> datetime:
        if not isinstance(value, str):
            raise ValidationError("Must be a text such as 2026-11-23T08:22:30Z.")
        if not _INSTANT.match(value):
            raise ValidationError(_why_no_instant(value))
        return datetime.fromisoformat(value.upper()).astimezone(UTC)


class TimeZone(fields.Field[str]):
    """An IANA time zone name."""

    @property
    def json_schema(self) -> Mapping[str, Any]:
        """The list of all names."""
        return {"type": "string", "enum": sorted(known_zones())}

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object) -> str:
        if not isinstance(value, str) or value not in known_zones():
            raise ValidationError("Is not an IANA time zone such as Europe/Berlin.")
        return value


class Text(fields.String):
    """A text."""

    json_schema: ClassVar[Mapping[str, Any]] = {"type": "string"}


class Several(fields.List[Any]):
    """A list whose length is judged before its elements are looked at: of one that is too long only this is said."""

    def fits(self, value: object) -> TypeGuard[list[Any]]:
        """Whether the value is a list that is not too long."""
        if not isinstance(value, list):
            return False
        try:
            self._validate(value)
        except ValidationError:
            return False
        return True

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object) -> list[Any]:
        if isinstance(value, list):
            self._validate(value)
        return super()._deserialize(value, attr, data, **kwargs)


class Id(fields.Field[str]):
    """A text, or a whole number taken as text, since helpdesks send ids both ways."""

    json_schema: ClassVar[Mapping[str, Any]] = {
        "type": ["string", "integer"],
        "minimum": _LEAST_NUMBER,
        "maximum": _LARGEST_NUMBER,
    }

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object) -> str:
        if isinstance(value, str):
            return value
        if _is_whole(value) and _LEAST_NUMBER <= value <= _LARGEST_NUMBER:
            return str(int(value))
        raise ValidationError("Not a valid text or whole number.")


class Whole(fields.Field[int]):
    """A whole number, also as text, since templates quote what may be empty; 1.0 is one, as in JSON Schema, and true is none.

    Args:
        pattern: what a number as text looks like, all within the field's range.
    """

    def __init__(self, pattern: str, **presence: Any) -> None:  # noqa: ANN401  # marshmallow's own, of many types
        super().__init__(**presence)
        self._pattern = pattern
        self._as_text = re.compile(pattern[:-1] + r"\Z")

    @property
    def json_schema(self) -> Mapping[str, Any]:
        """Its range is told apart."""
        return {"type": ["integer", "string"], "pattern": self._pattern}

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object) -> int:
        if _is_whole(value) or (isinstance(value, str) and self._as_text.match(value)):
            return int(value)
        raise ValidationError("Not a valid whole number.")


_FLAGS: Mapping[object, bool] = {True: True, False: False, "true": True, "false": False}


class Flag(fields.Field[bool]):
    """true or false, also as text, since templates quote what may be empty; never 1 or "yes"."""

    json_schema: ClassVar[Mapping[str, Any]] = {"type": ["boolean", "string"], "enum": list(_FLAGS)}

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object) -> bool:
        if isinstance(value, bool | str) and value in _FLAGS:
            return _FLAGS[value]
        raise ValidationError("Not a valid flag; must be true or false.")


def is_unsaid_when_empty(field: fields.Field[Any]) -> bool:
    """Whether "" stands for "not said": templates of helpdesks send it for an empty field. Only texts and ids may be empty."""
    kinds = Instant | TimeZone | Flag | Whole | Several
    return bool(field.allow_none) and (type(field) is fields.String or isinstance(field, kinds))


def _is_whole(value: object) -> TypeGuard[int | float]:
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


def _why_no_instant(text: str) -> str:
    """The sentence for a text that is no instant of the contract; it never repeats the text."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:  # not a date at all, so there is no more to say about it
        if _YEAR_LAST.match(text):
            return "Is not a date and time with the year first; write it like 2026-11-23T08:22:30Z."
        return "Is not a date and time that exists, or not as RFC 3339 writes one; write it like 2026-11-23T08:22:30Z."
    if not 1970 <= moment.year < 2200:
        return "Lies outside the years 1970 to 2199."
    if moment.tzinfo is None:
        return "Has no offset from UTC; end it with Z or +01:00."
    return "Is not written as RFC 3339 says; write it like 2026-11-23T08:22:30Z."
