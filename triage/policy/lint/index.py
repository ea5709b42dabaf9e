"""Finds, among many rules, the earlier ones that may take a box's tickets, without looking at all of them.

Signature index: a rule is filed under the values that it asks of each fact (every combination of its lists). Whatever takes a box
asks of every fact something that the box's own values meet, so it is filed under some selection of the box's values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, product

from triage.policy.language.conditions import Condition
from triage.policy.language.text_values import Phrases
from triage.policy.lint.boxes import Box
from triage.policy.lint.regions import Numbers, Words

Signature = tuple[tuple[str, object], ...]

_MENTIONS = " mentions"
_WORD = re.compile(r"\w+")
_MOST_WORDS = 8
_MOST_FILED = 32
_MOST_ASKED = 8


class SignatureIndex:
    """Boxes by signature, each with the place of its rule."""

    def __init__(self) -> None:
        self._filed: dict[Signature, list[int]] = {}

    def file(self, box: Box, place: int) -> None:
        """File a box under all of its signatures; without its longest lists where that would be too many."""
        lists = [[(fact, value) for value in values] for fact, values in _listed(box)]
        while lists and _count(lists) > _MOST_FILED:
            lists.remove(max(lists, key=len))
        for signature in product(*lists):
            self._filed.setdefault(tuple(sorted(signature, key=str)), []).append(place)

    def may_take(self, box: Box) -> Iterator[int]:
        """The places of those that may take every ticket of the box, and of some others, in no order."""
        asked = [[(fact, value) for value in _met_by(fact, values[0])] for fact, values in _listed(box)][:_MOST_ASKED]
        for count in range(len(asked) + 1):
            for lists in combinations(asked, count):
                for signature in product(*lists):
                    yield from self._filed.get(tuple(sorted(signature, key=str)), ())


def _met_by(fact: str, value: object) -> list[object]:
    """What may be asked of a fact that has this value: of a phrase every run of its words too."""
    if not fact.endswith(_MENTIONS) or not isinstance(value, str):
        return [value]
    words = list(_WORD.finditer(value))[:_MOST_WORDS]
    runs = {value[first.start() : last.end()] for place, first in enumerate(words) for last in words[place:]}
    return [value, *sorted(runs - {value})]


def _count(lists: Sequence[Sequence[object]]) -> int:
    total = 1
    for values in lists:
        total *= len(values)
    return total


def _listed(box: Box) -> Iterator[tuple[str, list[object]]]:
    """The facts of which the box lists the values."""
    for fact, region in box.regions.items():
        if isinstance(region, Words) and not region.others:
            yield fact, sorted(region.listed, key=str)
        elif isinstance(region, Numbers) and not region.unknown and region.intervals and all(map(_is_point, region.intervals)):
            yield fact, [low[0] for low, _ in region.intervals]
    for fact, literals in box.literals.items():
        yield from _first_listed(fact, literals)


def _first_listed(fact: str, literals: Sequence[Condition]) -> Iterator[tuple[str, list[object]]]:
    for literal in literals:
        if literal.operator == "includes_any_of" and isinstance(literal.value, frozenset):
            yield f"{fact} includes", sorted(literal.value)
            return
        if literal.operator == "mentions" and isinstance(literal.value, Phrases):
            yield fact + _MENTIONS, list(literal.value.phrases)
            return


def _is_point(interval: tuple[tuple[float, int], tuple[float, int]]) -> bool:
    return interval[0][0] == interval[1][0]
