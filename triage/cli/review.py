"""`triage review`: which past tickets are worth a person's label, as a table that can be filled in and trained on."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from triage.classifier.category.model import Classifier
from triage.classifier.category.teaching import Lesson, choose, lesson
from triage.cli.reading import load_settings, setting_options
from triage.cli.reporting import report_tickets
from triage.service.loading import load_configured
from triage.service.ticket_files import TicketFile

_COLUMNS = ("where", "subject", "body", "suggested", "confidence", "doubt", "novelty", "category")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute what begins so


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--count", default=50, show_default=True, type=click.IntRange(1, 10_000), help="How many tickets to list.")
@setting_options("model", "model_sha256", "model_key")
@click.pass_context
def review(context: click.Context, /, file: Path, count: int, **options: str | None) -> None:
    """List the tickets of FILE (CSV or JSON lines) whose labels would teach the model most, as CSV.

    Fill in the last column and train: python -m training labelled.csv
    """
    settings = load_settings(options)
    classifier = load_configured(settings)
    tickets = TicketFile(file)
    table = csv.writer(sys.stdout)
    table.writerow(_COLUMNS)
    table.writerows(_row(each) for each in choose(_lessons(tickets, classifier), count))
    context.exit(1 if report_tickets(tickets) else 0)


def _lessons(tickets: TicketFile, classifier: Classifier) -> Iterator[Lesson]:
    """Every ticket without a category that the model can read."""
    known = classifier.engine.vocabulary
    for record in tickets.records():
        ticket = record.body.get("ticket")
        if not isinstance(ticket, dict) or ticket.get("category"):
            continue
        subject, body = (str(ticket.get(name) or "") for name in ("subject", "body"))
        found = lesson(f"line {record.line}", subject, body, classifier.predict(subject, body), known)
        if found is not None:
            yield found


def _row(each: Lesson) -> tuple[object, ...]:
    name, confidence = each.prediction.probabilities[0]
    cells = (each.place, _harmless(each.subject), _harmless(each.body), name.value)
    return (*cells, round(confidence, 3), round(each.doubt, 3), round(each.novelty, 3), "")


def _harmless(text: str) -> str:
    """The text as a spreadsheet shows it rather than computes it; lone surrogates cannot be written."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    return "'" + plain if plain.startswith(_FORMULA) else plain
