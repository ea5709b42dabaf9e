"""Business time on examples: the arithmetic, days, gaps and folds of the clock, and the edges of all dates."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.domain.clocks import BERLIN, WHOLE_DAY, always, at, hours, nights, office, week
from triage.domain.calendar import Calendar
from triage.domain.spans import DayMode, Span
from triage.domain.windows import Window
from triage.errors import CalendarError

HOUR = timedelta(hours=1)
END, SAME = DayMode.END_OF_DAY, DayMode.SAME_TIME
LUNCH = Calendar(
    "lunch",
    BERLIN,
    week(hours((9, 12), (13, 17))),
    closed=frozenset({date(2026, 12, 25)}),
    dates={date(2026, 12, 24): hours((9, 12)), date(2026, 12, 26): hours((10, 12))},
)
ALMOST = Calendar("almost", BERLIN, (hours((0, 12), (13, 24)),) * 7)
CLOSING = Calendar("closing", BERLIN, (WHOLE_DAY,) * 7, dates={date(2026, 11, 20): hours((0, 12))})


@pytest.mark.parametrize(
    ("calendar", "start", "amount", "expected"),
    [
        pytest.param(office(), "2026-11-20 16:30", 1, "2026-11-23 09:30", id="over a weekend"),
        pytest.param(office(), "2026-11-20 16:00", 1, "2026-11-20 17:00", id="to the very close"),
        pytest.param(office(), "2026-11-21 12:00", 1, "2026-11-23 10:00", id="a start outside hours waits for the opening"),
        pytest.param(
            office(), "2026-11-20 17:00", 0, "2026-11-23 09:00", id="no time at all from a close gives the next opening"
        ),
        pytest.param(office(), "2026-03-27 16:00", 2, "2026-03-30 10:00", id="over a weekend that changes the clocks"),
        pytest.param(always(), "2026-11-20 12:00", 48, "2026-11-22 12:00", id="round the clock"),
        pytest.param(always(), "2026-03-29 01:00", 4, "2026-03-29 06:00", id="round the clock through the gap"),
        pytest.param(always(), "2026-10-25 01:00", 4, "2026-10-25 04:00", id="round the clock through the fold"),
        pytest.param(nights(), "2026-03-28 23:00", 4, "2026-03-29 04:00", id="a night shift through the gap"),
        pytest.param(nights(), "2026-10-24 23:00", 4, "2026-10-25 02:00+01:00", id="a night shift into the fold"),
        pytest.param(ALMOST, "2026-11-20 11:30", 1, "2026-11-20 13:30", id="round the clock but for lunch"),
        pytest.param(CLOSING, "2026-11-20 11:30", 1, "2026-11-21 00:30", id="round the clock but for one date"),
        pytest.param(LUNCH, "2026-11-20 11:30", 1, "2026-11-20 13:30", id="over the lunch break"),
        pytest.param(LUNCH, "2026-12-24 11:00", 2, "2026-12-26 11:00", id="short day, holiday, extra day"),
    ],
)
def test_adding_business_time(calendar: Calendar, start: str, amount: int, expected: str) -> None:
    """`add` gives the expected moment, in UTC, and `between` gives the amount back."""
    begin = at(start)
    due = calendar.add(begin, amount * HOUR)
    assert due == at(expected).astimezone(UTC)
    assert due.tzinfo is UTC
    assert calendar.between(begin, due) == amount * HOUR


@pytest.mark.parametrize(
    ("start", "days", "mode", "expected"),
    [
        ("2026-11-20 16:30", 1, END, "2026-11-23 17:00"),
        ("2026-11-20 16:30", 1, SAME, "2026-11-23 16:30"),
        ("2026-11-20 18:00", 1, END, "2026-11-23 17:00"),  # Friday's evening still belongs to Friday
        ("2026-11-21 12:00", 1, END, "2026-11-23 17:00"),  # the weekend waits for Monday and has all of it
        ("2026-11-21 12:00", 1, SAME, "2026-11-24 09:00"),  # eight business hours from Monday's opening: the same instant as
        ("2026-11-22 23:59", 1, END, "2026-11-23 17:00"),  # Monday's close, in business time
        ("2026-11-23 00:00", 1, END, "2026-11-24 17:00"),
        ("2026-11-23 08:00", 1, SAME, "2026-11-24 09:00"),
        ("2026-11-23 09:00", 1, END, "2026-11-24 17:00"),
        ("2026-11-20 16:30", 5, END, "2026-11-27 17:00"),
        ("2026-11-20 16:30", 5, SAME, "2026-11-27 16:30"),
        ("2026-11-23 10:00", 0, END, "2026-11-23 17:00"),
        ("2026-11-20 18:00", 0, END, "2026-11-23 17:00"),  # today is over: never a due before the start
        ("2026-03-27 16:30", 1, SAME, "2026-03-30 16:30"),  # same wall time after the clocks changed
    ],
)
def test_business_days(start: str, days: int, mode: DayMode, expected: str) -> None:
    """Days count after the start's own working day (product.md 3.2)."""
    assert office().due(at(start), Span(days=days, mode=mode)) == at(expected)


@pytest.mark.parametrize(
    ("calendar", "start", "mode", "expected"),
    [
        pytest.param(LUNCH, "2026-12-23 16:30", END, "2026-12-24 12:00", id="the close of a short day"),
        pytest.param(LUNCH, "2026-12-23 16:30", SAME, "2026-12-24 12:00", id="a short day ends before the same time"),
        pytest.param(LUNCH, "2026-12-24 09:30", SAME, "2026-12-26 10:00", id="a late day begins after the same time"),
        pytest.param(nights(), "2026-11-21 03:00", END, "2026-11-22 06:00", id="a night belongs to the day it began on"),
        pytest.param(nights(), "2026-11-21 03:00", SAME, "2026-11-22 03:00", id="the same hour of the next night"),
        pytest.param(nights(), "2026-11-21 07:00", END, "2026-11-23 06:00", id="after the night its own date counts"),
        pytest.param(always(), "2026-11-20 16:30", END, "2026-11-22 00:00", id="round the clock a day ends at midnight"),
        pytest.param(always(), "2026-11-20 16:30", SAME, "2026-11-21 16:30", id="round the clock at the same time"),
    ],
)
def test_a_business_day_on_uneven_days(calendar: Calendar, start: str, mode: DayMode, expected: str) -> None:
    """Short days, nights and round the clock: the due is always inside hours."""
    assert calendar.due(at(start), Span(days=1, mode=mode)) == at(expected)


def test_a_paused_day_promise_moves_by_the_business_time_of_the_pause() -> None:
    """Two paused hours, one of them outside hours, move the close of Monday to ten o'clock on Tuesday."""
    pause = (at("2026-11-23 16:00"), at("2026-11-23 18:00"))
    assert office().due(at("2026-11-20 16:30"), Span(days=1), [pause]) == at("2026-11-24 10:00")
    longer = (at("2026-11-23 16:00"), at("2026-11-24 09:30"))
    assert office().due(at("2026-11-20 16:30"), Span(days=1), [longer]) == at("2026-11-24 10:30")
    later = (at("2026-11-24 09:00"), at("2026-11-24 12:00"))
    assert office().due(at("2026-11-20 16:30"), Span(days=1), [later]) == at("2026-11-23 17:00")


def test_overlapping_breaks_count_once() -> None:
    """A pause inside another, and a reversed one, take nothing more."""
    breaks = [(at("2026-11-23 10:00"), at("2026-11-23 12:00")), (at("2026-11-23 11:00"), at("2026-11-23 12:00"))]
    breaks.append((at("2026-11-23 16:00"), at("2026-11-23 15:00")))
    assert office().between(at("2026-11-23 09:00"), at("2026-11-23 17:00"), breaks) == 6 * HOUR
    assert office().add(at("2026-11-23 09:00"), 6 * HOUR, breaks) == at("2026-11-23 17:00")


@pytest.mark.parametrize("calendar", [always(), office(), office(closed=frozenset({date(2026, 12, 25)}))])
@pytest.mark.parametrize(
    "breaks",
    [
        [],
        [("2026-11-24 10:00", "2026-11-24 11:00")],
        [("2026-11-24 10:00", "2034-11-24 11:00")],
        [(f"20{year}-03-01 00:00", f"20{year}-03-02 00:00") for year in range(27, 60)],
        [("2045-01-01 00:00", "2046-01-01 00:00")],
    ],
    ids=["none", "an hour", "years", "one each year", "too late to count"],
)
def test_a_promise_is_kept_within_ten_years_beside_the_breaks(calendar: Calendar, breaks: list[tuple[str, str]]) -> None:
    """With breaks or without: what 9.9 years supply falls due, what takes 10.1 is refused."""
    start, cuts = at("2026-11-23 09:00"), [(at(begin), at(end)) for begin, end in breaks]
    years = [timedelta(days=365.25) * number for number in (9.9, 10.1)]
    supplied, beyond = (calendar.between(start, start + length) for length in years)
    due = calendar.add(start, supplied, cuts)
    assert calendar.between(start, due, cuts) == supplied
    with pytest.raises(CalendarError):
        calendar.add(start, beyond, cuts)


class Counted(frozenset[date]):
    """Closed dates that count how often one is looked for: once for each day whose windows are worked out."""

    looked_for = 0

    def __contains__(self, day: object) -> bool:
        Counted.looked_for += 1
        return super().__contains__(day)


@pytest.mark.parametrize(
    "breaks",
    [
        pytest.param([], id="no break"),
        pytest.param([("2002-01-02 10:00", "2002-01-02 10:01")], id="one break"),
        pytest.param([(f"{year}-03-04 10:00", f"{year}-03-05 10:01") for year in range(2002, 2026)], id="one each year"),
        pytest.param([(f"{year}-02-02 10:00", f"{year}-10-05 10:01") for year in range(2002, 2026)], id="most of each year"),
    ],
)
def test_a_ticket_of_many_years_is_not_walked_day_by_day(breaks: list[tuple[str, str]]) -> None:
    """With breaks or without: what was added up once is not added up again."""
    calendar = office(closed=Counted({date(2026, 12, 25)}))
    pauses = [(at(begin), at(end)) for begin, end in breaks]
    start, end = at("2002-01-01 00:00"), at("2026-11-23 10:00")
    first = calendar.between(start, end, pauses)
    Counted.looked_for = 0
    assert calendar.between(start, end, pauses) == first
    assert Counted.looked_for <= 10 * (1 + len(pauses))


def test_a_pause_of_years_does_not_exhaust_the_calendar() -> None:
    """The ten years are those beside the pause."""
    pause = (at("2010-03-01 10:00"), at("2026-11-23 10:00"))
    assert office().add(at("2010-03-01 09:00"), 2 * HOUR, [pause]) == at("2026-11-23 11:00")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [("2026-11-23 09:00", True), ("2026-11-23 08:59", False), ("2026-11-23 17:00", False), ("2026-11-22 12:00", False)],
)
def test_whether_it_is_open(moment: str, expected: bool) -> None:
    """Open from the opening to just before the close."""
    assert office().is_open(at(moment)) is expected


def test_overlapping_windows_count_once() -> None:
    """A night that reaches into the morning shift, and two windows that overlap on one day."""
    calendar = Calendar("overlap", BERLIN, (hours((8, 14), (12, 16), (22, 33)),) * 7)
    assert calendar.between(at("2026-11-23 08:00"), at("2026-11-24 08:00")) == 18 * HOUR
    assert calendar.add(at("2026-11-24 07:00"), 3 * HOUR) == at("2026-11-24 10:00")


def test_a_night_shift_runs_into_a_holiday_but_does_not_begin_on_it() -> None:
    """A window belongs to the date on which it opens."""
    calendar = Calendar("nights", BERLIN, (hours((22, 30)),) * 7, closed=frozenset({date(2026, 12, 25)}))
    assert calendar.is_open(at("2026-12-25 03:00"))
    assert not calendar.is_open(at("2026-12-25 23:00"))
    assert not calendar.is_open(at("2026-12-26 03:00"))


def test_the_timeline_shows_the_stretches_that_count() -> None:
    """What lies between the stretches, weekend and pause alike, does not count."""
    start, pause = at("2026-11-20 16:30"), (at("2026-11-23 09:30"), at("2026-11-23 10:00"))
    line = office().timeline(start, at("2026-11-23 10:30"), [pause])
    assert [(part.start, part.end, part.counts) for part in line] == [
        (start, at("2026-11-20 17:00"), HOUR / 2),
        (at("2026-11-23 09:00"), at("2026-11-23 09:30"), HOUR / 2),
        (at("2026-11-23 10:00"), at("2026-11-23 10:30"), HOUR / 2),
    ]


@pytest.mark.parametrize("closed", [frozenset(), frozenset({date(2000, 1, 1)})])
def test_a_timeline_round_the_clock_is_one_stretch(closed: frozenset[date]) -> None:
    """Midnights are no borders, whether or not the short cut for 24/7 is taken."""
    calendar = Calendar("always", BERLIN, (WHOLE_DAY,) * 7, closed=closed)
    (part,) = calendar.timeline(at("2026-03-20 10:00"), at("2026-04-20 10:00"))
    assert part.counts == timedelta(days=31) - HOUR


def test_a_long_timeline_is_cut_but_counts_everything() -> None:
    """Sixty stretches are shown; the last one stands for the rest."""
    start, end = at("2026-01-01 00:00"), at("2026-12-31 00:00")
    line = office().timeline(start, end)
    assert len(line) == 60
    assert sum((part.counts for part in line), timedelta()) == office().between(start, end)
    assert line[-1].counts < line[-1].end - line[-1].start


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (0, "2026-11-20 16:30"),
        (25, "2026-11-20 17:00"),
        (50, "2026-11-23 09:30"),
        (75, "2026-11-23 10:00"),
        (150, "2026-11-23 11:30"),
    ],
)
def test_a_share_of_the_time_is_reached_within_hours(percent: int, expected: str) -> None:
    """A share of two business hours from Friday 16:30, also beyond the whole."""
    assert office().share(at("2026-11-20 16:30"), at("2026-11-23 10:30"), percent) == at(expected)


@pytest.mark.parametrize(
    "year", ["0001-01-01 00:00+00:00", "0001-01-02 12:00+00:00", "9999-12-31 23:59+00:00", "9999-12-30 00:00+00:00"]
)
def test_the_ends_of_time_are_calendar_errors(year: str) -> None:
    """Never an OverflowError, whatever is asked."""
    moment = datetime.fromisoformat(year)
    for calendar in (office("Asia/Tokyo"), nights("America/New_York"), always()):
        for mode in DayMode:
            with pytest.raises(CalendarError):
                calendar.due(moment, Span(days=4000, mode=mode))
        with pytest.raises(CalendarError):
            calendar.add(moment, timedelta(days=5000))
    with pytest.raises(CalendarError):
        office().between(moment, at("2026-01-01 00:00")) or office().between(at("2026-01-01 00:00"), moment)


def test_a_wrong_calendar_is_refused() -> None:
    """Windows out of bounds, weeks of other lengths, zones that do not exist."""
    for opens, closes in [(-1, 60), (600, 600), (600, 540), (1440, 1500), (0, 2881)]:
        with pytest.raises(CalendarError):
            Window(opens, closes)
    with pytest.raises(CalendarError):
        Calendar("short", BERLIN, (WHOLE_DAY,) * 6)
    with pytest.raises(CalendarError):
        Calendar("nowhere", "Mars/Olympus", (WHOLE_DAY,) * 7)


def test_time_is_never_taken_away() -> None:
    """A negative amount is a programming error; time that runs backwards is none at all."""
    with pytest.raises(ValueError, match="never taken away"):
        office().add(at("2026-11-20 12:00"), -HOUR)
    assert office().between(at("2026-11-20 12:00"), at("2026-11-20 11:00")) == timedelta()


def test_a_calendar_travels_between_processes_and_threads() -> None:
    """A pickled calendar and eight threads give the same answer."""
    calendar = pickle.loads(pickle.dumps(LUNCH))
    starts = [at("2026-11-20 11:30") + timedelta(days=day) for day in range(60)]
    expected = [LUNCH.add(start, 9 * HOUR) for start in starts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda start: calendar.add(start, 9 * HOUR), starts)) == expected
