"""Mending touches the words that are wrong, and no other character."""

from __future__ import annotations

import pytest

from tests.policy.small_policies import one_rule
from triage.errors import Finding
from triage.policy.editing.mending import mend_text
from triage.policy.loading.loader import examine_policy_text


def mended(text):
    """The text after mending what the loader found in it, and the codes of what was mended."""
    new, done = mend_text(text, "small.yaml", examine_policy_text(text, "small.yaml").faults)
    return new, [finding.code for finding in done]


@pytest.mark.parametrize(
    ("wrong", "right", "code"),
    [
        ("{categroy: content}", "{category: content}", "unknown-fact"),
        ("{category: contnet}  # a comment: stays", "{category: content}  # a comment: stays", "unknown-value"),
        ('{category: "contnet"}', '{category: "content"}', "unknown-value"),
        ("{category: [content, trainnig]}", "{category: [content, training]}", "unknown-value"),
        ("{text: {mention: [a]}}", "{text: {mentions: [a]}}", "unknown-test"),
        ("{text: {mentions: $outage wrods}}", "{text: {mentions: $outage words}}", "unknown-list"),
        ("{Category: content}", "{category: content}", "unknown-fact"),
    ],
)
def test_a_slip_of_the_pen_is_mended(wrong, right, code):
    """Where there is one suggestion and it is near."""
    assert mended(one_rule(wrong)) == (one_rule(right), [code])


@pytest.mark.parametrize("wrong", ["{colour: content}", "{category: banner}", '{category: "cont\\u006eet"}', "{category: }"])
def test_what_is_not_sure_stays(wrong):
    """A far suggestion, several, or a word that is not written as it reads."""
    assert mended(one_rule(wrong)) == (one_rule(wrong), [])


def test_quotes_are_put_around_times():
    """At the place of the finding only."""
    text = "a: 09:00  # not 10:00\nb: [2026-12-24, 17:30]\n"
    findings = [Finding("f.yaml", 1, 4, "unquoted-time", ""), Finding("f.yaml", 2, 17, "unquoted-time", "")]
    assert mend_text(text, "f.yaml", findings)[0] == 'a: "09:00"  # not 10:00\nb: [2026-12-24, "17:30"]\n'


@pytest.mark.parametrize("text", ["a: [", "", "&a b: *a"])
def test_what_is_not_yaml_stays(text):
    """There is nothing in it to go by."""
    assert mend_text(text, "f.yaml", [Finding("f.yaml", 1, 1, "yaml", "", "did you mean 'b'?")]) == (text, ())


def test_findings_of_other_files_are_left():
    """A base is mended by whoever checks it."""
    assert mend_text("a: 09:00\n", "f.yaml", [Finding("g.yaml", 1, 4, "unquoted-time", "")]) == ("a: 09:00\n", ())


def test_curly_quotes_become_straight_ones():
    """Where both stand and nothing in between has a meaning in quotes."""
    text = 'a: “x y”\nb: “open\nc: “x"y”\n'
    findings = [
        Finding("f.yaml", line, 4, "curly-quotes", "", f'write "{inner}"')
        for line, inner in ((1, "x y"), (2, "open"), (3, 'x"y'))
    ]
    mended, done = mend_text(text, "f.yaml", findings)
    assert mended == 'a: "x y"\nb: “open\nc: “x"y”\n'
    assert [finding.line for finding in done] == [1]
