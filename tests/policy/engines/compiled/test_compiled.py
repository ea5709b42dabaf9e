"""The compiled engine says, word for word, what the reference engine says; and nothing else than that makes it fast."""

from random import Random
from threading import Thread

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.policy.engines.compiled.compiled_cases import BUILDS, disagreement, leaf, policy_of, rule_of, scenario, section_of
from tests.policy.engines.compiled.compiled_grid import grid, late_text, leaves
from tests.policy.engines.compiled.compiled_random import random_scenario
from tests.policy.small_policies import DAY, load, one_rule
from triage.domain.outcome import Step
from triage.errors import EnginesDifferError
from triage.policy.engines.both_engines import BothEngines, refuse_difference
from triage.policy.engines.compiled.compiled_engine import CompiledEngine
from triage.policy.engines.compiled.conditions import KNOWN, TOTAL
from triage.policy.engines.compiled.facts import FoldedText, KnownFacts, folded, normal
from triage.policy.engines.compiled.keywords import ByWords, InOnePass, ahocorasick, keywords_of, letters_test
from triage.policy.engines.engine import build_engine
from triage.policy.engines.reference import ReferenceEngine
from triage.policy.language.conditions import AllOf, all_of
from triage.policy.language.fact_tests import COMPLEMENTS
from triage.policy.language.facts import FactType
from triage.policy.language.text_values import Phrases, normalised, words_of
from triage.policy.loading.loader import load_policy
from triage.policy.model import Hit

RANDOM = settings(deadline=None, suppress_health_check=list(HealthCheck))
SEEDS = st.integers(0, 2**32)
LETTERS = "a|.(\\\x00\nü\ud800"
TEXTS = st.text(st.sampled_from("aB ßİ\t\n\r\x0b\x1c\x1f\u00a0\u0301ﬁ-_9!\x00"), max_size=30)


def test_grid():
    """Every operator, with every constant, on every boundary value, in every wrapping, in every build of the index."""
    assert disagreement(grid()) == ""
    assert sum(len(one.tickets) * sum(1 for _ in one.policy.rules()) for one in grid()) > 40_000


def test_grid_has_every_operator():
    """No operator of the language escapes the grid, and none is without its source."""
    assert {operator for kind in FactType for operator, _ in leaves(kind)} == set(COMPLEMENTS)
    assert set(TOTAL).union(KNOWN, (COMPLEMENTS[operator] for operator in KNOWN)) == set(COMPLEMENTS)


def test_a_text_that_a_section_sets():
    """What was derived from the text before does not outlive it."""
    assert disagreement([late_text()]) == ""


@settings(RANDOM, max_examples=40)
@given(SEEDS)
def test_random_policies(seed):
    """Policies of several sections, with everything that a section and a rule can have."""
    assert disagreement([random_scenario(Random(seed))]) == ""


@pytest.mark.slow
@settings(RANDOM, max_examples=3_000)
@given(SEEDS)
def test_many_random_policies(seed):
    """The same, for long."""
    assert disagreement([random_scenario(Random(seed))]) == ""


@pytest.mark.parametrize("name", ["default", "hotrush-2010"])
def test_shipped_policies(name):
    """The shipped policies, on tickets that reach most of their rules."""
    pick, policy = Random(5), load_policy(name)
    assert disagreement([scenario(policy, [(_ticket(pick), DAY) for _ in range(25)])]) == ""


def _ticket(pick):
    return {
        "category": pick.choice(["site_down", "key_function", "feature_request", "training", "content", "duplicate", None]),
        "topics": frozenset(
            pick.sample(["customization", "sales_licensing", "store_setup", "modified_files"], pick.randint(0, 2))
        ),
        "hotrush requested": pick.random() < 0.7,
        "subscription active": pick.choice([True, False, None]),
        "events": frozenset(pick.sample(["hotrush_withdrawn"], pick.randint(0, 1))),
        "open calendars": frozenset(pick.sample(["always", "office", "hotrush"], pick.randint(0, 3))),
        "cause": pick.choice(["vendor_bug", "third_party", "unknown"]),
        "scope": pick.choice(["all_users", "one_user", "unknown"]),
        "channel": pick.choice(["email", "chat", "phone", "forum"]),
        "subject": pick.choice(["Help!", "The checkout fails for every order", "\tHELLO \u00a0please"]),
        "text": pick.choice(["Data  loss", "word " * 50 + "all orders are gone " + "word " * 30, "an ordery thing"]),
        "urls": pick.randint(0, 1),
        "screenshots": pick.randint(0, 1),
        "withdrawals": pick.choice([0, 3, None]),
    }


def test_many_rules_of_clients():
    """A section that needs every part of the index: signatures, lists of values, sets, phrases, letters, dates, and the rest."""
    rules = []
    for number in range(90):
        account = leaf("account", "one_of", frozenset((f"c{number % 7}", f"c{number % 11}")))
        others = [
            leaf("tags", "includes_any_of", frozenset((f"t{number % 5}", "vip"))),
            leaf("text", "mentions", Phrases((f"word{number % 9} down", "502"))),
            leaf("text", "contains", f"d{number % 9}"),
            leaf("category", "equal_to", "ab"[number % 2]),
            leaf("needs review", "is_true", None),
        ]
        parts = [account, others[number % 5]] if number % 3 else [others[number % 5]]
        rules.append(rule_of("s", f"r{number}", all_of(*parts), {"advice": (f"{number}",)}, until=DAY if number % 4 else None))
        rules.append(rule_of("s", f"n{number}", all_of(*parts), {"advice": (f"n{number}",)}, first_day=DAY.replace(day=24)))
    tickets = [
        ({"account": f"c{n % 12}", "category": "ab"[n % 2], "needs review": n % 3 == 0, "tags": frozenset((f"t{n % 6}",))}
         | {"text": f"Word{n % 9}  DOWN and 1502 word{n % 4}s"}, DAY.replace(day=23 + n % 2))
        for n in range(12)
    ]  # fmt: skip
    for hit in Hit:
        assert disagreement([scenario(policy_of(section_of("s", rules, hit)), tickets)]) == ""


@given(TEXTS)
def test_texts_are_folded_as_ever(text):
    """The short way of normalising a text ends where the long one does."""
    known = KnownFacts(text=text)
    assert known[normal("text")] == normalised(text)
    assert known[folded("text")].normal == normalised(text)
    assert FoldedText(text, "").words == words_of(text)


def test_a_text_is_folded_once_and_forgotten_when_set():
    """What is derived from a text is made once; a section that sets the text has it made again."""
    known = KnownFacts(text="A  b")
    assert known[folded("text")] is known[folded("text")]
    known["text"] = "c"
    known.forget("text")
    assert known[normal("text")] == "c"
    assert KnownFacts()[folded("text")] is None
    assert KnownFacts()["hotrush"] == "not_requested"


PHRASES = ("a b", "down", "ow", "!", "502", "ss x", "")
LOOSE = frozenset(("ow", "502", ""))


@pytest.mark.parametrize("by_words", [True, False])
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A  b", {"a b", ""}),
        ("x down!", {"down", "ow", "!", ""}),
        ("slow 1502s", {"ow", "502", ""}),
        ("ß\tX", {"ss x", ""}),
        ("", {""}),
        (None, set()),
    ],
)
def test_keywords_never_miss(text, wanted, by_words):
    """Both ways of seeking phrases find every rule whose phrase is there, and within words where it may be."""
    rules = {phrase: {place: phrase} for place, phrase in enumerate(PHRASES)}
    way = ByWords("text", rules, LOOSE) if by_words else InOnePass("text", rules, pytest.importorskip("ahocorasick"))
    found = {}
    way.add(KnownFacts(text=text), found)
    assert set(found.values()) >= wanted
    assert keywords_of("text", rules, LOOSE).__class__ is (InOnePass if ahocorasick() else ByWords)


@RANDOM
@given(st.lists(st.text(LETTERS, max_size=3), max_size=12), TEXTS | st.text(LETTERS))
@example(["aaa"] * 7 + ["\x00"], "a\x00b")
@example(["a|b", "(", ".", "\\", "ü", "\ud800", "b" * 20_000, "c"], "a|b")
@example(["a" * number for number in range(3, 12)], "a\naab")
def test_letters_of_a_list_are_sought_as_one_by_one(phrases, text):
    """Few phrases, many, or longer ones than an automaton may have: whether the letters of one are there, whatever they are."""
    has_letters = letters_test(phrases)
    assert has_letters(text) is any(phrase in text for phrase in phrases)
    assert all(map(has_letters, phrases))


def test_nothing_of_a_policy_gets_into_code():
    """Names and words that look like code stay words."""
    nasty = "\"'] or __import__('os') or m['"
    tree = all_of(
        leaf("account", "equal_to", nasty),
        leaf("text", "mentions", Phrases((nasty,))),
        leaf("plan", "none_of", frozenset((nasty,))),
    )
    policy = policy_of(section_of("s", [rule_of("s", nasty, tree, {"advice": (nasty,)})]))
    assert disagreement([scenario(policy, [({"account": nasty, "text": f"x {nasty} y"}, DAY), ({}, DAY)])]) == ""
    assert CompiledEngine(policy).apply({"account": nasty, "text": nasty}, on=DAY)[1][0].rule == nasty


def test_answers_share_nothing():
    """What one caller does with its answer does not reach the next."""
    engine = build_engine(load(one_rule(then="{advice: [a], priority: high}", sets="[advice, priority]")), "compiled")
    outcome, (step,) = engine.apply({}, on=DAY)
    outcome.advice.append("mine")
    step.set["priority"] = "mine"
    again, (later,) = engine.apply({}, on=DAY)
    assert again.advice == ["a"]
    assert later.set == {"advice": "a", "priority": "high"}
    assert later == Step("only", "it", "Because", {}, {"advice": "a", "priority": "high"})


def test_threads_share_engines_while_they_are_swapped():
    """Threads that decide while the engine is replaced always get the whole answer of one of the two."""
    policies = [load(one_rule("{plan: pro}", f"{{advice: {word}, team: desk}}", "[advice, team]")) for word in ("old", "new")]
    engines = [CompiledEngine(policy, most_linear=0) for policy in policies]
    wanted = [repr(ReferenceEngine(policy).apply({"plan": "pro"}, on=DAY)) for policy in policies]
    current, seen, running = [engines[0]], [], [True]

    def decide():
        while running[0]:
            seen.append(repr(current[0].apply({"plan": "pro"}, on=DAY)) in wanted)

    threads = [Thread(target=decide) for _ in range(4)]
    for thread in threads:
        thread.start()
    for turn in range(2_000):
        current[0] = engines[turn % 2]
    while len(seen) < 400:
        current[0] = engines[len(seen) % 2]
    running[0] = False
    for thread in threads:
        thread.join()
    assert all(seen)


def test_both_gives_the_answer_or_names_the_difference(monkeypatch):
    """`both` answers like the reference; when the compiled engine is wrong it says where, without ticket text."""
    engine = build_engine(load(one_rule("{text: {mentions: down}, confidence: {at least: 0.6}}")), "both")
    assert isinstance(engine, BothEngines)
    facts = {"text": "secret down", "confidence": 0.6}
    assert engine.apply(facts, on=DAY) == ReferenceEngine(engine.policy).apply(facts, on=DAY)
    monkeypatch.setattr(engine._compiled, "apply", lambda *_, **__: CompiledEngine(engine.policy).apply({}, on=DAY))
    with pytest.raises(EnginesDifferError, match="outcome priority") as raised:
        engine.apply(facts, on=DAY)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda outcome, steps: (outcome, ()), "1 steps, got 0"),
        (lambda outcome, steps: (outcome, (Step("only", "other", "Because"),)), "step of rule 'it', got rule 'other'"),
        (lambda outcome, steps: (outcome, (Step("only", "it", "Because", {"a": 1.0}),)), "step of rule 'it'"),
    ],
)
def test_differences_are_named(change, told):
    """What differs is told; 1 and 1.0 differ, for the answer would."""
    decision = (CompiledEngine(load(one_rule())).apply({}, on=DAY)[0], (Step("only", "it", "Because", {"a": 1}),))
    with pytest.raises(EnginesDifferError) as raised:
        refuse_difference(decision, change(*decision))
    assert str(raised.value).endswith(told)


def test_an_empty_policy_and_an_unconditional_rule():
    """Nothing to ask is no special case."""
    empty = policy_of(section_of("s", []))
    always = policy_of(section_of("s", [rule_of("s", "r", AllOf(), {"tier": 1})], Hit.FIRST))
    assert disagreement([scenario(policy, [({}, DAY)]) for policy in (empty, always)]) == ""
    assert len(BUILDS) == 4
