"""Slips in YAML itself: told in plain words, where the cause stands."""

from __future__ import annotations

import pytest

from tests.policy.small_policies import planted
from triage.policy.files.findings import Findings
from triage.policy.files.yaml_nodes import read_yaml


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb:\n⟦\tc: 2\n", "a tab cannot"),
        ("a: ⟦%50 off\n", "a text that begins with % needs quotes"),
        ("a: ⟦@home\n", "a text that begins with @ needs quotes"),
        ('a: 1\nb: ⟦"open\nc: 2\nd: 3\n', "the quote that opens here is not closed"),
        ("a: 1\nb: ⟦'open\nc: 2\n", "the quote that opens here is not closed"),
        ("a: 1\nb: ⟦[x, y\nc: 2\nd: 3\n", "the '[' here is not closed by line 3"),
        ("a: 1\nb: ⟦{x: 1, y: 2\nc: 2\nd: 3\n", "the '{' here is not closed by line 3"),
        ("a: 1\n⟦extends:default\nb: 1\n", "this is no `key: value`; after the colon comes a space"),
        ("why: note⟦: this\n", "a text with ': ' in it needs quotes"),
        ("a: {ask: der Titel⟦: was fehlt}\n", "a comma or '}' is missing before this, or a text with ': '"),
        ("a:\n  b: 1\n ⟦c: 2\n", "this line is indented otherwise"),
        ("a:\n- b\n⟦c\n", "this"),
        ("a: [b, c⟦}\n", "a comma or ']' is missing"),
    ],
)
def test_a_slip_is_told_in_plain_words_at_its_cause(text, message):
    """Not at the end of the file, where the parser gave up."""
    whole, line, column = planted(text)
    findings = Findings()
    assert read_yaml(whole.encode(), "f.yaml", findings) is None
    (found,) = findings.sorted()
    assert (found.line, found.column, found.code) == (line, column, "yaml")
    assert found.message.startswith(message)
