"""The sentences that a ticket's writer wrote, with what the layout says of them. Linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triage.classifier.line_kind import LineKind
from triage.classifier.quoting import classify_lines

MOST_SENTENCES = 200  # sentences that are looked at
_ITEM = re.compile(r"(?:\(?\d{1,2}[.):]|[-*•–]|\(?[A-Ha-h]\)|[IVX]{1,4}[.)])\s+\S")
_END = re.compile(r"[.!?…][\"”'»)]?(?=\s+(\S))")
_BEFORE = 24  # characters before an end that tell what its last two words are
_DAY = 2  # digits of a day of a month or a list's number
_ROMAN = frozenset("IVX")  # the digits of a list's number
_BEFORE_DAY = frozenset(("am", "vom", "zum", "bis", "dem", "den", "der", "des", "im", "ab", "seit"))
_ABBREVIATIONS = frozenset(
    (
        *("e.g.", "i.e.", "z.b.", "d.h.", "u.a.", "p.ex.", "bijv.", "mr.", "mrs.", "ms.", "dr.", "st.", "sr."),
        *("sra.", "dott.", "dhr.", "mevr.", "no.", "nr.", "núm.", "art.", "fig.", "approx.", "ca."),
        *("etc.", "vs.", "bzw.", "ggf.", "evtl.", "inkl.", "incl.", "resp.", "tel.", "ps.", "p.s.", "p.p.s."),
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
    """The sentences of `body` in order, at most `MOST_SENTENCES`; positions count from `offset`."""
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
        if len(result) >= MOST_SENTENCES:
            break
    return result[:MOST_SENTENCES]


def _cut(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A line's sentences without the blanks around them."""
    begin = start
    for match in _END.finditer(body, start, end):
        if not _abbreviates(body[max(begin, match.end() - _BEFORE) : match.end()], match[1]):
            yield from _trimmed(body, begin, match.end())
            begin = match.end()
    yield from _trimmed(body, begin, end)


def _abbreviates(before: str, following: str) -> bool:
    """Whether the point at the end of `before` is that of an abbreviation, an initial, a day of a month or a list's number."""
    *earlier, word = [one.strip("()\"”'»") for one in before.split()]
    stem = word[:-1]
    if not earlier and set(stem) <= _ROMAN:
        return True
    if stem.isdigit():
        counts = not earlier or earlier[-1].lower() in _BEFORE_DAY or following.islower()
        return word[-1] == "." and len(stem) <= _DAY and counts
    return word[-1:] == "." and ((len(stem) == 1 and stem.isupper()) or word.lower() in _ABBREVIATIONS)


def _trimmed(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    text = body[start:end]
    start += len(text) - len(text.lstrip())
    end -= len(text) - len(text.rstrip())
    if start < end:
        yield start, end
