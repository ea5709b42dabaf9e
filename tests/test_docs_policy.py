"""The pages of docs/policy are true: their commands give what they say, their tables are those of the registries."""

from __future__ import annotations

import re
import shlex
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from triage.cli.main import commands
from triage.cli.policy_check import json_bytes
from triage.domain.calendar import Calendar
from triage.domain.spans import DayMode, Span
from triage.domain.windows import Window
from triage.policy.editing.schema import policy_schema
from triage.policy.editing.written import reference_pages
from triage.policy.files.documents import EXTENDING_KEYS
from triage.policy.files.findings import CODES
from triage.policy.lint.codes import LINT_CODES, TICKET_CODES

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "policy"
_BLOCK = re.compile(r"^```(console|yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"# ([a-z.]+\.yaml)\n")


def steps_of(page):
    """What a page asks its reader to do, in order: ("write", file, text) and ("run", command, lines that it shows)."""
    for kind, block in _BLOCK.findall((PAGES / page).read_text(encoding="utf-8")):
        if kind == "yaml" and (named := _NAMED.match(block)):
            yield "write", named[1], block
        elif kind == "console":
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, shown = part.partition("\n")
                yield "run", command, shown.splitlines()


def pattern_of(shown):
    """The output that a page shows: `...` in a line is any text, `...` alone is any lines."""
    lines = ["(?:.*\n)*" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") + "\n" for line in shown]
    return "".join(lines)


@pytest.mark.parametrize("page", ["README.md", "tutorial.md", "format.md"])
def test_every_command_gives_what_the_page_shows(page, tmp_path, monkeypatch):
    """In a folder with the examples, file by file and command by command."""
    for example in (PAGES / "examples").iterdir():
        shutil.copy(example, tmp_path)
    monkeypatch.chdir(tmp_path)
    for what, name, content in steps_of(page):
        if what == "write":
            Path(name).write_text(content, encoding="utf-8")
            continue
        program, *arguments = shlex.split(name)
        assert program == "triage"
        result = CliRunner().invoke(commands, arguments)
        assert re.fullmatch(pattern_of(content), result.output), f"$ {name}\n{result.output}"
        assert (result.exit_code == 1) == any(line.startswith("error: ") for line in content), f"$ {name}: {result.exit_code}"


def test_the_tutorial_leaves_a_page_with_plots_and_figures(tmp_path):
    """It tells the reader to send it around, so it must be there."""
    commands_run = [name for what, name, _ in steps_of("tutorial.md") if what == "run"]
    assert any("--html change.html" in command for command in commands_run)
    assert {command.split()[2] for command in commands_run} >= {"check", "test", "explain", "diff", "fmt"}


@pytest.mark.parametrize("name", sorted(reference_pages()))
def test_reference_pages_are_current(name):
    """`triage policy reference docs/policy` writes them."""
    assert (PAGES / name).read_text(encoding="utf-8") == reference_pages()[name]


def test_the_schema_is_current():
    """`triage policy schema --write rules/policy.schema.json` writes it."""
    assert (ROOT / "rules" / "policy.schema.json").read_bytes() == json_bytes(policy_schema())


def test_every_code_is_explained():
    """Each code of a finding stands in findings.md, and no other."""
    page = (PAGES / "findings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)) == {*CODES, *LINT_CODES, *TICKET_CODES}


def test_every_command_is_named():
    """README.md lists all commands of the group."""
    text = (PAGES / "README.md").read_text(encoding="utf-8")
    assert all(f"`triage policy {name}" in text for name in commands.commands["policy"].commands)


SCHEMA = policy_schema()
OF_A_BASE = {*SCHEMA["properties"]} - set(EXTENDING_KEYS) - {"extends"}
RECORDS = {
    "The file": (OF_A_BASE, {*SCHEMA["required"], *SCHEMA["anyOf"][1]["required"]}),
    **{
        title: (set(SCHEMA["definitions"][name]["properties"]), set(SCHEMA["definitions"][name]["required"]))
        for title, name in (("Calendars", "calendar"), ("Sections", "section"), ("Rules", "rule"))
    },
}


@pytest.mark.parametrize("title", RECORDS)
def test_format_tells_every_key_and_which_are_required(title):
    """The tables of format.md have the keys that the schema has."""
    text = (PAGES / "format.md").read_text(encoding="utf-8")
    table = text.partition(f"\n## {title}\n")[2].partition("| required |")[2].partition("\n\n")[0]
    rows = [row.split("|")[1:3] for row in table.splitlines()[2:]]
    keys = [(re.findall("`([^`:]+)[^`]*`", names), required.strip() == "yes") for names, required in rows]
    assert {name for names, _ in keys for name in names} == RECORDS[title][0]
    assert {name for names, needed in keys if needed for name in names} == RECORDS[title][1]


def test_business_days_end_when_format_says():
    """Each row of its table, on the calendar that it names."""
    text = (PAGES / "format.md").read_text(encoding="utf-8")
    table = text.partition("| given | `1 business day` |")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]
    assert len(rows) == 4
    for given, plain, same_time in rows:
        day = (Window(9 * 60, 17 * 60),)
        friday = (Window(9 * 60, 12 * 60),) if "Friday open to 12:00" in given else day
        calendar = Calendar("shop", "UTC", (day, day, day, day, friday, (), ()))
        for shown, mode in ((plain, DayMode.END_OF_DAY), (same_time, DayMode.SAME_TIME)):
            due = calendar.due(_moment(given.partition(",")[0]), Span(days=1, mode=mode))
            assert f"{due:%a %H:%M}" == shown, given


def _moment(weekday_and_time):
    """A moment in a week without holidays."""
    weekday, clock = weekday_and_time.split()
    number = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].index(weekday)
    return datetime(2026, 11, 23 + number, *map(int, clock.split(":")), tzinfo=UTC)


@pytest.mark.parametrize("page", sorted(path.name for path in PAGES.glob("*.md")))
def test_links_lead_somewhere(page):
    """Links between the pages name files that are there."""
    for target in re.findall(r"\]\(([^)#:]+)\)", (PAGES / page).read_text(encoding="utf-8")):
        assert (PAGES / target).exists(), target
