"""Drafts → checked sections and rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from triage.policy.files.findings import did_you_mean, meant, quoted
from triage.policy.files.reading import Reader
from triage.policy.files.yaml_nodes import Entry, Items, Mapped, Node, Scalar
from triage.policy.language.conditions import AllOf, Tree, all_of, negated
from triage.policy.language.outcomes import OUTCOMES, Combine, OutcomeDefinition
from triage.policy.language.when import fact_named, read_scope, read_when
from triage.policy.loading.drafts import RuleDraft, Scope, SectionDraft
from triage.policy.model import Assignment, Hit, Rule, Section

MAX_RULES = 20_000


def read_sections(drafts: Sequence[SectionDraft], files: Sequence[str], reader: Reader) -> tuple[Section, ...]:
    """All sections, checked against the registries and the policy's own names; `files` base first. Faults go to the findings."""
    _check_names(drafts, files, reader)
    return tuple(_section(draft, reader) for draft in drafts)


def _check_names(drafts: Sequence[SectionDraft], files: Sequence[str], reader: Reader) -> None:
    first: dict[str, RuleDraft] = {}
    rules = [rule for draft in drafts for rule in (*draft.rules, *([draft.otherwise] if draft.otherwise else []))]
    if len(rules) > MAX_RULES:
        reader.findings.report(rules[MAX_RULES].at, "limit", f"there are more than {MAX_RULES} rules")
    for rule in rules:
        other = first.setdefault(rule.name, rule)
        if other is not rule:
            older, newer = sorted((other, rule), key=lambda each: files.index(each.at.file))  # the extending file is to blame
            message = f"there is a rule {quoted(rule.name)} already, at {older.at}"
            reader.findings.report(newer.at, "duplicate-rule", message, "a name is unique over the whole policy")


def _section(draft: SectionDraft, reader: Reader) -> Section:
    parts = draft.parts
    sets = _sets(parts.get("sets"), reader)
    _check_columns(parts.get("table"), reader)
    about = reader.text(parts["about"].value, "`about`") if "about" in parts else None
    hit = reader.choice(parts["hit"].value, "way to hit", [way.value for way in Hit]) if "hit" in parts else None
    otherwise = _rule(draft.otherwise, draft.name, sets, reader) if draft.otherwise else None
    return Section(
        name=draft.name,
        about=about or "",
        sets=tuple(sets),
        hit=Hit(hit) if hit else Hit.FIRST,
        combine=_combine(parts.get("combine"), sets, reader),
        rules=tuple(_rule(rule, draft.name, sets, reader) for rule in draft.rules),
        otherwise=otherwise,
        at=draft.at,
    )


def _sets(entry: Entry | None, reader: Reader) -> dict[str, OutcomeDefinition]:
    found: dict[str, OutcomeDefinition] = {}
    for node in reader.items(entry.value, "`sets`") if entry else ():
        name = reader.text(node, "an outcome")
        if name is None or not isinstance(node, Scalar):
            continue
        if name in found:
            reader.report(node, "duplicate-key", f"{quoted(name)} stands twice")
        outcome = _outcome(node, reader)
        if outcome:
            found[outcome.name] = outcome
    if entry and isinstance(entry.value, Items) and not entry.value.items:
        reader.report(entry.value, "empty-value", "the section sets nothing")
    return found


def _outcome(node: Scalar, reader: Reader) -> OutcomeDefinition | None:
    outcome = OUTCOMES.get(node.text)
    if outcome is None:
        reader.report(node, "unknown-outcome", f"there is no outcome {quoted(node.text)}", did_you_mean(node.text, OUTCOMES))
        outcome = OUTCOMES.get(meant(node.text, OUTCOMES))  # what was probably meant, so that its value is checked too
    return outcome


def _combine(entry: Entry | None, sets: Mapping[str, OutcomeDefinition], reader: Reader) -> dict[str, Combine]:
    combine = {name: outcome.combines[0] for name, outcome in sets.items()}
    for way in (reader.mapping(entry.value, "`combine`") or {}).values() if entry else ():
        outcome = sets.get(way.key.text)
        if outcome is None:
            message = f"{quoted(way.key.text)} is not among what the section sets"
            reader.report(way.key, "write-outside-sets", message, did_you_mean(way.key.text, sets))
            continue
        word = reader.choice(way.value, f"way to combine '{outcome.name}'", [option.value for option in outcome.combines])
        if word:
            combine[outcome.name] = Combine(word)
    return combine


def _check_columns(entry: Entry | None, reader: Reader) -> None:
    """A column that only `any` stands under is checked too."""
    table = entry.value if entry else None
    columns = table.entries.get("columns") if isinstance(table, Mapped) else None
    if columns and isinstance(columns.value, Items):
        for node in columns.value.items:
            if isinstance(node, Scalar) and not node.is_null:
                fact_named(node, reader)


def _rule(draft: RuleDraft, section: str, sets: Mapping[str, OutcomeDefinition], reader: Reader) -> Rule:
    parts = draft.parts
    why = reader.text(parts["why"].value, "`why`") if "why" in parts else None
    owner = reader.text(parts["owner"].value, "`owner`") if "owner" in parts else None
    first_day, until = (reader.date(parts[key].value, f"`{key}`") if key in parts else None for key in ("from", "until"))
    if first_day and until and first_day > until:
        reader.report(parts["from"].value, "bad-date", f"the first day {first_day} comes after the last, {until}")
    return Rule(
        name=draft.name,
        section=section,
        why=why or "",
        conditions=_conditions(draft, reader),
        assignments=_assignments(parts.get("then"), sets, reader),
        at=draft.at,
        origin=draft.origin,
        source=reader.texts(parts["source"].value, "`source`") if "source" in parts else (),
        first_day=first_day,
        until=until,
        carry_on=_switch(parts.get("carry on"), reader, default=False),
        enabled=_switch(parts.get("enabled"), reader, default=True),
        shadow=_switch(parts.get("shadow"), reader, default=False),
        owner=owner or "",
    )


def _switch(entry: Entry | None, reader: Reader, *, default: bool) -> bool:
    flag = reader.flag(entry.value, f"`{entry.key.text}`") if entry else default
    return default if flag is None else flag


def _conditions(draft: RuleDraft, reader: Reader) -> Tree:
    scopes = [_scope(scope, reader) for scope in draft.scopes]
    own = read_when(draft.parts["when"].value, reader) if "when" in draft.parts else AllOf()
    return all_of(*scopes, own)


def _scope(scope: Scope, reader: Reader) -> Tree:
    tree = read_scope(scope.node, reader)
    return negated(tree) if scope.without else tree


def _assignments(entry: Entry | None, sets: Mapping[str, OutcomeDefinition], reader: Reader) -> tuple[Assignment, ...]:
    made = (_assignment(given, sets, reader) for given in (_given(entry.value, reader) if entry else ()))
    return tuple(assignment for assignment in made if assignment is not None)


def _given(node: Node, reader: Reader) -> tuple[Entry, ...]:
    return tuple((reader.mapping(node, "`then`") or {}).values())


def _assignment(entry: Entry, sets: Mapping[str, OutcomeDefinition], reader: Reader) -> Assignment | None:
    outcome = _outcome(entry.key, reader)
    if outcome is None:
        return None
    if outcome.name not in sets and outcome.name == entry.key.text:  # of a guessed one enough has been said
        message = f"the section does not declare {quoted(outcome.name)} under `sets`"
        reader.report(entry.key, "write-outside-sets", message, did_you_mean(outcome.name, sets))
    value = outcome.read(entry.value, reader)  # also of one that is left out, so that its own faults are told at once
    return None if value is None or outcome.name not in sets else Assignment.of(outcome, value, entry.key.at)
