"""The facts of one decision as compiled rules read them: a dict that makes what is derived from a text once, when first asked."""

from __future__ import annotations

from typing import Any

from triage.policy.engines.writing import INITIAL_FACTS
from triage.policy.language.facts import FACTS, FactType
from triage.policy.language.text_values import TextValue, normalised, words_of

ON = "(the date of the decision)"
"""The key under which the facts have the date that `until` is compared with."""


class KnownFacts(dict[str, Any]):
    """The values of one decision by the names of the facts. A name that is not there is what it is before any section set it.

    Of a text there are two more, made when first asked: `folded(name)`, a `FoldedText`, and `normal(name)`, its normalised text;
    both None when the text is unknown. Whoever sets a text must `forget` what was made of the one before.
    """

    __slots__ = ()

    def __missing__(self, name: str) -> object:
        made: object
        if name in _NORMAL_OF:
            raw = self[_NORMAL_OF[name]]
            made = None if raw is None else _normalised(raw)
        elif name in _FOLDED_OF:
            raw = self[_FOLDED_OF[name]]
            made = None if raw is None else FoldedText(raw, self[normal(_FOLDED_OF[name])])
        else:
            made = _INITIAL.get(name)
        self[name] = made
        return made

    def forget(self, name: str) -> None:
        """Drop what was derived from that fact."""
        self.pop(folded(name), None)
        self.pop(normal(name), None)


class FoldedText(TextValue):
    """A text value whose text is normalised already, and whose words are found faster when it is plain ASCII, as most are."""

    __slots__ = ()

    def __init__(self, raw: str, normal: str) -> None:
        self.raw = raw
        self._normal = normal
        self._words = None

    @property
    def words(self) -> frozenset[str]:
        """Its words, normalised."""
        if self._words is None:
            self._words = _words_of(self.raw)
        return self._words


def folded(name: str) -> str:
    """The key of the text value that is made of that fact."""
    return name + _FOLDED


def normal(name: str) -> str:
    """The key of the normalised text that is made of that fact."""
    return name + _NORMAL


def _normalised(text: str) -> str:
    """As `normalised`. One pass over the bytes lowers and turns white space to spaces; splitting is left for runs of them."""
    if not text.isascii():
        return normalised(text)
    plain = text.encode("ascii").translate(_TO_LOWER).decode("ascii")
    return " ".join(plain.split()) if "  " in plain else plain.strip(" ")


def _words_of(text: str) -> frozenset[str]:
    """As `words_of`."""
    if not text.isascii():
        return words_of(text)
    return frozenset(text.encode("ascii").translate(_TO_WORDS).decode("ascii").split())


def _lowered(character: str) -> int:
    return 0x20 if character.isspace() else ord(character.lower())


def _word_part(character: str) -> int:
    return ord(character.lower()) if character.isalnum() or character == "_" else 0x20


_FOLDED, _NORMAL = " (folded)", " (normal)"
_ASCII = [chr(code) for code in range(128)]
_TO_LOWER = bytes([_lowered(character) for character in _ASCII] * 2)
_TO_WORDS = bytes([_word_part(character) for character in _ASCII] * 2)
_TEXTS = [fact.name for fact in FACTS.values() if fact.type is FactType.TEXT]
_NORMAL_OF = {normal(name): name for name in _TEXTS}
_FOLDED_OF = {folded(name): name for name in _TEXTS}
_INITIAL = dict(INITIAL_FACTS)
