"""The reader that every model shares: the speech-act lexicon and the languages, learned from the shipped corpus."""

from __future__ import annotations

from collections.abc import Sequence

from training.corpus import LabelledTicket, read_corpus
from training.features import read_lexicon
from training.languages import learn_languages, lexicon_words
from triage.classifier.category.cues import Lexicon
from triage.classifier.category.reading import Reader


def corpus_reader(tickets: Sequence[LabelledTicket] | None = None) -> Reader:
    """The reader as the shipped model has it."""
    lexicon = read_lexicon()
    return Reader(Lexicon(lexicon), learn_languages(tickets or read_corpus(), lexicon_words(lexicon)))
