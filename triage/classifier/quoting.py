"""What of a mail is not its writer's own: quoted mail, signatures, form labels, tracking footers, pasted logs.

Line by line, with one look at each line's first 300 characters: linear in the text, whatever it holds. The patterns are the
formats of mail programs (English, German, French, Italian, Spanish, Dutch, Portuguese, Scandinavian), not a policy. Offsets stay
those of the text as it was sent; `text` cleans for the model, where they do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from triage.classifier.closings import is_closing, is_thanks

_LOOK = 300  # characters of a line that decide what it is
_SIGNATURE_LINES = 12  # a closing further from the end than this is part of the text


class LineKind(Enum):
    """What a line is."""

    OWN = "own"
    BLANK = "blank"
    QUOTE = "quote"
    SIGNATURE = "signature"
    LABEL = "label"
    FOOTER = "footer"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: characters `start` to `end` without its line end."""

    start: int
    end: int
    kind: LineKind


def classify_lines(body: str) -> list[Line]:
    """Every line of `body` and what it is, in order."""
    bounds = list(_bounds(body))
    texts = [body[start : min(end, start + _LOOK)].strip() for start, end in bounds]
    kinds = [_kind_alone(text) for text in texts]
    _mark_quotes(texts, kinds)
    _mark_signature(texts, kinds)
    return [Line(start, end, kind) for (start, end), kind in zip(bounds, kinds, strict=True)]


def kept_spans(body: str) -> list[tuple[int, int]]:
    """The stretches of `body`, as character offsets, that its writer wrote; the whole when that would leave nothing."""
    return _spans(body) or [(0, len(body))]


def strip_quotes(body: str) -> str:
    """`body` without quoted mail, signature, labels and footers; pasted logs stay, since the same log means the same fault."""
    if len(body) <= _LOOK and "\n" not in body:
        return body
    return "\n".join(body[start:end] for start, end in kept_spans(body))


_FOREIGN = frozenset((LineKind.QUOTE, LineKind.SIGNATURE, LineKind.LABEL, LineKind.FOOTER))


def _spans(body: str) -> list[tuple[int, int]]:
    """Neighbouring lines that stay, joined; blank lines alone are no stretch."""
    spans: list[tuple[int, int]] = []
    apart = True
    for line in classify_lines(body):
        if line.kind in _FOREIGN:
            apart = True
        elif line.kind is LineKind.BLANK and apart:
            continue
        elif apart:
            spans.append((line.start, line.end))
            apart = False
        else:
            spans[-1] = (spans[-1][0], line.end)
    return spans


def _bounds(body: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in body.splitlines(keepends=True):
        yield start, start + len(line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
        start += len(line)


def _kind_alone(text: str) -> LineKind:
    """What a line is by itself."""
    if not text:
        return LineKind.BLANK
    if text.startswith((">", "|>")):
        return LineKind.QUOTE
    if _LOG.match(text) is not None:
        return LineKind.LOG
    if _FOOTER.match(text) is not None:
        return LineKind.FOOTER
    if ":" in text[:30] and _LABEL.match(text) is not None:
        return LineKind.LABEL
    return LineKind.OWN


def _mark_quotes(texts: list[str], kinds: list[LineKind]) -> None:
    """After the line with which a mail program introduces the answered mail, all is quoted unless own lines follow ">" lines.

    A forwarded mail is what the ticket is about, so only its introducing line goes, its headers being labels.
    """
    for at, text in enumerate(texts):
        if text and _FORWARD.match(text) is not None:
            kinds[at] = LineKind.LABEL
        elif text and (text[-1] == ":" or text[0] in "-_") and _introduces(texts, at):
            kinds[at] = LineKind.QUOTE
            if at and _ATTRIBUTION_START.match(text) is None and _ATTRIBUTION_START.match(texts[at - 1]) is not None:
                kinds[at - 1] = LineKind.QUOTE
            quoted_ahead = any(kind is LineKind.QUOTE for kind in kinds[at + 1 : at + 4])
            if not quoted_ahead and any(kind is LineKind.OWN for kind in kinds[:at]):
                kinds[at:] = [LineKind.QUOTE] * (len(kinds) - at)
                return


def _introduces(texts: list[str], at: int) -> bool:
    """Long names make mail programs break the line in two."""
    before = texts[at - 1] if at else ""
    return _ATTRIBUTION.match(texts[at]) is not None or (
        len(texts[at]) < 80 and _ATTRIBUTION_START.match(before) is not None and _ATTRIBUTION_END.search(texts[at]) is not None
    )


def _mark_signature(texts: list[str], kinds: list[LineKind]) -> None:
    """All after "--", or after a short closing line near the end."""
    last = max((at for at, kind in enumerate(kinds) if kind is not LineKind.BLANK and kind is not LineKind.QUOTE), default=-1)
    for at in range(1, last + 1):
        if kinds[at] is not LineKind.OWN:
            continue
        near_end = last - at <= _SIGNATURE_LINES
        if texts[at] == "--" or (near_end and (is_closing(texts[at]) or is_thanks(texts[at], texts[at + 1 : last + 1]))):
            for row in range(at, last + 1):
                if kinds[row] is not LineKind.QUOTE:
                    kinds[row] = LineKind.SIGNATURE
            return


_ATTRIBUTION = re.compile(
    r"(?:on|am|le|el|il|op|em|a|den|på|w dniu)\s.{4,250}\b(?:wrote|schrieb|écrit|escribi[oó]|ha scritto|schreef|escreveu|skrev)"
    r"\b.{0,120}:$|"
    r".{1,120}\b(?:wrote|schrieb|a écrit|escribi[oó]|ha scritto|schreef|escreveu|skrev):$|"
    r"-{2,}\s*(?:original message|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale|"
    r"oorspronkelijk bericht|mensagem original|original-nachricht|ursprungligt meddelande)\s*-{2,}$|_{20,}$|"
    r"-{2,}\s*(?:reply above this line|please reply above|bitte antworten sie oberhalb).{0,80}$|##-.{0,120}-##$",
    re.IGNORECASE,
)
_ATTRIBUTION_START = re.compile(r"(?:on|am|le|el|il|op|em)\s.{0,60}\d", re.IGNORECASE)
_ATTRIBUTION_END = re.compile(r"\b(?:wrote|schrieb|écrit|escribi[oó]|scritto|schreef|escreveu)\s?:$", re.IGNORECASE)
_FORWARD = re.compile(
    r"(?:-{2,}\s*)?(?:forwarded message|begin forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|"
    r"messaggio inoltrato|doorgestuurd bericht|mensagem encaminhada)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\**(?:from|to|cc|bcc|date|sent|reply-to|subject|von|an|gesendet|datum|betreff|de|à|envoyé|objet|para|fecha|enviado|asunto|"
    r"da|inviato|oggetto|van|aan|verzonden|onderwerp|data|assunto|name|your name|e-?mail|e-?mail address|phone|telephone|telefon|"
    r"telefoon|téléphone|teléfono|company|firma|customer (?:no|number|id)|kundennummer|ticket id|submitted (?:on|by|from)|"
    r"ip address|user agent|browser agent|referrer|form id|page url|sent from page)\**\s?:(?:\**\s|$)",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(?:sent (?:from|via|with) (?:my |outlook|mail|yahoo|proton|gmail)|get outlook for|von meinem .{0,30} gesendet|gesendet mit|"
    r"envoyé de(?:puis)? mon|enviado desde mi|enviado do meu|inviato da(?:l mio)? |verzonden (?:vanaf|met) |skickat från|"
    r"this (?:e-?mail|message)(?: and any| is (?:confidential|intended)| was sent| contains)|"
    r"diese (?:e-?mail|nachricht) (?:enthält|ist vertraulich)|ce (?:message|courriel) (?:est confidentiel|et toutes)|"
    r"unsubscribe\b.{0,60}$|to unsubscribe|please consider the environment|virus-free|"
    r"\[?external\]?:? |caution: (?:this|external)|"
    r"\[image: |\[cid:|view in browser|you (?:are receiving|received) this (?:e-?mail|message)|ref:_?00|\{?ticket[-#: ]id[:=])",
    re.IGNORECASE,
)
_LOG = re.compile(
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\[\d{1,2}-\w{3}-\d{4} |\[\w{3} \w{3} \d\d |\d\d:\d\d:\d\d[.,]\d|at [\w.$<>]{3,120}\(|"
    r"\s*File \"|"
    r"#\d+ [\w/\\{]|Traceback \(|(?:PHP )?(?:Fatal error|Warning|Notice|Deprecated|Parse error):|Caused by:|"
    r"(?:GET|POST|PUT|DELETE|HEAD) /\S{0,200} |\d{1,3}(?:\.\d{1,3}){3} - |[\w.\\]{0,120}(?:Exception|Error): |SQLSTATE\[|"
    r"\$ \w|npm ERR!|"
    r"(?:INFO|DEBUG|ERROR|WARN|CRITICAL|FATAL)[ \]:]|[{}\[\]();<]+$"
)
