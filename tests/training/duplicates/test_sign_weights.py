"""How the signs of duplicates are weighed."""

from dataclasses import replace

import numpy as np
import pytest

from training.duplicates.cases import Compared, Query, Text, compare, make_queries, read_groups
from training.duplicates.fitting import Reading, fit_weights, read_with_meaning
from triage.classifier.duplicate_model import shipped_model
from triage.classifier.likeness import MEANING

NEW, FIRST, SECOND = Text("new", "a"), Text("first", "b"), Text("second", "c")
QUERY = Query("group", NEW, (FIRST, SECOND), 0)
ONE, OTHER = np.array([1.0, 0.0], np.float16), np.array([0.0, 1.0], np.float16)
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
