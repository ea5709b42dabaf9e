"""Which of many phrases have their letters in a text. An answer may have too many of them, never too few."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol

import re2

from triage.policy.engines.compiled.facts import KnownFacts, folded, normal

_WORD = re.compile(r"\w+")
_FEW = 8  # phrases that are sought one by one as fast as in one pass
_MOST_BYTES = 10_000  # of phrases in one automaton: its tables grow with them, and with the texts that it has met

Rules = Mapping[int, Any]
"""Rules by their places."""


class Keywords(Protocol):
    """Finds the rules whose phrase may stand in a text."""

    def add(self, known: KnownFacts, found: dict[int, Any]) -> None:
        """Add those rules to `found`, by their places."""


def keywords_of(fact: str, rules: Mapping[str, Rules], loose: Collection[str]) -> Keywords:
    """With pyahocorasick (an optional extra) all phrases are sought in one pass, else by the words that they have.

    `loose`: the phrases that may begin or end within a word.
    """
    library = ahocorasick()
    return InOnePass(fact, rules, library) if library else ByWords(fact, rules, loose)


def letters_test(phrases: Sequence[str]) -> Callable[[str], bool]:
    """Whether a text has the letters of any of the phrases: of a list RE2 tells it in one pass, however many they are."""
    patterns = [re2.escape(_bytes(phrase)) for phrase in phrases]
    if len(phrases) < _FEW or sum(map(len, patterns)) > _MOST_BYTES:
        return lambda text: any(phrase in text for phrase in phrases)
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1  # bytes are compared, whatever they stand for
    automaton = re2.Set.SearchSet(options)  # of one pattern: unlike a plain search it does not work out where
    automaton.Add(b"|".join(patterns))
    automaton.Compile()
    return lambda text: automaton.Match(_bytes(text)) is not None


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def ahocorasick() -> ModuleType | None:
    """The library when it is installed."""
    try:
        return import_module("ahocorasick")
    except ImportError:
        return None


class InOnePass:
    """Aho-Corasick: one pass over the text, however many phrases there are."""

    def __init__(self, fact: str, rules: Mapping[str, Rules], library: ModuleType) -> None:
        self._key = normal(fact)
        self._always = rules.get("", {})
        automaton = library.Automaton()
        for phrase, some in rules.items():
            if phrase:
                automaton.add_word(phrase, some)
        automaton.make_automaton()
        self._matches: Callable[[str], Iterable[tuple[int, Rules]]] = automaton.iter

    def add(self, known: KnownFacts, found: dict[int, Any]) -> None:
        """As `Keywords.add`."""
        text = known[self._key]
        if text is not None:
            found.update(self._always)
            for _, rules in self._matches(text):
                found.update(rules)


class ByWords:
    """Looks the text's words up and asks for the phrases that have one; phrases without a whole word are asked one by one."""

    def __init__(self, fact: str, rules: Mapping[str, Rules], loose: Collection[str]) -> None:
        self._words_key, self._key = folded(fact), normal(fact)
        whole = {phrase: _whole_words(phrase, phrase in loose) for phrase in rules}
        often = Counter(word for words in whole.values() for word in words)
        self._by_word: dict[str, list[tuple[str, Rules]]] = {}
        self._others: list[tuple[str, Rules]] = []
        for phrase, some in rules.items():
            rarest = min(whole[phrase], key=lambda word: (often[word], -len(word)), default=None)
            place = self._others if rarest is None else self._by_word.setdefault(rarest, [])
            place.append((phrase, some))

    def add(self, known: KnownFacts, found: dict[int, Any]) -> None:
        """As `Keywords.add`."""
        text = known[self._key]
        if text is None:
            return
        asked = [*self._others]
        for word in self._by_word.keys() & known[self._words_key].words:
            asked += self._by_word[word]
        for phrase, rules in asked:
            if phrase in text:
                found.update(rules)


def _whole_words(phrase: str, loose: bool) -> list[str]:
    """The words of a phrase that are words of every text that has it; of a loose one those at its ends are not."""
    found = _WORD.finditer(phrase)
    return [match[0] for match in found if not loose or (match.start() > 0 and match.end() < len(phrase))]
