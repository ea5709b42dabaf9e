"""What a check says of rules is true of every ticket: random policies, tickets of their own constants, the engine as judge."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.small_policies import DAY, HEAD
from triage.policy.engines.engine import build_engine
from triage.policy.lint.lint import lint_policy
from triage.policy.lint.regions import Numbers, Words, within
from triage.policy.loading.loader import examine_policy_text

WORDS = ["training", "content", "site_down"]
TOPICS = ["architecture", "store_setup", "standard_setup"]
PHRASES = ["down", "shop is down", "is down", "slow"]
POINTS = [0, 0.25, 0.5, 0.75, 1]
COUNTS = [0, 1, 2, 3]

_number = st.sampled_from(POINTS).map(str)
_count = st.sampled_from(COUNTS).map(str)


def _list(words):
    return st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True).map(lambda chosen: "[" + ", ".join(chosen) + "]")


def _tests(names, operand):
    return st.tuples(st.sampled_from(names), operand).map(lambda pair: f"{{{pair[0]}: {pair[1]}}}")


_excepting = st.tuples(_list(PHRASES), _list([*PHRASES, "the shop is down"])).map(
    lambda pair: f"{{words: {pair[0]}, except in: {pair[1]}}}"
)
_compare = ["at least", "at most", "above", "below"]
_known = st.sampled_from(["{is known: true}", "{is known: false}"])
_condition = st.one_of(
    st.tuples(st.just("category"), st.one_of(_list(WORDS), _tests(["none of"], _list(WORDS)), _known)),
    st.tuples(st.just("confidence"), st.one_of(_number, _tests(_compare, _number), _known)),
    st.tuples(st.just("attachments"), st.one_of(_count, _tests(_compare, _count), _tests(["none of"], _count))),
    st.tuples(st.just("balance active"), st.one_of(st.sampled_from(["true", "false"]), _known)),
    st.tuples(st.just("plan"), st.one_of(_list(["gold", "silver"]), _tests(["none of"], _list(["gold"])), _known)),
    st.tuples(
        st.just("topics"),
        st.one_of(
            _list(TOPICS),
            _tests(["includes any of", "includes all of", "includes none of"], _list(TOPICS)),
            _tests(["is empty"], st.sampled_from(["true", "false"])),
        ),
    ),
    st.tuples(
        st.just("text"),
        st.one_of(
            _tests(["mentions", "does not mention"], _list(PHRASES)),
            _tests(["mentions", "does not mention"], _excepting),
            _tests(["contains", "starts with"], st.sampled_from(PHRASES)),
        ),
    ),
)


def _when(conditions):
    return "{" + ", ".join(f"{fact}: {test}" for fact, test in dict(conditions).items()) + "}"


_flat = st.lists(_condition, min_size=1, max_size=3).map(_when)
_tree = st.one_of(
    _flat,
    st.lists(_flat, min_size=2, max_size=3).map(lambda parts: f"{{any of: [{', '.join(parts)}]}}"),
    st.tuples(_flat, _flat).map(lambda pair: f"{{not: {pair[0]}, all of: [{pair[1]}]}}"),
)
_facts = st.fixed_dictionaries(
    {
        "category": st.sampled_from([*WORDS, "duplicate", None]),
        "confidence": st.sampled_from([*POINTS, 0.1, 0.6, None]),
        "attachments": st.sampled_from([*COUNTS, 7]),
        "balance active": st.sampled_from([True, False, None]),
        "plan": st.sampled_from(["gold", "silver", "other", None]),
        "topics": st.frozensets(st.sampled_from(TOPICS)),
        "text": st.lists(st.sampled_from(["the", "shop", "is", "down", "slow"]), max_size=5).map(" ".join),
    }
)


def _policy(whens, hit="first"):
    lines = ["sections:", "- section: only", "  sets: [priority]", f"  hit: {hit}", "  rules:"]
    for number, when in enumerate(whens):
        priority = ("low", "high")[number % 2]
        lines += [f"  - rule: r{number}", "    why: W", f"    when: {when}", f"    then: {{priority: {priority}}}"]
    return HEAD + "\n".join(lines) + "\n"


def _checked(whens, hit="first"):
    examined = examine_policy_text(_policy(whens, hit), "random.yaml")
    assert examined.faults == ()
    return examined.policy, [(each.code, each.message) for each in lint_policy(examined, date(2026, 11, 21))]


def _fired(engine, facts):
    return [step.rule for step in engine.apply(facts, on=DAY)[1] if step.warning is None]


@settings(max_examples=150, deadline=None)
@given(st.lists(_tree, min_size=2, max_size=5), st.lists(_facts, min_size=30, max_size=30))
def test_what_is_told_of_the_order_is_true(whens, tickets):
    """A shadowed rule never fires; a contradiction never holds; where no gap is told, texts and sets aside, none is."""
    policy, found = _checked(whens)
    told = {message.split("'")[1] for code, message in found if code == "shadowed"}
    never = {message.split("'")[1] for code, message in found if code == "contradiction"}
    engine = build_engine(policy, "reference")
    fired = [_fired(engine, facts) for facts in tickets]
    assert (told | never).isdisjoint(rule for rules in fired for rule in rules)
    if "gap" not in {code for code, _ in found} and not any(fact in when for when in whens for fact in ("text", "topics")):
        assert all(fired)


@settings(max_examples=150, deadline=None)
@given(st.lists(_tree, min_size=2, max_size=4), st.lists(_facts, min_size=30, max_size=30))
def test_a_unique_section_without_findings_is_unique(whens, tickets):
    """No ticket meets two rules that were said to exclude one another."""
    policy, found = _checked(whens, "unique")
    if not {code for code, _ in found} & {"overlap", "shadowed", "contradiction"}:
        engine = build_engine(policy, "reference")
        for facts in tickets:
            assert [step for step in engine.apply(facts, on=DAY)[1] if step.warning] == []


_edges = st.sampled_from([(float(x), side) for x in (-1, 0, 0.5, 1, 2) for side in (0, 1)])
_numbers = st.lists(st.tuples(_edges, _edges).map(sorted).map(tuple), max_size=1).flatmap(
    lambda listed: st.booleans().map(lambda unknown: Numbers(tuple(each for each in listed if each[0] < each[1]), unknown))
)
_words = st.tuples(st.frozensets(st.sampled_from(["a", "b", None])), st.booleans()).map(lambda pair: Words(*pair))


def _in(value, region):
    if isinstance(region, Words):
        return (value in region.listed) != region.others
    if value is None:
        return region.unknown
    return any(low <= (value, 0.5) <= high for low, high in region.intervals)


@given(st.one_of(st.tuples(_numbers, _numbers), st.tuples(_words, _words)))
def test_regions_are_sets(pair):
    """Meeting, turning round and comparing mean what they mean for sets."""
    one, other = pair
    values = [None, "a", "b", "c"] if isinstance(one, Words) else [None, -2, -1, -0.5, 0, 0.2, 0.5, 0.7, 1, 1.5, 2, 3]
    for value in values:
        assert _in(value, one.meet(other)) == (_in(value, one) and _in(value, other))
        assert _in(value, one.rest()) != _in(value, one)
    if within(one, other):
        assert all(_in(value, other) for value in values if _in(value, one))
    if not one.is_empty:
        assert _in(one.sample(), one)
