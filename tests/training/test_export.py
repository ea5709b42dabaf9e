"""What is written, and what is refused."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer

from tests.classifier.conftest import SMALL, slice_of
from training.corpus import read_corpus
from training.evaluate import judge, report
from training.export import NotRepresentable, add_encoder, check_representable, pickled
from training.features import FeatureOptions, build_features
from training.run import train_and_write
from triage.classifier.category.artefact import CARD, ENCODER, METADATA, open_artefact
from triage.classifier.category.model import load_classifier
from triage.domain.review import ReviewCosts
from triage.domain.vocabulary import Category
from triage.errors import ArtefactError

ROWS = [["the shop is down", "site down"], ["add a banner", "add text"]]


@pytest.fixture(scope="module")
def tickets():
    return slice_of(read_corpus(), 15)


@pytest.fixture(scope="module")
def folder(tickets, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    train_and_write(tickets, folder, SMALL)
    return folder


AGAIN = """
import sys, pathlib
from tests.classifier.conftest import SMALL, slice_of
from training.corpus import read_corpus
from training.run import train_and_write
train_and_write(slice_of(read_corpus(), 15), pathlib.Path(sys.argv[1]), SMALL)
"""


def test_same_corpus_same_bytes(folder, tmp_path):
    """Training again in another process, where hashes and addresses differ, writes the same files, byte for byte."""
    environment = {**os.environ, "PYTHONHASHSEED": "7", "OMP_NUM_THREADS": "2"}
    subprocess.run([sys.executable, "-c", AGAIN, str(tmp_path)], check=True, env=environment, cwd=Path(__file__).parents[2])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in folder.iterdir())
    for path in tmp_path.iterdir():
        assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256((folder / path.name).read_bytes()).digest(), path.name


def test_texts_that_are_equal_are_written_as_one():
    """Whether they are one object depends on what the process did before (seen: "C" as a letter group and as an attribute)."""
    text = "key_function"
    copy = "".join(["key_", "function"])
    assert copy is not text
    assert pickled({"a": text, "b": copy}) == pickled({"a": text, "b": text})


def test_metadata_tells_what_the_model_is(folder, tickets):
    """Labels, corpus, figures and digests are there; no time, no host."""
    told = json.loads((folder / METADATA).read_text())
    assert told["corpus"]["tickets"] == len(tickets)
    assert told["categories"] == sorted(Category)
    assert set(told["files"]) == {"MODEL_CARD.md", "lean.json", "lean.npz", "pipeline.joblib"}
    assert 0 < told["measured"]["scenario"]["macro_f1"] <= 1
    assert not {"date", "host", "time"} & set(told)


def test_evaluation(folder, tickets):
    """On its own tickets a model does well; the report has a line for every measure and category."""
    outcome = judge(tickets, load_classifier(folder), ReviewCosts(1, 6, {Category.SITE_DOWN: 18}))
    text = report(outcome)
    assert (outcome.truth == outcome.said).mean() > 0.8
    assert all(name in text for name in ["macro-F1", "macro-F1, clear ones", "accuracy when answered", *Category])


CHANGES = [
    ("words", {"lowercase": True}),
    ("words", {"binary": True}),
    ("words", {"ngram_range": (1, 4)}),
    ("words", {"ngram_range": (2, 2)}),
    ("words", {"token_pattern": r"\w+"}),
    ("words", {"analyzer": "char"}),
    ("words", {"strip_accents": "unicode"}),
    ("words", {"stop_words": ["a"]}),
    ("chars", {"sublinear_tf": True}),
    ("chars", {"norm": "l2"}),
    ("chars", {"analyzer": "char"}),
    ("cues", {"tokenizer": str.split}),
]


@pytest.mark.parametrize(("block", "change"), CHANGES, ids=str)
def test_options_that_cannot_be_exported(block, change):
    """What the lean evaluator does not replicate is refused by name."""
    features = build_features(FeatureOptions(word_floor=1, char_floor=1, cue_floor=1)).fit(ROWS)
    features.named_transformers_[block].set_params(**change)
    with pytest.raises(NotRepresentable, match=f"{block}: {next(iter(change))}"):
        check_representable(features)


@pytest.mark.parametrize("vectorizer", [CountVectorizer(), HashingVectorizer()], ids=lambda v: type(v).__name__)
def test_other_vectorizers(vectorizer):
    """Only TF-IDF is replicated."""
    features = build_features(FeatureOptions(word_floor=1, char_floor=1, cue_floor=1))
    features.set_params(transformers=[("words", vectorizer, 0), *features.transformers[1:]])
    with pytest.raises(NotRepresentable, match="TfidfVectorizer"):
        check_representable(features.fit(ROWS))


def test_other_blocks():
    """The blocks and their shares are fixed."""
    features = build_features(FeatureOptions(word_floor=1, char_floor=1, cue_floor=1))
    with pytest.raises(NotRepresentable, match="every block needs a share"):
        check_representable(features.set_params(transformer_weights=None).fit(ROWS))
    features.set_params(transformers=features.transformers[:2])
    with pytest.raises(NotRepresentable, match="the blocks must be"):
        check_representable(features.fit(ROWS))


def test_an_encoder_stays_when_the_rest_is_trained_anew(folder, tickets, tmp_path):
    """It takes half an hour to fit and does not depend on the rest: metadata and card go on telling of it."""
    again = shutil.copytree(folder, tmp_path / "again")
    told = {"from": "chance", "sure": 0.9, "weights": [0.5, 0.4]}
    add_encoder(again, b"arrays", told)
    first, card = open_artefact(again), (again / CARD).read_text()
    train_and_write(tickets, again, SMALL)
    second = open_artefact(again)
    for artefact in (first, second):
        assert artefact.metadata["encoder"] == told
        assert artefact.read(ENCODER) == b"arrays"
    assert "Below a confidence of 0.9 an encoder (chance" in card
    assert (again / CARD).read_text() == card
    assert "encoder" not in (folder / CARD).read_text()
    assert load_classifier(again, encoder="never").version.endswith("+never")
    with pytest.raises(ArtefactError, match="not an archive of arrays"):
        load_classifier(again)
