"""`triage policy check`, `fmt`, `schema` and `reference`: policies as files."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from triage.cli.reading import load_settings, setting_options
from triage.cli.reporting import report_error, write_json
from triage.contract.findings import render_findings, render_sarif
from triage.errors import Finding
from triage.policy.editing.formatting import format_text
from triage.policy.editing.mending import mend_text
from triage.policy.editing.schema import policy_schema
from triage.policy.editing.written import reference_pages
from triage.policy.files.findings import CODES
from triage.policy.lint.codes import LINT_CODES
from triage.release import SERVICE_VERSION
from triage.service.cases.casebook import cases_path
from triage.service.cases.checking import check_policy, current_day
from triage.settings import EngineName, policy_path, shipped_policies

_FILES = click.argument("files", metavar="[POLICY]...", nargs=-1)
_ROUNDS = 3  # mending a word can bring to light the next one


@click.command()
@_FILES
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text", help="How findings are written.")
@click.option("--fix", is_flag=True, help="Mend what is mechanical: quotes around times, words that are nearly a known one.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@setting_options("engine")
@click.pass_context
def check(context: click.Context, /, files: tuple[str, ...], form: str, fix: bool, strict: bool, **options: str | None) -> None:
    """Check policies (paths or shipped names; all shipped ones without any) and the cases beside them, all in one pass.

    Fails on errors; warnings are told and let pass. Each finding has a code that docs/policy/findings.md explains.
    """
    engine = load_settings(options).engine
    gc.freeze()  # thousands of rules live until the command ends: looking for garbage among them finds none
    findings: list[Finding] = []
    for path in _paths(files):
        if fix:
            _fix(path, engine)
        findings += check_policy(path, current_day(), engine).findings
    _write(findings, form)
    context.exit(1 if any(strict or finding.severity == "error" for finding in findings) else 0)


@click.command()
@_FILES
@click.option("--check", "only_check", is_flag=True, help="Change nothing; fail when a file is not laid out.")
@click.pass_context
def fmt(context: click.Context, /, files: tuple[str, ...], only_check: bool) -> None:
    """Lay out policies and the cases beside them: indentation, spaces, quotes around times. Comments stay."""
    changed = 0
    for path in [file for policy in _paths(files) for file in _with_cases(policy)]:
        before = path.read_text(encoding="utf-8", errors="surrogateescape")  # what is no UTF-8 is a finding of the layout
        after = format_text(before, str(path))
        if after != before:
            changed += 1
            click.echo(f"{path}: {'is not laid out' if only_check else 'laid out'}")
            if not only_check:
                path.write_bytes(after.encode("utf-8"))
    context.exit(1 if changed and only_check else 0)


@click.command()
@click.option("--write", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file.")
def schema(file: Path | None) -> None:
    """Write the JSON Schema of policy files, which editors complete and check by."""
    if file is None:
        write_json(policy_schema(), pretty=True)
    else:
        file.write_bytes(json_bytes(policy_schema()))
        click.echo(f"wrote {file}")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, exists=True, path_type=Path))
def reference(folder: Path) -> None:
    """Write facts.md, outcomes.md and findings.md into FOLDER."""
    for name, text in reference_pages().items():
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(f"wrote {folder / name}")


def json_bytes(value: object) -> bytes:
    """A JSON document as files hold it: indented, ended by a line break."""
    import orjson

    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _paths(files: tuple[str, ...]) -> list[Path]:
    """The policy files; a file of cases stands for the policy beside it."""
    return [_policy_of(policy_path(name)) for name in files] or shipped_policies()


def _policy_of(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(".cases.yaml") + ".yaml") if path.name.endswith(".cases.yaml") else path


def _with_cases(policy: Path) -> list[Path]:
    return [path for path in (policy, cases_path(policy)) if path is policy or path.exists()]


def _fix(path: Path, engine: EngineName) -> None:
    for _ in range(_ROUNDS):
        findings = check_policy(path, current_day(), engine).findings
        mended: list[Finding] = []
        for file in (file for file in _with_cases(path) if file.is_file()):
            data = file.read_bytes()
            text, done = mend_text(data.decode("utf-8", "surrogateescape"), str(file), findings)
            if done:
                file.write_bytes(text.encode("utf-8", "surrogateescape"))
                mended += done
        for finding in mended:
            click.echo(f"mended: {finding}", err=True)
        if not mended:
            return


def _write(findings: list[Finding], form: str) -> None:
    if form == "json":
        write_json(render_findings(findings), pretty=True)
    elif form == "sarif":
        write_json(render_sarif(findings, {**CODES, **LINT_CODES}, SERVICE_VERSION), pretty=True)
    else:
        for finding in findings:
            if finding.severity == "error":
                report_error(str(finding))
            else:
                click.echo(f"warning: {finding}", err=True)
        errors = sum(finding.severity == "error" for finding in findings)
        warnings = len(findings) - errors
        click.echo(f"{errors} error{'' if errors == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}")
