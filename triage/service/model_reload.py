"""A promoted model goes live by itself: checked, loaded, tried beside the running one, then swapped in one step.

Whatever is wrong with it, the model that runs goes on; the log says why.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from pathlib import Path

from triage.classifier.artefact import METADATA
from triage.classifier.model import load_classifier
from triage.classifier.store import LIVE, resolve_model
from triage.errors import ArtefactError
from triage.service.reload import Stamps, stamps_of
from triage.service.service import TriageService

LOGGER = logging.getLogger("triage.reload")


class ModelWatcher:
    """Watches a model folder, or the live model of a store. `pin` is the only version that may be loaded; "" takes any."""

    def __init__(self, service: TriageService, folder: Path, pin: str = "") -> None:
        self.counts: Counter[str] = Counter()
        self.fault = ""
        self._service = service
        self._folder = folder
        self._pin = pin
        self._stamp = self._look_at_files()

    def look(self) -> str | None:
        """One look: None when nothing changed, else "swapped", "unchanged" or "failed" (then `fault` says why)."""
        stamp = self._look_at_files()
        if stamp == self._stamp:
            return None
        self._stamp = stamp
        return self._note(*self._reload())

    def _reload(self) -> tuple[str, str]:
        try:
            classifier = load_classifier(self._folder, pin=self._pin)
            running = self._service.snapshot
            if classifier.version == running.versions.model:
                return "unchanged", ""
            fresh = replace(running, classifier=classifier, versions=replace(running.versions, model=classifier.version))
            TriageService(fresh).self_test()
        except ArtefactError as error:
            return "failed", str(error)
        self._service.swap(fresh)
        return "swapped", ""

    def _note(self, result: str, fault: str) -> str:
        self.fault = fault
        self.counts[result] += 1
        level = logging.ERROR if result == "failed" else logging.INFO
        LOGGER.log(
            level, "model reload", extra={"fields": {"result": result, "model": self._service.versions.model, "fault": fault}}
        )
        return result

    def _look_at_files(self) -> Stamps:
        """Where the model is, and when what tells of it was last changed: training writes the metadata last."""
        try:
            files = [self._folder / LIVE, resolve_model(self._folder) / METADATA]
        except ArtefactError:
            files = [self._folder / LIVE]
        return stamps_of(files)
