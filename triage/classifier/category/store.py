"""A store of models: which of them is live. Written by `python -m training promote` and `rollback`, followed by the service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from triage.errors import ArtefactError

LIVE = "live.json"
STAGED = "staged"


def resolve_model(folder: Path) -> Path:
    """The model folder that a folder stands for: itself, or in a store the live one.

    Raises:
        ArtefactError: the store's live.json cannot be read, or names no model of it.
    """
    name = live_name(folder)
    return folder if name is None else model_folder(folder, name)


def live_name(folder: Path) -> str | None:
    """The name of a store's live model; None when the folder is no store, or nothing was promoted in it yet."""
    name = read_live(folder).get("live")
    return None if name is None else str(name)


def read_live(folder: Path) -> dict[str, Any]:
    """What live.json says; empty when there is none. Raises ArtefactError."""
    path = folder / LIVE
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise ArtefactError(f"{path} cannot be read: {error}") from error
    if not isinstance(told, dict):
        raise ArtefactError(f"{path} is not a JSON object")
    return told


def model_folder(folder: Path, name: str) -> Path:
    """Where a store keeps a model. Raises ArtefactError when the name would lead out of the store."""
    if not name or name.startswith(".") or Path(name).name != name:
        raise ArtefactError(f"{name!r} is no name of a model")
    staged = folder / STAGED / name
    return staged if staged.is_dir() else folder / name
