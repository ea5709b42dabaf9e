"""Personal data is masked before anything is stored: mail addresses, telephone numbers, cards, bank accounts, keys and passwords.

Digits become zeros and secrets become one word, which is what the model's own folding makes of them (`triage.classifier.tokens`):
what is learned from a masked ticket is what is read in an unmasked one. Digits that may be private are masked: a zero too
many costs little. A word is a secret only where its place and its form both say so. Names of people are masked by `names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from training.ingest.accounts import account_spans, card_spans
from training.ingest.codes import code_spans
from training.ingest.separators import GAP, unescape_marks
from training.ingest.telephones import telephone_spans

MAIL = "masked@example.invalid"
SECRET = "xkey0000000000000000"  # sixteen characters and a digit: folded like any key

_MAIL = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|[\w.+-]{1,64} ?@ ?[\w-]{1,63}(?:\.[\w-]{1,63}){0,7}\.[^\W\d_]{2,24}"  # blanks where a tag stood: "ann@<b>x.example</b>"
)
_SET = r"(?:[*_`]|\{(?:color|bgcolor|font|monospace|code|quote|noformat)[^{}\s]{0,40}\})"  # how wikis set words off
_NAMED_SECRET = re.compile(
    r"(?=[pstamcwkhljşп密パ비])"  # the first letters, which is looked at in one step instead of thirty
    r"((?:(?:password|passwort|passphrase|passwd|secret|token|api[ _-]?key|access[ _-]?key|mot de passe|contraseña|wachtwoord|"
    r"senha|kennwort|palavra-passe|adgangskode|kodeord|passord|lösenord|hasło|parola|salasana|heslo|jelszó|şifre|пароль|密码|密碼|"
    r"パスワード|비밀번호)|(?<![^\W_])(?:pwd|pass|pw|pin))(?![^\W_])[\"']?"
    rf"{_SET}{{0,4}}(?:\s{{0,3}}(?:(?:is|ist|est|es|è|é|lautet)\s{{0,3}})?(?P<sure>=>|=|:|：)\s{{0,3}}"
    r"|\s{1,3}(?P<said>is|ist|was|war|est|es|è|é|lautet|er|är|jest|este|je|to|auf|zu|à|a|en)\s{1,3}|\s{0,3}(?P<cell>\|{1,2})\s{0,3}|\s{1,3})"
    rf"(?:{_SET}{{1,4}}\s{{0,3}}){{0,2}})[\"']?(?P<value>(?(cell)[^\s|]|\S){{3,200}})",
    re.IGNORECASE,
)
# After a name that one logs in with, and in commands, whose options are said small: "Zugang: admin / s3cret", "mysql -ps3cret".
_PLACED_SECRETS = (
    re.compile(
        r"(?=[zalc])((?<![^\W_])(?:zugang|zugangsdaten|anmeldung|log-?ins?|credentials|access|accès|acceso|accesso|acesso)\s{0,2}[:=]\s{0,3}"
        r"[^\s/|,]{2,60}\s{0,2}[/|,]\s{0,2})(?P<value>\S{4,200})",
        re.IGNORECASE,
    ),
    re.compile(r"(\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)\b[^\n|;]{0,200}?\s-p[\"']?)(?P<value>\S{3,200})"),
    re.compile(r"(\bsshpass -p ?[\"']?)(?P<value>\S{3,200})"),
    re.compile(r"(\bcurl\b[^\n|;]{0,200}?\s(?:-u|--user)[ =]?[\"']?[^\s:\"']{1,60}:)(?P<value>\S{3,200})"),
)
_BEARER = re.compile(r"\b(bearer|basic)\s+[\w.+/=-]{12,}", re.IGNORECASE)
_PEM = re.compile(r"-----BEGIN [A-Z ]{3,40}-----[^-]{0,20000}(?:-----END [A-Z ]{3,40}-----)?")
_KEY = re.compile(
    r"\b(?:(?:[spr]k|shpat|shpss|whsec|github_pat)_|gh[pousr]_|xox[abprs]-|glpat-|SG\.|A[KS]IA(?=[A-Z0-9]{16})|AIza|eyJ)[\w.-]{14,}"
    r"|\b(?=[\w+/-]{0,40}\d)[\w+/-]{32,}={0,2}"
)
_STOPS = ".,;:!?)]}\"'»”"
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_SYMBOL = re.compile(r"[\d_$%&*#@^~+=?!<>|\\]")  # of those that a word of a sentence has only at its end
_FEWEST_UNSAID = 7  # characters of a secret that follows its name at once: shorter ones are too often "2FA" or "mp3"
# Cheap looks that most texts end with: words without which there is no named secret, and the least a key or number needs.
_HINTS = ("pass", "pw", "pin", "secret", "token", "key", "contra", "senha", "kennwort", "wachtwoord", "bearer", "basic",
          "adgangskode", "kodeord", "lösenord", "hasło", "parola", "salasana", "heslo", "jelszó", "şifre", "пароль",
          "密码", "密碼", "パスワード", "비밀번호")  # fmt: skip
_PLACES = (
    "zugang",
    "anmeldung",
    "login",
    "log-in",
    "credentials",
    "acces",
    "accès",
    "acesso",
    "mysql",
    "mariadb",
    "sshpass",
    "curl",
)
_SHORTEST_KEY = 16
_THREE_DIGITS = re.compile(rf"\d(?:{GAP}{{0,2}}\d){{2}}")
_ANY_DIGITS = re.compile(rf"\d(?:{GAP}{{0,2}}\d){{3}}")


def mask(text: str) -> str:
    """The text without personal data. Linear in its length."""
    if not text:
        return text
    text = unescape_marks(text)
    if "-----BEGIN" in text:
        text = _PEM.sub(SECRET, text)
    if "@" in text:
        text = _MAIL.sub(MAIL, text)
    lowered = text.lower()
    if any(word in lowered for word in _HINTS):
        text = _BEARER.sub(rf"\1 {SECRET}", _NAMED_SECRET.sub(_secret, text))
    if any(word in lowered for word in _PLACES):
        for pattern in _PLACED_SECRETS:
            text = pattern.sub(_placed_secret, text)
    if max(map(len, text.split()), default=0) >= _SHORTEST_KEY:
        text = _KEY.sub(SECRET, text)
    if _THREE_DIGITS.search(text) is not None:
        text = _zeros(text, code_spans(text))
    if _ANY_DIGITS.search(text) is not None:
        for spans in (account_spans, card_spans, telephone_spans):
            text = _zeros(text, spans(text))
    return text


def _secret(found: re.Match[str]) -> str:
    """After ":" or "=" anything is a secret; in a sentence only what is no word of one ("the password is not accepted")."""
    value = found["value"].rstrip(_STOPS)
    if found["sure"]:
        masked = True
    elif found["said"] or found["cell"]:
        masked = _SYMBOL.search(value) is not None
    else:
        masked = len(value) >= _FEWEST_UNSAID and bool(_DIGIT.search(value) and _LETTER.search(value))
    return f"{found[1]}{SECRET}" if masked else found[0]


def _placed_secret(found: re.Match[str]) -> str:
    """A plain word there is one ("login: Chrome / Safari"), but for the passwords of commands."""
    value = found["value"].rstrip(_STOPS)
    if _SYMBOL.search(value) is None and found.re is _PLACED_SECRETS[0]:
        return found[0]
    return f"{found[1]}{SECRET}{found['value'][len(value) :]}"


def _zeros(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts, before = [], 0
    for begin, end in spans:
        parts += [text[before:begin], re.sub(r"[A-Za-z\d]", "0", text[begin:end])]
        before = end
    return "".join((*parts, text[before:])) if parts else text
