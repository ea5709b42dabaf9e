"""The internal note: its moments are on the clocks of the promises that it tells."""

from __future__ import annotations

import re

import pytest

from tests.web.shop import NOW, request_with
from tests.web.shop import snapshot as shop
from triage.contract.answer import render
from triage.contract.request import parse_request
from triage.domain.reading import Prediction
from triage.policy.loading.loader import load_policy_text
from triage.service.cases.casebook import GivenClassifier
from triage.service.decide import decide
from triage.service.snapshot import Snapshot

PREVIOUS = {"priority": "low", "sla": {"targets": [{"name": "resolution", "due_at": "2026-11-25T09:00:00Z"}]}}


@pytest.mark.parametrize(("zone", "offset"), [("Europe/Berlin", "+01:00"), ("America/New_York", "-05:00"), (None, "+00:00")])
def test_a_moment_is_on_the_clock_of_its_promise(zone, offset):
    """The ladder and a change as their target, HotRush as the first answer: in UTC among local ones they look earlier."""
    body = request_with(account__time_zone=zone, previous=PREVIOUS)
    body["ticket"]["category"] = "key_function"
    note = decide(parse_request(body, now=NOW), shop()).note
    found = {line.split(" due ")[0].split(" at ")[0].split(":")[0]: offsets(line) for line in note.splitlines()}
    assert found["Resolution"] == found["Escalate to tier 3"] == {offset}
    assert found["Changed sla.resolution.due_at"] == {offset}
    assert found["HotRush granted"] == found["First response"]
    assert found["HotRush granted"] <= {"+03:00", offset}
    assert "UTC" not in note


def test_a_step_of_the_ladder_is_on_the_clock_of_its_own_target():
    """Of the first answer on a calendar abroad, of the resolution on the client's."""
    text = """
triage: 1
policy: two clocks
tiers: {2: technicians, 3: specialists}
calendars:
  abroad: {time zone: America/New_York, hours: {mon-sun: ["00:00-24:00"]}}
  here: {time zone: Europe/Berlin, hours: {mon-sun: ["00:00-24:00"]}}
review: {cost of a review: 1, cost of a wrong category: 5}
confidence levels: {high: 0.85, medium: 0.6}
sections:
- section: only
  sets: [first response, resolution, escalations]
  rules:
  - rule: it
    why: W
    then:
      first response: {within: 4 h, calendar: abroad}
      resolution: {within: 1 business day same time, calendar: here}
      escalations: [{to tier: 2, percent: 50, of: first_response}, {to tier: 3, percent: 50, of: resolution}]
"""
    snapshot = Snapshot.build(load_policy_text(text, "two.yaml"), GivenClassifier(Prediction(())), "reference")
    decision = decide(parse_request(request_with(), now=NOW), snapshot)
    steps = [line for line in decision.note.splitlines() if line.startswith("Escalate")]
    assert [line[:18] for line in steps] == ["Escalate to tier 2", "Escalate to tier 3"]
    assert [offsets(line) for line in steps] == [{"-05:00"}, {"+01:00"}]
    ladder = render(decision)["sla"]["escalations"]
    assert [(step["to_tier"], step["of"]) for step in ladder] == [(2, "first_response"), (3, "resolution")]
    assert ladder[1]["because"] == "50 % of the time for resolution (1 business day same time on calendar here) is used up"


def offsets(line):
    """The offsets of the moments of a line."""
    return {offset.rstrip(",.;") for offset in re.findall(r"[0-9]{4}-[0-9-]{5} [0-9]{2}:[0-9]{2} ([^ ]+)", line)}
