"""A signed model is the one that was signed, with the key that the operator has; everything else is refused with a sentence."""

from __future__ import annotations

import json
import shutil

import pytest

from triage.classifier.category.artefact import ARRAYS, FORMAT, METADATA, open_artefact
from triage.classifier.category.model import load_classifier
from triage.classifier.category.signing import FEWEST_BYTES, SIGNATURE, read_key, sign
from triage.errors import ArtefactError

KEY, OTHER = b"k" * FEWEST_BYTES, b"o" * FEWEST_BYTES


@pytest.fixture
def folder(model_folder, tmp_path):
    copied = shutil.copytree(model_folder, tmp_path / "category")
    sign(copied, (copied / METADATA).read_bytes(), KEY)
    return copied


def _change(folder, **values):
    path = folder / METADATA
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_a_signed_model_is_loaded_with_and_without_the_key(folder, model_folder, tmp_path):
    """Signing changes nothing of the model: its version stays, and who asks for no signature needs none."""
    file = tmp_path / "key"
    file.write_bytes(KEY + b"\n")
    assert load_classifier(folder, key_file=str(file)).version == load_classifier(model_folder).version
    assert open_artefact(folder).version == open_artefact(model_folder).version


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda folder: (folder / SIGNATURE).unlink(), "is not signed"),
        (lambda folder: sign(folder, (folder / METADATA).read_bytes(), OTHER), "does not fit"),
        (lambda folder: _change(folder, note="tampered"), "does not fit"),
        (lambda folder: _change(folder, format=FORMAT + 1), "does not fit"),
        (lambda folder: _change(folder, kind="spam filter"), "does not fit"),
        (lambda folder: (folder / METADATA).write_bytes((folder / METADATA).read_bytes()[:-1]), "does not fit"),
        (lambda folder: (folder / SIGNATURE).write_bytes(b""), "does not fit"),
        (lambda folder: (folder / SIGNATURE).write_bytes((folder / SIGNATURE).read_bytes()[:40]), "does not fit"),
        (lambda folder: (folder / SIGNATURE).write_bytes(b"\xff" * 80), "does not fit"),
        (lambda folder: (folder / ARRAYS).write_bytes((folder / ARRAYS).read_bytes()[:-1]), "sha256 differs"),
    ],
    ids=["unsigned", "foreign key", "tampered", "newer", "foreign", "truncated", "empty", "cut", "junk", "weights truncated"],
)
def test_what_was_not_signed_is_refused(folder, harm, message):
    """The metadata under the signature, every other file under the metadata's digests."""
    harm(folder)
    with pytest.raises(ArtefactError, match=message):
        open_artefact(folder, key=KEY)


def test_a_newer_signed_model_is_refused_for_its_format(folder):
    """The right key does not make an old program read a new format."""
    _change(folder, format=FORMAT + 1)
    sign(folder, (folder / METADATA).read_bytes(), KEY)
    with pytest.raises(ArtefactError, match="newer"):
        open_artefact(folder, key=KEY)


@pytest.mark.parametrize(("content", "message"), [(None, "cannot be read"), (b"", "fewer than"), (b"short\n", "fewer than")])
def test_keys_that_are_none(tmp_path, content, message):
    """A missing or short key is told before anything is loaded: it never means that no signature is wanted."""
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ArtefactError, match=message):
        read_key(path)
