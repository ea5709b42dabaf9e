"""Findings: order, suggestions, bounds."""

import pytest

from triage.errors import PolicyError
from triage.policy.files.findings import Findings, Position, did_you_mean, quoted


def test_findings_are_raised_in_order_and_once():
    """By file, line and column; the same fault found twice is one finding."""
    findings = Findings()
    findings.refuse_if_any()
    for line, column in [(10, 2), (9, 7), (10, 1), (9, 7)]:
        findings.report(Position("f.yaml", line, column), "type", "wrong", "write it right")
    with pytest.raises(PolicyError) as error:
        findings.refuse_if_any()
    assert str(error.value).splitlines() == [
        "f.yaml:9:7 [type] wrong; write it right",
        "f.yaml:10:1 [type] wrong; write it right",
        "f.yaml:10:2 [type] wrong; write it right",
    ]


def test_a_code_must_be_listed():
    """An unlisted code is a mistake of ours."""
    with pytest.raises(KeyError):
        Findings().report(Position("f.yaml"), "oops", "wrong")


@pytest.mark.parametrize(
    ("word", "options", "hint"),
    [
        ("teir", ["tier", "team"], "did you mean 'tier'?"),
        ("TIER", ["tier", "team"], "did you mean 'tier'?"),
        ("europe/lundon", ["Europe/London"], "did you mean 'Europe/London'?"),
        ("zzz", ["tier", "team"], "one of: tier, team"),
        ("zzz", [f"option{n}" for n in range(13)], ""),
        ("zzz", [], ""),
    ],
)
def test_suggestions(word, options, hint):
    """The nearest word, else all when they are few."""
    assert did_you_mean(word, options) == hint


@pytest.mark.parametrize(
    ("word", "options"), [("x" * 1_000_000, ["tier"]), ("x", [f"r{n}" for n in range(20_000)])], ids=["long word", "many options"]
)
def test_suggestions_cost_little(monkeypatch, word, options):
    """A monstrous word is compared with nothing, and no word with thousands of options."""
    compared = []
    monkeypatch.setattr("triage.policy.files.findings.get_close_matches", lambda *asked: compared.append(asked) or [])
    assert did_you_mean(word, options) == ""
    assert compared == []


def test_quoted_words_are_short_and_on_one_line():
    """What the user wrote cannot break a line of output."""
    assert quoted("a\n b") == "'a b'"
    assert len(quoted("x" * 500)) < 70
