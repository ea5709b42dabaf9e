"""Short texts that ask and report nothing, and those that do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.features import read_lexicon
from triage.classifier.category.cues import Lexicon
from triage.classifier.category.no_request import lacks_request
from triage.classifier.text import clean

ACTS = Lexicon(read_lexicon()).classes_of

NOTHING = [
    "https://shop.example/cart?id=4",
    '<a href="https://shop.example">https://shop.example</a>',
    "info@shop.example",
    "0",
    "12345 67890",
    "invoice_2024.pdf",
    "wp_cron.php",
    "see invoice.pdf",
    "Hi",
    "hello? anyone there?",
    "Hi Anna,",
    "Guten Tag Herr Meier",
    "Bonjour, il y a quelqu'un ?",
    "Hola, ¿hay alguien?",
    "Salve, c'è qualcuno?",
    "Hallo, is daar iemand?",
    "Bom dia a todos",
    "screenshot attached",
    "Please find attached the file",
    "siehe Anhang",
    "voir pièce jointe",
    "ver adjunto",
    "vedi allegato",
    "zie bijlage",
    "segue em anexo",
    "<img src='cid:1'>",
    '<img src="cid:image001.png@01D7">',
    "shop",
    "our domain",
    "SSL",
    "test asdf",
]
SOMETHING = [
    "down",
    "gehackt",
    "503",
    "ERR_NAME_NOT_RESOLVED",
    "prerequisites?",
    "1 comments",
    "not working",
    "Hello, shop offline",
    "Hi Team, Shop down",
    "Good morning page shows wrong greeting",
    "Upload image",
    "Please replace invoice.pdf",
    "Attachments cannot be opened",
    "Please add the attached photo to the home page",
    "new team photo, see attached",
    "https://shop.example/cart does not open",
    "info@shop.example gets no mail",
    "<img src='cid:1'> is broken",
]


@pytest.mark.parametrize(("body", "expected"), [*((text, True) for text in NOTHING), *((text, False) for text in SOMETHING)])
def test_whether_something_is_asked(body, expected):
    """As title and as text."""
    assert lacks_request(clean("", body), ACTS) is expected
    assert lacks_request(clean(body, ""), ACTS) is expected or "<" in body  # a title has no markup


def test_the_same_noun_in_title_and_text_is_one():
    """Whatever its case."""
    assert lacks_request(clean("Admin", "admin"), ACTS)
    assert not lacks_request(clean("Admin", "offline"), ACTS)


@given(st.lists(st.sampled_from([*NOTHING[:26], "the", "<img", "\n", "?", "Miller"]), max_size=40).map(" ".join))
def test_a_request_is_seen_whatever_surrounds_it(noise):
    """Greetings, addresses and files hide nothing."""
    assert not lacks_request(clean("Search fails", noise), ACTS)


@pytest.mark.parametrize(("title", "expected"), [("(no subject)", True), ("Cart total wrong", False)])
def test_a_title_that_is_none(title, expected):
    """What a program wrote for want of a title is nothing that is asked."""
    assert lacks_request(clean(title, "see attached"), ACTS) is expected
