"""Numbers without check digits that are private by the word before them: codes of second factors and cards, national accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from training.ingest.separators import GAP

_CARD = r"cvc2?|cvv2?|cvn|kartenprüfnummer|kartenprüfziffer|prüfziffer|cryptogramme"
_FACTOR = (
    r"(?:2fa|mfa|t?otp|tan|sms|verification|verifizierungs|bestätigungs|sicherheits|security|confirmation|one[ -]time|einmal|"
    r"login|autenticación|verificatie|beveiligings)[ -]?(?:code|kode|passcode|passwor[dt])|2fa|t?otp|tan|"
    r"code de (?:vérification|sécurité|confirmation)|código de (?:verificación|verificação|seguridad|segurança)|"
    r"codice di (?:verifica|sicurezza)"
)
_ACCOUNT = r"kto|konto|konto-?(?:nr|nummer)|blz|bankleitzahl|sort[ -]?code|routing|account|acct|bankgiro|plusgiro"
_JOINED = r"[\s:=#.*]{0,4}(?:(?:is|was|ist|war|lautet|est|es|è|é|no|nr|num|number|nummer|numéro|número)\b[\s:=#.*]{0,3}){0,2}"


def _named(words: str, fewest: int, most: int) -> re.Pattern[str]:
    number = rf"\d(?:{GAP}{{0,2}}\d){{{fewest - 1},{most - 1}}}"
    return re.compile(rf"(?<![^\W_])(?:{words})(?![^\W\d_]){_JOINED}(?P<number>{number})(?!\w)", re.IGNORECASE)


_PATTERNS = (
    (("cvc", "cvv", "cvn", "prüf", "cryptog"), _named(_CARD, 3, 4)),
    (("code", "kode", "2fa", "otp", "tan ", "tan:", "tan-", "código", "codice"), _named(_FACTOR, 4, 8)),
    (("kto", "konto", "blz", "bankl", "sort", "routing", "account", "acct", "giro"), _named(_ACCOUNT, 6, 20)),
)


def code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where such numbers stand, in order, none twice."""
    lowered = text.lower()
    found = {
        match.span("number")
        for hints, pattern in _PATTERNS
        if any(hint in lowered for hint in hints)  # most texts have none, and are not searched
        for match in pattern.finditer(text)
    }
    end = 0
    for begin, stop in sorted(found):
        if begin >= end:
            yield begin, stop
            end = stop
