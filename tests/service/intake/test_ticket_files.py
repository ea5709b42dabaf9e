"""Files of past tickets: what is read, what is told, and that no file takes more than its share."""

from __future__ import annotations

import time

import pytest

from triage.service.intake.ticket_columns import body_of
from triage.service.intake.ticket_files import MAX_LINE, MOST_PROBLEMS, TicketFile


def read(folder, data, name="t.csv"):
    """Bodies, and findings as (line, code)."""
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    file = TicketFile(path)
    bodies = [record.body for record in file.records()]
    return bodies, [(finding.line, finding.code) for finding in file.findings]


@pytest.mark.parametrize(
    ("cells", "body"),
    [
        ({"id": "7", "subject": "S", "body": ""}, {"ticket": {"id": "7", "subject": "S"}}),
        ({"Title": "S", "Description": "B"}, {"ticket": {"subject": "S", "body": "B"}}),
        ({"created_at": "2026-10-01 08:30"}, {"ticket": {"created_at": "2026-10-01 08:30Z"}}),
        ({"created": "2026-10-01"}, {"ticket": {"created_at": "2026-10-01T00:00:00Z"}}),
        ({"created_at": "2026-10-01T08:30:00+02:00"}, {"ticket": {"created_at": "2026-10-01T08:30:00+02:00"}}),
        ({"tags": "a; b,c", "topics": "architecture"}, {"ticket": {"tags": ["a", "b", "c"], "topics": ["architecture"]}}),
        (
            {"hotrush": "yes", "new_account": "0"},
            {"ticket": {"hotrush_requested": True}, "account": {"credits": {"new_account": False}}},
        ),
        ({"hotrush": "maybe"}, {"ticket": {"hotrush_requested": "maybe"}}),
        (
            {"credit_balance": "-5", "withdrawals": "2"},
            {"ticket": {}, "account": {"credits": {"balance": -5}, "hotrush": {"withdrawals": 2}}},
        ),
        (
            {"category": "Feature Request", "requester": "c-9"},
            {"ticket": {"category": "feature_request", "requester": {"id": "c-9"}}},
        ),
        ({"account.support.balance_active": "true"}, {"ticket": {}, "account": {"support": {"balance_active": True}}}),
        ({"__class__": "x", "ticket.__init__": "y", "weather": "sunny"}, {"ticket": {}}),
    ],
)
def test_columns_become_a_request(cells, body):
    """By short names and dotted ones; what does not fit is left for the contract to refuse."""
    assert body_of(cells) == body


LOCAL = "id,subject,created_at,now\n1,S,2026-07-01 09:00,2026-07-02\n2,T,2026-11-01T09:00:30,\n3,U,2026-10-25 02:30,\n"


def test_a_time_without_an_offset_is_one_of_the_zone_that_is_said(tmp_path):
    """In summer and in winter, a day from its midnight; of an hour that comes twice the first."""
    path = tmp_path / "t.csv"
    path.write_text(LOCAL + "4,V,2026-13-45 09:00,\n5,W,2026-07-01T09:00:00Z,\n")
    file = TicketFile(path, time_zone="Europe/Copenhagen")
    bodies = [record.body for record in file.records()]
    assert [body["ticket"]["created_at"] for body in bodies] == [
        "2026-07-01T07:00:00+00:00",
        "2026-11-01T08:00:30+00:00",
        "2026-10-25T00:30:00+00:00",
        "2026-13-45 09:00Z",
        "2026-07-01T09:00:00Z",
    ]
    assert bodies[0]["now"] == "2026-07-01T22:00:00+00:00"
    assert file.findings == []


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (LOCAL, "t.csv", [(2, "no-offset")]),
        ("subject,created_at\nS,2026-07-01T09:00:00Z\nT,2026-07-01T09:00\nU,2026-07-01\n", "t.csv", [(3, "no-offset")]),
        ('{"subject": "S", "created": "2026-07-01"}\n', "t.jsonl", [(1, "no-offset")]),
        ("subject,created_at\nS,2026-07-01T09:00:00+02:00\n", "t.csv", []),
        ("subject,body\nS,2026-07-01\n", "t.csv", []),
        ('{"ticket": {"created_at": "2026-07-01T09:00"}}\n', "t.jsonl", []),
    ],
)
def test_that_times_are_taken_as_utc_is_told_once(tmp_path, data, name, expected):
    """At the first of them; what is a whole request is the contract's to refuse."""
    assert read(tmp_path, data, name)[1] == expected


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_whatever_divides_its_cells(tmp_path, delimiter):
    """With a byte order mark, quotes and line breaks in cells."""
    rows = [["id", "subject", "body"], ["1", "S", '"two\nlines"'], ["2", "T", "x"]]
    text = "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows) + "\r\n\r\n"
    bodies, findings = read(tmp_path, text)
    assert [body["ticket"] for body in bodies] == [
        {"id": "1", "subject": "S", "body": "two\nlines"},
        {"id": "2", "subject": "T", "body": "x"},
    ]
    assert findings == []


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_row_is_told_by_the_line_on_which_it_begins(tmp_path, end):
    """Though its cells hold line breaks, in the header too, and blank lines stand between."""
    lines = ['subject,"bo', 'dy",body', 'S,"",one', 'T,,"two', "", 'lines"', "", "short", 'U,,"x', 'y"', "V,,last", ""]
    path = tmp_path / "t.csv"
    path.write_bytes(end.join(lines).encode())
    file = TicketFile(path)
    assert [record.line for record in file.records()] == [3, 4, 9, 11]
    assert [(finding.line, finding.code) for finding in file.findings if finding.code == "bad-ticket"] == [(8, "bad-ticket")]


def test_json_lines_are_requests_or_flat(tmp_path):
    """Each line by itself."""
    text = '{"ticket": {"body": "a"}}\n\n{"id": "2", "body": "b", "tags": ["x"]}\n'
    bodies, findings = read(tmp_path, text, "t.jsonl")
    assert bodies == [{"ticket": {"body": "a"}}, {"ticket": {"id": "2", "body": "b", "tags": ["x"]}}]
    assert findings == []


@pytest.mark.parametrize(
    ("name", "data", "count", "findings"),
    [
        ("t.csv", b"", 0, [(1, "ticket-file")]),
        ("t.csv", b"id,weather\n1,sunny\n", 0, [(1, "ticket-file")]),
        ("t.csv", b"subject,weather\nS,sunny\n", 1, [(1, "unknown-column")]),
        ("t.csv", b"subject,body\nS\nT,x\n", 1, [(2, "bad-ticket")]),
        ("t.csv", b"subject,body\nS,\xff\n", 0, [(2, "ticket-file")]),
        ("t.csv", b"subject\n" + b"x" * (MAX_LINE + 10) + b"\nS\n", 0, [(2, "ticket-file")]),
        ("t.csv", b'subject\nS\n"never closed\n' + b"more\n" * 1_000_000, 1, [(3, "ticket-file")]),
        ("t.csv", b",".join(b"c%d" % n for n in range(300)) + b"\n", 0, [(1, "ticket-file")]),
        ("t.csv", b"subject\nS\x00\n", 1, []),
        ("t.jsonl", b'{"body": "a"}\nnot json\n[1]\n{"body": "b"}\n', 2, [(2, "bad-ticket"), (3, "bad-ticket")]),
        ("t.jsonl", b"[" * 1_000_000, 0, [(1, "bad-ticket")]),
        ("t.jsonl", b"\xff\xfe\n", 0, [(1, "bad-ticket")]),
        ("t.jsonl", b'{"body": "' + b"x" * MAX_LINE + b'"}\n', 0, [(1, "ticket-file")]),
        ("t.jsonl", b"\x00" * 1_000, 0, [(1, "bad-ticket")]),
    ],
)
def test_hostile_files_end_in_findings(tmp_path, name, data, count, findings):
    """By line, in bounded time, and what can be read is read."""
    began = time.process_time()
    bodies, found = read(tmp_path, data, name)
    assert len(bodies) == count
    assert [code for _, code in found] == [code for _, code in findings]
    assert [line for line, code in found if code != "ticket-file"] == [line for line, code in findings if code != "ticket-file"]
    assert time.process_time() - began < 3


def test_a_thousand_bad_tickets_are_told_by_the_first(tmp_path):
    """The others are counted."""
    path = tmp_path / "t.jsonl"
    path.write_text("x\n" * 1_000)
    file = TicketFile(path)
    assert list(file.records()) == []
    assert (len(file.findings), file.unread) == (MOST_PROBLEMS, 1_000)


def test_a_file_that_is_not_there_is_a_finding(tmp_path):
    """Not a traceback."""
    file = TicketFile(tmp_path / "none.csv")
    assert list(file.records()) == []
    assert [finding.code for finding in file.findings] == ["ticket-file"]


def test_findings_never_repeat_what_a_customer_wrote(tmp_path):
    """Only the name of a column is told, and that is cut."""
    path = tmp_path / "t.csv"
    path.write_text("subject,body,zzz\nsecret words,more secret\nsecret,x,y\n")
    file = TicketFile(path)
    list(file.records())
    assert not any("secret" in str(finding) for finding in file.findings)
