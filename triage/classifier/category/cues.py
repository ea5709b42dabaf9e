"""Speech acts: which words ask, wish, report, instruct, whatever the language and the subject.

A lexicon maps words of seven languages to a few dozen classes ("how", "can", "down", "add"). A text becomes the sequence of its
classes, its skeleton: "Could you please add a banner?" and "Könnten Sie bitte ein Banner hinzufügen?" have nearly the same one.
What a sequence means is learned, not written here. The lexicon is data of the model (training/lexicon.json).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from triage.classifier.tokens import fold

LONGEST_SKELETON = 160  # classes that count: who asks, asks early


class Lexicon:
    """Classes of words by language. Entries end with `*` when every word with that beginning is meant."""

    __slots__ = ("_lengths", "_stems", "_words", "languages")

    def __init__(self, classes: Mapping[str, Mapping[str, str]]) -> None:
        """`classes` is class -> language -> words, blank-separated; a word of two classes belongs to the first."""
        self._words: dict[str, dict[str, str]] = {}
        self._stems: dict[str, dict[str, str]] = {}
        for name, by_language in classes.items():
            for language, words in by_language.items():
                for word in words.split():
                    self._enter(name, language, word)
        self.languages = tuple(sorted(self._words))
        self._lengths = {language: sorted({*map(len, stems)} - {0, 1}, reverse=True) for language, stems in self._stems.items()}

    def _enter(self, name: str, language: str, word: str) -> None:
        table = self._stems if word.endswith("*") else self._words
        table.setdefault(language, {}).setdefault(fold(word.removesuffix("*")), name)

    def class_of(self, word: str, language: str) -> str | None:
        """The class of a folded word; whole words before stems, long stems before short ones."""
        words = self._words.get(language)
        if words is None:
            return None
        found = words.get(word)
        if found is not None:
            return found
        stems = self._stems.get(language, {})
        for length in self._lengths.get(language, ()):  # a shorter word is looked up whole, and is the longest stem if it is one
            found = stems.get(word[:length])
            if found is not None:
                return found
        return None

    def classes_of(self, word: str) -> set[str]:
        """The classes of a folded word in all languages."""
        return {name for language in self.languages if (name := self.class_of(word, language)) is not None}

    def skeleton(self, folded: Iterable[str], language: str) -> list[str]:
        """The classes of the words in order, those without a class left out."""
        classes = (self.class_of(word, language) for word in folded)
        return [name for name in classes if name is not None][:LONGEST_SKELETON]
