"""Columns of an export → the request that the API takes: short names for the common ones, dotted paths for all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from triage.domain.instants import instant, local, zone_of
from triage.errors import CalendarError

_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        **{name: f"ticket.{name}" for name in ("id", "subject", "body", "created_at", "channel", "status", "department")},
        **{name: f"ticket.{name}" for name in ("category", "priority", "tags", "topics", "language", "cause", "scope")},
        **dict.fromkeys(("ticket_id", "number"), "ticket.id"),
        **dict.fromkeys(("title", "summary"), "ticket.subject"),
        **dict.fromkeys(("description", "text"), "ticket.body"),
        **dict.fromkeys(("created", "date"), "ticket.created_at"),
        **dict.fromkeys(("hotrush", "hotrush_requested"), "ticket.hotrush_requested"),
        **dict.fromkeys(("requester", "requester_id"), "ticket.requester.id"),
        "account": "account.id",
        **{name: f"account.{name}" for name in ("plan", "time_zone", "approver")},
        **{name: f"account.support.{name}" for name in ("balance_active", "subscription_active", "single_incident_urgent")},
        **{name: f"account.credits.{name}" for name in ("new_account", "agreed_in_advance")},
        "credit_balance": "account.credits.balance",
        "withdrawals": "account.hotrush.withdrawals",
        "now": "now",
    }
)
_PATHS = frozenset({*_ALIASES.values(), "ticket.category_source"})
_FLAGS = frozenset(path for path in _PATHS if path.endswith(("_active", "_urgent", "_account", "_advance", "_requested")))
_WHOLES = frozenset({"account.credits.balance", "account.hotrush.withdrawals"})
_LISTS = frozenset({"ticket.tags", "ticket.topics"})
_INSTANTS = frozenset({"ticket.created_at", "now"})
_WORDS = frozenset(f"ticket.{name}" for name in ("category", "priority", "channel", "status", "cause", "scope"))

_TRUE, _FALSE = frozenset({"true", "yes", "y", "1"}), frozenset({"false", "no", "n", "0"})
_NO_ZONE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def place_of(column: str) -> tuple[str, ...] | None:
    """Where the column's cells go in the request; None for a column that is not read."""
    name = column.strip().lower().replace(" ", "_")
    path = _ALIASES.get(name, name)
    return tuple(path.split(".")) if path in _PATHS else None


def body_of(cells: Mapping[str, object], time_zone: str = "UTC") -> dict[str, Any]:
    """The request that a row stands for. Empty cells are left out; a time without an offset is one of that IANA zone.

    Words may be written as people do ("High", "Site down"): case, blanks and hyphens do not count.
    """
    body: dict[str, Any] = {"ticket": {}}
    for column, cell in cells.items():
        place = place_of(column)
        if place is None or cell is None or (isinstance(cell, str) and not cell.strip()):
            continue
        part = body
        for name in place[:-1]:
            part = part.setdefault(name, {})
        part[place[-1]] = _value(".".join(place), cell, time_zone)
    return body


def lacks_an_offset(cells: Mapping[str, object]) -> bool:
    """Whether a time of the row says not in which zone it is."""
    times = (cell.strip() for column, cell in cells.items() if isinstance(cell, str) and _is_instant(column))
    return any(_NO_ZONE.fullmatch(text) or _DAY.fullmatch(text) for text in times)


def _is_instant(column: str) -> bool:
    place = place_of(column)
    return place is not None and ".".join(place) in _INSTANTS


def _value(path: str, cell: object, time_zone: str) -> object:
    """The cell as the contract wants it; what does not fit stays as it is, for the contract to refuse."""
    if not isinstance(cell, str):
        return cell
    kinds: tuple[tuple[frozenset[str], Callable[[str], object]], ...] = (
        (_FLAGS, _flag),
        (_WHOLES, _whole),
        (_LISTS, _listed),
        (_INSTANTS, lambda text: _instant(text, time_zone)),
        (_WORDS, lambda text: text.lower().replace(" ", "_").replace("-", "_")),
    )
    return next((read(cell.strip()) for paths, read in kinds if path in paths), cell)


def _flag(text: str) -> object:
    word = text.lower()
    return True if word in _TRUE else False if word in _FALSE else text


def _whole(text: str) -> object:
    return int(text) if re.fullmatch(r"-?[0-9]{1,15}", text) else text


def _listed(text: str) -> list[str]:
    return [word.strip() for word in re.split(r"[,;|]", text) if word.strip()]


def _instant(text: str, time_zone: str) -> str:
    """With an offset; what is no date and time that exists is left for the contract to refuse."""
    wall = f"{text}T00:00:00" if _DAY.fullmatch(text) else text
    if not _NO_ZONE.fullmatch(wall):
        return text
    if time_zone == "UTC":
        return wall + "Z"
    try:
        return local(instant(datetime.fromisoformat(wall), zone_of(time_zone)), UTC).isoformat()
    except (ValueError, CalendarError):
        return wall + "Z"
