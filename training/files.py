"""Files of a model folder: how they are put there, and their digests."""

from __future__ import annotations

import hashlib
from pathlib import Path


def put_file(path: Path, content: bytes) -> None:
    """A new file in an old one's place: a service that has the old one mapped goes on with it."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)


def digest_of(content: bytes) -> str:
    """ "sha256:…", as metadata.json has it."""
    return "sha256:" + hashlib.sha256(content).hexdigest()
