"""What matching costs: one ticket against many open ones, by words alone and where the encoder reads along."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping, Sequence
from statistics import median

import numpy as np
from answers import match
from numpy.typing import NDArray

from triage.classifier.duplicates.directions import DIMENSIONS, Projection
from triage.classifier.duplicates.duplicate_model import shipped_model
from triage.classifier.duplicates.meanings import Meanings
from triage.classifier.encoder.meaning import shipped_meaning
from triage.domain.ticket import OpenTicket


def measure_speed(entries: Sequence[Mapping[str, object]]) -> None:
    """One ticket against 100, 1,000 and 5,000 open tickets of 250 and of 500 characters."""
    told = " ".join(f"{entry['subject']}. {entry['body']}" for entry in entries)
    for length, count in itertools.product((250, 500), (100, 1_000, 5_000)):
        texts = [told[start : start + length] for start in range(0, len(told) - length, length)]
        new = {"id": "new", "subject": texts[0][:60], "body": texts[1]}
        sent = [texts[number % len(texts)] for number in range(count)]
        pool = tuple(OpenTicket(str(number), text[:60], text[60:]) for number, text in enumerate(sent))
        prints = {text: match({"subject": text[:60], "body": text[60:]}, None).fingerprint for text in set(sent)}
        printed = tuple(OpenTicket(str(number), fingerprint=prints[text]) for number, text in enumerate(sent))
        print(
            f"{count} of {length} characters, by words: {fastest(new, pool):.1f} ms as text, "
            f"{fastest(new, printed):.1f} ms as fingerprints"
        )
    measure_meaning(entries)


def measure_meaning(entries: Sequence[Mapping[str, object]]) -> None:
    """Twenty tickets of the corpus, each against a thousand others: how many the encoder reads, and what it takes."""
    texts = [(str(entry["subject"]), str(entry["body"])) for entry in entries if entry["language"] == "en"]
    new = [{"id": "new", "subject": subject, "body": body} for subject, body in texts[:20]]
    count = min(1_000, len(texts) - 20)
    pool = tuple(OpenTicket(str(at), *text) for at, text in enumerate(texts[20 : 20 + count]))
    encoder = shipped_meaning()
    encoder.vector("The first is slower: tables are made.")
    nothing = Meanings(_Nothing(), Projection(np.ones((DIMENSIONS, 2), np.float32)))
    asked = [one for one in new if any(found.meaning is not None for found in match(one, pool, nothing).candidates)]
    print(f"the encoder reads {len(asked)} of {len(new)} tickets beside {count} open ones; the median of those:")
    cold, warm = list[float](), list[float]()
    for one in asked:
        meanings = Meanings(encoder, shipped_model().projection)
        cold.append(milliseconds(one, pool, meanings))
        warm.append(milliseconds({**one, "body": one["body"] + " Thanks."}, pool, meanings))
    for name, times in (("nothing is kept from before", cold), ("the open tickets are kept", warm)):
        print(f"  where {name}: {median(times):.0f} ms")


class _Nothing:
    """An encoder that takes no time."""

    def vector(self, text: str) -> NDArray[np.float32]:
        """One direction for every text: matching is timed, not the encoder."""
        return np.ones(2, np.float32)


def fastest(new: dict[str, str], pool: Sequence[OpenTicket]) -> float:
    """Milliseconds of processor time of the best of fifteen, by words alone."""
    return min(milliseconds(new, pool, None) for _ in range(15))


def milliseconds(new: dict[str, str], pool: Sequence[OpenTicket], meanings: Meanings | None) -> float:
    """Processor time of one match."""
    start = time.process_time()
    match(new, pool, meanings)
    return 1000 * (time.process_time() - start)
