"""What a customer wrote, without what surrounds it: one cleaning for training and for serving.

Quoted mail, signatures, mail headers, form labels, tracking footers and HTML (`markup`) go; addresses become marks. By lines and
by searches without backtracking, so that the time is linear in the text, whatever it holds (lone surrogates included). `quoting`
knows the same formats for whoever needs to know where in the text a line stood; this one is for speed, and its text is a new one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from triage.classifier.closings import is_closing
from triage.classifier.markup import text_of

READ_AT_MOST = 20_000  # characters of subject and body that are cleaned; the rest is not looked at
KEEP_AT_MOST = 6_000  # characters of the cleaned text that the model reads
URL_MARK = "xurl"
MAIL_MARK = "xmail"

_SIGNATURE_LINES = 8  # a closing further from the end is part of the text

_INVISIBLE = re.compile("[\\u00ad\\u034f\\u061c\\ufeff\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f]")
_ADDRESS = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"'()\[\]]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")

# The line with which a mail program introduces the mail that is answered: en de fr es it nl pt.
_ATTRIBUTION = re.compile(
    r"(?:(?:on|am|le|el|il|op|em|a)\s.{0,200}\s)?"
    r"(?:wrote|schrieb|écrit|escribi[oó]|scritto|schreef|escreveu)\b.{0,120}:\s*$|"
    r"-{2,}\s*(?:original message|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale|"
    r"oorspronkelijk bericht|mensagem original)\s*-{2,}\s*$|_{20,}$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"-{2,}\s*(?:forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|"
    r"doorgestuurd bericht|mensagem encaminhada)\s*-{2,}|begin forwarded message:",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"\**(?:from|to|cc|bcc|date|sent|reply-to|subject|von|an|gesendet|datum|betreff|de|à|date|envoyé|objet|para|fecha|enviado|asunto|"
    r"da|inviato|oggetto|van|aan|verzonden|onderwerp|data|assunto|name|e-?mail|phone|telephone|telefon|telefoon|téléphone|teléfono|"
    r"company|firma|order (?:no|number)|customer (?:no|number)|ticket id)\**\s?:\**\s",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(?:sent (?:from|via|with) (?:my |outlook|mail|yahoo|proton|gmail)|get outlook for|von meinem .{0,30} gesendet|gesendet mit|"
    r"envoyé de(?:puis)? mon|enviado desde mi|enviado do meu|inviato da(?:l mio)? |verzonden (?:vanaf|met) |"
    r"this (?:e-?mail|message) (?:and any|is confidential|was sent)|diese (?:e-?mail|nachricht) (?:enthält|ist vertraulich)|"
    r"unsubscribe|please consider the environment|virus-free|\[?external\]?:? |caution: (?:this|external))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CleanText:
    """What is left of a ticket. `truncated`: the ticket was longer than the model reads."""

    subject: str
    body: str
    truncated: bool = False


def clean(subject: str, body: str) -> CleanText:
    """Subject and body as the customer's own words, in the customer's spelling."""
    sent = text_of(body)
    long = len(subject) + len(sent) > READ_AT_MOST
    head = _clean_line(subject[:KEEP_AT_MOST])
    text = _clean_body(sent[:READ_AT_MOST])
    room = KEEP_AT_MOST - len(head)
    return CleanText(head, text[: max(room, 0)], long or len(text) > room)


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
    lines = text.split("\n")
    if len(lines) == 1:
        return text.strip()
    kept = _without_signature(_without_quotes(lines))
    result = "\n".join(kept).strip()
    return result or text.strip()


def _without_quotes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    answered = _first_line_after_quotes(lines)
    answering = False
    for at, line in enumerate(lines):
        words = line.strip()
        if words.startswith(">"):  # without an attribution it is something pasted: a log, a customer's mail
            if answering:
                continue
            words = words.lstrip("> ")
        elif _introduces_quote(words):
            answering = answering or at < answered
            if any(kept) and not answering:
                break
            continue
        if words and not _is_boilerplate(words):
            kept.append(words)
    return kept


def _introduces_quote(words: str) -> bool:
    """Cheap signs first: nearly every line is none."""
    if not words or (words[-1] != ":" and words[0] not in "-_"):
        return False
    return _ATTRIBUTION.match(words) is not None


def _first_line_after_quotes(lines: list[str]) -> int:
    """Where own words begin after the last quoted line; 0 when there are none, or nothing quoted."""
    quoted = [at for at, line in enumerate(lines) if line.lstrip().startswith(">")]
    if not quoted:
        return 0
    return next((at for at in range(quoted[-1] + 1, len(lines)) if lines[at].strip()), 0)


def _is_boilerplate(words: str) -> bool:
    if len(words) > 300 or not words:
        return False
    if _FOOTER.match(words) is not None or (_may_forward(words) and _FORWARD.search(words) is not None):
        return True
    return ":" in words[:20] and _HEADER.match(words) is not None


def _may_forward(words: str) -> bool:
    """Cheap signs first; only ASCII has no letters that merely equal others without case."""
    return "--" in words or not words.isascii() or "forwarded message:" in words.lower()


def _without_signature(lines: list[str]) -> list[str]:
    if "--" in lines:
        lines = lines[: lines.index("--")] or lines
    first = max(len(lines) - _SIGNATURE_LINES, 1)
    for at in range(first, len(lines)):
        if is_closing(lines[at]):
            return lines[:at]
    return lines
