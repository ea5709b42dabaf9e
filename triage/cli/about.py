"""`triage limits` and `triage version`."""

from __future__ import annotations

import click

from triage.cli.reading import load_service, load_settings, setting_options, with_service
from triage.cli.reporting import write_json
from triage.contract.answer import render_versions
from triage.service.limits import limits_of


@click.command()
@setting_options("max_body_bytes", "max_batch", "max_open_tickets", "max_history")
def limits(**options: str | None) -> None:
    """How much a request may hold."""
    write_json(limits_of(load_settings(options)), pretty=True)


@click.command()
@with_service
def version(**options: str | None) -> None:
    """Which policy and model decide."""
    service, _ = load_service(options)
    write_json({"policy_name": service.snapshot.policy.name, **render_versions(service.versions)}, pretty=True)
