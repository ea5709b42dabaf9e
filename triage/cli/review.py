"""`triage review`: which past tickets are worth a person's label, as a table that can be filled in and trained on."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from triage.classifier.category.model import Classifier
from triage.classifier.category.teaching import Lesson, choose, lesson
from triage.cli.reading import load_settings, setting_options, zone_option
from triage.cli.reporting import report_error, report_tickets
from triage.service.intake.ticket_files import TicketFile
from triage.service.live.loading import load_configured

_KEPT = ("id", "created_at", "requester")  # as the file has them: by them training holds out what is later and of others
_FIELDS = ("subject", "body", "category", *_KEPT)
_COLUMNS = ("where", *_KEPT, "subject", "body", "suggested", "confidence", "doubt", "novelty", "category")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute what begins so


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--count", default=50, show_default=True, type=click.IntRange(1, 10_000), help="How many tickets to list.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="What FILE calls a field, as in subject=Betreff; may be given several times.",
)
@zone_option
@setting_options("model", "model_sha256", "model_key")
@click.pass_context
def review(
    context: click.Context, /, file: Path, count: int, columns: tuple[str, ...], time_zone: str | None, **options: str | None
) -> None:
    """List the tickets of FILE (CSV or JSON lines) whose labels would teach the model most, as CSV.

    Nothing is masked: who labels reads the tickets as they are. Keep the list as you keep FILE.

    Fill in the last column and train: python -m training FILE labelled.csv --mapping YOURS --mapping plain
    """
    settings = load_settings(options)
    classifier = load_configured(settings)
    tickets, seen = TicketFile(file, columns=_fields_of(columns), time_zone=time_zone), _Seen()
    chosen = choose(_lessons(tickets, classifier, seen), count)
    failed = report_tickets(tickets)
    if absent := sorted(tickets.columns.keys() - tickets.met):
        report_error(f"{file} has no column {', '.join(map(repr, absent))}")
    elif not seen.texts:
        report_error(f"{file}: {seen}: there is nothing to label")
    else:
        table = csv.writer(sys.stdout)
        table.writerow(_COLUMNS)
        table.writerows(map(_row, chosen))
        click.echo(f"{file}: {seen}; {len(chosen)} listed", err=True)
    context.exit(1 if failed or absent or not seen.texts else 0)


@dataclass(slots=True)
class _Seen:
    """How many tickets were read, how many of them have a text, and how many of these a category."""

    tickets: int = 0
    texts: int = 0
    labelled: int = 0

    def __str__(self) -> str:
        return f"{self.tickets} tickets read, {self.tickets - self.texts} without a text, {self.labelled} with a category"


def _fields_of(told: tuple[str, ...]) -> dict[str, str]:
    """Our name of each column that is told. Raises click.UsageError."""
    pairs = [(field.strip(), column.strip()) for field, _, column in (each.partition("=") for each in told)]
    for given, (field, column) in zip(told, pairs, strict=True):
        if not (field and column):
            raise click.UsageError(f"--column {given}: FIELD=COLUMN is needed, as in subject=Betreff")
        if field not in _FIELDS:
            raise click.UsageError(f"--column {given}: there is no field {field!r}; the fields are {', '.join(_FIELDS)}")
    return {column: field for field, column in pairs}


def _lessons(tickets: TicketFile, classifier: Classifier, seen: _Seen) -> Iterator[Lesson]:
    """Every ticket without a category that the model can read; `seen` counts all."""
    known = classifier.engine.vocabulary
    for record in tickets.records():
        told = record.body.get("ticket")
        ticket = told if isinstance(told, dict) else {}
        subject, body = (str(ticket.get(name) or "") for name in ("subject", "body"))
        seen.tickets += 1
        if not (subject.strip() or body.strip()):
            continue
        seen.texts += 1
        if ticket.get("category"):
            seen.labelled += 1
            continue
        kept = tuple(_cell(ticket.get(name)) for name in _KEPT)
        found = lesson(f"line {record.line}", subject, body, classifier.predict(subject, body), known, kept)
        if found is not None:
            yield found


def _cell(told: object) -> str:
    """What a table shows of a value; of a requester as the API takes one, its id."""
    if isinstance(told, dict):
        told = told.get("id")
    return "" if told is None else str(told)


def _row(each: Lesson) -> tuple[object, ...]:
    name, confidence = each.prediction.probabilities[0]
    cells = (each.place, *map(_harmless, each.kept), _harmless(each.subject), _harmless(each.body), name.value)
    return (*cells, round(confidence, 3), round(each.doubt, 3), round(each.novelty, 3), "")


def _harmless(text: str) -> str:
    """The text as a spreadsheet shows it rather than computes it; lone surrogates cannot be written."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    return "'" + plain if plain.startswith(_FORMULA) else plain
