"""Policy and model are loaded beside each other; what is wrong with either refuses the start as it would alone."""

from __future__ import annotations

from datetime import date

import pytest

from triage.classifier.category.lean import LeanModel
from triage.classifier.category.sklearn_engine import PipelineModel
from triage.errors import ArtefactError, PolicyError
from triage.service.cases.checking import check_policy
from triage.service.live.loading import load_snapshot, load_tested_policy
from triage.settings import Settings


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"TRIAGE_POLICY": "{nothing}/broken.yaml"}, PolicyError),
        ({"TRIAGE_MODEL": "{nothing}"}, ArtefactError),
        ({"TRIAGE_MODEL_SHA256": "0" * 64}, ArtefactError),
        ({"TRIAGE_POLICY": "{nothing}/broken.yaml", "TRIAGE_MODEL": "{nothing}"}, PolicyError),
    ],
    ids=str,
)
def test_what_is_refused(variables, expected, tmp_path):
    """Of two faults the policy's is told, whichever is found first."""
    (tmp_path / "broken.yaml").write_text("broken")
    given = {name: value.format(nothing=tmp_path) for name, value in variables.items()}
    with pytest.raises(expected):
        load_snapshot(Settings.load(given))


@pytest.mark.parametrize(("engine", "kind", "told"), [("lean", LeanModel, ""), ("sklearn", PipelineModel, "+sklearn")])
def test_what_reads_the_model(engine, kind, told):
    """Plain arrays, or scikit-learn's own pipeline where it is asked for; the version tells."""
    snapshot = load_snapshot(Settings.load({"TRIAGE_MODEL_ENGINE": engine, "TRIAGE_ENCODER": "never"}))
    assert isinstance(snapshot.classifier.engine, kind)
    assert snapshot.versions.model.partition("+")[1:] == ("+", f"{told}+never"[1:])
    assert snapshot.classifier.predict("Shop down", "Nobody can pay").probabilities[0][0] == "site_down"


@pytest.mark.parametrize("meaning", ["on", "off"])
def test_what_is_loaded(meaning):
    """The encoder that compares tickets and the reader of English made of it are there together, or not at all."""
    snapshot = load_snapshot(Settings.load({"TRIAGE_MEANING": meaning}))
    assert snapshot.versions.model == snapshot.classifier.version
    assert (snapshot.meanings is not None) is (snapshot.classifier.english is not None) is (meaning == "on")


POLICY = "triage: 1\npolicy: own\nextends: default\n"
CASE = "- {case: C, request: {ticket: {body: x, category: site_down}}, expect: {priority: critical}, because: [outage]}\n"
CASES = "triage cases: 1\npolicy: own\ncases:\n" + CASE
OVERLAP = """\
sections:
- section: twice
  hit: unique
  sets: [advice]
  rules:
  - {rule: a, why: W, when: {channel: email}, then: {advice: A}}
  - {rule: b, why: W, when: {channel: [email, chat]}, then: {advice: B}}
"""


@pytest.mark.parametrize(
    ("policy", "cases", "codes"),
    [
        (POLICY, None, []),
        (POLICY, CASES, []),
        (POLICY + "lists: {nobody uses it: [a]}\n", CASES, []),
        (POLICY, CASES.replace("policy: own", "policy: default"), ["unknown-value"]),
        (POLICY, CASES.replace("[outage]", "[outrage]"), ["case-fails", "unknown-rule"]),
        (POLICY, CASES.replace("because: [outage]", "not because: [outrage]"), ["unknown-rule"]),
        (POLICY, CASES.replace("because: [outage]", "not because: [outage]"), ["case-fails"]),
        (POLICY, CASES.replace("x,", "x, created_at: rubbish,"), ["case-wrong"]),
        (POLICY + OVERLAP, CASES, ["overlap"]),
    ],
)
def test_start_and_reload_accept_the_same_policies(policy, cases, codes, tmp_path):
    """What a reload refuses does not start either, and for the same reasons; doubts refuse nothing."""
    path = tmp_path / "own.yaml"
    path.write_text(policy, encoding="utf-8")
    if cases is not None:
        (tmp_path / "own.cases.yaml").write_text(cases, encoding="utf-8")
    checked = check_policy(path, date(2026, 11, 21), "reference")
    assert sorted(finding.code for finding in checked.findings if finding.severity == "error") == codes
    if not codes:
        assert load_tested_policy(path, "reference").version == checked.policy.version
        return
    with pytest.raises(PolicyError) as refused:
        load_tested_policy(path, "reference")
    assert sorted(finding.code for finding in refused.value.findings) == codes
