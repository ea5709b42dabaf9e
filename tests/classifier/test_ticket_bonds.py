"""How texts speak of a ticket: as what they are about, as something else, as done with."""

from __future__ import annotations

import pytest

from triage.classifier.entities import find_entities
from triage.domain.reading import Bond

APART = [
    "Unrelated to my ticket #48211: the size filter shows all products.",
    "This is not about ticket 48211, that one is about the logo.",
    "This has nothing to do with our old ticket #48211.",
    "A different problem than ticket 48211: the filter is empty.",
    "Independent of #48211 the filter is empty.",
    "This is unrelated to\nticket #48211.",
    "Ticket 48211 is something else.",
    "Das hat nichts mit Ticket 48211 zu tun.",
    "Unabhängig von Ticket #48211: der Filter ist leer.",
    "Ticket 48211 hat damit nichts zu tun, der Filter ist leer.",
    "Cela n'a rien à voir avec le ticket 48211.",
    "Sans rapport avec le ticket n° 48211 : le filtre est vide.",
    "Esto no tiene nada que ver con el ticket 48211.",
    "No relacionado con el ticket #48211: el filtro está vacío.",
    "Non ha niente a che fare con il ticket 48211.",
    "Questo non riguarda il ticket #48211.",
    "Dit heeft niets te maken met ticket 48211.",
    "Dit staat los van ticket #48211.",
    "Isto não tem nada a ver com o ticket 48211.",
    "Não relacionado com o ticket #48211: o filtro está vazio.",
]
SETTLED = [
    "Since you solved ticket 48211 yesterday, the size filter shows all products.",
    "After you fixed ticket 48211 the size filter shows all products.",
    "Thanks for solving ticket 48211! Now the size filter shows all products.",
    "Ticket 48211 can be closed. New matter: the size filter shows all products.",
    "Ticket #48211 has been solved, the size filter is empty now.",
    "Please close ticket 48211. The size filter is empty now.",
    "Seit ihr Ticket 48211 gelöst habt, zeigt der Filter alle Produkte.",
    "Ticket 48211 kann geschlossen werden. Neues Thema: der Filter ist leer.",
    "Ticket 48211 ist erledigt, aber der Filter ist leer.",
    "Depuis que vous avez résolu le ticket 48211, le filtre est vide.",
    "Le ticket 48211 peut être fermé. Autre sujet : le filtre est vide.",
    "Desde que han resuelto el ticket 48211 el filtro está vacío.",
    "El ticket 48211 se puede cerrar. Otro tema: el filtro está vacío.",
    "Da quando avete risolto il ticket 48211 il filtro è vuoto.",
    "Il ticket 48211 può essere chiuso. Altra cosa: il filtro è vuoto.",
    "Ticket 48211 kan gesloten worden. Iets anders: de filter is leeg.",
    "Ticket 48211 is opgelost, maar de filter is leeg.",
    "Desde que resolveram o ticket 48211 o filtro está vazio.",
    "O ticket 48211 pode ser fechado. Outro assunto: o filtro está vazio.",
]
MEANT = [
    "any news on #48211?",
    "My ticket is #48211. Nobody has written to me so far, and the cart is wrong.",
    "It is the same as in ticket #48211.",
    "Ticket #48211 is still not solved.",
    "When will ticket 48211 be solved? We wait.",
    "Duplicate of #48211",
    "see 48211",
    "https://acme.zendesk.com/agent/tickets/48211 describes a filter that is empty on every page of the shop.",
    "Ticket #48211, please!",
    "Please merge #48211 with this, the filter shows all products of the shop.",
    "Ich habe vor einer Woche Ticket 48211 eröffnet, der Filter zeigt alle Produkte.",
    "Gibt es zu Ticket 48211 Neuigkeiten?",
    "Ticket 48211 ist noch nicht gelöst, wir warten.",
    "Wie in Vorgang 48211 beschrieben, siehe dort: dasselbe.",
    "Le ticket 48211 n'est toujours pas résolu.",
    "El ticket 48211 sigue sin respuesta.",
    "Il ticket 48211 non è ancora risolto.",
    "Ticket 48211 is nog steeds niet opgelost.",
    "O ticket 48211 ainda não foi resolvido.",
]
MENTIONED = [
    "Tickets 48211 and 26 of the concert cannot be bought, the button does nothing.",
    "page of the RTX-48211 card is empty since noon",
    "Ticket 48211 was solved for a day, then the problem came again.",
    "Tickets 48211 and 26 cannot be bought since the update, the order status stays new.",
    "https://shop.example/tickets/48211 cannot be bought since noon, the button of the page does nothing.",
    "Ticket 48211: the browser of our colleague is Firefox 128 on a Mac.",
]
SAID = [
    *((text, None) for text in APART),
    *((text, Bond.SETTLED) for text in SETTLED),
    *((text, Bond.MEANT) for text in MEANT),
    *((text, Bond.MENTIONED) for text in MENTIONED),
]


@pytest.mark.parametrize(("text", "bond"), SAID)
def test_bonds(text, bond):
    """Seven languages."""
    bonds = [one.bond for one in find_entities("", text).mentions if one.id.endswith("48211")]
    assert bonds == ([] if bond is None else [bond])


@pytest.mark.parametrize(
    ("subject", "bond"),
    [
        ("Re: [#48211] Size filter", Bond.MEANT),
        ("[SUP-48211] Size filter", Bond.MEANT),
        ("#48211: size filter", Bond.MEANT),
        ("Ticket 48211", Bond.MEANT),
        ("AW: Größenfilter (Ticket 48211)", Bond.MEANT),
        ("Tickets 48211 and 26 of the concert", Bond.MENTIONED),
        ("The page of the RTX-48211 card", Bond.MENTIONED),
    ],
)
def test_titles(subject, bond):
    """Helpdesks mark a title with its ticket; a number in it says less."""
    assert [one.bond for one in find_entities(subject, "The size filter shows all products of the shop.").mentions] == [bond]


def test_what_was_done_and_came_again_is_left_to_the_likeness():
    """Neither done with nor meant for sure."""
    (one,) = find_entities("", "Ticket 48211 was closed, but the filter is wrong again.").mentions
    assert one.bond is Bond.MENTIONED
