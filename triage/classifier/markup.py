"""A body that is HTML as the text that people see of it, and where in the body as sent each character of that text stands.

Helpdesks send mail as HTML (Zammad, Freshdesk) or as escaped HTML (GLPI, by numbers until version 10). Everything behind reads
text, so this comes first. A body is HTML when it holds a tag that ends or breaks something; then known elements are tags.
Otherwise "<head>" in a sentence is a word.
Entities are written out in either case: what programs escape is far commoner than customers who write about entities.
Linear in the body, whatever it holds; lone surrogates stay.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from triage.classifier.pages import ENTITY, MOST_MARKS, Piece, character, read_html
from triage.domain.ticket import OpenTicket, Ticket

AnyTicket = TypeVar("AnyTicket", Ticket, OpenTicket)
_SIGN = re.compile(
    r"</(?:p|div|td|tr|table|a|span|li|ul|ol|b|i|u|em|strong|font|h[1-6]|blockquote|pre|html)\s*>|<br\s*/?>|<br\s[^<>]*>|"
    r"<html[\s>]|<!doctype html",
    re.IGNORECASE | re.ASCII,
)
_PREAMBLE = re.compile(r"\s*<(?:style|head|body)\b[^<>]*>", re.IGNORECASE | re.ASCII)  # nothing but a page begins so
_ENTITY = re.compile(ENTITY, re.IGNORECASE | re.ASCII)
_ESCAPED_TAG = re.compile(r"&(?:lt|#60|#x3c);(?:p|br|div|a|span|table|li)\b", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the pieces of a text begin, and what they came from."""

    begins: tuple[int, ...]
    sources: tuple[tuple[int, int], ...]
    size: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """What characters `start` to `end` came from; for the end of an entity that is all of it."""
        if not self.begins:
            return 0, 0
        first = max(bisect_right(self.begins, start) - 1, 0)
        last = max(bisect_left(self.begins, end) - 1, first)
        begun, begun_end = self.sources[first]
        source, source_end = self.sources[last]
        following = self.begins[last + 1] if last + 1 < len(self.begins) else self.size
        reached = source_end if end >= following else min(source + end - self.begins[last], source_end)
        return min(begun + start - self.begins[first], begun_end), reached


@dataclass(frozen=True, slots=True)
class BodyText:
    """The text of a body; for a body without markup it is the body itself."""

    text: str
    places: tuple[_Places, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the body as sent characters `start` to `end` (exclusive) of the text stand, tags between them included."""
        for places in self.places:
            start, end = places.span(start, end)
        return start, end


Body = str | BodyText
"""A body as a helpdesk sent it, or the text that was read of it: read again, markup that it shows would be taken for real."""


def read_body(body: Body) -> BodyText:
    """The text of a body, which may be HTML. Plain text without entities comes back as it is, as does what was read before."""
    if isinstance(body, BodyText):
        return body
    if "<" not in body and "&" not in body:
        return BodyText(body)
    if _is_html(body):
        return _written(read_html(body))
    if "&" not in body or _ENTITY.search(body) is None:
        return BodyText(body)
    plain = _written(_pieces_of_text(body))
    if _ESCAPED_TAG.search(body) is None or not _is_html(plain.text):
        return plain
    found = _written(read_html(plain.text))
    return BodyText(found.text, (*found.places, *plain.places))


def text_of(body: Body) -> str:
    """The text of a body alone, for readers that tell no places."""
    if isinstance(body, BodyText):
        return body.text
    return read_body(body).text if "<" in body or "&" in body else body


def in_text(ticket: AnyTicket) -> AnyTicket:
    """The ticket with its body as text; itself when that is no HTML."""
    body = ticket.body
    text = text_of(body) if body else body  # that of a fingerprint is empty
    return ticket if text is body else replace(ticket, body=text)


def _is_html(body: str) -> bool:
    return _SIGN.search(body) is not None or _PREAMBLE.match(body) is not None


def _written(pieces: Iterable[Piece]) -> BodyText:
    kept = [piece for piece in pieces if piece[0]]
    begins, size = list[int](), 0
    for text, _, _ in kept:
        begins.append(size)
        size += len(text)
    places = _Places(tuple(begins), tuple((start, end) for _, start, end in kept), size)
    return BodyText("".join(text for text, _, _ in kept), (places,))


def _pieces_of_text(body: str) -> Iterator[Piece]:
    """Plain text with its entities written out."""
    at = 0
    for _, match in zip(range(MOST_MARKS), _ENTITY.finditer(body), strict=False):
        yield body[at : match.start()], at, match.start()
        yield character(match.group()), *match.span()
        at = match.end()
    yield body[at:], at, len(body)
