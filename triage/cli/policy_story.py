"""`triage policy explain`: one decision as a story, and for any rule why it had no say."""

from __future__ import annotations

from typing import BinaryIO

import click

from triage.cli.decisions import read_whole
from triage.cli.reading import load_service, now, with_service
from triage.cli.reporting import report_error
from triage.contract.request import parse_request
from triage.errors import RequestError
from triage.service.story import tell_story, tell_why_not


@click.command()
@click.argument("ticket", type=click.File("rb"))
@click.option("--why-not", "rule", metavar="RULE", help="Tell why this rule did not apply.")
@with_service
@click.pass_context
def explain(context: click.Context, /, ticket: BinaryIO, rule: str | None, **options: str | None) -> None:
    """Tell how the ticket in TICKET (a request as POST /v1/triage takes it; - for standard input) is decided, rule by rule."""
    service, _ = load_service(options)
    try:
        decision = service.decide(parse_request(read_whole(ticket), now=now()), explain_all=rule is not None)
        lines = tell_story(decision) if rule is None else tell_why_not(decision, service.snapshot.policy, rule)
        click.echo("\n".join(lines))
    except RequestError as error:
        report_error(error, ticket.name if error.faults[0].pointer else "")
        context.exit(1)
