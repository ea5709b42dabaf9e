"""A promoted model goes live by itself: checked, loaded, tried beside the running one, then swapped in one step.

Whatever is wrong with it, the model that runs goes on; the log says why, `/readyz` and `/metrics` say so.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from triage.classifier.category.artefact import METADATA
from triage.classifier.category.model import Classifier
from triage.classifier.category.store import LIVE, live_name, resolve_model
from triage.errors import ArtefactError
from triage.service.live.reload import Stamps, is_special, stamps_of
from triage.service.live.service import TriageService

LOGGER = logging.getLogger("triage.reload")
_FOLDERS = re.compile(r"[^/\s:;,'\"]*(?:/[^/\n:;,]+)*/(?=[^/\s])")  # of a path, from the root or not, all but its last name


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """How the latest reload of the model went.

    Attributes:
        result: `none` before the first, else `swapped`, `unchanged` or `failed`.
        refused: the name of the model that was refused; empty unless it failed.
        fault: why, in a sentence.
    """

    result: str = "none"
    refused: str = ""
    fault: str = ""


class ModelWatcher:
    """Watches a model folder, or the live model of a store.

    `load` loads what is in the folder, as `loading.load_configured` does, and raises ArtefactError where it must not be used.
    """

    def __init__(self, service: TriageService, folder: Path, load: Callable[[], Classifier]) -> None:
        self.status = ModelStatus()
        self.counts: Counter[str] = Counter()
        self._service = service
        self._folder = folder
        self._load = load
        self._stamps = self._look_at_files()

    def look(self) -> str | None:
        """One look: None when nothing changed, else how the reload went."""
        stamps = self._look_at_files()
        if stamps == self._stamps:
            return None
        result = self._note(self._reload())
        after = self._look_at_files()
        self._stamps = {file: stamps.get(file, stamp) for file, stamp in after.items()}  # a change meanwhile is for the next look
        return result

    def _reload(self) -> ModelStatus:
        try:
            return ModelStatus("swapped" if self._swap() else "unchanged")
        except ArtefactError as error:
            LOGGER.error("model refused", extra={"fields": {"fault": str(error)}})
            fault = _FOLDERS.sub("", str(error))  # whoever may ask for /readyz need not know where our files are
        except Exception as error:  # digests that hold do not make sound weights: nothing of it may stop the service
            fault = f"the model fails its self-test: {type(error).__name__}"
            LOGGER.error("model self-test", exc_info=error)
        return ModelStatus("failed", self._name(), fault)

    def _swap(self) -> bool:
        """Load what is there and decide with it from now on; False when that is what decides already."""
        if special := next(filter(is_special, resolve_model(self._folder).glob("*")), None):
            raise ArtefactError(f"{special} is no regular file")
        classifier = self._load()
        running = self._service.snapshot
        if classifier.version == running.versions.model:
            return False
        fresh = replace(running, classifier=classifier, versions=replace(running.versions, model=classifier.version))
        TriageService(fresh).self_test()
        self._service.swap(fresh)
        return True

    def _note(self, status: ModelStatus) -> str:
        self.status = status
        self.counts[status.result] += 1
        level = logging.ERROR if status.result == "failed" else logging.INFO
        fields = {"result": status.result, "model": self._service.versions.model, "fault": status.fault}
        LOGGER.log(level, "model reload", extra={"fields": fields})
        return status.result

    def _name(self) -> str:
        """What the model that should be live is called."""
        try:
            return live_name(self._folder) or self._folder.name
        except ArtefactError:
            return LIVE

    def _look_at_files(self) -> Stamps:
        """Where the model is, and when each of its files was last changed: whoever damages one is told before the next start.

        Hidden files are those of a copy under way (`rsync`), and are not looked at before they have their names.
        """
        try:
            model = resolve_model(self._folder)
        except (ArtefactError, OSError):  # the reload tells
            return stamps_of([self._folder / LIVE])
        return stamps_of([self._folder / LIVE, model / METADATA, *sorted(model.glob("[!.]*"))])
