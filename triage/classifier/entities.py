"""What a human would look for in a ticket: addresses, order numbers, other tickets, error texts. Bounded, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from triage.classifier.markup import Body, text_of
from triage.classifier.number_senses import NUMBER_MARK
from triage.classifier.references import bare_id, find_addresses, find_mentions
from triage.domain.reading import Entities

READ_AT_MOST = 20_000  # characters
MOST_OF_A_KIND = 10  # of each kind
_LONGEST_URL = 300
_LONGEST_ERROR = 200

_ORDER_NUMBER = r"(?:[A-Z]{1,6}[-/]?)?\d{1,14}(?:[-/]\d{1,14}){0,3}(?:-?[A-Z]{1,2})?(?![\w/-])"
_ORDER = re.compile(
    r"(?:\border|\bbestell(?:ung(?:en)?|nummern?|nr)?|\bauftr(?:ag|äge)(?:s?nummern?)?|\bcommande|\bpedido|\bordine|\bordini|"
    r"\bbestelling(?:en)?|\bencomenda)s?(?![^\W\d_])"
    rf"[ \t-]{{0,3}}({NUMBER_MARK})?[ \t.:]{{0,3}}(?:(?:is|ist|lautet|was|war|est|es|è)[ \t:]{{1,3}})?"
    rf"(#?[ \t]?)({_ORDER_NUMBER})",
    re.IGNORECASE,
)
_ANOTHER = re.compile(rf"[ \t]?(?:,|&|\+|and|und|et|y|e|en|ed)[ \t]{{1,3}}#?({_ORDER_NUMBER})", re.IGNORECASE)
_DATE = re.compile(r"\d{4}[-/]\d\d?[-/]\d\d?$|\d\d?[-/]\d\d?[-/]\d{4}$")
_AMOUNT = re.compile(r"[ \t]+[^\W\d_]")  # a word after a round number
_ROUND = 50  # nobody's shop has reached exactly 500 orders as often as people order 500 of something
_FEWEST_DIGITS = 3
_SERVER_ERROR = "Internal Server Error|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out"
_NAMED_ERROR = r"\b\w{0,80}(?:Exception|Error|Fault)\b:[^\n]{1,300}|"
_OTHER_ERROR = (
    r"\b(?:PHP )?(?:Fatal error|Parse error|Warning|Notice|Deprecated):[^\n]{1,300}|"
    r"\bSQLSTATE\[\w{1,10}\][^\n]{0,300}|"
    r"\b(?:ERR|NET|SEC_ERROR|SSL_ERROR|DNS_PROBE)_[A-Z_]{3,60}|"
    rf"\b(?:HTTP(?: error| status)? ?)?[45]\d\d[ :-]{{1,3}}(?:{_SERVER_ERROR}|"
    r"Forbidden|Not Found|Unauthorized|Too Many Requests|Bad Request)|"
    rf"\b(?:{_SERVER_ERROR}|Error establishing a database connection)\b|"
    r"\bHTTP(?: error| status)? ?[45]\d\d\b|\berror (?:code )?\d{3,5}\b"
)
_ERROR = re.compile(_NAMED_ERROR + _OTHER_ERROR, re.IGNORECASE)
_ERROR_WITHOUT_NAME = re.compile(_OTHER_ERROR, re.IGNORECASE)  # names are what takes long
_ERROR_NAMES = ("exception:", "error:", "fault:")
_ERROR_NUMBER = re.compile(r"error (?:code )?\d")
_ERROR_SIGNS = (
    *(*_ERROR_NAMES, "error_", "server error", "error establishing", "http error", "warning:", "notice:", "deprecated:"),
    *("sqlstate[", "err_", "net_", "dns_probe_"),
    *("bad gateway", "unavailable", "gateway time", "forbidden", "not found", "unauthorized", "too many requests", "bad request"),
    *("http4", "http5", "http 4", "http 5", "http status"),
)
_ORDER_SIGNS = ("order", "bestell", "auftr", "commande", "pedido", "ordin", "encomenda")
_LIKE_ASCII = re.compile("[ſıİ\u212a]")  # letters that a pattern without case takes for s, i and k
_TRAILING = ".,;:!?…»”’"


def find_entities(subject: str, body: Body, own: str | None = None) -> Entities:
    """Everything of note in a ticket, in the order of the text, each once. `own`: the ticket's own id, which is no reference."""
    text = _text(subject, body)
    seen, has_digit = _searched(text), _has_digit(text)
    addresses = find_addresses(text)
    mentions = find_mentions(text, len(subject), addresses, own) if has_digit else ()
    return Entities(
        urls=_first(text[start:end].rstrip(_TRAILING)[:_LONGEST_URL] for start, end in addresses),
        order_numbers=_orders(text) if has_digit and _holds(seen, _ORDER_SIGNS) else (),
        references=_first(mention.id for mention in mentions if mention.certain),
        error_texts=_errors(text, seen) if _may_have_error(seen) else (),
        mentions=mentions,
    )


def add_named(entities: Entities, named: Iterable[str]) -> Entities:
    """The entities with those open tickets among the references that only their being sent shows to be named ("#7")."""
    known = {bare_id(reference): reference for reference in entities.references}
    return replace(entities, references=_first((*known.values(), *(one for one in named if bare_id(one) not in known))))


def _text(subject: str, body: Body) -> str:
    return f"{subject}\n{text_of(body)}"[:READ_AT_MOST]


def _searched(text: str) -> str | None:
    """The text as `_holds` searches it; None when a letter in it may count as another."""
    return text.lower() if text.isascii() or _LIKE_ASCII.search(text) is None else None


def _holds(seen: str | None, signs: tuple[str, ...]) -> bool:
    return seen is None or any(sign in seen for sign in signs)


def _may_have_error(seen: str | None) -> bool:
    """Every match of the pattern holds one of the signs, and finding them takes a tenth of the time."""
    return seen is None or _holds(seen, _ERROR_SIGNS) or _ERROR_NUMBER.search(seen) is not None


def _has_digit(text: str) -> bool:
    return any(digit in text for digit in "0123456789")


def _orders(text: str) -> tuple[str, ...]:
    return _first(_order_numbers(text))


def _order_numbers(text: str) -> Iterator[str]:
    """The numbers after a word for an order, and those joined to them."""
    for match in _ORDER.finditer(text):
        mark, sign, number = match.groups()
        if not _is_order_number(number) or (not mark and not sign.strip() and _is_amount(number, text, match.end())):
            continue
        yield number
        after = _ANOTHER.match(text, match.end())
        while after is not None and _is_order_number(after.group(1)) and not _is_amount(after.group(1), text, after.end()):
            yield after.group(1)
            after = _ANOTHER.match(text, after.end())


def _is_order_number(number: str) -> bool:
    return sum(map(str.isdigit, number)) >= _FEWEST_DIGITS and _DATE.match(number) is None


def _is_amount(number: str, text: str, end: int) -> bool:
    """Whether a number says how many: "please order 500 flyers"."""
    return number.isdecimal() and int(number) % _ROUND == 0 and _AMOUNT.match(text, end) is not None


def _errors(text: str, seen: str | None) -> tuple[str, ...]:
    pattern = _ERROR if _holds(seen, _ERROR_NAMES) else _ERROR_WITHOUT_NAME
    return _first(" ".join(match.group().split())[:_LONGEST_ERROR] for match in pattern.finditer(text))


def _first(found: Iterable[str]) -> tuple[str, ...]:
    """The first few, each once."""
    kept: dict[str, None] = {}
    for text in found:
        kept.setdefault(text)
        if len(kept) >= MOST_OF_A_KIND:
            break
    return tuple(kept)
