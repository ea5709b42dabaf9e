"""How a message ends: footers, what firms append, the signature."""

from __future__ import annotations

from collections.abc import Sequence

from triage.classifier.appended import is_appended, may_be_appended
from triage.classifier.closings import CLOSING_AT_MOST, is_closing, is_thanks
from triage.classifier.line_kind import LineKind
from triage.classifier.mail_footers import is_footer

_SIGNATURE_LINES = 8  # filled ones: a closing further from the end is part of the text
_FOOTERS_AMONG = 5  # the last filled lines of a message, among which footers stand
_APPENDED_AT_MOST = 5  # paragraphs, and lines of each
_BEFORE = 3  # lines above them that may announce them


def mark_end(lines: Sequence[str], kinds: list[LineKind], message: tuple[int, int], thanks_close: bool) -> None:
    """Find the footers and the signature of the message that begins and ends at these lines."""
    begin, end = message
    own, pasted, said = LineKind.OWN, LineKind.PASTED, LineKind.SAID
    filled = [at for at, kind in enumerate(kinds[begin:end], begin) if kind is own or kind is pasted or kind is said]
    others = 0
    for row in range(len(filled) - 1, -1, -1):
        if is_footer(lines[filled[row]]):
            kinds[filled.pop(row)] = LineKind.FOOTER
        elif (others := others + 1) >= _FOOTERS_AMONG:
            break
    if len(filled) > 1 and filled[-1] - filled[0] >= len(filled) and may_be_appended(lines[filled[-1]]):
        _mark_appended(lines, filled, kinds)
    _mark_signature([lines[at] for at in filled], filled, kinds, end, thanks_close)


def _mark_appended(lines: Sequence[str], filled: list[int], kinds: list[LineKind]) -> None:
    """The last paragraphs, where they hold nothing but what firms append. Something must precede them."""
    for _ in range(_APPENDED_AT_MOST):
        last = filled[-_APPENDED_AT_MOST - 1 :]
        if not last or last[-1] - last[0] < len(last):
            return
        begin = next(at for at in range(len(last) - 1, 0, -1) if last[at] - last[at - 1] > 1)
        paragraph = last[begin:]
        if not is_appended([lines[at] for at in paragraph], [lines[at] for at in filled[: -len(paragraph)][-_BEFORE:]]):
            return
        for at in paragraph:
            kinds[at] = LineKind.FOOTER
        del filled[-len(paragraph) :]


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
