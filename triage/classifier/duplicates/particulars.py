"""What a ticket is for, where it has a name that nothing else has: a mail address, an article's or invoice's number, a month, a
year, what stands in quotation marks, a machine that a monitor reports and whether it is up again. Hosts: see `outages`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from triage.classifier.duplicates.terms import READ_AT_MOST, hash_text

MAIL, ARTICLE, INVOICE, MONTH, QUARTER, YEAR, QUOTED, MACHINE, STATE = range(1, 10)
TIMES = frozenset((MONTH, QUARTER, YEAR))
_KINDS = 15  # the lowest bits of a particular are its kind, the others a hash of what is named

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NUMBER = r"[ :#]{1,3}(?:n(?:o|r|umber|ummer|[úu]mero|°|º)\.?[ :#]{1,3})?"
_ARTICLE = re.compile(rf"\b(?:articles?|artikel|art[íi]culo|articolo|artigo|sku){_NUMBER}(\d[\w-]{{2,20}})", re.IGNORECASE)
_INVOICE = re.compile(
    rf"\b(?:invoices?|rechnung(?:snummer)?|factu(?:re|ra|ur)|fattura|fatura|faktura|faktury){_NUMBER}((?:[A-Z]{{1,5}}[-/]?)?\d[\w/-]{{2,20}})",
    re.IGNORECASE,
)
_MONTHS = (
    "january januar janvier enero gennaio januari janeiro styczeń stycznia",
    "february februar février fevrier febrero febbraio februari fevereiro luty lutego",
    "märz mars marzo maart março marts marzec",
    "april avril abril aprile kwiecień kwietnia",
    "mai mayo maggio mei maio maj maja",
    "june juni juin junio giugno junho czerwiec czerwca",
    "july juli juillet julio luglio julho lipiec lipca",
    "august août aout agosto augustus sierpień sierpnia",
    "september septembre septiembre settembre setembro wrzesień września",
    "october oktober octobre octubre ottobre outubro październik października",
    "november novembre noviembre novembro listopad listopada",
    "december dezember décembre decembre diciembre dicembre dezembro grudzień grudnia",
)
_RUSSIAN = ["январ", "феврал", "март", "апрел", "мая", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"]
_ENDINGS = ("", "а", "я", "ь", "е", "у", "ю", "ем", "ём")
_MONTH_OF = {word: month for month, words in enumerate(_MONTHS, 1) for word in words.split()}
_MONTH_OF |= {stem + ending: month for month, stem in enumerate(_RUSSIAN, 1) for ending in _ENDINGS}
_ALSO_VERBS = {"march": 3, "may": 5}
_BEFORE_A_MONTH = frozenset(("for", "in", "of", "since", "from", "until", "till", "last", "next", "this"))
_WORD = re.compile(r"\w+|[.!?:;\n]")
_CHINESE = re.compile(r"(?<!\d)(1[0-2]|[1-9])[ ]?月")
_QUARTER = re.compile(r"\bQ[1-4]\b")
_YEAR = re.compile(r"(?<![\w.,/:#-])20[1-3]\d(?![\w/:-]|[.,]\d)")
_QUOTED = re.compile(r"(?<!\w)[\"'“”„«‘‚](?=\w)([^\"'“”„»’‘‚\n]{1,40})(?<=\w)[\"'“”»’‘](?!\w)")

_TITLE = 200  # characters in which a monitor says what it reports
_OVER = re.compile(r"\b(?:RECOVER(?:Y|ED)|RESOLVED|CLEARED)\b|^\W{0,3}(?i:recover(?:y|ed)|resolved|cleared)\b[^\n]{0,4}[:\]]")
_RAISED = re.compile(
    r"\b(?:PROBLEM|CRITICAL|DOWN|WARNING|FIRING|TRIGGERED|ALERT|ALARM|UNREACHABLE|OFFLINE)\b|"
    r"^\W{0,3}(?i:problem|critical|down|warning|firing|triggered|alert|alarm)\b[^\n]{0,4}[:\]]"
)
_FINE = re.compile(r"(?:\b(?:is|now)|[:>→]) ?(?:OK|UP|ONLINE)\b|^\W{0,3}(?i:ok|up|online)\b[:\]]")
_MACHINE = re.compile(
    r"(?<![\w./@-])(?!(?:http|error|code|status|php|utf|sha|md|ipv|tls)-?\d)[a-z]{2,15}(?:-[a-z]{1,12}){0,3}-?\d{1,4}(?![\w@-]|\.\w)"
)


def particulars_of(text: str) -> frozenset[int]:
    """The particulars of a text, title first."""
    read = text[:READ_AT_MOST]
    state, has_digit = _state_of(read), any(digit in read for digit in "0123456789")
    return frozenset(
        [
            *(_particular(MAIL, found) for found in (_MAIL.findall(read) if "@" in read else ())),
            *(_particular(ARTICLE, found) for found in (_ARTICLE.findall(read) if has_digit else ())),
            *(_particular(INVOICE, found) for found in (_INVOICE.findall(read) if has_digit else ())),
            *(_particular(MONTH, str(month)) for month in _months_in(read)),
            *(_particular(QUARTER, found) for found in _QUARTER.findall(read)),
            *(_particular(YEAR, found) for found in (_YEAR.findall(read) if "20" in read else ())),
            *(_particular(QUOTED, found) for found in _QUOTED.findall(read)),
            *(_particular(MACHINE, found) for found in (_MACHINE.findall(read) if state else ())),
            *((_particular(STATE, state),) if state else ()),
        ]
    )


def are_of_others(ours: frozenset[int], theirs: frozenset[int], besides: Set[int] = frozenset()) -> bool:
    """Whether both name some of a kind, and none of that kind in common. `besides`: kinds that do not count."""
    kinds = {one & _KINDS for one in ours} & {one & _KINDS for one in theirs}
    return bool(kinds - {one & _KINDS for one in ours & theirs} - besides)


def that_fit(particulars: frozenset[int], room: int) -> list[int]:
    """Those kinds, the fewest-named first, of which all fit in so many places: some of a kind would look like none in common."""
    kept = list[int]()
    by_kind = [sorted(one for one in particulars if one & _KINDS == kind) for kind in range(1, STATE + 1)]
    for same in sorted(by_kind, key=len):
        kept += same if len(kept) + len(same) <= room else []
    return kept


def machines_of(text: str) -> set[str]:
    """The machines that a monitor's mail names ("web01", "db-3"); none in what people write."""
    return set(_MACHINE.findall(text[:READ_AT_MOST])) if _state_of(text) else set()


def names_machine(particulars: Iterable[int]) -> bool:
    """Whether a monitor names a machine."""
    return any(one & _KINDS == MACHINE for one in particulars)


def is_all_clear(particulars: Iterable[int]) -> bool:
    """Whether a monitor says that something is up again."""
    return _particular(STATE, "over") in particulars


def _particular(kind: int, name: str) -> int:
    return hash_text(name) & ~_KINDS | kind


def _months_in(text: str) -> set[int]:
    found, before = {int(number) for number in _CHINESE.findall(text)} if "月" in text else set[int](), ""
    for word in _WORD.findall(text):
        lower = word.lower()
        if lower in _MONTH_OF:
            found.add(_MONTH_OF[lower])
        elif lower in _ALSO_VERBS and (before in _BEFORE_A_MONTH or (word[0].isupper() and before.isalnum())):
            found.add(_ALSO_VERBS[lower])
        before = lower
    return found


def _state_of(text: str) -> str | None:
    """What a monitor says of a thing: "on", something is wrong, or "over"; None in most texts."""
    title = text[:_TITLE]
    if _OVER.search(title):
        return "over"
    if _RAISED.search(title):
        return "on"
    return "over" if _FINE.search(title) else None
