"""A ticket's text as both halves see it: training and scikit-learn by this module, the lean evaluator by a faster way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.classifier.category.cues import LONGEST_SKELETON, Lexicon
from triage.classifier.category.language import FOREIGN, LETTERS, OTHER, TOKENS, LanguageModel
from triage.classifier.text import CleanText, clean
from triage.classifier.tokens import fold, read_tokens


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read in a ticket.

    Attributes:
        tokens: as written, those that fold to nothing left out.
        words: the same, folded; joined by blanks they are the first column of the pipeline.
        skeleton: classes of the speech-act lexicon; joined by blanks they are the second column.
        skeleton_at: where in `words` each class stands.
        language: as detected or told; None when unclear.
        declined: why the model does not guess, or None.
        truncated: the text was longer than the model reads.
    """

    tokens: tuple[str, ...]
    words: tuple[str, ...]
    skeleton: tuple[str, ...]
    skeleton_at: tuple[int, ...]
    language: str | None
    declined: str | None
    truncated: bool

    @property
    def columns(self) -> tuple[str, str]:
        """The row that the pipeline takes."""
        return " ".join(self.words), " ".join(self.skeleton)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads tickets with the tables of one model."""

    lexicon: Lexicon
    languages: LanguageModel

    def read(self, subject: str, body: str, language: str | None = None) -> Reading:
        """Clean, fold, name the language, find the speech acts."""
        text: CleanText = clean(subject, body)
        tokens = [token for token in read_tokens(text)[0] if fold(token)]
        words = [fold(token) for token in tokens]
        total: Sequence[float] = self.languages.evidence(words).tolist()
        named, reading_in, declined = name_language(self.languages, total, language)
        classes = [(name, at) for at, word in enumerate(words) if (name := self.lexicon.class_of(word, reading_in)) is not None]
        classes = classes[:LONGEST_SKELETON]
        return Reading(
            tokens=tuple(tokens),
            words=tuple(words),
            skeleton=tuple(name for name, _ in classes),
            skeleton_at=tuple(at for _, at in classes),
            language=named,
            declined=declined,
            truncated=text.truncated,
        )


def name_language(languages: LanguageModel, total: Sequence[float], told: str | None) -> tuple[str | None, str, str | None]:
    """The language as told or detected, the one to read the text in, and why the model declines (None: it does not).

    A supported language that the helpdesk tells is believed, unless the letters are of another script; one that is not supported
    is checked, since helpdesks tell the language of the account rather than of the text.
    """
    code = told.lower().replace("_", "-").partition("-")[0] if told else None
    usual = languages.usual
    if not total[TOKENS]:
        return code, usual, "no_text"
    if languages.is_gibberish(total):
        return code, usual, "gibberish"
    found = languages.decide(total)
    if code in languages.supported and (found != OTHER or total[FOREIGN] * 2 <= total[LETTERS]):
        return code, code, None
    if found == OTHER:
        return code or OTHER, usual, "language_unsupported"
    return found, found or languages.reading_language(total), None
