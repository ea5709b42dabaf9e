"""The grid: every operator, with every constant, on every boundary value, in every wrapping; the same every time."""

from functools import cache
from math import inf, nan, nextafter

from tests.policy.engines.compiled.compiled_cases import leaf, policy_of, rule_of, scenario, section_of
from tests.policy.small_policies import DAY
from triage.policy.language.conditions import AllOf, AnyOf, all_of
from triage.policy.language.fact_tests import COMPLEMENTS
from triage.policy.language.facts import FACTS, FactType
from triage.policy.language.text_values import Phrases, Words, compiled_pattern, normalised, words_of

LONG = "word " * 45
WORDS = ("a", "Ab", "ß", "x y", "VIP", "502", "a-b", "!")


@cache
def grid():
    """A scenario for each type of fact, with all leaves in all wrappings."""
    return tuple(scenario(_grid_policy(fact), _grid_tickets(fact)) for fact in GRID_FACTS)


GRID_FACTS = ("channel", "needs review", "tags", "confidence", "text")


def _grid_policy(fact):
    rules = []
    for operator, constant in leaves(FACTS[fact].type):
        for number, tree in enumerate(wrappings(leaf(fact, operator, constant))):
            rules.append(rule_of("grid", f"{len(rules)} {operator} {number}", tree, {"advice": (f"{len(rules)}",)}))
    return policy_of(section_of("grid", rules))


def _grid_tickets(fact):
    values = {repr(value): value for value in boundaries(FACTS[fact].type)}.values()
    return [({fact: value, "category": "ab"[number % 2]}, DAY) for number, value in enumerate(values)] + [({}, DAY)]


def wrappings(one):
    """Alone, twice, under equalities that hold, do not hold, and exclude each other."""
    a, b = leaf("category", "equal_to", "a"), leaf("category", "equal_to", "b")
    yield one
    yield AnyOf((one, one))
    yield all_of(a, one)
    yield all_of(AnyOf((a, b, a)), one)
    yield all_of(a, b, one)
    yield AnyOf((all_of(b, one), a))


def leaves(kind):
    """Every operator of a type with every constant, complements beside them."""
    for operator, constants in CONSTANTS[kind].items():
        for constant in constants:
            yield operator, constant
            yield COMPLEMENTS[operator], constant


_KNOWN = {"is_known": (None,)}
_PARTS = tuple(normalised(word) for word in WORDS)
_EXCEPTED = Phrases(_PARTS[:3], except_in=tuple(normalised(f"x {word}, y") for word in WORDS[:2]))
NUMBERS = (0, 2, 0.6, 1e-6)
MEMBERS = ("a", "A", "vip", "eu")
SETS = tuple(frozenset(some) for some in (["a"], ["vip", "eu"], ["a", "A", "vip"]))
CONSTANTS = {
    FactType.CHOICE: {"equal_to": ("a", "b"), "one_of": (frozenset("ab"), frozenset("c")), **_KNOWN},
    FactType.TEXT: {
        "equal_to": WORDS[:4],
        "one_of": (frozenset(WORDS[:3]), frozenset(WORDS[3:])),
        "mentions": (*(Phrases((part,)) for part in _PARTS), Phrases(_PARTS[2:4]), Phrases(_PARTS), _EXCEPTED),
        "starts_with": _PARTS[:4],
        "ends_with": _PARTS[:4],
        "contains": (*_PARTS[:5], " y", "x "),
        "consists_of": (Words(words_of("a ab VIP")), Words(words_of("x y ß naïve"))),
        "matches": tuple(compiled_pattern(text) for text in ("a+b", "ß", "(?-i:VIP)", r"(\w+) y")),
        **_KNOWN,
    },
    FactType.NUMBER: {
        **dict.fromkeys(("equal_to", "at_least", "at_most", "above", "below"), NUMBERS),
        "one_of": (frozenset({0, 0.6}), frozenset({2, 1e-6})),
        "between": ((0, 0.6), (0.6, 0.6), (-1, 2)),
        **_KNOWN,
    },
    FactType.FLAG: {"is_true": (None,), "is_false": (None,), **_KNOWN},
    FactType.SET: {"includes_any_of": SETS, "includes_all_of": SETS, "is_empty": (None,), "is_filled": (None,), **_KNOWN},
}


def boundaries(kind):
    """Values on, beside and far from the constants of a type."""
    if kind is FactType.CHOICE:
        return ("a", "b", "c", "d", None)
    if kind is FactType.FLAG:
        return (True, False, None)
    if kind is FactType.SET:
        return (None, frozenset(), *SETS, *(frozenset([member]) for member in MEMBERS), frozenset(["x"]), frozenset(MEMBERS))
    if kind is FactType.NUMBER:
        steps = (0, 1e-6, -1e-6, 1.001e-6, 1e-12, 1)
        near = [number + step for number in NUMBERS for step in steps]
        exact = [nextafter(number, to) for number in NUMBERS for to in (inf, -inf)]
        return (None, nan, 10**15, *NUMBERS, *near, *exact, *(float(number) for number in NUMBERS))
    return (None, "", " ", *(text for word in WORDS for text in texts_about(word)))


def texts_about(word):
    """A word as itself, in other cases, inside other words, among others, spaced otherwise, in a long text."""
    return (
        *(word, word.upper(), word.swapcase(), word.casefold(), word[:-1], word.replace("ß", "ss"), word.replace(" ", "\t ")),
        *(f"{word}x", f"x{word}", f"x {word}, y", f"({word})", f" {word}\r\n", f"ｖｉｐ\u00a0{word}", f"{word}s {LONG}é {word}"),
    )


def late_text():
    """A text fact that is asked before and after a section sets it."""
    asks = {
        "starts with": leaf("credit basis", "starts_with", "old"),
        "mentions": leaf("credit basis", "mentions", Phrases(("new", "newer"))),
        "consists of": leaf("credit basis", "consists_of", Words(words_of("new"))),
    }
    sections = [
        section_of(name, [rule_of(name, f"{name} {words}", tree, {"advice": (words,)}) for words, tree in asks.items()])
        for name in ("before", "after")
    ]
    sets = section_of("sets", [rule_of("sets", "sets", AllOf(), {"credit basis": "New"})])
    tickets = [({"credit basis": text}, DAY) for text in ("old", "New", None)]
    return scenario(policy_of(sections[0], sets, sections[1]), tickets)
