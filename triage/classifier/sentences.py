"""The sentences that a ticket's writer wrote, with what the layout says of them. Linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triage.classifier.quoting import LineKind, classify_lines

MOST = 200  # sentences that are looked at
_ITEM = re.compile(r"(?:\(?\d{1,2}[.):]|[-*•–]|\(?[a-h]\))\s+\S")
_END = re.compile(r"[.!?…](?=[\"”')]?\s+\S)")
_LONGEST = 8  # characters, an abbreviation with the blank before it
_ORDINAL = 3  # a day of a month or a list's number, with its point
_ABBREVIATIONS = frozenset(
    (
        "e.g.",
        "i.e.",
        "z.b.",
        "mr.",
        "mrs.",
        "no.",
        "nr.",
        "approx.",
        "etc.",
        "dr.",
        "st.",
        "vs.",
        "p.s.",
        "ca.",
        "bzw.",
    )
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters `start` to `end`; `paragraph`: first after a blank line; `line`: first of its line; `item`: of a list's entry.

    `block` counts paragraphs and lists; `foreign`: a line of a log, which belongs to what stands before it.
    """

    start: int
    end: int
    paragraph: bool
    item: bool
    block: int
    line: bool = False
    foreign: bool = False


def find_sentences(body: str, offset: int) -> list[Sentence]:
    """The sentences of `body` in order, at most `MOST`; positions count from `offset`."""
    result: list[Sentence] = []
    block, after_blank, in_list = 0, True, False
    for line in classify_lines(body):
        if line.kind is LineKind.BLANK:
            after_blank = True
            continue
        if line.kind not in (LineKind.OWN, LineKind.LOG):
            continue
        item = line.kind is LineKind.OWN and _ITEM.match(body[line.start : line.start + 60].lstrip()) is not None
        if (after_blank and not item) or (item and not in_list) or (not item and in_list):
            block += 1
        in_list = item
        if line.kind is LineKind.LOG:
            result.append(Sentence(offset + line.start, offset + line.end, False, False, block, foreign=True))
        for number, (start, end) in enumerate(_cut(body, line.start, line.end) if line.kind is LineKind.OWN else ()):
            first = number == 0
            result.append(Sentence(offset + start, offset + end, after_blank and first, item and first, block, first))
        after_blank = False
        if len(result) >= MOST:
            break
    return result[:MOST]


def _cut(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A line's sentences without the blanks around them."""
    begin = start
    for match in _END.finditer(body, start, end):
        word = body[max(begin, match.end() - _LONGEST) : match.end()].lower().split()[-1].lstrip("(")
        if word in _ABBREVIATIONS or (len(word) <= _ORDINAL and word[:-1].isdigit()):
            continue
        yield from _trimmed(body, begin, match.end())
        begin = match.end()
    yield from _trimmed(body, begin, end)


def _trimmed(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    text = body[start:end]
    start += len(text) - len(text.lstrip())
    end -= len(text) - len(text.rstrip())
    if start < end:
        yield start, end
