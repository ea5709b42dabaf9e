"""The encoder of meaning as the second reader of English tickets: who is asked, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from triage.classifier.category.artefact import ENGLISH, open_artefact
from triage.classifier.category.model import Classifier, load_classifier
from triage.classifier.category.second_opinion import SecondOpinion, build_english_opinion
from triage.classifier.encoder.meaning import shipped_meaning
from triage.classifier.text import CleanText
from triage.domain.reading import Depth
from triage.errors import ArtefactError
from triage.settings import model_path

CURT = ("shop page", "does not open any more since the update")


@pytest.fixture(scope="module")
def always() -> Classifier:
    return load_classifier(model_path("category"), encoder="always")


@pytest.fixture(scope="module")
def parts() -> tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]:
    artefact = open_artefact(model_path("category"))
    return artefact.arrays(ENGLISH), dict(artefact.metadata["english"]), artefact.labels.categories


def test_english_is_read_by_the_large_encoder_and_the_rest_by_the_small_one(always: Classifier) -> None:
    assert always.english is not None
    assert always.reader_of("en") is always.english
    assert always.reader_of("fr") is always.second
    assert always.reader_of(None) is always.second
    assert always.reader_of("en", Depth.BRIEF) is always.second
    assert always.reader_of("en", Depth.WORDS) is None


def test_it_reads_what_a_word_model_cannot(always: Classifier) -> None:
    """The same words to another end are another category."""
    assert always.english is not None
    texts = {
        "training": "How do I change the picture on the start page myself?",
        "content": "Please change the picture on the start page, the new one is attached.",
        "feature_request": "It would be great if every customer group could have its own picture on the start page.",
        "key_function": "Since the update the picture on the start page is no longer shown in Firefox.",
        "site_down": "The start page is gone, all we see on any page is error 503.",
    }
    for expected, body in texts.items():
        scores = always.english.scores(CleanText("start page", body))
        assert always.labels.categories[scores.index(max(scores))] == expected


def test_a_hurried_reading_asks_the_small_encoder(always: Classifier) -> None:
    """As of a list of hundreds of tickets."""
    small = load_classifier(model_path("category"), encoder="always", meaning=False)
    assert always.predict(*CURT, "en", depth=Depth.BRIEF).probabilities == small.predict(*CURT, "en").probabilities
    assert always.predict(*CURT, "en").probabilities != small.predict(*CURT, "en").probabilities


def test_without_it_the_version_is_another(always: Classifier) -> None:
    plain = always.version.removesuffix("+always")
    small = load_classifier(model_path("category"), meaning=False)
    assert small.english is None
    assert small.version == f"{plain}+small"
    assert load_classifier(model_path("category"), encoder="never", meaning=False).version == f"{plain}+never"


def test_changes_for_another_encoder_are_refused(parts: tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]) -> None:
    arrays, told, categories = parts
    with pytest.raises(ArtefactError, match="another encoder of meaning"):
        build_english_opinion(shipped_meaning(), arrays, {**told, "encoder": "sha256:0"}, categories)


@pytest.mark.parametrize("entry", ["labels", "weights", "sure"])
def test_metadata_that_lack_an_entry_are_refused(
    parts: tuple[dict[str, Any], dict[str, Any], tuple[str, ...]], entry: str
) -> None:
    arrays, told, categories = parts
    with pytest.raises(ArtefactError, match=entry):
        build_english_opinion(shipped_meaning(), arrays, {name: each for name, each in told.items() if name != entry}, categories)


def test_changes_that_lack_an_array_are_refused(parts: tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]) -> None:
    arrays, told, categories = parts
    with pytest.raises(ArtefactError, match="head"):
        build_english_opinion(
            shipped_meaning(), {name: each for name, each in arrays.items() if name != "head.rows"}, told, categories
        )


def test_the_shipped_model_is_whole(always: Classifier) -> None:
    """Both second readers know every category of the model."""
    for opinion in (always.english, always.second):
        assert isinstance(opinion, SecondOpinion)
        assert sorted(opinion.order) == list(range(len(always.labels.categories)))
