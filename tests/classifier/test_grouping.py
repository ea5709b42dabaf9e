"""Which tickets of a list are about one thing."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from triage.classifier.grouping import group_tickets
from triage.domain.ticket import OpenTicket

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DATA = Path(__file__).resolve().parents[2] / "bench" / "data"


def test_an_outage_storm_becomes_one_group():
    """Two hundred tickets of one outage in as many wordings, and fifty others: at least 95 % of the pairs right."""
    storm = (DATA / "storm.txt").read_text("utf-8").splitlines()
    others = (DATA / "others.txt").read_text("utf-8").splitlines()
    groups = group_tickets([OpenTicket(str(at), subject=text) for at, text in enumerate([*storm, *others])]).groups
    home = {member.id: number for number, group in enumerate(groups) for member in group.members}
    pairs = list(combinations(range(len(storm) + len(others)), 2))
    right = sum((str(a) in home and home[str(a)] == home.get(str(b))) == (b < len(storm)) for a, b in pairs)
    assert right >= 0.95 * len(pairs)


def test_a_group_is_led_by_its_oldest_and_the_rest_stands_alone():
    """Oldest first, whatever the order sent."""
    found = group_tickets(
        [
            OpenTicket("b", subject="Shop down, 502", created_at=NOW),
            OpenTicket("x", subject="Please add Jana Vogt to the team page", created_at=NOW),
            OpenTicket("a", subject="our site is unreachable, bad gateway", created_at=NOW - timedelta(hours=1)),
        ]
    )
    assert [[member.id for member in group.members] for group in found.groups] == [["a", "b"]]
    assert found.groups[0].original == "a"
    assert found.groups[0].members[0].score is None
    assert found.groups[0].members[1].like == "a"
    assert found.groups[0].members[1].evidence == ("shared_terms",)
    assert found.single == ("x",)


def test_a_storm_that_was_never_tuned_on_is_mostly_one_group():
    """Another outage, written after the code was frozen: at least 80 % of the pairs, and no other ticket in the storm's group."""
    storm = (DATA / "storm_second.txt").read_text("utf-8").splitlines()
    others = (DATA / "others_second.txt").read_text("utf-8").splitlines()
    largest = group_tickets([OpenTicket(str(at), subject=text) for at, text in enumerate([*storm, *others])]).groups[0]
    inside = [int(member.id) for member in largest.members]
    assert len(inside) >= 0.85 * len(storm)
    assert sum(at >= len(storm) for at in inside) <= 2


def test_an_empty_list_has_no_groups():
    """Nothing in, nothing out."""
    assert group_tickets([]).groups == ()
