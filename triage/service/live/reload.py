"""A changed policy goes live by itself: checked, compiled, tried on its cases beside the running one, then swapped in one step.

Whatever is wrong with it, the policy that runs goes on; the log has the findings, `/readyz` and `/metrics` say so.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic

from triage.errors import Finding
from triage.service.cases.casebook import cases_path
from triage.service.cases.checking import check_policy, current_day
from triage.service.live.service import TriageService
from triage.service.snapshot import Snapshot
from triage.settings import EngineName

LOGGER = logging.getLogger("triage.reload")
RESULTS = ("swapped", "unchanged", "failed")
_MOST_LOGGED = 20  # findings of one reload that are logged
_NOTHING: tuple[Finding, ...] = ()

Stamps = Mapping[Path, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class ReloadStatus:
    """How the latest reload went: `none` before the first, else one of RESULTS; with what was found in a policy that failed."""

    result: str = "none"
    findings: tuple[Finding, ...] = _NOTHING


class PolicyWatcher:
    """Watches the files of a service's policy. `seconds` lie between two looks; `today` is what `until` is compared with.

    `also` is looked at in the same thread (the model), so that no swap undoes another. Processes that are forked go on from what
    the watcher has seen, so a parent that looks as well (`look_if_due`) hands on what is live.
    """

    def __init__(
        self,
        service: TriageService,
        path: Path,
        engine: EngineName,
        seconds: float,
        today: Callable[[], date] = current_day,
        also: Callable[[], object] | None = None,
    ) -> None:
        self.status = ReloadStatus()
        self.counts: Counter[str] = Counter()
        self._service = service
        self._path = path
        self._engine = engine
        self._seconds = seconds
        self._today = today
        self._also = also
        self._digest = _digest(self._files())
        self._stamps = stamps_of(self._watched())
        self._looked = monotonic()
        self._stop = Event()
        self._starting = Lock()
        self._process: int | None = None

    @property
    def seconds_since_look(self) -> float:
        """How long ago the last look ended: much more than `seconds` where reading hangs."""
        return monotonic() - self._looked

    def ensure_running(self) -> None:
        """Start to watch in this process, unless that is done already: threads do not outlive the fork of a worker.

        The first look is over when this returns, so that nothing is decided by what was live when the parent was started.
        """
        if self._process == os.getpid():
            return
        with self._starting:
            if self._process != os.getpid():
                self._look_at_all()
                self._process = os.getpid()
                self._stop = Event()
                Thread(target=self._watch, args=(self._stop,), name="policy-watcher", daemon=True).start()

    def stop(self) -> None:
        """End the watching thread; no reload follows."""
        self._stop.set()
        self._process = None

    def look_if_due(self) -> None:
        """Look when it is time to: for a process that forks, whose one thread must not leave a lock held in the child."""
        if self.seconds_since_look >= self._seconds:
            self._look_at_all()

    def look(self) -> str | None:
        """One look at the files: None when nothing changed, else how the reload went."""
        stamps = stamps_of(self._watched())
        if stamps == self._stamps:
            return None
        self._stamps = stamps
        digest = _digest(self._files())
        if digest == self._digest and self.status.result != "failed":
            return None
        self._digest = digest  # of what was there before it is read: whatever changes meanwhile shows at the next look
        result = self._note(self._reload())
        self._stamps = {**stamps_of(self._watched()), **stamps}
        return result

    def _watch(self, stop: Event) -> None:
        while not stop.wait(self._seconds):
            self._look_at_all()

    def _look_at_all(self) -> None:
        try:
            self.look()
        except Exception as error:  # a watcher that dies would keep an old policy for ever, and nobody would know
            LOGGER.error("policy reload", exc_info=error)
            self._note(ReloadStatus("failed"))
        try:
            if self._also is not None:
                self._also()
        except Exception as error:  # the same; what failed is not the policy
            LOGGER.error("model reload", exc_info=error)
        self._looked = monotonic()

    def _reload(self) -> ReloadStatus:
        if special := tuple(_no_file(file) for file in self._files() if is_special(file)):
            return ReloadStatus("failed", special)
        checked = check_policy(self._path, self._today(), self._engine)
        if checked.policy is None:
            return ReloadStatus("failed", checked.findings)
        running = self._service.snapshot
        if checked.policy.version == running.policy.version:
            return ReloadStatus("unchanged")
        snapshot = Snapshot.build(checked.policy, running.classifier, self._engine, running.meanings)
        TriageService(snapshot).self_test()
        self._service.swap(snapshot)
        return ReloadStatus("swapped", checked.findings)

    def _note(self, status: ReloadStatus) -> str:
        self.status = status
        self.counts[status.result] += 1
        level = logging.ERROR if status.result == "failed" else logging.INFO
        found = [str(finding) for finding in status.findings[:_MOST_LOGGED]]
        fields = {"result": status.result, "policy": self._service.versions.policy, "findings": found}
        LOGGER.log(level, "policy reload", extra={"fields": fields})
        return status.result

    def _files(self) -> tuple[Path, ...]:
        """The running policy's files and the cases beside it."""
        return tuple(dict.fromkeys((*self._service.snapshot.policy.files, self._path, cases_path(self._path))))

    def _watched(self) -> Iterable[Path]:
        """After a failure its folder too: what was missing may come."""
        files = self._files()
        return (*files, *sorted(self._path.parent.glob("*.yaml"))) if self.status.result == "failed" else files


def stamps_of(files: Iterable[Path]) -> Stamps:
    """What tells whether a file is another one or was written since; files that are not there are left out.

    Time and size alone would take a release for the one before it whose archive gave its files the same time.
    """
    stamps: dict[Path, tuple[int, ...]] = {}
    for file in files:
        try:
            stat = file.stat()
        except OSError:  # gone, or going: the reload tells
            continue
        stamps[file] = (stat.st_mtime_ns, stat.st_size, stat.st_ctime_ns, stat.st_dev, stat.st_ino)
    return stamps


def is_special(file: Path) -> bool:
    """Whether it is there and neither a file nor a folder: reading a pipe would wait for a writer, and nothing be watched."""
    return file.exists() and not file.is_file() and not file.is_dir()


def _no_file(path: Path) -> Finding:
    return Finding(str(path), 1, 1, "missing-file", f"{path} cannot be read: it is no regular file")


def _digest(files: Iterable[Path]) -> str:
    """SHA-256 over the files' contents."""
    whole = hashlib.sha256()
    for file in files:
        if is_special(file):
            continue
        try:
            whole.update(hashlib.sha256(file.read_bytes()).digest())
        except OSError:  # as above; a file that is not there differs from every one that is
            whole.update(b"missing")
    return whole.hexdigest()
