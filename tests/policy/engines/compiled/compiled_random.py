"""Random policies, with tickets made of their own constants."""

from datetime import date
from random import Random

from tests.policy.engines.compiled.compiled_cases import leaf, policy_of, rule_of, scenario, section_of
from tests.policy.engines.compiled.compiled_grid import CONSTANTS, boundaries, texts_about
from tests.policy.small_policies import DAY
from triage.domain.outcome import Ask, Reason
from triage.domain.spans import Span, TargetSpec
from triage.domain.vocabulary import Priority
from triage.policy.language.conditions import AllOf, AnyOf, Condition, all_of
from triage.policy.language.fact_tests import COMPLEMENTS
from triage.policy.language.facts import FACTS, FactType
from triage.policy.language.outcomes import OUTCOMES
from triage.policy.language.text_values import Phrases
from triage.policy.model import Hit

LATER = date(2026, 12, 1)


def random_scenario(pick: Random, tickets=6):
    """A small policy of several sections, and tickets that know what its rules ask."""
    sections = [_random_section(pick, f"s{number}") for number in range(pick.randint(1, 3))]
    policy = policy_of(*sections)
    asked = {}
    for rule in policy.rules():
        _note_asked(rule.conditions, asked)
    return scenario(policy, [(_random_ticket(pick, asked), pick.choice((DAY, LATER))) for _ in range(tickets)])


_TARGET = TargetSpec(Span(days=1), "office")
_THEN = {
    "priority": (Priority.HIGH, Priority.LOW),
    "tier": (1, 2),
    "credit basis": ("a", "x y", "VIP", "Site is  DOWN"),
    "quote instead": (True, False),
    "advice": (("first",), ("second", "third")),
    "first response": ((_TARGET,),),
    "hotrush reasons": ((Reason("a", "A"),), (Reason("vip", "B"), Reason("eu", "C"))),
    "missing information": ((Ask("a", "Which?"),),),
}
_ASKED = ("category", "priority", "tier", "credit basis", "quote instead", "hotrush reasons", "missing information")
_ASKED += ("channel", "text", "subject", "confidence", "needs review", "tags", "account")
_SCOPES = tuple(leaf("account", "one_of", frozenset(some)) for some in ("a", "bc", "abcd"))


def _random_section(pick, name):
    hit = pick.choice(tuple(Hit))
    combine = {outcome: pick.choice(OUTCOMES[outcome].combines) for outcome in _THEN}
    rules = [_random_rule(pick, name, f"{name} {number}") for number in range(pick.randint(1, 7))]
    tree = pick.choice((AllOf(), AllOf(), _random_leaf(pick)))
    otherwise = rule_of(name, f"{name} otherwise", tree, _random_then(pick)) if pick.random() < 0.5 else None
    return section_of(name, rules, hit, combine, otherwise)


def _random_rule(pick, section, name):
    parts = [_random_tree(pick, 0) for _ in range(pick.choice((0, 1, 1, 2, 2, 3)))]
    parts += [pick.choice(_SCOPES)] if pick.random() < 0.3 else []
    more = {"carry_on": pick.random() < 0.3, "shadow": pick.random() < 0.15, "enabled": pick.random() < 0.9}
    until = DAY if pick.random() < 0.15 else None
    first = DAY.replace(day=DAY.day + pick.randint(0, 1)) if pick.random() < 0.15 else None
    return rule_of(section, name, all_of(*parts), _random_then(pick), first_day=first, until=until, **more)


def _random_then(pick):
    return {outcome: pick.choice(_THEN[outcome]) for outcome in pick.sample(tuple(_THEN), pick.randint(1, 3))}


def _random_tree(pick, depth):
    if depth < 3 and pick.random() < 0.25:
        parts = tuple(_random_tree(pick, depth + 1) for _ in range(pick.randint(1, 3)))
        return AnyOf(parts) if pick.random() < 0.7 else all_of(*parts)
    return _random_leaf(pick)


def _random_leaf(pick):
    fact = pick.choice(_ASKED)
    operator = pick.choice(tuple(CONSTANTS[FACTS[fact].type]))
    constant = pick.choice(CONSTANTS[FACTS[fact].type][operator])
    if FACTS[fact].name == "priority" and operator in ("equal_to", "one_of"):
        constant = "high" if operator == "equal_to" else frozenset(("high", "low"))
    return leaf(fact, operator if pick.random() < 0.8 else COMPLEMENTS[operator], constant)


def _note_asked(tree, asked):
    if isinstance(tree, Condition):
        asked.setdefault(tree.fact, []).append(tree.value)
    else:
        for part in tree.parts:
            _note_asked(part, asked)


def _random_ticket(pick, asked):
    names = set(_ASKED[7:]) | {"category"}
    return {name: _random_value(pick, name, asked.get(name, [])) for name in sorted(names) if pick.random() < 0.9}


def _random_value(pick, name, constants):
    kind = FACTS[name].type
    if pick.random() < 0.1:
        return None
    if kind is FactType.TEXT and constants and pick.random() < 0.7:
        return pick.choice(texts_about(_some_text(pick, pick.choice(constants))))
    return pick.choice([value for value in boundaries(kind) if value is not None])


def _some_text(pick, constant):
    if isinstance(constant, Phrases):
        return pick.choice(constant.phrases)
    if isinstance(constant, frozenset):
        return pick.choice(sorted(constant))
    return constant if isinstance(constant, str) else "VIP"
