"""The lean evaluator computes what the pipeline computes."""

from __future__ import annotations

import itertools
import json
import string
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from training.export import lean_tables, round_weights
from training.features import build_features, documents
from training.train import TrainingOptions, train
from triage.classifier.category import lean, memory
from triage.classifier.category.lean import build_lean
from triage.classifier.category.model import load_classifier
from triage.classifier.category.sklearn_engine import PipelineModel
from triage.classifier.tokens import chunks_of

NASTY = [
    "",
    " ",
    "?",
    "...",
    "İstanbul'da ödeme",
    "a\u00a0b\u2003c",
    "\ud800 broken \udfff pair",
    "🔥🔥 site down 🔥",
    "x" * 30_000,
    "down " * 5_000,
    "e\u0301te\u0301 ﬁx ½ ①",
    "\u001c\u001d\u001e\u0085",
    "l'ordine n'est pas",
    "8.1.2 config.php a.b.c.d .htaccess ...x",
    "500 502 4711 123456",
    "<p>hello</p><script>alert(1)</script>",
    "<" * 3000,
    "&lt;b&gt; &amp;",
    "a'" * 2000,
    "a.b" * 3000,
    "\n" * 5000 + "why?",
    "deadbeefdeadbeef",
    "Sehr geehrte Damen und Herren, der Shop ist nicht erreichbar.",
    "ΣΑΣ ǅ ß ẞ ŉ",
    "_ __ ___",
    "ªº ²³",
    "\x00\x01 nul",
    "١٢٣ ४५६ ５００",
]

words = st.sampled_from(
    ["how", "do", "I", "add", "a", "banner", "?", "down", "nobody", "can", "pay", "500", "please", "\n", ".", "Fehler", "l'image"]
)
texts = st.one_of(st.text(max_size=200), st.lists(words, max_size=60).map(" ".join), st.sampled_from(NASTY))


@pytest.fixture(scope="module")
def engines(model_folder):
    return load_classifier(model_folder).engine, load_classifier(model_folder, "sklearn").engine


def assert_equal(lean, reference, subject, body, language=None):
    one, other = lean.judge(subject, body, language), reference.judge(subject, body, language)
    assert (one.language, one.declined, one.truncated, one.acts) == (other.language, other.declined, other.truncated, other.acts)
    np.testing.assert_allclose(one.shares, other.shares, rtol=0, atol=1e-9)
    np.testing.assert_allclose(one.topics, other.topics, rtol=0, atol=1e-9)
    if one.declined is None:
        weights = [dict((e.text, e.weight) for e in judged.evidence(int(np.argmax(one.shares)))) for judged in (one, other)]
        assert weights[0] == pytest.approx(weights[1], abs=1e-9)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subject=texts, body=texts, language=st.sampled_from([None, "en", "de-AT", "pl", "", "??"]))
def test_any_text(engines, subject, body, language):
    """Shares, topics, evidence and language agree on any text at all."""
    assert_equal(*engines, subject, body, language)


@pytest.mark.parametrize("text", NASTY)
def test_nasty_texts(engines, text):
    """Texts that broke such replicas before."""
    assert_equal(*engines, text, text)
    assert_equal(*engines, "", "Our shop is down since the update. " + text)


def test_corpus_tickets(engines, tickets):
    """Real sentences, with and without their subject."""
    for ticket in tickets[::5]:
        assert_equal(*engines, ticket.subject, ticket.body)
        assert_equal(*engines, "", ticket.body)


def test_full_memory_is_begun_anew(model_folder, tickets, monkeypatch):
    """More different words than the memory holds change nothing but the time."""
    expected = [load_classifier(model_folder).predict(ticket.subject, ticket.body) for ticket in tickets[::6]]
    monkeypatch.setattr(memory, "CAPACITY", 6_400)
    small = load_classifier(model_folder)
    assert [small.predict(ticket.subject, ticket.body) for ticket in tickets[::6]] == expected


def test_a_memory_that_fills_up_under_threads(model_folder, monkeypatch):
    """Texts of new words, together of more than are held in reserve for one text, begun at one time: each as it is alone."""
    new_words = map("".join, itertools.product(string.ascii_lowercase, repeat=4))
    texts = ["The shop is down. " + " ".join(itertools.islice(new_words, 1_150)) for _ in range(8)]
    roomy = load_classifier(model_folder).engine
    expected = [roomy.judge("", text, "en") for text in texts]
    monkeypatch.setattr(memory, "CAPACITY", 6_400)
    model, together = load_classifier(model_folder).engine, Barrier(len(texts), timeout=60)

    def chunks_at_once(text):
        together.wait()
        return chunks_of(text)

    monkeypatch.setattr(lean, "chunks_of", chunks_at_once)
    with ThreadPoolExecutor(len(texts)) as threads:
        found = list(threads.map(lambda text: model.judge("", text, "en"), texts))
    assert [(one.shares, one.topics) for one in found] == [(one.shares, one.topics) for one in expected]


OPTIONS = [
    {},
    {"words__sublinear_tf": False},
    {"words__norm": "l1"},
    {"words__norm": None, "cues__norm": None, "chars__norm": None},
    {"words__use_idf": False, "cues__use_idf": False, "chars__use_idf": False},
    {"words__ngram_range": (1, 3), "cues__ngram_range": (1, 1)},
    {"words__ngram_range": (1, 1), "cues__sublinear_tf": False, "cues__norm": "l1"},
    {"chars__ngram_range": (2, 3)},
    {"chars__ngram_range": (1, 6), "chars__min_df": 1},
    {"words__min_df": 1, "words__max_features": 500},
    {"words__smooth_idf": False, "words__max_df": 0.5},
    {"transformer_weights": {"words": 0.3, "chars": 2.0, "cues": 1.7}},
]


@pytest.fixture(scope="module")
def fitted(tickets):
    return train(tickets, TrainingOptions(topic_floor=6, folds=2))


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_every_option_that_can_be_exported(fitted, tickets, options):
    """Whatever the exporter accepts, the arrays compute it exactly."""
    rows = documents(tickets, fitted.reader)
    features = build_features(TrainingOptions().features)
    features.set_params(**{key: value for key, value in options.items() if key == "transformer_weights"})
    for key, value in options.items():
        if "__" in key:
            block, _, option = key.partition("__")
            dict((name, vectorizer) for name, vectorizer, _ in features.transformers)[block].set_params(**{option: value})
    matrix = features.fit_transform(rows)
    category = LogisticRegression(max_iter=200).fit(matrix, [ticket.category.value for ticket in tickets])
    marks = np.array([[topic in ticket.topics for topic in fitted.topic_names] for ticket in tickets], dtype=int)
    topics = OneVsRestClassifier(LogisticRegression()).fit(matrix, marks)
    model = replace(fitted, features=features, category=category, topics=topics)
    round_weights(model)
    tables, arrays = lean_tables(model)
    lean = build_lean(json.loads(json.dumps(tables)), arrays, len(category.classes_), len(fitted.topic_names))
    reference = PipelineModel(model.reader, features, category, topics)
    for ticket in tickets[::20]:
        assert_equal(lean, reference, ticket.subject, ticket.body)
    for text in NASTY[::3]:
        assert_equal(lean, reference, text, "The shop is down. " + text)


def test_words_are_entered_by_one_thread_at_a_time(model_folder, monkeypatch):
    """Rows are numbered by counting those that are there: two at once would share some."""
    table = load_classifier(model_folder).engine.memory
    held = []
    work_out = memory.Memory._work_out

    def look(self, begun):
        held.append(self._lock.locked())
        work_out(self, begun)

    monkeypatch.setattr(memory.Memory, "_work_out", look)
    table.tokens_in(["qzxjv", "vjxzq"])
    assert held == [True]
    assert not table._lock.locked()
