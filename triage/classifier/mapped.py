"""Files of models, mapped into memory: what is never looked at takes none, and all workers share the rest.

Who shortens a file that is mapped kills every process that looks at what is gone (SIGBUS). What every ticket needs is therefore
copied, into memory that processes share from a fork on; encoders are too large for that, and are never to be written into.
"""

from __future__ import annotations

import hashlib
import math
import mmap
import os
import struct
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from triage.errors import ArtefactError

_LOCAL_HEADER, _LOCAL_NAME_LENGTH, _LOCAL_LENGTHS = 30, 26, struct.Struct("<HH")  # of an entry in a ZIP file (APPNOTE 4.3.7)
_AT_ONCE = 1 << 24  # bytes that a digest is made of at once, while other threads run


class Mapped(mmap.mmap):
    """A file in memory that `zipfile` can read."""

    def seekable(self) -> bool:
        """Yes; `mmap` itself says so only from Python 3.13 on."""
        return True

    def let_go(self) -> None:
        """Give back the memory of all that was looked at; what is needed comes again, from a page that all workers share."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self.madvise(mmap.MADV_DONTNEED)


def map_checked(folder: Path, name: str, expected: str, copied: bool = False) -> Mapped:
    """A file of a model folder that has the digest that it should have ("sha256:…").

    Args:
        copied: the content no longer depends on the file, whatever is done to it.

    Raises:
        ArtefactError: it lies outside of the folder, cannot be read, or is another.
    """
    if Path(name).name != name:
        raise ArtefactError(f"{folder} names a file outside of the model folder")
    try:
        with (folder / name).open("rb") as file:
            content = _copy(file) if copied else Mapped(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # a ValueError: it is empty
        raise ArtefactError(f"{folder / name} cannot be read: {error}") from error
    if _digest(content) != expected:
        raise ArtefactError(f"{folder / name} is not the file that metadata.json describes: its sha256 differs")
    return content


def _copy(file: BinaryIO) -> Mapped:
    content = Mapped(-1, os.fstat(file.fileno()).st_size)  # anonymous and shared: letting go of it loses nothing
    with memoryview(content) as whole:
        file.readinto(whole)  # type: ignore[attr-defined]  # typeshed: every file that is opened for reading bytes has it
    return content


def _digest(content: Mapped) -> str:
    """ "sha256:…" of a file. What was read is given back bit by bit: no start needs the memory of a whole encoder."""
    digest = hashlib.sha256()
    with memoryview(content) as whole:
        for begin in range(0, len(whole), _AT_ONCE):
            digest.update(whole[begin : begin + _AT_ONCE])
            content.let_go()
    return "sha256:" + digest.hexdigest()


def read_arrays(content: Mapped, path: Path) -> dict[str, npt.NDArray[Any]]:
    """The arrays of an archive; those that are stored without compression are read where they lie, not copied.

    Raises:
        ArtefactError: it is no archive of arrays.
    """
    try:
        with zipfile.ZipFile(content) as archive:  # type: ignore[call-overload]  # typeshed: mmap.seek gives None before 3.13
            return {entry.filename.removesuffix(".npy"): _array(archive, entry, content) for entry in archive.infolist()}
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        raise ArtefactError(f"{path} is not an archive of arrays: {error}") from error


def _array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, content: Mapped) -> npt.NDArray[Any]:
    with archive.open(entry) as stream:
        if entry.compress_type != zipfile.ZIP_STORED:
            return np.asarray(np.lib.format.read_array(stream, allow_pickle=False))
        if np.lib.format.read_magic(stream) != (1, 0):
            raise ValueError(f"{entry.filename} has a header of another version than 1.0")
        shape, fortran, kind = np.lib.format.read_array_header_1_0(stream)
        ahead = stream.tell()
    name, extra = _LOCAL_LENGTHS.unpack_from(content, entry.header_offset + _LOCAL_NAME_LENGTH)
    begin = entry.header_offset + _LOCAL_HEADER + name + extra + ahead
    found = np.frombuffer(content, kind, math.prod(shape), begin)
    found.flags.writeable = False
    return found.reshape(shape, order="F" if fortran else "C")
