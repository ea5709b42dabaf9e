"""What each address does: read the request, ask the service, write the answer; errors find their way to `problems` alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import ServiceUnavailable

from triage.contract.answer import render, render_versions
from triage.contract.batch import parse_batch, parse_queue
from triage.contract.flat import flatten
from triage.contract.grouping import parse_tickets, render_grouping
from triage.contract.queue import render_judgement, render_queue
from triage.contract.request import parse_request
from triage.domain.decision import RoutingDecision
from triage.domain.ticket import TriageRequest
from triage.service.limits import limits_of, request_limits
from triage.settings import Settings
from triage.web.edge import answer, problem_at, read_body, read_query
from triage.web.logs import log_fault
from triage.web.reloads import reload_lines, reload_state

if TYPE_CHECKING:
    from triage.contract.parameters import Parameters
    from triage.service.live.model_reload import ModelWatcher
    from triage.service.live.reload import PolicyWatcher
    from triage.service.live.service import Decided, TriageService
    from triage.web.metrics import Traffic

Clock = Callable[[], datetime]
DECIDE = ("view", "explain", "strict")
STRICT = ("strict",)
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_FRESH = "no-cache"  # may be kept, but is asked for again with its ETag


@dataclass(frozen=True, slots=True)
class Views:
    """The addresses over one service, its settings and a clock. `watcher` and `models` are None where nothing is reloaded."""

    service: TriageService
    settings: Settings
    clock: Clock
    traffic: Traffic
    watcher: PolicyWatcher | None = None
    models: ModelWatcher | None = None

    def register(self, app: Flask) -> None:
        """Give every view its address."""
        for rule, view in (
            ("/v1/triage", self.triage),
            ("/v1/triage/batch", self.batch),
            ("/v1/sla", self.sla),
            ("/v1/queue", self.queue),
            ("/v1/duplicates", self.duplicates),
        ):
            app.add_url_rule(rule, view.__name__, view, methods=["POST"])
        for rule, view in (
            ("/v1/limits", self.limits),
            ("/version", self.version),
            ("/healthz", self.healthz),
            ("/readyz", self.readyz),
            ("/metrics", self.metrics),
        ):
            app.add_url_rule(rule, view.__name__, view, methods=["GET"])

    def triage(self) -> Response:
        """One ticket, one decision."""
        parameters = read_query(request, DECIDE)
        decision = self.service.decide(self._request(parameters), explain_all=parameters.explain_all)
        self.traffic.count_decisions([decision])
        return answer(request, _shown(decision, parameters), decision.versions)

    def batch(self) -> Response:
        """Several tickets, each with its own decision or its own problem."""
        parameters = read_query(request, DECIDE)
        batch = parse_batch(
            read_body(request),
            now=self.clock(),
            most=self.settings.max_batch,
            strict=parameters.strict,
            limits=request_limits(self.settings),
        )
        made = self.service.decide_many(batch.items, explain_all=parameters.explain_all)
        self.traffic.count_decisions(made.decisions)
        results = [_result(decided, index, parameters) for index, decided in enumerate(made.decisions)]
        return answer(request, {"results": results, "warnings": [*parameters.warnings, *batch.warnings]}, made.versions)

    def sla(self) -> Response:
        """How a ticket stands against its SLA."""
        parameters = read_query(request, STRICT)
        decision = self.service.decide(self._request(parameters))  # priority and promises depend on all of it
        return answer(request, render_judgement(decision), decision.versions)

    def queue(self) -> Response:
        """Open tickets in the order of work."""
        parameters = read_query(request, STRICT)
        now = self.clock()
        batch = parse_queue(
            read_body(request),
            now=now,
            most=self.settings.max_batch,
            strict=parameters.strict,
            limits=request_limits(self.settings),
        )
        queue = self.service.rank_queue(batch.items)
        body = render_queue(
            queue.ranked,
            batch.now or now,
            [(index, problem_at(error, index)) for index, error in queue.failures],
            [*parameters.warnings, *batch.warnings, *queue.warnings],
            queue.versions,
        )
        return answer(request, body, queue.versions)

    def duplicates(self) -> Response:
        """Tickets in groups about one thing."""
        parameters = read_query(request, STRICT)
        tickets, warnings = parse_tickets(read_body(request), most=self.settings.max_open_tickets, strict=parameters.strict)
        grouped = self.service.group(tickets)
        body = render_grouping(grouped.grouping, [*parameters.warnings, *warnings], grouped.versions)
        return answer(request, body, grouped.versions)

    def limits(self) -> Response:
        """How much a request may hold."""
        return answer(request, limits_of(self.settings), cache=_FRESH)

    def version(self) -> Response:
        """What decides right now."""
        live = self.service.snapshot  # read once: a swap may come between two reads
        body = {"policy_name": live.policy.name, **render_versions(live.versions)}
        return answer(request, body, live.versions, cache=_FRESH)

    def healthz(self) -> Response:
        """The process lives."""
        return answer(request, {"status": "ok"})

    def readyz(self) -> Response:
        """Policy and model are loaded and decide a ticket of our own. Raises ServiceUnavailable when they do not."""
        try:
            versions = self.service.self_test()
        except Exception as error:
            log_fault(g.request_id, error)
            raise ServiceUnavailable("The self-test fails; the log has the rest.") from error
        body = {"status": "ready", "versions": render_versions(versions), **reload_state(self.watcher, self.models)}
        return answer(request, body)

    def metrics(self) -> Response:
        """What this process has answered, and how reloads of the policy and the model went in it, for Prometheus."""
        lines = [*self.traffic.lines(), *reload_lines(self.watcher, self.models, self.service.versions)]
        return Response("\n".join(lines) + "\n", content_type=METRICS_TYPE, headers={"Cache-Control": "no-store"})

    def _request(self, parameters: Parameters) -> TriageRequest:
        found = parse_request(
            read_body(request), now=self.clock(), strict=parameters.strict, limits=request_limits(self.settings)
        )
        return replace(found, warnings=(*parameters.warnings, *found.warnings)) if parameters.warnings else found


def _shown(decision: RoutingDecision, parameters: Parameters) -> dict[str, Any]:
    return dict(flatten(decision)) if parameters.flat else render(decision)


def _result(decided: Decided, index: int, parameters: Parameters) -> dict[str, Any]:
    if isinstance(decided, RoutingDecision):
        return {"decision": _shown(decided, parameters)}
    return {"problem": problem_at(decided, index)}
