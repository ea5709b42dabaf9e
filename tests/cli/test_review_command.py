"""`triage review` writes a table that can be filled in, opened in a spreadsheet without danger, and trained on."""

import csv
import io

from click.testing import CliRunner

from triage.cli.review import review

TICKETS = """subject,description,category
help,The search shows nothing since the update and we wonder whether it can be replaced,
=1+1,How do I add a wish list to the page of an article,
x,,
old,this one has a label already here,content
"""


def _run(folder, text, *options):
    path = folder / "tickets.csv"
    path.write_text(text, encoding="utf-8")
    found = CliRunner().invoke(review, [str(path), *options])
    return found.exit_code, list(csv.DictReader(io.StringIO(found.stdout)))


def test_unlabelled_tickets_are_listed_with_room_for_the_label(tmp_path):
    """The labelled and the empty one are not."""
    code, rows = _run(tmp_path, TICKETS)
    assert code == 0
    assert {row["where"] for row in rows} == {"line 2", "line 3"}
    assert all(row["category"] == "" and row["suggested"] for row in rows)


def test_formulas_are_disarmed(tmp_path):
    """A spreadsheet shows a subject, it does not compute it."""
    _, rows = _run(tmp_path, TICKETS)
    assert {row["subject"] for row in rows} == {"help", "'=1+1"}


def test_as_many_as_asked_for(tmp_path):
    """One is one."""
    _, rows = _run(tmp_path, TICKETS, "--count", "1")
    assert len(rows) == 1
