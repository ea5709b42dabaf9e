"""A ticket as matching sees it: concepts with weights, the things it names, and hashes of what a human would compare.

A text and a fingerprint give the same kind of profile, so that either can stand for a ticket.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from triage.classifier.duplicates.directions import Direction
from triage.classifier.duplicates.duplicate_model import DuplicateModel
from triage.classifier.duplicates.terms import Hashes, Indexes, Words, pair, read_in_chunks, read_words

_SAYS_LITTLE = 20  # terms of a ticket that may say nothing
LEAST_SHARE = 1e-4
"""A share of a category below is taken for this."""

Numbers = NDArray[np.float64]
_1, _32, _33 = map(np.uint64, (1, 32, 33))
_LOW = np.uint64(0xFFFFFFFF)
EMPTY: frozenset[int] = frozenset()
_NONE = (np.zeros(0, np.int64), np.zeros(0, np.uint64), np.zeros(0))


@dataclass(frozen=True, slots=True)
class Traits:
    """Hashes of what a human would compare. `quoted` are texts in quotation marks and reply subjects; `subject`, and `text` of
    the writer's own words without the title, are 0 for what is too short to be told from others'."""

    orders: frozenset[int] = EMPTY
    urls: frozenset[int] = EMPTY
    errors: frozenset[int] = EMPTY
    references: frozenset[int] = EMPTY
    quoted: frozenset[int] = EMPTY
    subject: int = 0
    text: int = 0
    particulars: frozenset[int] = EMPTY


@dataclass(frozen=True, slots=True)
class Profile:
    """One ticket.

    `terms` are sorted hashes of concepts, or of stems that belong to none. `direction` is for a fingerprint, or from one: that
    of a text is found only when it is asked for. `log_shares` are what the category model makes of a brief ticket (see
    `outages`), from `LEAST_SHARE` up; None when it was not asked.
    """

    terms: Hashes
    counts: Numbers
    in_subject: NDArray[np.bool_]
    named: int
    traits: Traits
    direction: Direction | None = None
    log_shares: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """Many tickets' terms in one table, one row a ticket and term, sorted by ticket."""

    owner: Indexes
    term: Hashes
    count: Numbers
    size: int


def pool_of(texts: Sequence[str], model: DuplicateModel) -> Pool:
    """The terms of many texts."""
    counted = [_counted(*_concepts(words, model)) for words in read_in_chunks(texts)]
    owner, term, count = (np.concatenate(column) for column in zip(_NONE, *counted, strict=True))
    return Pool(owner, term, count, len(texts))


def join_pools(first: Pool, second: Pool) -> Pool:
    """Both, the second's tickets numbered after the first's."""
    if not first.size or not second.size:
        return second if not first.size else first
    return Pool(
        np.concatenate((first.owner, second.owner + first.size)),
        np.concatenate((first.term, second.term)),
        np.concatenate((first.count, second.count)),
        first.size + second.size,
    )


def says_nothing(profile: Profile, model: DuplicateModel) -> bool:
    """Whether all words of a ticket are such as anybody might write ("Please call me back")."""
    return profile.terms.size <= _SAYS_LITTLE and model.empty_words.issuperset(profile.terms.tolist())


def profile_of(subject: str, body: str, traits: Traits, model: DuplicateModel) -> Profile:
    """One ticket's profile; `body` should be without quoted mail and signature."""
    return profiles_of(((subject, body, traits),), model)[0]


def profiles_of(tickets: Sequence[tuple[str, str, Traits]], model: DuplicateModel) -> list[Profile]:
    """Several tickets' profiles, their words read together."""
    words = read_words([text for subject, body, _ in tickets for text in (subject, body)])
    owner, term = _concepts(words, model)
    named = _named(words, model, len(tickets))
    text = owner.view(np.uint64)
    keys = np.sort((text >> _1) << _33 | term << _1 | text & _1)  # of a term's places in a ticket, those in the subject first
    first, counts = _runs(keys >> _1)
    keys = keys[first]
    terms, in_subject = keys >> _1 & _LOW, keys & _1 == 0
    cuts = np.searchsorted((keys >> _33).view(np.int64), np.arange(len(tickets) + 1)).tolist()
    return [
        Profile(terms[start:end], counts[start:end], in_subject[start:end], names, traits)
        for (start, end), names, (_, _, traits) in zip(pairwise(cuts), named, tickets, strict=True)
    ]


def statements_of(texts: Sequence[str], model: DuplicateModel) -> list[tuple[Hashes, int]]:
    """Of each text its terms in order, and the named things as bits; their words read together."""
    words = read_words(texts)
    owner, term = _concepts(words, model)
    cuts = np.searchsorted(owner, np.arange(len(texts) + 1)).tolist()
    terms = [term[first:last] for first, last in pairwise(cuts)]
    return list(zip(terms, _named(words, model, len(texts), 1), strict=True))


def _concepts(words: Words, model: DuplicateModel) -> tuple[Indexes, Hashes]:
    """Words with a meaning known by concept get the concept's hash; the second word of a known phrase is taken with the first."""
    term = words.stem.copy()
    at, concept = model.words.find(words.stem)
    term[at] = concept
    at, concept = model.phrases.find(pair(words.stem[:-1], words.stem[1:]))
    fits = words.owner[at] == words.owner[at + 1]
    at = at[fits]
    term[at] = concept[fits]
    kept = np.ones(term.size, np.bool_)
    kept[at + 1] = False
    return words.owner[kept], term[kept]


def _counted(owner: Indexes, term: Hashes) -> tuple[Indexes, Hashes, Numbers]:
    """Each term of a text once, the texts in order, and how often it is there."""
    keys = np.sort((owner.view(np.uint64) << _32) | term, kind="stable")  # merges: the texts are in order already
    first, counts = _runs(keys)
    keys = keys[first]
    return (keys >> _32).view(np.int64), keys & _LOW, counts


def _runs(ordered: Hashes) -> tuple[Indexes, Numbers]:
    """Where equal keys begin, and how many they are."""
    first = np.flatnonzero(np.concatenate((np.ones(min(1, ordered.size), np.bool_), ordered[1:] != ordered[:-1])))
    return first, np.diff(first, append=ordered.size).astype(np.float64)


def _named(words: Words, model: DuplicateModel, count: int, texts: int = 2) -> list[int]:
    """A bit for each named thing and intent, ticket by ticket; `texts` are a ticket."""
    result = [0] * count
    for at, numbers in (model.named.find(words.stem), model.named_phrases.find(pair(words.stem[:-1], words.stem[1:]))):
        for text, number in zip(words.owner[at].tolist(), numbers.tolist(), strict=True):
            result[text // texts] |= 1 << (number - 1)
    return result
