"""Texts that ask for nothing: a greeting, thanks for what was solved, an address, a file name, the bare name of a thing.

A model must answer something, and what it answers to "Hello" is chance: here it declines. Whole texts are judged, of at most
`SHORT` tokens, by closed lists of the seven languages (silence.json), so that one word more makes an ordinary ticket of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.resources import files

from triage.classifier.text import MAIL_MARK, URL_MARK, CleanText

SHORT = 40  # tokens; a longer text says something

_NO_WORDS = re.compile(
    r"<[a-z/][^<>]{0,300}>|"
    r"[\w()-]{1,80}\.(?:png|jpe?g|gif|webp|heic|pdf|docx?|xlsx?|csv|zip|txt|mp4|mov|log|php|html?|js|css|xml)\b",
    re.IGNORECASE,
)
"""Tags and names of files."""

_NUMBER = re.compile(r"\d+")
_STATUS = re.compile(r"[45]\d\d")  # of HTTP: "503" is all that some people write
_FILLER = ["lorem", "ipsum", "dolor", "sit"]
_THANKED_AT_MOST = 20  # words: who writes more has more to say
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

_LISTED = {
    name: frozenset(words.split())
    for name, words in json.loads(files("triage.classifier.category").joinpath("silence.json").read_bytes()).items()
}
_EMPTY = _LISTED["greetings"] | _LISTED["courtesy"] | _LISTED["attached"] | {URL_MARK, MAIL_MARK}

_SOLVED = re.compile(
    r"(?:that|which|this|it|you|problem|issue|all|everything|is|was)\W+(?:\w+\W+){0,2}(?:solved|fixed|sorted|resolved|fine|good)|"
    r"works? (?:again|now|fine|perfectly)|working (?:again|now|fine)|back (?:up|online)|all (?:good|is well|fine)|"
    r"(?:geht|funktioniert|läuft|klappt) (?:jetzt |nun )?wieder|(?:sich|ist) (?:damit |jetzt )?(?:erledigt|gelöst|behoben)|"
    r"alles (?:gut|bestens|in ordnung|werkt|goed|in orde)|"
    r"(?:c'est|est|problème) (?:bon|résolu|réglé|réparé)|(?:fonctionne|marche) (?:à nouveau|de nouveau|maintenant)|"
    r"(?:está|quedó|problema) (?:resuelto|solucionado|arreglado)|ya (?:funciona|está)|tod?o (?:bien|funciona|va bien|fonctionne)|"
    r"(?:è|problema) (?:stato )?(?:risolto|sistemato)|(?:funziona|va) (?:di nuovo|ora|adesso)|tutto (?:bene|a posto|ok|funziona)|"
    r"(?:is|probleem) (?:nu )?(?:opgelost|verholpen)|(?:werkt|doet het) (?:nu )?weer|"
    r"(?:está|foi|problema) (?:resolvido|solucionado)|já (?:funciona|está)|tudo (?:bem|certo|funciona)|"
    r"thanks, solved",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"\b(?:close|schließen|schliessen|fermer|cerrar|chiudere|sluiten|fechar)\b", re.IGNORECASE)
"""All that may be asked beside thanks."""


def silence(text: CleanText) -> str | None:
    """Why nothing can be told of a short text: "no_request", "too_little" (a thing's bare name), None where it says more."""
    whole = f"{text.subject}\n{text.body}"
    words = [word.lower().replace("’", "'") for word in _WORD.findall(_NO_WORDS.sub(" ", whole))]
    empty = _EMPTY | _LISTED["attached_beside"] if _LISTED["attached"].intersection(words) else _EMPTY
    told = {word for word in words if word not in empty and not _is_noise(word)}
    numbers = set(_NUMBER.findall(whole))
    if (not told and not any(map(_STATUS.fullmatch, numbers))) or words[:4] == _FILLER:
        return "no_request"
    if told and told <= _LISTED["things"] and len(told | numbers) == 1:
        return "too_little"
    return "no_request" if _only_thanks(whole, words) else None


def _is_noise(word: str) -> bool:
    """One letter, or one again and again."""
    return len(set(word)) == 1


def _only_thanks(whole: str, words: Sequence[str]) -> bool:
    """Whether a text thanks for what is solved, and neither asks nor goes on to something else."""
    if len(words) > _THANKED_AT_MOST or "?" in whole or _LISTED["goes_on"].intersection(words):
        return False
    if _LISTED["asks"].intersection(words) and _CLOSING.search(whole) is None:
        return False
    return bool(_LISTED["thanks"].intersection(words)) and _SOLVED.search(whole) is not None
