"""The bytes of a policy file → its text, without characters that an author cannot see."""

from __future__ import annotations

import re

from triage.policy.files.findings import Findings, Position

MAX_BYTES = 2_000_000

INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_STRANGE_INDENT = re.compile("^ *(?:- +)*-?[\u00a0\u2000-\u200b\u202f\u3000]", re.MULTILINE)
"""Blanks that look like spaces, as web pages and chats have them: for YAML they are letters."""


def decoded(data: bytes, start: Position, findings: Findings) -> str | None:
    """The text; None with a finding when it is too long, in another encoding, or has characters that nobody sees."""
    if len(data) > MAX_BYTES:
        findings.report(start, "limit", f"the file has more than {MAX_BYTES} bytes")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace")
        encoding = "is UTF-16, not UTF-8" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "is not UTF-8"
        findings.report(_position_after(good, start.file), "yaml", f"the file {encoding}", "save it as UTF-8")
        return None
    if indent := _STRANGE_INDENT.search(text):
        at = _position_after(text[: indent.end() - 1], start.file)
        findings.report(at, "yaml", f"the blank U+{ord(text[indent.end() - 1]):04X} cannot indent", "write plain spaces")
        return None
    bad = INVISIBLE.search(text)
    if bad:
        at = _position_after(text[: bad.start()], start.file)
        findings.report(at, "yaml", f"the invisible character U+{ord(bad[0]):04X} is not allowed")
        return None
    return text


def _position_after(text: str, file: str) -> Position:
    lines = re.split("\r\n|\r|\n", text)
    return Position(file, len(lines), len(lines[-1]) + 1)
