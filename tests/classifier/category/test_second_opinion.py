"""Two readers of a ticket: when the second is asked, and how both are heard."""

from __future__ import annotations

import math
import pickle
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from triage.classifier.category.artefact import ENCODER, open_artefact
from triage.classifier.category.model import load_classifier
from triage.classifier.category.second_opinion import SecondOpinion, build_second_opinion
from triage.classifier.text import CleanText
from triage.domain.reading import Depth
from triage.errors import ArtefactError
from triage.settings import model_path

CALM = ("Question on coupons", "How do I set up a coupon for returning customers? I can't find it in the handbook.")
CURT = ("shop page", "does not open any more")


@pytest.fixture(scope="module")
def shipped() -> Path:
    return model_path("category")


@pytest.fixture(scope="module")
def parts(shipped: Path) -> tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]:
    artefact = open_artefact(shipped)
    return artefact.arrays(ENCODER), dict(artefact.metadata["encoder"]), artefact.labels.categories


@pytest.fixture(scope="module")
def second(parts: tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]) -> SecondOpinion:
    return build_second_opinion(*parts)


def test_the_encoder_gives_shares_of_every_category(second: SecondOpinion) -> None:
    """As logarithms that make up one."""
    found = second.scores(CleanText(*CALM))
    assert len(found) == len(second.order)
    assert sum(map(math.exp, found)) == pytest.approx(1)


def test_another_process_reads_alike(second: SecondOpinion) -> None:
    """Retraining hands the encoder to processes: before and after its table of pieces was made."""
    text = CleanText(*CURT)
    for _ in range(2):
        assert pickle.loads(pickle.dumps(second)).scores(text) == second.scores(text)


def test_the_shipped_encoder_reads_what_a_word_model_cannot(second: SecondOpinion, shipped: Path) -> None:
    """The same words in another order and with another point are another category."""
    categories = load_classifier(shipped, encoder="never").labels.categories
    texts = {
        "training": "How do I change the picture on the start page myself?",
        "content": "Please change the picture on the start page, the new one is attached.",
        "feature_request": "It would be great if every customer group could have its own picture on the start page.",
        "key_function": "Since the update the picture on the start page is no longer shown in Firefox.",
    }
    for expected, body in texts.items():
        scores = second.scores(CleanText("start page", body))
        assert categories[scores.index(max(scores))] == expected


def test_both_are_heard(second: SecondOpinion) -> None:
    """The joint share of a category lies where both see it; a reader that is sure of nothing leaves the choice to the other."""
    even = [1 / 6] * 6
    scores = second.scores(CleanText(*CALM))
    joint = second.join(even, scores)
    assert joint.index(max(joint)) == scores.index(max(scores))
    assert sum(joint) == pytest.approx(1)
    certain = replace(second, weights=(1.0, 0.0)).join([0.05, 0.75, 0.05, 0.05, 0.05, 0.05], scores)
    assert certain == pytest.approx([0.05, 0.75, 0.05, 0.05, 0.05, 0.05])


def test_no_reader_can_forbid_what_the_other_sees(second: SecondOpinion) -> None:
    """A share of nothing counts as a very small one."""
    assert min(second.join([1.0, 0.0, 0.0, 0.0, 0.0, 0.0], second.scores(CleanText(*CALM)))) > 0


def test_it_is_asked_only_where_the_fast_model_is_unsure(second: SecondOpinion) -> None:
    """From the share on that training found to be right often enough, the fast model decides alone."""
    assert not second.is_wanted([second.sure, 1 - second.sure])
    assert second.is_wanted([second.sure - 0.01, 1 - second.sure + 0.01])


@pytest.mark.parametrize("depth", list(Depth))
def test_several_are_read_together_as_each_alone(shipped: Path, depth: Depth) -> None:
    """By whichever encoder reads their language, but for the last bits; what is declined stays so, and nothing may be asked."""
    classifier = load_classifier(shipped)
    texts = [
        CALM,
        CURT,
        ("", ""),
        ("Der Warenkorb ist leer", "Seit heute frueh kann niemand etwas bestellen."),
        ("", "xqzv 1234 bbrt"),
    ]
    together, alone = classifier.predict_many(texts, depth), [classifier.predict(*text, depth=depth) for text in texts]
    for one, other in zip(together, alone, strict=True):
        assert [name for name, _ in one.probabilities] == [name for name, _ in other.probabilities]
        assert [share for _, share in one.probabilities] == pytest.approx([share for _, share in other.probabilities], abs=1e-5)
        assert replace(one, probabilities=()) == replace(other, probabilities=())
    assert any(one.second_opinion for one in together) is (depth is not Depth.WORDS)
    assert classifier.predict_many([], depth) == []


@pytest.mark.parametrize("asked", ["unsure", "always", "never"])
def test_the_setting_says_when_it_is_asked(shipped: Path, asked: str) -> None:
    """And the version tells of a setting that changes answers."""
    classifier = load_classifier(shipped, encoder=asked)
    assert classifier.predict(*CURT).second_opinion is (asked != "never")
    plain = load_classifier(shipped).version
    assert classifier.version == (plain if asked == "unsure" else f"{plain}+{asked}")


def test_in_a_hurry_it_is_not_asked(shipped: Path) -> None:
    """Neither for the parts of a ticket, of which a hostile text can have hundreds, nor where a person has said the category; nor
    is worked out there what spoke for it."""
    always = load_classifier(shipped, encoder="always")
    assert not always.predict(*CURT, depth=Depth.WORDS).second_opinion
    assert not always.predict(*CURT, depth=Depth.WORDS).evidence
    assert (
        always.predict(*CURT, depth=Depth.WORDS).probabilities
        == load_classifier(shipped, encoder="never").predict(*CURT).probabilities
    )


@pytest.mark.parametrize("entry", ["marks", "labels", "heads", "weights", "sure", "longest"])
def test_metadata_that_lack_an_entry_are_refused(
    parts: tuple[dict[str, Any], dict[str, Any], tuple[str, ...]], entry: str
) -> None:
    """With a sentence that names it."""
    arrays, told, categories = parts
    with pytest.raises(ArtefactError, match=entry):
        build_second_opinion(arrays, {name: value for name, value in told.items() if name != entry}, categories)


def test_a_missing_array_is_refused(parts: tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]) -> None:
    """As is an encoder that knows other categories."""
    arrays, told, categories = parts
    with pytest.raises(ArtefactError, match="head"):
        build_second_opinion({name: array for name, array in arrays.items() if name != "head.rows"}, told, categories)
    with pytest.raises(ArtefactError, match="incomplete or foreign"):
        build_second_opinion(arrays, {**told, "labels": ["spam"]}, categories)


def test_a_ticket_that_comes_again_is_read_once(shipped: Path) -> None:
    """Queues send theirs every minute; each encoder reads for itself, and the answer stays the same."""
    found = load_classifier(shipped, encoder="always")
    assert found.second
    assert found.english
    counted = {name: _Counted.of(reader) for name, reader in (("second", found.second), ("english", found.english))}
    classifier = replace(found, **counted)
    first = [classifier.predict(*CURT, language) for language in ("en", None, "de", "en", "de")]
    assert [len(reader.read) for reader in counted.values()] == [1, 1]
    assert first[0] == first[3] != first[2] == first[4]


@dataclass(frozen=True, slots=True)
class _Counted(SecondOpinion):
    """An encoder that tells what it has read."""

    read: list[CleanText]

    @classmethod
    def of(cls, other: SecondOpinion) -> _Counted:
        return cls(**{each.name: getattr(other, each.name) for each in fields(other)}, read=[])

    def scores(self, text: CleanText) -> list[float]:
        """As the encoder has them."""
        self.read.append(text)
        return SecondOpinion.scores(self, text)


def test_answers_are_the_same_to_the_bit(second: SecondOpinion) -> None:
    """Whatever was read before."""
    first = second.scores(CleanText(*CURT))
    second.scores(CleanText(*CALM))
    assert np.array(second.scores(CleanText(*CURT))).tobytes() == np.array(first).tobytes()
