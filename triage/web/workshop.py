"""What support leads ask of a running service: check a draft of a policy, and try it on tickets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from triage.contract.findings import render_findings
from triage.contract.workshop import parse_draft, parse_simulation
from triage.service.comparison.simulate import Simulated, check_draft, render_simulated, simulate
from triage.service.limits import request_limits
from triage.settings import Settings
from triage.web.edge import answer, problem_at, read_body, read_query

if TYPE_CHECKING:
    from triage.service.live.service import TriageService

_STRICT = ("strict",)


@dataclass(frozen=True, slots=True)
class WorkshopViews:
    """The addresses of the policy workshop over one service, its settings and a clock."""

    service: TriageService
    settings: Settings
    clock: Callable[[], datetime]

    def register(self, app: Flask) -> None:
        """Give every view its address."""
        app.add_url_rule("/v1/policy/check", "policy_check", self.check, methods=["POST"])
        app.add_url_rule("/v1/policy/simulate", "policy_simulate", self.simulate, methods=["POST"])

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


def _result(tried: Simulated | Exception, index: int) -> dict[str, Any]:
    if isinstance(tried, Exception):
        return {"problem": problem_at(tried, index), "decision": None, "changes": []}
    return render_simulated(tried)
