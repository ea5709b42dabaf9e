"""`triage sla FILE` and `triage sla report FILE` (PS.7)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import BinaryIO

import click

from triage.cli.reading import INPUT, STRICT, Line, load_service, now, read_lines, with_service
from triage.cli.reporting import faults_of, report_error, write_json
from triage.contract.compliance import render_report
from triage.contract.queue import render_judgement
from triage.contract.request import Limits, parse_request
from triage.domain.compliance import Compliance, ComplianceLine, ComplianceReport
from triage.domain.decision import RoutingDecision
from triage.errors import TriageError
from triage.service.limits import request_limits
from triage.service.live.service import TriageService


class _FileOrReport(click.Group):
    """`triage sla FILE` judges the file's tickets; no need to say so."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["judge", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_FileOrReport, options_metavar="", subcommand_metavar="FILE | report FILE")
def sla() -> None:
    """Tell how tickets with their history stand against their SLA.

    FILE holds a request as POST /v1/sla takes it, or JSON lines of them. `report` reviews many past tickets.
    """


@sla.command(hidden=True)
@INPUT
@STRICT
@with_service
@click.pass_context
def judge(context: click.Context, /, source: BinaryIO, strict: bool, **options: str | None) -> None:
    """Judge the tickets in FILE: the state of every target, elapsed and remaining business time."""
    service, settings = load_service(options)
    limits = request_limits(settings)
    many, lines = read_lines(source)
    failed = 0
    for line in lines:
        try:
            answer = render_judgement(_judge(service, line, strict, limits))
        except TriageError as error:
            failed += 1
            report_error(error, line.where)
            if many:
                write_json(faults_of(error), pretty=False)
        else:
            write_json(answer, pretty=not many)
    context.exit(1 if failed else 0)


@sla.command()
@INPUT
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
@STRICT
@with_service
@click.pass_context
def report(context: click.Context, /, source: BinaryIO, as_json: bool, strict: bool, **options: str | None) -> None:
    """Review past tickets: the share met, breached and open per target, priority, category and team.

    FILE holds JSON lines, each a request with its history.
    """
    service, settings = load_service(options)
    limits = request_limits(settings)
    counted, failed = Compliance(), 0
    for line in _with_progress(source):
        try:
            counted.add_decision(_judge(service, line, strict, limits))
        except TriageError as error:
            failed += 1
            report_error(error, line.where)
    found = counted.report()
    if as_json:
        write_json(render_report(found, failed), pretty=True)
    else:
        click.echo("\n".join(_table(found, failed)))
    context.exit(1 if failed else 0)


def _judge(service: TriageService, line: Line, strict: bool, limits: Limits) -> RoutingDecision:
    if line.error:
        raise line.error
    return service.decide(parse_request(line.value, now=now(), strict=strict, limits=limits))


def _with_progress(source: BinaryIO) -> Iterator[Line]:
    """The lines, with a bar on standard error while people watch: by lines when the file can be read twice, else as a counter."""
    length = None
    if source.seekable():
        length = sum(1 for line in source if line.strip())
        source.seek(0)
    _, lines = read_lines(source)
    with click.progressbar(lines, length=length, label="Judging tickets", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield from bar


def _table(report: ComplianceReport, failed: int) -> Iterator[str]:
    yield f"{report.tickets} tickets" + (f", {failed} could not be read" if failed else "")
    yield ""
    rows = [_HEAD, *(_row(line) for line in report.lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for row in rows:
        texts = [
            cell.ljust(width) if column < _TEXTS else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(texts).rstrip()


_HEAD = ("group", "value", "target", "met", "breached", "open", "met %", "breached %", "median", "p90")
_TEXTS = 3  # the first columns are words, the others figures


def _row(line: ComplianceLine) -> tuple[str, ...]:
    return (
        line.group,
        line.value,
        line.target.value,
        str(line.met),
        str(line.breached),
        str(line.open),
        f"{line.share_met:.1%}",
        f"{line.share_breached:.1%}",
        _minutes(line.median),
        _minutes(line.p90),
    )


def _minutes(minutes: int | None) -> str:
    return "-" if minutes is None else f"{minutes // 60}:{minutes % 60:02} h"
