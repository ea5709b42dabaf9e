"""Which rule is named for what stands in an answer: in `changes`, in a comparison of two decisions, in a failed case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from triage.contract.answer import render
from triage.contract.request import parse_request
from triage.domain.reading import Prediction
from triage.policy.files.findings import Position
from triage.policy.loading.cases import Case
from triage.policy.loading.loader import load_policy
from triage.service.cases.casebook import GivenClassifier
from triage.service.cases.expectations import unmet
from triage.service.comparison.compared import differences
from triage.service.decide import decide
from triage.service.decided_by import deciding_steps
from triage.service.snapshot import Snapshot

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
SNAPSHOT = Snapshot.build(load_policy("default"), GivenClassifier(Prediction(declined="no_text")), "reference")
TICKET = {"subject": "Checkout fails", "category": "key_function", "created_at": "2026-11-23T08:22:30Z"}
FAULT = {"ticket": TICKET}
URGENT = {"ticket": {**TICKET, "hotrush_requested": True}, "account": {"support": {"subscription_active": True}}}
WORDS = {"ticket": {**TICKET, "category": "content"}}


def decision(body, previous=None):
    asked = {**body, "previous": render(previous)} if previous else body
    return decide(parse_request(asked, now=NOW), SNAPSHOT)


def named(before, after):
    return {each.field: (each.rule_before, each.rule_after) for each in differences(decision(before), decision(after))}


def test_a_granted_hotrush_moves_the_first_response():
    """It is one more promise for it: where it wins, it is the rule that is named, everywhere."""
    earlier = decision(FAULT)
    later = decision(URGENT, earlier)
    because = {change.field: change.because for change in later.changes}
    assert later.sla.targets[0].rule == "hotrush created in working time"
    assert because["sla.first_response.due_at"].startswith("hotrush created in working time: ")
    assert named(FAULT, URGENT)["first response"] == ("platform response row 3", "hotrush created in working time")
    case = Case("c", (), {}, None, {"sla.targets.first_response.due_at": "2026-11-23T12:22:30Z"}, (), (), Position("c"), {})
    (failure,) = unmet(case, later)
    assert failure.message.endswith("(decided by hotrush created in working time)")


def test_a_target_that_hotrush_does_not_touch_keeps_its_rule():
    """Though it has moved for another reason."""
    assert named(URGENT, WORDS)["resolution"] == ("high is resolved in 8 hours", "content in five business days")


def test_what_is_overruled_later_is_not_named():
    """Of an outcome that stays one value, the last rule that set it decides; of the charge every part has a say."""
    assert named(FAULT, WORDS)["priority"] == ("key function not working", "content update")


@pytest.mark.parametrize(
    ("body", "path", "rules"),
    [
        (URGENT, "sla.targets.first_response", ("hotrush created in working time",)),
        (URGENT, "sla.targets.first_response.state", ("hotrush created in working time",)),
        (URGENT, "sla.escalations", ("high is resolved in 8 hours", "from the second tier to the third")),
        (FAULT, "sla.targets.first_response.due_at", ("platform response row 3",)),
        (FAULT, "sla.targets.next_update", ()),
        (WORDS, "sla.escalations", ()),
        (FAULT, "credits.basis", ("a problem of unknown cause",)),
        (WORDS, "ticket_id", ()),
    ],
)
def test_a_path_names_its_rules(body, path, rules):
    """A target without a promise, a ladder without a step and what no rule sets name none."""
    assert tuple(step.rule for step in deciding_steps(decision(body), path)) == rules


def test_shadow_rules_decide_nothing():
    """They are in the trace, but nothing that they say is applied."""
    found = decision(FAULT)
    step = next(step for step in found.trace if "priority" in step.set)
    assert deciding_steps(found, "priority") == (step,)
    assert deciding_steps(replace(found, trace=(replace(step, shadow=True),)), "priority") == ()
