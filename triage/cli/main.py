"""`triage`: the commands, and the one shape of their errors.

Exit codes: 0 all is well; 1 faults were found in what was given; 2 the command cannot run (usage, settings, policy, model).
"""

from __future__ import annotations

import sys

import click

from triage.cli import about, decisions, duplicates, policies, queues, review, serving, sla
from triage.cli.reporting import report_error
from triage.errors import TriageError
from triage.release import SERVICE_VERSION


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(SERVICE_VERSION, prog_name="triage")
def commands() -> None:
    """One explained routing decision for a support ticket."""


for command in (
    decisions.decide,
    decisions.batch,
    sla.sla,
    queues.queue,
    duplicates.duplicates,
    review.review,
    policies.policy,
    about.limits,
    about.version,
    serving.serve,
):
    commands.add_command(command)


_INTERRUPTED = 130  # as shells tell Ctrl-C


def main() -> None:
    """Run the command line."""
    try:
        sys.exit(commands.main(standalone_mode=False))
    except click.exceptions.Abort:
        sys.exit(_INTERRUPTED)
    except click.ClickException as error:
        report_error(error.format_message())
        sys.exit(2)
    except TriageError as error:
        report_error(error)
        sys.exit(2)
    except OSError as error:  # a file or folder that was named, or the disk
        report_error(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        sys.exit(2)
