"""Words and their speech acts."""

from __future__ import annotations

import pytest

from triage.classifier.category.cues import LONGEST_SKELETON, Lexicon

LEXICON = Lexicon(
    {"can": {"en": "can could", "de": "kann könn*"}, "add": {"en": "add* can", "de": "hinzufüg*"}, "addition": {"en": "addit*"}}
)


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("can", "en", "can"),  # the first of its two classes
        ("adding", "en", "add"),
        ("additional", "en", "addition"),  # the longer beginning
        ("konnten", "de", "can"),
        ("can", "de", None),
        ("can", "pl", None),
        ("", "en", None),
    ],
)
def test_classes(word, language, expected):
    """Whole words before beginnings, long beginnings before short ones, first classes before later ones."""
    assert LEXICON.class_of(word, language) == expected


def test_skeleton_is_bounded():
    """A skeleton leaves out other words and ends somewhere."""
    assert LEXICON.skeleton(["could", "you", "add"], "en") == ["can", "add"]
    assert len(LEXICON.skeleton(["add"] * 1000, "en")) == LONGEST_SKELETON
