"""`triage serve`: a production-worthy server in this process.

gunicorn with threads: it keeps connections alive, finishes what it has begun when told to stop, and loads policy and model once
before it forks, so that the workers share their memory. Put a buffering proxy in front where clients are not your own: a client
that sends its body slowly holds a thread.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping, Sequence
from typing import Protocol

import click
from gunicorn import util  # type: ignore[import-untyped]  # gunicorn carries no types
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # the same
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]  # the same
from gunicorn.glogging import Logger  # type: ignore[import-untyped]  # the same

from triage.cli.reading import load_settings, setting_options
from triage.cli.worker import Worker
from triage.service.live.hosting import WATCHER
from triage.service.live.reload import PolicyWatcher
from triage.settings import SETTINGS, Settings

_APPLICATION = "triage.web.app:from_environment()"  # as WSGI servers name it
_KEEP_ALIVE = 75  # seconds: longer than the proxies in front keep theirs, so that they never meet a connection just closed
_TIMEOUT = 30  # seconds after which a worker that does nothing any more is replaced


@click.command()
@setting_options()
def serve(**options: str | None) -> None:
    """Serve decisions over HTTP. Every option may also be given by its environment variable."""
    settings = load_settings(options)
    os.environ.update(_variables(options))
    Server(settings).run()


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """gunicorn with our settings; the application is made once, before the workers are."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def run(self) -> None:
        """Serve until told to stop."""
        Parent(self).run()

    def load_config(self) -> None:
        """gunicorn's settings from ours; its own files and variables are not read."""
        settings = self._settings
        for name, value in (
            ("bind", _address(settings)),
            ("workers", settings.workers),
            ("threads", settings.threads),
            ("worker_class", Worker),
            ("preload_app", True),
            ("keepalive", _KEEP_ALIVE),
            ("timeout", _TIMEOUT),
            ("graceful_timeout", settings.stop_seconds),
            ("loglevel", "info" if settings.log_level == "debug" else settings.log_level),  # at debug it logs addresses
            ("logger_class", JsonLogger),
            ("when_ready", _announce),
            ("post_fork", _begin_to_watch),
            ("control_socket_disable", True),
        ):
            if name in self.cfg.settings:  # the control socket is younger than the oldest gunicorn that we take
                self.cfg.set(name, value)

    def load(self) -> object:
        """The application. What it holds is left out of garbage collection, so that the workers go on sharing it."""
        app: object = util.import_app(_APPLICATION)
        gc.collect()
        gc.freeze()
        return app


class Parent(Arbiter):  # type: ignore[misc]  # gunicorn carries no types
    """The process that forks the workers. It keeps the policy and the model current too, so that a new worker has what is live.

    It looks in its one thread, never while it forks: a lock that another thread held then would stay held in the worker for ever.
    """

    def murder_workers(self) -> None:
        """What gunicorn does about once a second, between two forks."""
        super().murder_workers()
        if watcher := _watcher(self.app):
            watcher.look_if_due()


class JsonLogger(Logger):  # type: ignore[misc]  # gunicorn carries no types
    """gunicorn's own messages go the way of ours; its access log stays silent, since ours has no addresses that hold text."""

    def setup(self, cfg: object) -> None:
        """Hand everything to the root logger."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.access_log.disabled = True


class _Arbiter(Protocol):
    """gunicorn's, as far as we need it."""

    app: BaseApplication
    LISTENERS: Sequence[object]


def _announce(arbiter: _Arbiter) -> None:
    """Now whoever connects is served."""
    for listener in arbiter.LISTENERS:
        click.echo(f"Serving {listener} (documentation: /docs)", err=True)


def _begin_to_watch(arbiter: _Arbiter, _worker: object) -> None:
    """In a new worker: threads do not outlive the fork, and the first request is to find the policy of today."""
    if watcher := _watcher(arbiter.app):
        watcher.ensure_running()


def _watcher(app: BaseApplication) -> PolicyWatcher | None:
    watcher: PolicyWatcher | None = app.wsgi().extensions.get(WATCHER)
    return watcher


def _address(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{host}:{settings.port}"


def _variables(options: Mapping[str, str | None]) -> dict[str, str]:
    """The options as the environment that the application is made from."""
    return {setting.variable: text for setting in SETTINGS if (text := options.get(setting.name)) is not None}
