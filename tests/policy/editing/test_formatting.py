"""Laying out changes how a file looks and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.errors import PolicyError
from triage.policy.editing.formatting import format_text, same_content
from triage.policy.files.findings import Findings
from triage.policy.files.yaml_nodes import read_yaml

RULES = Path(__file__).parent.parent.parent.parent / "rules"

BEFORE = """\
triage:   1   # the version
policy: a


lists:
    a :   [ x,y ,  "z" ]
    # about b
    b:
        - one
        -   two
calendars:
   office: {time zone: UTC,hours: { mon: [09:00-17:30] }, closed: [2026-12-24]}
sections:
    - section:  it
      # above sets
      sets: [priority]
      rules:
          -   rule: one
              why: >
                 long text
                   here

                 more
              when:
                  text: {mentions: [a,
                     b]}
              then: {priority: high}
          # tail
          - rule: two
            why: a plain
              that goes on
            until: 2026-01-01
            then:
               priority: low
"""
AFTER = """\
triage: 1   # the version
policy: a

lists:
  a: [x, y, "z"]
  # about b
  b:
  - one
  - two
calendars:
  office: {time zone: UTC, hours: {mon: ["09:00-17:30"]}, closed: ["2026-12-24"]}
sections:
- section: it
  # above sets
  sets: [priority]
  rules:
  - rule: one
    why: >
       long text
         here

       more
    when:
      text: {mentions: [a,
         b]}
    then: {priority: high}
  # tail
  - rule: two
    why: a plain
              that goes on
    until: "2026-01-01"
    then:
      priority: low
"""


def test_a_file_is_laid_out():
    """Indentation, spaces, quotes around times; comments, order and texts of several lines stay."""
    assert format_text(BEFORE, "a.yaml") == AFTER
    assert format_text(AFTER, "a.yaml") == AFTER


@pytest.mark.parametrize("name", sorted(path.name for path in RULES.glob("*.yaml")))
def test_the_shipped_files_are_laid_out(name):
    """What we ship looks as we say files should."""
    text = (RULES / name).read_text(encoding="utf-8")
    assert format_text(text, name) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
        ("\ufeffa: 1", "a: 1\n"),
        ("a: 1   \n\n\n\nb: 2\n\n", "a: 1\n\nb: 2\n"),
        ("- - a\n  - b\n", "- - a\n  - b\n"),
        ("a: |\n  x  \n\n\n  y\n", "a: |\n  x  \n\n\n  y\n"),
        ("# only a comment\na: 'it''s'  # so\n", "# only a comment\na: 'it''s'  # so\n"),
        ("a: {b:   1 ,c: [ ] }\n", "a: {b: 1, c: []}\n"),
        ("a:\n    # deep\n    b: 1\n", "a:\n  # deep\n  b: 1\n"),
    ],
)
def test_small_things(before, after):
    """Line ends, blank lines, blocks of text."""
    assert format_text(before, "a.yaml") == after


@pytest.mark.parametrize("broken", ["a: [", "a: b: c", "", "a: *x", "\tb: 1", "[" * 100_000])
def test_what_cannot_be_read_is_refused(broken):
    """With findings, and the file stays as it is."""
    with pytest.raises(PolicyError):
        format_text(broken, "a.yaml")


_scalars = st.sampled_from(["a", "two words", '"quoted: yes"', "'it''s'", "1", "true", "09:00", "2026-01-01", '"x # y"', "~"])
_flow = st.recursive(
    _scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[ " + " ,  ".join(items) + "]"),
        st.lists(inner, max_size=3).map(lambda items: "{" + ",".join(f"k{n} : {item}" for n, item in enumerate(items)) + " }"),
    ),
    max_leaves=6,
)


def _block(indent):
    """Blocks whose own indentation is drawn."""
    pad = " " * indent
    deeper = (
        st.integers(1, 4).flatmap(lambda step: _block(indent + step)) if indent < 9 else _flow.map(lambda text: pad + " " + text)
    )
    pair = st.one_of(_flow.map(lambda text: f": {text}"), deeper.map(lambda block: f":\n{block}"))
    comment = st.sampled_from(["", f"{pad}# note\n", "\n\n"])
    keys = st.lists(st.tuples(comment, pair), min_size=1, max_size=3).map(
        lambda pairs: "\n".join(f"{above}{pad}k{n}{rest}" for n, (above, rest) in enumerate(pairs))
    )
    dashes = st.lists(_flow, min_size=1, max_size=3).map(lambda items: "\n".join(f"{pad}-  {item}" for item in items))
    return st.one_of(keys, dashes)


@given(_block(0))
def test_laying_out_never_changes_what_a_file_says(text):
    """And laying out twice is laying out once."""
    before, after = (read_yaml(each.encode(), "a.yaml", Findings()) for each in (text, format_text(text, "a.yaml")))
    assert same_content(before, after)
    assert format_text(format_text(text, "a.yaml"), "a.yaml") == format_text(text, "a.yaml")
