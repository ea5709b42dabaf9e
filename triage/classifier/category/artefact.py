"""A model folder: which files it has, and that they are the ones that training wrote.

    metadata.json     what the model is: format, labels, thresholds, figures; the sha256 of every other file
    lean.json         vocabularies, lexicon, languages
    lean.npz          weights, not compressed: copied to memory as they are, and read there
    encoder.npz       the encoder that is asked where the rest is unsure (`encoder.second_opinion`); a model may have none
    encoder.json      what the metadata say of it; training keeps both when the rest is trained anew
    english.npz       what makes the encoder of meaning (models/meaning) a second reader of English tickets; a model may have none
    english.json      what the metadata say of it
    pipeline.joblib   the fitted scikit-learn pipelines (read by `sklearn_engine` only)
    MODEL_CARD.md     the same figures for people
    metadata.hmac     the signature, where the operator wants one (`signing`)

Every digest is checked before a file is looked into.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.typing as npt

from triage.classifier.category.signing import check_signature
from triage.classifier.mapped import Mapped, map_checked, read_arrays
from triage.domain.vocabulary import Category, Topic
from triage.errors import ArtefactError

FORMAT = 2
METADATA = "metadata.json"
TABLES = "lean.json"
ARRAYS = "lean.npz"
ENCODER = "encoder.npz"
ENGLISH = "english.npz"
PIPELINE = "pipeline.joblib"
CARD = "MODEL_CARD.md"


@dataclass(frozen=True, slots=True)
class Labels:
    """What the model can say, in the order of its scores. `thresholds` are the topics' least probabilities."""

    categories: tuple[Category, ...]
    topics: tuple[Topic, ...]
    thresholds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Artefact:
    """A model folder whose files are what its metadata says. `version` is the sha256 of the metadata, hence of everything.

    `files` are the checked files, not copied but for the weights: what is never looked at takes no memory, and all workers share
    the rest. Training puts a new file in an old one's place and never writes into one, so that what was checked stays what is
    read; of the weights, which every ticket needs, this holds whatever others do to the file.
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
            content.let_go()

    def _file(self, name: str) -> Mapped:
        if name not in self.files:
            raise ArtefactError(f"the model in {self.folder} has no {name}")
        return self.files[name]

    def tables(self) -> dict[str, Any]:
        """The tables of the lean evaluator (vocabularies, languages, speech acts) as JSON has them."""
        return _json_object(self.read(TABLES), self.folder / TABLES)

    def arrays(self, name: str = ARRAYS) -> dict[str, npt.NDArray[Any]]:
        """The weights in an archive; those that are stored without compression are read where they lie, not copied."""
        return read_arrays(self._file(name), self.folder / name)


def open_artefact(folder: Path, pin: str = "", key: bytes = b"", oldest: int = FORMAT) -> Artefact:
    """Check a model folder's metadata, and the digest of every file that it names.

    Args:
        pin: the only version that will do; "" takes any.
        key: what the model must be signed with; b"" takes unsigned ones.
        oldest: the oldest format that will do; only training reads one that is not the newest, to write it anew.

    Raises:
        ArtefactError: there is no model, or it is damaged, foreign, of a newer or older format, or not signed with the key.
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
    _check_format(metadata, folder, oldest)
    try:
        labels, digests = _labels(metadata), {str(name): str(digest) for name, digest in sorted(metadata["files"].items())}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArtefactError(f"{folder / METADATA} is incomplete or foreign: {type(error).__name__} {error}") from error
    files = {name: map_checked(folder, name, digests[name], copied=name == ARRAYS) for name in digests}
    return Artefact(folder, version, metadata, labels, files)


def _check_format(metadata: Mapping[str, Any], folder: Path, oldest: int) -> None:
    found = metadata.get("format")
    if not isinstance(found, int) or metadata.get("kind") != "triage-category-model":
        raise ArtefactError(f"{folder / METADATA} does not describe a category model of this program")
    if found > FORMAT:
        raise ArtefactError(f"the model in {folder} has format {found}, newer than {FORMAT}, the newest that this version reads")
    if found < oldest:
        raise ArtefactError(
            f"the model in {folder} has format {found}, older than {oldest}, the oldest that this version reads: "
            "write it anew with `python -m training.rewriting`, or train it anew"
        )


def _labels(metadata: Mapping[str, Any]) -> Labels:
    thresholds = metadata["thresholds"]["topics"]
    topics = tuple(map(Topic, metadata["topics"]))
    return Labels(tuple(map(Category, metadata["categories"])), topics, tuple(float(thresholds[topic]) for topic in topics))


def _json_object(content: bytes, path: Path) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ArtefactError(f"{path} is not JSON: {error}") from error
    if not isinstance(told, dict):
        raise ArtefactError(f"{path} is not a JSON object")
    return told
