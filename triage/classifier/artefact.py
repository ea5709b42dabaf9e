"""A model folder: which files it has, and that they are the ones that training wrote.

    metadata.json     what the model is: format, labels, thresholds, figures; the sha256 of every other file
    lean.json         vocabularies, lexicon, languages
    lean.npz          weights
    encoder.npz       the encoder that is asked where the rest is unsure (`encoder.second_opinion`); a model may have none
    encoder.json      what the metadata say of it; training keeps both when the rest is trained anew
    pipeline.joblib   the fitted scikit-learn pipelines (read by `sklearn_engine` only)
    MODEL_CARD.md     the same figures for people
    metadata.hmac     the signature, where the operator wants one (`signing`)

Every digest is checked before a file is looked into.
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from triage.classifier.signing import check_signature
from triage.domain.vocabulary import Category, Topic
from triage.errors import ArtefactError

FORMAT = 1
METADATA = "metadata.json"
TABLES = "lean.json"
ARRAYS = "lean.npz"
ENCODER = "encoder.npz"
PIPELINE = "pipeline.joblib"
CARD = "MODEL_CARD.md"

_LOCAL_HEADER, _LOCAL_NAME_LENGTH, _LOCAL_LENGTHS = 30, 26, struct.Struct("<HH")  # of an entry in a ZIP file (APPNOTE 4.3.7)


class Mapped(mmap.mmap):
    """A file in memory that `zipfile` can read."""

    def seekable(self) -> bool:
        """Yes; `mmap` itself says so only from Python 3.13 on."""
        return True


@dataclass(frozen=True, slots=True)
class Labels:
    """What the model can say, in the order of its scores. `thresholds` are the topics' least probabilities."""

    categories: tuple[Category, ...]
    topics: tuple[Topic, ...]
    thresholds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Artefact:
    """A model folder whose files are what its metadata says. `version` is the sha256 of the metadata, hence of everything.

    `files` are the checked files, not copied: what is never looked at takes no memory, and all workers share the rest. Training
    puts a new file in an old one's place and never writes into one, so that what was checked stays what is read.
    """

    folder: Path
    version: str
    metadata: Mapping[str, Any]
    labels: Labels
    files: Mapping[str, Mapped]

    def read(self, name: str) -> bytes:
        """The bytes of a file. Raises ArtefactError when the model has no such file."""
        return bytes(self._file(name))

    def let_go(self) -> None:
        """Give back the memory of all that was looked at; what is needed comes again, from files that all workers share."""
        for content in self.files.values():
            _let_go(content)

    def _file(self, name: str) -> Mapped:
        if name not in self.files:
            raise ArtefactError(f"the model in {self.folder} has no {name}")
        return self.files[name]

    def tables(self) -> dict[str, Any]:
        """The vocabularies."""
        return _json_object(self.read(TABLES), self.folder / TABLES)

    def arrays(self, name: str = ARRAYS) -> dict[str, npt.NDArray[Any]]:
        """The weights in an archive; those that are stored without compression are read where they lie, not copied."""
        content = self._file(name)
        try:
            with zipfile.ZipFile(content) as archive:  # type: ignore[call-overload]  # typeshed: mmap.seek gives None before 3.13
                return {entry.filename.removesuffix(".npy"): _array(archive, entry, content) for entry in archive.infolist()}
        except (ValueError, OSError, zipfile.BadZipFile) as error:
            raise ArtefactError(f"{self.folder / name} is not an archive of arrays: {error}") from error


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
    return found.reshape(shape, order="F" if fortran else "C")


def open_artefact(folder: Path, pin: str = "", key: bytes = b"") -> Artefact:
    """Check a model folder's metadata, and the digest of every file that it names.

    Args:
        pin: the only version that will do; "" takes any.
        key: what the model must be signed with; b"" takes unsigned ones.

    Raises:
        ArtefactError: there is no model, or it is damaged, foreign, of a newer format, or not signed with the key.
    """
    try:
        content = (folder / METADATA).read_bytes()
    except OSError as error:
        raise ArtefactError(f"{folder} holds no model: {METADATA} cannot be read ({error.strerror})") from error
    version = "sha256:" + hashlib.sha256(content).hexdigest()
    if pin and version.removeprefix("sha256:") != pin.removeprefix("sha256:").lower():
        raise ArtefactError(f"the model in {folder} is {version}, not the pinned {pin}")
    if key:
        check_signature(folder, content, key)
    metadata = _json_object(content, folder / METADATA)
    _check_format(metadata, folder)
    try:
        labels, digests = _labels(metadata), {str(name): str(digest) for name, digest in sorted(metadata["files"].items())}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArtefactError(f"{folder / METADATA} is incomplete or foreign: {type(error).__name__} {error}") from error
    return Artefact(folder, version, metadata, labels, {name: _checked(folder, name, digests[name]) for name in digests})


def _checked(folder: Path, name: str, expected: str) -> Mapped:
    """A file of a model folder that has the digest that it should have."""
    if Path(name).name != name:
        raise ArtefactError(f"{folder / METADATA} names a file outside of the model folder")
    try:
        with (folder / name).open("rb") as file:
            content = Mapped(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # a ValueError: it is empty
        raise ArtefactError(f"{folder / name} cannot be read: {error}") from error
    if "sha256:" + hashlib.sha256(content).hexdigest() != expected:
        raise ArtefactError(f"{folder / name} is not the file that metadata.json describes: its sha256 differs")
    _let_go(content)  # checking has read all of it
    return content


def _let_go(content: Mapped) -> None:
    if hasattr(mmap, "MADV_DONTNEED"):
        content.madvise(mmap.MADV_DONTNEED)


def _check_format(metadata: Mapping[str, Any], folder: Path) -> None:
    found = metadata.get("format")
    if not isinstance(found, int) or metadata.get("kind") != "triage-category-model":
        raise ArtefactError(f"{folder / METADATA} does not describe a category model of this program")
    if found > FORMAT:
        raise ArtefactError(f"the model in {folder} has format {found}, newer than {FORMAT}, the newest that this version reads")


def _labels(metadata: Mapping[str, Any]) -> Labels:
    thresholds = metadata["thresholds"]["topics"]
    topics = tuple(map(Topic, metadata["topics"]))
    return Labels(tuple(map(Category, metadata["categories"])), topics, tuple(float(thresholds[topic]) for topic in topics))


def _json_object(content: bytes, path: Path) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except ValueError as error:
        raise ArtefactError(f"{path} is not JSON: {error}") from error
    if not isinstance(told, dict):
        raise ArtefactError(f"{path} is not a JSON object")
    return told
