"""What parts the columns of an export."""

import pytest

from triage.contract.delimited import delimiter_of


@pytest.mark.parametrize(
    ("header", "expected"),
    [("id,subject", ","), ("id;subject;body, with", ";"), ("id\tsubject", "\t"), ("id|subject", "|"), ("id", ","), ("", ",")],
)
def test_the_first_line_tells(header: str, expected: str) -> None:
    """By what stands there most often."""
    assert delimiter_of(header) == expected
