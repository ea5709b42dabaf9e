"""What each line of a mail is: its writer's own, quoted, a signature, a label, a footer.

A body may hold several messages: a forwarded mail is what the ticket is about, so it stays, without its headers, and it and the
note that covers it have a signature each. A mail that is answered goes. `mail_formats` knows the formats; the order of the lines
decides what they mean. One pass with cheap signs first, since nearly every line is plain; linear in the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from enum import Enum

from triage.classifier import mail_formats as formats
from triage.classifier.closings import CLOSING_AT_MOST, is_closing, is_thanks
from triage.classifier.mail_footers import is_footer

_SIGNATURE_LINES = 8  # filled ones: a closing further from the end is part of the text
_FOOTERS_AMONG = 5  # the last filled lines of a message, among which footers stand
_LEADS_TO = 6  # lines after a rule in which that must stand which it introduces
_QUOTED_SOON = 3  # lines after an attribution of which one begins with ">" where the mail program writes that


class LineKind(Enum):
    """What a line is. `PASTED`: begins with ">" without that a mail program says it quotes: a log, a customer's mail."""

    OWN = "own"
    BLANK = "blank"
    QUOTE = "quote"
    PASTED = "pasted"
    SIGNATURE = "signature"
    LABEL = "label"
    FOOTER = "footer"
    LOG = "log"


_OWN = frozenset((LineKind.OWN, LineKind.PASTED))


def line_kinds(lines: Sequence[str], *, thanks_close: bool = False) -> list[LineKind]:
    """What each of `lines`, without blanks around them, is; never `LOG`. `thanks_close`: thanks at the end begin a signature."""
    if not formats.find_signs(lines) and not any(map(is_footer, lines[:1])):  # nearly every ticket
        kinds = [LineKind.OWN if line else LineKind.BLANK for line in lines]
        _mark_end(lines, kinds, (0, len(lines)), thanks_close)
        return kinds
    reading = _Reading(lines)
    reading.read()
    for message in reading.messages():
        _mark_end(reading.bare, reading.kinds, message, thanks_close)
    return reading.kinds


class _Reading:
    """The lines of one body on the way to their kinds: `bare` are they without ">"."""

    def __init__(self, lines: Sequence[str]) -> None:
        own, blank = LineKind.OWN, LineKind.BLANK
        self.bare = list(lines)
        self.kinds = [own if line else blank for line in lines]
        self.quoted = [at for at, line in enumerate(lines) if line[:1] == ">" or line[:2] == "|>"]
        for at in self.quoted:
            self.bare[at] = lines[at].lstrip("|> ")
            self.kinds[at] = LineKind.PASTED if self.bare[at] else blank
        self.begins = [0]
        self.end = len(lines)
        self.own = False  # whether the message that is read has a line of its own already
        self.forwarded = False  # whether a line said that a mail follows, and nothing but labels came since

    def messages(self) -> list[tuple[int, int]]:
        """Where the covering note, if there is one, and what it forwards begin and end."""
        return list(zip(self.begins, (*self.begins[1:], self.end), strict=True))

    def read(self) -> None:
        """Find labels, quotes, and where messages begin."""
        bare = self.bare
        begin = formats.helpdesk_header_length(bare)
        self._mark(0, begin, LineKind.LABEL)
        for at in formats.find_signs(bare):
            if at >= begin and self.kinds[at] is not LineKind.QUOTE:
                self._read_plain(begin, at)
                begin = self._read_sign(at, bare[at])
        self._read_plain(begin, len(bare))

    def _read_plain(self, begin: int, end: int) -> None:
        """Lines that look like no format: banners above the text, or own ones."""
        for at in range(begin, end if not self.own else 0):
            line = self.bare[at]
            if line and self.kinds[at] is not LineKind.QUOTE:
                if not is_footer(line):
                    self.own, self.forwarded = True, False
                    return
                self.kinds[at] = LineKind.FOOTER

    def _read_sign(self, at: int, line: str) -> int:
        """Read a line that looks like a format; the result is the line to go on with."""
        if formats.label_kind(line):
            return self._read_labels(at)
        if formats.begins_forward(line):
            self.kinds[at] = LineKind.LABEL
            self._begin_message(at)
            self.forwarded = True
        elif formats.is_rule(line) or formats.begins_original(line):
            return self._read_rule(at, line)
        elif length := formats.attribution_length(self.bare, at, self._is_quoted_soon(at, 1)):
            return self._read_attribution(at, length)
        elif line[0] == "[" and is_footer(line):
            self.kinds[at] = LineKind.FOOTER
        else:
            self._read_plain(at, at + 1)
        return at + 1

    def _read_rule(self, at: int, line: str) -> int:
        """A rule that was drawn above what says itself what it is, or one that says that the answered mail follows."""
        if self._leads_to_mail(at):
            self.kinds[at] = LineKind.LABEL
        elif formats.begins_original(line):
            return self._read_attribution(at, 1)
        elif line[0] == "_":
            self.kinds[at] = LineKind.LABEL
        return at + 1

    def _leads_to_mail(self, at: int) -> bool:
        ahead = [row for row in range(at + 1, min(at + 1 + _LEADS_TO, len(self.bare))) if self.bare[row]][:_QUOTED_SOON]
        return any(
            formats.header_block_end(self.bare, row)[1]
            or formats.attribution_length(self.bare, row, self._is_quoted_soon(row, 1)) > 0
            for row in ahead
        )

    def _read_labels(self, at: int) -> int:
        """A mail's headers are above a mail that is answered, where own words precede that do not merely hand it on."""
        end, of_mail = formats.header_block_end(self.bare, at)
        end = max(end, at + 1)
        if not of_mail and not self.forwarded:
            for row in range(at, end):
                self._read_label(row)
        elif self.own and self.kinds[at] is not LineKind.PASTED and not self._is_handed_on(at):
            return self._quote_rest(at)
        else:
            self._mark(at, end, LineKind.LABEL)
            self._begin_message(at)
        return end

    def _read_label(self, at: int) -> None:
        if formats.is_label(self.bare[at]):
            self.kinds[at] = LineKind.LABEL
        elif self.bare[at]:
            self._read_plain(at, at + 1)

    def _is_handed_on(self, at: int) -> bool:
        """Whether what precedes line `at` in its message is no more than a covering note."""
        own = [self.bare[row] for row in range(self.begins[-1], at) if self.kinds[row] in _OWN]
        leave = next((row for row, line in enumerate(own) if line == "--" or is_closing(line, ())), len(own))
        return leave == 0 or formats.is_covering_note(own[:leave])

    def _read_attribution(self, at: int, length: int) -> int:
        """All that follows is quoted, unless own lines follow lines with ">": then only these are."""
        first = at - length + 1
        self._mark(first, at + 1, LineKind.QUOTE)
        if self._is_quoted_soon(at, _QUOTED_SOON) and any(self.bare[self.quoted[-1] + 1 :]):
            for row in self.quoted[bisect_right(self.quoted, at) :]:
                self.kinds[row] = LineKind.QUOTE
        elif self.own and any(kind in _OWN for kind in self.kinds[self.begins[-1] : first]):
            return self._quote_rest(first)
        return at + 1

    def _is_quoted_soon(self, at: int, lines: int) -> bool:
        row = bisect_right(self.quoted, at)
        return row < len(self.quoted) and self.quoted[row] <= at + lines

    def _begin_message(self, at: int) -> None:
        if self.own:
            self.begins.append(at)
            self.own = False

    def _quote_rest(self, at: int) -> int:
        self._mark(at, len(self.kinds), LineKind.QUOTE)
        self.end = at
        return len(self.kinds)

    def _mark(self, begin: int, end: int, kind: LineKind) -> None:
        self.kinds[begin:end] = [kind if line else LineKind.BLANK for line in self.bare[begin:end]]


def _mark_end(lines: Sequence[str], kinds: list[LineKind], message: tuple[int, int], thanks_close: bool) -> None:
    """Find the footers and the signature of the message that begins and ends at these lines."""
    begin, end = message
    own, pasted = LineKind.OWN, LineKind.PASTED
    filled = [at for at, kind in enumerate(kinds[begin:end], begin) if kind is own or kind is pasted]
    others = 0
    for row in range(len(filled) - 1, -1, -1):
        if is_footer(lines[filled[row]]):
            kinds[filled.pop(row)] = LineKind.FOOTER
        elif (others := others + 1) >= _FOOTERS_AMONG:
            break
    _mark_signature([lines[at] for at in filled], filled, kinds, end, thanks_close)


def _mark_signature(own: list[str], places: Sequence[int], kinds: list[LineKind], end: int, thanks_close: bool) -> None:
    """All after "--" or a closing among the last of the lines `own`. That of pasted lines ends where these do."""
    first = 0 if end < len(kinds) and kinds[end] is LineKind.LABEL else 1  # of a covering note nothing must be left
    if "--" in own[first:]:
        dashes = own.index("--", first)
        _sign(kinds, places[dashes], end)
        del own[dashes:]
    for row in range(max(len(own) - _SIGNATURE_LINES, first), len(own)):
        line = own[row]
        if len(line) > CLOSING_AT_MOST or not (
            is_closing(line, own[row + 1 :]) or (thanks_close and is_thanks(line, own[row + 1 :]))
        ):
            continue
        if kinds[places[row]] is not LineKind.PASTED:
            _sign(kinds, places[row], end)
            return
        _sign(kinds, places[row], next((at for at in places[row:] if kinds[at] is LineKind.OWN), end))


def _sign(kinds: list[LineKind], begin: int, end: int) -> None:
    kinds[begin:end] = [LineKind.QUOTE if kind is LineKind.QUOTE else LineKind.SIGNATURE for kind in kinds[begin:end]]
