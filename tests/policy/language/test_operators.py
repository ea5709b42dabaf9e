"""The truth tables of all operators, unknown values included."""

import pytest

from tests.policy.small_policies import fires
from triage.policy.language.fact_tests import COMPLEMENTS, WORDINGS
from triage.policy.language.facts import FACTS, FactType
from triage.policy.language.operators import TYPES
from triage.policy.language.text_values import Phrases, Words, compiled_pattern

DOWN = Phrases(("site is down", "502"))
THANKS = Words(frozenset({"thanks", "again"}))
ERROR = compiled_pattern(r"error \d+")
PAIR = (0.5, 0.9)
AB = frozenset({"a", "b"})

TABLE = [
    (FactType.CHOICE, "equal_to", "a", {"a": True, "b": False, "A": False, None: False}),
    (FactType.CHOICE, "one_of", AB, {"a": True, "c": False, None: False}),
    (FactType.CHOICE, "is_known", None, {"a": True, None: False}),
    (FactType.TEXT, "equal_to", "Acme", {"Acme": True, "acme": False, " Acme": False, "": False, None: False}),
    (FactType.TEXT, "one_of", AB, {"a": True, "ab": False, "": False, None: False}),
    (FactType.TEXT, "is_known", None, {"a": True, "": True, None: False}),
    (
        FactType.TEXT,
        "mentions",
        DOWN,
        {"SITE  is\nDown!": True, "502 bad": True, "the site is downtown": False, "1502": False, None: False},
    ),
    (FactType.TEXT, "starts_with", "re:", {"RE: x": True, "  Re: x": True, "x re:": False, "": False, None: False}),
    (FactType.TEXT, "ends_with", "soon.", {"Reply SOON. \n": True, "soon. x": False, "": False, None: False}),
    (FactType.TEXT, "contains", "down", {"DOWNLOAD": True, "do wn": False, "": False, None: False}),
    (
        FactType.TEXT,
        "consists_of",
        THANKS,
        {"Thanks AGAIN!": True, "thanks you": False, "!!": False, "": False, None: False},
    ),
    (FactType.TEXT, "matches", ERROR, {"An ERROR 17": True, "error x": False, "": False, None: False}),
    (FactType.NUMBER, "equal_to", 2, {2: True, 2.0000001: False, 0: False, None: False}),
    (FactType.NUMBER, "one_of", frozenset({1, 2}), {2: True, 3: False, None: False}),
    (FactType.NUMBER, "is_known", None, {0: True, None: False}),
    (FactType.NUMBER, "at_least", 0.6, {0.6: True, 0.7: True, 0.5999999: False, 0: False, None: False}),
    (FactType.NUMBER, "at_most", 0.6, {0.6: True, 0.6000001: False, 0: True, None: False}),
    (FactType.NUMBER, "above", 0.6, {0.6: False, 0.6000001: True, None: False}),
    (FactType.NUMBER, "below", 0.6, {0.6: False, 0.5999999: True, 0: True, None: False}),
    (FactType.NUMBER, "between", PAIR, {0.5: True, 0.9: True, 0.7: True, 0.49: False, 0.91: False, None: False}),
    (FactType.FLAG, "is_true", None, {True: True, False: False, None: False}),
    (FactType.FLAG, "is_false", None, {True: False, False: True, None: False}),
    (FactType.FLAG, "is_known", None, {True: True, False: True, None: False}),
    (
        FactType.SET,
        "includes_any_of",
        AB,
        {frozenset("a"): True, frozenset("xb"): True, frozenset("x"): False, frozenset(): False, None: False},
    ),
    (FactType.SET, "includes_all_of", AB, {frozenset("a"): False, frozenset("abx"): True, frozenset(): False, None: False}),
    (FactType.SET, "is_empty", None, {frozenset(): True, frozenset("a"): False, None: False}),
    (FactType.SET, "is_filled", None, {frozenset(): False, frozenset("a"): True, None: False}),
    (FactType.SET, "is_known", None, {frozenset(): True, None: False}),
]


def ask(kind, operator, value, wanted):
    """Ask as business-rules does."""
    method = getattr(TYPES[kind](value), operator)
    return method() if method.input_type == "none" else method(wanted)


@pytest.mark.parametrize(("kind", "operator", "wanted", "answers"), TABLE, ids=[f"{row[0]}-{row[1]}" for row in TABLE])
def test_operators_and_their_complements(kind, operator, wanted, answers):
    """Each operator says what its table says; its complement always says the opposite."""
    for value, expected in answers.items():
        assert ask(kind, operator, value, wanted) is expected, (operator, value)
        assert ask(kind, COMPLEMENTS[operator], value, wanted) is not expected, (operator, value)


def test_every_operator_of_the_language_is_in_the_table():
    """No test of the language goes without a truth table."""
    shown = {(kind, name) for kind, operator, *_ in TABLE for name in (operator, COMPLEMENTS[operator])}
    asked = {
        (kind, name)
        for kind, wordings in WORDINGS.items()
        for wording in wordings.values()
        for name in (wording.operator, wording.for_false)
        if name
    }
    assert asked <= shown
    assert {(kind, operator["name"]) for kind, type_ in TYPES.items() for operator in type_.get_all_operators()} == shown


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FactType.CHOICE, 1),
        (FactType.TEXT, 0),
        (FactType.NUMBER, True),
        (FactType.NUMBER, "1"),
        (FactType.FLAG, 1),
        (FactType.SET, "abc"),
        (FactType.SET, ["a"]),
    ],
)
def test_values_of_another_type_are_refused(kind, value):
    """Nothing is cast: a text is no set of letters, a flag no number."""
    with pytest.raises(AssertionError):
        TYPES[kind](value)


def test_every_fact_has_a_type_that_business_rules_knows():
    """And a name that can be a method's."""
    assert all(fact.type in TYPES and fact.id.isidentifier() for fact in FACTS.values())


WORDED = [
    ("{channel: email}", {"channel": "email"}, {"channel": "chat"}, False),
    ("{channel: [email, chat]}", {"channel": "chat"}, {"channel": "phone"}, False),
    ("{channel: {none of: [email]}}", {"channel": "chat"}, {"channel": "email"}, True),
    ("{channel: {is known: true}}", {"channel": "chat"}, {"channel": None}, False),
    ("{channel: {is known: false}}", {"channel": None}, {"channel": "chat"}, True),
    ("{channel: {is known: true, none of: [email]}}", {"channel": "chat"}, {"channel": "email"}, False),
    ("{plan: $outage words}", {"plan": "502"}, {"plan": "503"}, False),
    ('{plan: "$outage words"}', {"plan": "502"}, {"plan": "$outage words"}, False),
    ('{plan: "$5"}', {"plan": "$5"}, {"plan": "502"}, False),
    ("{text: {mentions: $outage words}}", {"text": "Site is down"}, {"text": "site down"}, False),
    ("{text: {mentions: [x, $outage words]}}", {"text": "502"}, {"text": "y"}, False),
    ("{text: {mentions: x}}", {"text": "x"}, {"text": "xx"}, False),
    ("{text: {does not mention: [x]}}", {"text": "xx"}, {"text": "x"}, True),
    ("{subject: {starts with: 'RE:'}}", {"subject": "re: a"}, {"subject": "a"}, False),
    ("{subject: {ends with: '?'}}", {"subject": "a? "}, {"subject": "a"}, False),
    ("{text: {contains: ' down'}}", {"text": "is downtown"}, {"text": "shutdown"}, False),
    ("{subject: {consists of: [help, doesn't, '!']}}", {"subject": "HELP! Doesn't"}, {"subject": "help me"}, False),
    ("{text: {matches: '^err'}}", {"text": "Error"}, {"text": "an error"}, False),
    ("{credits: 5}", {"credits": 5}, {"credits": 6}, False),
    ("{credits: [5, 10]}", {"credits": 10}, {"credits": 6}, False),
    ("{credits: {none of: [5]}}", {"credits": 6}, {"credits": 5}, True),
    ("{confidence: {at least: 0.5, below: 0.9}}", {"confidence": 0.5}, {"confidence": 0.9}, False),
    ("{confidence: {above: 0.5, at most: 0.9}}", {"confidence": 0.9}, {"confidence": 0.5}, False),
    ("{confidence: {between: [0.5, 0.9]}}", {"confidence": 0.5}, {"confidence": 0.4}, False),
    ("{hotrush requested: true}", {"hotrush_requested": True}, {"hotrush_requested": False}, False),
    ("{hotrush requested: false}", {"hotrush_requested": False}, {"hotrush_requested": True}, False),
    ("{hotrush requested: {is known: false}}", {"hotrush_requested": None}, {"hotrush_requested": False}, True),
    ("{tags: a}", {"tags": AB}, {"tags": frozenset("c")}, False),
    ("{tags: [a, c]}", {"tags": AB}, {"tags": frozenset("d")}, False),
    ("{tags: {includes any of: [a, c]}}", {"tags": AB}, {"tags": frozenset("d")}, False),
    ("{tags: {includes all of: [a, b]}}", {"tags": AB}, {"tags": frozenset("a")}, False),
    ("{tags: {includes none of: [c]}}", {"tags": AB}, {"tags": frozenset("c")}, True),
    ("{tags: {is empty: true}}", {"tags": frozenset()}, {"tags": AB}, False),
    ("{tags: {is empty: false}}", {"tags": AB}, {"tags": frozenset()}, False),
    ("{open calendars: office}", {"open_calendars": frozenset({"office"})}, {"open_calendars": frozenset()}, False),
    ("{team: [desk]}", {"team": "desk"}, {"team": "crew"}, False),
]


@pytest.mark.parametrize(("when", "yes", "no", "unknown"), WORDED, ids=[row[0] for row in WORDED])
def test_tests_as_a_policy_words_them(when, yes, no, unknown):
    """Each wording fires, stays silent, and takes an unknown fact as it should; `not` turns all three around."""
    assert fires(when, **yes)
    assert not fires(when, **no)
    assert fires(when) is unknown
    assert not fires(f"{{not: {when}}}", **yes)
    assert fires(f"{{not: {when}}}", **no)
    assert fires(f"{{not: {{not: {when}}}}}", **yes)
    assert fires(f"{{not: {when}}}") is not fires(when)
