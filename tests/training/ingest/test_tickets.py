"""Exports in every format become the same tickets; rows that cannot be used say where and why."""

import gzip
import json
import lzma

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from training.ingest.exports import Remark, name_exports, read_exports
from training.ingest.mapping import parse_mapping, read_mapping
from training.ingest.private import MAIL, SECRET
from training.ingest.rows import ExportError, Row
from training.ingest.tickets import ClientTicket, Refusal, to_ticket
from triage.classifier.text import clean
from triage.classifier.tokens import fold_all, read_tokens

PLAIN = read_mapping("plain")
HEADER = ["id", "subject", "body", "category", "created_at", "requester"]
LINE = ["7", "Help", "Call me: +49 170 1234567", "training", "2026-03-02T10:00:00Z", "ann@shop.example"]


def _read(paths, advance):
    return (each for each in read_exports(name_exports(paths, [PLAIN]), advance) if not isinstance(each, Remark))


def _files(folder):
    as_json = dict(zip(HEADER, LINE, strict=True))
    text = ",".join(HEADER) + "\n" + ",".join(LINE) + "\n"
    (folder / "a.csv").write_text("\ufeff" + text, encoding="utf-8")
    (folder / "b.csv").write_text(text.replace(",", ";"), encoding="utf-8")
    (folder / "c.csv.gz").write_bytes(gzip.compress(text.encode()))
    (folder / "C.CSV.GZ").write_bytes(gzip.compress(text.encode()))
    (folder / "D.Csv.XZ").write_bytes(lzma.compress(text.encode()))
    (folder / "d.csv.xz").write_bytes(lzma.compress(text.encode()))
    (folder / "e.jsonl").write_text("\n" + json.dumps(as_json) + "\n", encoding="utf-8")
    (folder / "f.json").write_text(json.dumps({"tickets": [as_json]}), encoding="utf-8")
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(LINE)
    book.save(folder / "g.xlsx")
    return sorted(folder.iterdir())


def test_every_format_gives_the_same_ticket(tmp_path):
    """CSV with marks, semicolons or packed, JSON lines, JSON, Excel; masked, dated, without the requester's name."""
    paths = _files(tmp_path)
    tickets = list(_read(paths, lambda _: None))
    assert len(tickets) == len(paths) == 9
    for ticket in tickets:
        assert isinstance(ticket, ClientTicket)
        assert (ticket.subject, ticket.body, ticket.label) == ("Help", "Call me: +00 000 0000000", "training")
        assert ticket.created_at == 1772445600.0
        assert ticket.requester == tickets[0].requester != 0


def test_progress_adds_up_to_the_size_of_the_files(tmp_path):
    """The bar ends at its end."""
    paths = _files(tmp_path)[:3]
    seen = []
    list(_read(paths, seen.append))
    assert sum(seen) == sum(path.stat().st_size for path in paths)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"subject": " ", "body": "", "category": "training"}, "no subject and no text"),
        ({"body": "x"}, "no category"),
        ({"body": "x", "category": "Billing"}, "category 'Billing' is not in the mapping"),
        (
            {"body": "x", "category": "Hi Zed, call +49 170 9999999"},
            "category 'Hi ***, call +00 000 0000000' is not in the mapping",
        ),
    ],
)
def test_unusable_rows_say_where_and_why(cells, why):
    """Nothing is dropped in silence."""
    assert to_ticket(Row(12, cells), "a.csv", PLAIN) == Refusal("a.csv, row 12", why)


SEEN_IN_HTML = [
    ("<p>Hi Anna,</p><p>it fails</p>", "Hi ***,\n\nit fails"),
    ('<div dir="ltr">Hello Anna,</div><div>it fails</div>', "Hello ***,\nit fails"),
    ("<p>It fails</p><p>Kind regards,<br>Anna Schmidt</p>", "It fails\n\nKind regards,\n*** ***"),
    ("<p>Forward</p><p>Von: Anna Schmidt</p><p>it fails</p>", "Forward\n\nVon: *** ***\n\nit fails"),
    (
        "<p>Forward</p><p>From: Anna Schmidt &lt;anna@x.com&gt;</p><p>it fails</p>",
        f"Forward\n\nFrom: *** <{MAIL}>\n\nit fails",
    ),
    ("my name is <b>Anna Schmidt</b> and it fails", "my name is *** and it fails"),
    ("&lt;p&gt;Hi Anna,&lt;/p&gt;&lt;p&gt;it fails&lt;/p&gt;", "Hi ***,\n\nit fails"),
    ("<b>Passwort:</b> hunter2", f"Passwort: {SECRET}"),
    ("<table><tr><td>Passwort</td><td>hunter2</td></tr></table>", f"Passwort {SECRET}"),
    ("write to anna@<b>x.com</b>", f"write to {MAIL}"),
    ("call +49 <b>170</b> 1234567", "call +00 000 0000000"),
    ("<span>4111</span> <span>1111</span> 1111 1111", "0000 0000 0000 0000"),
    ("IBAN <b>DE89</b> 3704 0044 0532 0130 00", "IBAN DE00 0000 0000 0000 0000 00"),
]


@pytest.mark.parametrize(("body", "masked"), SEEN_IN_HTML)
def test_masking_sees_the_text_of_html_not_its_tags(body, masked):
    """A tag hides no name, password, number or address; escaped HTML is HTML."""
    ticket = to_ticket(Row(2, {"body": body, "category": "training"}), "a.csv", PLAIN)
    assert isinstance(ticket, ClientTicket)
    assert ticket.body == masked


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<br>", "&lt;br&gt;", "&amp;lt;b&amp;gt;", "it fails", " & ", "\n", "<head>", "</b>"]),
        max_size=8,
    )
)
def test_what_is_learned_of_html_is_what_is_read_of_it(parts):
    """The text is taken from HTML once, however often it is asked for: a tag that a page shows stays a word."""
    body = "".join(["down ", *parts])
    ticket = to_ticket(Row(2, {"body": body, "category": "training"}), "a.csv", PLAIN)
    assert isinstance(ticket, ClientTicket)
    assert fold_all(read_tokens(clean("", ticket.body))[0]) == fold_all(read_tokens(clean("", body))[0])


def test_broken_lines_are_refused_and_the_rest_is_read(tmp_path):
    """One bad line does not spoil a file."""
    path = tmp_path / "x.jsonl"
    path.write_text(
        '{"body": "a b", "category": "content"}\n{oops\n[1]\n{"body": "c d", "category": "content"}\n', encoding="utf-8"
    )
    found = list(_read([path], lambda _: None))
    assert [each.why for each in found if isinstance(each, Refusal)] == ["not JSON", "not a JSON object"]
    assert [each.body for each in found if isinstance(each, ClientTicket)] == ["a b", "c d"]


@pytest.mark.parametrize(
    ("name", "content"), [("x.pdf", b""), ("x.json", b"{}"), ("x.csv", b"alone\n"), ("x.csv.xz", b"junk"), ("x.xlsx", b"junk")]
)
def test_files_that_cannot_be_read_are_named(tmp_path, name, content):
    """The message begins with the file."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ExportError, match=name):
        list(_read([path], lambda _: None))


def test_one_of_several_tags_is_the_category():
    """Zammad keeps categories in tags; two that are categories contradict each other."""
    mapping = read_mapping("zammad")
    one = to_ticket(Row(1, {"title": "t", "tags": ["vip", "bug"]}), "z", mapping)
    two = to_ticket(Row(1, {"title": "t", "tags": "bug, feature"}), "z", mapping)
    assert isinstance(one, ClientTicket)
    assert one.label == "key_function"
    assert two == Refusal("z, row 1", "several categories: feature_request, key_function")


@pytest.mark.parametrize(
    "tags", ["feature request; vip", "vip|feature request", "a, feature request ,b", "feature request", "vip bug"]
)
def test_tags_may_hold_blanks(tags):
    """Where something else divides them, or where there is but one."""
    text = "columns: {body: b, category: t}\ncategories: {feature request: content, bug: content}\nmultiple: true"
    ticket = to_ticket(Row(1, {"b": "x", "t": tags}), "z", parse_mapping(text, "m"))
    assert isinstance(ticket, ClientTicket)
    assert ticket.label == "content"


def test_nested_objects_and_documents_are_reached():
    """Jira's search answers with objects in objects, and texts in its own document format."""
    document = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "It fails"}]}]}
    fields = {"summary": "S", "description": document, "issuetype": {"name": "Bug"}, "reporter": {"accountId": "5b"}}
    ticket = to_ticket(Row(1, {"key": "A-1", "fields": fields}), "j", read_mapping("jira"))
    assert isinstance(ticket, ClientTicket)
    assert (ticket.subject, ticket.body, ticket.label) == ("S", "It fails", "key_function")


def test_ignored_categories_are_no_faults():
    """Spam is left out without a word for each."""
    found = to_ticket(Row(1, {"subject": "buy", "Category": "Spam"}), "z", read_mapping("zendesk"))
    assert isinstance(found, Refusal)
    assert found.ignored


def test_a_mapping_reads_columns_in_order_of_preference():
    """The first column that holds something counts."""
    mapping = parse_mapping("columns: {body: [text, note], category: kind}\ncategories: {c: content}", "m")
    ticket = to_ticket(Row(1, {"text": "", "note": "n", "kind": "c"}), "f", mapping)
    assert isinstance(ticket, ClientTicket)
    assert ticket.body == "n"


@pytest.mark.parametrize(("value", "category"), [("content", "content"), (None, "training"), ("", "training")])
def test_a_field_of_a_list_is_reached_by_its_id(value, category):
    """Zendesk's own fields; one that is empty leaves it to the next column."""
    mapping = parse_mapping("columns: {body: body, category: [custom_fields.42, type]}", "zendesk")
    fields = [{"id": 7, "value": "site_down"}, {"id": 42, "value": value}]
    ticket = to_ticket(Row(1, {"body": "new text, please", "custom_fields": fields, "type": "training"}), "f", mapping)
    assert isinstance(ticket, ClientTicket)
    assert ticket.label == category


def test_a_list_without_that_id_is_its_first():
    """As before: the first article's body."""
    mapping = parse_mapping("columns: {body: articles.body, category: category}", "zammad")
    ticket = to_ticket(
        Row(1, {"articles": [{"id": 1, "body": "one"}, {"id": 2, "body": "two"}], "category": "content"}), "f", mapping
    )
    assert isinstance(ticket, ClientTicket)
    assert ticket.body == "one"
