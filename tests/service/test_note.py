"""The internal note: its moments are on the clocks of the promises that it tells."""

from __future__ import annotations

import re

import pytest

from tests.web.shop import NOW, request_with
from tests.web.shop import snapshot as shop
from triage.contract.request import parse_request
from triage.service.decide import decide

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


def offsets(line):
    """The offsets of the moments of a line."""
    return {offset.rstrip(",.;") for offset in re.findall(r"[0-9]{4}-[0-9-]{5} [0-9]{2}:[0-9]{2} ([^ ]+)", line)}
