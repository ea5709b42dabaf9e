"""How like two tickets are: signs that each can be named, weighed into the probability that they are about one thing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from triage.classifier.duplicate_model import BUCKETS, DuplicateModel
from triage.classifier.profiles import Numbers, Pool, Profile, bucket_of

_MOST_RARE = 3
_SURE = 1e-4  # no probability is certain


@dataclass(frozen=True, slots=True)
class Weighed:
    """A profile with its terms' weights in this pool. `subject` has the terms of the title."""

    profile: Profile
    terms: Mapping[int, float]
    subject: frozenset[int]
    norm: float


def weigh(profile: Profile, rarity: Numbers) -> Weighed:
    """Give each term of a profile its weight in the pool."""
    weights = np.sqrt(profile.counts) * rarity[bucket_of(profile.terms)]
    terms = dict(zip(profile.terms.tolist(), weights.tolist(), strict=True))
    subject = frozenset(profile.terms[profile.in_subject].tolist())
    return Weighed(profile, terms, subject, math.sqrt(float(weights @ weights)))


def signs(one: Weighed, other: Weighed, model: DuplicateModel, rival: float = 0.0) -> dict[str, float]:
    """Everything that speaks for or against the two being one, by name. `rival` is the likeness of the best other open ticket."""
    shared = one.terms.keys() & other.terms.keys()
    products = sorted((one.terms[term] * other.terms[term] for term in shared), reverse=True)
    likeness = sum(products) / (one.norm * other.norm or 1.0)
    mass = sum(products)
    first, second = one.profile, other.profile
    ours, theirs = first.traits, second.traits
    outage = _same_outage(one, other, model)
    result = {
        "likeness": likeness,
        "likeness_root": math.sqrt(likeness),
        "coverage": min(1.0, mass / (min(one.norm, other.norm) ** 2 or 1.0)),
        "subject": (_covered(one.subject, one, other) + _covered(other.subject, other, one)) / 2,
        "subjects": _overlap(one, other),
        "information": min(1.0, math.log1p(mass) / 6),
        "rarest": min(1.0, sum(math.sqrt(product) for product in products[:_MOST_RARE]) / 18),
        "meaning": max(0.0, float(first.meaning @ second.meaning)),
        "margin": likeness - rival,
        "short": 0.0 if outage else 1 / (1 + min(len(one.terms), len(other.terms)) / 8),
        "same_outage": 2 * likeness if outage else 0.0,
        "same_order": float(bool(ours.orders & theirs.orders)),
        "other_order": float(bool(ours.orders and theirs.orders and not ours.orders & theirs.orders)),
        "same_url": float(bool(ours.urls & theirs.urls)),
        "same_error": float(bool(ours.errors & theirs.errors)),
        "other_fault": float((first.named ^ second.named) >> model.fault & 1),
        "other_ask": float((first.named ^ second.named) >> model.ask & 1),
        "quoted_subject": float(bool(theirs.subject and theirs.subject in ours.quoted)),
    }
    return result | _kinds(first.named, second.named, model)


def probability(signs: Mapping[str, float], model: DuplicateModel) -> float:
    """That the two are about one thing; four digits, never quite 0 or 1."""
    weights = model.weights
    logit = weights["base"] + sum(weights.get(name, 0.0) * value for name, value in signs.items())
    return round(min(1 - _SURE, max(_SURE, 1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))))), 4)


def cosines(pool: Pool, query: Weighed, rarity: Numbers) -> Numbers:
    """The likeness of one ticket to each of a pool."""
    owner, term, size = pool.owner, pool.term, pool.size
    weights = np.sqrt(pool.count) * rarity[bucket_of(term)]
    norms = np.sqrt(np.bincount(owner, weights * weights, minlength=size))
    ours = np.zeros(BUCKETS)
    terms = np.fromiter(query.terms, np.uint64, len(query.terms))
    ours[bucket_of(terms)] = np.fromiter(query.terms.values(), np.float64, len(query.terms))
    at = np.flatnonzero(ours[bucket_of(term)])
    at = at[np.isin(term[at], terms)]
    dots = np.bincount(owner[at], weights[at] * ours[bucket_of(term[at])], minlength=size)
    norms *= query.norm
    return np.divide(dots, norms, out=np.zeros(size), where=norms > 0)


def _same_outage(one: Weighed, other: Weighed, model: DuplicateModel) -> bool:
    """Both speak of something being down, and of the same part of a site or of none: an outage is reported by many (GK.6)."""
    places = (one.profile.named & model.places, other.profile.named & model.places)
    return model.outage in one.terms and model.outage in other.terms and places[0] == places[1]


def _covered(terms: frozenset[int], one: Weighed, other: Weighed) -> float:
    """How much of one's title is in the other ticket."""
    mass = sum(one.terms[term] ** 2 for term in terms)
    return sum(one.terms[term] ** 2 for term in terms & other.terms.keys()) / mass if mass else 0.0


def _overlap(one: Weighed, other: Weighed) -> float:
    """How much of the shorter title is in the other title."""
    shared = sum(one.terms[term] * other.terms[term] for term in one.subject & other.subject)
    least = min(sum(one.terms[term] ** 2 for term in one.subject), sum(other.terms[term] ** 2 for term in other.subject))
    return min(1.0, shared / least) if least else 0.0


def _kinds(first: int, second: int, model: DuplicateModel) -> dict[str, float]:
    """How many kinds of things both name alike, and how many they name differently."""
    both = [(first & mask, second & mask) for mask in model.kinds if first & mask and second & mask]
    same = sum(1 for ours, theirs in both if ours & theirs)
    return {"same_kind": float(min(2, same)), "other_kind": float(min(2, len(both) - same))}
