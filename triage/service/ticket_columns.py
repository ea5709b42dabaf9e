"""Columns of an export → the request that the API takes: short names for the common ones, dotted paths for all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

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


def body_of(cells: Mapping[str, object]) -> dict[str, Any]:
    """The request that a row stands for. Empty cells are left out; a time without an offset is taken as UTC."""
    body: dict[str, Any] = {"ticket": {}}
    for column, cell in cells.items():
        place = place_of(column)
        if place is None or cell is None or (isinstance(cell, str) and not cell.strip()):
            continue
        part = body
        for name in place[:-1]:
            part = part.setdefault(name, {})
        part[place[-1]] = _value(".".join(place), cell)
    return body


def _value(path: str, cell: object) -> object:
    """The cell as the contract wants it; what does not fit stays as it is, for the contract to refuse."""
    if not isinstance(cell, str):
        return cell
    kinds: tuple[tuple[frozenset[str], Callable[[str], object]], ...] = (
        (_FLAGS, _flag),
        (_WHOLES, _whole),
        (_LISTS, _listed),
        (_INSTANTS, _instant),
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


def _instant(text: str) -> str:
    if _NO_ZONE.fullmatch(text):
        return text + "Z"
    return f"{text}T00:00:00Z" if _DAY.fullmatch(text) else text
