"""How a decision is written: whole, and as one level of texts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from html import unescape

import pytest

from tests.web.shop import NOW, REQUEST, request_with, snapshot
from triage.contract.answer import duration, instant, render
from triage.contract.flat import flatten
from triage.contract.flat_fields import FLAT_FIELDS
from triage.contract.request import parse_request
from triage.domain.decision import Escalation, RoutingDecision
from triage.domain.reading import Prediction
from triage.domain.vocabulary import TargetName
from triage.service.decide import decide
from triage.service.note import write_note


def decided(body: dict[str, object], prediction: Prediction | None = None) -> RoutingDecision:
    """A decision on the shipped policy."""
    return decide(parse_request(body, now=NOW), snapshot(prediction) if prediction else snapshot())


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (None, None),
        (datetime(2026, 11, 23, 8, 22, 30, tzinfo=UTC), "2026-11-23T08:22:30Z"),
        (datetime(2026, 11, 23, 8, 22, 30, 5000, tzinfo=UTC), "2026-11-23T08:22:30.005000Z"),
        (datetime(2026, 11, 23, 8, 22, tzinfo=timezone(timedelta(hours=2))), "2026-11-23T06:22:00Z"),
    ],
)
def test_instants(moment: datetime | None, text: str | None) -> None:
    """UTC with a Z."""
    assert instant(moment) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (None, None),
        (timedelta(), "PT0S"),
        (timedelta(seconds=59), "PT59S"),
        (timedelta(minutes=58), "PT58M"),
        (timedelta(hours=30, minutes=5, seconds=1), "PT30H5M1S"),
        (timedelta(days=3), "PT72H"),
    ],
)
def test_durations(amount: timedelta | None, text: str | None) -> None:
    """Hours go on beyond a day, since a business day has no fixed length."""
    assert duration(amount) == text


def test_the_order_of_the_contract() -> None:
    """Readers find things where the documentation shows them."""
    names = list(render(decided(dict(REQUEST))))
    assert names[:3] == ["ticket_id", "decided_at", "category"]
    assert names[-3:] == ["note", "warnings", "versions"]


def test_the_flat_view_says_the_same() -> None:
    """Field by field."""
    decision = decided(request_with(account__credits={"balance": 3, "agreed_in_advance": True}))
    whole, flat = render(decision), flatten(decision)
    targets = {target["name"]: target for target in whole["sla"]["targets"]}
    assert flat["category"] == whole["category"]["name"]
    assert flat["confidence"] == "0.93"
    assert flat["first_response_due"] == targets["first_response"]["due_at"]
    assert flat["resolution_due"] == targets["resolution"]["due_at"]
    assert flat["next_update_due"] == ""
    assert flat["hotrush_respond_by"] == whole["hotrush"]["respond_by"]
    assert flat["shortfall"] == str(whole["credits"]["shortfall"])
    assert flat["purchase"] == " + ".join(
        f"{each['count']} x {each['credits']}" for each in whole["credits"]["purchase"]["packages"]
    )
    assert flat["missing_information"].split(", ") == [ask["what"] for ask in whole["missing_information"]]
    assert flat["note"] == whole["note"]
    assert unescape(flat["note_html"]).replace("<br>\n", "\n") == whole["note"]
    assert flat["note_html"].count("<br>") == whole["note"].count("\n")
    assert flat["policy_version"] == whole["versions"]["policy"]
    assert flat["tags"].split()[:3] == ["triage-key_function", "priority-high", "tier-2"]


def test_the_lowest_tier_is_one() -> None:
    """A policy may begin at 0."""
    decision = write_note(replace(decided(request_with()), tier=0))
    flat = flatten(decision)
    assert (flat["tier"], flat["tags"].split()[2]) == ("0", "tier-0")
    assert ", tier 0, " in flat["note"]


def test_the_flat_view_of_a_ticket_that_nobody_can_place() -> None:
    """The same fields, empty where there is nothing."""
    known, unknown = flatten(decided(dict(REQUEST))), flatten(decided({"ticket": {"body": ""}}, Prediction(declined="no_text")))
    assert list(known) == list(unknown) == list(FLAT_FIELDS)
    assert unknown["category"] == unknown["confidence"] == ""
    assert unknown["needs_review"] == "true"
    assert unknown["tags"].split()[0] == "triage-unknown"


@pytest.mark.parametrize(
    ("hour", "shown"),
    [
        (8, ("2026-11-23T09:00:00Z", "2")),
        (9, ("2026-11-23T10:00:00Z", "3")),
        (12, ("2026-11-23T10:00:00Z", "3")),
    ],
)
def test_the_next_step_of_the_ladder(hour: int, shown: tuple[str, str]) -> None:
    """What is past is not next, whatever the order; the last one stays, since it is due."""
    steps = [
        Escalation(datetime(2026, 11, 23, at, tzinfo=UTC), tier, TargetName.RESOLUTION, "") for at, tier in ((10, 3), (9, 2))
    ]
    decision = decided(request_with())
    moment = datetime(2026, 11, 23, hour, tzinfo=UTC)
    flat = flatten(replace(decision, decided_at=moment, sla=replace(decision.sla, escalations=tuple(steps))))
    assert (flat["next_escalation_at"], flat["next_escalation_tier"]) == shown
