"""`triage duplicates`."""

from tests.cli.conftest import Shell
from tests.web.test_duplicates_endpoint import TICKETS


def test_tickets_are_grouped(shell: Shell) -> None:
    """As over HTTP."""
    assert shell.run("duplicates", shell.file("list.json", {"tickets": TICKETS})) == 0
    assert [group["original"] for group in shell.json()["groups"]] == ["1"]


def test_faults_are_told(shell: Shell) -> None:
    """Exit code 1, nothing on standard output."""
    path = shell.file("list.json", {"tickets": [{}]})
    assert shell.run("duplicates", path) == 1
    assert shell.err == f"error: {path}: /tickets/0/id [required] Missing data for required field.\n"
    assert shell.out == ""
