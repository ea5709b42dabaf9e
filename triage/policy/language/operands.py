"""What a test compares with: checked against the fact, and made ready for its operator."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from triage.policy.files.findings import did_you_mean, meant, quoted
from triage.policy.files.reading import NUMBERED, Reader
from triage.policy.files.yaml_nodes import Items, Mapped, Node, Scalar
from triage.policy.language.fact_tests import Takes, Wording
from triage.policy.language.facts import Fact, FactType
from triage.policy.language.text_values import Phrases, Words, compiled_pattern, normalised, normalised_part, words_of

MAX_PATTERN = 256
MAX_PHRASE = 256
PHRASE_KEYS = ("words", "except in")
_LEAST, _MOST = -1e12, 1e12
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Operand:
    """`compare` is what the operator gets, `shown` the same for people."""

    compare: object
    shown: str


def read_operand(fact: Fact, choices: tuple[str, ...] | None, wording: Wording, node: Node, reader: Reader) -> Operand | None:
    """The value of one test; None with a finding when it does not fit. `choices` is the fact's closed list, None without one."""
    what = f"'{fact.name}'"
    if wording.takes is Takes.FLAG:
        flag = reader.flag(node, f"{what} {wording.words}".strip())
        return None if flag is None else Operand(flag, "true" if flag else "false")
    if wording.takes is Takes.PAIR:
        return _pair(fact, node, reader)
    if wording.takes is Takes.PATTERN:
        return _pattern(what, node, reader)
    if wording.takes is Takes.PHRASES and isinstance(node, Mapped):
        return _phrases_except(fact, choices, wording, node, reader)
    if wording.takes is Takes.PART:
        part = reader.text(node, what)
        return None if part is None else Operand(_part(wording, part), quoted(part))
    if wording.takes is Takes.ONE:
        one = _one(fact, choices, node, reader)
        return None if one is None else Operand(one, f"{one:g}" if isinstance(one, float) else str(one))
    return _many(fact, choices, wording, node, reader)


def expanded(node: Node, reader: Reader) -> tuple[Node, ...]:
    """The items of a list, the single value that stands for one, and the contents of `$lists` in either."""
    items: list[Node] = []
    for item in reader.one_or_more(node):
        name = list_named(item, reader)
        if name is None or not isinstance(item, Scalar):
            items.append(item)
        elif name in reader.names.lists:
            items.extend(Scalar(item.at, text, plain=item.plain) for text in reader.names.lists[name])
        else:
            lists = reader.names.lists
            reader.report(item, "unknown-list", f"there is no list {quoted(name)}", did_you_mean(name, lists))
    return tuple(items)


def list_named(node: Node, reader: Reader) -> str | None:
    """The list that `$name` means; in quotes it is a text of its own unless there is such a list, or one of nearly that name."""
    if not isinstance(node, Scalar) or not node.text.startswith("$"):
        return None
    name = node.text[1:]
    return name if node.plain or name in reader.names.lists or meant(name, reader.names.lists) else None


def _one(fact: Fact, choices: tuple[str, ...] | None, node: Node, reader: Reader) -> str | float | None:
    if fact.type is FactType.NUMBER:
        return _number(fact, node, reader)
    if choices is None:
        return reader.text(node, f"'{fact.name}'")
    code = {"teams": "unknown-team", "departments": "unknown-department", "calendars": "unknown-calendar"}.get(
        fact.names, "unknown-value"
    )
    return reader.choice(node, f"value of '{fact.name}'", choices, code)


def _number(fact: Fact, node: Node, reader: Reader) -> int | float | None:
    if fact.names in NUMBERED:
        return reader.numbered(node, fact.names)
    number = reader.number(node, f"'{fact.name}'", _LEAST, _MOST)
    if number is None or fact.most == inf or fact.least <= number <= fact.most:
        return number
    hint = f"write {number / 100:g}" if fact.most < number <= 100 * fact.most else ""
    reader.report(node, "unknown-value", f"'{fact.name}' lies between {fact.least:g} and {fact.most:g}", hint)
    return None


def _many(fact: Fact, choices: tuple[str, ...] | None, wording: Wording, node: Node, reader: Reader) -> Operand | None:
    before = len(reader.findings)
    items = expanded(node, reader)
    if isinstance(node, Items) and not items and len(reader.findings) == before:
        reader.report(node, "empty-value", f"the list for '{fact.name}' is empty")
    if wording.takes is Takes.PHRASES:
        return _phrases(fact, items, reader)
    if wording.takes is Takes.WORDS:
        return _words(fact, node, items, reader)
    values = [value for value in (_one(fact, choices, item, reader) for item in items) if value is not None]
    return Operand(frozenset(values), _shown([f"{value}" for value in values])) if values else None


def _phrases(fact: Fact, items: tuple[Node, ...], reader: Reader) -> Operand | None:
    phrases: dict[str, None] = {}
    for item in items:
        text = reader.text(item, f"'{fact.name}'")
        if text is not None and len(text) > MAX_PHRASE:
            reader.report(item, "limit", f"a phrase has at most {MAX_PHRASE} characters")
        elif text is not None:
            phrases[normalised(text)] = None
    return Operand(Phrases(tuple(phrases)), _shown([quoted(phrase) for phrase in phrases])) if phrases else None


def _phrases_except(
    fact: Fact, choices: tuple[str, ...] | None, wording: Wording, node: Mapped, reader: Reader
) -> Operand | None:
    """`{words: ..., except in: ...}`: both are read as the list that may stand alone."""
    entries = reader.mapping(node, f"'{wording.words}' of '{fact.name}'", PHRASE_KEYS, required=PHRASE_KEYS) or {}
    if not all(key in entries for key in PHRASE_KEYS):
        return None
    words, excepted = (_many(fact, choices, wording, entries[key].value, reader) for key in PHRASE_KEYS)
    if not (words and excepted and isinstance(words.compare, Phrases) and isinstance(excepted.compare, Phrases)):
        return None
    return Operand(Phrases(words.compare.phrases, excepted.compare.phrases), f"{words.shown}, except in {excepted.shown}")


def _words(fact: Fact, node: Node, items: tuple[Node, ...], reader: Reader) -> Operand | None:
    texts = [text for text in (reader.text(item, f"'{fact.name}'") for item in items) if text is not None]
    words = frozenset[str]().union(*(words_of(text) for text in texts))
    if texts and not words:
        reader.report(node, "empty-value", "there is no word in the list")
    return Operand(Words(words), _shown([quoted(text) for text in texts])) if words else None


def _pair(fact: Fact, node: Node, reader: Reader) -> Operand | None:
    items = reader.items(node, f"`between` of '{fact.name}'")
    if isinstance(node, Items) and len(items) != 2:
        reader.report(node, "type", "`between` takes two numbers: [from, to]")
    if len(items) != 2:
        return None
    low, high = (_number(fact, item, reader) for item in items)
    if low is None or high is None:
        return None
    if low > high:
        reader.report(node, "unknown-value", f"nothing lies between {low:g} and {high:g}", f"write [{high:g}, {low:g}]")
    return Operand((low, high), f"{low:g} and {high:g}")


def _pattern(what: str, node: Node, reader: Reader) -> Operand | None:
    text = reader.text(node, what)
    if text is None:
        return None
    if len(text) > MAX_PATTERN:
        reader.report(node, "limit", f"a pattern has at most {MAX_PATTERN} characters")
        return None
    try:
        pattern = compiled_pattern(text)
    except ValueError as error:
        hint = "RE2 has no look-around and no back-references" if "(?" in text or "\\" in text else ""
        reader.report(node, "bad-regex", f"the pattern is refused: {error}", hint)
        return None
    if pattern.matches_nothing:
        reader.report(node, "empty-value", "the pattern matches the empty text, and so every ticket")
    return Operand(pattern, quoted(text))


def _part(wording: Wording, text: str) -> str:
    return normalised_part(text) if wording.operator == "contains" else normalised(text)


def _shown(values: list[str]) -> str:
    more = len(values) - _SHOWN
    return ", ".join(values[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
