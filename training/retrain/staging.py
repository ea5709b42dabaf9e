"""A store of models: those staged beside the live one, and the word on which is live. Nothing in it is ever overwritten.

    models/category/          the shipped model
    models/staged/NAME/       retrained models, each with its report and comparison
    models/live.json          the name of the live one, and the history of promotions

The service follows live.json when its model setting names the store (`triage.classifier.category.store`).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from triage.classifier.category.artefact import METADATA, open_artefact
from triage.classifier.category.signing import sign
from triage.classifier.category.store import LIVE, STAGED, live_name, model_folder, read_live

COMPARISON = "comparison.json"


class StoreError(ValueError):
    """The store cannot do what was asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of models. `first` is the model that is live before anything was promoted."""

    folder: Path
    first: str = "category"

    def live(self) -> str | None:
        """The name of the live model; None when there is none yet."""
        name = live_name(self.folder) or self.first
        return name if (model_folder(self.folder, name) / "metadata.json").exists() else None

    def folder_of(self, name: str) -> Path:
        """Where a model lives. Raises StoreError when there is none of that name."""
        folder = model_folder(self.folder, name)
        if not (folder / "metadata.json").exists():
            known = ", ".join(self.names()) or "none"
            raise StoreError(f"there is no model {name!r} in {self.folder}; there are: {known}")
        return folder

    def names(self) -> list[str]:
        """Every model of the store, the first one first."""
        staged = sorted(path.parent.name for path in (self.folder / STAGED).glob("*/metadata.json"))
        return [*([self.first] if (self.folder / self.first / "metadata.json").exists() else []), *staged]

    def stage(self, name: str, write: Callable[[Path], None]) -> Path:
        """Have a model written under a new name, whole or not at all. Raises StoreError when the name is taken."""
        target = self.folder / STAGED / name
        if target.exists():
            raise StoreError(f"{target} exists; models are never overwritten: choose another --name")
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".writing-", dir=target.parent))
        try:
            write(scratch)
            scratch.chmod(0o755)
            scratch.rename(target)
        except BaseException:
            shutil.rmtree(scratch)
            raise
        return target

    def promote(self, name: str, moment: datetime, force: bool = False, key: bytes = b"") -> dict[str, Any]:
        """Make a staged model live if its comparison says that it is not worse than the live one; `force` is recorded.

        It is signed with `key`, unless that is empty.

        Raises:
            StoreError: there is no such model, it is worse, or it was compared with another one than the live one.
            ArtefactError: its files are damaged.
        """
        folder = self.folder_of(name)
        version = open_artefact(folder).version
        objections = self._objections(folder, version)
        if objections and not force:
            raise StoreError(f"{name} is not promoted: {'; '.join(objections)} (--force overrules, and is recorded)")
        entry = {"name": name, "version": version, "at": moment.isoformat(), "forced": bool(objections), "objections": objections}
        _sign(folder, version, key)
        self._go_live(entry)
        return entry

    def roll_back(self, name: str, moment: datetime, key: bytes = b"") -> dict[str, Any]:
        """Make a model live that was live before, signed with `key` unless that is empty. Raises StoreError when it never was."""
        been = {str(entry["name"]) for entry in read_live(self.folder).get("history", ())} | {self.first}
        if name not in been:
            raise StoreError(f"{name} was never live; live were: {', '.join(sorted(been))}")
        folder = self.folder_of(name)
        version = open_artefact(folder).version
        _sign(folder, version, key)
        entry = {"name": name, "version": version, "at": moment.isoformat(), "rolled_back": True}
        self._go_live(entry)
        return entry

    def _objections(self, folder: Path, version: str) -> list[str]:
        try:
            told: Mapping[str, Any] = json.loads((folder / COMPARISON).read_text(encoding="utf-8"))
        except OSError:
            return [] if self.live() is None else ["it was never compared with the live model"]
        if told.get("challenger") != version:
            return ["its comparison is of another model"]
        live = self.live()
        if live is not None and told.get("champion") != open_artefact(self.folder_of(live)).version:
            return ["it was compared with another model than the live one: compare again"]
        return [str(each) for each in told.get("objections", ())]

    def _go_live(self, entry: Mapping[str, Any]) -> None:
        told = read_live(self.folder)
        told = {"live": entry["name"], "history": [*told.get("history", ()), dict(entry)]}
        scratch = self.folder / f".{LIVE}.{os.getpid()}"
        scratch.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        scratch.replace(self.folder / LIVE)  # at once: a reader sees the old file or the new one


def _sign(folder: Path, version: str, key: bytes) -> None:
    """Sign the very metadata that was checked."""
    if not key:
        return
    metadata = (folder / METADATA).read_bytes()
    if "sha256:" + hashlib.sha256(metadata).hexdigest() != version:
        raise StoreError(f"{folder} was changed while it was checked")
    sign(folder, metadata, key)


def write_comparison(folder: Path, comparison: Mapping[str, Any]) -> None:
    """Put a comparison beside the model that it is about."""
    (folder / COMPARISON).write_text(json.dumps(comparison, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
