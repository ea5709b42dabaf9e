"""Files of tickets, each with its mapping and a name of its own: read one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from training.ingest.mapping import ColumnMapping
from training.ingest.moments import month_first
from training.ingest.names import mask_names
from training.ingest.private import mask
from training.ingest.rows import Advance, ExportError, Row, read_rows
from training.ingest.tickets import ClientTicket, Refusal, cell_of, to_ticket

_FIRST_ROWS = 2_000  # rows that are looked at before the first is taken: for the columns there are, and how dates are written
_COLUMNS_SHOWN = 12
_DATE_SHOWN = 40  # characters
_FIELDS = ("subject", "body", "created_at", "requester", "requester_name")  # without these less is learned, judged or masked
_FEW = 0.5  # share of the tickets with a text, below which it is told


@dataclass(frozen=True, slots=True)
class Export:
    """A file, how it is read, and what its rows' places call it: its name, or its path where another has the same name."""

    path: Path
    mapping: ColumnMapping
    name: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What to know of a file that is read all the same."""

    text: str


def name_exports(paths: Sequence[Path], mappings: Sequence[ColumnMapping]) -> tuple[Export, ...]:
    """The files with their mappings: one for all, or one for each in the same order.

    Raises:
        ExportError: a file is given twice, or the numbers of both differ.
    """
    if len(mappings) not in (1, len(paths)):
        raise ExportError(f"{len(paths)} files and {len(mappings)} mappings: one mapping for all is needed, or one for each file")
    for path, count in Counter(path.resolve() for path in paths).items():
        if count > 1:
            raise ExportError(f"{path} is given {count} times")
    names = Counter(path.name for path in paths)
    mappings_of_each = mappings if len(mappings) == len(paths) else [mappings[0]] * len(paths)
    called = [path.name if names[path.name] == 1 else str(path) for path in paths]
    return tuple(Export(*each) for each in zip(paths, mappings_of_each, called, strict=True))


def read_exports(exports: Sequence[Export], advance: Advance) -> Iterator[ClientTicket | Refusal | Remark]:
    """Every row of every file, as a ticket or as the reason why it is none, and what is to know of the files.

    Raises:
        ExportError: a file cannot be read, or has none of the columns that its mapping names.
    """
    for export in exports:
        rows = read_rows(export.path, advance)
        first = list(islice(rows, _FIRST_ROWS))
        _check_columns(export, first)
        american = month_first(cell_of(row.cells, export.mapping, "created_at") for row in first)
        if american:
            yield Remark(f"{export.name}: dates with slashes or dashes are read as month/day/year")
        filled = _Filled(export.mapping)
        for row in chain(first, rows):
            if row.note:
                yield Remark(f"{export.name}: {row.note}")
                continue
            ticket = to_ticket(row, export.name, export.mapping, american)
            filled.look(row, ticket)
            yield ticket
        yield from (Remark(f"{export.name}: {told}") for told in filled.remarks())


class _Filled:
    """Which fields of a mapping hold something in a file: a column of another name is no fault of a row."""

    def __init__(self, mapping: ColumnMapping) -> None:
        self._mapping = mapping
        self._empty = [field for field in _FIELDS if field in mapping.columns]
        self._tickets = self._texts = self._undated = 0
        self._date = ""  # the first that cannot be read

    def look(self, row: Row, ticket: ClientTicket | Refusal) -> None:
        """Take note of one row and of what became of it."""
        if self._empty:
            self._empty = [field for field in self._empty if cell_of(row.cells, self._mapping, field) is None]
        if isinstance(ticket, ClientTicket):
            self._tickets += 1
            self._texts += bool(ticket.body)
            if ticket.created_at is None and (told := cell_of(row.cells, self._mapping, "created_at")) is not None:
                self._undated += 1
                self._date = self._date or mask_names(mask(str(told)))[:_DATE_SHOWN]

    def remarks(self) -> Iterator[str]:
        """What to know once all rows were looked at."""
        if not self._tickets:
            return
        if self._empty:
            told = (f"{field} ({', '.join(self._mapping.columns[field])})" for field in self._empty)
            yield f"no row has anything for {'; '.join(told)}"
        if 0 < self._texts < _FEW * self._tickets:
            yield f"only {self._texts} of {self._tickets} tickets have a body"
        if self._undated:
            yield f"the dates of {self._undated} of {self._tickets} tickets cannot be read, as in {self._date!r}"


def _check_columns(export: Export, rows: Sequence[Row]) -> None:
    there = set(chain.from_iterable(row.cells for row in rows))
    if not there:
        return
    columns = export.mapping.columns
    for fields in (("subject", "body"), ("category",)):
        wanted = [column for field in fields for column in columns.get(field, ())]
        if not any(column in there or _reaches(column, rows) for column in wanted):
            shown = ", ".join(map(str, islice(dict.fromkeys(chain.from_iterable(row.cells for row in rows)), _COLUMNS_SHOWN)))
            raise ExportError(f"{export.path}: none of {', '.join(wanted)} is a column; the file has {shown}")


def _reaches(column: str, rows: Sequence[Row]) -> bool:
    """Whether a column with dots begins in an object of some row; what it holds there may be missing."""
    head = column.partition(".")[0]
    return any(isinstance(row.cells.get(head), Mapping | list) for row in rows)
