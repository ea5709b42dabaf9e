"""Files of an export as rows: CSV, JSON lines, JSON, Excel; packed by gzip or xz or not. Row by row where the format allows."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import lzma
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, BinaryIO, cast
from zipfile import BadZipFile

from triage.contract.delimited import delimiter_of

Advance = Callable[[int], object]
"""Told how many bytes of the file were read since the last call."""

_TOLD_DELIMITER = re.compile(r"sep=(.)[\r\n]*", re.IGNORECASE)  # Excel's line before the header
_END = "\0end\0"  # a line after the last one: it comes back as a row unless a quotation mark is open
_LONGEST_CELL = 1 << 24
_LINES_TRIED = 2
_LISTS = ("tickets", "issues", "results", "data", "rows")


class ExportError(ValueError):
    """A file cannot be read at all; the message names it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (the first line after a CSV header is row 2), its cells, or why there are none.

    A `note` is no row, but what is to know of the whole file.
    """

    number: int
    cells: Mapping[str, Any]
    fault: str = ""
    note: str = ""


def read_rows(path: Path, advance: Advance) -> Iterator[Row]:
    """The rows of a file, by the ending of its name.

    Raises:
        ExportError: the file is missing, of an unknown kind, or not what its name says.
    """
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in (".gz", ".xz")]
    reader = _READERS.get(suffixes[-1] if suffixes else "")
    if reader is None:
        raise ExportError(f"{path}: only {', '.join(sorted(_READERS))} can be read, also as .gz or .xz")
    try:
        with path.open("rb") as raw:
            counted = _Counted(raw, advance)
            yield from reader(path, _unpacked(path, counted))
    except (OSError, EOFError, lzma.LZMAError, UnicodeError, csv.Error, BadZipFile) as error:
        raise ExportError(f"{path}: {error}") from error


class _Counted(io.RawIOBase):
    """A file that tells how far it was read."""

    def __init__(self, raw: BinaryIO, advance: Advance) -> None:
        self._raw, self._advance = raw, advance

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - any writable buffer, as the base class has it
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self._advance(len(data))
        return len(data)


def _unpacked(path: Path, raw: _Counted) -> BinaryIO:
    packed = path.suffix.lower()
    if packed == ".gz":
        return cast(BinaryIO, gzip.GzipFile(fileobj=io.BufferedReader(raw)))
    if packed == ".xz":
        return cast(BinaryIO, lzma.LZMAFile(cast(IO[bytes], io.BufferedReader(raw))))
    return cast(BinaryIO, io.BufferedReader(raw, 1 << 20))


class _Lines(Iterator[str]):
    """The lines of a file as text: UTF-8 with or without a mark, or UTF-16 with one.

    What is neither is read as Windows-1252, line by line, as German spreadsheets write it; `foreign` counts these lines.
    """

    def __init__(self, file: BinaryIO) -> None:
        first = next(file, b"")
        self.foreign = 0
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raw = first + file.read()  # line ends are not where bytes say
            self._lines: Iterator[str] = io.StringIO(raw.decode("utf-16", "replace"), newline="")
        else:
            lines = chain([first.removeprefix(codecs.BOM_UTF8)], file)
            self._lines = (self._decoded(line) for each in lines for line in each.splitlines(keepends=True))

    def __next__(self) -> str:
        return next(self._lines)

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            self.foreign += 1
            return line.decode("cp1252", "replace")

    def notes(self) -> Iterator[Row]:
        """What is to know of the file, once it is read."""
        if self.foreign:
            yield Row(0, {}, note=f"{self.foreign} lines are not UTF-8 and were read as Windows-1252")


def _stripped(header: Sequence[Any]) -> list[str]:
    """The names of columns, without the blanks around them that nobody sees in a spreadsheet."""
    return ["" if name is None else str(name).strip() for name in header]


def _named(header: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    """A row's cells by their column; of columns of one name the first that holds something counts."""
    named: dict[str, Any] = {}
    for name, cell in zip(header, cells, strict=False):
        if name not in named or named[name] in ("", None):
            named[name] = cell
    return named


def _read_csv(path: Path, file: BinaryIO) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    text = _Lines(file)
    first = next(text, "")
    begin = 2
    told = _TOLD_DELIMITER.fullmatch(first)
    if told is not None:
        first, begin = next(text, ""), 3
    delimiter = told[1] if told is not None else delimiter_of(first)
    reader = csv.reader(chain([first], text, [_END]), delimiter=delimiter)
    header = _stripped(next(reader, []))
    if len(header) < 2 or header[-1].endswith(_END):
        raise ExportError(f"{path}: the first line is no header of several columns")
    before = reader.line_num
    for number, cells in enumerate(reader, begin):
        if cells == [_END]:
            break
        if cells and cells[-1].endswith(_END):
            count = reader.line_num - before - 1
            yield Row(number, {}, f"a quotation mark stays open to the end of the file ({count} lines); is the file cut off?")
        elif len(cells) > len(header):
            yield Row(number, {}, f"{len(cells)} cells under {len(header)} columns")
        elif cells:
            yield Row(number, _named(header, cells))
        before = reader.line_num
    yield from text.notes()


def _read_jsonl(path: Path, file: BinaryIO) -> Iterator[Row]:
    lines = _Lines(file)
    yield from _json_rows(lines)
    yield from lines.notes()


def _json_rows(lines: Iterable[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _json_row(number, line)


def _json_row(number: int, line: str) -> Row:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return Row(number, {}, "not JSON")
    return Row(number, told) if isinstance(told, dict) else Row(number, {}, "not a JSON object")


def _read_json(path: Path, file: BinaryIO) -> Iterator[Row]:
    lines = list(_Lines(file))
    try:
        told = json.loads("".join(lines))
    except (ValueError, RecursionError) as error:
        if sum(not row.fault for row in islice(_json_rows(lines), _LINES_TRIED)) == _LINES_TRIED:  # JSON lines by another name
            yield from _json_rows(lines)
            return
        raise ExportError(f"{path}: not JSON: {error}") from error
    if isinstance(told, dict):
        told = next((told[name] for name in _LISTS if isinstance(told.get(name), list)), None)
    if not isinstance(told, list):
        raise ExportError(f"{path}: a list is expected, or an object with one of {', '.join(_LISTS)}")
    for number, each in enumerate(told, 1):
        yield Row(number, each) if isinstance(each, dict) else Row(number, {}, "not a JSON object")


def _read_excel(path: Path, file: BinaryIO) -> Iterator[Row]:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise ExportError(f"{path}: Excel files need openpyxl: pip install 'ticket-triage[train]'") from error
    try:
        book = load_workbook(io.BytesIO(file.read()), read_only=True, data_only=True)
    except (KeyError, ValueError, BadZipFile) as error:
        raise ExportError(f"{path}: no Excel workbook: {error}") from error
    if book.sheetnames[1:]:
        yield Row(0, {}, note=f"only the sheet {book.sheetnames[0]!r} is read, not {', '.join(book.sheetnames[1:])}")
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # some programs write a size that leaves out all but the first cell
    rows = sheet.iter_rows(values_only=True)
    header = _stripped(next(rows, ()))
    for number, cells in enumerate(rows, 2):
        if any(cell is not None for cell in cells):
            yield Row(number, _named(header, [_without_returns(cell) for cell in cells]))
    book.close()


def _without_returns(cell: object) -> object:
    """A cell without the carriage returns that a workbook spells out."""
    return cell.replace("_x000D_", "") if isinstance(cell, str) else cell


_READERS: dict[str, Callable[[Path, BinaryIO], Iterator[Row]]] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".json": _read_json,
    ".jsonl": _read_jsonl,
    ".ndjson": _read_jsonl,
    ".xlsx": _read_excel,
}
