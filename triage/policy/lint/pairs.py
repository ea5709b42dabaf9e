"""Pairs of rules: writes of an `all` section that contradict each other, and rules that could go without a difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, combinations

from triage.errors import Finding
from triage.policy.files.findings import quoted
from triage.policy.language.shown import shown
from triage.policy.lint.boxes import Boxes
from triage.policy.lint.codes import found
from triage.policy.lint.order import Comparable
from triage.policy.lint.regions import Words
from triage.policy.loading.canonical import tree_form
from triage.policy.model import Hit, Origin, Section

_LONGEST_LOOK = 200  # rows below a row that are looked at for one that makes it redundant


def lint_conflicts(section: Section, rules: Sequence[Comparable], boxes: Boxes, combined: Collection[str]) -> Iterator[Finding]:
    """conflict: in an `all` section, for outcomes that keep one value and that `combine` does not name."""
    if section.hit is not Hit.ALL:
        return
    told: set[str] = set()
    for outcome in section.sets:
        writing = [(each, value) for each in rules if each.boxes for value in _written(each, outcome) if outcome not in combined]
        for (one, first), (other, second) in _pairs(writing):
            if boxes.spent:
                return
            if other.rule.name not in told and first != second and _meet(one, other, boxes):
                told.add(other.rule.name)
                message = (
                    f"{quoted(other.rule.name)} sets {quoted(outcome)} otherwise than {quoted(one.rule.name)} "
                    f"(line {one.rule.at.line}), and both can apply; the earlier one wins"
                )
                hint = f"say which: `combine: {{{outcome}: first}}` or `last`, or make them exclude one another"
                yield found(other.rule.at, "conflict", message, hint)


def lint_redundant(section: Section, rules: Sequence[Comparable], boxes: Boxes) -> Iterator[Finding]:
    """redundant: a row whose tickets a later row would treat alike; in an `all` section, a rule that stands twice."""
    if section.hit is Hit.ALL:
        yield from _twice(rules)
        return
    for place, each in enumerate(rules):
        if each.rule.origin is Origin.ROW and each.boxes and each.rule.enabled:
            later = _same_below(each, rules[place + 1 : place + 1 + _LONGEST_LOOK], boxes)
            if later:
                message = f"{quoted(each.rule.name)} changes nothing: {quoted(later.rule.name)} below treats its tickets alike"
                yield found(each.rule.at, "redundant", message, "leave it out")


def _same_below(row: Comparable, below: Sequence[Comparable], boxes: Boxes) -> Comparable | None:
    """The row below that covers this one and sets the same, when nothing between them sets something else for its tickets."""
    for later in below:
        if later.rule.origin is not Origin.ROW or not later.takes:
            return None
        if _sets(later) == _sets(row):
            if not boxes.spent and all(boxes.covers(later.rule.conditions, box) for box in row.boxes or ()):
                return later
        elif later.boxes is None or _meet(row, later, boxes):
            return None
    return None


def _twice(rules: Sequence[Comparable]) -> Iterator[Finding]:
    first: dict[str, Comparable] = {}
    for each in rules:
        if not each.rule.enabled or each.rule.shadow:
            continue
        other = first.setdefault(repr((tree_form(each.rule.conditions), _sets(each))), each)
        if other is not each and each.rule.shares_a_day(other.rule):
            message = f"{quoted(each.rule.name)} asks and sets the same as {quoted(other.rule.name)} (line {other.rule.at.line})"
            yield found(each.rule.at, "redundant", message, "leave one of them out")


def _written(each: Comparable, outcome: str) -> Iterator[object]:
    if each.rule.enabled and not each.rule.shadow:
        for assignment in each.rule.assignments:
            if assignment.outcome.name == outcome and not assignment.outcome.grows:
                yield shown(assignment.value)


def _pairs(writing: Sequence[tuple[Comparable, object]]) -> Iterator[tuple[tuple[Comparable, object], tuple[Comparable, object]]]:
    """Pairs that may meet: rules that ask for different values of the fact most of them ask for are not even tried."""
    fact = _commonest(writing)
    groups: dict[object, list[tuple[Comparable, object]]] = defaultdict(list)
    for entry in writing:
        for value in _values(entry[0], fact):
            groups[value].append(entry)
    anywhere = groups.pop(None, [])
    for group in (anywhere, *groups.values()):
        mixed = () if group is anywhere else ((one, other) for one in anywhere for other in group)
        for pair in chain(combinations(group, 2), mixed):
            yield pair if pair[0][0].rule.at <= pair[1][0].rule.at else pair[::-1]


def _commonest(writing: Sequence[tuple[Comparable, object]]) -> str:
    counts: dict[str, int] = defaultdict(int)
    for each, _ in writing:
        for box in (each.boxes or ())[:1]:
            for fact, region in box.regions.items():
                counts[fact] += isinstance(region, Words) and not region.others
    return max(counts, key=lambda fact: (counts[fact], fact), default="")


def _values(each: Comparable, fact: str) -> Collection[object]:
    """The values of the fact that the rule lists; None alone when it does not list them."""
    values: set[object] = set()
    for box in each.boxes or ():
        region = box.regions.get(fact)
        if not isinstance(region, Words) or region.others:
            return (None,)
        values |= {value for value in region.listed if value is not None}
    return values or (None,)


def _meet(one: Comparable, other: Comparable, boxes: Boxes) -> bool:
    met = (boxes.overlap(left, right) for left in one.boxes or () for right in other.boxes or ())
    return one.rule.shares_a_day(other.rule) and any(met)


def _sets(each: Comparable) -> object:
    return [(assignment.outcome.name, shown(assignment.value)) for assignment in each.rule.assignments]
