"""What people write between the digits of one number, and the characters that an export writes by their HTML names."""

from __future__ import annotations

import html
import re

BLANKS = " \t\u00a0\u2000-\u200d\u2060\u202f\u3000\ufeff\u00ad"  # as in a class of a pattern; those without a width too
DASHES = "\u2010-\u2015\u2212\ufe63\uff0d-"  # the plain one last, where it stands for itself
GAP = rf"[{BLANKS}./()·{DASHES}]"

_ENTITY = re.compile(
    r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|nbsp|ensp|emsp|thinsp|shy|[nm]dash|commat|period|plus|[lr]par|colon|equals);"
)
_MARKUP = frozenset("<>&\"'")


def unescape_marks(text: str) -> str:
    """The text with the blanks, dashes, digits and signs that it writes as HTML entities; what would become markup stays."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    told = html.unescape(found[0])
    return found[0] if told in _MARKUP else told
