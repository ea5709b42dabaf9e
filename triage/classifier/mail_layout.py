"""What each line of a mail is: its writer's own, quoted, a signature, a label, a footer.

A body may hold several messages: a forwarded mail is what the ticket is about, so it stays, without its headers, and it and the
note that covers it have a signature each. A mail that is answered goes. `mail_formats` knows the formats; the order of the lines
decides what they mean. One pass with cheap signs first, since nearly every line is plain; linear in the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from triage.classifier import mail_formats as formats
from triage.classifier.chats import begins_chat, find_chat
from triage.classifier.cited import cited_rows, without_mark
from triage.classifier.closings import is_closing
from triage.classifier.line_kind import OWN_KINDS, LineKind
from triage.classifier.mail_endings import mark_end
from triage.classifier.mail_footers import is_footer

_LEADS_TO = 6  # lines after a rule in which that must stand which it introduces
_NOTE_LINES = 12  # of a note above what is cited
_QUOTED_SOON = 3  # lines after an attribution of which one begins with ">" where the mail program writes that


def line_kinds(lines: Sequence[str], *, thanks_close: bool = False) -> list[LineKind]:
    """What each of `lines`, without blanks around them, is; never `LOG`. `thanks_close`: thanks at the end begin a signature."""
    signs = formats.find_signs(lines)
    begun = lines[0] or next(filter(None, lines), "") if lines else ""
    chat = ": " in begun and begins_chat(begun)
    if not signs and not chat and not is_footer(begun):  # nearly every ticket
        kinds = [LineKind.OWN if line else LineKind.BLANK for line in lines]
        mark_end(lines, kinds, (0, len(lines)), thanks_close)
        return kinds
    cited = cited_rows(lines) if any(lines[at][0] in "{b" for at in signs) else ()
    reading = _Reading(lines, cited)
    if chat:
        reading.mark_chat()
    reading.read()
    for message in reading.messages():
        mark_end(reading.bare, reading.kinds, message, thanks_close)
    return reading.kinds


class _Reading:
    """The lines of one body on the way to their kinds: `bare` are they without ">" and other marks of quotes."""

    def __init__(self, lines: Sequence[str], cited: Sequence[int]) -> None:
        own, blank = LineKind.OWN, LineKind.BLANK
        self.bare = list(lines)
        self.kinds = [own if line else blank for line in lines]
        self.cited = frozenset(cited)
        self.quoted = sorted({*cited, *(at for at, line in enumerate(lines) if line[:1] == ">" or line[:2] == "|>")})
        for at in self.quoted:
            self.bare[at] = without_mark(lines[at])
            self.kinds[at] = LineKind.PASTED if self.bare[at] else blank
        self.begins = [0]
        self.end = len(lines)
        self.own = False  # whether the message that is read has a line of its own already
        self.forwarded = False  # whether a line said that a mail follows, and nothing but labels came since

    def messages(self) -> list[tuple[int, int]]:
        """Where the covering note, if there is one, and what it forwards begin and end."""
        return list(zip(self.begins, (*self.begins[1:], self.end), strict=True))

    def mark_chat(self) -> None:
        """What agents say in a chat is no own word."""
        for kind, rows in zip((LineKind.QUOTE, LineKind.SAID), find_chat(self.bare), strict=True):
            for at in rows:
                self.kinds[at] = kind

    def read(self) -> None:
        """Find labels, quotes, and where messages begin."""
        bare = self.bare
        begin = formats.helpdesk_header_length(bare)
        self._mark(0, begin, LineKind.LABEL)
        for at in sorted({*formats.find_signs(bare), *self.cited}) if self.cited else formats.find_signs(bare):
            if at >= begin and self.kinds[at] is not LineKind.QUOTE and bare[at]:
                self._read_plain(begin, at)
                begin = self._read_cited(at) if self._begins_citation(at) else self._read_sign(at, bare[at])
        self._read_plain(begin, len(bare))
        alone = not any(kind in OWN_KINDS for kind in self.kinds)  # then the quote is what the ticket is about
        for at in self.cited:
            if alone or not bare[at]:
                self.kinds[at] = LineKind.PASTED if bare[at] else LineKind.LABEL

    def _begins_citation(self, at: int) -> bool:
        """Whether a cited line is the first of its stretch, and the stretch neither announced nor a mail that is handed on."""
        before = next((row for row in range(at - 1, -1, -1) if self.bare[row]), None)
        if at not in self.cited or before in self.cited:
            return False
        if before is not None and self.kinds[before] in OWN_KINDS and self.bare[before][-1] == ":":
            return False
        if formats.begins_forward(self.bare[at]) or formats.header_block_end(self.bare, at)[1]:
            return False
        return not (self.own and at - self.begins[-1] <= _NOTE_LINES and self._is_handed_on(at))

    def _read_cited(self, at: int) -> int:
        """All of the stretch that is cited, with the blank lines in it."""
        end = at
        while end in self.cited or (end < len(self.bare) and not self.bare[end]):
            end += 1
        self._mark(at, end, LineKind.QUOTE)
        return end

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
        own = [self.bare[row] for row in range(self.begins[-1], at) if self.kinds[row] in OWN_KINDS]
        leave = next((row for row, line in enumerate(own) if line == "--" or is_closing(line, ())), len(own))
        return leave == 0 or formats.is_covering_note(own[:leave])

    def _read_attribution(self, at: int, length: int) -> int:
        """All that follows is quoted, unless own lines follow lines with ">": then only these are."""
        first = at - length + 1
        self._mark(first, at + 1, LineKind.QUOTE)
        if self._is_quoted_soon(at, _QUOTED_SOON) and any(self.bare[self.quoted[-1] + 1 :]):
            for row in self.quoted[bisect_right(self.quoted, at) :]:
                self.kinds[row] = LineKind.QUOTE
        elif self.own and any(kind in OWN_KINDS for kind in self.kinds[self.begins[-1] : first]):
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
