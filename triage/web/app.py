"""The Flask application: request ids, limits, one door for errors, one log line for each request."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import partial
from time import perf_counter

from flask import Flask, Response, abort, g, request

from triage.service.live.hosting import REFUSED, WATCHER
from triage.service.live.loading import load_configured
from triage.service.live.model_reload import ModelWatcher
from triage.service.live.reload import PolicyWatcher
from triage.service.live.service import TriageService
from triage.settings import Settings, model_path, policy_path
from triage.web import logs
from triage.web.documentation import Documentation
from triage.web.edge import problem_response, request_id
from triage.web.metrics import Traffic
from triage.web.problems import problem_of
from triage.web.views import Clock, Views
from triage.web.workshop import WorkshopViews


def create_app(
    service: TriageService,
    settings: Settings,
    clock: Clock | None = None,
    watcher: PolicyWatcher | None = None,
    models: ModelWatcher | None = None,
) -> Flask:
    """The application over a service that is ready. `clock` tells the moment of a decision whose request names none.

    `watcher` keeps the policy current; it begins to watch with the first request, in the process that serves it, unless the
    server began it before (`cli.serving`). `models` keeps the model current and is looked at by the same thread; here it only
    tells how that went.
    """
    app = Flask("triage.web", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.url_map.merge_slashes = False  # an address is right or wrong; none is redirected
    traffic = Traffic()
    app.before_request(_begin)
    if watcher:
        app.extensions[WATCHER] = watcher
        app.before_request(watcher.ensure_running)
    app.after_request(partial(_end, traffic))
    app.register_error_handler(Exception, _failed)
    Views(service, settings, clock or _now, traffic, watcher, models).register(app)
    WorkshopViews(service, settings, clock or _now).register(app)
    Documentation.of(settings).register(app)
    return app


def make_app(settings: Settings) -> Flask:
    """The application that the settings describe, with this process's log on standard error.

    Raises:
        PolicyError, ArtefactError: nothing is served that is not right.
    """
    logs.configure(settings.log_level)
    service = TriageService.from_settings(settings)
    return create_app(service, settings, None, *_watchers(service, settings))


def from_environment() -> Flask:
    """The application that the TRIAGE_ variables describe: what a WSGI server calls. Raises as `make_app`, and SettingsError."""
    return make_app(Settings.load(os.environ))


def _watchers(service: TriageService, settings: Settings) -> tuple[PolicyWatcher, ModelWatcher] | tuple[None, None]:
    if not settings.reload_seconds:
        return None, None
    models = ModelWatcher(service, model_path(settings.model), partial(load_configured, settings))
    path = policy_path(settings.policy)
    return PolicyWatcher(service, path, settings.engine, settings.reload_seconds, also=models.look), models


def _now() -> datetime:
    return datetime.now(UTC)


def _begin() -> None:
    g.began = perf_counter()
    g.request_id = request_id(request)
    if status := request.environ.get(REFUSED):
        abort(status)


def _end(traffic: Traffic, response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    response.headers["X-Content-Type-Options"] = "nosniff"
    route = request.url_rule.rule if request.url_rule else "unknown"
    seconds = perf_counter() - g.began
    traffic.count_request(route, response.status_code, seconds)
    logs.log_request(
        g.request_id,
        request.method,
        route,
        response.status_code,
        seconds,
        request.content_length,
        response.content_length or 0,
    )
    return response


def _failed(error: Exception) -> Response:
    """Any error at all, deliberate or not, as a problem."""
    problem = problem_of(error, g.request_id)
    if problem.status == 500:
        logs.log_fault(g.request_id, error)
    return problem_response(problem)
