"""Settings at the edges of what they take."""

import pytest

from triage.errors import SettingsError
from triage.settings import Settings

BOUNDS = [
    ("port", 1, 65_535),
    ("workers", 1, 256),
    ("threads", 1, 64),
    ("max_body_bytes", 1_024, 67_108_864),
    ("max_batch", 1, 10_000),
    ("max_open_tickets", 0, 100_000),
    ("max_history", 0, 100_000),
    ("reload_seconds", 0, 86_400),
]


@pytest.mark.parametrize(("name", "least", "most"), BOUNDS)
def test_the_least_and_the_most_are_taken_and_what_lies_beyond_is_not(name, least, most):
    """Both bounds are values themselves."""
    variable = f"TRIAGE_{name.upper()}"
    for value in (least, most):
        assert getattr(Settings.load({variable: str(value)}), name) == value
    for value in (least - 1, most + 1):
        with pytest.raises(SettingsError, match=variable):
            Settings.load({variable: str(value)})
