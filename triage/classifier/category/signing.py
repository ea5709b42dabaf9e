"""Signed models: an HMAC-SHA256 over the metadata, which names the digest of every other file, under a key that operators share.

    metadata.hmac     "hmac-sha256:…", written by `python -m training promote NAME --sign KEYFILE`

A digest tells damage; a signature tells that whoever wrote the model had the key. It does not tell which of several signed models
is the newest: pin one version for that.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from triage.errors import ArtefactError

SIGNATURE = "metadata.hmac"
FEWEST_BYTES = 32  # of a key: as long as the digest, shorter ones weaken it (RFC 2104, section 3)

_NAME = "hmac-sha256:"
_PURPOSE = b"ticket-triage model\n"  # a key that signs something else too must not make a model of it


def read_key(path: Path) -> bytes:
    """The key of a file, without the line break that editors leave.

    Raises:
        ArtefactError: it cannot be read, or is shorter than `FEWEST_BYTES`.
    """
    try:
        key = path.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise ArtefactError(f"the key file {path} cannot be read: {error.strerror}") from error
    if len(key) < FEWEST_BYTES:
        raise ArtefactError(f"the key in {path} has {len(key)} bytes, fewer than {FEWEST_BYTES}: openssl rand -hex 32 makes one")
    return key


def sign(folder: Path, metadata: bytes, key: bytes) -> None:
    """Put the signature beside the metadata, at once."""
    scratch = folder / f".{SIGNATURE}.{os.getpid()}"
    scratch.write_text(_signature(metadata, key) + "\n", encoding="ascii")
    scratch.replace(folder / SIGNATURE)


def check_signature(folder: Path, metadata: bytes, key: bytes) -> None:
    """Raises ArtefactError unless the metadata was signed with the key."""
    try:
        found = (folder / SIGNATURE).read_bytes().strip()
    except OSError as error:
        raise ArtefactError(
            f"the model in {folder} is not signed ({SIGNATURE}: {error.strerror}), and only signed ones are taken"
        ) from error
    if not hmac.compare_digest(found, _signature(metadata, key).encode("ascii")):
        raise ArtefactError(f"the signature of the model in {folder} does not fit: it was changed, or signed with another key")


def _signature(metadata: bytes, key: bytes) -> str:
    return _NAME + hmac.new(key, _PURPOSE + metadata, hashlib.sha256).hexdigest()
