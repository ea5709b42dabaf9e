"""The words in which a rule asks: which tests each type of fact has, what each takes, and its operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from triage.policy.language.facts import FactType


class Takes(StrEnum):
    """What a test compares with."""

    ONE = "one value"
    MANY = "a list"
    FLAG = "true or false"
    PAIR = "a pair [from, to]"
    PHRASES = "a list of words and phrases"
    WORDS = "a list of words"
    PART = "a piece of text"
    PATTERN = "a pattern"


@dataclass(frozen=True, slots=True)
class Wording:
    """One test as a policy writes it.

    `operator` names one of `operators`; a test that takes true or false has a second one, for false.
    """

    words: str
    operator: str
    takes: Takes
    description: str
    for_false: str = ""


PLAIN = Wording("", "equal_to", Takes.ONE, "the value itself: equals, with upper and lower case as written")
PLAIN_LIST = Wording("one of", "one_of", Takes.MANY, "a list: is one of them, with upper and lower case as written")
PLAIN_SET = Wording(
    "includes any of",
    "includes_any_of",
    Takes.MANY,
    "a value or a list: includes at least one of them, upper and lower case as written",
)
PLAIN_FLAG = Wording("", "is_true", Takes.FLAG, "true or false", "is_false")

_NONE_OF = Wording("none of", "none_of", Takes.MANY, "is none of the list; also holds when unknown")
_KNOWN = Wording("is known", "is_known", Takes.FLAG, "whether there is a value at all", "is_unknown")
_MENTIONED = (
    "has one of the words or phrases, as whole words, in any case and spacing; with `{words: a list, except in: a list}` "
    "those that stand in one of the longer phrases of the second list do not count"
)
_NOT_MENTIONED = "has none of the words or phrases, which may be given with `except in` too; also holds when unknown"
_TEXT = (
    Wording("mentions", "mentions", Takes.PHRASES, _MENTIONED),
    Wording("does not mention", "does_not_mention", Takes.PHRASES, _NOT_MENTIONED),
    Wording("starts with", "starts_with", Takes.PART, "begins with it, in any case"),
    Wording("ends with", "ends_with", Takes.PART, "ends with it, in any case"),
    Wording("contains", "contains", Takes.PART, "has it anywhere, even inside words, in any case"),
    Wording("consists of", "consists_of", Takes.WORDS, "has at least one word, and no word but these, in any case"),
    Wording("matches", "matches", Takes.PATTERN, "the RE2 pattern is found anywhere, in any case"),
)
_NUMBER = (
    Wording("at least", "at_least", Takes.ONE, "is that much or more"),
    Wording("at most", "at_most", Takes.ONE, "is that much or less"),
    Wording("above", "above", Takes.ONE, "is more than that"),
    Wording("below", "below", Takes.ONE, "is less than that"),
    Wording("between", "between", Takes.PAIR, "lies between the two, both included"),
)
_SET = (
    Wording("includes any of", "includes_any_of", Takes.MANY, "has at least one of the list"),
    Wording("includes all of", "includes_all_of", Takes.MANY, "has every one of the list"),
    Wording("includes none of", "includes_none_of", Takes.MANY, "has not one of the list"),
    Wording("is empty", "is_empty", Takes.FLAG, "whether there is nothing in it", "is_filled"),
)


def _by_words(*wordings: Wording) -> Mapping[str, Wording]:
    return MappingProxyType({wording.words: wording for wording in wordings})


WORDINGS: Mapping[FactType, Mapping[str, Wording]] = MappingProxyType(
    {
        FactType.CHOICE: _by_words(_NONE_OF, _KNOWN),
        FactType.TEXT: _by_words(_NONE_OF, *_TEXT, _KNOWN),
        FactType.NUMBER: _by_words(*_NUMBER, _NONE_OF, _KNOWN),
        FactType.FLAG: _by_words(_KNOWN),
        FactType.SET: _by_words(*_SET),
    }
)
"""Per type of fact: the tests that stand in a mapping, by their words. (The plain forms are `PLAIN` and its kin.)"""

_PAIRS = (
    ("equal_to", "not_equal_to"),
    ("one_of", "none_of"),
    ("is_known", "is_unknown"),
    ("mentions", "does_not_mention"),
    ("starts_with", "does_not_start_with"),
    ("ends_with", "does_not_end_with"),
    ("contains", "does_not_contain"),
    ("consists_of", "does_not_consist_of"),
    ("matches", "does_not_match"),
    ("at_least", "not_at_least"),
    ("at_most", "not_at_most"),
    ("above", "not_above"),
    ("below", "not_below"),
    ("between", "not_between"),
    ("is_true", "is_not_true"),
    ("is_false", "is_not_false"),
    ("includes_any_of", "includes_none_of"),
    ("includes_all_of", "does_not_include_all_of"),
    ("is_empty", "is_not_empty"),
    ("is_filled", "is_not_filled"),
)

COMPLEMENTS: Mapping[str, str] = MappingProxyType({**dict(_PAIRS), **{no: yes for yes, no in _PAIRS}})
"""Per operator the one that holds exactly when it does not, unknown values included."""
