"""Rules that an earlier rule of their section leaves nothing for; in `unique` sections also rules that can meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import inf

from triage.errors import Finding
from triage.policy.files.findings import quoted
from triage.policy.language.conditions import AllOf, AnyOf, Condition, Tree
from triage.policy.language.facts import FACTS, Fact, FactType
from triage.policy.lint.boxes import Box, Boxes, TooManyBoxes
from triage.policy.lint.codes import found
from triage.policy.lint.index import SignatureIndex
from triage.policy.lint.literals import single
from triage.policy.loading.canonical import tree_form
from triage.policy.model import Hit, Rule, Section

_MOST_LISTED = 64  # values of one list that are looked at one by one
_LONG_SECTION = 400  # rules; in longer sections a rule is compared with single earlier ones only
_MOST_PARTS = 400  # parts that are left of a rule before looking for what several rules take together ends


@dataclass(frozen=True, slots=True)
class Comparable:
    """A rule with its boxes; None when they are too many."""

    rule: Rule
    boxes: tuple[Box, ...] | None

    @property
    def takes(self) -> bool:
        """Whether it ends the section for whatever it fires on, on any day."""
        return self.ends_the_section and self.rule.until is None and self.rule.first_day is None

    @property
    def ends_the_section(self) -> bool:
        """Whether it does so on its days."""
        return self.rule.enabled and not self.rule.shadow and not self.rule.carry_on


def comparable(rules: Iterable[Rule], boxes: Boxes) -> tuple[Comparable, ...]:
    """The rules with their boxes."""
    return tuple(Comparable(rule, _boxes_of(rule.conditions, boxes)) for rule in rules)


def takers(rules: Sequence[Comparable]) -> list[Comparable]:
    """The rules that take what they fire on, on any day; of those that relieve one another on a day the last stands for all."""
    relieved: dict[str, date] = {}  # conditions → the last day on which a rule without a first day asks them
    for each in rules:
        if each.ends_the_section and each.rule.until and not each.rule.first_day:
            asked = repr(tree_form(each.rule.conditions))
            relieved[asked] = max(each.rule.until, relieved.get(asked, each.rule.until))
    return [each for each in rules if each.takes or _relieves(each, relieved)]


def _relieves(each: Comparable, relieved: Mapping[str, date]) -> bool:
    first = each.rule.first_day
    if not each.ends_the_section or each.rule.until or not first:
        return False
    last = relieved.get(repr(tree_form(each.rule.conditions)))
    return last is not None and first.toordinal() <= last.toordinal() + 1


def lint_order(section: Section, rules: Sequence[Comparable], boxes: Boxes) -> Iterator[Finding]:
    """contradiction, catch-all-not-last, shadowed, partly-shadowed; overlap."""
    for each in rules:
        if each.boxes == () and each.rule.enabled:
            yield _contradiction(each.rule, boxes)
    if section.hit is Hit.ALL:
        return
    last = _catch_all(rules)
    if last is not None and last + 1 < len(rules):
        name, below = quoted(rules[last].rule.name), len(rules) - last - 1
        message = f"{name} always applies, so the {below} rule{'s' if below > 1 else ''} below can never do so"
        yield found(rules[last].rule.at, "catch-all-not-last", message, "put it last, or make it `otherwise`")
    reached = rules if last is None else rules[: last + 1]
    found_at = dict(_Shadows(reached, boxes).all())
    if section.hit is Hit.UNIQUE:  # a rule of which only a part is taken overlaps with the one that takes it
        found_at = {place: finding for place, finding in found_at.items() if finding.code == "shadowed"}
        yield from _overlaps([each for place, each in enumerate(reached) if place not in found_at], boxes)
    yield from found_at.values()


def _contradiction(rule: Rule, boxes: Boxes) -> Finding:
    """Of the one condition that no ticket can meet, where there is one, else of all of them together."""
    for part in rule.conditions.parts if isinstance(rule.conditions, AllOf) else (rule.conditions,):
        if isinstance(part, Condition) and boxes.of(part) == () and FACTS[part.fact].type is FactType.NUMBER:
            asked = quoted(f"{part.fact}: {part.wanted}")
            return found(part.at, "contradiction", f"no ticket can meet {asked}: it is {_values_of(FACTS[part.fact])}")
    return found(rule.at, "contradiction", f"no ticket can meet the conditions of {quoted(rule.name)} together")


def _values_of(fact: Fact) -> str:
    if fact.names:
        return f"one of the policy's {fact.names}"
    bounds = f" from {fact.least:g} to {fact.most:g}" if fact.most < inf else f" of at least {fact.least:g}"
    return ("a whole number" if fact.whole else "a number") + (bounds if fact.least > -inf else "")


def _boxes_of(tree: Tree, boxes: Boxes) -> tuple[Box, ...] | None:
    try:
        return boxes.of(tree)
    except TooManyBoxes:
        return None


def _catch_all(rules: Sequence[Comparable]) -> int | None:
    return next((place for place, each in enumerate(rules) if each.takes and each.rule.conditions == AllOf()), None)


class _Shadows:
    """Looks, rule by rule, for earlier rules that take its tickets."""

    def __init__(self, rules: Sequence[Comparable], boxes: Boxes) -> None:
        self._rules = rules
        self._boxes = boxes
        self._index = SignatureIndex()
        self._takers: list[int] = []

    def all(self) -> Iterator[tuple[int, Finding]]:
        """The finding of each rule that has one, by its place."""
        for place, each in enumerate(self._rules):
            if each.boxes and each.rule.enabled and not each.rule.shadow:
                finding = self._shadowed(each, each.boxes)
                if finding:
                    yield place, finding
            if each.takes and each.boxes:
                self._takers.append(place)
                for box in each.boxes:
                    self._index.file(box, place)

    def _shadowed(self, each: Comparable, own: Sequence[Box]) -> Finding | None:
        taker = self._taker(own)
        name = quoted(each.rule.name)
        if taker:
            message = f"{name} can never apply: {quoted(taker.name)} (line {taker.at.line}) takes all of its tickets"
            return found(each.rule.at, "shadowed", message, "put it before that rule, or make that rule narrower")
        if self._taken_together(own):
            message = f"{name} can never apply: the rules above it take all of its tickets together"
            return found(each.rule.at, "shadowed", message, "put it higher, or make the rules above it narrower")
        for at, wanted, part in self._parts(each.rule.conditions):
            taker = self._taker(_boxes_of(part, self._boxes) or ())
            if taker:
                message = (
                    f"the part {quoted(wanted)} of {name} never counts: {quoted(taker.name)} (line {taker.at.line}) takes it"
                )
                return found(at.at, "partly-shadowed", message, "leave it out, or put the rule before that one")
        return None

    def _taker(self, own: Sequence[Box]) -> Rule | None:
        """The first earlier rule that takes every ticket of the boxes."""
        for place in sorted(set(self._index.may_take(own[0]))) if own else ():
            tree = self._rules[place].rule.conditions
            if not self._boxes.spent and all(self._boxes.covers(tree, box) for box in own):
                return self._rules[place].rule
        return None

    def _taken_together(self, own: Sequence[Box]) -> bool:
        if len(self._rules) > _LONG_SECTION:
            return False
        left = list(own)
        for place in self._takers:
            for taken in self._rules[place].boxes or ():
                left = [part for box in left for part in self._outside(box, taken)]
            if not left:
                return True
            if len(left) > _MOST_PARTS or self._boxes.spent:
                return False
        return False

    def _outside(self, box: Box, taken: Box) -> Iterable[Box]:
        return (box,) if self._boxes.overlap(box, taken) is None else self._boxes.less(box, taken)

    def _parts(self, tree: Tree) -> Iterator[tuple[Condition, str, Tree]]:
        """The tree with one list cut down to one of its values, or one any-of to one of its branches; by where and what."""
        parts = tree.parts if isinstance(tree, AllOf) else (tree,)
        for place, part in enumerate(parts):
            for at, wanted, narrow in _narrowed(part):
                yield at, wanted, AllOf((*parts[:place], narrow, *parts[place + 1 :]))


def _narrowed(part: Tree) -> Iterator[tuple[Condition, str, Tree]]:
    if isinstance(part, AnyOf):
        for branch in part.parts:
            first = branch if isinstance(branch, Condition) else _first(branch)
            yield first, f"{first.fact}: {first.wanted}", branch
    elif isinstance(part, Condition) and part.operator == "one_of" and isinstance(part.value, frozenset) and len(part.value) > 1:
        for value in sorted(part.value, key=str)[:_MOST_LISTED]:
            yield part, str(value), replace(part, operator="equal_to", value=value)
    elif isinstance(part, Condition):
        for narrow in single(part)[:_MOST_LISTED]:
            yield part, narrow.wanted, narrow


def _first(tree: Tree) -> Condition:
    while not isinstance(tree, Condition):
        tree = tree.parts[0]
    return tree


def _overlaps(rules: Sequence[Comparable], boxes: Boxes) -> Iterator[Finding]:
    """In a unique section: each rule with the first earlier one that can hold beside it."""
    active = [each for each in rules if each.rule.enabled and not each.rule.shadow and each.boxes]
    for place, each in enumerate(active):
        for earlier in active[:place]:
            if boxes.spent:
                return
            shared = each.rule.shares_a_day(earlier.rule)
            if shared and any(boxes.overlap(one, other) for one in earlier.boxes or () for other in each.boxes or ()):
                name, at = quoted(earlier.rule.name), earlier.rule.at
                message = f"{quoted(each.rule.name)} and {name} (line {at.line}) can hold for the same ticket"
                yield found(each.rule.at, "overlap", message, "make them exclude one another, or use `hit: first`")
                break
