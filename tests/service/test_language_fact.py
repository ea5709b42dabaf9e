"""The fact `language` is what the answer says: the helpdesk's word, else what was detected."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from triage.contract.request import parse_request
from triage.domain.languages import language_of
from triage.domain.reading import Prediction
from triage.policy.loading.cases import load_cases_text
from triage.policy.loading.loader import load_policy_text
from triage.service.cases.casebook import GivenClassifier, prepare, run_prepared
from triage.service.decide import decide
from triage.service.snapshot import Snapshot

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
POLICY = load_policy_text(
    """\
triage: 1
policy: p
teams: [desk, german_desk]
calendars: {always: {time zone: UTC, hours: {mon-sun: ["00:00-24:00"]}}}
review: {cost of a review: 1, cost of a wrong category: 5}
confidence levels: {high: 0.85, medium: 0.6}
sections:
- section: team
  sets: [team]
  rules:
  - {rule: german, why: They read German, when: {language: de}, then: {team: german_desk}}
  otherwise: {team: desk}
""",
    "p.yaml",
)


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize(
    ("told", "detected", "team"),
    [
        *[
            (None, "de", "german_desk"),
            ("de", "en", "german_desk"),
            ("en", "de", "desk"),
            (None, "en", "desk"),
            (None, None, "desk"),
        ],
        *[("DE", "en", "german_desk"), ("German", "de", "german_desk"), ("-", "de", "german_desk")],
    ],
)
def test_rules_see_the_language_of_the_answer(told, detected, team, engine):
    """In both engines, and the trace of a rule that stayed silent names it too."""
    request = parse_request({"ticket": {"body": "Der Shop ist weg.", "language": told}}, now=NOW)
    snapshot = Snapshot.build(POLICY, GivenClassifier(Prediction(language=detected)), engine)
    decision = decide(request, snapshot, explain_all=True)
    assert decision.team == team
    step = next(step for step in decision.trace if step.rule == "german")
    seen = step.facts["language"] if step.failed is None else step.failed.value
    assert seen == decision.language == (language_of(told or "") or detected)
    assert [warning for warning in decision.warnings if warning.startswith("/ticket/language is no code")] == [
        "/ticket/language is no code of a language, such as de or pt-BR, and was left out."
    ] * (told in ("German", "-"))


@pytest.mark.parametrize(
    ("given", "team"),
    [
        ("{language: de}", "german_desk"),
        ("{category: content, language: de}", "german_desk"),
        ("{category: content}", "desk"),
        ("{}", "desk"),
    ],
)
def test_a_case_gives_the_language(given, team):
    """What a case gives stands in for what the model would detect."""
    case_text = f"- {{case: a, request: {{ticket: {{body: x}}}}, given: {given}, expect: {{team: {team}}}}}"
    (case,) = load_cases_text(f"triage cases: 1\npolicy: p\ncases:\n{case_text}", "p.cases.yaml")
    assert run_prepared(prepare(POLICY, "reference"), case).failures == ()
