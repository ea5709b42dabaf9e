"""Findings: order, suggestions, bounds."""

import time

import pytest

from triage.errors import PolicyError
from triage.policy.findings import Findings, Position, did_you_mean, quoted


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


def test_suggestions_cost_little():
    """Neither a monstrous word nor thousands of options take long."""
    started = time.perf_counter()
    assert did_you_mean("x" * 1_000_000, ["tier"]) == ""
    assert did_you_mean("x", (f"r{n}" for n in range(20_000))) == ""
    assert time.perf_counter() - started < 1


def test_quoted_words_are_short_and_on_one_line():
    """What the user wrote cannot break a line of output."""
    assert quoted("a\n b") == "'a b'"
    assert len(quoted("x" * 500)) < 70
