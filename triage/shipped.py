"""Where the policies and the models are that came with the program."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(kind: str, name: str = "") -> Path:
    """The shipped `rules` or `models`, or one of them: inside the installed wheel, else beside the package in a checkout."""
    installed = _PACKAGE / "_shipped" / kind / name
    return installed if installed.exists() else _PACKAGE.parent / kind / name
