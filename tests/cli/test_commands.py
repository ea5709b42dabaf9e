"""`triage limits`, `triage version`, `triage policy test`; usage, settings and exit codes."""

from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from triage.settings import SETTINGS

POLICY = "triage: 1\npolicy: mine\nextends: default\n"
CASES = """triage cases: 1
policy: mine
cases:
- case: {name}
  lines: [MY.2]
  request: {{ticket: {{subject: Shop is down, category: site_down, created_at: "2026-11-22T23:00:00Z"}}}}
  expect: {{priority: {priority}}}
"""


def test_limits_and_version(shell: Shell) -> None:
    """As over HTTP."""
    assert shell.run("limits", "--max-batch", "7") == 0
    assert shell.json()["batch_tickets"] == 7
    assert shell.run("version") == 0
    assert shell.json()["policy_name"] == "default"
    assert shell.run("--version") == 0
    assert shell.out.startswith("triage, version ")


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("decide",), ("decide", "/no/such/file"), ("limits", "--max-batch", "many"), ("limits", "--colour", "red")],
)
def test_usage_faults_exit_with_2(shell: Shell, arguments: tuple[str, ...]) -> None:
    """Told in the one shape of errors."""
    assert shell.run(*arguments) == 2
    assert shell.err.startswith("error: ")
    assert shell.out == ""


def test_every_setting_fault_is_told_at_once(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the environment and from options."""
    monkeypatch.setenv("TRIAGE_POTR", "80")
    monkeypatch.setenv("TRIAGE_MAX_HISTORY", "-1")
    assert shell.run("limits", "--max-batch", "0") == 2
    assert shell.err.splitlines() == [
        "error: TRIAGE_POTR: no such setting",
        "error: --max-batch: must be a whole number from 1 to 10000",
        "error: TRIAGE_MAX_HISTORY: must be a whole number from 0 to 100000",
    ]


def test_serve_takes_every_setting(shell: Shell) -> None:
    """By option and by variable, each with its help."""
    assert shell.run("serve", "--help") == 0
    words = "".join(shell.out.split())
    for setting in SETTINGS:
        assert f"{setting.option}VALUE" in words
        assert f"${setting.variable}" in words


def policy_with_case(folder: Path, priority: str) -> str:
    """A policy of one's own with one case."""
    (folder / "mine.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "mine.cases.yaml").write_text(CASES.format(name="An outage is urgent", priority=priority), encoding="utf-8")
    return str(folder / "mine.yaml")


def test_policy_test_runs_cases_and_names_bare_lines(shell: Shell) -> None:
    """A line without a case is a fault."""
    path = policy_with_case(shell.folder, "critical")
    assert shell.run("policy", "test", path) == 1
    assert shell.out.startswith(f"{path}: 1 cases, 0 failed\n")
    assert "MY.2: 1 case\n  An outage is urgent\n" in shell.out
    assert "MY.1: 0 cases\n" in shell.out
    assert "error: no case bears MY.1\n" in shell.err


def test_policy_test_tells_which_case_fails_and_why(shell: Shell) -> None:
    """With its place in the file."""
    path = policy_with_case(shell.folder, "low")
    assert shell.run("policy", "test", path) == 1
    assert shell.out.startswith(f"{path}: 1 cases, 1 failed\n")
    assert f"{path.removesuffix('.yaml')}.cases.yaml:7:" in shell.err
    assert "priority: expected 'low', got 'critical'" in shell.err


def test_a_broken_policy_is_a_fault_of_what_was_given(shell: Shell) -> None:
    """Findings with their places; the others are still tested."""
    (shell.folder / "broken.yaml").write_text("triage: 1\npolicy: broken\nextends: default\nsectoins: []\n", encoding="utf-8")
    assert shell.run("policy", "test", str(shell.folder / "broken.yaml"), policy_with_case(shell.folder, "critical")) == 1
    assert "broken.yaml:4:1" in shell.err
    assert "mine.yaml: 1 cases, 0 failed" in shell.out


def test_the_shipped_policies_pass(shell: Shell) -> None:
    """All of them, when none is named; every line of the documents has a case."""
    assert shell.run("policy", "test") == 0
    assert "default.yaml: " in shell.out
    assert "hotrush-2010.yaml: " in shell.out
    assert "PS.7: " in shell.out
    assert shell.err == ""


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_case_at_a_moment_that_does_not_exist_is_told_at_its_place(shell: Shell, command: str) -> None:
    """No command ends in a traceback over it."""
    path = policy_with_case(shell.folder, "critical")
    cases = shell.folder / "mine.cases.yaml"
    cases.write_text(cases.read_text(encoding="utf-8").replace("2026-11-22T23", "2026-13-22T23"), encoding="utf-8")
    assert shell.run("policy", command, path) == 1
    assert "mine.cases.yaml:6:66 [case-wrong]" in shell.err
    assert "/request/ticket/created_at: Is not a date and time that exists" in shell.err
