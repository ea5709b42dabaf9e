"""`triage review` writes a table that can be filled in, opened in a spreadsheet without danger, and trained on."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from triage.cli.review import review
from triage.service.intake.ticket_files import MOST_PROBLEMS

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


def test_what_training_splits_by_is_kept(tmp_path):
    """The id, the date and the requester; a spreadsheet computes none of them."""
    text = "id,requester_id,created_at,subject\n7,=ann,2026-03-02T10:00:00Z,How do I add a wish list to a page?\n"
    _, (row,) = _run(tmp_path, text)
    assert (row["id"], row["requester"]) == ("7", "'=ann")
    assert row["created_at"].startswith("2026-03-02T10:00:00")


def test_the_file_may_call_its_columns_otherwise(tmp_path):
    """German headers are told; the labelled ticket is seen as such."""
    text = "Betreff,Kategorie\nHow do I add a wish list to a page?,\nHow do I remove a wish list again?,training\n"
    code, rows = _run(tmp_path, text, "--column", "subject=Betreff", "--column", "category = Kategorie")
    assert code == 0
    assert [row["subject"] for row in rows] == ["How do I add a wish list to a page?"]


@pytest.mark.parametrize("told", ["Betreff", "=Betreff", "subject=", "subjekt=subject", "priority=x"])
def test_a_wrong_column_is_told(tmp_path, told):
    """With what is needed."""
    code, _ = _run(tmp_path, TICKETS, "--column", told)
    assert code == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [("t.csv", "subject,body\nhelp,How do I add a wish list?\n"), ("t.jsonl", '{"subject": "help", "body": "it"}\n')],
)
def test_a_column_that_the_file_has_not_is_told(tmp_path, name, text):
    """Rather than a list of tickets that lack what stands in it; no table is begun."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = CliRunner().invoke(review, [str(tmp_path / name), "--column", "category=Kategorie", "--column", "body=body"])
    assert (found.exit_code, found.stdout) == (1, "")
    assert "has no column 'Kategorie'" in found.stderr


@pytest.mark.parametrize("text", ['{"issues": [{"fields": {"summary": "s"}}]}\n', ""])
def test_a_file_without_tickets_is_told(tmp_path, text):
    """As an export of another form; not as an empty list and success."""
    (tmp_path / "t.json").write_text(text, encoding="utf-8")
    found = CliRunner().invoke(review, [str(tmp_path / "t.json")])
    assert (found.exit_code, found.stdout) == (1, "")
    assert f"{text.count('issues')} without a text" in found.stderr


def test_what_was_read_is_counted(tmp_path):
    """So that a list that is short explains itself."""
    (tmp_path / "t.csv").write_text(TICKETS, encoding="utf-8")
    found = CliRunner().invoke(review, [str(tmp_path / "t.csv")])
    assert found.stderr == f"{tmp_path / 't.csv'}: 4 tickets read, 0 without a text, 1 with a category; 2 listed\n"


def test_a_workbook_is_told_once(tmp_path):
    """Not each of its lines as no UTF-8."""
    path = tmp_path / "tickets.xlsx"
    path.write_bytes(b"PK\x03\x04\xff\n" * 30)
    found = CliRunner().invoke(review, [str(path)])
    assert found.exit_code == 1
    assert found.stderr.count("[ticket-file]") == 1
    assert found.stdout == ""
    assert "save it as CSV UTF-8" in found.stderr


def test_formulas_are_disarmed(tmp_path):
    """A spreadsheet shows a subject, it does not compute it."""
    _, rows = _run(tmp_path, TICKETS)
    assert {row["subject"] for row in rows} == {"help", "'=1+1"}


def test_as_many_as_asked_for(tmp_path):
    """One is one."""
    _, rows = _run(tmp_path, TICKETS, "--count", "1")
    assert len(rows) == 1


def test_what_cannot_be_read_is_told_like_everywhere(tmp_path):
    """Doubts as warnings, the first tickets by line, the others by their number; it fails, as a replay does."""
    path = tmp_path / "tickets.csv"
    path.write_text("subject,description,weather\n" + "short\n" * (MOST_PROBLEMS + 3), encoding="utf-8")
    found = CliRunner().invoke(review, [str(path)])
    *told, last = found.stderr.splitlines()
    assert found.exit_code == 1
    assert last == f"error: {path}: 0 tickets read, 0 without a text, 0 with a category: there is nothing to label"
    assert len(told) == 1 + MOST_PROBLEMS + 1
    assert [line.partition(":")[0] for line in told] == ["warning", *["error"] * (MOST_PROBLEMS + 1)]
    assert told[-1] == f"error: {path}: 3 more tickets could not be read"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_whatever_a_spreadsheet_would_compute_is_disarmed(tmp_path, begin):
    """In the body as in the subject."""
    ticket = {"subject": "1+1", "body": f"{begin}1 How do I add a wish list to the page of an article"}
    path = tmp_path / "tickets.jsonl"
    path.write_text(json.dumps({"ticket": ticket | {"subject": f"{begin}1+1"}}), encoding="utf-8")
    found = CliRunner().invoke(review, [str(path)])
    (row,) = csv.DictReader(io.StringIO(found.stdout, newline=""))
    assert row["subject"] == f"'{begin}1+1"
    assert row["body"] == f"'{ticket['body']}"
