"""Which release of the program this is: its number, and a digest of the code and of the shipped data that every decision uses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from triage.shipped import shipped

_DIGITS = 12  # of the digest: one chance in 10^14 that two releases share it


def _number() -> str:
    try:
        return version("ticket-triage")
    except PackageNotFoundError:  # a checkout that was never installed
        return "0"


def _digest() -> str:
    """Of the names and bytes of all that decides beside policy and category model, whose own versions stand in each answer."""
    found = hashlib.sha256()
    for name, path in _files():
        found.update(f"{name}\0{path.stat().st_size}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:_DIGITS]


def _files() -> Iterator[tuple[str, Path]]:
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py")):
        yield path.relative_to(package).as_posix(), path
    for kind in ("duplicates", "splitting"):
        for path in sorted(shipped("models", kind).iterdir()):
            yield f"{kind}/{path.name}", path
    yield "meaning", shipped("models", "meaning") / "metadata.json"  # which has the digest of its encoder


SERVICE_VERSION = f"{_number()}+{_digest()}"
"""Such as "0.1.0+5d41402abc4b": equal ones decide alike."""
