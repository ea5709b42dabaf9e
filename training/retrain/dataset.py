"""A client's tickets in columns of numbers. Texts are not kept: what the report quotes is read again, and masked again."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from training.ingest.mapping import ColumnMapping
from training.ingest.rows import Advance
from training.ingest.tickets import ClientTicket, Refusal, read_export
from training.retrain.encoding import Encoded, Encoder, Integers, Numbers

Keys = npt.NDArray[np.uint64]

_PLACES_SHOWN = 20
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
        places: where a ticket stands, "file.csv, row 12".
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
    """Rows that are not used, by reason: how many, and where the first ones are."""

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
        """A line for each reason, the commonest first."""
        for why, count in self.counts.most_common():
            where = "; ".join(self.places[why][:5])
            yield f"{count} rows refused: {why} ({where}{', …' if count > 5 else ''})"
        if self.ignored:
            yield f"{self.ignored} rows ignored, as the mapping says"


class Spool:
    """Numbers of all texts, one after the other, in a file: memory stays small however many there are."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `read`
        self._sizes = [0]

    def add(self, numbers: Numbers) -> None:
        """Append one text."""
        self._file.write(numbers.tobytes())
        self._sizes.append(self._sizes[-1] + numbers.size)

    def read(self) -> tuple[Numbers, Integers]:
        """All numbers, and where each text begins. Nothing can be added afterwards; the arrays keep the file alive."""
        starts = np.array(self._sizes, np.int64)
        with self._file:
            self._file.flush()
            empty = not starts[-1]
            numbers = np.zeros(0, np.int32) if empty else np.memmap(self._file, np.int32, "r", shape=(int(starts[-1]),))
        return numbers, starts


def collect(
    tickets: Iterable[ClientTicket | Refusal], encoder: Encoder, source_of: Callable[[str], str]
) -> tuple[Dataset, Refusals]:
    """Every ticket in columns, and what was refused. `source_of` tells a place's source."""
    tokens, cues, refusals = Spool(), Spool(), Refusals()
    labels, times, requesters, places, languages = list[str](), list[float](), list[int](), list[str](), list[str | None]()
    for ticket in tickets:
        if isinstance(ticket, Refusal):
            refusals.add(ticket)
            continue
        words, acts, language = encoder.encode_one((ticket.subject, ticket.body, ticket.language))
        if not words.size:
            refusals.add(Refusal(ticket.place, "no words are left after cleaning"))
            continue
        tokens.add(words)
        cues.add(acts)
        languages.append(language)
        labels.append(ticket.label)
        times.append(float("nan") if ticket.created_at is None else ticket.created_at)
        requesters.append(ticket.requester)
        places.append(ticket.place)
    texts = Encoded(list(encoder.words), *tokens.read(), list(encoder.acts), *cues.read(), languages)
    names = tuple(sorted(set(labels)))
    numbered = np.searchsorted(np.array(names), np.array(labels)) if names else np.zeros(0, np.int64)
    sources = [source_of(place) for place in places]
    dataset = Dataset(
        texts, numbered, names, np.array(times), np.array(requesters, np.int64), places, sources, text_keys(texts, encoder)
    )
    return dataset, refusals


def read_dataset(paths: Sequence[Path], mapping: ColumnMapping, encoder: Encoder, advance: Advance) -> tuple[Dataset, Refusals]:
    """The tickets of an export. Raises ExportError."""
    return collect(read_export(paths, mapping, advance), encoder, lambda place: place.rpartition(", row ")[0])


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
