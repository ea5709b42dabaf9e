"""How like two tickets are: signs that each can be named, weighed into the probability that they are about one thing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from triage.classifier.duplicates.duplicate_model import DuplicateModel
from triage.classifier.duplicates.lookup import BUCKETS, bucket_of
from triage.classifier.duplicates.outages import name_other_hosts, report_one
from triage.classifier.duplicates.particulars import QUOTED, TIMES, are_of_others
from triage.classifier.duplicates.profiles import Numbers, Pool, Profile, says_nothing
from triage.classifier.duplicates.rarity import Rarity
from triage.classifier.duplicates.terms import Hashes, Indexes

MEANING = "meaning"  # the sign that only an encoder gives
SAME_TEXT = "same_text"  # the sign of a verbatim copy; its probability is given, since no case teaches it
OTHER_THING = "other_thing"  # the sign that both are for something else each, which bounds the probability; set by hand
SAYS_NOTHING = "says_nothing"  # the sign that one is what anybody might write ("Please call me back"); it is like none
GIVEN = (SAME_TEXT, OTHER_THING, SAYS_NOTHING)  # the signs that have no weight
AGAINST = ("other_order", "other_kind", "other_ask")  # the signs that speak against
_WORDED_ALIKE = 0.2  # likeness from which two wishes are one request, so that what they quote is what each is for
_SURE = 1e-4  # no probability is certain
_BRIEF = 20  # terms of a ticket that speaks of little else than its point


@dataclass(frozen=True, slots=True)
class Weighed:
    """A profile with its terms' weights in this pool, as a mapping and in the order of its terms.

    `subject`: for each term of the title its share of what the title says, less what it loses by being in many titles and texts
    of the pool; the sum is 1 where the title is the ticket's own, and near 0 where most tickets have it.
    """

    profile: Profile
    terms: Mapping[int, float]
    subject: Mapping[int, float]
    norm: float
    weights: Numbers


def weigh(profile: Profile, rarity: Rarity) -> Weighed:
    """Give each term of a profile its weight in the pool."""
    weights = np.sqrt(profile.counts) * rarity.of(profile.terms)
    terms = dict(zip(profile.terms.tolist(), weights.tolist(), strict=True))
    title, mass = profile.terms[profile.in_subject], weights[profile.in_subject] ** 2
    told = mass * rarity.kept_by(title) / (mass.sum() or 1.0)
    subject = dict(zip(title.tolist(), told.tolist(), strict=True))
    return Weighed(profile, terms, subject, math.sqrt(float(weights @ weights)), weights)


def signs(one: Weighed, other: Weighed, model: DuplicateModel) -> dict[str, float]:
    """Everything that speaks for or against the two being one, by name: few signs, each between 0 and 2."""
    shared = one.terms.keys() & other.terms.keys()
    likeness = sum(one.terms[term] * other.terms[term] for term in shared) / (one.norm * other.norm or 1.0)
    first, second = one.profile, other.profile
    ours, theirs = first.traits, second.traits
    brief = 1 / (1 + min(len(one.terms), len(other.terms)) / _BRIEF)  # in a long text one word of a fault says little
    return {
        "likeness": likeness,
        "titles": (_in_title(one, other, likeness) + _in_title(other, one, likeness)) / 2,
        "same_outage": brief * likeness if _same_outage(one, other, model) else 0.0,
        "same_order": float(bool(ours.orders & theirs.orders)),
        "other_order": float(bool(ours.orders and theirs.orders and not ours.orders & theirs.orders)),
        "same_url": float(bool(ours.urls & theirs.urls)),
        "same_error": float(bool(ours.errors & theirs.errors)),
        "quoted_subject": sum(other.subject.values()) if theirs.subject and theirs.subject in ours.quoted else 0.0,
        "other_ask": brief * float((first.named ^ second.named) >> model.ask & 1),
        "other_kind": _other_kinds(first.named, second.named, model),
        SAME_TEXT: float(bool(ours.text and ours.text == theirs.text)),
        OTHER_THING: float(_other_thing(one, other, likeness, model)),
        SAYS_NOTHING: float(says_nothing(first, model) or says_nothing(second, model)),
    }


def probability(signs: Mapping[str, float], model: DuplicateModel) -> float:
    """That the two are about one thing; four digits, never quite 0 or 1. With the sign "meaning" all others count otherwise.

    A verbatim copy has at least the model's probability of one, whatever its language and title, unless something speaks against;
    what is for another thing has at most the model's, and what says nothing repeats none.
    """
    weights = model.weights_with_meaning if MEANING in signs else model.weights
    logit = weights["base"] + sum(weights.get(name, 0.0) * value for name, value in signs.items())
    share = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
    if signs.get(SAME_TEXT) and not any(signs[name] for name in AGAINST):
        share = max(share, model.same_text)
    if signs.get(OTHER_THING):
        share = min(share, model.other_thing)
    if signs.get(SAYS_NOTHING):
        share = 0.0
    return round(min(1 - _SURE, max(_SURE, share)), 4)


def cosines(pool: Pool, query: Weighed, rarity: Rarity) -> Numbers:
    """The likeness of one ticket to each of a pool."""
    owner, term, size = pool.owner, pool.term, pool.size
    bucket = bucket_of(term)
    weights = rarity.weights[bucket]
    often = np.flatnonzero(pool.count > 1)  # few, and roots are slow
    weights[often] *= np.sqrt(pool.count[often])
    norms = np.sqrt(np.bincount(owner, weights * weights, minlength=size))
    asked = np.zeros(BUCKETS, np.bool_)
    asked[bucket_of(query.profile.terms)] = True
    at = np.flatnonzero(asked[bucket])
    slots = np.minimum(np.searchsorted(query.profile.terms, term[at]), query.profile.terms.size - 1) if at.size else at
    same = query.profile.terms[slots] == term[at]
    at, slots = at[same], slots[same]
    dots = np.bincount(owner[at], weights[at] * query.weights[slots], minlength=size)
    norms *= query.norm
    return np.divide(dots, norms, out=np.zeros(size), where=norms > 0)


@dataclass(frozen=True, slots=True)
class Postings:
    """A pool sorted by term, for asking it often: each question costs as much as the tickets that share the asker's terms."""

    terms: Hashes
    owner: Indexes
    weight: Numbers
    size: int

    @classmethod
    def of(cls, pool: Pool, rarity: Rarity) -> Postings:
        """Sort a pool; each ticket's weights have length 1."""
        weights = np.sqrt(pool.count) * rarity.of(pool.term)
        norms = np.sqrt(np.bincount(pool.owner, weights * weights, minlength=pool.size))
        order = np.argsort(pool.term, kind="stable")
        owner = pool.owner[order]
        shares = np.divide(weights[order], norms[owner], out=np.zeros(order.size), where=norms[owner] > 0)
        return cls(pool.term[order], owner, shares, pool.size)

    def cosines(self, query: Weighed) -> Numbers:
        """The likeness of one ticket to each of the pool."""
        asked = query.profile.terms
        first, last = np.searchsorted(self.terms, asked), np.searchsorted(self.terms, asked, side="right")
        count = last - first
        rows = np.repeat(last - count.cumsum(), count) + np.arange(count.sum())  # those of each term, one after the other
        weights = self.weight[rows] * np.repeat(query.weights, count)
        return np.bincount(self.owner[rows], weights, minlength=self.size) / (query.norm or 1.0)


def _same_outage(one: Weighed, other: Weighed, model: DuplicateModel) -> bool:
    """Both speak of something being down, and of the same part of a site or of none: an outage is reported by many (GK.6)."""
    places = (one.profile.named & model.places, other.profile.named & model.places)
    return model.outage in one.terms and model.outage in other.terms and places[0] == places[1]


def _other_thing(one: Weighed, other: Weighed, likeness: float, model: DuplicateModel) -> bool:
    """Whether the two name another site, person, order or month each, no order in common, and do not both report one outage."""
    first, second = one.profile, other.profile
    ours, theirs = first.traits, second.traits
    if ours.orders & theirs.orders or report_one(first.named, second.named, model):
        return False
    if name_other_hosts(first.named, second.named) or (ours.orders and theirs.orders):
        return True
    besides = set(TIMES) if _same_outage(one, other, model) else set[int]()  # people date one outage differently
    if likeness < _WORDED_ALIKE or not _both_ask(first.named, second.named, model):
        besides.add(QUOTED)  # of one fault people quote different things
    return are_of_others(ours.particulars, theirs.particulars, besides)


def _both_ask(first: int, second: int, model: DuplicateModel) -> bool:
    """Whether both ask for something, and neither speaks of a fault."""
    return bool((first & second) >> model.ask & 1) and not (first | second) >> model.fault & 1


def _in_title(one: Weighed, other: Weighed, likeness: float) -> float:
    """How much of what one's title says is in the other ticket.

    What it leaves unsaid (there is none, or all tickets have it) speaks neither for nor against: it counts as the whole texts do.
    """
    found = sum(told for term, told in one.subject.items() if term in other.terms)
    return found + (1 - sum(one.subject.values())) * likeness


def _other_kinds(first: int, second: int, model: DuplicateModel) -> float:
    """How many kinds of things both name differently, two at most."""
    both = [(first & mask, second & mask) for mask in model.kinds if first & mask and second & mask]
    return float(min(2, sum(1 for ours, theirs in both if not ours & theirs)))
