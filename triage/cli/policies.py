"""`triage policy …`: the group, and `test`: every case of every policy, which lines they bear, and how well they hold it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click

from triage.cli import policy_check, policy_diff, policy_story
from triage.cli.reading import load_settings, setting_options
from triage.cli.reporting import report_error
from triage.errors import PolicyError
from triage.policy.loading.loader import load_policy
from triage.service.cases.case_findings import failures
from triage.service.cases.casebook import CaseResult, load_casebook, run_cases
from triage.service.cases.coverage import Coverage, cover_lines
from triage.service.cases.mutation import Exercise, Mutant
from triage.settings import EngineName, policy_path, shipped_policies


@click.group()
def policy() -> None:
    """Work on policies."""


for command in (
    policy_check.check,
    policy_check.fmt,
    policy_check.schema,
    policy_check.reference,
    policy_story.explain,
    policy_diff.diff,
    policy_diff.simulate,
):
    policy.add_command(command)


@policy.command()
@click.argument("policies", metavar="[POLICY]...", nargs=-1)
@click.option("--coverage", "exercised", is_flag=True, help="Also tell the rules that never fired or never stayed silent.")
@click.option(
    "--mutate", is_flag=True, help="Also drop each condition and change each number in turn, and tell what no case misses."
)
@setting_options("engine")
@click.pass_context
def test(context: click.Context, /, policies: tuple[str, ...], exercised: bool, mutate: bool, **options: str | None) -> None:
    """Run every case of the policies (paths or shipped names; all shipped ones without any).

    A case that fails says what it expected, what it got and which rule decided. Then list the cases of each policy line.
    Fails when a case fails, or when a line has no case (of a document whose cases all stand with another shipped policy none
    is asked for); what --coverage and --mutate tell is for you to judge.
    """
    engine = load_settings(options).engine
    coverage, failed = Coverage(), 0
    for path in [policy_path(name) for name in policies] or shipped_policies():
        try:
            failed += _run(path, engine, coverage)
            _exercise(path, engine, exercised, mutate)
        except PolicyError as error:
            report_error(error)
            failed += 1
    covered = list(cover_lines(coverage, _shipped_coverage()))
    bare = [line for line, cases in covered if not cases]
    for line, cases in covered:
        click.echo(f"{line}: {len(cases)} case{'' if len(cases) == 1 else 's'}")
        for case in cases:
            click.echo(f"  {case}")
    for line in bare:
        report_error(f"no case bears {line}")
    context.exit(1 if failed or bare else 0)


def _shipped_coverage() -> Coverage:
    """What the cases of all shipped policies bear."""
    coverage = Coverage()
    for path in shipped_policies():
        coverage.bear_casebook(path)
    return coverage


def _run(path: Path, engine: EngineName, coverage: Coverage) -> int:
    """Run a policy's cases, say how that went, and give the number of those that failed."""
    found = load_policy(path)
    results = run_cases(found, load_casebook(path, found), engine)
    coverage.add(found, results)
    failed = [result for result in results if result.failures]
    click.echo(f"{path}: {len(results)} cases, {len(failed)} failed")
    _report(failed)
    return len(failed)


def _report(failed: list[CaseResult]) -> None:
    for result in failed:
        report_error(PolicyError(list(failures(result))))


def _exercise(path: Path, engine: EngineName, exercised: bool, mutate: bool) -> None:
    """What the cases of the policy, and those of the policies that it extends, never saw."""
    if not exercised and not mutate:
        return
    found = load_policy(path)
    cases = [case for file in found.files for case in load_casebook(file)]
    exercise = Exercise(found, cases, engine)
    if exercised:
        seen = exercise.coverage()
        click.echo(f"{path}: {seen.rules - len(seen.never_fired)} of {seen.rules} rules fired in a case")
        for rule in seen.never_fired:
            click.echo(f"  {rule.at}: '{rule.name}' never fired")
        for rule in seen.never_silent:
            click.echo(f"  {rule.at}: '{rule.name}' never stayed silent")
    if mutate:
        dropped, altered = exercise.counts()
        changes = f"{dropped} dropped conditions and {altered} altered numbers and entries"
        click.echo(f"{path}: trying {changes} on {len(cases)} cases", err=True)
        mutants = _listed(exercise.mutants(), dropped, "Dropping conditions")
        click.echo(f"{path}: {sum(mutant.noticed for mutant in mutants)} of {len(mutants)} dropped conditions noticed by a case")
        for mutant in mutants:
            if not mutant.noticed:
                click.echo(f"  {mutant.at}: '{mutant.subject}' without '{mutant.change}' fails no case")
        _alter(path, exercise, altered)


def _alter(path: Path, exercise: Exercise, count: int) -> None:
    """Which numbers and list entries no case holds, those of one place on one line."""
    altered = _listed(exercise.altered(), count, "Altering numbers")
    missed = [mutant for mutant in altered if not mutant.noticed]
    click.echo(f"{path}: {len(altered) - len(missed)} of {len(altered)} altered numbers and entries noticed by a case")
    for (at, subject, part), group in groupby(missed, key=lambda mutant: (mutant.at, mutant.subject, mutant.part)):
        changes = ", ".join(mutant.change for mutant in group)
        click.echo(f"  {at or path}: '{subject}' fails no case with {part + ' ' if part else ''}{changes}")


def _listed(mutants: Iterator[Mutant], count: int, label: str) -> list[Mutant]:
    with click.progressbar(mutants, length=count, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        return list(bar)
