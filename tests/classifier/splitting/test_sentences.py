"""Where the sentences of a ticket begin and end."""

import pytest

from triage.classifier.splitting.sentences import find_sentences


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Prices are 10, 20, 50. And we need a logo.", ["Prices are 10, 20, 50.", "And we need a logo."]),
        ("Seit dem 14. Mai geht nichts.", ["Seit dem 14. Mai geht nichts."]),
        ("Am 3. august geht nichts.", ["Am 3. august geht nichts."]),
        ("1. The menu is grey.", ["1. The menu is grey."]),
        ("Member 20418 (Kasia W.) cannot log in.", ["Member 20418 (Kasia W.) cannot log in."]),
        ("PS. Could you call us?", ["PS. Could you call us?"]),
        ('It says "closed." Please call.', ['It says "closed."', "Please call."]),
        ("It is option b. Please call.", ["It is option b.", "Please call."]),
        ("", []),
    ],
)
def test_points_of_days_initials_and_abbreviations_end_no_sentence(body: str, expected: list[str]):
    """Those of amounts do; a closing quotation mark stays with its sentence."""
    assert [body[one.start : one.end] for one in find_sentences(body, 0)] == expected
