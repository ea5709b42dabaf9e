"""What is said of numbers, flags and dates that are written in another way."""

from __future__ import annotations

import pytest

from triage.policy.files.hints import date_hint, flag_hint, number_hint


@pytest.mark.parametrize(
    ("text", "most", "hint"),
    [
        ("75", 1000, "write 75 without quotes"),
        ("75%", 1000, "write 75"),
        ("100 %", 1000, "write 100"),
        ("100 %", 1, "write 1"),
        ("85 %", 1, "write 0.85"),
        ("12,5%", 1, "write 0.125"),
        ("0,85", 1, "write 0.85"),
        ("1.234,50", 1e6, "write 1234.50"),
        ("many", 10, ""),
        ("010", 10, ""),
    ],
)
def test_numbers(text, most, hint):
    """A percentage is a share where the number is one of 1."""
    assert number_hint(text, most) == hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("no", "write false"),
        ("Yes", "write true"),
        ("True", "write true"),
        ("true", "write true without quotes"),
        ("maybe", ""),
    ],
)
def test_flags(text, hint):
    """The words of other YAML readers."""
    assert flag_hint(text) == hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("24.12.2026", "write 2026-12-24"),
        ("24/12/2026", "write 2026-12-24"),
        ("12/24/2026", "write 2026-12-24"),
        ("05/03/2027", "write 2027-03-05 or 2027-05-03"),
        ("05.03.2027", "write 2027-03-05"),
        ("03/03/2027", "write 2027-03-03"),
        ("2026/12/24", "write 2026-12-24"),
        ("2026-1-6", "write 2026-01-06"),
        ("2027-02-29", "there is no such day"),
        ("2026-12-24 - 2027-01-06", 'a period stands under `closed` only, as "2026-12-24 to 2027-01-06"'),
        ("24.12.", "a date has its year: 2026-12-31"),
        (" 2026-12-24", "leave out the blanks at its ends"),
        ("99/99/2026", "write it as 2026-12-31"),
        ("20261224", "write it as 2026-12-31"),
        ("Christmas", "write it as 2026-12-31"),
    ],
)
def test_dates(text, hint):
    """Both dates where the order of day and month is open."""
    assert date_hint(text) == hint
