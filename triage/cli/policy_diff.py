"""`triage policy diff` and `simulate`: what a changed policy would have made of past tickets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from triage.cli.parallel import run_chunks
from triage.cli.policy_check import json_bytes
from triage.cli.reading import load_settings, setting_options, zone_option
from triage.cli.reporting import report_tickets, write_json
from triage.errors import CalendarError, RequestError
from triage.policy.loading.loader import load_policy
from triage.service.comparison.bundle import Bundle
from triage.service.comparison.diff_page import diff_page
from triage.service.comparison.diff_report import DiffReport
from triage.service.comparison.replay import ReplayTask, Sides, chunks_of, reason_of, replay_chunk, request_of
from triage.service.comparison.simulate import render_simulated, simulate_one
from triage.service.comparison.tally import Tally
from triage.service.intake.ticket_files import MAX_LINE, TicketFile
from triage.service.limits import request_limits
from triage.service.live.loading import load_configured, load_snapshot
from triage.service.snapshot import Snapshot
from triage.settings import Settings, model_path, policy_path

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_TICKETS = click.option(
    "--tickets",
    "source",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Past tickets: CSV with a header, or JSON lines.",
)
_WRITE = click.Path(dir_okay=False, path_type=Path, writable=True)


def _with_folder(context: click.Context, parameter: click.Parameter, file: Path | None) -> Path | None:
    """The file, if its folder is there: told before the replay, which may take an hour."""
    if file and not file.parent.is_dir():
        raise click.BadParameter(f"there is no folder {file.parent}", context, parameter)
    return file


@click.command()
@click.argument("before", metavar="OLD")
@click.argument("after", metavar="NEW")
@_TICKETS
@zone_option
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes [default: one for each core].")
@click.option("--dask", "cluster", metavar="ADDRESS", help="A Dask scheduler (tcp://10.0.0.7:8786), to use its workers.")
@click.option("--json", "json_file", type=_WRITE, callback=_with_folder, help="Write all figures to this file.")
@click.option("--html", "html_file", type=_WRITE, callback=_with_folder, help="Write a page with plots to this file.")
@setting_options("model", "engine")
@click.pass_context
def diff(
    context: click.Context,
    /,
    before: str,
    after: str,
    source: Path,
    time_zone: str | None,
    jobs: int | None,
    cluster: str | None,
    json_file: Path | None,
    html_file: Path | None,
    **options: str | None,
) -> None:
    """Replay past tickets through the policies OLD and NEW: what changes, by field and rule, with examples and sums.

    The category is taken from the tickets where they have one, else from the model. Fails when a ticket cannot be read.
    """
    settings = load_settings(options)
    old, new = load_policy(policy_path(before)), load_policy(policy_path(after))
    load_configured(settings)  # what is wrong with it is told here, once, and not by every worker
    task = ReplayTask(
        Bundle.of(old),
        Bundle.of(new),
        model_path(settings.model).resolve(),
        settings.model_engine,
        settings.encoder,
        settings.meaning == "on",
        settings.engine,
        datetime.now(UTC),
        request_limits(settings),
    )
    tickets = TicketFile(source, time_zone=time_zone)
    tally = _replay(task, tickets, jobs or -1, cluster)
    report = DiffReport(old, new, tally)
    click.echo("\n".join(report.as_text()))
    if json_file:
        json_file.write_bytes(json_bytes(report.as_json()))
    if html_file:
        html_file.write_text(diff_page(report), encoding="utf-8")
    context.exit(1 if report_tickets(tickets) else 0)


@click.command()
@click.argument("draft", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_TICKETS
@zone_option
@setting_options("policy", "model", "engine")
@click.pass_context
def simulate(context: click.Context, /, draft: Path, source: Path, time_zone: str | None, **options: str | None) -> None:
    """Try the draft policy DRAFT on past tickets: for each a line of JSON with what differs from the live policy."""
    settings = load_settings(options)
    tickets = TicketFile(source, time_zone=time_zone)
    for line in _simulated(draft, tickets, settings):
        write_json(line, pretty=False)
    context.exit(1 if report_tickets(tickets) else 0)


def _replay(task: ReplayTask, tickets: TicketFile, jobs: int, cluster: str | None) -> Tally:
    total = Tally()
    with _progress(tickets.path) as bar:
        for part in run_chunks(partial(replay_chunk, task), chunks_of(tickets.records()), jobs, cluster):
            for line, reason in part.problems:
                tickets.refuse(line, reason)
            bar.update(part.tickets + len(part.problems))
            part.problems.clear()
            total.add(part)
    total.unread = tickets.unread
    return total


def _progress(path: Path) -> ProgressBar[int]:
    """A bar on standard error while people watch; by lines, which is a little too many where a ticket has several."""
    with path.open("rb") as file:
        lines = sum(1 for _ in iter(lambda: file.readline(MAX_LINE), b""))
    return click.progressbar(length=lines, label="Replaying tickets", file=sys.stderr, hidden=not sys.stderr.isatty())


def _simulated(draft: Path, tickets: TicketFile, settings: Settings) -> Iterator[dict[str, object]]:
    live = load_snapshot(settings)
    sides = Sides.of(live, Snapshot.build(load_policy(draft), live.classifier, settings.engine))
    moment, limits = datetime.now(UTC), request_limits(settings)
    for record in tickets.records():
        try:
            simulated = simulate_one(request_of(record, moment, limits), sides)
        except (RequestError, CalendarError) as error:
            tickets.refuse(record.line, reason_of(error))
        else:
            yield {"line": record.line, **render_simulated(simulated)}
