"""Words as the model knows them: how a cleaned text falls into tokens, and what a token is folded to.

Folding is a pure function of one token. So both sides can do it: training folds every token of every text, the lean evaluator
folds a token when it first meets it and remembers everything that follows from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from triage.classifier.text import CleanText

STOP = "."  # the end of a sentence or of a line
QUESTION = "?"

_LONGEST = 40  # characters of a token that count: longer ones are keys, hashes, noise
_TOKEN = re.compile(r"\w+(?:['’.]\w+)*|\?|[.!]+|\n")  # no token holds a blank, none but one a line end
_BETWEEN = ',:;"()'  # the commonest characters that are part of no token
_ELISIONS = frozenset(("l", "d", "c", "qu", "j", "s", "m", "t", "un", "all", "dell", "nell", "sull", "dall", "quest"))
_HEX = re.compile(r"[0-9a-f]{8,}")


def chunks_of(text: CleanText) -> list[str]:
    """What stands between blanks and the like, a stop after the subject; most line ends, stops and questions by themselves.

    No token reaches from one into another. Some are empty. The fewer kinds there are, the more are known already.
    """
    whole = f"{text.subject} {STOP} {text.body} ".replace("\n", " \n ").replace("?", " ? ")
    for mark in _BETWEEN:
        whole = whole.replace(mark, " ")
    if ".." not in whole and "!." not in whole:  # several marks are one token
        whole = whole.replace(". ", " . ")
    return whole.split(" ")


def tokens_of(chunk: str) -> list[str]:
    """The tokens of a chunk as written, cut to what counts."""
    found = [chunk] if chunk.isalpha() else _TOKEN.findall(chunk)
    return [token[:_LONGEST] for token in found]


def each_token(chunk: str) -> Iterator[str]:
    """As `tokens_of`, one by one: for who is mostly done after a few."""
    if chunk.isalpha():
        yield chunk[:_LONGEST]
    else:
        yield from (found[0][:_LONGEST] for found in _TOKEN.finditer(chunk))


def read_tokens(text: CleanText) -> tuple[list[str], int]:
    """All tokens of a text, in order, as written; and how many of them are the subject's, the stop after it included."""
    head = [*tokens_of(text.subject), STOP]
    return head + tokens_of(text.body), len(head)


def fold(token: str) -> str:
    """The token without case, accents, elided articles and particular numbers; "" when nothing of it is left."""
    if token.isascii() and token.isalpha():  # nearly all
        return token.lower()
    first = token[0]
    if first in ".!\n":
        return STOP
    word = _plain(token)
    if "'" in word:
        word = _without_elision(word)
    if "." in word:
        word = _dotted(word)
    if any(map(str.isdigit, word)):
        return _number(word)
    return word


def fold_all(tokens: Iterable[str]) -> list[str]:
    """Every token folded; those of which nothing is left are gone."""
    return [word for word in map(fold, tokens) if word]


def fold_words(listed: str) -> frozenset[str]:
    """A list of words, blanks between them, as they are found in folded texts."""
    return frozenset(map(fold, listed.split()))


def _plain(token: str) -> str:
    if token.isascii():
        return token.lower()
    spread = unicodedata.normalize("NFKD", token.replace("’", "'").replace("ß", "ss")).lower()
    return "".join(c for c in unicodedata.normalize("NFKD", spread) if c.isalnum() or c in "_'.?")


def _without_elision(word: str) -> str:
    """ "l'ordine" -> "ordine", "doesn't" -> "doesnt"."""
    before, _, after = word.partition("'")
    if before in _ELISIONS and len(after) > 2:
        return after.replace("'", "")
    return word.replace("'", "")


def _dotted(word: str) -> str:
    """ "8.1.2" -> "0.0", "config.php" -> "_php", a sentence without its space -> its last word."""
    parts = [part for part in word.split(".") if part]
    if not parts:
        return ""
    if all(map(str.isdigit, parts)):
        return "0.0"
    return "_" + parts[-1] if len(parts[-1]) <= 4 else parts[-1]


def _number(word: str) -> str:
    """HTTP errors are kept; other numbers are their length; keys are one word."""
    if word.isdigit():
        if len(word) == 3 and word[0] in "45" and word.isascii():
            return word
        return "0" * min(len(word), 5)
    if len(word) >= 16 or (len(word) >= 8 and _HEX.fullmatch(word)):
        return "xkey"
    return "".join("0" if c.isdigit() else c for c in word)
