"""`triage duplicates`: which tickets of a list are about one thing (GK.6)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

import click

from triage.cli.decisions import count_tickets, read_whole
from triage.cli.reading import INPUT, STRICT, load_service, with_service
from triage.cli.reporting import report_error, report_tickets, write_json
from triage.contract.grouping import parse_tickets, render_grouping
from triage.contract.schemas import OpenTicketSchema
from triage.errors import RequestError
from triage.service.intake.ticket_files import Record, TicketFile

_EXPORTS = (".csv", ".tsv", ".jsonl", ".ndjson")
_FIELDS = frozenset(OpenTicketSchema().fields)


@click.command()
@INPUT
@STRICT
@with_service
@click.pass_context
def duplicates(context: click.Context, /, source: BinaryIO, strict: bool, **options: str | None) -> None:
    """Group the tickets in FILE: {"tickets": [{"id": …, "subject": …}, …]}, as POST /v1/duplicates takes them.

    Or an export of them, CSV or JSON lines; a ticket without an id is called by its line.
    """
    service, _ = load_service(options)
    path = Path(source.name)
    exported = TicketFile(path) if path.suffix.lower() in _EXPORTS else None
    body: Any = {"tickets": [_listed(record) for record in exported.records()]} if exported else read_whole(source)
    if exported and report_tickets(exported) and not body["tickets"]:
        context.exit(1)
    try:
        tickets, warnings = parse_tickets(body, most=count_tickets(body), strict=strict)
    except RequestError as error:
        report_error(error, source.name)
        context.exit(1)
    grouped = service.group(tickets)
    write_json(render_grouping(grouped.grouping, warnings, grouped.versions), pretty=True)
    context.exit(1 if exported and exported.unread else 0)


def _listed(record: Record) -> dict[str, Any]:
    """A ticket of an export as the list has it."""
    ticket = record.body["ticket"]
    return {"id": f"line {record.line}", **{name: value for name, value in ticket.items() if name in _FIELDS}}
