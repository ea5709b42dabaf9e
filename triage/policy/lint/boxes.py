"""Conditions as boxes: per fact the values that it may have, and the questions about texts and sets that hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from triage.policy.language.conditions import AllOf, AnyOf, Condition, Tree
from triage.policy.lint.domains import Domains
from triage.policy.lint.literals import contradict, denied, follows, plain_literal
from triage.policy.lint.regions import Region, meet, within

MOST_BOXES = 100
"""Any-of times any-of multiplies; a rule with more combinations than this is not compared with others."""


class TooManyBoxes(Exception):
    """A rule has more combinations than are worth comparing. Never leaves this package."""


@dataclass(frozen=True, slots=True)
class Box:
    """Tickets whose facts lie in all the regions and that meet all the questions. A fact that is not named may be anything."""

    regions: Mapping[str, Region] = field(default_factory=lambda: MappingProxyType({}))
    literals: Mapping[str, tuple[Condition, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def narrowed(self, fact: str, region: Region) -> Box | None:
        """The part in which the fact lies in that region; None when there is none."""
        before = self.regions.get(fact)
        after = region if before is None else meet(before, region)
        return None if after.is_empty else Box({**self.regions, fact: after}, self.literals)

    def asked(self, condition: Condition) -> Box | None:
        """The part in which the question holds too; None when there is none."""
        held = self.literals.get(condition.fact, ())
        if follows(condition, held):
            return self
        literals = (*held, condition)
        return None if contradict(literals) else Box(self.regions, {**self.literals, condition.fact: literals})


_ALL = Box()


class Boxes:
    """Makes and compares boxes in the domains of one policy; `effort` is how many comparisons it may take until it is `spent`."""

    def __init__(self, domains: Domains, effort: int) -> None:
        self._domains = domains
        self._left = effort

    @property
    def spent(self) -> bool:
        """Whether the comparisons have been too many; whoever loops over rules then ends."""
        return self._left < 0

    def of(self, tree: Tree, start: Box = _ALL) -> tuple[Box, ...]:
        """The boxes that a tree is the union of; none when no ticket can meet it. Raises TooManyBoxes."""
        boxes = [start]
        for part in tree.parts if isinstance(tree, AllOf) else (tree,):
            boxes = [narrowed for box in boxes for narrowed in self._narrowed(box, part)]
            if len(boxes) > MOST_BOXES:
                raise TooManyBoxes
        return tuple(boxes)

    def covers(self, tree: Tree, box: Box) -> bool:
        """Whether the tree holds for every ticket in the box."""
        self._left -= 1
        if isinstance(tree, AllOf):
            return all(self.covers(part, box) for part in tree.parts)
        if isinstance(tree, AnyOf):
            return any(self.covers(part, box) for part in tree.parts)
        region = self._domains.region(tree)
        if region is None:
            return follows(plain_literal(tree), box.literals.get(tree.fact, ()))
        held = box.regions.get(tree.fact)
        return within(held if held is not None else self._domains.everything(tree.fact), region)

    def overlap(self, one: Box, other: Box) -> Box | None:
        """What is in both; None when nothing can be. Patterns and texts are taken to go together unless they plainly do not."""
        self._left -= 1
        box: Box | None = one
        for fact, region in other.regions.items():
            box = box.narrowed(fact, region) if box else None
        for literals in other.literals.values():
            for literal in literals:
                box = box.asked(literal) if box else None
        return box

    def less(self, box: Box, taken: Box) -> Iterator[Box]:
        """The parts of a box outside another one, apart from each other."""
        inside: Box | None = box
        for fact, region in taken.regions.items():
            if inside is None:
                return
            outside = inside.narrowed(fact, meet(self._domains.everything(fact), region.rest()))
            if outside:
                yield outside
            inside = inside.narrowed(fact, region)
        for literal in (each for literals in taken.literals.values() for each in literals):
            if inside is None:
                return
            outside = inside.asked(denied(literal))
            if outside:
                yield outside
            inside = inside.asked(literal)

    def _narrowed(self, box: Box, part: Tree) -> Iterable[Box]:
        if isinstance(part, Condition):
            region = self._domains.region(part)
            narrowed = box.asked(plain_literal(part)) if region is None else box.narrowed(part.fact, region)
            return () if narrowed is None else (narrowed,)
        if isinstance(part, AllOf):
            return self.of(part, box)
        return [found for each in part.parts for found in self._narrowed(box, each)]
