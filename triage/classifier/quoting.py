"""What of a mail is not its writer's own: quoted mail, signatures, form labels, tracking footers, pasted logs.

Line by line, with one look at each line's first 300 characters: linear in the text, whatever it holds. Offsets stay those of the
text as it was sent; `text` cleans for the model, where they do not matter. Both read a mail by `mail_layout`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triage.classifier.cited import cut_line
from triage.classifier.line_kind import LineKind
from triage.classifier.mail_layout import line_kinds

_LOOK = 300  # characters of a line that decide what it is


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: characters `start` to `end` without its line end."""

    start: int
    end: int
    kind: LineKind


def classify_lines(body: str) -> list[Line]:
    """Every line of `body` and what it is, in order."""
    bounds = list(_bounds(body))
    texts = [body[start:end].strip() if end - start <= _LOOK else cut_line(body[start:end], _LOOK) for start, end in bounds]
    kinds = [_for_matching(kind, text) for kind, text in zip(line_kinds(texts, thanks_close=True), texts, strict=True)]
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


def _for_matching(kind: LineKind, text: str) -> LineKind:
    """What begins with ">" is another ticket's text more often than a log; a log's lines are told apart."""
    if kind is LineKind.OWN:
        return LineKind.LOG if _LOG.match(text) is not None else kind
    if kind is LineKind.PASTED:
        return LineKind.QUOTE
    return LineKind.OWN if kind is LineKind.SAID else kind


_LOG = re.compile(
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\[\d{1,2}-\w{3}-\d{4} |\[\w{3} \w{3} \d\d |\d\d:\d\d:\d\d[.,]\d|at [\w.$<>]{3,120}\(|"
    r"\s*File \"|"
    r"#\d+ [\w/\\{]|Traceback \(|(?:PHP )?(?:Fatal error|Warning|Notice|Deprecated|Parse error):|Caused by:|"
    r"(?:GET|POST|PUT|DELETE|HEAD) /\S{0,200} |\d{1,3}(?:\.\d{1,3}){3} - |[\w.\\]{0,120}(?:Exception|Error): |SQLSTATE\[|"
    r"\$ \w|npm ERR!|"
    r"(?:INFO|DEBUG|ERROR|WARN|CRITICAL|FATAL)[ \]:]|[{}\[\]();<]+$"
)
