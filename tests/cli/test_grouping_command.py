"""`triage duplicates`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.web.test_duplicates_endpoint import TEXT, TICKETS


def test_tickets_are_grouped(shell: Shell) -> None:
    """As over HTTP."""
    assert shell.run("duplicates", shell.file("list.json", {"tickets": TICKETS})) == 0
    assert [group["original"] for group in shell.json()["groups"]] == ["1"]


CSV = """id,title,description,created,requester
2,PayPal error 500,{text},2026-11-23T09:00:00Z,ann
,Newsletter,How do I change the colour of the newsletter?,,
1,PayPal error 500,{text},2026-11-23T08:00:00Z,bob
"""


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_an_export_is_grouped(shell: Shell, tmp_path: Path, kind: str) -> None:
    """With a helpdesk's own names of columns; what has no id is called by its line."""
    path = tmp_path / f"export.{kind}"
    lines = [json.dumps({"ticket": {**one, "id": str(one["id"])}} if at else one) for at, one in enumerate(TICKETS)]
    path.write_text(CSV.format(text=TEXT.replace(",", "")) if kind == "csv" else "\n".join(lines))
    assert shell.run("duplicates", str(path)) == 0
    assert [[member["id"] for member in group["members"]] for group in shell.json()["groups"]] == [["1", "2"]]
    assert shell.json()["single"] == (["line 3"] if kind == "csv" else ["7"])


def test_lines_that_cannot_be_read_are_told_and_the_rest_is_grouped(shell: Shell, tmp_path: Path) -> None:
    """Exit code 1."""
    path = tmp_path / "export.jsonl"
    path.write_text("\n".join([*map(json.dumps, TICKETS), "{"]))
    assert shell.run("duplicates", str(path)) == 1
    assert len(shell.json()["groups"]) == 1
    assert f"{path}:4" in shell.err


def test_faults_are_told(shell: Shell) -> None:
    """Exit code 1, nothing on standard output."""
    path = shell.file("list.json", {"tickets": [{}]})
    assert shell.run("duplicates", path) == 1
    assert shell.err == f"error: {path}: /tickets/0/id [required] Missing data for required field.\n"
    assert shell.out == ""
