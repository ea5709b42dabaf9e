"""Dates as exports write them."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.ingest.moments import month_first, read_moment

NOON = 1772445600.0  # the second of March 2026, 10:00


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-03-02 10:00:00 UTC", NOON),
        ("2026-03-02T10:00:00Z", NOON),
        ("2026-03-02T11:00:00.000+0100", NOON),
        ("02.03.2026 10:00", NOON),
        ("02/03/2026 10:00:00", NOON),
        ("2/3/26, 10:00 AM", NOON),
        ("02/Mar/26 10:00 AM", NOON),
        (1772445600, NOON),
        (46083.4166666667, pytest.approx(NOON, abs=1)),
        ("46083.4166666667", pytest.approx(NOON, abs=1)),
        ("2026/03/02 10:00:00", NOON),
        ("2026/03/02", NOON - 36_000),
        ("2026.3.2 10:00", NOON),
        ("2026-03-02 11:00:00 +0100", NOON),
        ("2026-03-02 10:00:00.123", pytest.approx(NOON, abs=1)),
        ("2026-03-02T10:00:00", NOON),
        ("02-03-2026 10:00", NOON),
        ("Mar 2, 2026", NOON - 36_000),
        ("March 2nd, 2026 at 10:00 AM", NOON),
        ("2 Mar 2026 10:00", NOON),
        ("2-Mar-2026 10:00", NOON),
        ("2 mars 2026 à 10:00", NOON),
        ("Mon, 02 Mar 2026 11:00:00 +0100", NOON),
        ("Mon, 02 Mar 2026 10:00:00 GMT", NOON),
        ("Mon, 2 Mar 2026 05:00:00 -0500 (EST)", NOON),
        ("02/Mrz/26 10:00 AM", NOON),
        ("02/Mär/26 10:00 AM", NOON),
        ("02. März 2026, 10:00 Uhr", NOON),
        ("Montag, 2. März 2026 um 10:00", NOON),
        ("2 mars 2026 10:00", NOON),
        ("2 de marzo de 2026, 10:00", NOON),
        ("2 août 2026", 1785628800.0),
        ("2 juin 2026", 1780358400.0),
        ("2 juillet 2026", 1782950400.0),
        ("2 maart 2026", NOON - 36_000),
        ("1772445600", NOON),
        ("1772445600000", NOON),
        (1772445600000, NOON),
        ("02.03.2026", NOON - 36_000),
        ("1772445600 " * 9_000, None),
        ("2 Foo 2026", None),
        ("123456", None),
        ("26-03-02", None),  # of what year is a guess
        ("32.03.2026", None),
        ("02/03/2026 13:00 PM", None),
        ("12345", None),
        ("soon", None),
        ("", None),
        (None, None),
        (True, None),
    ],
)
def test_dates_of_many_exports_are_read(told, moment):
    """A date that cannot be read is none, rather than a fault."""
    assert read_moment(told) == moment


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("03/02/2026 10:00", NOON),
        ("3/2/2026 10:00:00 AM", NOON),
        ("03/02/2026 10:00 PM", NOON + 43_200),
        ("03/02/2026 12:00 AM", NOON - 36_000),
        ("03-02-2026 10:00", NOON),
        ("2026/03/02 10:00", NOON),
        ("02.03.2026 10:00", NOON),
    ],
)
def test_the_month_may_be_first(told, moment):
    """With slashes or dashes; with dots the day is."""
    assert read_moment(told, month_first=True) == moment


@pytest.mark.parametrize(
    ("column", "american"),
    [
        (["06/01/2026 03:53", "06/13/2026 04:00"], True),
        (["01/06/2026", "13/06/2026"], False),
        (["06/01/2026", "06/02/2026", "06/03/2026"], True),  # days change more often than months
        (["01/06/2026", "02/06/2026", "03/06/2026"], False),
        (["06/01/2026"], False),
        (["06-01-2026", "06-13-2026 04:00"], True),
        (["01-06-2026", "13-06-2026"], False),
        (["01.06.2026", "13.06.2026", None, 5, "soon"], False),
        ([], False),
    ],
)
def test_a_column_tells_how_it_is_written(column, american):
    """By what can only be a day, else by what changes."""
    assert month_first(column) is american


@given(st.datetimes(datetime(2000, 1, 1), datetime(2068, 12, 31)), st.booleans())  # noqa: DTZ001 - a column has no zone
def test_a_date_is_read_as_it_was_written(moment, american):
    """To the minute, in both orders."""
    day = f"{moment:%m/%d/%Y}" if american else f"{moment:%d/%m/%Y}"
    read = read_moment(f"{day} {moment:%I:%M %p}", american)
    assert read == read_moment(moment.replace(second=0, microsecond=0))


@given(st.text("0123456789 :/.-,+TZAMPamprzä日()", max_size=40) | st.text(max_size=70), st.booleans())
def test_whatever_stands_in_a_column_is_read_or_is_none(text, american):
    """No text is a fault."""
    assert isinstance(read_moment(text, american), float | None)
    assert isinstance(month_first([text]), bool)
