"""A ticket's text as both halves see it: training and scikit-learn by this module, the lean evaluator by a faster way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from triage.classifier.category.automatic import is_automatic
from triage.classifier.category.cues import LONGEST_SKELETON, Lexicon
from triage.classifier.category.judgement import MARKS
from triage.classifier.category.language import FOREIGN, LETTERS, OTHER, TOKENS, LanguageModel
from triage.classifier.category.no_request import lacks_request
from triage.classifier.category.strange_letters import strangeness
from triage.classifier.category.thanks import only_thanks
from triage.classifier.markup import Body
from triage.classifier.text import CleanText, clean
from triage.classifier.tokens import STOP, fold, read_tokens

_BRIEF = 60  # words up to which strange letters and a missing request are looked for; longer texts have everyday words enough


class Naming(NamedTuple):
    """Which language a text is in.

    Attributes:
        language: as detected or told; None when unclear.
        reading_in: the one whose speech acts are looked for.
        declined: why the model does not guess, or None.
        likely: for readers of a single language; where it is unclear `reading_in`, and None where no letter speaks for any.
    """

    language: str | None
    reading_in: str
    declined: str | None
    likely: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read in a ticket.

    Attributes:
        tokens: as written, those that fold to nothing left out.
        words: the same, folded; joined by blanks they are the first column of the pipeline.
        skeleton: classes of the speech-act lexicon; joined by blanks they are the second column.
        skeleton_at: where in `words` each class stands.
        naming: the language, and why the model does not guess if it does not.
        text: what they were read in.
    """

    tokens: tuple[str, ...]
    words: tuple[str, ...]
    skeleton: tuple[str, ...]
    skeleton_at: tuple[int, ...]
    naming: Naming
    text: CleanText

    @property
    def columns(self) -> tuple[str, str]:
        """The row that the pipeline takes."""
        return " ".join(self.words), " ".join(self.skeleton)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads tickets with the tables of one model."""

    lexicon: Lexicon
    languages: LanguageModel
    silent: Mapping[str, frozenset[str]] = field(init=False)
    """Of each language the folded words that every text has ("the", "is"), ends of sentences and marks, but no speech acts."""

    def __post_init__(self) -> None:
        silent = {code: MARKS.union((STOP,), self._silent_words(code)) for code in self.languages.supported}
        object.__setattr__(self, "silent", silent)

    def _silent_words(self, language: str) -> Iterator[str]:
        for word, codes in self.languages.everyday.items():
            if language in codes and self.lexicon.class_of(word, language) is None:
                yield word

    def read(self, subject: str, body: Body, language: str | None = None) -> Reading:
        """Clean, fold, name the language, find the speech acts."""
        text: CleanText = clean(subject, body)
        tokens = [token for token in read_tokens(text)[0] if fold(token)]
        words = [fold(token) for token in tokens]
        total: Sequence[float] = self.languages.evidence(words).tolist()
        naming = self.name_language(text, total, language)
        classes = [
            (name, at) for at, word in enumerate(words) if (name := self.lexicon.class_of(word, naming.reading_in)) is not None
        ]
        classes = classes[:LONGEST_SKELETON]
        return Reading(
            tokens=tuple(tokens),
            words=tuple(words),
            skeleton=tuple(name for name, _ in classes),
            skeleton_at=tuple(at for _, at in classes),
            naming=naming,
            text=text,
        )

    def name_language(self, text: CleanText, total: Sequence[float], told: str | None) -> Naming:
        """The language that a text is in, or why it is not judged. `total`: the summed evidence of its words.

        A supported language that the helpdesk tells is believed, unless the letters are of another script; one that is not
        supported is checked, since helpdesks tell the language of the account rather than of the text.
        """
        languages = self.languages
        code = told.lower().replace("_", "-").partition("-")[0] if told else None
        if not total[TOKENS]:
            return Naming(code, languages.usual, "no_text")
        if languages.is_gibberish(total):
            return Naming(code, languages.usual, "gibberish")
        brief = total[TOKENS] <= _BRIEF
        found = languages.decide(total, strangeness(f"{text.subject}\n{text.body}") if brief else 0.0)
        known = code in languages.supported and (found != OTHER or total[FOREIGN] * 2 <= total[LETTERS])
        named = code if known else found
        reading_in = named if named and named != OTHER else languages.reading_language(total)
        if why := self._why_unasked(text, brief):
            return Naming(code if named == OTHER else named, reading_in, why)
        if named == OTHER:
            return Naming(code or OTHER, languages.usual, "language_unsupported")
        return Naming(named, reading_in, None, named or (reading_in if total[LETTERS] else None))

    def _why_unasked(self, text: CleanText, brief: bool) -> str | None:
        """Why a text asks and reports nothing; None where it does, or might. Of long ones only a program's title tells."""
        if is_automatic(text.subject):
            return "no_request"
        if not brief:
            return None
        if only_thanks(text):
            return "thanks"
        return "no_request" if lacks_request(text, self.lexicon.classes_of) else None
