"""What helpdesks tell as a language, as rules compare it."""

import pytest

from triage.domain.languages import is_language, language_of


@pytest.mark.parametrize(
    ("told", "code"),
    [
        *[("de", "de"), ("DE", "de"), (" de ", "de"), ("pt-BR", "pt-BR"), ("pt_br", "pt-BR"), ("zh-Hant-tw", "zh-Hant-TW")],
        *[("de-de", "de-DE"), ("fil", "fil"), ("other", "other"), ("es-419", "es-419")],
        *[
            ("English", None),
            ("Deutsch (DE)", None),
            ("xx", None),
            ("-", None),
            ("1", None),
            ("", None),
            ("de-", None),
            ("d", None),
        ],
    ],
)
def test_a_language_that_a_helpdesk_tells(told, code):
    """Whatever it makes of one is a word that a rule may test."""
    assert language_of(told) == code
    assert code is None or is_language(code)
