"""The workshop's commands: exit codes, formats, files that are written."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tests.web.shop import REQUEST
from triage.domain.reading import Prediction
from triage.policy.files.findings import CODES
from triage.policy.lint.codes import LINT_CODES
from triage.service.cases.casebook import GivenClassifier

HEAD = "triage: 1\npolicy: own\nextends: default\n"
BROKEN = HEAD + "change:\n  outage: {then: {priorty: critical}}\n"
GOOD = HEAD + "change:\n  outage: {then: {priority: high}}\n"
DOUBTFUL = HEAD + "lists: {nobody uses it: [a]}\n"
TICKETS = "id,subject,body,category,created_at\n" + "".join(
    f"T{n},S,B,{('site_down', 'content', 'training')[n % 3]},2026-11-2{n % 9 + 1}T10:00:00Z\n" for n in range(600)
)


@pytest.fixture(name="write")
def _write(tmp_path):
    def write(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [(GOOD, (), 0), (BROKEN, (), 1), (DOUBTFUL, (), 0), (DOUBTFUL, ("--strict",), 1), ("", (), 1)],
)
def test_check_fails_on_errors_and_when_strict_on_warnings(shell, write, text, options, code):
    """Errors and warnings go to standard error, the sum to standard output."""
    assert shell.run("policy", "check", write("own.yaml", text), *options) == code
    assert re.fullmatch(r"[01] errors?, [01] warnings?\n", shell.out)
    assert all(line.startswith(("error: ", "warning: ")) for line in shell.err.splitlines())


def test_check_takes_names_files_and_cases(shell, write):
    """Without any it checks what is shipped; a file of cases stands for its policy."""
    assert shell.run("policy", "check") == 0
    assert shell.out == "0 errors, 0 warnings\n"
    write("own.yaml", BROKEN)
    assert shell.run("policy", "check", write("own.cases.yaml", "triage cases: 1\npolicy: own\ncases: []\n")) == 1
    assert shell.run("policy", "check", "nowhere.yaml") == 1
    assert "[missing-file]" in shell.err


def test_findings_as_json(shell, write):
    """For programs."""
    path = write("own.yaml", BROKEN)
    assert shell.run("policy", "check", path, "--format", "json") == 1
    found = shell.json()
    assert (found["error_count"], found["warning_count"]) == (1, 0)
    assert found["findings"][0] == {
        "file": path,
        "line": 5,
        "column": 19,
        "severity": "error",
        "code": "unknown-outcome",
        "message": "there is no outcome 'priorty'",
        "suggestion": "did you mean 'priority'?",
    }


def test_findings_as_sarif(shell, write):
    """For whatever shows findings beside the code: each result names its rule, and each rule its meaning."""
    path = write("own.yaml", BROKEN + "lists: {nobody uses it: [a]}\n")
    assert shell.run("policy", "check", path, "--format", "sarif") == 1
    log = shell.json()
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert rules[result["ruleIndex"]]["shortDescription"]["text"] == {**CODES, **LINT_CODES}[result["ruleId"]]
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1
    assert {result["level"] for result in run["results"]} == {"error", "warning"}


def test_fix_mends_what_is_mechanical_and_keeps_comments(shell, write):
    """In rounds, since one word can hide another; what is left is told."""
    text = GOOD.replace("priority: high", "priorty: hihg") + "# stays\nswitch off: [data losss]\nteams: [x]\n"
    path = write("own.yaml", text)
    assert shell.run("policy", "check", path, "--fix") == 0
    fixed = Path(path).read_text(encoding="utf-8")
    assert fixed == text.replace("priorty: hihg", "priority: high").replace("losss", "loss")
    assert shell.out == "0 errors, 2 warnings\n"  # a team that nothing names, a changed rule that no case fires
    assert "mended: " in shell.err


def test_fmt_lays_out_or_only_tells(shell, write):
    """With the cases beside the policy."""
    path = write("own.yaml", "triage:  1\npolicy: own\nextends: default\n")
    cases = write("own.cases.yaml", "triage cases:  1\npolicy: own\ncases:  []\n")
    assert shell.run("policy", "fmt", "--check", path) == 1
    assert "triage:  1" in Path(path).read_text(encoding="utf-8")
    assert shell.run("policy", "fmt", path) == 0
    assert Path(path).read_text(encoding="utf-8") == "triage: 1\npolicy: own\nextends: default\n"
    assert Path(cases).read_text(encoding="utf-8") == "triage cases: 1\npolicy: own\ncases: []\n"
    assert shell.run("policy", "fmt", "--check", path) == 0
    assert shell.run("policy", "fmt", write("broken.yaml", "a: [")) == 2


def test_schema_and_reference_are_written(shell, tmp_path):
    """To standard output, a file, a folder."""
    assert shell.run("policy", "schema") == 0
    shown = shell.json()
    assert shell.run("policy", "schema", "--write", str(tmp_path / "s.json")) == 0
    assert json.loads((tmp_path / "s.json").read_text(encoding="utf-8")) == shown
    assert shell.run("policy", "reference", str(tmp_path)) == 0
    assert {path.name for path in tmp_path.glob("*.md")} == {"facts.md", "outcomes.md", "findings.md"}


def test_explain_tells_the_story_or_why_not(shell):
    """Of the ticket in a file; an unknown rule is a fault."""
    ticket = shell.file("t.json", REQUEST)
    assert shell.run("policy", "explain", ticket) == 0
    assert "key function not working" in shell.out
    assert shell.run("policy", "explain", ticket, "--why-not", "outage") == 0
    assert "it wants category: site_down" in shell.out
    assert shell.run("policy", "explain", ticket, "--why-not", "outrage") == 1
    assert "outage" in shell.err
    assert shell.run("policy", "explain", shell.file("bad.json", {"ticket": {}})) == 1


@pytest.mark.parametrize("name", ["default", "hotrush-2010"])
def test_each_shipped_policy_passes_alone(shell, name):
    """No line of a document is asked for whose cases all stand with another shipped policy."""
    assert shell.run("policy", "test", name) == 0
    assert ("HR10.1: " in shell.out) is (name == "hotrush-2010")


def test_a_document_without_any_case_is_asked_for(shell, write):
    """Though the policy has cases of other lines."""
    rule = "{rule: own, why: It is ours, source: [ACME.2], when: {plan: own}, then: {advice: Look.}}"
    path = write("own.yaml", HEAD + f"sections:\n- section: own\n  sets: [advice]\n  hit: all\n  rules:\n  - {rule}\n")
    assert shell.run("policy", "test", path) == 1
    assert "no case bears ACME.1" in shell.err
    assert "no case bears ACME.2" in shell.err


def test_coverage_and_mutants_of_a_policy(shell, write):
    """They tell, and leave the exit code to the cases."""
    path = write("own.yaml", GOOD)
    write(
        "own.cases.yaml",
        "triage cases: 1\npolicy: own\ncases:\n- case: C\n  request: {ticket: {body: x, category: site_down}}\n"
        "  expect: {priority: high}\n",
    )
    assert shell.run("policy", "test", path, "--coverage") == 0
    assert "rules fired in a case" in shell.out


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_diff_sums_up_and_writes_its_files(shell, write, tmp_path, jobs):
    """In this process or in several, with the same figures."""
    new, tickets = write("own.yaml", GOOD), write("t.csv", TICKETS)
    files = ("--json", str(tmp_path / "d.json"), "--html", str(tmp_path / "d.html"))
    assert shell.run("policy", "diff", "default", new, "--tickets", tickets, "--jobs", jobs, *files) == 0
    figures = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    assert (figures["tickets"], figures["changed"], figures["unread"]) == (600, 200, 0)
    assert figures["moves"]["priority"] == [{"from": "critical", "to": "high", "tickets": 200}]
    assert figures["changes"][0]["examples"][0]["ticket"] == "T0"
    assert "<svg" in (tmp_path / "d.html").read_text(encoding="utf-8")
    assert "600 tickets; 200 decisions change (33.3%)" in shell.out


def test_diff_tells_what_it_cannot_read_and_fails(shell, write):
    """The rest is replayed."""
    tickets = write("t.csv", TICKETS.replace("2026-11-21T10:00:00Z", "soon", 3))
    assert shell.run("policy", "diff", "default", write("own.yaml", GOOD), "--tickets", tickets, "--jobs", "1") == 1
    assert shell.err.count("[bad-ticket]") == 3
    assert "597 tickets, 3 could not be read" in shell.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("default", "BROKEN", "--tickets", "T"), "unknown-outcome"),
        (("default", "default", "--tickets", "T", "--dask", "tcp://127.0.0.1:1"), "ticket-triage[dask]"),
        (("default", "default", "--tickets", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_diff_cannot_begin(shell, write, monkeypatch, arguments, words):
    """With a broken policy, without Dask, without tickets."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    files = {"BROKEN": write("own.yaml", BROKEN), "T": write("t.csv", TICKETS)}
    assert shell.run("policy", "diff", *(files.get(each, each) for each in arguments)) == 2
    assert words in shell.err


def test_a_cluster_gets_the_work_through_joblib(monkeypatch):
    """The address is handed to Dask's client and the work to joblib's dask backend."""
    from contextlib import nullcontext
    from types import SimpleNamespace

    from triage.cli.parallel import run_chunks

    seen = []
    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=lambda address: seen.append(address)))
    monkeypatch.setattr("triage.cli.parallel.joblib.parallel_config", lambda backend: seen.append(backend) or nullcontext())
    monkeypatch.setattr("triage.cli.parallel._JOBS_ON_CLUSTER", 1)
    assert list(run_chunks(abs, [-1, -2, -3], 4, "tcp://cluster:8786")) == [1, 2, 3]
    assert seen == ["tcp://cluster:8786", "dask"]


def test_simulate_gives_a_line_for_each_ticket(shell, write, monkeypatch):
    """With the draft's decision and what differs."""
    from tests.web.shop import snapshot

    monkeypatch.setattr("triage.cli.policy_diff.load_snapshot", lambda settings: snapshot())
    tickets = write("t.csv", "\n".join(TICKETS.splitlines()[:4]) + "\n")
    assert shell.run("policy", "simulate", write("own.yaml", GOOD), "--tickets", tickets) == 0
    lines = [json.loads(line) for line in shell.out.splitlines()]
    assert [line["line"] for line in lines] == [2, 3, 4]
    changes = {change["field"]: (change["live"], change["draft"]) for change in lines[0]["changes"]}
    assert changes["priority"] == ("critical", "high")
    assert lines[1]["changes"] == []


def test_simulate_reads_times_in_the_zone_that_is_said(shell, write, monkeypatch):
    """Without one they are taken as UTC, which is told; what is no date fails with the form to write."""
    from tests.web.shop import snapshot

    monkeypatch.setattr("triage.cli.policy_diff.load_snapshot", lambda settings: snapshot())
    draft, tickets = write("own.yaml", GOOD), write("t.csv", "subject,created_at\nS,2026-07-01 09:00\n")
    starts = []
    for options in ((), ("--time-zone", "Europe/Copenhagen")):
        assert shell.run("policy", "simulate", draft, "--tickets", tickets, *options) == 0
        starts.append(json.loads(shell.out)["decision"]["sla"]["targets"][0]["starts_at"])
        assert ("[no-offset]" in shell.err) is (not options)
    assert starts == ["2026-07-01T09:00:00Z", "2026-07-01T07:00:00Z"]
    tickets = write("d.csv", "subject,created_at\nS,24-12-2026 09:00\n")
    assert shell.run("policy", "simulate", draft, "--tickets", tickets) == 1
    assert "Is not a date and time with the year first; write it like 2026-11-23T08:22:30Z." in shell.err
    assert shell.err.startswith("error: ")


@pytest.mark.parametrize("asked", ["always", "never"])
def test_diff_asks_the_model_as_the_settings_say(shell, write, monkeypatch, asked):
    """An encoder is hundreds of times slower than the rest, so that who replays a year must be able to leave it out."""
    loaded = []

    def remember(folder, engine="lean", pin="", key_file="", encoder="unsure", meaning=True):
        loaded.append((engine, encoder, meaning))
        return GivenClassifier(Prediction(declined="no_text"), "given")

    monkeypatch.setenv("TRIAGE_MODEL_ENGINE", "sklearn")
    monkeypatch.setenv("TRIAGE_ENCODER", asked)
    monkeypatch.setenv("TRIAGE_MEANING", "off")
    for module in ("comparison.replay", "live.loading"):
        monkeypatch.setattr(f"triage.service.{module}.load_classifier", remember)
    tickets = write("past.jsonl", '{"ticket": {"subject": "a", "body": "b", "created_at": "2026-11-20T10:00:00Z"}}\n')
    assert shell.run("policy", "diff", "default", "default", "--tickets", tickets, "--jobs", "1") == 0
    assert loaded == [("sklearn", asked, False)] * 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("fmt", "nope.yaml"), 2, "nope.yaml: No such file"),
        (("check", "--fix", "nope.yaml"), 1, "[missing-file]"),
        (("fmt", "latin.yaml"), 2, "[yaml] the file is not UTF-8"),
        (("schema", "--write", "nowhere/x.json"), 2, "nowhere/x.json: No such file"),
        (("diff", "default", "default", "--tickets", "latin.yaml", "--html", "nowhere/x.html"), 2, "there is no folder nowhere"),
        (
            ("diff", "default", "default", "--tickets", "latin.yaml", "--time-zone", "Europe/Kopenhagen"),
            2,
            "there is no time zone 'Europe/Kopenhagen'; did you mean 'Europe/Copenhagen'?",
        ),
        (("check", "defualt"), 2, "there is no policy 'defualt'"),
        (("check", "shopp"), 2, "did you mean 'shop.yaml'?"),
    ],
)
def test_files_that_cannot_be_used_are_errors_of_one_line(shell, write, monkeypatch, tmp_path, arguments, code, said):
    """They were tracebacks, or paths of the installation."""
    monkeypatch.chdir(tmp_path)
    write("shop.yaml", GOOD)
    (tmp_path / "latin.yaml").write_bytes(b"a: caf\xe9\n")
    assert shell.run("policy", *arguments) == code
    assert said in shell.err
    assert all(line.startswith("error: ") for line in shell.err.splitlines())
