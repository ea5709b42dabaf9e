"""Doubtful reports in and out of a storm of sure ones."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.classifier.conftest import read_as
from triage.classifier.duplicates.duplicate_model import shipped_model
from triage.classifier.duplicates.grouping import group_tickets
from triage.classifier.duplicates.matching import match_open_tickets
from triage.classifier.duplicates.new_ticket import NewTicket
from triage.classifier.duplicates.outages import OutageReading
from triage.classifier.duplicates.storm_reading import OutageReader
from triage.classifier.entities import find_entities
from triage.domain.ticket import OpenTicket, Ticket
from triage.domain.vocabulary import Category, DuplicateEvidence

MODEL = shipped_model()
LEAST = int(MODEL.storm_least)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FAR = timedelta(hours=MODEL.storm_hours + 1)
READINGS = {
    "sure": read_as(site_down=0.9, key_function=0.1),
    "likely": read_as(site_down=0.15, key_function=0.85),
    "doubtful": read_as(site_down=0.07, key_function=0.73, feature_request=0.05, training=0.1, content=0.05),
    "vague": read_as(site_down=0.04, key_function=0.6, feature_request=0.1, training=0.16, content=0.1),
    "fault": read_as(site_down=0.01, key_function=0.99),
    "other": read_as(content=1.0),
}


def read_one(subject: str) -> OutageReading:
    return READINGS[subject.split()[0].lstrip("x0123456789")]


def read(texts: Sequence[tuple[str, str]]) -> list[OutageReading]:
    return [read_one(subject) for subject, _ in texts]


def deny(texts: Sequence[tuple[str, str]]) -> list[OutageReading]:
    return [read_as(site_down=0.001, training=0.999)] * len(texts)


def tickets(**counts: int) -> list[OpenTicket]:
    """So many of each reading, no two with a common word."""
    names = [(name, at) for name, count in counts.items() for at in range(count)]
    return [OpenTicket(f"{name} {at}", subject=f"{at}x{name}") for name, at in names]


def storm_of(sent: list[OpenTicket], closely=read) -> set[str]:
    """The ids of the biggest group."""
    groups = group_tickets(sent, OutageReader(read, closely)).groups
    return {member.id for member in groups[0].members} if groups else set()


def test_a_likely_report_joins_a_storm_and_says_why():
    """Others stay out."""
    found = group_tickets(tickets(sure=LEAST, likely=1, other=3), OutageReader(read, read))
    assert len(found.groups) == 1
    members = {member.id: member for member in found.groups[0].members}
    assert set(members) == {*(f"sure {at}" for at in range(LEAST)), "likely 0"}
    assert DuplicateEvidence.OUTAGE_STORM in members["likely 0"].evidence
    assert members["likely 0"].score == MODEL.outage_pair
    assert "same_outage" in members["sure 1"].evidence


@pytest.mark.parametrize(
    "counts",
    [{"sure": LEAST - 1}, {"sure": LEAST, "other": LEAST}, {"sure": LEAST, "fault": 2 * LEAST}],
    ids=["few reports", "many others", "many faults without a common word"],
)
def test_without_a_storm_it_stays_out(counts: dict[str, int]):
    """What is likely only in a storm cannot make one."""
    assert "likely 0" not in storm_of(tickets(**counts, likely=1))


FUNCTION = [
    *(OpenTicket(f"sure {at}", subject=f"{at}xsure basket and voucher gone") for at in range(LEAST)),
    *(OpenTicket(f"fault {at}", subject=f"{at}xfault voucher and basket") for at in range(2 * LEAST)),
    *(OpenTicket(f"other {at}", subject=f"{at}xother") for at in range(LEAST // 2)),
]


def test_a_storm_may_be_of_a_function():
    """Few say that the site is down, but all speak of one thing; whether a doubtful ticket is one of them its words tell."""
    asked = [
        OpenTicket("same", subject="1xvague basket or voucher"),
        OpenTicket("else", subject="2xvague printer, screen"),
    ]
    assert storm_of([*FUNCTION, *asked]) == {ticket.id for ticket in FUNCTION if not ticket.id.startswith("other")} | {"same"}


@pytest.mark.parametrize(("apart", "expected"), [(timedelta(0), True), (FAR, False), (None, True)])
def test_a_storm_has_its_hours(apart: timedelta | None, expected: bool):
    """A ticket without a date is near all."""
    sure = [OpenTicket(one.id, one.subject, created_at=NOW) for one in tickets(sure=LEAST)]
    likely = OpenTicket("likely", "likely one", created_at=None if apart is None else NOW + apart)
    assert ("likely" in storm_of([*sure, likely])) is expected


def test_two_storms_of_two_days_are_two():
    """Each is read among its own."""
    first = [replace(one, created_at=NOW) for one in tickets(sure=LEAST, likely=1)]
    later = [replace(one, id=f"later {one.id}", created_at=NOW + timedelta(days=9)) for one in first]
    groups = group_tickets([*first, *later], OutageReader(read, read)).groups
    assert [{member.id for member in group.members} for group in groups] == [{one.id for one in part} for part in (first, later)]


def test_other_tickets_of_other_days_do_not_hide_a_storm():
    """Only what came in at the same hours counts."""
    now = [OpenTicket(one.id, one.subject, created_at=NOW) for one in tickets(sure=LEAST, likely=1)]
    later = [OpenTicket(one.id, one.subject, created_at=NOW + FAR * (at + 1)) for at, one in enumerate(tickets(other=2 * LEAST))]
    assert "likely 0" in storm_of([*now, *later])


def test_only_the_doubtful_of_a_storm_are_read_again_and_both_readings_count():
    """What is far from the border stays as it was read, and so does every ticket where there is no storm."""
    asked = list[str]()

    def closely(texts: Sequence[tuple[str, str]]) -> list[OutageReading]:
        asked.extend(subject for subject, _ in texts)
        return deny(texts)

    assert "doubtful 0" in storm_of(tickets(sure=LEAST, doubtful=1))
    assert "doubtful 0" not in storm_of(tickets(sure=LEAST, doubtful=1, other=1), closely)
    assert asked == ["0xdoubtful"]
    assert "doubtful 0" not in storm_of(tickets(sure=2, doubtful=1), closely)
    assert len(asked) == 1


def test_not_too_many_are_read_again():
    """The close reading is slow."""
    asked = list[str]()

    def closely(texts: Sequence[tuple[str, str]]) -> list[OutageReading]:
        asked.extend(subject for subject, _ in texts)
        return read(texts)

    many = int(MODEL.storm_closely) + 5
    storm_of(tickets(sure=6 * many, doubtful=many), closely)
    assert len(asked) == MODEL.storm_closely


def test_who_names_a_part_in_a_storm_speaks_of_the_whole():
    """Outside of one the checkout is an outage of its own."""
    parts = [OpenTicket("part", subject="sure the checkout is gone"), OpenTicket("part too", subject="sure no checkout")]
    assert "part" in storm_of([*tickets(sure=LEAST), *parts])
    assert "part" not in storm_of([*tickets(sure=4), *parts])


def test_many_hosts_in_one_storm_have_one_cause():
    """Where two hosts are down at once they are two outages."""
    hosts = [f"shop{at}.example" for at in range(int(MODEL.storm_hosts))]
    of_hosts = [OpenTicket(host, subject=f"sure {host} is gone") for host in hosts]
    assert storm_of([*tickets(sure=LEAST), *of_hosts]) >= set(hosts)
    assert len(storm_of([*tickets(sure=LEAST), *of_hosts[:2]]) & set(hosts)) == 1


def test_fingerprints_of_decisions_are_read_in_a_storm_like_texts():
    """They carry the shares of the categories."""

    def printed(one: OpenTicket) -> OpenTicket:
        found = match_open_tickets(
            NewTicket(Ticket(subject=one.subject), NOW, find_entities("", ""), read_one(one.subject)), None
        )
        return OpenTicket(one.id, fingerprint=found.fingerprint)

    sent = tickets(sure=LEAST, likely=1, other=3)
    assert storm_of([printed(one) for one in sent]) == storm_of(sent) >= {"likely 0"}


@pytest.mark.parametrize(
    ("category", "expected"), [(Category.CONTENT, False), (Category.TRAINING, False), (Category.SITE_DOWN, True), (None, True)]
)
def test_a_person_s_category_goes_before_the_model(category: Category | None, expected: bool):
    """Likely by the model's word."""
    called = OpenTicket("called", subject="likely one", category=category)
    assert ("called" in storm_of([*tickets(sure=LEAST), called])) is expected


@settings(deadline=None, max_examples=25)
@given(st.permutations(tickets(sure=LEAST, likely=2, doubtful=2, other=4)))
def test_the_order_does_not_matter(sent: list[OpenTicket]):
    """The same tickets, whatever the order."""
    assert storm_of(sent) == storm_of(tickets(sure=LEAST, likely=2, doubtful=2, other=4))
