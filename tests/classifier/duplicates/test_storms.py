"""Which reports are of one outage, by host and time."""

import random

import pytest

from triage.classifier.duplicates.storms import Report, find_outages

DAY = 86_400.0


def outages(*reports: tuple[int, float | None], days: float = 2) -> list[list[int]]:
    """Rows by outage, from (host, day)."""
    found = find_outages([Report(row, host, None if day is None else day * DAY) for row, (host, day) in enumerate(reports)], days)
    groups: dict[tuple[int, int], list[int]] = {}
    for row in range(len(reports)):
        groups.setdefault(found[row], []).append(row)
    return sorted(groups.values())


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([], []),
        ([(0, None), (0, None)], [[0, 1]]),
        ([(1, None), (2, None)], [[0], [1]]),
        ([(1, None), (1, None), (2, None), (0, None)], [[0, 1, 3], [2]]),
        ([(1, 0), (0, 0.1), (0, 9), (1, 9.1)], [[0, 1], [2, 3]]),
        ([(1, 0), (1, 9), (1, 9.1), (1, None), (0, None)], [[0], [1, 2, 3, 4]]),
        ([(0, 0), (0, 0.2), (0, 9)], [[0, 1], [2]]),
        ([(0, 0), (1, None)], [[0, 1]]),
        ([(2, 0), (2, 0.1), (1, 5), (0, 5.1)], [[0, 1], [2, 3]]),
    ],
    ids=[
        *(
            "none",
            "no host, no date",
            "two hosts",
            "no host goes with the biggest",
            "days apart",
            "no date goes with the biggest",
        ),
        *("days apart without a host", "no date is near", "the biggest near in time, not of all"),
    ],
)
def test_reports_of_one_outage(reports: list[tuple[int, float | None]], expected: list[list[int]]):
    """Different hosts are different outages; one without a host goes with the biggest that is near."""
    assert outages(*reports) == expected


def test_a_storm_is_cut_at_its_longest_pause():
    """Not where the days happen to be full: the storm on the third day stays whole."""
    assert outages((0, 0), (0, 1.9), (0, 1.95), (0, 2.05), (0, 2.1)) == [[0], [1, 2, 3, 4]]


def test_the_order_of_the_reports_does_not_matter():
    """Rows fall into the same outages, ties included."""
    chance = random.Random(1)
    reports = [Report(row, chance.choice((0, 0, 1, 2)), chance.choice((None, chance.random() * 9 * DAY))) for row in range(60)]
    expected = find_outages(reports, 2)
    for _ in range(20):
        chance.shuffle(reports)
        assert find_outages(reports, 2) == expected


def test_a_steady_trickle_is_cut_into_spans():
    """However many come in, evenly spaced: no outage is longer than the days given."""
    found = find_outages([Report(row, 0, row * 600.0) for row in range(2_000)], 2)
    for number in set(found.values()):
        rows = [row for row, outage in found.items() if outage == number]
        assert (max(rows) - min(rows)) * 600 <= 2 * DAY
