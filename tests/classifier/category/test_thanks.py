"""Answers that only thank are told from tickets that thank too."""

from __future__ import annotations

import pytest

from triage.classifier.category.thanks import only_thanks
from triage.classifier.text import clean

THANKS = [
    ("", "Thank you, that solved it! You can close the ticket."),
    ("Re: Checkout error", "Thanks, it works again..."),
    ("Re: your ticket 55121", "Many thanks... everything is fine now"),
    ("", "Website is back up, thank you!!"),
    ("Re: Re: Domain", "All good now, thanks a million"),
    ("Cart broken", "Problem solved, thanks!"),
    ("Re: Cart", "The error is gone, thank you"),
    ("Thank you", ""),
    ("AW: Warenkorb", "Danke, hat geklappt!"),
    ("", "Das Problem ist gelöst, Sie können das Ticket schließen. Vielen Dank"),
    ("RE: Panier", "Merci beaucoup, ça marche maintenant !"),
    ("", "Le problème est résolu, merci. Vous pouvez fermer le ticket."),
    ("", "Problema resuelto, muchas gracias. Pueden cerrar el ticket."),
    ("R: carrello", "Grazie mille, adesso funziona."),
    ("", "Het probleem is opgelost, u kunt het ticket sluiten. Dank u wel"),
    ("Re: loja", "Obrigado, já está funcionando."),
]
MORE = [
    ("", "Thanks for fixing the cart. Now the search finds nothing"),
    ("Re: Cart", "Thank you, but it is not solved"),
    ("Re: Cart", "Thanks, is it fixed now?"),
    ("Login fails", "Thank you"),
    ("", "The problem is back, thanks"),
    ("", "same error again, thanks"),
    ("", "everything is gone, thanks"),
    ("", "alles weg, danke"),
    ("", "Please close the shop for today, thank you"),
    ("", "please get the site up again, thanks"),
    ("", "Can you help me, thank you"),
    ("", "Danke, aber der Fehler ist noch da"),
    ("", "Merci, mais le problème est revenu."),
    ("", "Gracias, pero no funciona"),
    ("", "Grazie, ma il problema non è risolto"),
    ("", "Bedankt, maar het werkt niet"),
    ("", "Obrigado, mas não funciona"),
    ("Re: Cart", ""),
    ("", ""),
]


@pytest.mark.parametrize(
    ("subject", "body", "expected"), [*((*text, True) for text in THANKS), *((*text, False) for text in MORE)]
)
def test_nothing_but_thanks(subject, body, expected):
    """Seven languages; a word more and it is a ticket."""
    assert only_thanks(clean(subject, body)) is expected
