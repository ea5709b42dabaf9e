"""What a human would compare in two tickets: cheap looks ahead change nothing of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.duplicates.particulars import particulars_of
from triage.classifier.duplicates.traits import traits_of
from triage.domain.reading import Entities

NOTHING = Entities()


@given(st.text(st.sampled_from("aZ9 _-.\n\x00\x7f"), min_size=40, max_size=120))
def test_a_copy_is_one_whatever_its_letters(own: str):
    """Plain ASCII is read in a shorter way, which ends where the long one does: a sign beside it takes the long one."""
    assert traits_of("", "", own, NOTHING).text == traits_of("", "", f"{own}…", NOTHING).text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Article 4411 is missing", 1),
        ("ARTIKEL Nr. 4411-b", 1),
        ("artículo 4411 y artigo 5522", 2),
        ("art\u0130culo 4411", 1),
        ("article 4411".replace("i", "\u0131"), 1),
        ("the s\u212au: 4411 and \u017fku 5522", 2),
        ("SKU#4411", 1),
        ("start 4411, art. 4411", 0),
    ],
)
def test_articles_are_found_by_their_numbers(text: str, count: int):
    """In any case, letters that count as another's capital among them."""
    assert len(particulars_of(text)) == count
