"""`triage queue`: open tickets in the order of work (PS.7)."""

from __future__ import annotations

from typing import BinaryIO

import click

from triage.cli.decisions import count_tickets, read_whole
from triage.cli.reading import INPUT, STRICT, load_service, now, with_service
from triage.cli.reporting import faults_of, report_error, write_json
from triage.contract.batch import parse_queue, ticket_pointer
from triage.contract.queue import render_queue
from triage.service.limits import request_limits


@click.command()
@INPUT
@STRICT
@with_service
@click.pass_context
def queue(context: click.Context, /, source: BinaryIO, strict: bool, **options: str | None) -> None:
    """Rank the open tickets in FILE: {"tickets": [request, …], "now": …}, as POST /v1/queue takes them."""
    service, settings = load_service(options)
    moment = now()
    body = read_whole(source)
    most = max(settings.max_batch, count_tickets(body))
    read = parse_queue(body, now=moment, most=most, strict=strict, limits=request_limits(settings))
    ranked = service.rank_queue(read.items)
    for index, error in ranked.failures:
        report_error(error, f"{source.name}: ticket {index}")
    problems = [(index, faults_of(error, ticket_pointer(index))) for index, error in ranked.failures]
    warnings = (*read.warnings, *ranked.warnings)
    write_json(render_queue(ranked.ranked, read.now or moment, problems, warnings, ranked.versions), pretty=True)
    context.exit(1 if ranked.failures else 0)
