"""What a customer wrote, without what surrounds it: one cleaning for training and for serving.

Quoted mail, signatures, mail headers, form labels, tracking footers and HTML (`markup`) go; addresses become marks. By lines and
by searches without backtracking, so that the time is linear in the text, whatever it holds (lone surrogates included). `quoting`
reads a mail alike (both by `mail_layout`) and tells where in the text a line stood; this one's text is a new one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from triage.classifier.chats import without_speaker
from triage.classifier.cited import BQ, without_mark
from triage.classifier.line_kind import LineKind
from triage.classifier.mail_layout import line_kinds
from triage.classifier.markup import Body, text_of

READ_AT_MOST = 20_000  # characters of subject and body that are cleaned; the rest is not looked at
KEEP_AT_MOST = 6_000  # characters of the cleaned text that the model reads
URL_MARK = "xurl"
MAIL_MARK = "xmail"

_INVISIBLE = re.compile("[\\u00ad\\u034f\\u061c\\ufeff\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f]")
_ADDRESS = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"'()\[\]]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")

_BARE = {LineKind.PASTED: without_mark, LineKind.SAID: without_speaker}  # what is own less what stands before it


@dataclass(frozen=True, slots=True)
class CleanText:
    """What is left of a ticket. `truncated`: the ticket was longer than the model reads."""

    subject: str
    body: str
    truncated: bool = False


def clean(subject: str, body: Body) -> CleanText:
    """Subject and body as the customer's own words, in the customer's spelling: at most `KEEP_AT_MOST` characters together."""
    sent = text_of(body)
    long = len(subject) > KEEP_AT_MOST or len(subject) + len(sent) > READ_AT_MOST
    head = _clean_line(subject[:KEEP_AT_MOST])  # marks may be longer than the addresses that they stand for
    text = _clean_body(sent[:READ_AT_MOST])
    room = max(KEEP_AT_MOST - len(head), 0)
    return CleanText(head[:KEEP_AT_MOST], text[:room], long or len(head) > KEEP_AT_MOST or len(text) > room)


def _clean_line(text: str) -> str:
    return _without_addresses(_normal(text).replace("\n", " ")).strip()


def _clean_body(body: str) -> str:
    return _without_addresses(_own_words(_normal(body)))


def _normal(text: str) -> str:
    """One kind of line end, composed characters, nothing invisible. Lone surrogates stay: no word holds them."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return text


def _without_addresses(text: str) -> str:
    if "@" in text or "://" in text or "www." in text:
        return _ADDRESS.sub(_mark, text)
    return text


def _mark(match: re.Match[str]) -> str:
    found = match.group()
    return f" {URL_MARK} " if "://" in found or found.startswith("www.") else f" {MAIL_MARK} "


def _own_words(text: str) -> str:
    """The lines that the writer wrote. When nothing would be left, everything stays."""
    if "\n" not in text:
        return text.strip().removeprefix(BQ)
    lines = [line.strip() for line in text.split("\n")]
    kinds = line_kinds(lines)
    own, pasted, said = LineKind.OWN, LineKind.PASTED, LineKind.SAID
    kept = [
        line if kind is own else _BARE[kind](line)
        for line, kind in zip(lines, kinds, strict=True)
        if kind is own or kind is pasted or kind is said
    ]
    return "\n".join(kept).strip() or text.strip()
