"""Past tickets through two policies: what changes is counted once, in any number of parts, with the model asked once a ticket."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from triage.classifier.duplicates.new_ticket import NewTicket
from triage.contract.request import Limits
from triage.domain.reading import Depth, DuplicateMatch, Entities, Prediction
from triage.domain.ticket import OpenTicket, Ticket
from triage.domain.vocabulary import Category
from triage.policy.loading.loader import load_policy
from triage.service.cases.casebook import GivenClassifier
from triage.service.comparison.bundle import Bundle
from triage.service.comparison.diff_page import bar_chart, diff_page
from triage.service.comparison.diff_report import DiffReport
from triage.service.comparison.replay import OnceClassifier, Sides, chunks_of, compare_all, once, request_of
from triage.service.comparison.tally import Shift, Tally, total
from triage.service.intake.ticket_files import Record
from triage.service.snapshot import Snapshot

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
OVERLAY = """\
triage: 1
policy: changed
extends: default
change:
  key function not working: {then: {priority: critical}}
  content in five business days: {then: {resolution: {within: 4 business days, calendar: office}}}
  usage guidance: {then: {priority: low}}
switch off: [hotrush is for faults]
"""
PREDICTION = Prediction(probabilities=((Category.CONTENT, 0.95), (Category.TRAINING, 0.05)), language="en")


class CountingClassifier:
    """Remembers what it was asked."""

    version = "counting"

    def __init__(self):
        self.asked = []

    def predict(self, subject, body, language, *, depth=Depth.FULL, named=None):
        self.asked.append(subject)
        return PREDICTION

    def predict_many(self, texts, depth):
        return [self.predict(*text, None, depth=depth) for text in texts]


@pytest.fixture(name="policies", scope="module")
def _policies(tmp_path_factory):
    path = tmp_path_factory.mktemp("policies") / "changed.yaml"
    path.write_text(OVERLAY)
    return load_policy("default"), load_policy(path)


def sides_of(policies, classifier=None):
    model = classifier or GivenClassifier(PREDICTION)
    return Sides.of(*(Snapshot.build(policy, model, "compiled") for policy in policies))


def record(line, category=None, **ticket):
    given = {"id": f"T{line}", "subject": f"subject {line}", "body": "words", "created_at": "2026-11-23T10:00:00Z", **ticket}
    return Record(line, {"ticket": given | ({"category": category} if category else {})})


RECORDS = [
    record(2, "key_function"),
    record(3, "content"),
    record(4, "training"),
    record(5, "site_down"),
    record(6),
    record(7, "training", hotrush_requested=True),
    Record(8, {"ticket": {"subject": "x", "created_at": "yesterday"}}),
]


def test_what_changes_is_counted(policies):
    """By field, by the rules on either side, with examples, moves, shifts and sums."""
    tally = compare_all(sides_of(policies), RECORDS, NOW)
    assert (tally.tickets, tally.changed, tally.unread) == (6, 5, 1)
    assert tally.problems[0][0] == 8
    assert tally.fields["priority"] == 3
    assert tally.moves["priority", "high", "critical"] == 1
    assert tally.moves["priority", "medium", "low"] == 2
    assert tally.moves["tier", "2", "3"] == 1
    assert tally.kinds["resolution", "content in five business days", "content in five business days"] == 2
    assert (tally.shifts["resolution"].earlier, tally.shifts["resolution"].later) == (3, 2)
    assert [each.ticket for each in tally.examples["priority", "usage guidance", "usage guidance"]] == ["T4", "T7"]
    assert tally.fires_less["hotrush is for faults"] == 1


def test_parts_add_up_to_the_whole(policies):
    """However a file is cut, the sums are the same, down to the examples and their order."""
    sides = sides_of(policies)
    whole = compare_all(sides, RECORDS * 3, NOW)
    for size in (1, 2, 5):
        parts = [compare_all(sides, (RECORDS * 3)[start : start + size], NOW) for start in range(0, len(RECORDS) * 3, size)]
        assert total(parts) == whole


def test_every_sum_of_a_part_is_taken_over():
    """None is forgotten, whichever the tickets of a part touch."""
    sums = {each.name for each in fields(Tally)} - {"shifts", "examples", "problems"}
    part = Tally(**{name: 7 for name in sums if name.startswith(("tickets", "changed", "unread", "charge"))})
    for name in sums - {name for name in sums if isinstance(getattr(part, name), int)}:
        getattr(part, name)["a"] = 7
    part.shifts["resolution"] = Shift(*[7] * len(fields(Shift)))
    whole = total([part, part])
    for name in sums:
        assert getattr(whole, name) in (14, {"a": 14}), name
    assert whole.shifts["resolution"] == Shift(*[14] * len(fields(Shift)))


def test_the_same_policy_changes_nothing(policies):
    """Not a single decision."""
    tally = compare_all(sides_of((policies[0], policies[0])), RECORDS, NOW)
    assert (tally.changed, tally.charge_before) == (0, tally.charge_after)
    assert replace(tally, tickets=0, unread=0, charge_before=0, charge_after=0, problems=[]) == Tally()


def test_the_model_is_asked_once_a_ticket(policies):
    """Though two policies decide, and also for the parts of a ticket."""
    classifier = CountingClassifier()
    compare_all(sides_of(policies, classifier), RECORDS[:5], NOW)
    assert [subject for subject in classifier.asked if subject] == [f"subject {line}" for line in range(2, 7)]


def test_the_model_forgets_what_was_long_ago():
    """A replay of years keeps no years in memory."""
    classifier = CountingClassifier()
    once = OnceClassifier(classifier)
    for number in range(1_000):
        once.predict(str(number), "", None)
        once.predict(str(number), "", None)
    assert len(classifier.asked) == 1_000
    assert len(once._answers) < 100


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "2026-11-23T10:00"),
        ({"history": [{"at": "2026-11-25T09:00:00Z", "event": "update"}]}, "2026-11-25T09:00"),
        ({"history": [{"at": "2026-11-22T09:00:00Z", "event": "update"}]}, "2026-11-23T10:00"),
        ({"history": [{"at": "2026-11-25T09:00:00Z", "event": "update"}], "now": "2026-11-24T09:00:00Z"}, "2026-11-24T09:00"),
    ],
)
def test_a_past_ticket_is_decided_for_the_last_thing_that_happened_to_it(body, expected):
    """Its creation where nothing did, or the moment that the file names."""
    given = record(2)
    assert request_of(replace(given, body=given.body | body), NOW).now.isoformat()[:16] == expected


def test_a_past_ticket_is_decided_for_its_own_day(policies):
    """So that the replay gives the same figures tomorrow."""
    days = (NOW, datetime(2031, 1, 1, tzinfo=UTC))
    assert compare_all(sides_of(policies), RECORDS, days[0]) == compare_all(sides_of(policies), RECORDS, days[1])


def test_a_past_ticket_may_hold_as_much_as_the_settings_say(policies):
    """One more entry, and it is told as the problem of its line."""
    entry = {"at": "2026-11-23T10:05:00Z", "event": "assigned"}
    past = replace(RECORDS[0], body={**RECORDS[0].body, "history": [entry, entry]})
    assert compare_all(sides_of(policies), [past], NOW, Limits(history=2)).unread == 0
    tally = compare_all(sides_of(policies), [past], NOW, Limits(history=1))
    assert tally.problems == [(2, "/history: Holds 2 elements; at most 1 are read.")]


def test_a_bundle_travels_and_is_the_same_policy(policies):
    """With the files that it extends, as bytes, to where none of them is."""
    bundle = Bundle.of(policies[1])
    assert [name for name, _ in bundle.files] == ["default.yaml", "changed.yaml"]
    assert bundle.load().version == policies[1].version


def test_records_come_in_chunks():
    """The last may be short; none is lost."""
    chunks = list(chunks_of(record(n) for n in range(601)))
    assert [len(chunk) for chunk in chunks] == [250, 250, 101]


def test_the_report_says_it_as_text_and_json(policies):
    """Largest first; the JSON is plain JSON."""
    report = DiffReport(*policies, compare_all(sides_of(policies), RECORDS, NOW))
    text = "\n".join(report.as_text())
    assert "6 tickets, 1 could not be read; 5 decisions change (83.3%)" in text
    assert "  high -> critical: 1" in text
    assert "hotrush is for faults fires less often: 1" in text
    figures = json.loads(json.dumps(report.as_json()))
    assert figures["fields"]["priority"] == 3
    assert figures["moves"]["priority"][0] == {"from": "medium", "to": "low", "tickets": 2}
    assert figures["hotrush"]["now_granted"] == figures["hotrush"]["no_longer_refused"]
    assert figures["credits"]["difference"] == figures["credits"]["after"] - figures["credits"]["before"]


def test_the_page_stands_alone(policies):
    """No script, nothing to fetch, well-formed plots, and whatever comes from tickets and policies is escaped."""
    hostile = record(9, "key_function", id="<script>alert(1)</script>&\"'")
    report = DiffReport(*policies, compare_all(sides_of(policies), [*RECORDS, hostile], NOW))
    page = diff_page(report)
    assert "<script" not in page
    assert not re.search(r"""(src|href|url\()\s*=?\s*["']?(https?:|//)""", page)
    assert "&lt;script&gt;" in page
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert pictures
    for picture in pictures:
        assert ElementTree.fromstring(picture).tag == "svg"
    assert page.count("<table>") == page.count("</table>") >= 2


def test_a_page_without_changes_says_so(policies):
    """And holds no empty plots."""
    page = diff_page(DiffReport(policies[0], policies[0], compare_all(sides_of((policies[0], policies[0])), RECORDS, NOW)))
    assert "No decision changes." in page
    assert "<svg" not in page


def test_bars_are_drawn_to_scale():
    """The longest has the whole width."""
    picture = ElementTree.fromstring(bar_chart([("a & b", 10), ("c", 5)], "Bars"))
    widths = [int(bar.get("width")) for bar in picture.iter("rect")]
    assert widths[0] == 2 * widths[1]
    assert picture.find("desc").text == "a & b: 10; c: 5"


def test_the_model_remembers_how_closely_it_read():
    """What it said at a glance is not what it says of the same text when it reads on."""
    classifier = CountingClassifier()
    remembering = OnceClassifier(classifier)
    for depth in (Depth.WORDS, Depth.FULL, Depth.WORDS, Depth.FULL):
        remembering.predict("one", "", None, depth=depth)
    assert classifier.asked == ["one", "one"]


@pytest.mark.parametrize("body", ["words", "<p>words</p>"])
def test_matching_is_done_once_a_ticket(policies, body):
    """Two policies decide in a row, each with an object of its own for a ticket whose HTML became text."""
    asked = []

    def matcher(new, open_tickets):
        asked.append((new.ticket.id, new.ticket.body))
        return DuplicateMatch(checked=False)

    model = GivenClassifier(PREDICTION)
    first, second = (replace(Snapshot.build(policy, model, "compiled"), matcher=matcher) for policy in policies)
    compare_all(Sides.of(first, second), [record(2, body=body), record(3, body=body)], NOW)
    assert asked == [("T2", "words"), ("T3", "words")]


def test_equal_tickets_beside_other_open_ones_are_matched_anew():
    """What was found for the one may not be there for the other."""
    asked = []

    def matcher(new, open_tickets):
        asked.append(open_tickets)
        return DuplicateMatch(checked=False)

    new, matching = NewTicket(Ticket(subject="s", body="b"), NOW, Entities()), once(matcher)
    pools = [(OpenTicket("1"),), (OpenTicket("1"),), (OpenTicket("2"),), None, None]
    for pool in pools:
        matching(replace(new), pool)
    matching(replace(new, created_at=NOW.replace(hour=9)), None)
    assert asked == [pools[0], pools[2], None, None]
