"""Doubtful reports in and out of a storm of sure ones."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.classifier.duplicates.duplicate_model import shipped_model
from triage.classifier.duplicates.grouping import group_tickets
from triage.classifier.duplicates.outages import OutageReading
from triage.classifier.duplicates.storm_reading import OUTAGE_STORM, OutageReader
from triage.domain.ticket import OpenTicket
from triage.domain.vocabulary import Category

MODEL = shipped_model()
LEAST = int(MODEL.storm_least)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FAR = timedelta(hours=MODEL.storm_hours + 1)
READINGS = {
    "sure": OutageReading(0.9, 9.0),
    "likely": OutageReading(0.03, 3.0),
    "doubtful": OutageReading(0.03, 0.4),
    "other": OutageReading(0.0, -9.0),
}


def read(subject: str, _body: str) -> OutageReading:
    return READINGS[subject.split()[0]]


def deny(subject: str, _body: str) -> OutageReading:
    return OutageReading(0.9, -1.0)


def tickets(**counts: int) -> list[OpenTicket]:
    """So many of each reading, no two with a common word besides."""
    names = [(name, at) for name, count in counts.items() for at in range(count)]
    return [OpenTicket(f"{name} {at}", subject=f"{name} {name}{at}x") for name, at in names]


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
    assert OUTAGE_STORM in members["likely 0"].evidence
    assert members["likely 0"].score == MODEL.outage_pair
    assert "same_outage" in members["sure 1"].evidence


@pytest.mark.parametrize("counts", [{"sure": LEAST - 1}, {"sure": LEAST, "other": 2 * LEAST}], ids=["few reports", "most others"])
def test_without_a_storm_it_stays_out(counts: dict[str, int]):
    """What is likely only in a storm cannot make one."""
    assert "likely 0" not in storm_of(tickets(**counts, likely=1))


@pytest.mark.parametrize(("apart", "expected"), [(timedelta(0), True), (FAR, False), (None, True)])
def test_a_storm_has_its_hours(apart: timedelta | None, expected: bool):
    """A ticket without a date is near all."""
    sure = [OpenTicket(one.id, one.subject, created_at=NOW) for one in tickets(sure=LEAST)]
    likely = OpenTicket("likely", "likely one", created_at=None if apart is None else NOW + apart)
    assert ("likely" in storm_of([*sure, likely])) is expected


def test_other_tickets_of_other_days_do_not_hide_a_storm():
    """Only what came in at the same hours counts."""
    now = [OpenTicket(one.id, one.subject, created_at=NOW) for one in tickets(sure=LEAST, likely=1)]
    later = [OpenTicket(one.id, one.subject, created_at=NOW + FAR * (at + 1)) for at, one in enumerate(tickets(other=2 * LEAST))]
    assert "likely 0" in storm_of([*now, *later])


def test_only_the_doubtful_of_a_storm_are_read_again_and_both_readings_count():
    """0.4 and -1.0 are below 0 together; what is far from the border stays."""
    asked = list[str]()

    def closely(subject: str, body: str) -> OutageReading:
        asked.append(subject)
        return deny(subject, body)

    assert "doubtful 0" in storm_of(tickets(sure=LEAST, doubtful=1))
    assert "doubtful 0" not in storm_of(tickets(sure=LEAST, doubtful=1, likely=1, other=1), closely)
    assert asked == ["doubtful doubtful0x"]
    assert "doubtful 0" not in storm_of(tickets(sure=2, doubtful=1), closely)
    assert len(asked) == 1


def test_not_too_many_are_read_again():
    """The close reading is slow."""
    asked = list[str]()

    def closely(subject: str, body: str) -> OutageReading:
        asked.append(subject)
        return read(subject, body)

    many = int(MODEL.storm_closely) + 5
    storm_of(tickets(sure=2 * many, doubtful=many), closely)
    assert len(asked) == MODEL.storm_closely


def test_who_names_a_part_in_a_storm_speaks_of_the_whole():
    """Outside of one the checkout is an outage of its own."""
    parts = [OpenTicket("part", subject="sure the checkout is gone"), OpenTicket("part too", subject="sure no checkout")]
    assert "part" in storm_of([*tickets(sure=LEAST), *parts])
    assert "part" not in storm_of([*tickets(sure=4), *parts])


def test_a_person_s_category_goes_before_the_storm():
    """Neither likely nor sure by the model's word."""
    called = OpenTicket("called", subject="likely one", category=Category.CONTENT)
    assert "called" not in storm_of([*tickets(sure=LEAST), called])


@settings(deadline=None, max_examples=25)
@given(st.permutations(tickets(sure=LEAST, likely=2, doubtful=2, other=4)))
def test_the_order_does_not_matter(sent: list[OpenTicket]):
    """The same tickets, whatever the order."""
    assert storm_of(sent) == storm_of(tickets(sure=LEAST, likely=2, doubtful=2, other=4))
