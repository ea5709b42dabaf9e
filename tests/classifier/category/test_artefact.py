"""Model folders are checked before they are believed."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from training.files import digest_of, pack_arrays, put_file
from triage.classifier.category.artefact import ARRAYS, FORMAT, METADATA, PIPELINE, TABLES, open_artefact
from triage.classifier.category.model import load_classifier
from triage.errors import ArtefactError


@pytest.fixture
def folder(model_folder, tmp_path):
    return shutil.copytree(model_folder, tmp_path / "category")


def change(folder, **values):
    told = json.loads((folder / METADATA).read_text())
    told.update(values)
    (folder / METADATA).write_text(json.dumps(told))


@pytest.mark.parametrize("name", [TABLES, ARRAYS, PIPELINE, "MODEL_CARD.md"])
@pytest.mark.parametrize("damage", ["changed", "cut", "missing"])
def test_damaged_files(folder, name, damage):
    """A file that is not the one described is refused, whichever it is."""
    path = folder / name
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(content[:-1] if damage == "cut" else content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(ArtefactError, match=name):
        load_classifier(folder)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"format": FORMAT + 1}, "newer"),
        ({"format": FORMAT - 1}, "older .* training.rewriting"),
        ({"format": "1"}, "does not describe"),
        ({"kind": "spam filter"}, "does not describe"),
        ({"categories": ["site_down", "weather"]}, "incomplete or foreign"),
        ({"thresholds": {}}, "incomplete or foreign"),
        ({"files": None}, "incomplete or foreign"),
        ({"files": {"../x": "sha256:0"}}, "outside"),
        ({"categories": ["site_down"]}, "do not fit together"),
        ({"files": {}}, "has no lean"),
    ],
)
def test_foreign_metadata(folder, values, message):
    """Newer, foreign and incomplete descriptions are refused with a sentence."""
    change(folder, **values)
    with pytest.raises(ArtefactError, match=message):
        load_classifier(folder)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"{"])
def test_unreadable_metadata(folder, content):
    """What is no JSON object is no description."""
    (folder / METADATA).write_bytes(content)
    with pytest.raises(ArtefactError, match=METADATA):
        open_artefact(folder)


def test_no_model(tmp_path):
    """An empty folder holds no model."""
    with pytest.raises(ArtefactError, match="holds no model"):
        open_artefact(tmp_path)


def test_unknown_engine(folder):
    """Engines have names."""
    with pytest.raises(ArtefactError, match="no model engine"):
        load_classifier(folder, "magic")


def test_pipeline_of_another_library_version(folder):
    """A pickle is opened only by the version that wrote it."""
    change(folder, libraries={"scikit-learn": "0.1"})
    with pytest.raises(ArtefactError, match="written by scikit-learn"):
        load_classifier(folder, "sklearn")


def test_version_follows_the_content(folder, model_folder):
    """Equal folders have equal versions, others others."""
    assert open_artefact(folder).version == open_artefact(model_folder).version
    change(folder, note="x")
    assert open_artefact(folder).version != open_artefact(model_folder).version


def test_lean_path_imports_neither_scikit_learn_nor_joblib(model_folder):
    """The service's own path does without the libraries of training, and without pickle's helpers."""
    program = (
        "import sys, pathlib\nfrom triage.classifier.category.model import load_classifier\n"
        f"load_classifier(pathlib.Path({str(model_folder)!r})).predict('Shop down', 'Nobody can order since noon.')\n"
        "print([name for name in ('sklearn', 'joblib', 'scipy', 'training') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_arrays_are_read_alike_however_they_are_stored(folder, method):
    """Of every kind and shape, also in Fortran's order; what is not compressed is not copied, hence cannot be written."""
    chance = np.random.default_rng(0)
    arrays = {
        "rows": chance.integers(-127, 127, (5, 7)).astype(np.int8),
        "half": chance.normal(size=3).astype(np.float16),
        "one": np.array([4.5]),
        "none": np.zeros((0, 3), np.int32),
        "long name with blanks": chance.normal(size=(2, 3, 4)),
    }
    content = pack_arrays(arrays, method)
    (folder / ARRAYS).write_bytes(content)
    files = json.loads((folder / METADATA).read_text())["files"]
    change(folder, files={**files, ARRAYS: f"sha256:{hashlib.sha256(content).hexdigest()}"})
    found = open_artefact(folder).arrays()
    assert found.keys() == arrays.keys()
    assert all(found[name].dtype == array.dtype and np.array_equal(found[name], array) for name, array in arrays.items())
    assert found["rows"].flags.writeable is (method == zipfile.ZIP_DEFLATED)
    assert all(array.flags.aligned for array in found.values())


@pytest.mark.parametrize("name", ["words_idf", "words_keys1", "words_weights", "cues_weights", "chars_idf", "chars_weights"])
def test_arrays_that_do_not_fit_together_are_refused(folder, name):
    """At once, and not by the first ticket that needs what is missing."""
    artefact = open_artefact(folder)
    arrays = artefact.arrays()
    content = pack_arrays({**arrays, name: arrays[name][1:]}, zipfile.ZIP_STORED)
    put_file(folder / ARRAYS, content)
    change(folder, files={**artefact.metadata["files"], ARRAYS: digest_of(content)})
    with pytest.raises(ArtefactError, match="do not fit together"):
        load_classifier(folder)


@pytest.mark.parametrize("content", [b"no archive", pack_arrays({"rows": np.ones(3)}, zipfile.ZIP_STORED)[:-20]])
def test_what_is_no_archive_is_refused(folder, content):
    """With a sentence, whatever is wrong with it."""
    (folder / ARRAYS).write_bytes(content)
    files = json.loads((folder / METADATA).read_text())["files"]
    change(folder, files={**files, ARRAYS: f"sha256:{hashlib.sha256(content).hexdigest()}"})
    with pytest.raises(ArtefactError, match="not an archive of arrays"):
        open_artefact(folder).arrays()


def test_an_empty_file_is_refused(folder):
    """There is nothing to check in it."""
    (folder / ARRAYS).write_bytes(b"")
    with pytest.raises(ArtefactError, match=f"{ARRAYS} cannot be read"):
        open_artefact(folder)


def test_a_model_outlives_what_is_put_in_its_files_place(folder):
    """Training that writes anew leaves a service that runs on the old files alone."""
    artefact = open_artefact(folder)
    before = artefact.read(ARRAYS)
    put_file(folder / ARRAYS, b"another model")
    assert artefact.read(ARRAYS) == before
    with pytest.raises(ArtefactError, match="its sha256 differs"):
        open_artefact(folder)
