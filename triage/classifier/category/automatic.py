"""Titles that mail programs give to what they send by themselves: absences and mail that could not be delivered.

Only whole titles, or beginnings with the colon that programs put there, so that "Automatic reply does not work" is a ticket.
"""

from __future__ import annotations

import re

_REPLIES = re.compile(
    r"\s*(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office(?: auto-?reply)?|undeliverable|"
    r"automatische antwort|abwesenheitsnotiz|abwesenheitsmeldung|unzustellbar|"
    r"réponse automatique|message d['’]absence|non remis|"
    r"respuesta automática|fuera de la oficina|no se puede entregar|"
    r"risposta automatica|fuori sede|non recapitabile|"
    r"automatisch antwoord|afwezigheidsbericht|onbestelbaar|"
    r"resposta automática|não entregue)\s?:",
    re.IGNORECASE,
)
_BOUNCES = re.compile(
    r"\s*(?:undelivered mail returned to sender|mail delivery (?:failed|failure)(?:: returning message to sender)?|"
    r"delivery status notification(?: \((?:failure|delay)\))?|returned mail: see transcript for details|failure notice)\s*",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"\s*[(\[<]\s*(?:no (?:subject|title)|kein betreff|sans (?:objet|sujet)|sin asunto|nessun oggetto|geen onderwerp|sem assunto)"
    r"\s*[)\]>]\s*",
    re.IGNORECASE,
)


def is_automatic(title: str) -> bool:
    """Whether a program gave a mail this title: nobody asks or reports anything in it."""
    return _REPLIES.match(title) is not None or _BOUNCES.fullmatch(title) is not None


def says_no_title(title: str) -> bool:
    """Whether a title is what programs write where there is none: "(no subject)"."""
    return _NO_TITLE.fullmatch(title) is not None
