"""Which other tickets a text names: "#4711", "ticket 4711", "see 4711", "SUPPORT-123", "INC0012345", a helpdesk's address of one.

Only the writer's own words name a ticket. A bounded look at the stretches around digits, in linear time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from triage.classifier.number_senses import NUMBER_MARK, is_no_ticket_sign, is_otherwise_numbered
from triage.classifier.quoting import kept_spans
from triage.classifier.ticket_bonds import bond_of
from triage.domain.reading import Bond, Mention

URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'()\[\]{}|]{1,600}", re.IGNORECASE)
Span = tuple[int, int]
_TRIED = 100  # names that are looked at: a text with more is a list

_TICKET_WORDS = ("ticket", "vorgang", "dossier", "chamado", "pedido de suporte")
# These mean much else ("in this case 404 is shown", "the fall 2024 collection"), so a number must look like a ticket's.
_LOOSE_WORDS = (
    *("case", "request", "incident", "issue", "inquiry", "anfrage", "fall", "demande", "caso", "solicitud", "incidencia"),
    *("richiesta", "zaak", "melding", "see", "siehe", "vgl", "voir", "véase", "ver", "vedi", "zie", "re", "wg"),
)
_MARK_WORDS = (
    *("id", "no", "nr", "num", "number", "nummer", "numero", "número", "numéro", "n°", "nº"),
    *("is", "ist", "est", "es", "è", "lautet"),
)
_TICKET_ENDS = (*_TICKET_WORDS, *(f"{word}s" for word in _TICKET_WORDS))
# What a text before a number ends with, if that can be announced.
_ANNOUNCING = (*_TICKET_ENDS, *_LOOSE_WORDS, *(f"{word}s" for word in _LOOSE_WORDS), *_MARK_WORDS)
_BETWEEN = " \t.:#-"
_LONGEST_WORD = max(map(len, _ANNOUNCING)) + 4
_NUMBER = re.compile("[0-9]+")
_REACH = 60  # characters before a number in which its announcement is
_PARTS = r"\d{1,20}(?:-\d{1,10}){0,2}"  # "ticket 60-118"
_LAST_PARTS = re.compile(r"(?<![\w.,/:-])\d{1,10}(?:-\d{1,10}){1,2}$")
_PERIOD = re.compile(r"(?:19|20)\d\d(?:-\d{1,2}){0,2}|(?:19|20)\d\d-(?:19|20)\d\d|\d{1,2}-\d{1,2}(?:-\d{4})?")
_ANNOUNCED = re.compile(
    rf"\b(?:{'|'.join(_TICKET_WORDS)})s?[ \t.:]{{0,3}}-?(?:{NUMBER_MARK})?{_PARTS}$|"
    rf"\b(?:{'|'.join(_LOOSE_WORDS)})s?[ \t.:]{{0,3}}(?:-?{NUMBER_MARK}{_PARTS}|(?!(?:19|20)\d\d$)\d{{4,20}})$",
    re.IGNORECASE,
)
_SIGN = re.compile(rf"(?<![\w&#/=])#{{1,2}}{_PARTS}$")
_KEY = re.compile(r"(?<![\w./@=-])(?:[A-Z]\w{0,15}(?:-\d{1,10}){1,2}|[A-Z]{2,8}\d{4,12})$", re.IGNORECASE)
_LEAST_OF_KEY = 4  # digits after letters without a hyphen
_SURE_KEY = re.compile(
    r"[A-Z][A-Z_]{0,8}[A-Z0-9](?:-\d{1,10})?-(?!(?:19|20)\d\d$)\d{2,10}|(?:INC|REQ|RITM|CHG|PRB|CS|S?C?TASK)\d{5,12}"
)
_NO_KEY = re.compile(
    r"(?:utf|iso|gs1|din|en|iec|sha|aes|rsa|crc|tls|ssl|md|php|http|https|ipv|rfc|us|html|css|es|win|windows|android|ios|vat|covid|cve|cwe|"
    r"mp|a|b|h|rtx|gtx|rx|gpt|ps|usb|rj|gtin|ean|sku|art|inv|order|ord|po|rg|re|rma|page|step|version|v)-",
    re.IGNORECASE,
)
_KEY_PART = r"([A-Z][A-Z0-9_]{1,15}-\d{1,10})(?![\w-])"
_TICKET_URL = re.compile(
    rf"/(?:browse|issues?|projects/\w{{1,20}}/issues|portal/\d{{1,6}})/{_KEY_PART}|[?&]selectedIssue={_KEY_PART}|"
    r"/(?:agent|a|helpdesk|support|app|en|scp|hc/requests|hc/[\w-]{2,8}/requests)/(?:tickets?|requests)/(\d{1,20})\b|"
    r"/hc/(?:[\w-]{2,8}/)?requests/(\d{1,20})\b|"
    r"/ticket\.form\.php\?(?:[^#\s]{0,60}&)?id=(\d{1,20})\b|/tickets\.php\?(?:[^#\s]{0,60}&)?id=(\d{1,20})\b|"
    r"[?;&]Ticket(?:ID|Number)=(\d{1,20})\b|#ticket/zoom/(?:number/)?(\d{1,20})\b|[?&](?:number|sysparm_id)=([A-Z]{2,6}\d{5,12})\b|"
    r"/(?:tickets?|issues)/(\d{1,20})\b",
    re.IGNORECASE,
)
_LEAST_SURE = 2  # digits of a number that is a ticket's whatever was sent


@dataclass(frozen=True, slots=True)
class _Name:
    """What may be a ticket's name: characters `start` to `end` of the text, with the words that announce it. `linked`: an address
    that is nothing but a helpdesk's."""

    id: str
    start: int
    end: int
    certain: bool
    linked: bool = False


def bare_id(reference: str) -> str:
    """A ticket's id without the mark that people put before it, and without regard to case: what ids are compared by."""
    return reference.strip().lstrip("#").casefold()


def find_addresses(text: str) -> list[Span]:
    """Where the web addresses of a text are."""
    return [match.span() for match in URL.finditer(text)] if "://" in text or "www." in text.lower() else []


def find_mentions(text: str, title: int, addresses: Sequence[Span], own: str | None = None) -> tuple[Mention, ...]:
    """The tickets that a text names, each once with the strongest bond; none that it says it is not about.

    Args:
        title: how many characters of `text` are the ticket's title; a line end and the body follow, as text.
        addresses: where `find_addresses` found them.
        own: the ticket's own id, which is nothing new.
    """
    found = dict[str, Mention | None]()
    itself = bare_id(own or "")
    for name in _own_names(text, title, addresses):
        key = bare_id(name.id)
        if key != itself and found.get(key, name) is not None:
            found[key] = _joined(found.get(key), name, text, title)
    return tuple(mention for mention in found.values() if mention is not None)


def _joined(known: Mention | None, name: _Name, text: str, title: int) -> Mention | None:
    """What one more naming of a ticket makes of it; None: the text says that it is not about it."""
    bond = bond_of(text, name.start, name.end, title)
    if bond is Bond.MENTIONED and name.linked:
        bond = Bond.MEANT  # nobody copies a ticket's address without a reason
    if bond is None or known is None:
        return None if bond is None else Mention(name.id, bond, name.certain)
    return Mention(known.id, max(known.bond, bond), known.certain or name.certain)


def _own_names(text: str, title: int, addresses: Sequence[Span]) -> Iterator[_Name]:
    """The names that stand in the title or among the writer's own words."""
    own = list[Span]()
    for name in islice(chain(_written(text, addresses), _linked(text, addresses)), _TRIED):
        at = name.start - title - 1
        if at >= 0:
            own = own or kept_spans(text[title + 1 :])
        if at < 0 or any(start <= at < end for start, end in own):
            yield name


def _linked(text: str, addresses: Sequence[Span]) -> Iterator[_Name]:
    """The tickets that are shown by an address as helpdesks make them."""
    for start, end in addresses:
        match = _TICKET_URL.search(text, start, end)
        if match is not None:
            kind = match.lastindex or 0
            found = match.group(kind)
            yield _Name(found, start, end, len(found) >= _LEAST_SURE, linked=kind < _TICKET_URL.groups)


def _written(text: str, addresses: Sequence[Span]) -> Iterator[_Name]:
    """The names outside of addresses."""
    for match in _NUMBER.finditer(text):
        name = _name_at(text, *match.span())
        if name is None or is_otherwise_numbered(text, name.start, name.end):
            continue
        place = bisect_right(addresses, (name.start, len(text)))
        if not place or addresses[place - 1][1] <= name.start:
            yield name


def _name_at(text: str, start: int, end: int) -> _Name | None:
    """The name that ends with the digits from `start` to `end`. The cheap looks come first: nearly all digits end none."""
    follows, before = text[end : end + 1], text[start - 1 : start]
    if follows.isalnum() or follows == "_" or (follows == "-" and text[end + 1 : end + 2].isdigit()):
        return None
    if before == "-" and (parts := _LAST_PARTS.search(text, max(start - _REACH, 0), end)) is not None:
        start, before = parts.start(), text[parts.start() - 1 : parts.start()]
        if _PERIOD.fullmatch(parts.group()) is not None:
            return None
    if text[max(start - _LONGEST_WORD, 0) : start].rstrip(_BETWEEN).lower().endswith(_ANNOUNCING):
        announced = _ANNOUNCED.search(text, max(start - _REACH, 0), end)
        if announced is not None:
            return _Name(text[start:end], announced.start(), end, end - start >= _LEAST_SURE)
    if before == "#":
        return _sign(text, start, end)
    if before == "-" or (before.isalpha() and end - start >= _LEAST_OF_KEY):
        return _key(text, start, end) if follows != "-" else None
    return None


def _sign(text: str, start: int, end: int) -> _Name | None:
    match = _SIGN.search(text, max(start - 3, 0), end)
    if match is None or is_no_ticket_sign(text, match.start(), end):
        return None
    return _Name(text[start:end], match.start(), end, end - start >= _LEAST_SURE)


def _key(text: str, start: int, end: int) -> _Name | None:
    """Letters with digits: "SUP-1042", "CS-2024-00017", "INC0012345". After a word for a ticket they need not look so."""
    match = _KEY.search(text, max(start - _REACH, 0), end)
    if match is None:
        return None
    found, before = match.group(), text[max(match.start() - _LONGEST_WORD, 0) : match.start()]
    told = before.rstrip(_BETWEEN).lower().endswith(_TICKET_ENDS)
    return _Name(found, match.start(), end, told or (_SURE_KEY.fullmatch(found) is not None and _NO_KEY.match(found) is None))
