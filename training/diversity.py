"""How varied tickets are, against what a generator would write of the same sentences; and how easily theirs are told from ours.

Aggregates only: no text, no word of a ticket is ever printed.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline

from training.corpus import LabelledTicket
from training.folds import SEED
from training.measures import Floats, Integers

QUANTILES = (0.5, 0.9, 0.99)
_WORDS = re.compile(r"\w+")
_TOKENS = 40_000  # words that distinct n-grams are counted in: the ratio falls with length, so that lengths must be alike
_CHUNK = 1_000
_TWIN = 0.9  # likeness from which on two tickets are twins
_MOST_OPENING = 30  # words


@dataclass(frozen=True, slots=True)
class Variety:
    """How varied some tickets are.

    Attributes:
        distinct: different n-grams of 1, 2 and 3 words as shares of all, over the same number of words.
        nearest: quantiles of each ticket's cosine likeness to its nearest neighbour among the others (TF-IDF of words).
        twins: share of tickets with a neighbour at 0.9 or more.
        opening: words of the longest opening that three tickets share, and how many tickets share their first three words with
            more than one in a hundred others.
    """

    name: str
    tickets: int
    distinct: tuple[float, ...]
    nearest: tuple[float, ...]
    twins: float
    opening: tuple[int, float]

    def __str__(self) -> str:
        cells = (self.name, str(self.tickets), *(f"{each:.3f}" for each in (*self.distinct, *self.nearest, self.twins)))
        return "| " + " | ".join((*cells, str(self.opening[0]), f"{self.opening[1]:.3f}")) + " |"


HEADER = (
    "| tickets | count | distinct-1 | distinct-2 | distinct-3 | nearest, median | 90 % | 99 % | twins | longest shared opening | "
    "common opening |\n|---|---|---|---|---|---|---|---|---|---|---|"
)


def report(ours: Sequence[LabelledTicket], theirs: Sequence[LabelledTicket] = ()) -> Iterator[str]:
    """The lines of `python -m training diversity`; `theirs` are the tickets of the other file, if there is one."""
    own = [text_of(ticket) for ticket in ours]
    yield HEADER
    yield str(variety("ours", own))
    yield str(variety("a template's, of 100 of ours", expand(ours, len(ours))))
    if not theirs:
        return
    other = [text_of(ticket) for ticket in theirs]
    yield str(variety("ours, as many as theirs", random.Random(SEED).sample(own, min(len(other), len(own)))))
    yield str(variety("theirs", other))
    yield str(variety("a template's, as many", expand(ours, len(other))))
    yield ""
    yield "likeness to the nearest ticket of the other side: " + ", ".join(
        f"{name} {' / '.join(f'{each:.3f}' for each in quantiles(nearest(first, second)))}"
        for name, first, second in (("theirs to ours", other, own), ("ours to theirs", own, other))
    )
    yield "theirs told from ours by a probe (area under the curve; 0.5: cannot, 1: always):"
    marks = [f"their {at}" for at in range(len(theirs))]
    english = [ticket for ticket in ours if ticket.language == "en"]
    for name, part in (("all of ours", list(ours)), ("our English ones", english)):
        found = tell_apart([text_of(each) for each in part], other, [*(each.scenario for each in part), *marks])
        yield f"  {name}: {found:.3f}"
    found_ours = sources_apart(ours)
    yield f"  for comparison, one of our own files from the others: {min(found_ours):.3f} to {max(found_ours):.3f}"


def text_of(ticket: LabelledTicket) -> str:
    """Subject and body."""
    return f"{ticket.subject}\n{ticket.body}"


def variety(name: str, texts: Sequence[str]) -> Variety:
    """How varied the texts are among themselves."""
    worded = [words_of(text) for text in texts]
    likeness = nearest(texts)
    return Variety(
        name,
        len(texts),
        tuple(distinct(worded, length) for length in (1, 2, 3)),
        quantiles(likeness),
        float((likeness >= _TWIN).mean()),
        (longest_opening(worded), common_opening(worded)),
    )


def words_of(text: str) -> list[str]:
    """The words, small."""
    return _WORDS.findall(text.casefold())


def distinct(worded: Sequence[Sequence[str]], length: int) -> float:
    """Different runs of `length` words as a share of all (Li et al. 2016), in the first 40,000 words of shuffled tickets."""
    met: Counter[tuple[str, ...]] = Counter()
    left = _TOKENS
    for at in random.Random(SEED).sample(range(len(worded)), len(worded)):
        words = worded[at][:left]
        met.update(zip(*(words[first:] for first in range(length)), strict=False))
        left -= len(words)
        if left <= 0:
            break
    return len(met) / max(met.total(), 1)


def nearest(texts: Sequence[str], others: Sequence[str] | None = None) -> Floats:
    """Each text's cosine likeness to the likest of the `others` (of the same texts, itself left out, when there are none)."""
    vectorizer = TfidfVectorizer(sublinear_tf=True, token_pattern=r"\w+").fit([*texts, *(others or ())])
    own = vectorizer.transform(texts)
    against = own if others is None else vectorizer.transform(others)
    found = [_likest(own[first : first + _CHUNK], against, first if others is None else None) for first in _firsts(len(texts))]
    return np.concatenate(found)


def _firsts(count: int) -> Iterator[int]:
    yield from range(0, count, _CHUNK)


def _likest(part: csr_matrix, against: csr_matrix, first: int | None) -> Floats:
    likeness = (part @ against.T).toarray()
    if first is not None:
        rows = np.arange(part.shape[0])
        likeness[rows, rows + first] = 0.0
    result: Floats = likeness.max(1)
    return result


def quantiles(values: Floats) -> tuple[float, ...]:
    """The `QUANTILES`."""
    return tuple(np.quantile(values, QUANTILES).tolist())


def longest_opening(worded: Sequence[Sequence[str]]) -> int:
    """Words of the longest opening that at least three tickets share."""
    ordered = sorted(tuple(words[:_MOST_OPENING]) for words in worded)
    runs = [_common(first, second) for first, second in pairwise(ordered)]
    return max((min(pair) for pair in pairwise(runs)), default=0)


def common_opening(worded: Sequence[Sequence[str]]) -> float:
    """The share of tickets whose first three words open more than one in a hundred tickets."""
    openings = Counter(tuple(words[:3]) for words in worded)
    return sum(count for count in openings.values() if count > max(0.01 * len(worded), 1)) / max(len(worded), 1)


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    at = 0
    while at < min(len(first), len(second)) and first[at] == second[at]:
        at += 1
    return at


def expand(tickets: Sequence[LabelledTicket], count: int) -> list[str]:
    """What a template would make of a hundred tickets: their sentences, category by category, joined anew with other subjects."""
    draw = random.Random(SEED)
    sample = draw.sample(list(tickets), min(100, len(tickets)))
    by_label: dict[str, list[list[str]]] = {}
    for ticket in sample:
        by_label.setdefault(ticket.category.value, []).append(_sentences(text_of(ticket)))
    made = []
    for _ in range(count):
        told = by_label[draw.choice(sorted(by_label))]
        made.append(" ".join(draw.choice(draw.choice(told)) for _ in range(draw.randint(2, 4))))
    return made


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()] or [text]


def tell_apart(ours: Sequence[str], theirs: Sequence[str], groups: Sequence[str]) -> float:
    """Area under the curve of a probe that learns to tell theirs from ours by words, grouped five-fold: 0.5 cannot, 1 always.

    Args:
        groups: of ours and then theirs; what belongs together is held out together.
    """
    texts = np.array([*ours, *theirs], dtype=object)
    truth = np.concatenate((np.zeros(len(ours), np.int64), np.ones(len(theirs), np.int64)))
    said = np.zeros(truth.size)
    for train, test in _folds(truth, np.unique(np.array(groups), return_inverse=True)[1]):
        probe = make_pipeline(
            TfidfVectorizer(sublinear_tf=True, token_pattern=r"\w+", min_df=2),
            LogisticRegression(C=4.0, class_weight="balanced", max_iter=500),
        )
        said[test] = probe.fit(texts[train], truth[train]).predict_proba(texts[test])[:, 1]
    return float(roc_auc_score(truth, said))


def sources_apart(tickets: Sequence[LabelledTicket], most: int = 2_000) -> list[float]:
    """How well the probe tells each source from a sample of the others."""
    found = []
    for source in sorted({ticket.source for ticket in tickets}):
        own = [ticket for ticket in tickets if ticket.source == source]
        rest = [ticket for ticket in tickets if ticket.source != source]
        rest = random.Random(SEED).sample(rest, min(most, len(rest)))
        groups = [f"{ticket.source} {ticket.scenario}" for ticket in (*rest, *own)]
        found.append(tell_apart([text_of(each) for each in rest], [text_of(each) for each in own], groups))
    return found


def _folds(truth: Integers, groups: Integers) -> Iterator[tuple[Integers, Integers]]:
    yield from StratifiedGroupKFold(5, shuffle=True, random_state=SEED).split(np.zeros(truth.size), truth, groups)
