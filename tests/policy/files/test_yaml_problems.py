"""Slips in YAML itself: told in plain words, where the cause stands."""

from __future__ import annotations

import pytest

from tests.policy.small_policies import planted
from triage.policy.files.findings import Findings
from triage.policy.files.yaml_nodes import plain_value, read_yaml


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
        ("why: 'the shop'⟦s page'\n", "the quote before this ends the text; inside single quotes write it twice"),
        ('why: "the "⟦shop" page"\n', "the quote before this ends the text; inside double quotes write"),
        ("a:\n- b: 1\n  c: 2\n⟦-b: 1\n  c: 2\n", "after the dash comes a space"),
        ("a:\n  ⟦-b: 1\n    c: 2\n", "after the dash comes a space"),
        ("a:\n  b: 1\n⟦\u00a0 c: 2\n", "the blank U+00A0 cannot indent"),
        ("a:\n  -⟦\u00a0b: 1\n", "the blank U+00A0 cannot indent"),
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


@pytest.mark.parametrize("blank", ["", "\u00a0"])
def test_a_colon_without_its_space_is_told_and_read_on(blank):
    """In braces it would make one key of both, and a finding about a key that looks right."""
    findings = Findings()
    root = read_yaml(f"a: {{b:{blank}c, d: 1}}\n".encode(), "f.yaml", findings)
    assert plain_value(root) == {"a": {"b": "c", "d": 1}}
    (found,) = findings.sorted()
    assert (found.line, found.column, found.suggestion) == (1, 5, "write b: c")


@pytest.mark.parametrize("text", ["a: {12:30}\n", 'a: {"b:c"}\n', 'why: "one\u00a0two:\u00a0three"\n'])
def test_other_colons_are_left(text):
    """Times, quoted keys and texts."""
    findings = Findings()
    assert read_yaml(text.encode(), "f.yaml", findings) is not None
    assert len(findings) == 0


@pytest.mark.parametrize(
    ("encoding", "message"),
    [("utf-16", "the file is UTF-16, not UTF-8"), ("cp1252", "the file is not UTF-8")],
)
def test_another_encoding_is_told(encoding, message):
    """With what to do."""
    findings = Findings()
    assert read_yaml("why: caída\n".encode(encoding), "f.yaml", findings) is None
    (found,) = findings.sorted()
    assert (found.message, found.suggestion) == (message, "save it as UTF-8")
