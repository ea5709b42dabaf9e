"""A client's tickets in columns of numbers. Texts are not kept: what the report quotes is read again, and masked again."""

from __future__ import annotations

import sys
import tempfile
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import IO, Any, overload

import numpy as np
import numpy.typing as npt

from training.ingest.exports import Export, Remark, read_exports
from training.ingest.rows import Advance
from training.ingest.tickets import ClientTicket, Refusal
from training.retrain.encoding import Encoded, Encoder, Integers, Numbers

Keys = npt.NDArray[np.uint64]

_PLACES_SHOWN = 20
_REASONS = 20  # that are told one by one: a column of free text in the category's place gives one for each row
_PHRASE = np.uint64(0xA24BAED4963EE407)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Labelled tickets, one row each.

    Attributes:
        texts: as numbers.
        labels: numbers of `names`.
        names: the labels, sorted.
        times: seconds since 1970; not a number where unknown.
        requesters: equal for the same requester; 0 where unknown.
        places: where a ticket stands, "file.csv, row 12"; no two are equal.
        sources: the file, or the part of the shipped corpus.
        keys: equal for the same words in the same order, in every run.
    """

    texts: Encoded
    labels: Integers
    names: tuple[str, ...]
    times: npt.NDArray[np.float64]
    requesters: Integers
    places: Sequence[str]
    sources: Sequence[str]
    keys: Keys

    def __len__(self) -> int:
        return int(self.labels.size)


@dataclass(slots=True)
class Refusals:
    """Rows that are not used, by reason: how many, and where the first ones are; and what is to know of the files."""

    remarks: list[str] = field(default_factory=list)
    ignored: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)

    def add(self, refusal: Refusal) -> None:
        """Count one."""
        if refusal.ignored:
            self.ignored += 1
            return
        self.counts[refusal.why] += 1
        shown = self.places.setdefault(refusal.why, [])
        if len(shown) < _PLACES_SHOWN:
            shown.append(refusal.place)

    def lines(self) -> Iterator[str]:
        """What is to know of the files, then a line for each reason, the commonest first; the rarest of many together."""
        yield from self.remarks
        for why, count in self.counts.most_common(_REASONS):
            where = "; ".join(self.places[why][:5])
            yield f"{count} rows refused: {why} ({where}{', …' if count > 5 else ''})"
        if len(self.counts) > _REASONS:
            rest = self.counts.most_common()[_REASONS:]
            yield f"{sum(count for _, count in rest)} rows refused for {len(rest)} other reasons"
        if self.ignored:
            yield f"{self.ignored} rows ignored, as the mapping says"


class Spool:
    """Arrays of all texts, one after the other, in a file: memory stays small however many there are."""

    def __init__(self, kind: npt.DTypeLike) -> None:
        self._kind = np.dtype(kind)
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `read`
        self._sizes = array("q", [0])

    def add(self, content: bytes) -> None:
        """Append one text's numbers."""
        self._file.write(content)
        self._sizes.append(self._sizes[-1] + len(content) // self._kind.itemsize)

    def read(self) -> tuple[npt.NDArray[Any], Integers]:
        """All numbers, and where each text begins. Nothing can be added afterwards; the arrays keep the file alive."""
        starts = np.frombuffer(self._sizes, np.int64)
        with self._file:
            self._file.flush()
            empty = not starts[-1]
            numbers = np.zeros(0, self._kind) if empty else np.memmap(self._file, self._kind, "r", shape=(int(starts[-1]),))
        return numbers, starts


@dataclass(frozen=True, slots=True)
class Places(Sequence[str]):
    """Short texts in one array of bytes: a million of them as strings would take as much memory as the model."""

    content: npt.NDArray[np.uint8]
    starts: Integers

    def __len__(self) -> int:
        return self.starts.size - 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[row] for row in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        return self.content[self.starts[at] : self.starts[at + 1]].tobytes().decode("utf-8", "replace")


@dataclass(slots=True)
class _Columns:
    """The columns while they grow."""

    tokens: Spool = field(default_factory=lambda: Spool(np.int32))
    cues: Spool = field(default_factory=lambda: Spool(np.int32))
    places: Spool = field(default_factory=lambda: Spool(np.uint8))
    labels: array[int] = field(default_factory=lambda: array("i"))
    times: array[float] = field(default_factory=lambda: array("d"))
    requesters: array[int] = field(default_factory=lambda: array("q"))
    sources: list[str] = field(default_factory=list)
    languages: list[str | None] = field(default_factory=list)
    met: dict[str, int] = field(default_factory=dict)

    def add(self, ticket: ClientTicket, words: Numbers, acts: Numbers, language: str | None, source: str) -> None:
        """One more ticket."""
        self.tokens.add(words.tobytes())
        self.cues.add(acts.tobytes())
        self.places.add(ticket.place.encode("utf-8", "replace"))
        self.labels.append(self.met.setdefault(ticket.label, len(self.met)))
        self.times.append(float("nan") if ticket.created_at is None else ticket.created_at)
        self.requesters.append(ticket.requester)
        self.sources.append(sys.intern(source))
        self.languages.append(language)

    def finish(self, encoder: Encoder) -> Dataset:
        """The dataset; labels are numbered in the order of their names."""
        texts = Encoded(list(encoder.words), *self.tokens.read(), list(encoder.acts), *self.cues.read(), self.languages)
        names = tuple(sorted(self.met))
        order = np.array([names.index(name) for name in self.met], np.int64)
        labels = order[np.array(self.labels, np.int64)] if names else order
        times, requesters = np.array(self.times), np.array(self.requesters, np.int64)
        places = Places(*self.places.read())
        return Dataset(texts, labels, names, times, requesters, places, self.sources, text_keys(texts, encoder))


def collect(
    tickets: Iterable[ClientTicket | Refusal | Remark], encoder: Encoder, source_of: Callable[[str], str]
) -> tuple[Dataset, Refusals]:
    """Every ticket in columns, and what was refused. `source_of` tells a place's source."""
    columns, refusals = _Columns(), Refusals()
    for ticket in tickets:
        if isinstance(ticket, Remark):
            refusals.remarks.append(ticket.text)
            continue
        if isinstance(ticket, Refusal):
            refusals.add(ticket)
            continue
        words, acts, language = encoder.encode_one((ticket.subject, ticket.body, ticket.language))
        if words.size:
            columns.add(ticket, words, acts, language, source_of(ticket.place))
        else:
            refusals.add(Refusal(ticket.place, "no words are left after cleaning"))
    return columns.finish(encoder), refusals


def read_dataset(exports: Sequence[Export], encoder: Encoder, advance: Advance) -> tuple[Dataset, Refusals]:
    """The tickets of some exports. Raises ExportError."""
    return collect(read_exports(exports, advance), encoder, lambda place: place.rpartition(", row ")[0])


def text_keys(texts: Encoded, encoder: Encoder) -> Keys:
    """A number for each text that depends on its words and their order, not on the run."""
    hashes = word_hashes(encoder)
    keys = np.zeros(len(texts), np.uint64)
    for rows, part in texts.chunks(20_000):
        own = hashes[part.tokens]
        own = own * _PHRASE + np.append(own[1:], np.uint64(0))
        ends = part.starts[1:] - 1
        own[ends[ends >= 0]] = hashes[part.tokens[ends[ends >= 0]]]  # a text's last word must not meet the next text's first
        full = np.flatnonzero(np.diff(part.starts))
        keys[rows[full]] = np.add.reduceat(own * (own >> np.uint64(7)), part.starts[:-1][full])
    return keys


def word_hashes(encoder: Encoder) -> Keys:
    """A 64-bit number for each word, the same in every run."""
    digests = b"".join(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest() for word in encoder.words)
    return np.frombuffer(digests, "<u8").astype(np.uint64)
