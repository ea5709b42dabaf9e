"""`triage queue`: open tickets in the order of work (PS.7)."""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO

import click

from triage.cli.decisions import count_tickets, read_whole
from triage.cli.reading import INPUT, STRICT, load_service, load_settings, now, with_service
from triage.cli.reporting import faults_of, report_error, write_json
from triage.contract.batch import parse_queue, ticket_pointer
from triage.contract.queue import render_queue
from triage.domain.ticket import TriageRequest


@click.command()
@INPUT
@STRICT
@with_service
@click.pass_context
def queue(context: click.Context, /, source: BinaryIO, strict: bool, **options: str | None) -> None:
    """Rank the open tickets in FILE: {"tickets": [request, …], "now": …}, as POST /v1/queue takes them."""
    service = load_service(options)
    moment = now()
    body = read_whole(source)
    most = max(load_settings(options).max_batch, count_tickets(body))
    read = parse_queue(body, now=moment, most=most, strict=strict)
    readable = [(index, item) for index, item in enumerate(read.items) if isinstance(item, TriageRequest)]
    ranked = service.rank_queue([item for _, item in readable])
    failed: list[tuple[int, Exception]] = [(index, item) for index, item in enumerate(read.items) if isinstance(item, Exception)]
    failed += [(index, each) for (index, _), each in zip(readable, ranked.decisions, strict=True) if isinstance(each, Exception)]
    failed.sort(key=lambda pair: pair[0])
    for index, error in failed:
        report_error(error, f"{source.name}: ticket {index}")
    places = [replace(place, position=readable[place.position or 0][0]) for place in ranked.ranked]
    problems = [(index, faults_of(error, ticket_pointer(index))) for index, error in failed]
    write_json(render_queue(places, read.now or moment, problems, read.warnings, ranked.versions), pretty=True)
    context.exit(1 if failed else 0)
