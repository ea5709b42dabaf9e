"""From an engine's judgement to a prediction."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from triage.classifier.category.artefact import Labels
from triage.classifier.category.judgement import Judgement
from triage.classifier.category.model import Classifier, load_classifier
from triage.domain.reading import Depth, Evidence
from triage.domain.vocabulary import Category, Topic

LABELS = Labels(
    (Category.CONTENT, Category.DUPLICATE, Category.SITE_DOWN),
    (Topic.ARCHITECTURE, Topic.STORE_SETUP, Topic.CUSTOMIZATION),
    (0.5, 0.2, 0.9),
)


@dataclass
class Says:
    """An engine that always says the same."""

    judgement: Judgement

    def judge(self, subject, body, language):
        return self.judgement


@dataclass
class Doubting:
    """A second reader that is always wanted, and says whether it was asked."""

    name: str
    heard: bool = False

    def is_wanted(self, shares):
        return True

    def scores(self, text):
        self.heard = True
        return (0.0, 0.0, 0.0)

    def join(self, shares, scores):
        return list(shares)


def classifier(**told):
    told = {"shares": (0.1, 0.6, 0.3), "topics": (0.4, 0.7, 0.95), "evidence": lambda label: (Evidence(str(label), 1.0),), **told}
    return Classifier(Says(Judgement(**told)), LABELS, "sha256:x", frozenset({"chase"}))


@pytest.mark.parametrize(
    ("acts", "body", "expected"),
    [
        (frozenset(), "nothing is said of any ticket", (Category.SITE_DOWN, 0.75)),
        (frozenset({"chase"}), "any news?", (Category.DUPLICATE, 0.6)),
        (frozenset(), "about #4711", (Category.DUPLICATE, 0.6)),
    ],
)
def test_duplicate_needs_a_reference(acts, body, expected):
    """Without a word on an earlier ticket, the duplicates' share goes to the others."""
    predicted = classifier(acts=acts).predict("", body)
    assert predicted.probabilities[0] == (expected[0], pytest.approx(expected[1]))
    assert sum(share for _, share in predicted.probabilities) == pytest.approx(1)
    assert [share for _, share in predicted.probabilities] == sorted(
        (share for _, share in predicted.probabilities), reverse=True
    )


@pytest.mark.parametrize(
    ("language", "depth", "expected"),
    [
        ("en", Depth.FULL, "english"),
        ("en", Depth.BRIEF, "second"),
        ("en", Depth.WORDS, None),
        ("de", Depth.FULL, "second"),
        (None, Depth.FULL, "second"),
    ],
)
def test_the_large_encoder_reads_single_english_tickets_only(language, depth, expected):
    """In a list the small one does, and in a hurry none."""
    assert replace(classifier(), second="second", english="english").reader_of(language, depth) == expected


def test_evidence_is_for_the_category_that_won():
    """Redistribution comes before evidence."""
    assert classifier().predict("", "").evidence == (Evidence("2", 1.0),)
    assert classifier(acts=frozenset({"chase"})).predict("", "").evidence == (Evidence("1", 1.0),)


def test_topics_above_their_own_threshold():
    """Each topic has its own least probability; the most probable comes first."""
    assert classifier().predict("", "").topics == ((Topic.CUSTOMIZATION, 0.95), (Topic.STORE_SETUP, 0.7))


def test_nothing_but_duplicates():
    """When nothing else is left, the share stays where it is."""
    assert classifier(shares=(0.0, 1.0, 0.0)).predict("", "").probabilities[0] == (Category.DUPLICATE, 1.0)


def test_declining():
    """An engine that declines says why, and no category."""
    predicted = classifier(declined="gibberish", language="de", truncated=True).predict("", "")
    assert (predicted.probabilities, predicted.declined, predicted.language, predicted.truncated) == ((), "gibberish", "de", True)


@pytest.mark.parametrize(("likely", "expected"), [("en", "english"), ("de", "second"), (None, "second")])
def test_an_unclear_text_has_the_reader_of_its_likely_language(likely, expected):
    """The language is not told, but an encoder has to be chosen."""
    readers = {name: Doubting(name) for name in ("second", "english")}
    judged = Judgement(shares=(0.4, 0.3, 0.3), topics=(0.0, 0.0, 0.0), likely_language=likely)
    model = Classifier(Says(judged), LABELS, "sha256:x", frozenset(), **readers)
    predicted = model.predict("", "import fails")
    assert (predicted.language, predicted.likely_language) == (None, likely)
    assert [name for name, reader in readers.items() if reader.heard] == [expected]


def test_a_loaded_model(model_folder):
    """Predictions are in the words of the customer, and the same every time."""
    model = load_classifier(model_folder)
    predicted = model.predict("HELP", "Our Website is DOWN, nobody can order!", None)
    assert len(predicted.probabilities) == len(Category)
    assert predicted.language == "en"
    text = "HELP . Our Website is DOWN, nobody can order!".replace(",", "")
    assert all(part in text for evidence in predicted.evidence for part in evidence.text.split(" … "))
    assert all(evidence.weight > 0 for evidence in predicted.evidence)
    assert model.predict("HELP", "Our Website is DOWN, nobody can order!", None) == predicted
    assert model.predict("", "сайт не работает", "en").declined == "language_unsupported"
