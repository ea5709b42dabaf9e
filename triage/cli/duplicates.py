"""`triage duplicates`: which tickets of a list are about one thing (GK.6)."""

from __future__ import annotations

from typing import BinaryIO

import click

from triage.cli.decisions import count_tickets, read_whole
from triage.cli.reading import INPUT, STRICT, load_service, with_service
from triage.cli.reporting import report_error, write_json
from triage.contract.grouping import parse_tickets, render_grouping
from triage.errors import RequestError


@click.command()
@INPUT
@STRICT
@with_service
@click.pass_context
def duplicates(context: click.Context, /, source: BinaryIO, strict: bool, **options: str | None) -> None:
    """Group the tickets in FILE: {"tickets": [{"id": …, "subject": …}, …]}, as POST /v1/duplicates takes them."""
    service, _ = load_service(options)
    body = read_whole(source)
    try:
        tickets, warnings = parse_tickets(body, most=count_tickets(body), strict=strict)
    except RequestError as error:
        report_error(error, source.name)
        context.exit(1)
    write_json(render_grouping(service.group(tickets), warnings), pretty=True)
