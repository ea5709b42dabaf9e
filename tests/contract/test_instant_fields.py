"""Instants: what the contract's pattern lets through, and nothing else."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from triage.contract.fields import INSTANT, Instant

FIELD = Instant()
FIRST = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # naive, as Hypothesis wants its bounds
LAST = datetime(2199, 12, 31, tzinfo=UTC).replace(tzinfo=None)
OFFSETS = st.builds(lambda minutes: timezone(timedelta(minutes=minutes)), st.integers(-23 * 60 - 59, 23 * 60 + 59))


def read(text: object) -> datetime:
    """The instant of a text."""
    return FIELD.deserialize(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T08:22:30Z", datetime(2026, 11, 23, 8, 22, 30, tzinfo=UTC)),
        ("2026-11-23T08:22:30+01:00", datetime(2026, 11, 23, 7, 22, 30, tzinfo=UTC)),
        ("2026-11-23T08:22:30.123+0100", datetime(2026, 11, 23, 7, 22, 30, 123000, tzinfo=UTC)),
        ("2026-11-23 08:22:30-05:30", datetime(2026, 11, 23, 13, 52, 30, tzinfo=UTC)),
        ("2026-11-23t08:22:30z", datetime(2026, 11, 23, 8, 22, 30, tzinfo=UTC)),
        ("2026-11-23T08:22Z", datetime(2026, 11, 23, 8, 22, tzinfo=UTC)),
        ("2026-11-23T08:22:30.123456789Z", datetime(2026, 11, 23, 8, 22, 30, 123456, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2000-02-29T00:00:00Z", datetime(2000, 2, 29, tzinfo=UTC)),
        ("1970-01-01T00:00:00+14:00", datetime(1969, 12, 31, 10, tzinfo=UTC)),
        ("2199-12-31T23:59:59-12:00", datetime(2200, 1, 1, 11, 59, 59, tzinfo=UTC)),
    ],
)
def test_forms_that_helpdesks_write(text: str, moment: datetime) -> None:
    """All kept in UTC."""
    assert read(text) == moment
    assert read(text).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "exists"),
        ("2100-02-29T00:00:00Z", "exists"),
        ("2023-02-29T00:00:00Z", "exists"),
        ("2026-04-31T00:00:00Z", "exists"),
        ("2026-11-23T24:00:00Z", "exists"),
        ("2026-11-23T08:22:60Z", "exists"),
        ("2026-11-23T08:22:30", "offset"),
        ("2026-11-23", "offset"),
        ("1969-12-31T23:59:59Z", "1970"),
        ("2200-01-01T00:00:00Z", "1970"),
        ("20261123T082230Z", "RFC 3339"),
        ("2026-W48-1T08:22:30Z", "RFC 3339"),
        ("24-12-2026 09:00", "the year first"),
        ("1/2/2026", "the year first"),
        ("2026-11-23T08:22:30Z\n", "exists"),
        ("2026-11-23T08:22:30,5Z", "RFC 3339"),
        ("٢٠٢٦-11-23T08:22:30Z", "exists"),
    ],
)
def test_what_is_no_instant(text: str, words: str) -> None:
    """The sentence says why."""
    with pytest.raises(ValidationError, match=words):
        read(text)


@given(st.datetimes(FIRST, LAST), OFFSETS, st.sampled_from(["auto", "minutes", "milliseconds"]))
def test_every_moment_that_python_writes_is_read_back(moment: datetime, zone: timezone, form: str) -> None:
    """In any offset and to any precision."""
    aware = moment.replace(tzinfo=zone)
    text = aware.isoformat(timespec=form)
    assert read(text) == datetime.fromisoformat(text)


@given(st.from_regex(INSTANT, fullmatch=True))
def test_whatever_fits_the_pattern_is_an_instant(text: str) -> None:
    """So the pattern may stand in the OpenAPI document as the whole truth."""
    assert read(text).tzinfo is UTC


@given(st.text(max_size=30) | st.from_regex(r"\A2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z\Z"))
def test_whatever_does_not_fit_is_refused_with_a_sentence(text: str) -> None:
    """Never another error."""
    if re.search(INSTANT[:-1] + r"\Z", text):
        assert read(text).tzinfo is UTC
    else:
        with pytest.raises(ValidationError):
            read(text)
