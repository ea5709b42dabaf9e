"""Files of a model folder: how arrays are packed, how files are put there, and their digests."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = dict[str, npt.NDArray[Any]]

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the date of every entry: archives must not tell when they were written
_ALIGNED = 64  # bytes; the header of an array is as many or a multiple
_HEADER = 30  # bytes of an entry before its name (APPNOTE 4.3.7)
_EXTRA, _ALIGNMENT = struct.Struct("<HH"), 0xD935  # kind and length of an extra field of an entry


def put_file(path: Path, content: bytes) -> None:
    """A new file in an old one's place: a service that has the old one mapped goes on with it."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)


def digest_of(content: bytes) -> str:
    """ "sha256:…", as metadata.json has it."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def pack_arrays(arrays: Arrays, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An npz archive without dates, entries in the order of their names; where nothing is compressed, each array begins at a
    multiple of `_ALIGNED` bytes: numpy copies a whole array before it looks into one that lies askew."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, array in sorted(arrays.items()):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", _LONG_AGO)
            if method == zipfile.ZIP_STORED:
                entry.extra = _padding(packed.tell() + _HEADER + len(entry.filename.encode()))
            archive.writestr(entry, content.getvalue(), method, 9)
    return packed.getvalue()


def _padding(begin: int) -> bytes:
    """An extra field that begins there and after which an entry's content is aligned, headed as Android's zipalign heads it."""
    room = -(begin + _EXTRA.size) % _ALIGNED
    return _EXTRA.pack(_ALIGNMENT, room) + bytes(room)
