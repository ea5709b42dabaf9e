"""What support leads and operators ask of a running service: check a draft, try it on tickets, and how reloads went."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from triage.contract.findings import render_findings
from triage.contract.workshop import parse_draft, parse_simulation
from triage.service.limits import request_limits
from triage.service.reload import RESULTS, PolicyWatcher
from triage.service.simulate import Simulated, check_draft, render_simulated, simulate
from triage.settings import Settings
from triage.web.edge import answer, problem_at, read_body, read_query

if TYPE_CHECKING:
    from triage.service.model_reload import ModelWatcher
    from triage.service.service import TriageService
    from triage.web.metrics import Traffic

_STRICT = ("strict",)
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class WorkshopViews:
    """The addresses of the policy workshop. `watcher` and `models` are None when nothing is reloaded."""

    service: TriageService
    settings: Settings
    clock: Callable[[], datetime]
    traffic: Traffic
    watcher: PolicyWatcher | None = None
    models: ModelWatcher | None = None

    def register(self, app: Flask) -> None:
        """Give every view its address."""
        app.add_url_rule("/v1/policy/check", "policy_check", self.check, methods=["POST"])
        app.add_url_rule("/v1/policy/simulate", "policy_simulate", self.simulate, methods=["POST"])
        app.add_url_rule("/metrics", "metrics", self.metrics, methods=["GET"])

    def check(self) -> Response:
        """The findings of a draft: a draft with errors is an answer, not an error."""
        parameters = read_query(request, _STRICT)
        draft = parse_draft(read_body(request), strict=parameters.strict)
        checked = check_draft(draft, self.service.snapshot, self.settings.engine, self.clock().date())
        return answer(request, {**render_findings(checked.findings), "warnings": [*parameters.warnings, *draft.warnings]})

    def simulate(self) -> Response:
        """The tickets by the draft, beside what the live policy says of them."""
        parameters = read_query(request, _STRICT)
        now = self.clock()
        limits = request_limits(self.settings)
        draft, batch = parse_simulation(read_body(request), now=now, strict=parameters.strict, limits=limits)
        live = self.service.snapshot
        checked, tried = simulate(draft, batch.items, live, self.settings.engine, now.date())
        body = {
            **render_findings(checked.findings),
            "policy_version": checked.policy.version if checked.policy else None,
            "live_version": live.versions.policy,
            "results": [_result(each, index) for index, each in enumerate(tried)],
            "warnings": [*parameters.warnings, *draft.warnings, *batch.warnings],
        }
        return answer(request, body, live.versions)

    def metrics(self) -> Response:
        """What this process has answered, and how reloads of the policy and the model went in it, for Prometheus."""
        return Response("\n".join(self._metrics()) + "\n", content_type=METRICS_TYPE, headers={"Cache-Control": "no-store"})

    def _metrics(self) -> Iterator[str]:
        versions = self.service.versions
        yield from self.traffic.lines()
        yield from _reload_metrics("policy", self.watcher, versions.policy)
        yield from _reload_metrics("model", self.models, versions.model)
        if self.watcher:
            yield "# HELP triage_reload_look_age_seconds How long ago this process last looked at the policy and the model."
            yield "# TYPE triage_reload_look_age_seconds gauge"
            yield f"triage_reload_look_age_seconds {self.watcher.seconds_since_look:.3f}"


def reload_state(watcher: PolicyWatcher | None, models: ModelWatcher | None) -> dict[str, Any]:
    """What /readyz says of the latest reloads: a service whose reload failed is ready, with the policy or model that it had."""
    return {
        "policy_reload": watcher.status.result if watcher else "off",
        "policy_findings": len(watcher.status.findings) if watcher else 0,
        "model_reload": models.status.result if models else "off",
        "model_refused": models.status.refused or None if models else None,
        "model_fault": models.status.fault or None if models else None,
    }


def _reload_metrics(what: str, watcher: PolicyWatcher | ModelWatcher | None, version: str) -> Iterator[str]:
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


def _result(tried: Simulated | Exception, index: int) -> dict[str, Any]:
    if isinstance(tried, Exception):
        return {"problem": problem_at(tried, index), "decision": None, "changes": []}
    return render_simulated(tried)
