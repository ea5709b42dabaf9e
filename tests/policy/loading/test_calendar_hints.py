"""What is said of places that are not known, and that `--fix` never makes another place of one."""

from __future__ import annotations

import pytest

from tests.policy.small_policies import HEAD
from triage.policy.editing.mending import mend_text
from triage.policy.loading.calendar_hints import country_hint, days_hint, hours_hint, region_hint, zone_hint
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
        ("Mexico", "write America/Mexico_City"),
        ("Mexico City", "write America/Mexico_City"),
        ("madrid", "write Europe/Madrid"),
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


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("08:30 - 18:00", 'write "08:30-18:00"'),
        ("08:30–18:00", 'write "08:30-18:00"'),
        ("“08:30-18:00”", 'write "08:30-18:00"'),
        ("08.30-18.00", 'write "08:30-18:00"'),
        ("8h30 to 18h", 'write "08:30-18:00"'),
        ("9-17", 'write "09:00-17:00"'),
        ("8:30am-6pm", 'write "08:30-18:00"'),
        ("12am-12pm", 'write "00:00-12:00"'),
        ("18:00-08:30", 'write "18:00-32:30", which ends on the next day'),
        ("9:75-17:00", 'write "09:00-17:30", to'),
        ("13pm-3pm", 'write "09:00-17:30", to'),
        ("9-12-17", 'write "09:00-17:30", to'),
        ("office hours", 'write "09:00-17:30", to'),
        ("", 'write "09:00-17:30", to'),
    ],
)
def test_hours(text, hint):
    """As they are written elsewhere; what could be anything gets the forms."""
    assert hours_hint(text).startswith(hint)
    assert hours_hint(text) == hint or "to midnight" in hours_hint(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Mon-Thu", "write mon-thu"),
        ("monday - thursday", "write mon-thu"),
        ("Saturday", "write sat"),
        ("mon, tue", "write mon and tue, each with its hours"),
        ("weekdays", "write mon, tue … sun, or a range such as mon-fri"),
        ("mon-tue-wed", "write mon, tue … sun, or a range such as mon-fri"),
        ("m-f", "write mon, tue … sun, or a range such as mon-fri"),
        (",", "write mon, tue … sun, or a range such as mon-fri"),
    ],
)
def test_days(text, hint):
    """Names in full and in capitals."""
    assert days_hint(text) == hint


def test_regions_by_name():
    """Their code; of what is no region, all that there are."""
    assert region_hint("Madrid", "ES") == "write MD"
    assert region_hint("cataluña", "ES") == "write CT"
    assert region_hint("Narnia", "ES").startswith("ES has AN, ")
