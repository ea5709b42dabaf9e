"""How the signs of duplicates are weighed."""

from dataclasses import replace

import numpy as np
import pytest

from training.corpus import LabelledTicket
from training.duplicates.cases import Compared, Query, Text, compare, compare_printed, make_queries, print_texts, read_groups
from training.duplicates.fitting import Reading, fit_weights, measure, read_with_meaning
from training.duplicates.projection import fit_projection, sentences_of
from triage.classifier.duplicates.directions import DIMENSIONS, Projection
from triage.classifier.duplicates.duplicate_model import shipped_model
from triage.classifier.duplicates.likeness import MEANING
from triage.domain.vocabulary import Category

NEW, FIRST, SECOND = Text("new", "a"), Text("first", "b"), Text("second", "c")
QUERY = Query("group", NEW, (FIRST, SECOND), 0)
ONE, OTHER = np.array([127, 0], np.int8), np.array([0, 127], np.int8)
DIRECTIONS = {("new", "a"): ONE, ("first", "b"): ONE, ("second", "c"): OTHER}
LOW = dict.fromkeys(("likeness", "titles", "same_outage"), 0.2)
COMPARED = (Compared(LOW, FIRST, 1), Compared({**LOW, "likeness": 0.1}, SECOND, 0))


def test_the_cosine_joins_the_signs_of_those_that_are_read():
    """One row for each, the best by words first."""
    read = read_with_meaning(QUERY, COMPARED, DIRECTIONS, shipped_model())
    assert read is not None
    assert [(row[MEANING], label) for row, label in zip(read.rows, read.labels, strict=True)] == [(1.0, 1), (0.0, 0)]


@pytest.mark.parametrize(
    ("changed", "directions"),
    [({"meaning_least": 0.9}, DIRECTIONS), ({"meaning_settled": 0.01}, DIRECTIONS), ({}, {("first", "b"): ONE})],
)
def test_nothing_is_learned_where_the_encoder_is_not_asked(changed, directions):
    """Below the floor, where words settle it, and without a text of its own."""
    assert read_with_meaning(QUERY, COMPARED, directions, replace(shipped_model(), **changed)) is None


def test_what_speaks_for_a_duplicate_never_counts_against_it(capsys):
    """The weights keep their side even where the cases say otherwise, and the report tells what is found."""
    rows = [{"likeness": 0.1 * at, "titles": 0.0, "same_url": 1.0 - at % 2, "other_order": float(at % 2)} for at in range(10)]
    readings = [Reading(f"group {group}", rows, [at % 2 for at in range(10)], True) for group in range(20)]
    weights = fit_weights(readings)
    assert (weights["same_url"], weights["other_order"]) == (0.0, 0.0)
    assert weights["titles"] == pytest.approx(weights["likeness"] / 2)
    assert "tickets with an original: 20, found first" in capsys.readouterr().out


def test_a_case_is_compared_best_first():
    """With the original marked."""
    query = next(query for query in make_queries(read_groups()) if query.original is not None)
    found = compare(query, shipped_model())
    likeness = [one.signs["likeness"] for one in found]
    assert likeness == sorted(likeness, reverse=True)
    assert [one.text for one in found if one.label] in ([], [query.pool[query.original or 0]])


def test_a_case_is_compared_by_fingerprints_too():
    """Nearly as by text: the words beyond the most telling are missing."""
    query, model = next(query for query in make_queries(read_groups()) if query.original is not None), shipped_model()
    by_text, printed = compare(query, model), compare_printed(query, print_texts([query], model), model)
    likeness = {one.text: one.signs["likeness"] for one in by_text}
    both = [one for one in printed if one.text in likeness]
    assert len(both) >= len(by_text) // 2
    assert printed[0].text == by_text[0].text
    assert [one.signs["likeness"] for one in both] == pytest.approx([likeness[one.text] for one in both], abs=0.1)


def test_measuring_others_than_were_learned_from(capsys):
    """By the weights of the groups that an asked one does not belong to."""
    rows = [{"likeness": 0.9, "titles": 0.0}, {"likeness": 0.1, "titles": 0.0}]
    learned = [Reading(f"group {group}", rows, [1, 0], True) for group in range(20)]
    asked = [Reading("group 3", rows, [1, 0], True), Reading("group 4", rows, [0, 1], True)]
    measure(learned, asked)
    assert "tickets with an original: 2, found first 0.500" in capsys.readouterr().out


def test_the_axes_are_those_of_the_greatest_differences(capsys):
    """Whatever the order of the vectors, each with its largest number above 0."""
    vectors = np.random.default_rng(3).normal(size=(300, 200)).astype(np.float16)
    vectors[:, 7] *= 9
    axes = Projection.read(fit_projection(list(vectors))).axes
    assert axes.shape == (DIMENSIONS, 200)
    assert axes[0].argmax() == np.abs(axes[0]).argmax() == 7
    assert np.allclose(axes @ axes.T, np.eye(DIMENSIONS), atol=0.01)
    assert np.allclose(Projection.read(fit_projection(list(vectors[::-1]))).axes, axes, atol=0.01)
    assert "300 sentences" in capsys.readouterr().out


def test_sentences_of_a_corpus():
    """English ones of four words or more, each once, every so many."""
    bodies = [f"Number {at} of the many lines. Short. Again and again the same.\nA line without end" for at in range(100)]
    told = [*(("en", body) for body in bodies), ("de", "Das ist ganz sicher Deutsch.")]
    corpus = [LabelledTicket(body, "", body, Category.CONTENT, frozenset(), language, body, "a") for language, body in told]
    assert sentences_of(corpus) == [("", "Number 0 of the many lines."), ("", "Number 88 of the many lines.")]
