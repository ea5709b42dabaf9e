"""`POST /v1/duplicates`: a list of tickets in, groups about one thing out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import fields

from triage.contract.answer import render_versions
from triage.contract.batch import read_list
from triage.contract.building import build_open_ticket, repeated_ids
from triage.contract.declaring import REQUIRED, Body
from triage.contract.fields import Several
from triage.contract.schemas import OpenTicketSchema
from triage.domain.decision import Versions
from triage.domain.grouping import Grouping, GroupMember
from triage.domain.ticket import OpenTicket


class TicketListSchema(Body):
    """Tickets that may be about the same things: each its text, or the fingerprint that an earlier answer gave for it."""

    tickets = Several(fields.Nested(OpenTicketSchema), **REQUIRED)


_SCHEMA = TicketListSchema()


def parse_tickets(body: object, *, most: int, strict: bool = False) -> tuple[tuple[OpenTicket, ...], tuple[str, ...]]:
    """The tickets of `{"tickets": [{"id": …}, …]}`, at most `most`, and warnings. Raises RequestError with every fault."""
    data, warnings = read_list(_SCHEMA, body, most=most, strict=strict)
    tickets = tuple(build_open_ticket(each) for each in data["tickets"])
    return tickets, (*warnings, *repeated_ids(tickets))


def render_grouping(grouping: Grouping, warnings: Sequence[str], versions: Versions) -> dict[str, Any]:
    """Groups of two and more, the tickets that stand alone, and those that could not be read."""
    return {
        "groups": [
            {"original": group.original, "members": [_member(member) for member in group.members]} for group in grouping.groups
        ],
        "single": list(grouping.single),
        "unread": [unread.id for unread in grouping.unread],
        "warnings": [*warnings, *(unread.told("/tickets") for unread in grouping.unread)],
        "versions": render_versions(versions),
    }


def _member(member: GroupMember) -> dict[str, Any]:
    return {
        "id": member.id,
        "score": member.score,
        "like": member.like,
        "evidence": [word.value for word in member.evidence],
        "shared": list(member.shared),
    }
