"""Learns the language model from the corpus and from lists of everyday words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.corpus import LabelledTicket
from triage.classifier.category.language import LanguageModel, Limits, pieces_of
from triage.classifier.text import clean
from triage.classifier.tokens import fold, fold_all, read_tokens

WORD_LISTS = Path(__file__).with_name("languages.json")

_LEAST_COUNT = 3  # pieces seen less often say nothing
_SMOOTHING = 0.5
_LIST_WEIGHT = 5  # how often a listed word counts, since the lists are short
_UNLIKELY = 0.01  # the share of the corpus' own words that may look like none
_MARGIN = 3.0  # odds of 20 to 1, roughly
_EVERYDAY = 3.0
_OTHER_HITS = 2.0  # two words in a short title; names in one of ours are outweighed by `_OTHER_LEAD`
_OTHER_LEAD = 1.5


def learn_languages(tickets: Sequence[LabelledTicket], lexicon_words: Mapping[str, Iterable[str]]) -> LanguageModel:
    """The language model of a corpus; `lexicon_words` are further words by language."""
    lists: dict[str, dict[str, str]] = json.loads(WORD_LISTS.read_text(encoding="utf-8"))
    supported, others = tuple(sorted(lists["supported"])), tuple(sorted(lists["other"]))
    everyday = _everyday({**lists["supported"], **lists["other"]})
    counts = {
        name: _piece_counts(tickets, name, lists["supported"][name].split(), lexicon_words.get(name, ())) for name in supported
    }
    pieces = sorted(piece for piece, n in sum(counts.values(), Counter[str]()).items() if n >= _LEAST_COUNT)
    logs = _logs(counts, supported, pieces)
    index = {piece: at for at, piece in enumerate(pieces)}
    limits = Limits(_plausible(logs, index, tickets, supported), _MARGIN, _EVERYDAY, _OTHER_HITS, _OTHER_LEAD)
    usual = Counter(ticket.language for ticket in tickets if ticket.language in supported).most_common(1)[0][0]
    return LanguageModel(supported, others, everyday, index, logs, limits, usual)


def _everyday(lists: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    table: dict[str, set[str]] = {}
    for name, words in lists.items():
        for word in words.split():
            table.setdefault(fold(word), set()).add(name)
    return {word: tuple(sorted(names)) for word, names in sorted(table.items()) if word}


def _piece_counts(
    tickets: Sequence[LabelledTicket], language: str, listed: Iterable[str], lexicon: Iterable[str]
) -> Counter[str]:
    words = Counter(word for ticket in tickets if ticket.language == language for word in _words(ticket))
    words.update({fold(word): _LIST_WEIGHT for word in listed})
    words.update({fold(word.rstrip("*")): _LIST_WEIGHT for word in lexicon})
    return Counter(_spread(words))


def _spread(words: Counter[str]) -> dict[str, int]:
    """Pieces with the damped counts of their words, so that no single word of the corpus rules."""
    counts: Counter[str] = Counter()
    for word, n in words.items():
        if word.isalpha():
            for piece in pieces_of(word):
                counts[piece] += 1 + int(np.log2(n))
    return counts


def _logs(counts: Mapping[str, Counter[str]], supported: Sequence[str], pieces: Sequence[str]) -> npt.NDArray[np.float64]:
    """Log-probabilities, one column a language; the last row is the unknown piece. Rounded to what is stored."""
    table = np.array([[counts[name][piece] for name in supported] for piece in pieces] + [[0] * len(supported)], dtype=np.float64)
    shares = (table + _SMOOTHING) / (table.sum(0) + _SMOOTHING * len(table))
    rounded: npt.NDArray[np.float64] = np.log(shares).astype(np.float32).astype(np.float64)
    return rounded


def _plausible(
    logs: npt.NDArray[np.float64], index: Mapping[str, int], tickets: Sequence[LabelledTicket], supported: Sequence[str]
) -> float:
    words = sorted({word for ticket in tickets if ticket.language in supported for word in _words(ticket) if word.isalpha()})
    means = [float(logs[[index.get(piece, -1) for piece in pieces_of(word)]].max(1).mean()) for word in words]
    return float(np.quantile(means, _UNLIKELY))


def _words(ticket: LabelledTicket) -> list[str]:
    return fold_all(read_tokens(clean(ticket.subject, ticket.body))[0])


def lexicon_words(lexicon: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """All words of a lexicon by language."""
    table: dict[str, list[str]] = {}
    for by_language in lexicon.values():
        for name, words in by_language.items():
            table.setdefault(name, []).extend(words.split())
    return table
