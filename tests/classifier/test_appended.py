"""What firms append below a mail without a closing line, and what looks like it and is meant."""

import time

import pytest

from triage.classifier.quoting import strip_quotes
from triage.classifier.text import clean

OWN = "The size filter shows all products."
APPENDED = [
    "Example Ltd, registered in England and Wales, company number 01234567",
    "Registered office: 1 High Street, Leeds",
    "Company number 01234567",
    "Disclaimer: we accept no liability for errors or omissions in this e-mail.",
    "We accept no liability for viruses or data loss caused by this e-mail.",
    "Geschäftsführer: Max Muster, Amtsgericht Köln HRB 12345",
    "Geschäftsführung: Dr. Anna von Berg",
    "Muster GmbH, Amtsgericht Köln, HRB 12345",
    "Muster SARL au capital de 10 000 euros, RCS Lyon 123 456 789",
    "Ejemplo SL, inscrita en el Registro Mercantil de Madrid, tomo 1",
    "P.IVA 01234567890",
    "KvK 12345678",
    "Follow us on Facebook | Instagram | LinkedIn",
    "Folgen Sie uns auf Instagram und Facebook",
    "Suivez-nous sur LinkedIn",
    "Our office is closed from 24 December to 2 January.",
    "Unser Büro ist vom 24.12. bis 2.1. geschlossen.",
    "I do not work on Wednesdays.",
    "Book a meeting with me: https://cal.example/peter",
]


def _both(body: str) -> tuple[str, str]:
    return clean("", body).body, strip_quotes(body).strip()


@pytest.mark.parametrize("line", APPENDED)
def test_last_paragraphs_of_nothing_else_go(line: str):
    """Alone, above a footer of a mail program, and several."""
    assert _both(f"{OWN}\n\n{line}") == (OWN, OWN)
    assert _both(f"{OWN}\n\n{line}\n\nSent from my iPhone") == (OWN, OWN)
    assert _both(f"{OWN}\n\nFollow us on Facebook\n{line}\n\n{line}") == (OWN, OWN)


@pytest.mark.parametrize("line", APPENDED)
@pytest.mark.parametrize(
    "body",
    [
        "{line}",
        "It fails.\n{line}",
        "{line}\n\nIt fails.",
        "The start page should say:\n\n{line}",
        "Please add this to the start page.\n\n{line}",
        "Bitte im Impressum ergänzen.\n\n{line}",
        "It fails.\n\n{line}\nPlease put that on the start page.",
        "It fails.\n\n{line}\n\nThis stands there twice.",
    ],
)
def test_where_it_is_the_matter_it_stays(body: str, line: str):
    """Alone, announced, asked for, or with own words beside or below it."""
    assert clean("", body.format(line=line)).body.count(clean("", line).body) == 1


@pytest.mark.parametrize(
    "line",
    [
        "Our office is closed from 24 December, please put that on the start page",
        "Our office is closed from 24 December should be on the start page",
        "Disclaimer: the page is missing",
        "Geschäftsführer: steht noch der alte Name",
        "Follow us on Facebook leads to a 404 page",
        "Book a meeting button does nothing",
        "Registered customers cannot pay",
        "The company registration number is wrong on the invoice",
        "I do not work on this, who does?",
        "Winter sale until 24 December: 20 % off",
    ],
)
def test_what_customers_write_stays(line: str):
    """It begins alike, and says something."""
    assert _both(f"It fails.\n\n{line}") == (f"It fails.\n{line}", f"It fails.\n\n{line}")


@pytest.mark.parametrize(
    "piece",
    [
        "Follow us on x https:e",
        "Follow us on x https://ehttps:e ",
        "registered company rcs 1 capital ",
        "Geschäftsführer: Aa Aa.A ",
        "our office is closed on ",
        "accept no liability for ",
        "p iva 1",
    ],
)
def test_hostile_lines_take_linear_time(piece: str):
    """A thousand last paragraphs, and the longest line that is looked at."""
    line = (piece * 300)[:299] + "!"
    begun = time.process_time()
    for _ in range(20):
        clean("", f"It fails.\n\n{line}")
    clean("", f"It fails.\n\n{line}\n\n" * 60)
    assert time.process_time() - begun < 1.0
