"""Reading YAML: positions, plain words, and files that were made to hurt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.policy.files import yaml_nodes
from triage.policy.files.decoding import MAX_BYTES
from triage.policy.files.findings import Findings, Position
from triage.policy.files.yaml_nodes import (
    MAX_DEPTH,
    MAX_NODES,
    Mapped,
    Scalar,
    flag_of,
    number_of,
    plain_value,
    read_yaml,
)


def read(data):
    """The node and the findings as (line, column, code)."""
    findings = Findings()
    node = read_yaml(data if isinstance(data, bytes) else data.encode(), "f.yaml", findings)
    return node, [(finding.line, finding.column, finding.code) for finding in findings.sorted()]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"[" * 100_000, (1, 41, "limit")),
        (b"{" * 100_000, (1, 41, "limit")),
        (b"{a: " * 100_000, (1, 161, "limit")),
        (b"- " * 100_000, (1, 81, "limit")),
        (b"? " * 100_000, (1, 81, "limit")),
        (b"\n".join(b" " * depth + b"a:" for depth in range(60)), (41, 41, "limit")),
        (b"x" * 3_000_000, (1, 1, "limit")),
        (b"[" + b"a,\n" * 450_000 + b"]", (399_998, 1, "limit")),
        (b"a: &x [1]\nb: [*x, *x]", (1, 4, "yaml")),
        (b"a: 1\nb: *x", (2, 4, "yaml")),
        (b"a: !!python/object/apply:os.system [x]", (1, 4, "yaml")),
        (b"a: !x b", (1, 4, "yaml")),
        (b"a: ! b", (1, 4, "yaml")),
        (b"a: 1\n--- \nb: 2", (2, 1, "yaml")),
        (b"%YAML 1.1\n---\na: 1", (1, 1, "yaml")),
        (b"%TAG ! tag:x,2000:\n---\na: 1", (1, 1, "yaml")),
        (b"a: b\nc: \xff\xfe", (2, 4, "yaml")),
        ("a: 1".encode("utf-16"), (1, 1, "yaml")),
        (b"a: b\n c\x00d", (2, 3, "yaml")),
        (b"a: \x1b[31m", (1, 4, "yaml")),
        ("a: b\u2028c".encode(), (1, 5, "yaml")),
        ("a: b\u202ec".encode(), (1, 5, "yaml")),
        (b'a: "b\\0c"', (1, 4, "yaml")),
        (b'a: "\\ud800"', (1, 7, "yaml")),
        (b"a: [1, 2", (1, 4, "yaml")),
        (b"a: b: c", (1, 5, "yaml")),
        (b"a:\n\tb: 1", (2, 1, "yaml")),
        (b"", (1, 1, "yaml")),
        (b"# nothing\n", (1, 1, "yaml")),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_hostile_files_are_refused_at_their_place(data, fault):
    """What could crash, multiply or hide is one finding with line and column."""
    node, found = read(data)
    assert node is None
    assert found == [fault]


@pytest.mark.parametrize(
    ("data", "most"),
    [
        (b"[" * 100_000, 2 * MAX_DEPTH),
        (b"{a: " * 100_000, 3 * MAX_DEPTH),
        (b"- " * 100_000, 2 * MAX_DEPTH),
        (b"[" + b"a,\n" * 450_000 + b"]", MAX_NODES + 1),
        (b"a: &x [1]\n" + b"b: *x\n" * 100_000, 10),
        (b"x" * (MAX_BYTES + 1), 0),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_nothing_is_read_beyond_what_is_refused(monkeypatch, data, most):
    """However much follows: the parser gives one event at a time, and the first that is refused is the last."""
    taken, take = [], yaml_nodes._Builder.take
    monkeypatch.setattr(yaml_nodes._Builder, "take", lambda builder, event: taken.append(event) or take(builder, event))
    assert read(data)[0] is None
    assert len(taken) <= most


def test_large_harmless_files_are_read():
    """Close to the limit in bytes, a file is still read in linear time."""
    node, found = read(b"a: '" + b"x " * (MAX_BYTES // 2 - 10) + b"'")
    assert not found
    assert isinstance(node, Mapped)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text("[]{}:,-?&*!|>'\"%@`# \nab0", max_size=60).map(str.encode)))
def test_no_bytes_crash_the_reader(data):
    """Any bytes give a node or a finding."""
    node, found = read(data)
    assert (node is None) <= bool(found)


def test_every_value_knows_its_place():
    """Lines and columns are those of the file, in characters, also behind other alphabets and in nested lists."""
    node, found = read("ключ: [ä, {b: c}]\nnext:\n  - x\n")
    assert not found
    assert node.at == Position("f.yaml", 1, 1)
    listed = node.entries["ключ"].value
    assert (listed.at.line, listed.at.column) == (1, 7)
    assert (listed.items[1].entries["b"].value.at.line, listed.items[1].entries["b"].value.at.column) == (1, 15)
    assert (node.entries["next"].value.items[0].at.line, node.entries["next"].value.items[0].at.column) == (3, 5)


def test_duplicate_keys_are_reported_and_the_first_one_kept():
    """Both duplicates of one file are found."""
    node, found = read("a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert found == [(2, 11, "duplicate-key"), (3, 1, "duplicate-key")]
    assert plain_value(node) == {"a": 1, "b": {"c": 1}}


@pytest.mark.parametrize("text", ["? [a]\n: b", "'': b", "~: b", "? {a: b}\n: c"])
def test_keys_are_words(text):
    """A list, a mapping or nothing is no key."""
    assert [code for *_, code in read(text)[1]] == ["type"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-1", -1),
        ("0", 0),
        ("0.5", 0.5),
        ("-2.50", -2.5),
        ("true", True),
        ("false", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("'1'", "1"),
        ('"true"', "true"),
        ("'null'", "null"),
        ("09:00", "09:00"),
        ("17:30", "17:30"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("+1", "+1"),
        ("True", "True"),
        ("2026-12-31", "2026-12-31"),
        ("9" * 5000, "9" * 5000),
        ("=", "="),
        ("<<", "<<"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_plain_words_are_what_they_look_like(text, value):
    """Only JSON's numbers, flags and null are such; everything else is text, as are all words in quotes."""
    node, found = read(f"a: {text}")
    assert not found
    assert plain_value(node) == {"a": value}
    assert type(plain_value(node)["a"]) is type(value)


def test_numbers_and_flags_in_quotes_are_text():
    """Quotes make a text of anything."""
    at = Position("f.yaml")
    assert number_of(Scalar(at, "1", plain=False)) is None
    assert flag_of(Scalar(at, "true", plain=False)) is None
    assert not Scalar(at, "null", plain=False).is_null


def test_of_a_file_that_is_too_large_no_more_is_told_than_was_read():
    """Files are read to one byte over the limit, so their size is not known."""
    findings = Findings()
    assert read_yaml(b"x" * (MAX_BYTES + 1), "f.yaml", findings) is None
    assert [finding.message for finding in findings.sorted()] == ["the file has more than 2000000 bytes"]
