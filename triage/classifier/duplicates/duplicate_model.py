"""What matching knows beforehand: how common words are, which words mean one thing, how much each sign counts.

The folder models/duplicates is built by `python -m training.duplicates` and never changes while the service runs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from triage.classifier.duplicates.directions import Projection
from triage.classifier.duplicates.lookup import Lookup
from triage.classifier.duplicates.terms import hash_text, pair, read_words
from triage.errors import ArtefactError
from triage.shipped import shipped

FORMAT = 6
NAMES = 115  # bits of `Profile.named` for things and intents; those above hold the reading (see `outages`)
PARTS = ("words.json", "commonness.bin", "projection.bin")
_NUMBERS = (
    *("trust", "reference", "mention", "mention_alike", "same_text", "other_thing"),
    *("original_least", "original_near", "same_group", "group_link", "group_likeness"),
    *("outage_share", "outage_denied", "outage_terms", "outage_days", "outage_pair"),
    *("storm_least", "storm_share", "storm_hours", "storm_fault", "storm_faults"),
    *("storm_whole", "storm_lift", "storm_hosts", "storm_doubt", "storm_closely"),
    *("meaning_least", "meaning_settled", "meaning_most", "meaning_background", "meaning_common", "meaning_alike"),
)


@dataclass(frozen=True, slots=True)
class DuplicateModel:
    """Everything that was learned or written down before.

    Attributes:
        version: short digest of the parts that a fingerprint depends on; fingerprints of other versions are not compared.
        commonness: for each bucket of stems, the share of tickets that hold it.
        rarity: natural logarithm of its inverse: how much a term tells when nothing is known of the other tickets.
        unseen: the same for a term that no ticket of a pool holds, up to the pool's size (see `profiles.rarity`); `unspread` for
            one that two hold.
        trust: how many tickets of the pool weigh as much as `commonness`.
        words: stem → hash of its concept; `phrases` the same for two words in a row.
        named, named_phrases: stem → 1 + the number of the thing it names (a payment method, a browser, a country).
        kinds: one bit mask a kind: the things that exclude each other.
        places: the mask of the kind "place", the parts of a site; outage: the hash of the concept of something being down.
        fault, ask: bit numbers for "speaks of a fault" and "asks for something".
        weights: sign → weight in the logit of the probability; "base" is the constant.
        weights_with_meaning: the same where the encoder has read both; sign "meaning" is the cosine less the list's background.
        reference: probability when the text names the ticket as what it is about; same_text: the least one of a verbatim copy.
        mention: the least one when the text only names it; mention_alike: probability by words from which that is as good.
        other_thing: the most for tickets that name another site, person or article each, whatever else is alike.
        original_least: probability from which a ticket repeats an open one that is not named, if it repeats any.
        original_near: how much less probable than the best match an older ticket may be that takes its place.
        same_group: probability from which two open tickets are taken for one group.
        group_link, group_likeness: probability of a pair, and average likeness, from which groups of a list are joined.
        outage_share, outage_terms: from which probability, and up to how many terms, a ticket is read as report of an outage.
        outage_denied: below which probability such a brief ticket is read as certainly none.
        outage_days: how far apart reports of one outage come in; outage_pair: probability that two such reports are of one.
        storm_weights: for a storm of the "whole" site and one of a "function" of it: sign (`storm_signs`) → weight in the
            log-odds that a ticket reports what the storm is about; "base" is the constant.
        storm_least, storm_share, storm_hours: hours in which so many sure reports, and such a share of all tickets, may be one,
        storm_fault, storm_faults: if such a share of all are faults; from which probability on one is.
        storm_whole, storm_lift: it is one where such a share are sure reports, or likely ones have words in common: mean lift.
        storm_hosts: how many hosts are named in a storm that is about what is behind all of them.
        storm_doubt, storm_closely: up to which log-odds a ticket in a storm is read again, and how many are at most.
        meaning_least, meaning_settled: between which probabilities of the best match by words the encoder is asked.
        meaning_most: how many open tickets it reads at most, those most probable by words.
        meaning_background, meaning_common: the part of the least cosine read that is taken off all, and the most that one counts.
        meaning_alike: from which cosine two tickets are said to mean the same.
        projection: from the encoder's vectors to the directions that are compared; encoder: the digest of that encoder.
        host_endings: last parts of a host's name that show that it is one.
        empty_words: terms of greetings, thanks and calls for an answer: a ticket of nothing else is like no other.
    """

    version: str
    commonness: NDArray[np.float64]
    rarity: NDArray[np.float64]
    unseen: NDArray[np.float64]
    unspread: NDArray[np.float64]
    trust: float
    words: Lookup
    phrases: Lookup
    named: Lookup
    named_phrases: Lookup
    kinds: tuple[int, ...]
    places: int
    fault: int
    ask: int
    outage: int
    weights: Mapping[str, float]
    weights_with_meaning: Mapping[str, float]
    reference: float
    mention: float
    mention_alike: float
    same_text: float
    other_thing: float
    original_least: float
    original_near: float
    same_group: float
    group_link: float
    group_likeness: float
    outage_share: float
    outage_denied: float
    outage_terms: float
    outage_days: float
    outage_pair: float
    storm_weights: Mapping[str, Mapping[str, float]]
    storm_share: float
    storm_least: float
    storm_hours: float
    storm_fault: float
    storm_faults: float
    storm_whole: float
    storm_lift: float
    storm_hosts: float
    storm_doubt: float
    storm_closely: float
    meaning_least: float
    meaning_settled: float
    meaning_most: float
    meaning_background: float
    meaning_common: float
    meaning_alike: float
    projection: Projection
    encoder: str
    host_endings: frozenset[str]
    empty_words: frozenset[int]


@cache
def shipped_model() -> DuplicateModel:
    """The model that came with the program, read once.

    Raises:
        ArtefactError: the folder is missing, damaged or of another format.
    """
    return load_model(shipped("models", "duplicates"))


def load_model(folder: Path) -> DuplicateModel:
    """Read a model folder. Raises ArtefactError as `shipped_model` does."""
    try:
        metadata = json.loads((folder / "model.json").read_text("utf-8"))
        contents = {name: (folder / name).read_bytes() for name in PARTS}
    except (OSError, ValueError) as error:
        raise ArtefactError(f"The model of duplicates in {folder} cannot be read: {error}") from error
    if metadata.get("format") != FORMAT:
        raise ArtefactError(f"The model of duplicates in {folder} has format {metadata.get('format')}, not {FORMAT}.")
    for name, content in contents.items():
        if metadata["digests"][name] != hashlib.sha256(content).hexdigest():
            raise ArtefactError(f"{folder / name} is not what the model was built with.")
    try:
        return build_model(contents, metadata["parameters"])
    except (KeyError, TypeError, ValueError) as error:
        raise ArtefactError(f"The model of duplicates in {folder} is incomplete: {type(error).__name__} {error}") from error


def build_model(contents: Mapping[str, bytes], parameters: Mapping[str, Any]) -> DuplicateModel:
    """Put a model together: words.json, the others as bytes, and the parameters.

    commonness.bin has -16 ln share, one byte a bucket; projection.bin is what `Projection.read` takes.
    """
    words, commonness = json.loads(contents["words.json"]), contents["commonness.bin"]
    concepts: Mapping[str, list[str]] = words["concepts"]
    kinds: Mapping[str, list[list[str]]] = words["kinds"]
    concept = {word: hash_text(f"concept {name}") for name, members in concepts.items() for word in members}
    naming, masks, bit = _things(list(kinds.values()))
    intent = _intents(words["intents"], concepts, bit + 1)
    version = hashlib.sha256(b"".join(contents[name] for name in PARTS)).hexdigest()[:6]
    shares = np.exp(-np.frombuffer(commonness, np.uint8).astype(np.float64) / 16)
    if bit + 2 > NAMES:
        raise ArtefactError(f"The model of duplicates names {bit} things; there is room for {NAMES - 2}.")
    numbers = {name: float(parameters[name]) for name in _NUMBERS}
    known = _lookup(concept, 1)
    return DuplicateModel(
        version=version,
        commonness=shares,
        rarity=-np.log(shares),
        unseen=-np.log(numbers["trust"] * shares + 0.5),
        unspread=-np.log(numbers["trust"] * shares + 2.5),
        words=known,
        phrases=_lookup(concept, 2),
        named=_lookup(intent | naming, 1),
        named_phrases=_lookup(intent | naming, 2),
        kinds=tuple(masks),
        places=masks[list(kinds).index("place")],
        outage=hash_text("concept outage"),
        fault=bit + list(words["intents"]).index("fault"),
        ask=bit + list(words["intents"]).index("ask"),
        weights=_weights(parameters["weights"]),
        weights_with_meaning=_weights(parameters["weights_with_meaning"]),
        projection=Projection.read(contents["projection.bin"]),
        encoder=str(parameters["encoder"]),
        storm_weights={kind: _weights(told) for kind, told in parameters["storm_weights"].items()},
        host_endings=frozenset(str(parameters["host_endings"]).split()),
        empty_words=_terms_of(str(parameters["empty_words"]).split(), known),
        **numbers,
    )


def _terms_of(words: Sequence[str], known: Lookup) -> frozenset[int]:
    stems = read_words(words).stem
    return frozenset([*stems.tolist(), *known.find(stems)[1].tolist()])


def _weights(told: Mapping[str, Any]) -> dict[str, float]:
    return {sign: float(weight) for sign, weight in told.items()}


def _things(kinds: Sequence[Sequence[Sequence[str]]]) -> tuple[dict[str, int], list[int], int]:
    """Word → 1 + the number of the thing it names, the bit mask of each kind of things, and how many things there are."""
    naming, masks, bit = dict[str, int](), list[int](), 0
    for alternatives in kinds:
        masks.append(((1 << len(alternatives)) - 1) << bit)
        for alternative in alternatives:
            naming |= dict.fromkeys(alternative, bit + 1)
            bit += 1
    return naming, masks, bit


def _intents(intents: Mapping[str, Sequence[str]], concepts: Mapping[str, Sequence[str]], first: int) -> dict[str, int]:
    """Word → the number of the intent that one of its concepts shows, from `first` on."""
    return {word: first + at for at, names in enumerate(intents.values()) for name in names for word in concepts[name]}


def _lookup(entries: Mapping[str, int], length: int) -> Lookup:
    """The entries whose text has so many words, by stem or by hash of the two stems."""
    texts = list(entries)
    words = read_words(texts)
    sizes = np.bincount(words.owner, minlength=len(texts))
    first = np.concatenate(([0], np.cumsum(sizes)))
    found = dict[int, int]()
    for index in np.flatnonzero(sizes == length):
        stems = words.stem[first[index] : first[index] + length]
        key = stems if length == 1 else pair(stems[:1], stems[1:])
        found.setdefault(int(key[0]), entries[texts[index]])
    return Lookup.of(found)
