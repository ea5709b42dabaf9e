"""The JSON Schema (draft-07) of a policy file, for editors: made from the registries of facts and outcomes.

It knows every key, every fact with its tests, every outcome with its values. What only a whole policy can tell (names of teams,
lists, calendars and rules, what a section may set) is left to `triage policy check`.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from triage.domain.vocabulary import Category
from triage.policy.editing.schema_parts import TEXT, Schema, list_of, mapping_of, number, one_or_more, record, ref, whole
from triage.policy.files.documents import BASE_NEEDS
from triage.policy.files.reading import MAX_NUMBERED
from triage.policy.language.fact_tests import WORDINGS, Takes, Wording
from triage.policy.language.facts import FACTS, Fact, FactType
from triage.policy.language.operands import MAX_PATTERN, PHRASE_KEYS
from triage.policy.language.outcome_parts import DELAY, LEAST_PERCENT, MOST_PERCENT, TARGET, Part, PartForm, required_of
from triage.policy.language.outcomes import LADDER_TARGETS, OUTCOMES, OutcomeDefinition, OutcomeType

_SENTENCE: Schema = {"type": "string", "minLength": 1}
_SPAN: Schema = {
    "type": "string",
    "pattern": r"^([1-9][0-9]{0,5} (min|h)|[1-9][0-9]{0,2} business days?( same time)?)$",
    "description": "An amount of time: `15 min`, `4 h`, `1 business day`, `1 business day same time`.",
    "examples": ["15 min", "4 h", "1 business day"],
}
_DATE: Schema = {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_DATE_OR_PERIOD = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( to [0-9]{4}-[0-9]{2}-[0-9]{2})?$"
_HOURS: Schema = {"type": "string", "pattern": r"^[0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}$", "examples": ["09:00-17:30"]}


def policy_schema() -> Schema:
    """The whole schema."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "policy.schema.json",
        "title": "A policy of ticket-triage",
        **record(_top(), ("triage", "policy")),
        "anyOf": [{"required": ["extends"]}, {"required": list(BASE_NEEDS)}],
        "definitions": {
            "when": _when(),
            "then": record({outcome.name: _outcome(outcome) for outcome in OUTCOMES.values()}, minimum=0),
            "rule": _rule(("rule", "why", "then")),
            "section": _section(),
            "calendar": _calendar(),
            "target": _structure(TARGET),
            "span": _SPAN,
            **{f"fact {fact.name}": _fact(fact) for fact in FACTS.values()},
        },
    }


def _top() -> Mapping[str, Schema]:
    names = list_of(TEXT)
    rules = {"type": "array", "items": ref("rule")}
    return {
        "triage": {"const": 1, "description": "The version of this format."},
        "policy": {**_SENTENCE, "description": "The policy's name."},
        "about": {**_SENTENCE, "description": "One sentence."},
        "time zone": {**_SENTENCE, "description": "Where the days of `from` and `until` begin: an IANA name; UTC without it."},
        "extends": {
            **_SENTENCE,
            "description": "The policy that this one changes: NAME for NAME.yaml beside this file, or a shipped one.",
        },
        "applies to": {**ref("when"), "description": "The accounts for which the rules of this file hold: a value or a list."},
        "teams": {**names, "description": "Every team that a rule may name."},
        "departments": {**names, "description": "Every department that a rule may name."},
        "tiers": _numbered("Every tier that a rule may name: its number, and who that is."),
        "credit categories": _numbered("Every credit category that a rule may name: its number, and what it is."),
        "calendars": mapping_of(ref("calendar"), "When time counts."),
        "lists": mapping_of(one_or_more(TEXT), "Words, used as `$name`."),
        "review": _review(),
        "confidence levels": record({"high": number(0, 1), "medium": number(0, 1)}, ("high", "medium")),
        "packages": _packages(),
        "sections": {"type": "array", "items": ref("section"), "description": "Looked at in order."},
        "change": mapping_of(_change(), "Rules of the extended policy, with the keys and the outcomes that change."),
        "switch off": {**names, "description": "Rules of the extended policy that do not hold."},
        "add before": mapping_of(rules, "Rules to stand before a rule of the extended policy."),
        "add to": mapping_of(rules, "Rules to stand in a section of the extended policy."),
        "replace section": {"type": "array", "items": ref("section")},
    }


def _numbered(description: str) -> Schema:
    names = {"^(0|[1-9][0-9]{0,2})$": TEXT}
    return {"type": "object", "patternProperties": names, "additionalProperties": False, "description": description}


def _section() -> Schema:
    outcomes = {"enum": list(OUTCOMES)}
    ways = sorted({way.value for outcome in OUTCOMES.values() for way in outcome.combines})
    return record(
        {
            "section": {**_SENTENCE, "description": "The section's name, unique in the policy."},
            "about": _SENTENCE,
            "sets": {
                "type": "array",
                "items": outcomes,
                "minItems": 1,
                "description": "The only outcomes that its rules may set.",
            },
            "hit": {"enum": ["first", "unique", "all"], "description": "Which of its rules apply; first without it."},
            "combine": {"type": "object", "propertyNames": outcomes, "additionalProperties": {"enum": ways}},
            "rules": {"type": "array", "items": ref("rule")},
            "table": _table(),
            "otherwise": {
                "anyOf": [ref("then"), {"const": "nothing"}],
                "description": "What is set when no rule applies; `nothing` when that is meant.",
            },
            "before": {**_SENTENCE, "description": "In an extending file: the section that this one comes before."},
            "after": {**_SENTENCE, "description": "In an extending file: the section that this one comes after."},
        },
        ("section", "sets"),
    )


def _rule(required: tuple[str, ...]) -> Schema:
    switch: Schema = {"type": "boolean"}
    return record(
        {
            "rule": {**_SENTENCE, "description": "The rule's name, unique in the policy; it stands in every trace."},
            "why": {**_SENTENCE, "description": "The sentence that explains it to people."},
            "source": {**one_or_more(TEXT), "description": "The policy lines that it states."},
            "when": ref("when"),
            "then": ref("then"),
            "carry on": {**switch, "description": "Apply, and still look at the rules below."},
            "enabled": {**switch, "description": "false: never looked at."},
            "shadow": {**switch, "description": "true: evaluated and reported, not applied."},
            "from": {**_DATE, "description": "The first day on which it can apply."},
            "until": {**_DATE, "description": "The last day on which it can apply."},
            "owner": {**TEXT, "description": "Whom to ask about it."},
        },
        required,
    )


def _change() -> Schema:
    """A rule of which every part may be left out; an outcome that is null is no longer set."""
    rule = _rule(())
    outcomes = {name: {"anyOf": [ref(f"then/properties/{name}"), {"type": "null"}]} for name in OUTCOMES}
    rule["properties"]["then"] = record(outcomes)
    return rule


def _table() -> Schema:
    columns = {"type": "array", "items": {"enum": list(FACTS)}, "minItems": 1, "uniqueItems": True}
    sets = {"type": "array", "items": {"enum": list(OUTCOMES)}, "minItems": 1, "uniqueItems": True}
    rows = {"type": "array", "items": {"type": "array"}, "minItems": 1}
    table = {"why": _SENTENCE, "source": one_or_more(TEXT), "columns": columns, "set": sets, "rows": rows}
    return record(table, ("why", "columns", "set", "rows"))


def _when() -> Schema:
    groups = {"type": "array", "items": ref("when"), "minItems": 1}
    return record(
        {
            **{fact.name: {**ref(f"fact {fact.name}"), "description": fact.description} for fact in FACTS.values()},
            "any of": {**groups, "description": "At least one of these holds."},
            "all of": {**groups, "description": "All of these hold."},
            "not": {**ref("when"), "description": "This does not hold."},
        },
        minimum=1,
    )


def _fact(fact: Fact) -> Schema:
    value = _value(fact)
    plain = [value] if fact.type is FactType.FLAG else [value, {"type": "array", "items": value, "minItems": 1}]
    if fact.type is not FactType.FLAG:
        plain.append({"type": "string", "pattern": r"^\$.", "description": "The words of a list."})
    tests = {words: _test(wording, value) for words, wording in WORDINGS[fact.type].items()}
    return {"description": fact.description, "anyOf": [*plain, record(tests, minimum=1)]}


def _value(fact: Fact) -> Schema:
    if fact.choices:
        return {"enum": list(fact.choices)}
    if fact.most < inf:
        return number(fact.least, fact.most)
    return {FactType.NUMBER: {"type": "number"}, FactType.FLAG: {"type": "boolean"}}.get(fact.type, TEXT)


def _test(wording: Wording, value: Schema) -> Schema:
    phrases = one_or_more(TEXT)
    takes: Mapping[Takes, Schema] = {
        Takes.ONE: value,
        Takes.MANY: one_or_more({"anyOf": [value, {"type": "string", "pattern": r"^\$."}]}),
        Takes.FLAG: {"type": "boolean"},
        Takes.PAIR: {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        Takes.PHRASES: {"anyOf": [phrases, record(dict.fromkeys(PHRASE_KEYS, phrases), PHRASE_KEYS)]},
        Takes.WORDS: one_or_more(TEXT),
        Takes.PART: TEXT,
        Takes.PATTERN: {"type": "string", "minLength": 1, "maxLength": MAX_PATTERN},
    }
    return {**takes[wording.takes], "description": wording.description}


def _outcome(outcome: OutcomeDefinition) -> Schema:
    kinds: Mapping[OutcomeType, Schema] = {
        OutcomeType.CHOICE: {"enum": list(outcome.choices)},
        OutcomeType.WHOLE: {"type": "integer"},
        OutcomeType.TEXT: TEXT,
        OutcomeType.FLAG: {"type": "boolean"},
        OutcomeType.DELAY: _structure(DELAY),
        OutcomeType.TARGET: ref("target"),
        OutcomeType.LIST: one_or_more(_structure(outcome.parts) if outcome.parts else TEXT),
    }
    return {**kinds[outcome.type], "description": outcome.description}


def _structure(parts: tuple[Part, ...]) -> Schema:
    forms: Mapping[PartForm, Schema] = {
        PartForm.SPAN: _SPAN,
        PartForm.DELAY: _SPAN,
        PartForm.TIER: whole(0, MAX_NUMBERED),
        PartForm.PERCENT: whole(LEAST_PERCENT, MOST_PERCENT),
        PartForm.TARGET: {"enum": list(LADDER_TARGETS)},
        PartForm.FLAG: {"type": "boolean"},
    }
    keys = {part.key: {**forms.get(part.form, TEXT), "description": part.description} for part in parts}
    return record(keys, required_of(parts))


def _calendar() -> Schema:
    day = r"(mon|tue|wed|thu|fri|sat|sun)"
    hours = {"type": "object", "patternProperties": {f"^{day}(-{day})?$": one_or_more(_HOURS)}, "additionalProperties": False}
    return record(
        {
            "time zone": {**_SENTENCE, "description": "An IANA name, or `account` for the client's own."},
            "otherwise time zone": {**_SENTENCE, "description": "For clients whose time zone is not known."},
            "hours": {**hours, "minProperties": 1},
            "holidays": record({"country": _SENTENCE, "region": TEXT}, ("country",)),
            "closed": {"type": "array", "items": {"type": "string", "pattern": _DATE_OR_PERIOD}},
            "dates": {"type": "object", "additionalProperties": one_or_more(_HOURS)},
        },
        ("time zone", "hours"),
    )


def _review() -> Schema:
    costs = {"cost of a review": number(0), "cost of a wrong category": number(0)}
    missing = {"cost of missing": record({category.value: number(0) for category in Category})}
    return {**record(costs | missing, tuple(costs)), "description": "What a mistake costs, in any one unit."}


def _packages() -> Schema:
    size = record({"credits": whole(1), "price": number(0)}, ("credits", "price"))
    return record({"currency": _SENTENCE, "sizes": {"type": "array", "items": size}}, ("currency", "sizes"))
