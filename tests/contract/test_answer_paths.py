"""Paths into answers: every path of a real answer leads somewhere, and a word that is none does not."""

from __future__ import annotations

import pytest

from triage.contract.answer_paths import astray


@pytest.mark.parametrize(
    "path",
    [
        "priority",
        "category.name",
        "category.topics.standard_setup.confidence",
        "sla.targets.resolution.timeline",
        "sla.escalations.3.at",
        "hotrush.reasons.any code at all.text",
        "hotrush.expected_between",
        "credits.purchase.price",
        "duplicate.candidates.T1.score",
        "workflow.assess.due_at",
        "trace.outage.set.priority",
        "trace.outage.failed.value.anything",
        "missing_information.url",
        "changes.priority.from",
        "advice.A sentence",
        "versions.policy",
    ],
)
def test_what_answers_have_is_found(path):
    """Through lists by what identifies an element."""
    assert astray(path) is None


@pytest.mark.parametrize(
    ("path", "place", "known"),
    [
        ("prioritie", 0, "priority"),
        ("hotrush.verdic", 1, "verdict"),
        ("sla.targets.resoluton.due_at", 2, "resolution"),
        ("category.topics.coupons", 2, "standard_setup"),
        ("credits.purchase.cost", 2, "price"),
        ("trace.outage.sets", 2, "set"),
        ("priority.name", 1, None),
        ("advice.x.y", 2, None),
        ("sla.targets.resolution.timeline.x", 4, None),
    ],
)
def test_what_no_answer_has_is_told_with_what_could_stand_there(path, place, known):
    """By the place of the segment; nothing could stand below a single value."""
    found = astray(path)
    assert found is not None
    assert found[0] == place
    assert known in found[1] if known else found[1] == ()
