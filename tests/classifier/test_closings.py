"""Lines with which a mail takes its leave, and sentences that begin with the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.closings import is_closing
from triage.classifier.quoting import strip_quotes
from triage.classifier.text import clean

THANKS = ["Thanks", "Many thanks, Harriet", "Thanks in advance!", "Thank you, Annette", "Danke!", "Merci d'avance"]
CLOSINGS = """
Kind regards
kind regards,
Best regards from the bookshop at the bridge
With kind regards, H. Vestergaard, secretary
with woolly regards, Philippa
Yours faithfully, Accounts Payable
Yours, Barbara
Best, Henrike
Best
Cheers
Cheers, Mo
Regards from the workshop, Anselm
Regards, Frieder & Anke
MfG
LG Marit Sonnleitner
lg
Mit freundlichen Grüßen
Mit freundlichen Gruessen aus Kiel
Viele Grüße, Versand
Gruß aus Eckernförde
Cordialement
Cordialement, S. Aubrac
Bien à vous, Solène
Un saludo, Chelo (Mercería La Bobina)
Atentamente,
Cordiali saluti
Met vriendelijke groet,
Groet, Kees
Com os melhores cumprimentos,
Vänliga hälsningar
""".strip().splitlines()

SENTENCES = """
many of our customers cannot pay.
Many orders are missing.
viele Kunden können nicht bestellen.
With the new version the shop is down.
with the test account:
Best product page does not open
best case we lose one day
Kind of slow today, is it me?
Thanks, but it is still broken
Thanks for the answer, nothing has changed
thanks the login works but the cart does not
LG Monitor zeigt kein Bild
BR does not render in the mail
yours is the only shop that fails
Cheers does not load
Regards the new price list, it is wrong
Kind regards are printed twice: see the mail
Liebe Kollegen, der Shop ist weg
beste Artikel fehlen in der Liste
Merci de corriger le prix
Danke, aber die Seite ist weiterhin leer
Obrigada page shows an error
gracias page is blank
Cordialement is spelled wrong in the footer
""".strip().splitlines()


@pytest.mark.parametrize("line", CLOSINGS)
def test_a_closing_is_one(line: str):
    """With a name, with a place, alone."""
    assert is_closing(line, ())


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_is_none(line: str):
    """Though it begins alike."""
    assert not is_closing(line, ())


@pytest.mark.parametrize("line", SENTENCES)
def test_no_sentence_of_a_short_mail_is_lost(line: str):
    """Neither to the model nor to matching."""
    body = f"Hello,\n{line}\nThe checkout page is blank."
    assert line in clean("Problem", body).body
    assert line in strip_quotes(body)


@pytest.mark.parametrize("line", CLOSINGS)
def test_what_follows_a_closing_is_a_signature(line: str):
    """For both."""
    body = f"The checkout page is blank.\n{line}\nBakery Rosenrot\nHafenstr. 3"
    assert clean("Problem", body).body == "The checkout page is blank."
    assert strip_quotes(body).strip() == "The checkout page is blank."


@pytest.mark.parametrize("line", THANKS)
def test_thanks_close_for_matching_where_no_sentence_follows(line: str):
    """The model reads them in any case."""
    body = f"The checkout page is blank.\n{line}\nBakery Rosenrot"
    assert strip_quotes(body).strip() == "The checkout page is blank."
    assert line in clean("Problem", body).body
    assert not is_closing(line, ())
    more = f"{body}\nAnd the search finds nothing at all since Monday."
    assert "search" in strip_quotes(more)
    assert "search" in clean("Problem", more).body


@given(st.text(max_size=200))
def test_any_line_is_told(line: str):
    """Nothing raises; a long line is none."""
    assert is_closing(line, ()) in (True, False)
    assert not is_closing(line + "x" * 60, ())
