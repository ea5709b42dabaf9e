"""Past tickets from a file: JSON lines (requests as the API takes them, or flat objects) and CSV with a header.

Files are read record by record, with bounds on each, so that neither a huge nor a hostile file takes more than its share. What
cannot be read is told by line; the rest goes on.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from triage.contract.body import read_json
from triage.contract.delimited import delimiter_of
from triage.errors import Finding, MalformedError
from triage.policy.files.findings import Position, quoted
from triage.policy.lint.codes import about_tickets
from triage.service.intake.ticket_columns import body_of, lacks_an_offset, place_of

MAX_LINE = 2_000_000
"""Bytes of a line, or characters of a CSV record's longest field."""
MAX_COLUMNS = 200
MOST_PROBLEMS = 20
"""Records that are told one by one when they cannot be read; the others are only counted."""

csv.field_size_limit(MAX_LINE)  # the library's own limit is smaller than the body of a ticket may be; it is one for the process

_WORKBOOKS = (".xlsx", ".xls", ".ods")
_ZONE_HINT = "say where they were written, as `--time-zone Europe/Copenhagen`"


@dataclass(frozen=True, slots=True)
class Record:
    """One past ticket as a request's JSON, and the line on which it begins."""

    line: int
    body: Mapping[str, Any]


@dataclass(slots=True)
class TicketFile:
    """Reads one file; `findings` fills while it is read, `unread` counts the records that could not be.

    `columns` are names of the file's own for ours, as "Betreff" for "subject"; `met` are those of them that the file has.
    `time_zone` is that of times without an offset, an IANA name. Where none is said they are taken as UTC, and the first is told.
    """

    path: Path
    findings: list[Finding] = field(default_factory=list)
    unread: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    time_zone: str | None = None
    met: set[str] = field(default_factory=set)

    def records(self) -> Iterator[Record]:
        """The tickets in the order of the file."""
        try:
            if self.path.suffix.lower() in _WORKBOOKS:
                self.stop(1, "workbooks are not read; save it as CSV UTF-8")
                return
            with self.path.open("rb") as file:
                yield from self._csv(file) if self.path.suffix.lower() in (".csv", ".tsv") else self._json_lines(file)
        except OSError as error:
            self.stop(1, f"the file cannot be read: {error.strerror or 'unknown reason'}")

    def refuse(self, line: int, reason: str) -> None:
        """Count a ticket that could not be used; tell it while they are few."""
        self.unread += 1
        if self.unread <= MOST_PROBLEMS:
            self._tell(line, "bad-ticket", reason)

    def stop(self, line: int, reason: str) -> None:
        """Tell why the file is not read any further."""
        self._tell(line, "ticket-file", reason)

    def _tell(self, line: int, code: str, message: str, suggestion: str = "") -> None:
        self.findings.append(about_tickets(Position(str(self.path), line), code, message, suggestion))

    def _json_lines(self, file: BinaryIO) -> Iterator[Record]:
        for number, data in _lines(file):
            if len(data) > MAX_LINE:
                self.stop(number, f"the line has more than {MAX_LINE} bytes; the rest of the file is not read")
                return
            if data.strip():
                yield from self._json(number, data)

    def _json(self, number: int, data: bytes) -> Iterator[Record]:
        try:
            value = read_json(data.strip())
        except MalformedError as error:
            self.refuse(number, error.faults[0].detail)
            return
        if not isinstance(value, Mapping):
            self.refuse(number, "the line is no JSON object")
        elif isinstance(value.get("ticket"), Mapping):
            yield Record(number, value)
        else:
            yield self._record(number, {self._ours(str(name)): cell for name, cell in value.items()})

    def _ours(self, name: str) -> str:
        """Our name of a column of the file."""
        if name in self.columns:
            self.met.add(name)
        return self.columns.get(name, name)

    def _csv(self, file: BinaryIO) -> Iterator[Record]:
        reader = _Texts(file)
        try:
            first = next(reader, "")
            rows = csv.reader(_chained(first, reader), delimiter=delimiter_of(first), strict=True)
            header = [self._ours(name.strip()) for name in next(rows, [])]
            if not self._header_is_good(header):
                return
            for begin, row in _numbered(rows):
                if any(cell.strip() for cell in row):
                    yield from self._row(begin, header, row)
        except UnicodeDecodeError:
            self.stop(reader.number, "the file is not UTF-8; save it as CSV UTF-8")
        except csv.Error as error:
            self.stop(reader.number, f"the file is no CSV that can be read: {_reason(error)}")

    def _header_is_good(self, header: list[str]) -> bool:
        if len(header) > MAX_COLUMNS:
            self.stop(1, f"the file has {len(header)} columns; {MAX_COLUMNS} are allowed")
            return False
        known = [name for name in header if place_of(name)]
        if not {"subject", "body"} & {(place_of(name) or ("",))[-1] for name in known}:
            self.stop(1, "the first line names no column `subject` or `body`")
            return False
        for name in header:
            if name and name not in known:
                self._tell(1, "unknown-column", f"the column {quoted(name)} is not read")
        return True

    def _row(self, line: int, header: list[str], row: list[str]) -> Iterator[Record]:
        if len(row) != len(header):
            self.refuse(line, f"the row has {len(row)} cells, the header {len(header)}")
        else:
            yield self._record(line, dict(zip(header, row, strict=True)))

    def _record(self, line: int, cells: Mapping[str, object]) -> Record:
        if self.time_zone is None and lacks_an_offset(cells):
            self.time_zone = "UTC"
            self._tell(line, "no-offset", "this time, and others that have no offset, are taken as UTC", _ZONE_HINT)
        return Record(line, body_of(cells, self.time_zone or "UTC"))


class _Rows(Protocol):
    """What csv.reader gives: rows, and on which line the latest one ended."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


class _Texts(Iterator[str]):
    """The lines of a file as text. Raises UnicodeDecodeError, csv.Error for a line that is too long."""

    def __init__(self, file: BinaryIO) -> None:
        self._lines = _lines(file)
        self.number = 1

    def __next__(self) -> str:
        self.number, data = next(self._lines)
        if len(data) > MAX_LINE:
            raise csv.Error("field larger than field limit")
        return data.decode("utf-8-sig" if self.number == 1 else "utf-8")


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while data := file.readline(MAX_LINE + 1):
        number += 1
        yield number, data


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _numbered(rows: _Rows) -> Iterator[tuple[int, list[str]]]:
    """The rows that are left, each with the line on which it begins: cells may hold line breaks."""
    begin = rows.line_num + 1
    for row in rows:
        yield begin, row
        begin = rows.line_num + 1


def _reason(error: csv.Error) -> str:
    """The library's words, as far as they are its own."""
    text = str(error)
    return re.sub(r"\(\d+\)", "", text).strip() if re.fullmatch(r"[A-Za-z0-9 ,()'\"-]+", text) else "broken quoting"
