"""What shows in single rules: their last day, how fast they are found, thresholds meant to be one, signs meant as wildcards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from triage.domain.languages import is_language
from triage.errors import Finding
from triage.policy.files.findings import quoted
from triage.policy.language.conditions import Condition, conditions_of
from triage.policy.language.facts import FACTS, FactType
from triage.policy.language.text_values import Phrases
from triage.policy.lint.boxes import Box
from triage.policy.lint.codes import found
from triage.policy.lint.order import Comparable
from triage.policy.lint.regions import Words
from triage.policy.model import Rule, Section

SOON = 30
"""Days before its last day on which a rule is warned about."""

EPSILON = 1e-6
LONG_SECTION = 100
"""Rules of a section from which on an index pays."""

_WILDCARD = re.compile(r"\w\*|\*\w|^%.+%$")
"""The rest of a word as other searches write it; a question and `100%` are not taken for it."""

_WHOLE_WORDS = frozenset({"equal_to", "not_equal_to", "one_of", "none_of"})

_INDEXED = frozenset({"includes_any_of", "includes_all_of", "mentions", "contains"})


def lint_dates(rules: Iterable[Rule], today: date) -> Iterator[Finding]:
    """expired, expires-soon."""
    for rule in rules:
        if rule.until is None or not rule.enabled:
            continue
        days = (rule.until - today).days
        if days < 0:
            yield found(rule.at, "expired", f"{quoted(rule.name)} ended on {rule.until}", "leave it out, or set a new `until`")
        elif days <= SOON:
            yield found(rule.at, "expires-soon", f"{quoted(rule.name)} ends on {rule.until}, in {days} days")


def lint_wildcards(rules: Iterable[Rule]) -> Iterator[Finding]:
    """wildcard."""
    for rule in rules:
        for condition in conditions_of(rule.conditions):
            wanted = condition.value
            phrases = (*wanted.phrases, *wanted.except_in) if isinstance(wanted, Phrases) else ()
            meant = next((phrase for phrase in phrases if _WILDCARD.search(phrase)), None)
            if meant:
                message = f"{quoted(meant)} is looked for as it is written, with its sign"
                yield found(condition.at, "wildcard", message, "to find the beginning of a word, use `contains` or `matches`")


def lint_languages(rules: Iterable[Rule]) -> Iterator[Finding]:
    """unknown-language: of tests that compare whole words."""
    for rule in rules:
        for condition in conditions_of(rule.conditions):
            asked = condition.value if isinstance(condition.value, frozenset) else (condition.value,)
            words = [word for word in asked if isinstance(word, str)] if condition.fact == "language" else []
            wrong = next((word for word in sorted(words) if not is_language(word)), None)
            if wrong and condition.operator in _WHOLE_WORDS:
                hint = f"write {wrong.lower()}" if is_language(wrong.lower()) else "write a code of two letters, as da for Danish"
                yield found(condition.at, "unknown-language", f"no ticket has the language {quoted(wrong)}", hint)


def lint_whole_texts(rules: Iterable[Rule]) -> Iterator[Finding]:
    """whole-text."""
    for rule in rules:
        for condition in conditions_of(rule.conditions):
            if condition.fact in ("text", "body") and condition.operator in _WHOLE_WORDS:
                message = f"'{condition.fact}' is compared as a whole here, not looked through"
                yield found(
                    condition.at, "whole-text", message, f"to find words in it, write `{condition.fact}: {{mentions: …}}`"
                )


def lint_index(section: Section, rules: Sequence[Comparable]) -> Iterator[Finding]:
    """unindexed: only where a section is long enough for it to matter."""
    if len(section.rules) < LONG_SECTION:
        return
    for each in rules:
        if each.rule.enabled and each.boxes and not all(map(_indexable, each.boxes)):
            message = f"{quoted(each.rule.name)} asks for no value, tag or phrase, so it is tried on every ticket"
            yield found(each.rule.at, "unindexed", message, "add a condition such as a category, an account or a phrase")


def lint_thresholds(rules: Iterable[Rule]) -> Iterator[Finding]:
    """near-threshold."""
    thresholds: dict[str, list[tuple[float, Condition]]] = {}
    for rule in rules:
        for condition in conditions_of(rule.conditions):
            if FACTS[condition.fact].type is FactType.NUMBER:
                thresholds.setdefault(condition.fact, []).extend((number, condition) for number in _numbers(condition.value))
    for fact, asked in thresholds.items():
        asked.sort(key=lambda pair: (pair[0], pair[1].at))
        for (low, _), (high, condition) in pairwise(asked):
            if 0 < high - low < EPSILON:
                message = f"the thresholds {low!r} and {high!r} of {quoted(fact)} differ by less than a millionth"
                yield found(condition.at, "near-threshold", message, "write the same number in both places")


def _indexable(box: Box) -> bool:
    listed = any(isinstance(region, Words) and not region.others and None not in region.listed for region in box.regions.values())
    return listed or any(literal.operator in _INDEXED for literals in box.literals.values() for literal in literals)


def _numbers(value: object) -> tuple[float, ...]:
    found_numbers = value if isinstance(value, tuple | frozenset) else (value,)
    return tuple(number for number in found_numbers if isinstance(number, int | float) and not isinstance(number, bool))
