"""Personal data is masked before anything is stored: mail addresses, telephone numbers, cards, bank accounts, keys and passwords.

Digits become zeros and secrets become one word, which is what the model's own folding makes of them (`triage.classifier.tokens`):
what is learned from a masked ticket is what is read in an unmasked one. Names of people are not recognised; docs/retraining.md
says so.
"""

from __future__ import annotations

import re

MAIL = "masked@example.invalid"
SECRET = "xkey0000000000000000"  # sixteen characters and a digit: folded like any key

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_DIGITS = re.compile(r"(?<![\w.])\+?\(?\d(?:[ ./()-]{0,2}\d){6,18}(?![\w])")
_NAMED_SECRET = re.compile(
    r"((?:password|passwort|passphrase|passwd|pwd|pass|pin|secret|token|api[ _-]?key|access[ _-]?key|mot de passe|contraseña|"
    r"wachtwoord|senha|kennwort)\b[\"']?\s{0,3}(?:is|ist|est|es|è|é|=|:|=>)\s{0,3})[\"']?(\S{3,200})",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(bearer|basic)\s+[\w.+/=-]{12,}", re.IGNORECASE)
_PEM = re.compile(r"-----BEGIN [A-Z ]{3,40}-----[^-]{0,20000}(?:-----END [A-Z ]{3,40}-----)?")
_KEY = re.compile(
    r"\b(?:sk|pk|rk|ghp|gho|ghs|xox[abprs]|AKIA|ASIA|AIza|glpat|shpat|shpss|whsec|SG|eyJ)[\w.-]{14,}|\b(?=[\w+/-]{0,40}\d)[\w+/-]{32,}={0,2}"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
# Cheap looks that most texts end with: words without which there is no named secret, and the least a key or number needs.
_HINTS = ("pass", "pwd", "pin", "secret", "token", "key", "contra", "senha", "kennwort", "wachtwoord", "bearer", "basic")
_SHORTEST_KEY = 16
_ANY_DIGITS = re.compile(r"\d(?:[ ./()-]{0,2}\d){3}")
_ZEROS = {ord(str(digit)): "0" for digit in range(10)}


def mask(text: str) -> str:
    """The text without personal data. Linear in its length."""
    if "-----BEGIN" in text:
        text = _PEM.sub(SECRET, text)
    if "@" in text:
        text = _MAIL.sub(MAIL, text)
    lowered = text.lower()
    if any(word in lowered for word in _HINTS):
        text = _BEARER.sub(rf"\1 {SECRET}", _NAMED_SECRET.sub(rf"\g<1>{SECRET}", text))
    if max(map(len, text.split()), default=0) >= _SHORTEST_KEY:
        text = _KEY.sub(SECRET, text)
    if _ANY_DIGITS.search(text) is not None:
        text = _DIGITS.sub(_zeros_if_private, _IBAN.sub(_zeros_if_bank, text))
    return text


def passes_luhn(digits: str) -> bool:
    """Whether a card number's check digit fits (ISO/IEC 7812-1)."""
    doubled = [int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_bank_account(text: str) -> bool:
    """Whether an IBAN's check digits fit (ISO 13616: the rest of the rearranged number divided by 97 is 1)."""
    compact = text.replace(" ", "")
    number = "".join(str(int(letter, 36)) for letter in compact[4:] + compact[:4])
    return 15 <= len(compact) <= 34 and int(number) % 97 == 1


def _zeros_if_bank(match: re.Match[str]) -> str:
    found = match.group()
    return found[:2] + re.sub(r"[A-Z0-9]", "0", found[2:]) if is_bank_account(found) else found


def _zeros_if_private(match: re.Match[str]) -> str:
    """Cards by their check digit; telephone numbers by a plus, a leading zero, or brackets and dashes between the digits."""
    found = match.group()
    digits = re.sub(r"\D", "", found)
    card = 13 <= len(digits) <= 19 and passes_luhn(digits)
    phone = _DATE.match(found) is None and 7 <= len(digits) <= 15 and (found[0] in "+(0" or any(mark in found for mark in " -/"))
    return found.translate(_ZEROS) if card or phone else found
