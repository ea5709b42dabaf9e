"""The reference pages of the policy language, written from the registries: facts, outcomes, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import inf

from triage.policy.files.findings import CODES
from triage.policy.language.fact_tests import PLAIN, PLAIN_FLAG, PLAIN_LIST, PLAIN_SET, WORDINGS, Wording
from triage.policy.language.facts import FACTS, Fact, FactType
from triage.policy.language.outcome_parts import TARGET, Part, keys_of
from triage.policy.language.outcomes import OUTCOMES, OutcomeDefinition, OutcomeType
from triage.policy.lint.codes import ERRORS, LINT_CODES, TICKET_CODES

_MADE = "<!-- Written by `triage policy reference docs/policy`; a test keeps it current. -->"

_FORMS: Mapping[OutcomeType, str] = {
    OutcomeType.CHOICE: "one of the values",
    OutcomeType.WHOLE: "a whole number",
    OutcomeType.TEXT: "a text",
    OutcomeType.FLAG: "`true` or `false`",
    OutcomeType.DELAY: "`{shortest: 15 min, longest: 30 min}`; [its keys](#expected-delay)",
    OutcomeType.TARGET: "`{within: 4 h, calendar: office}`; [its keys](#targets)",
    OutcomeType.LIST: "one, or a list of them; adds to what is there",
}


def reference_pages() -> dict[str, str]:
    """The pages by file name."""
    return {"facts.md": _page(_facts()), "outcomes.md": _page(_outcomes()), "findings.md": _page(_findings())}


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def _facts() -> Iterator[str]:
    yield "# What a rule may ask"
    yield ""
    yield _MADE
    yield ""
    yield "Under `when`, and as columns of a table. A fact that is not known fails every test but `is known: false`, `none of`"
    yield "and the tests that say *not*. Facts marked *settled* are what earlier sections set."
    for kind in FactType:
        yield ""
        yield f"## {kind.value.capitalize()}"
        yield ""
        yield from _table(("test", "what it asks"), (_test(wording) for wording in (*_plain(kind), *WORDINGS[kind].values())))
        yield ""
        facts = sorted((fact for fact in FACTS.values() if fact.type is kind), key=lambda fact: fact.name)
        yield from _table(("fact", "what it is", "values"), (_fact(fact) for fact in facts))


def _plain(kind: FactType) -> tuple[Wording, ...]:
    if kind is FactType.FLAG:
        return (PLAIN_FLAG,)
    return (PLAIN_SET,) if kind is FactType.SET else (PLAIN, PLAIN_LIST)


def _test(wording: Wording) -> tuple[str, str]:
    plain = wording in (PLAIN, PLAIN_LIST, PLAIN_SET, PLAIN_FLAG)
    return ("(plain)" if plain else f"`{wording.words}: {wording.takes.value}`", wording.description)


def _fact(fact: Fact) -> tuple[str, str, str]:
    settled = " *Settled.*" if fact.outcome else ""
    known = "" if fact.always_known or fact.type is FactType.SET else " May be unknown."
    between = f"{fact.least:g} to {fact.most:g}" if fact.most < inf else ""
    return f"`{fact.name}`", f"{fact.description}{settled}{known}", _values(fact.names, fact.choices) or between


def _values(names: str, choices: tuple[str, ...]) -> str:
    return f"the policy's {names}" if names else ", ".join(f"`{choice}`" for choice in choices)


def _outcomes() -> Iterator[str]:
    yield "# What a rule may set"
    yield ""
    yield _MADE
    yield ""
    yield "Under `then` and `otherwise`, as `set` of a table, and only when the section lists it under `sets`."
    yield ""
    yield "Of outcomes that keep one value the first rule of a section has the say (`combine: {name: last}`: the last one), and a"
    yield "later section overrides an earlier one. Targets and lists add up (`combine: {name: replace}`: what earlier sections"
    yield "promised goes first); of several promises for one target the earliest wins, and the answer names the others."
    yield "Amounts of time and calendars are written as [format.md](format.md#calendars) says. Promises count from the ticket's"
    yield "creation, the next update from the latest answer or update."
    yield ""
    yield from _table(("outcome", "what it is", "how it is written", "values"), map(_outcome, OUTCOMES.values()))
    yield from _structure("Targets", TARGET)
    for outcome in OUTCOMES.values():
        if outcome.parts and outcome.type is not OutcomeType.TARGET:
            yield from _structure(outcome.name.capitalize(), outcome.parts)


def _structure(title: str, parts: Iterable[Part]) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    rows = ((f"`{part.key}`", part.form.value, "yes" if part.required else "", part.description) for part in parts)
    yield from _table(("key", "how it is written", "required", "what it says"), rows)


def _outcome(outcome: OutcomeDefinition) -> tuple[str, str, str, str]:
    form = _FORMS[outcome.type]
    if outcome.type is OutcomeType.LIST and outcome.parts:
        form = f"`{{{', '.join(keys_of(outcome.parts))}}}` ([its keys](#{outcome.name.replace(' ', '-')})), {form}"
    fact = FACTS.get(outcome.name)
    values = _values(fact.names if fact else "", outcome.choices)
    return f"`{outcome.name}`", outcome.description, form, values


def _findings() -> Iterator[str]:
    yield "# What a check may find"
    yield ""
    yield _MADE
    yield ""
    yield "A finding has a place, a code that never changes, a sentence and mostly a suggestion:"
    yield ""
    yield "```text"
    yield "rules/acme.yaml:12:11 [unknown-fact] there is no fact 'categroy'; did you mean 'category'?"
    yield "```"
    yield ""
    yield "`triage policy check` shows all of them in one pass, `--format json` and `--format sarif` for machines."
    yield "Errors refuse the policy: nothing is decided by it. Warnings let it pass."
    yield ""
    yield "## Errors: the file is wrong"
    yield ""
    yield from _table(("code", "meaning"), ((f"`{code}`", meaning) for code, meaning in CODES.items()))
    yield ""
    yield "## Errors: the rules are wrong"
    yield ""
    yield from _table(("code", "meaning"), _codes(errors=True))
    yield ""
    yield "## Warnings"
    yield ""
    yield from _table(("code", "meaning"), _codes(errors=False))
    yield ""
    yield "## Files of past tickets (`triage policy diff`)"
    yield ""
    yield from _table(("code", "meaning"), ((f"`{code}`", meaning) for code, meaning in TICKET_CODES.items()))
    yield ""
    yield "`--fix` mends `unquoted-time` and `curly-quotes`, and whatever says *did you mean* about a word that is nearly the"
    yield "suggested one; of countries, regions and time zones only upper and lower case, since a near word is another place."


def _codes(*, errors: bool) -> Iterator[tuple[str, str]]:
    yield from ((f"`{code}`", meaning) for code, meaning in LINT_CODES.items() if (code in ERRORS) is errors)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
