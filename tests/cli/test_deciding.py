"""`triage decide` and `triage batch`."""

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.web.shop import REQUEST, SECRET, request_with
from triage.cli.reporting import faults_of
from triage.errors import CalendarError, EnginesDifferError
from triage.settings import Settings

BROKEN = {"ticket": {"subject": 3}}
_TWO_OPEN = request_with(open_tickets=[{"id": "1", "subject": "a"}, {"id": "2", "subject": "b"}])


def test_a_ticket_is_decided_for_people(shell: Shell) -> None:
    """Indented JSON, the same as over HTTP."""
    assert shell.run("decide", shell.file("ticket.json", REQUEST)) == 0
    assert shell.json()["ticket_id"] == "4711"
    assert shell.json()["credits"]["charge"] == 40
    assert shell.out.startswith('{\n  "ticket_id"')
    assert shell.err == ""


def test_options_are_those_of_the_api(shell: Shell) -> None:
    """Flat, explained, strict."""
    path = shell.file("ticket.json", request_with(colour="red"))
    assert shell.run("decide", "--flat", path) == 0
    assert shell.json()["charge"] == "40"
    assert shell.run("decide", "--explain", path) == 0
    assert not all(step["fired"] for step in shell.json()["trace"])
    assert shell.run("decide", "--strict", path) == 1
    assert shell.err == f"error: {path}: /colour [unknown_field] This field is not known.\n"


@pytest.mark.parametrize(
    ("command", "body"),
    [
        (["decide"], REQUEST),
        (["batch"], {"tickets": [REQUEST]}),
        (["queue"], {"tickets": [REQUEST]}),
        (["sla"], REQUEST),
        (["sla", "report"], REQUEST),
    ],
)
def test_settings_are_read_once_a_command(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, command: list[str], body: object
) -> None:
    """What decides and what limits the request come from one reading."""
    read: list[Settings] = []

    def load(*given: Any) -> Settings:
        read.append(plain(*given))
        return read[-1]

    plain = Settings.load
    monkeypatch.setattr(Settings, "load", load)
    assert shell.run(*command, shell.file("a.json", body)) == 0
    assert len(read) == 1


def test_lines_give_lines(shell: Shell) -> None:
    """A faulty line stands in its own place and is told with its number."""
    path = shell.file("tickets.jsonl", REQUEST, BROKEN, "", "{half", request_with(ticket__id="4712"))
    assert shell.run("decide", path) == 1
    answers = [json.loads(line) for line in shell.out.splitlines()]
    assert [answer.get("ticket_id") for answer in answers] == ["4711", None, None, "4712"]
    assert [answer["errors"][0]["pointer"] for answer in answers[1:3]] == ["/ticket/subject", ""]
    assert [line.split(" ")[1] for line in shell.err.splitlines()] == [f"{path}:2:", f"{path}:4:"]


@pytest.mark.parametrize("name", ["tickets.jsonl", "tickets.json"])
def test_blank_lines_count_where_a_place_is_told(shell: Shell, name: str) -> None:
    """As an editor counts them: at the beginning, between the first two, and after."""
    path = shell.file(name, "", " ", {"ticket": {"body": "a"}}, "", BROKEN, "", "{half")
    assert shell.run("decide", path) == 1
    assert [line.split(" ")[1] for line in shell.err.splitlines()] == [f"{path}:5:", f"{path}:7:"]


def test_blank_lines_count_in_a_document(shell: Shell) -> None:
    """Where it is broken is told by line."""
    assert shell.run("decide", shell.file("ticket.json", "", "{", "", '"ticket": oops', "}")) == 1
    assert "at line 4" in shell.err


def test_lines_need_no_name_to_be_known(shell: Shell) -> None:
    """Two whole values in two lines; a document over several lines is one."""
    assert shell.run("decide", shell.file("tickets", REQUEST, REQUEST)) == 0
    assert len(shell.out.splitlines()) == 2
    assert shell.run("decide", shell.file("ticket", json.dumps(REQUEST, indent=1))) == 0
    assert shell.json()["ticket_id"] == "4711"


def test_standard_input(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its usual name."""
    data = io.BytesIO(json.dumps(REQUEST).encode())
    data.name = "<stdin>"
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=data))
    assert shell.run("decide", "-") == 0
    assert shell.json()["ticket_id"] == "4711"


@pytest.mark.parametrize("content", ["", "{", "[]", "3", '{"ticket": {}}', '{"ticket": {"body": "\\ud800"}}'])
def test_files_that_hold_no_ticket(shell: Shell, content: str) -> None:
    """Faults, not usage: exit code 1 and a line for each."""
    path = shell.file("ticket.json", content)
    assert shell.run("decide", path) == 1
    assert shell.out == ""
    assert shell.err.startswith(f"error: {path}: ")


def test_a_batch_is_one_document(shell: Shell) -> None:
    """Each ticket with its decision or its problem."""
    path = shell.file("batch.json", {"tickets": [REQUEST, BROKEN], "x": 1})
    assert shell.run("batch", "--flat", path) == 1
    answer = shell.json()
    assert answer["results"][0]["decision"]["ticket_id"] == "4711"
    assert answer["results"][1] == {
        "problem": {"errors": [{"pointer": "/tickets/1/ticket/subject", "code": "type", "detail": "Not a valid string."}]}
    }
    assert answer["warnings"] == ["Unknown field /x was ignored."]
    assert shell.err == f"error: {path}: ticket 1: /tickets/1/ticket/subject [type] Not a valid string.\n"


def test_a_batch_has_no_limit_here(shell: Shell) -> None:
    """The limit guards a server; here nobody else waits."""
    assert shell.run("batch", "--flat", shell.file("batch.json", {"tickets": [{"ticket": {"body": "a"}}] * 201})) == 0
    assert len(shell.json()["results"]) == 201


@pytest.mark.parametrize("body", ["{", "[]", '{"tickets": 3}'])
@pytest.mark.parametrize("command", ["batch", "queue"])
def test_files_that_hold_no_tickets(shell: Shell, command: str, body: str) -> None:
    """Nothing is written but the fault."""
    assert shell.run(command, shell.file("batch.json", body)) in {1, 2}
    assert shell.out == ""
    assert shell.err.startswith("error: ")


def test_a_fault_of_ours_never_quotes_the_ticket(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in a batch, where it stands among the others."""

    def stumble(*_: object, **__: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr("triage.service.live.service.decide", stumble)
    monkeypatch.setattr("triage.service.live.service.TriageService.self_test", lambda self: None)
    assert shell.run("batch", shell.file("batch.json", {"tickets": [REQUEST]})) == 1
    assert shell.json()["results"][0]["problem"]["errors"][0]["code"] == "internal"
    assert SECRET not in shell.out + shell.err


@pytest.mark.parametrize(
    ("error", "code"),
    [(CalendarError("no time"), "calendar"), (EnginesDifferError("they differ"), "internal"), (ValueError("x"), "internal")],
)
def test_what_cannot_be_decided_has_the_code_of_its_error(error: Exception, code: str) -> None:
    """Only a calendar is called one; the place is the ticket's."""
    (fault,) = faults_of(error, "/tickets/2")["errors"]
    assert (fault["pointer"], fault["code"]) == ("/tickets/2", code)


@pytest.mark.parametrize(
    ("command", "content"),
    [
        (("decide",), _TWO_OPEN),
        (("sla",), _TWO_OPEN),
        (("batch",), {"tickets": [_TWO_OPEN]}),
        (("queue",), {"tickets": [_TWO_OPEN]}),
    ],
    ids=lambda given: given[0] if isinstance(given, tuple) else "",
)
def test_the_limits_that_are_told_are_kept(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], content: object
) -> None:
    """Those of the settings, as `triage limits` prints them: raised, they let more through."""
    file = shell.file("a.json", content)
    monkeypatch.setenv("TRIAGE_MAX_OPEN_TICKETS", "2")
    assert shell.run(*command, file) == 0
    monkeypatch.setenv("TRIAGE_MAX_OPEN_TICKETS", "1")
    assert shell.run(*command, file) == 1
    assert "at most 1 are read" in shell.err
