"""`triage sla`, `triage sla report` and `triage queue` (PS.7)."""

import json

import pytest

from tests.cli.conftest import Shell
from tests.web.shop import REQUEST, request_with

ANSWERED = request_with(history=[{"at": "2026-11-23T08:24:00Z", "event": "first_response"}])
LATE = request_with(
    now="2026-11-25T08:00:00Z",
    history=[{"at": "2026-11-24T12:00:00Z", "event": "first_response"}, {"at": "2026-11-24T13:00:00Z", "event": "resolved"}],
)


def test_a_ticket_is_judged(shell: Shell) -> None:
    """The state of every target."""
    assert shell.run("sla", shell.file("ticket.json", ANSWERED)) == 0
    states = {target["name"]: target["state"] for target in shell.json()["sla"]["targets"]}
    assert states["first_response"] == "met"
    assert states["resolution"] == "running"


def test_lines_are_judged_one_by_one(shell: Shell) -> None:
    """A faulty one is told and stands in its place; options may come first."""
    path = shell.file("tickets.jsonl", ANSWERED, {}, LATE)
    assert shell.run("sla", "--strict", path) == 1
    answers = [json.loads(line) for line in shell.out.splitlines()]
    assert ["sla" in answer for answer in answers] == [True, False, True]
    assert shell.err == f"error: {path}:2: /ticket [required] Missing data for required field.\n"


def test_a_report_reviews_many(shell: Shell) -> None:
    """Shares per target, priority, category and team."""
    path = shell.file("past.jsonl", ANSWERED, LATE, LATE, ANSWERED)
    assert shell.run("sla", "report", path, "--json") == 0
    report = shell.json()
    lines = {(line["group"], line["value"], line["target"]): line for line in report["lines"]}
    assert (report["tickets"], report["unreadable"]) == (4, 0)
    assert lines["all", "all", "first_response"]["share_met"] == 0.5
    assert lines["category", "key_function", "resolution"]["breached"] == 2
    assert {group for group, _, _ in lines} == {"all", "priority", "category", "team"}


def test_a_report_is_a_table(shell: Shell) -> None:
    """Columns in line, and what could not be read in the first line."""
    path = shell.file("past.jsonl", ANSWERED, "{", LATE)
    assert shell.run("sla", "report", path) == 1
    first, blank, head, *rows = shell.out.splitlines()
    assert first == "2 tickets, 1 could not be read"
    assert blank == ""
    assert head.split() == ["group", "value", "target", "met", "breached", "open", "met", "%", "breached", "%", "median", "p90"]
    assert rows[0].split()[:6] == ["all", "all", "first_response", "1", "1", "0"]
    assert len({len(row) for row in rows if row.endswith("h")}) == 1


def test_a_report_of_nothing(shell: Shell) -> None:
    """Is no fault."""
    assert shell.run("sla", "report", shell.file("past.jsonl", "")) == 0
    assert shell.out.startswith("0 tickets")


def test_a_queue_is_ranked(shell: Shell) -> None:
    """What could not be read stands apart, with its index."""
    outage = request_with(ticket__id="4712", ticket__category="site_down")
    path = shell.file("queue.json", {"tickets": [3, REQUEST, outage], "now": "2026-11-23T10:00:00Z"})
    assert shell.run("queue", path) == 1
    answer = shell.json()
    assert [(place["index"], place["ticket_id"]) for place in answer["queue"]] == [(2, "4712"), (1, "4711")]
    assert [problem["index"] for problem in answer["problems"]] == [0]
    assert shell.err == f"error: {path}: ticket 0: /tickets/0 [type] Must be a JSON object with a ticket.\n"


def test_a_queue_tells_what_it_left_out(shell: Shell) -> None:
    """As the service does, with the warnings of its tickets."""
    closed, odd = request_with(ticket__status="closed"), request_with(ticket__foo=1)
    assert shell.run("queue", shell.file("queue.json", {"tickets": [closed, odd], "now": "2026-11-23T08:25:00Z"})) == 0
    assert [place["index"] for place in shell.json()["queue"]] == [1]
    assert shell.json()["warnings"] == [
        "Unknown field /tickets/1/ticket/foo was ignored.",
        "Closed or solved tickets were left out of the ranking: /tickets/0.",
    ]


@pytest.mark.parametrize("arguments", [("sla",), ("sla", "--help"), ("queue", "--help")])
def test_help_names_the_file(shell: Shell, arguments: tuple[str, ...]) -> None:
    """Nobody has to guess."""
    shell.run(*arguments)
    assert "FILE" in shell.out + shell.err
