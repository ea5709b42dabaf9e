"""Several files, each with its mapping, in whatever encoding a spreadsheet wrote it."""

import json
import zipfile

import pytest
from openpyxl import Workbook

from training.ingest.exports import Remark, name_exports, read_exports
from training.ingest.mapping import parse_mapping, read_mapping
from training.ingest.rows import ExportError
from training.ingest.tickets import ClientTicket, Refusal

PLAIN = read_mapping("plain")
GERMAN = parse_mapping("columns: {subject: Betreff, category: Art, created_at: Am}\ncategories: {Störung: site_down}", "german")
TABLE = "Betreff;Art;Am\nÄrger im Café – nichts geht;Störung;02.03.2026\n"


def _read(paths, *mappings):
    return list(read_exports(name_exports(paths, mappings or [PLAIN]), lambda _: None))


def _tickets(paths, *mappings):
    return [each for each in _read(paths, *mappings) if not isinstance(each, Remark)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_spreadsheets_in_every_encoding_give_the_same_ticket(tmp_path, encoding, end):
    """With and without a mark; what is guessed is said."""
    path = tmp_path / "t.csv"
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    path.write_bytes((mark + TABLE.replace("\n", end)).encode(encoding))
    *rest, ticket = sorted(_read([path], GERMAN), key=lambda each: isinstance(each, ClientTicket))
    assert (ticket.subject, ticket.label) == ("Ärger im Café – nichts geht", "site_down")
    said = [Remark("t.csv: 1 lines are not UTF-8 and were read as Windows-1252")] if encoding == "cp1252" else []
    assert rest == said


def test_dates_are_read_as_the_column_writes_them(tmp_path):
    """The month first, and it is said."""
    path = tmp_path / "t.csv"
    path.write_text(
        "body,category,created_at\na b,content,06/01/2026 03:53 PM\na c,content,06/30/2026 03:53 AM\n", encoding="utf-8"
    )
    remark, first, second, _ = _read([path])
    assert remark == Remark("t.csv: dates with slashes or dashes are read as month/day/year")
    assert (second.created_at - first.created_at) / 86_400 == 28.5


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_line_that_tells_excel_the_delimiter_is_no_header(tmp_path, delimiter):
    """Rows keep the numbers that a spreadsheet shows."""
    path = tmp_path / "t.csv"
    rows = [["body", "category"], ["a, b; c", "content"]]
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    path.write_text("\r\n".join([f"sep={delimiter}", *lines, ""]), encoding="utf-8-sig", newline="")
    (ticket,) = _tickets([path])
    assert (ticket.place, ticket.body, ticket.label) == ("t.csv, row 3", "a, b; c", "content")


def test_files_of_one_name_are_told_apart(tmp_path):
    """No two tickets stand at one place."""
    paths = [tmp_path / month / "export.csv" for month in ("m1", "m2")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(f"body,category\nof {path.parent.name},content\n", encoding="utf-8")
    found = {ticket.place: ticket.body for ticket in _tickets(paths)}
    assert found == {f"{path}, row 2": f"of {path.parent.name}" for path in paths}


def test_a_file_given_twice_is_refused(tmp_path):
    """By whatever path."""
    (tmp_path / "a").mkdir()
    with pytest.raises(ExportError, match="2 times"):
        name_exports([tmp_path / "x.csv", tmp_path / "a" / ".." / "x.csv"], [PLAIN])


def test_each_file_may_have_its_own_mapping(tmp_path):
    """An export, and what was labelled from it."""
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "b.csv").write_text("subject,category\nhow to print,training\n", encoding="utf-8")
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    assert [ticket.label for ticket in _tickets(paths, GERMAN, PLAIN)] == ["site_down", "training"]
    with pytest.raises(ExportError, match="2 files and 3 mappings"):
        _read(paths, GERMAN, PLAIN, PLAIN)


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        (PLAIN, "none of subject, body, text, description is a column; the file has Betreff, Art, Am"),
        (parse_mapping("columns: {subject: Betreff, category: Kategorie}", "m"), "none of Kategorie is a column"),
    ],
)
def test_a_mapping_of_other_columns_is_told_at_once(tmp_path, mapping, told):
    """Not as a thousand rows without a text."""
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    with pytest.raises(ExportError, match=told):
        _read([path], mapping)


def test_fields_that_no_row_fills_are_told(tmp_path):
    """Zammad's search brings the articles' numbers and no text; it would be learned from titles without a word."""
    path = tmp_path / "t.json"
    rows = [{"title": f"t {at}", "tags": "bug", "customer_id": 7, "created_at": "2026-01-03T08:00:00Z"} for at in range(3)]
    path.write_text(json.dumps(rows), encoding="utf-8")
    *tickets, remark = _read([path], read_mapping("zammad"))
    assert len(tickets) == 3
    assert remark.text.startswith(
        "t.json: no row has anything for body (articles.body, article.body, Body, body); requester_name ("
    )


@pytest.mark.parametrize(("filled", "told"), [(1, ["t.csv: only 1 of 3 tickets have a body"]), (2, [])])
def test_few_bodies_are_told(tmp_path, filled, told):
    """With their number; rows that are refused for another reason do not count."""
    path = tmp_path / "t.csv"
    rows = "".join(f"s,{'b' if at < filled else ''},content\n" for at in range(3))
    path.write_text(f"subject,body,category\n{rows}s,,\n", encoding="utf-8")
    mapping = parse_mapping("columns: {subject: subject, body: body, category: category}", "m")
    assert [each.text for each in _read([path], mapping) if isinstance(each, Remark)] == told


def test_dates_that_cannot_be_read_are_told(tmp_path):
    """With the first of them, masked, since any text may stand there; empty cells are none."""
    path = tmp_path / "t.csv"
    path.write_text("body,category,created_at\na,content,02.03.2026\nb,content,call Mr Weber\nc,content,\nd,content,Q3\n")
    mapping = parse_mapping("columns: {body: body, category: category, created_at: created_at}", "m")
    remarks = [each.text for each in _read([path], mapping) if isinstance(each, Remark)]
    assert remarks == ["t.csv: the dates of 2 of 4 tickets cannot be read, as in 'call Mr ***'"]


def test_nested_columns_are_columns(tmp_path):
    """Of a row where the last part is missing too."""
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps({"key": "A", "fields": {"summary": "s"}}) + "\n", encoding="utf-8")
    (refusal,) = _read([path], read_mapping("jira"))
    assert refusal == Refusal("t.jsonl, row 1", "no category")


def test_of_columns_of_one_name_the_first_that_holds_something_counts(tmp_path):
    """As Jira writes all fields of an issue."""
    path = tmp_path / "t.csv"
    path.write_text("body,category,category,category\na b,,content,\n", encoding="utf-8")
    assert [ticket.label for ticket in _tickets([path])] == ["content"]


def test_json_lines_by_another_name_are_read(tmp_path):
    """As Zendesk exports an account."""
    path = tmp_path / "t.json"
    path.write_text('{"body": "a b", "category": "content"}\n' * 3, encoding="utf-8")
    assert len(_tickets([path])) == 3


def test_sheets_that_are_not_read_are_told(tmp_path):
    """Only the first is."""
    book = Workbook()
    for row in (["body", "category"], ["a b", "content"]):
        book.active.append(row)
    book.create_sheet("Older")
    book.save(tmp_path / "t.xlsx")
    remark, ticket, _ = _read([tmp_path / "t.xlsx"])
    assert remark == Remark("t.xlsx: only the sheet 'Sheet' is read, not Older")
    assert isinstance(ticket, ClientTicket)


def test_an_archive_that_is_no_workbook_is_told(tmp_path):
    """By its name."""
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        archive.writestr("a", "b")
    with pytest.raises(ExportError, match=r"t\.xlsx: no Excel workbook"):
        _read([tmp_path / "t.xlsx"])


@pytest.mark.parametrize("ending", ["", "\n", "\na second line\n\nc,d,content\n"])
def test_a_file_that_ends_within_quotes_is_told(tmp_path, ending):
    """A broken-off export, or a quotation mark that nobody closed: what it swallowed was lost without a word."""
    path = tmp_path / "t.csv"
    path.write_text(f'subject,body,category\na,b,content\nx,"cut off he{ending}', encoding="utf-8")
    ticket, refusal = _tickets([path])
    assert ticket.body == "b"
    assert refusal.place == "t.csv, row 3"
    assert refusal.why.startswith("a quotation mark stays open to the end of the file (")
    assert f"({max(1, len(ending.splitlines()))} lines)" in refusal.why


@pytest.mark.parametrize("last", ["", "\n", "\r\n\r\n"])
def test_the_end_of_a_file_is_no_row(tmp_path, last):
    """With and without a line end."""
    path = tmp_path / "t.csv"
    path.write_text(f'subject,body,category\na,b,"content"{last}', encoding="utf-8", newline="")
    (ticket,) = _tickets([path])
    assert ticket.label == "content"


def test_a_header_that_is_never_closed_is_told(tmp_path):
    """It swallows the whole file."""
    path = tmp_path / "t.csv"
    path.write_text('subject,body,"category\na,b,content\n', encoding="utf-8")
    with pytest.raises(ExportError, match="no header"):
        _read([path])


def test_names_of_columns_may_have_blanks_around_and_lines_within(tmp_path):
    """As spreadsheets have them, where nobody sees it."""
    path = tmp_path / "t.csv"
    path.write_text('Subject , Text,"Category\nof ticket"\na,b c,content\n', encoding="utf-8")
    mapping = parse_mapping('columns: {subject: Subject, body: Text, category: ["Category\\nof ticket"]}', "lines")
    (ticket,) = _tickets([path], mapping)
    assert (ticket.subject, ticket.body, ticket.label, ticket.place) == ("a", "b c", "content", "t.csv, row 2")


def test_workbooks_with_a_wrong_size_are_read_whole(tmp_path):
    """Some programs write that a sheet had one cell; carriage returns are spelt out."""
    book, path, wrong = Workbook(), tmp_path / "a.xlsx", tmp_path / "t.xlsx"
    for row in (["subject ", "body", "category"], ["a", "b_x000D_\nc", "content"]):
        book.worksheets[0].append(row)
    book.save(path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(wrong, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<dimension ref="A1:C2"', b'<dimension ref="A1"'))
    (ticket,) = _tickets([wrong])
    assert (ticket.subject, ticket.body, ticket.label) == ("a", "b\nc", "content")
