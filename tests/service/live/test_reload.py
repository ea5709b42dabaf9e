"""A changed policy goes live whole or not at all, also while tickets are being decided."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime
from threading import Event, Thread

import pytest

from triage.domain.reading import Prediction
from triage.domain.ticket import Ticket, TriageRequest
from triage.domain.vocabulary import Category
from triage.policy.loading.loader import load_policy
from triage.service.cases.casebook import GivenClassifier
from triage.service.cases.checking import check_policy
from triage.service.live.reload import PolicyWatcher
from triage.service.live.service import TriageService
from triage.service.snapshot import Snapshot

POLICY = """\
triage: 1
policy: live
teams: [desk]
tiers: {1: one, 2: two, 3: three}
calendars:
  always: {time zone: UTC, hours: {mon-sun: ["00:00-24:00"]}}
review: {cost of a review: 1, cost of a wrong category: 5}
confidence levels: {high: 0.85, medium: 0.6}
sections:
- section: all in one
  sets: [priority, tier, team, first response]
  rules:
  - rule: the only one
    why: It says the same four ways
    then: {priority: PRIORITY, tier: TIER, team: desk, first response: {within: TIER h, calendar: always}}
"""
VARIANTS = {1: "low", 2: "medium", 3: "high"}
TODAY = date(2026, 11, 21)
REQUEST = TriageRequest(Ticket(id="1", subject="Help", body="Help"), now=datetime(2026, 11, 23, 8, 0, tzinfo=UTC))


def text_of(tier):
    return POLICY.replace("PRIORITY", VARIANTS[tier]).replace("TIER", str(tier))


class Files:
    """A policy on disk, its service, and a watcher that is told when to look."""

    def __init__(self, folder, engine="compiled"):
        self.path = folder / "live.yaml"
        self.clock = 1_700_000_000
        self.write(text_of(1))
        model = GivenClassifier(Prediction(probabilities=((Category.TRAINING, 1.0),), language="en"))
        self.service = TriageService(Snapshot.build(load_policy(self.path), model, engine))
        self.watcher = PolicyWatcher(self.service, self.path, engine, 0.01, lambda: TODAY)

    def write(self, text, name="live.yaml"):
        """Write at once, as an editor or a deployment does, with a time that differs from the one before."""
        file = self.path.with_name(name)
        new = file.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        self.clock += 1
        os.utime(new, (self.clock, self.clock))
        new.replace(file)

    def tier(self):
        return self.service.decide(REQUEST).tier


@pytest.fixture(name="files")
def _files(tmp_path):
    files = Files(tmp_path)
    yield files
    files.watcher.stop()


def test_nothing_happens_while_nothing_changes(files):
    """Neither does a file that was only touched count as a change."""
    assert files.watcher.look() is None
    files.write(text_of(1))
    assert files.watcher.look() is None
    assert files.watcher.status.result == "none"


def test_a_good_change_goes_live(files):
    """The next decision is the new policy's, and says so by its version."""
    before = files.service.versions.policy
    files.write(text_of(2))
    assert files.watcher.look() == "swapped"
    assert files.tier() == 2
    assert files.service.versions.policy != before
    assert files.watcher.look() is None


def test_another_file_of_the_same_time_and_size_is_found(files):
    """Archives and images give all files of a release one time."""
    swapped = text_of(1).replace("It says", "It SAYS")
    files.clock -= 1
    files.write(swapped)
    assert files.path.stat().st_size == len(text_of(1))
    assert files.watcher.look() == "swapped"


def test_a_release_behind_a_link_is_found(tmp_path):
    """The link is turned to another folder whose file has the same time and size."""
    for name, text in (("one", text_of(1)), ("two", text_of(1).replace("It says", "It SAYS"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "live.yaml").write_text(text)
        os.utime(tmp_path / name / "live.yaml", (1, 1))
    (tmp_path / "current").symlink_to("one")
    path = tmp_path / "current" / "live.yaml"
    service = TriageService(Snapshot.build(load_policy(path), GivenClassifier(Prediction(declined="no_text")), "compiled"))
    watcher = PolicyWatcher(service, path, "compiled", 1, lambda: TODAY)
    assert watcher.look() is None
    (tmp_path / "next").symlink_to("two")
    (tmp_path / "next").rename(tmp_path / "current")
    assert watcher.look() == "swapped"


def test_a_pipe_in_the_place_of_a_policy_stops_nothing(files):
    """Reading it would wait for a writer, for ever; the policy that comes back is found."""
    files.path.unlink()
    os.mkfifo(files.path)
    files.watcher.ensure_running()
    deadline = time.monotonic() + 20
    while files.watcher.status.result != "failed" and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [finding.code for finding in files.watcher.status.findings] == ["missing-file"]
    files.write(text_of(3))
    while files.tier() != 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert files.tier() == 3


def test_how_long_ago_it_looked_is_told(files, monkeypatch):
    """A look that hangs makes it grow; one that ends sets it back."""
    now = [100.0]
    monkeypatch.setattr("triage.service.live.reload.monotonic", lambda: now[0])
    watcher = PolicyWatcher(files.service, files.path, "compiled", 5, lambda: TODAY)
    looks = []
    monkeypatch.setattr(watcher, "look", lambda: looks.append(now[0]))
    for now[0] in (101.0, 104.9, 105.0, 106.0, 110.0):
        watcher.look_if_due()
    assert looks == [105.0, 110.0]
    now[0] = 117.5
    assert watcher.seconds_since_look == 7.5


def test_a_comment_is_no_change(files):
    """A file of another layout with the same meaning has the same version."""
    files.write("# a comment\n" + text_of(1))
    assert files.watcher.look() == "unchanged"


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (text_of(2).replace("priority: medium", "priority: middling"), "unknown-value"),
        ("{" * 100_000, "limit"),
        ("", "yaml"),
        (text_of(2).replace("then:", "when: {text: {matches: '(a'}}\n    then:"), "bad-regex"),
    ],
)
def test_a_bad_change_leaves_the_old_policy(files, caplog, broken, code):
    """The findings are in the log and in the status; the repair goes live."""
    files.write(broken)
    assert files.watcher.look() == "failed"
    assert files.tier() == 1
    assert code in {finding.code for finding in files.watcher.status.findings}
    assert any(code in str(record.fields["findings"]) for record in caplog.records)
    assert files.watcher.look() is None
    files.write(text_of(3))
    assert files.watcher.look() == "swapped"
    assert files.tier() == 3
    assert files.watcher.counts == {"failed": 1, "swapped": 1}


def test_a_change_that_fails_a_case_leaves_the_old_policy(files):
    """The cases beside the policy are run on the new one before it decides anything."""
    cases = "triage cases: 1\npolicy: live\ncases:\n- case: C\n  request: {ticket: {body: Help}}\n  expect: {tier: 1}\n"
    files.write(cases, "live.cases.yaml")
    assert files.watcher.look() == "unchanged"
    files.write(text_of(2))
    assert files.watcher.look() == "failed"
    assert [finding.code for finding in files.watcher.status.findings if finding.severity == "error"] == ["case-fails"]
    assert files.tier() == 1


def test_a_base_that_comes_late_is_found(files):
    """After a failure the whole folder is watched: the file that was missing may be on its way."""
    files.write("triage: 1\npolicy: live\nextends: base\nchange: {the only one: {then: {tier: 2}}}\n")
    assert files.watcher.look() == "failed"
    files.write(text_of(1), "base.yaml")
    assert files.watcher.look() == "swapped"
    assert files.tier() == 2
    files.write(text_of(1).replace("the only one\n    why: It", "the only one\n    why: Still it"), "base.yaml")
    assert files.watcher.look() is not None


def test_the_thread_watches_by_itself_and_survives_a_fault_of_its_own(files, monkeypatch):
    """Whatever goes wrong while it looks is told, and it looks again."""
    looks = []

    def broken_once(original=files.watcher.look):
        looks.append(None)
        if len(looks) == 1:
            raise RuntimeError("a mistake of ours")
        return original()

    monkeypatch.setattr(files.watcher, "look", broken_once)
    files.write(text_of(3))
    files.watcher.ensure_running()
    files.watcher.ensure_running()
    deadline = time.monotonic() + 20
    while files.tier() != 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert files.tier() == 3
    assert files.watcher.counts["failed"] >= 1


def test_no_decision_is_ever_half_of_two_policies(files):
    """Four threads decide while the policy is swapped, and refused, again and again: each answer is of one policy."""
    stop = Event()
    torn = []
    decided = []

    def decide():
        count, last = 0, False
        while not last:
            last = stop.is_set()
            decision = files.service.decide(REQUEST)
            (target,) = decision.sla.targets
            hours = (target.due_at - REQUEST.now).total_seconds() / 3600
            if (VARIANTS[decision.tier], decision.tier) != (decision.priority, hours):
                torn.append(decision)
            count += 1
        decided.append(count)

    threads = [Thread(target=decide) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(30):
        files.write(text_of(number % 3 + 1) if number % 5 else "triage: 1\nnonsense")
        files.watcher.look()
    stop.set()
    for thread in threads:
        thread.join()
    assert torn == []
    assert min(decided) >= 1
    assert files.watcher.counts["swapped"] >= 20
    assert files.watcher.counts["failed"] == 6


def test_what_changes_while_a_policy_is_read_is_for_the_next_look(files, monkeypatch):
    """It was not what was read, so it is not what decides."""

    def checked_while_somebody_writes(*arguments):
        checked = check_policy(*arguments)
        files.write(text_of(3))
        return checked

    files.write(text_of(2))
    with monkeypatch.context() as patch:
        patch.setattr("triage.service.live.reload.check_policy", checked_while_somebody_writes)
        assert files.watcher.look() == "swapped"
    assert files.tier() == 2
    assert files.watcher.look() == "swapped"
    assert files.tier() == 3
