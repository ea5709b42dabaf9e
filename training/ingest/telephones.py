"""Telephone numbers, and what looks like one and is none: dates, prices, addresses of hosts, numbers of orders.

There is no list of countries. A number is taken for a telephone's by how it is written: with a plus, a leading zero or the area
code in brackets; in groups; as ten digits in the North American way; or by a word before it ("Tel", "call me at").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from training.ingest.separators import BLANKS, DASHES, GAP

_FEWEST, _MOST = 7, 15  # digits (the most: ITU-T E.164)
_DATE = (
    r"(?:\d{4}-\d\d-\d\d(?![-\d])|(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[./]\d\d?[./]\d{2,4}|\d\d-\d\d-\d{4})(?![./-]?\d))"
    r"(?:[T ]{1,2}\d\d?[:.]\d\d(?:[:.]\d\d)?(?!\d))?"
)
_SIGN = r"(?:[€$£¥]|(?:EUR|USD|GBP|CHF|JPY)\b)"
_AMOUNT = rf"\d{{1,9}}(?:[{BLANKS}.,'’]\d{{3}}){{0,4}}(?:[.,]\d\d?)?"
_OTHER = "|".join(
    (
        _DATE,
        r"\d{1,3}(?:\.\d{1,3}){3}(?![.\d])",  # the address of a host
        r"(?:19|20)\d\d[/–-](?:19|20)?\d\d(?![\d]|[./ -]\d)",  # years
        r"\d{3}-\d{7}-\d{7}(?!\d)",  # an order of Amazon's
        rf"{_SIGN}[{BLANKS}]?{_AMOUNT}(?!\d)",
        rf"{_AMOUNT}[{BLANKS}]?{_SIGN}",
        rf"\d{{1,3}}(?:[{BLANKS}.'’]\d{{3}}){{1,4}},\d\d?(?!\d)|\d{{1,3}}(?:[{BLANKS},'’]\d{{3}}){{1,4}}\.\d\d?(?![.\d])",
    )
)
_NUMBER = re.compile(
    rf"(?<!\w)(?<!\d[.,:])(?:{_OTHER}|(?P<run>\+?\(?\d(?:\d|{GAP}{{1,2}}(?!(?<=[{BLANKS}]){_DATE})\d){{{_FEWEST - 1},}}(?!\w)))"
)
_GROUPED = re.compile(rf"[{BLANKS}/{DASHES}]")
_BLANK = re.compile(rf"[{BLANKS}(]")
_TRUNK = re.compile(r"(?<!\d)(?:\+|\(?0)(?=\d)")  # with it a number for one's own country begins, or one of another
_HEADED = re.compile(r"\(?0\d|\(\d{2,5}\)")
_NORTH_AMERICAN = re.compile(r"(?:1\.?)?[2-9]\d\d\.?\d{3}\.?\d{4}")
_BEFORE = 40  # characters before a number that may say what it is
_COUNTED = re.compile(
    r"(?:#|[a-z]-|\b(?:order|ticket|case|invoice|item|article|sku|id|ref|reference|version|build|error|code|line|row|issue|"
    r"transaction|tracking|bestell\w*|auftrag\w*|rechnung\w*|kunden\w*|artikel\w*|vorgang\w*|fehler\w*|zeile|commande|facture|"
    r"erreur|pedido|factura|ordine|fattura|encomenda|bestelling|factuur)"
    r"(?:[ -]?(?:no|nr|id|number|code|nummer|num|numéro|n°)\b)?)[\s:#=.]{0,3}-?$",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:tel|tlf|telefon\w*|tél|téléphone|phone|telephone|call|ring|mobile|mobil\w*|cell|handy\w*|fax|whatsapp|sms|ruf\w*|anruf\w*|"
    r"portable|móvil|teléfono|telefono|cellulare|telemóvel|telefoon)\b[\s:.)]{0,3}(?:\S{1,9}\s){0,3}[\s:(]{0,2}$",
    re.IGNORECASE,
)


def telephone_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where telephone numbers stand, with what stands in one row of digits with them when the two cannot be told apart."""
    for found in _NUMBER.finditer(text):
        run = found["run"]
        if run is None:
            continue
        begin, end = found.span("run")
        if sum(map(str.isdigit, run)) > _MOST:
            inner = next((at.start() for at in _TRUNK.finditer(run) if len(run) - at.start() > _FEWEST), None)
            if inner is not None:
                yield begin + inner, end
        elif _is_telephone(run, text[max(begin - _BEFORE, 0) : begin]):
            yield begin, end


def _is_telephone(run: str, before: str) -> bool:
    if run.startswith("+"):
        return True
    if _BLANK.search(run) is None and _COUNTED.search(before) is not None:
        return False
    return (
        _HEADED.match(run) is not None
        or _GROUPED.search(run) is not None
        or _NORTH_AMERICAN.fullmatch(run) is not None
        or _CALLED.search(before) is not None
    )
