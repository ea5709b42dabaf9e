"""The tests of the policy language as business-rules operators: each test is an operator, and each operator has its complement.

None means unknown. An unknown value fails every test, save those that say so in words: `is known: false`, `none of`,
`does not mention`, `includes none of`; and the complements, which hold exactly when their operator does not.
Operators take their comparison value as the loader checked it; nothing is cast, so that no value can slip into another type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar, cast

from business_rules.fields import FIELD_NO_INPUT, FIELD_NUMERIC, FIELD_SELECT, FIELD_SELECT_MULTIPLE, FIELD_TEXT
from business_rules.operators import BaseType, type_operator

from triage.policy.language.facts import FactType
from triage.policy.language.text_values import Pattern, Phrases, TextValue, Words

_Operator = TypeVar("_Operator", bound=Callable[..., bool])


def _operator(input_type: str) -> Callable[[_Operator], _Operator]:
    """Make a method an operator of business-rules, whose own casts stay out of it."""
    return cast("Callable[[_Operator], _Operator]", type_operator(input_type, assert_type_for_arguments=False))


def _complement(operator: Callable[..., bool]) -> Callable[..., bool]:
    """The operator that holds exactly when this one does not."""

    def complement(self: object, *wanted: object) -> bool:
        return not operator(self, *wanted)

    complement.__name__ = f"not_{operator.__name__}"
    return _operator(operator.input_type)(complement)  # type: ignore[attr-defined]  # set by type_operator


class _Known(BaseType):  # type: ignore[misc]  # the library has no types
    """What every type can be asked."""

    value: object

    @_operator(FIELD_NO_INPUT)
    def is_known(self) -> bool:
        return self.value is not None

    is_unknown = _complement(is_known)


class _Single(_Known):
    """What one value can be asked."""

    @property
    def plain(self) -> object:
        """The value as it is compared."""
        return self.value

    @_operator(FIELD_TEXT)
    def equal_to(self, wanted: str | float) -> bool:
        return self.value is not None and self.plain == wanted

    @_operator(FIELD_SELECT)
    def one_of(self, wanted: frozenset[object]) -> bool:
        return self.value is not None and self.plain in wanted

    not_equal_to = _complement(equal_to)
    none_of = _complement(one_of)


class Choice(_Single):
    """A word of a closed list, or None."""

    name = "choice"

    def _assert_valid_value_and_cast(self, value: object) -> str | None:
        if value is None or isinstance(value, str):
            return value
        raise AssertionError("a choice is a word or unknown")


class Text(_Single):
    """A free text, or None."""

    name = "text"
    value: TextValue | None

    def _assert_valid_value_and_cast(self, value: object) -> TextValue | None:
        if value is None or isinstance(value, TextValue):
            return value
        if isinstance(value, str):
            return TextValue(value)
        raise AssertionError("a text is a text or unknown")

    @property
    def plain(self) -> str | None:
        """The text as the customer wrote it."""
        return None if self.value is None else self.value.raw

    @_operator(FIELD_SELECT)
    def mentions(self, wanted: Phrases) -> bool:
        return self.value is not None and wanted.first_in(self.value) is not None

    @_operator(FIELD_TEXT)
    def starts_with(self, wanted: str) -> bool:
        return self.value is not None and self.value.normal.startswith(wanted)

    @_operator(FIELD_TEXT)
    def ends_with(self, wanted: str) -> bool:
        return self.value is not None and self.value.normal.endswith(wanted)

    @_operator(FIELD_TEXT)
    def contains(self, wanted: str) -> bool:
        return self.value is not None and wanted in self.value.normal

    @_operator(FIELD_SELECT)
    def consists_of(self, wanted: Words) -> bool:
        return self.value is not None and wanted.cover(self.value)

    @_operator(FIELD_TEXT)
    def matches(self, wanted: Pattern) -> bool:
        return self.value is not None and wanted.found_in(self.value)

    does_not_mention = _complement(mentions)
    does_not_start_with = _complement(starts_with)
    does_not_end_with = _complement(ends_with)
    does_not_contain = _complement(contains)
    does_not_consist_of = _complement(consists_of)
    does_not_match = _complement(matches)


class Number(_Single):
    """A number, or None. Compared exactly: no epsilon."""

    name = "number"
    value: float | None

    def _assert_valid_value_and_cast(self, value: object) -> float | None:
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        raise AssertionError("a number is a number or unknown")

    @_operator(FIELD_NUMERIC)
    def at_least(self, wanted: float) -> bool:
        return self.value is not None and self.value >= wanted

    @_operator(FIELD_NUMERIC)
    def at_most(self, wanted: float) -> bool:
        return self.value is not None and self.value <= wanted

    @_operator(FIELD_NUMERIC)
    def above(self, wanted: float) -> bool:
        return self.value is not None and self.value > wanted

    @_operator(FIELD_NUMERIC)
    def below(self, wanted: float) -> bool:
        return self.value is not None and self.value < wanted

    @_operator(FIELD_NUMERIC)
    def between(self, wanted: tuple[float, float]) -> bool:
        return self.value is not None and wanted[0] <= self.value <= wanted[1]

    not_at_least = _complement(at_least)
    not_at_most = _complement(at_most)
    not_above = _complement(above)
    not_below = _complement(below)
    not_between = _complement(between)


class Flag(_Known):
    """True, False, or None: unknown is neither."""

    name = "flag"

    def _assert_valid_value_and_cast(self, value: object) -> bool | None:
        if value is None or isinstance(value, bool):
            return value
        raise AssertionError("a flag is true, false or unknown")

    @_operator(FIELD_NO_INPUT)
    def is_true(self) -> bool:
        return self.value is True

    @_operator(FIELD_NO_INPUT)
    def is_false(self) -> bool:
        return self.value is False

    is_not_true = _complement(is_true)
    is_not_false = _complement(is_false)


class Set(_Known):
    """A set of words; None is unknown, which is not empty."""

    name = "set"
    value: frozenset[str] | None

    def _assert_valid_value_and_cast(self, value: object) -> frozenset[str] | None:
        if value is None or isinstance(value, frozenset):
            return value
        raise AssertionError("a set is a frozenset or unknown")

    @_operator(FIELD_SELECT_MULTIPLE)
    def includes_any_of(self, wanted: frozenset[str]) -> bool:
        return self.value is not None and not self.value.isdisjoint(wanted)

    @_operator(FIELD_SELECT_MULTIPLE)
    def includes_all_of(self, wanted: frozenset[str]) -> bool:
        return self.value is not None and wanted <= self.value

    @_operator(FIELD_NO_INPUT)
    def is_empty(self) -> bool:
        return self.value is not None and not self.value

    @_operator(FIELD_NO_INPUT)
    def is_filled(self) -> bool:
        return bool(self.value)

    includes_none_of = _complement(includes_any_of)
    does_not_include_all_of = _complement(includes_all_of)
    is_not_empty = _complement(is_empty)
    is_not_filled = _complement(is_filled)


TYPES: Mapping[FactType, type[BaseType]] = MappingProxyType(
    {FactType.CHOICE: Choice, FactType.TEXT: Text, FactType.NUMBER: Number, FactType.FLAG: Flag, FactType.SET: Set}
)
"""The business-rules type of each type of fact."""
