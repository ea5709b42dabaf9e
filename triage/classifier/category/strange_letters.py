"""Letters that none of the languages has which the model reads: looked for before folding, which makes an l of an ł."""

from __future__ import annotations

import re

_PLAIN, _NAME = 2.0, 1.0  # in everyday words: a word with such a letter, and all capitalised ones together, which may be names
_MOST = 6.0  # so that a quotation in a longer text does not outweigh the writer's own words

_WORD = re.compile(r"[^\W\d_]+")
_STRANGE = re.compile(
    "[ÅåÆæØøÝýÐðÞþ"  # of Latin-1
    "\u0100-\u0131\u0134-\u0148\u014a-\u0151\u0154-\u0177\u0179-\u024f\u1ea0-\u1ef9"  # but for ĳ, ŉ, œ and Ÿ
    "\u0370-\u1cff\u2e80-\ud7ff]"  # other scripts
)


def strangeness(text: str) -> float:
    """How much letters that no supported language has speak for another language, in everyday words of it.

    People, towns and brands keep their letters in any language, so that words with a capital weigh little.
    """
    if text.isascii() or _STRANGE.search(text) is None:
        return 0.0
    words = [word for word in _WORD.findall(text) if _STRANGE.search(word)]
    plain = sum(not word[0].isupper() for word in words)
    return min(_PLAIN * plain + _NAME * (plain < len(words)), _MOST)
