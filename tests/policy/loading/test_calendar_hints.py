"""What is said of places that are not known, and that `--fix` never makes another place of one."""

from __future__ import annotations

import pytest

from tests.policy.small_policies import HEAD
from triage.policy.editing.mending import mend_text
from triage.policy.loading.calendar_hints import country_hint, region_hint, zone_hint
from triage.policy.loading.loader import examine_policy_text

CALENDAR = HEAD.replace("{time zone: UTC,", "{time zone: %s, holidays: {country: %s},") + "sections: []\n"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("GMT+3", "write 'Etc/GMT-3' (its"),
        ("utc+1", "write 'Etc/GMT-1' (its"),
        ("GMT-5", "write 'Etc/GMT+5' (its"),
        ("UTC+03:00", "write 'Etc/GMT-3' (its"),
        ("GMT+99", ""),
        ("europe/london", "did you mean 'Europe/London'?"),
        ("Europe/Lundon", "did you mean 'Europe/London'?"),
        ("Europe/Frankfurt", "write the area and a city"),
        ("EST5", "write the area and a city"),
        ("Mars", "write the area and a city"),
        ("Europe/" + "x" * 1000, "write the area and a city"),
    ],
)
def test_time_zones(name, hint):
    """Fixed offsets are turned round as the database has them; of cities only those of the same area are near."""
    assert zone_hint(name).startswith(hint)
    assert bool(zone_hint(name)) == bool(hint)


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("GER", "write DE"),
        ("DEU", "write DE"),
        ("germany", "write DE"),
        ("UK", "write GB"),
        ("United States", "write US"),
        ("de", "did you mean 'DE'?"),
        ("XX", "use the two-letter code"),
        ("Un", "use the two-letter code"),
        ("", "use the two-letter code"),
    ],
)
def test_countries(word, hint):
    """By name, by three letters, by the beginning of one name."""
    assert country_hint(word) == hint


@pytest.mark.parametrize(
    ("word", "country", "hint"),
    [("BX", "DE", "DE has BB, BE, BW, BY"), ("by", "DE", "did you mean 'BY'?"), ("X", "VA", "VA has no regions")],
)
def test_regions(word, country, hint):
    """All of them are listed."""
    assert region_hint(word, country).startswith(hint)


@pytest.mark.parametrize(
    ("zone", "country", "mended"),
    [
        ("UTC", "GER", None),
        ("UTC", "Greec", None),
        ("GMT+3", "DE", None),
        ("EST5", "DE", None),
        ("Europe/Lundon", "DE", None),
        ("europe/london", "DE", ("Europe/London", "DE")),
        ("UTC", "de", ("UTC", "DE")),
    ],
)
def test_only_upper_and_lower_case_of_a_place_are_mended(zone, country, mended):
    """GER was made GR, and GMT+3 GMT+0."""
    text = CALENDAR % (zone, country)
    new, done = mend_text(text, "small.yaml", examine_policy_text(text, "small.yaml").faults)
    assert (new, len(done)) == ((CALENDAR % mended, 1) if mended else (text, 0))
