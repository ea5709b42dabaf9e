"""A store of models: those staged beside the live one, and the word on which is live. Nothing in it is ever overwritten.

    models/category/          the shipped model
    models/staged/NAME/       retrained models, each with its report and comparison
    models/live.json          the name of the live one, and the history of promotions

The service follows live.json when its model setting names the store (`triage.classifier.category.store`).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

from triage.classifier.category.artefact import METADATA, open_artefact
from triage.classifier.category.signing import sign
from triage.classifier.category.store import LIVE, STAGED, live_name, model_folder, read_live

COMPARISON = "comparison.json"
_WRITING = ".writing-"


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

    def live_folder(self) -> Path | None:
        """Where the live model lives; None when there is none yet."""
        name = self.live()
        return None if name is None else self.folder_of(name)

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

    def free_name(self, wanted: str) -> str:
        """The name, with a number where a model has it already or a run writes one."""
        names = chain([wanted], (f"{wanted}-{at}" for at in count(2)))
        return next(name for name in names if not self._staged(name).exists() and not _is_locked(self._scratch(name)))

    @contextmanager
    def stage(self, name: str) -> Iterator[Path]:
        """A folder to write a model into, which gets its name at the end: whole or not at all. Until then the name is its own.

        Raises:
            StoreError: the name is taken, or another run writes a model of this name.
            ArtefactError: it is none.
        """
        self._check_free(name)
        scratch = self._scratch(name)
        scratch.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as held:
            with _locked(scratch.parent, wait=True):  # a folder that is new is never seen without its lock
                self._sweep()
                if scratch.exists():
                    raise StoreError(f"another run is writing {name} in {self.folder}: choose another name (--out)")
                scratch.mkdir(0o700)
                held.enter_context(_locked(scratch))
            try:
                yield scratch
                scratch.chmod(0o755)
                self._check_free(name)
                scratch.rename(self._staged(name))
            except BaseException:
                shutil.rmtree(scratch, ignore_errors=True)
                raise

    def _check_free(self, name: str) -> None:
        if model_folder(self.folder, name).exists():
            raise StoreError(
                f"{model_folder(self.folder, name)} exists; models are never overwritten: choose another name (--out)"
            )

    def _staged(self, name: str) -> Path:
        return self.folder / STAGED / name

    def _scratch(self, name: str) -> Path:
        return self.folder / STAGED / (_WRITING + name)

    def _sweep(self) -> None:
        """Remove what runs left that were killed; a run that goes on holds the lock of its folder."""
        for left in (self.folder / STAGED).glob(_WRITING + "*"):
            with suppress(OSError), _locked(left):
                shutil.rmtree(left)

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
        been = {str(entry["name"]) for entry in self._history()} | {self.first}
        if name not in been:
            raise StoreError(f"{name} was never live; live were: {', '.join(sorted(been))}")
        folder = self.folder_of(name)
        version = open_artefact(folder).version
        _sign(folder, version, key)
        entry = {"name": name, "version": version, "at": moment.isoformat(), "rolled_back": True}
        self._go_live(entry)
        return entry

    def _objections(self, folder: Path, version: str) -> list[str]:
        """All that stands against a model, what it was kept back for first: who overrules one shall know the others."""
        try:
            told: Mapping[str, Any] = json.loads((folder / COMPARISON).read_text(encoding="utf-8"))
        except OSError:
            return [] if self.live() is None else ["it was never compared with the live model"]
        if told.get("challenger") != version:
            return ["its comparison is of another model"]
        found = [str(each) for each in told.get("objections", ())]
        live = self.live_folder()
        if live is not None and told.get("champion") != open_artefact(live).version:
            found.append("it was compared with another model than the live one: train again, or overrule")
        return found

    def _history(self) -> list[Mapping[str, Any]]:
        told = read_live(self.folder).get("history", [])
        if not isinstance(told, list) or not all(isinstance(entry, dict) and "name" in entry for entry in told):
            raise StoreError(f"{self.folder / LIVE}: history is no list of models with their names")
        return told

    def _go_live(self, entry: Mapping[str, Any]) -> None:
        told = {"live": entry["name"], "history": [*self._history(), dict(entry)]}
        scratch = self.folder / f".{LIVE}.{os.getpid()}"
        scratch.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        scratch.replace(self.folder / LIVE)  # at once: a reader sees the old file or the new one


@contextmanager
def _locked(folder: Path, wait: bool = False) -> Iterator[None]:
    """The folder's lock, which the system takes back when the process ends.

    Raises:
        BlockingIOError: another one has it, and it is not waited for.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(handle)


def _is_locked(folder: Path) -> bool:
    try:
        with _locked(folder):
            return False
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False


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
