"""A model's plain arrays, written anew from its own pipeline."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.classifier.conftest import SMALL, slice_of
from training import rewriting
from training.corpus import read_corpus
from training.files import digest_of, pack_arrays
from training.rewriting import rewrite
from training.run import train_and_write
from triage.classifier.category.artefact import ARRAYS, CARD, FORMAT, METADATA, PIPELINE, TABLES, open_artefact
from triage.classifier.category.model import load_classifier
from triage.errors import ArtefactError


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    train_and_write(slice_of(read_corpus(), 15), folder, SMALL)
    return folder


@pytest.fixture
def older(model_folder, tmp_path):
    """A whole model of an older format: its arrays hold only what a pipeline needs beside itself."""
    folder = shutil.copytree(model_folder, tmp_path / "category")
    packed = pack_arrays({"language_logs": open_artefact(folder).arrays()["language_logs"]})
    (folder / ARRAYS).write_bytes(packed)
    told = json.loads((folder / METADATA).read_text())
    told |= {"format": FORMAT - 1, "files": told["files"] | {ARRAYS: digest_of(packed)}}
    (folder / METADATA).write_text(json.dumps(told))
    return folder


def test_an_older_model_is_written_as_it_would_be_today(older, model_folder):
    """Byte for byte, without learning anything; it is refused before and predicts after."""
    with pytest.raises(ArtefactError, match="older"):
        load_classifier(older)
    version = rewrite(older)
    for name in (TABLES, ARRAYS, PIPELINE, CARD, METADATA):
        assert (older / name).read_bytes() == (model_folder / name).read_bytes(), name
    assert version == open_artefact(model_folder).version == load_classifier(older).version


def test_the_newest_format_stays_as_it_is(older):
    """Writing anew what is new already changes nothing."""
    assert rewrite(older) == rewrite(older)


def test_a_damaged_model_is_not_written_anew(older):
    """Its digests are checked first."""
    (older / PIPELINE).write_bytes(b"junk")
    before = (older / METADATA).read_bytes()
    with pytest.raises(ArtefactError, match="its sha256 differs"):
        rewrite(older)
    assert (older / METADATA).read_bytes() == before


def test_command(older, monkeypatch, capsys):
    """It says the new version."""
    monkeypatch.setattr("sys.argv", ["rewriting", str(older)])
    rewriting.main()
    assert capsys.readouterr().out.strip() == open_artefact(older).version
