"""`triage decide` and `triage batch`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

import click

from triage.cli.reading import INPUT, STRICT, Line, load_service, now, read_document, read_lines, with_service
from triage.cli.reporting import faults_of, report_error, write_json
from triage.contract.answer import render
from triage.contract.batch import parse_batch, ticket_pointer
from triage.contract.flat import flatten
from triage.contract.request import Limits, parse_request
from triage.domain.decision import RoutingDecision
from triage.errors import RequestError, TriageError
from triage.service.limits import request_limits
from triage.service.live.service import TriageService

FLAT = click.option("--flat", is_flag=True, help="One level of texts.")
EXPLAIN = click.option("--explain", is_flag=True, help="The trace also has the rules that stayed silent.")


@click.command()
@INPUT
@FLAT
@EXPLAIN
@STRICT
@with_service
@click.pass_context
def decide(context: click.Context, /, source: BinaryIO, flat: bool, explain: bool, strict: bool, **options: str | None) -> None:
    """Decide the ticket in FILE (- for standard input).

    FILE holds a request as POST /v1/triage takes it, or JSON lines of them: then each gives a line.
    """
    service, settings = load_service(options)
    limits = request_limits(settings)
    many, lines = read_lines(source)
    failed = 0
    for line in lines:
        try:
            decision = _decide(service, line, strict, explain, limits)
        except TriageError as error:
            failed += 1
            report_error(error, line.where)
            if many:
                write_json(faults_of(error), pretty=False)
        else:
            write_json(shown(decision, flat=flat), pretty=not many)
    context.exit(1 if failed else 0)


@click.command()
@INPUT
@FLAT
@EXPLAIN
@STRICT
@with_service
@click.pass_context
def batch(context: click.Context, /, source: BinaryIO, flat: bool, explain: bool, strict: bool, **options: str | None) -> None:
    """Decide the tickets in FILE: {"tickets": [request, …]}, as POST /v1/triage/batch takes them."""
    service, settings = load_service(options)
    body = read_whole(source)
    most = max(settings.max_batch, count_tickets(body))  # the limit guards a server; here nobody else waits
    read = parse_batch(body, now=now(), most=most, strict=strict, limits=request_limits(settings))
    results: list[dict[str, Any]] = []
    for index, result in enumerate(service.decide_many(read.items, explain_all=explain).decisions):
        if isinstance(result, RoutingDecision):
            results.append({"decision": shown(result, flat=flat)})
        else:
            report_error(result, f"{source.name}: ticket {index}")
            results.append({"problem": faults_of(result, ticket_pointer(index))})
    write_json({"results": results, "warnings": list(read.warnings)}, pretty=True)
    context.exit(1 if any("problem" in result for result in results) else 0)


def shown(decision: RoutingDecision, *, flat: bool) -> dict[str, Any]:
    """The decision as the options want it."""
    return dict(flatten(decision)) if flat else render(decision)


def read_whole(source: BinaryIO) -> object:
    """The file's one JSON value; what is wrong with it ends the command."""
    try:
        return read_document(source)
    except RequestError as error:
        report_error(error, source.name)
        raise click.exceptions.Exit(1) from None


def count_tickets(body: object) -> int:
    """How many tickets a batch or a queue holds."""
    tickets = body.get("tickets") if isinstance(body, Mapping) else None
    return len(tickets) if isinstance(tickets, list) else 0


def _decide(service: TriageService, line: Line, strict: bool, explain: bool, limits: Limits) -> RoutingDecision:
    if line.error:
        raise line.error
    return service.decide(parse_request(line.value, now=now(), strict=strict, limits=limits), explain_all=explain)
