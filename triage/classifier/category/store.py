"""A store of models: which of them is live. Written by `python -m training promote` and `rollback`, followed by the service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from triage.errors import ArtefactError

LIVE = "live.json"
STAGED = "staged"
_LONGEST_NAME = 255  # bytes, as in most file systems


def resolve_model(folder: Path) -> Path:
    """The model folder that a folder stands for: itself, or in a store the live one.

    Raises:
        ArtefactError: the store's live.json cannot be read, or names no model of it.
    """
    name = live_name(folder)
    return folder if name is None else model_folder(folder, name)


def live_name(folder: Path) -> str | None:
    """The name of a store's live model; None when the folder is no store, or nothing was promoted in it yet.

    Raises ArtefactError as `resolve_model` does.
    """
    name = read_live(folder).get("live")
    if name is None:
        return None
    if not isinstance(name, str) or not _is_name(name):  # not told: it may hold anything, and faults reach whoever asks /readyz
        raise ArtefactError(f"{folder / LIVE} names no model of this store")
    return name


def read_live(folder: Path) -> dict[str, Any]:
    """What live.json says; empty when there is none. Raises ArtefactError."""
    path = folder / LIVE
    if path.exists() and not path.is_file():  # a pipe: reading it would wait for a writer
        raise ArtefactError(f"{path} is no regular file")
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise ArtefactError(f"{path} cannot be read: {error}") from error
    if not isinstance(told, dict):
        raise ArtefactError(f"{path} is not a JSON object")
    return told


def model_folder(folder: Path, name: str) -> Path:
    """Where a store keeps a model. Raises ArtefactError when the name would lead out of the store."""
    if not _is_name(name):
        raise ArtefactError(f"{name!r} is no name of a model")
    staged = folder / STAGED / name
    return staged if staged.is_dir() else folder / name


def _is_name(name: str) -> bool:
    sane = bool(name) and name.isprintable() and len(name.encode()) <= _LONGEST_NAME
    return sane and not name.startswith(".") and Path(name).name == name
