"""How reloads of the policy and the model went in this process: for /readyz, and for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from triage.service.live.reload import RESULTS

if TYPE_CHECKING:
    from triage.domain.decision import Versions
    from triage.service.live.model_reload import ModelWatcher
    from triage.service.live.reload import PolicyWatcher


def reload_state(watcher: PolicyWatcher | None, models: ModelWatcher | None) -> dict[str, Any]:
    """What /readyz says of the latest reloads: a service whose reload failed is ready, with the policy or model that it had.

    `watcher` and `models` are None where nothing is reloaded.
    """
    return {
        "policy_reload": watcher.status.result if watcher else "off",
        "policy_findings": len(watcher.status.findings) if watcher else 0,
        "model_reload": models.status.result if models else "off",
        "model_refused": models.status.refused or None if models else None,
        "model_fault": models.status.fault or None if models else None,
    }


def reload_lines(watcher: PolicyWatcher | None, models: ModelWatcher | None, versions: Versions) -> Iterator[str]:
    """In Prometheus' text format; the names are there also where nothing is reloaded. `versions`: of what decides now."""
    yield from _lines_of("policy", watcher, versions.policy)
    yield from _lines_of("model", models, versions.model)
    if watcher:
        yield "# HELP triage_reload_look_age_seconds How long ago this process last looked at the policy and the model."
        yield "# TYPE triage_reload_look_age_seconds gauge"
        yield f"triage_reload_look_age_seconds {watcher.seconds_since_look:.3f}"


def _lines_of(what: str, watcher: PolicyWatcher | ModelWatcher | None, version: str) -> Iterator[str]:
    """The counter, whether the newest is refused, and what decides instead."""
    counts = watcher.counts if watcher else {}
    yield f"# HELP triage_{what}_reload_total Reloads of the {what} by result, in this process."
    yield f"# TYPE triage_{what}_reload_total counter"
    yield from (f'triage_{what}_reload_total{{result="{result}"}} {counts.get(result, 0)}' for result in RESULTS)
    yield f"# HELP triage_{what}_reload_failed Whether the {what} on disk was refused, so that an older one decides."
    yield f"# TYPE triage_{what}_reload_failed gauge"
    yield f"triage_{what}_reload_failed {int(watcher is not None and watcher.status.result == 'failed')}"
    yield f"# HELP triage_{what}_info The {what} that decides."
    yield f"# TYPE triage_{what}_info gauge"
    yield f'triage_{what}_info{{version="{version}"}} 1'
