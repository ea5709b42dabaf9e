"""Finding the few rules of a large section that can hold, without asking the others.

Tuple-space search: rules that test the same facts for equality (a signature) share a dict from the values of those facts to the
rules; one look into each dict finds them all. Rules without a good equality are found by a member of a set or by the letters
of a phrase; the rest is always asked. What an index finds is still asked for its other conditions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, product
from math import prod
from operator import attrgetter

from triage.policy.engines.compiled.conditions import Emitter, Predicate, Predicates, compiled_function
from triage.policy.engines.compiled.facts import KnownFacts, normal
from triage.policy.engines.compiled.guards import Guard, Kind, equalities, guard_of, needle_of
from triage.policy.engines.compiled.keywords import Keywords, keywords_of
from triage.policy.engines.compiled.linear import linear
from triage.policy.engines.compiled.plans import Plan
from triage.policy.language.conditions import Tree

MOST_KEYS = 64
"""Under so many keys a rule may stand in a dict; beyond, it stands under fewer facts."""

CROWDED = 16
"""From so many rules under one key on, a rule is better found by a set or a text."""

MOST_SIGNATURES = 12
"""Each signature costs every decision one look into a dict; rules of rarer ones stand under fewer facts."""

MOST_ASKED = 16
"""Up to so many rules without an equality are asked one by one; beyond, sets and texts are indexed."""

Signature = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule of the section: its plan, and what must hold."""

    plan: Plan
    parts: tuple[Tree, ...]


Found = tuple[Plan, Predicate | None, str | None]
"""A rule as an index gives it, what is left to ask of it, and letters without which the text cannot pass: asked first, for most
rules that are found fail there, and a string lies closer at hand than a function."""

Match = Callable[[KnownFacts], Sequence[Plan]]
"""The rules of a section that hold, in order; of a section that stops at the first, none below that."""


@dataclass(slots=True)
class _Filing:
    """Where one rule stands, while the index is made."""

    entry: Entry
    equal: Mapping[str, tuple[Tree, tuple[object, ...]]]
    guard: Guard | None
    needle: tuple[str, str] | None
    signature: Signature = ()

    def values(self) -> list[object]:
        """The values under which it stands; of one fact the bare values."""
        each = [self.equal[name][1] for name in self.signature]
        return list(each[0]) if len(each) == 1 else list(product(*each))


def index_of(entries: Sequence[Entry], predicates: Predicates, *, stops: bool) -> Match:
    """A function that finds the rules that hold; with `stops`, none below the first that decides."""
    filings = [_Filing(entry, equalities(entry.parts), guard_of(entry.parts), needle_of(entry.parts)) for entry in entries]
    _choose_signatures(filings)
    texts = Counter(filing.needle[0] for filing in filings if filing.needle)
    fact = max(texts, key=lambda name: texts[name], default="")
    return _match(_filed(filings, predicates, fact), predicates, _selection(fact, stops))


@dataclass(slots=True)
class _Index:
    """Where the rules of a section stand. Never changed once it is made."""

    signatures: dict[Signature, dict[object, list[Found]]] = field(default_factory=dict)
    members: list[tuple[str, dict[str, dict[int, Found]]]] = field(default_factory=list)
    keywords: list[Keywords] = field(default_factory=list)
    rest: list[Entry] = field(default_factory=list)

    def guarded(self, known: KnownFacts) -> Iterable[Found]:
        """The rules found by a member of a set or by a phrase, each once, however often it is found."""
        found: dict[int, Found] = {}
        for name, rules in self.members:
            for member in known[name] or ():
                if member in rules:
                    found.update(rules[member])
        for keywords in self.keywords:
            keywords.add(known, found)
        return found.values()


def _match(index: _Index, predicates: Predicates, select: Callable[[list[Found], KnownFacts], Sequence[Plan]]) -> Match:
    """The function that looks into every part of the index; written out, for it is most of what a decision costs."""
    emitter = Emitter()
    variables = {name: f"f{number}" for number, name in enumerate(dict.fromkeys(chain.from_iterable(index.signatures)))}
    lines = ["def match(m):", *(f"    {variable} = m[{name!r}]" for name, variable in variables.items())]
    lines += ["    found = []"]
    for signature, rules in index.signatures.items():
        values = ", ".join(variables[name] for name in signature)
        lines += [f"    some = {emitter.bind(rules.get)}({values if len(signature) == 1 else f'({values})'})"]
        lines += ["    if some is not None:", "        found += some"]
    if index.members or index.keywords:
        lines += [f"    found += {emitter.bind(index.guarded)}(m)"]
    if index.rest:
        lines += [f"    found += {emitter.bind(_asked(index.rest, predicates))}(m)"]
    lines += [f"    return {emitter.bind(select)}(found, m) if found else ()"]
    match: Match = compiled_function("\n".join(lines), "match", {"__builtins__": {}, **emitter.constants})
    return match


def _selection(fact: str, stops: bool) -> Callable[[list[Found], KnownFacts], Sequence[Plan]]:
    """A function that keeps, of what was found, the rules that hold, in order. `fact`: the text whose needles are sought."""
    key = normal(fact)

    def all_of(found: list[Found], known: KnownFacts) -> Sequence[Plan]:
        text: str | None = None
        hits = []
        for plan, holds, needle in found:
            if needle is not None:
                if text is None:
                    text = known[key] or ""
                if needle not in text:
                    continue
            if holds is None or holds(known):
                hits.append(plan)
        if len(hits) > 1:
            hits.sort(key=_place)
        return hits

    def first_of(found: list[Found], known: KnownFacts) -> Sequence[Plan]:
        hits = all_of(found, known)
        for number, plan in enumerate(hits, start=1):
            if plan.decides:
                return hits[:number]
        return hits

    return first_of if stops else all_of


def _choose_signatures(filings: Sequence[_Filing]) -> None:
    for filing in filings:
        filing.signature = _narrowed(filing, filing.equal)
    values: dict[str, set[object]] = {}
    for filing in filings:
        for name, (_, pinned) in filing.equal.items():
            values.setdefault(name, set()).update(pinned)
    kept = [signature for signature, _ in Counter(filing.signature for filing in filings).most_common(MOST_SIGNATURES)]
    for filing in filings:
        if filing.signature and filing.signature not in kept:
            filing.signature = _instead(filing, kept, values)
    crowd = Counter((filing.signature, key) for filing in filings if filing.signature for key in filing.values())
    for filing in filings:
        if filing.signature and filing.guard and max(crowd[filing.signature, key] for key in filing.values()) > CROWDED:
            filing.signature = ()


def _narrowed(filing: _Filing, names: Iterable[str]) -> Signature:
    """Those of the facts under which the rule has few keys: the facts with most values are left out first."""
    chosen = sorted(names)
    while len(chosen) > 1 and prod(len(filing.equal[name][1]) for name in chosen) > MOST_KEYS:
        chosen.remove(max(chosen, key=lambda name: len(filing.equal[name][1])))
    return tuple(chosen)


def _instead(filing: _Filing, kept: Collection[Signature], values: Mapping[str, set[object]]) -> Signature:
    """A kept signature within the rule's own, as long as can be, else the one fact of it that rules ask for most values."""
    own = set(filing.signature)
    within = [signature for signature in kept if signature and own.issuperset(signature)]
    return max(within, key=len) if within else (max(filing.signature, key=lambda name: len(values[name])),)


def _asked(rest: Sequence[Entry], predicates: Predicates) -> Callable[[KnownFacts], Sequence[Found]]:
    """A function for the rules that no index finds: it asks them, or gives them to be asked when they are many."""
    if len(rest) <= MOST_ASKED:
        return linear([((entry.plan, None, None), entry.parts, False) for entry in rest])
    found: list[Found] = [(entry.plan, predicates.of(entry.parts), None) for entry in rest]
    return lambda known: found


def _filed(filings: Sequence[_Filing], predicates: Predicates, fact: str) -> _Index:
    index = _Index()
    members: dict[str, dict[str, dict[int, Found]]] = {}
    phrases: dict[str, dict[str, dict[int, Found]]] = {}
    loose: set[str] = set()
    guarded = [filing for filing in filings if filing.guard and not filing.signature]
    for filing in filings:
        entry, guard = filing.entry, filing.guard if len(guarded) > MOST_ASKED else None
        needle = filing.needle[1] if filing.needle and filing.needle[0] == fact else None
        if filing.signature:
            answered = [filing.equal[name][0] for name in filing.signature]
            left = [part for part in entry.parts if not any(part is done for done in answered)]
            found: Found = (entry.plan, predicates.of(left), needle)
            for key in filing.values():
                index.signatures.setdefault(filing.signature, {}).setdefault(key, []).append(found)
        elif guard is None:
            index.rest.append(entry)
        else:
            by_value = (members if guard.kind is Kind.MEMBER else phrases).setdefault(guard.fact, {})
            for value in guard.values:
                by_value.setdefault(value, {})[entry.plan.place] = (entry.plan, predicates.of(entry.parts), needle)
            loose.update(guard.values if guard.kind is Kind.LETTERS else ())
    index.members = list(members.items())
    index.keywords = [keywords_of(fact, rules, loose) for fact, rules in phrases.items()]
    return index


_place = attrgetter("place")
