"""Titles that mail programs give, beside those that people write about such mail."""

from __future__ import annotations

import pytest

from triage.classifier.category.automatic import is_automatic, says_no_title


@pytest.mark.parametrize(
    "title",
    [
        "Automatic reply: Ticket 5512 has been updated",
        "AUTO-REPLY: your invoice",
        "Out of Office: Re: banner",
        "Undeliverable: Newsletter May",
        "Undelivered Mail Returned to Sender",
        "Mail delivery failed: returning message to sender",
        "Delivery Status Notification (Failure)",
        "Automatische Antwort: Ihre Anfrage",
        "Abwesenheitsnotiz: Ihre Anfrage",
        "Réponse automatique : congés",
        "Respuesta automática: pedido",
        "Risposta automatica: ordine",
        "Automatisch antwoord: vraag",
        "Resposta automática: pedido",
    ],
)
def test_titles_that_programs_give(title: str) -> None:
    """In seven languages."""
    assert is_automatic(title)


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Automatic reply does not work",
        "Out of office cannot be switched off",
        "Undelivered mail returned to sender since the move to the new server",
        "Mail delivery failed for all our customers",
        "Our shop: automatic reply: two of them",
        "Abwesenheitsnotiz einrichten",
        "Failure notices in the cart",
    ],
)
def test_titles_that_people_give(title: str) -> None:
    """Such a ticket is read like any other."""
    assert not is_automatic(title)


@pytest.mark.parametrize(
    "title", ["(no subject)", "<No title>", "[kein Betreff]", "(sans objet)", "(sin asunto)", "(geen onderwerp) "]
)
def test_titles_that_are_none(title: str) -> None:
    """What programs write where nobody wrote a title."""
    assert says_no_title(title)


@pytest.mark.parametrize("title", ["", "no subject", "There is (no subject) in our mails", "(no subject) shop is down"])
def test_titles_that_are_some(title: str) -> None:
    """People write these."""
    assert not says_no_title(title)
