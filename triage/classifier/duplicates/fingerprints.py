"""A ticket as a short text that a helpdesk keeps in a field and sends back in place of the ticket's words.

Layout of the bytes (little-endian), after "td5-<model version>." and in base64: 32 hashes of terms, their counts (the highest bit
says "in the subject"), 128 bits of named things (the upper 13 hold a reading, see `outages`), four hashes each of order numbers
and URLs, three of error texts, two of references, six particulars (see there), a hash of the subject and one of the whole text,
128 numbers of the text's direction (all 0: none was found), the shares of the categories in six bits each (0: not read), a
checksum of all before. The hashes can be looked up in a dictionary, and the direction is a lossy summary of the text, from which
one can guess what it was about: treat it as personal data.
"""

from __future__ import annotations

import binascii
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from triage.classifier.duplicates.directions import DIMENSIONS
from triage.classifier.duplicates.duplicate_model import DuplicateModel
from triage.classifier.duplicates.particulars import that_fit
from triage.classifier.duplicates.profiles import LEAST_SHARE, Pool, Profile, Traits

TERMS = 32
_LAYOUT = np.dtype(
    [
        ("terms", "<u4", TERMS),
        ("counts", "u1", TERMS),
        ("named", "<u8", 2),
        ("orders", "<u4", 4),
        ("urls", "<u4", 4),
        ("errors", "<u4", 3),
        ("references", "<u4", 2),
        ("particulars", "<u4", 6),
        ("subject", "<u4"),
        ("text", "<u4"),
        ("direction", "i1", DIMENSIONS),
        ("shares", "<u4"),
        ("check", "<u4"),
    ]
)  # its size is a multiple of twelve, so that many can be decoded and checked as one
_WORDS = _LAYOUT.itemsize // 4
_FACTORS = np.arange(1, 2 * _WORDS - 1, 2, dtype=np.uint32) * np.uint32(0x9E3779B1)  # odd: any changed word shows
_TEXT = _LAYOUT.itemsize // 3 * 4
_AT_ONCE = 256  # fingerprints decoded together: the arrays stay in the processor's cache
_IN_SUBJECT = 0x80
_MOST = 0x7F
_SHARES, _BITS = 5, 6
_STEPS = (1 << _BITS) - 2  # from a share of 1 to the least one


@dataclass(frozen=True, slots=True)
class Decoded:
    """Fingerprints that could be read: `rows` in the order of the true entries of `good`; `foreign` and `damaged` are indexes."""

    rows: NDArray[np.void]
    good: tuple[int, ...]
    foreign: tuple[int, ...]
    damaged: tuple[int, ...]


def write_fingerprint(profile: Profile, model: DuplicateModel) -> str:
    """The fingerprint of a ticket, of its 32 most telling terms by what was known beforehand: no other ticket matters."""
    row = np.zeros(1, _LAYOUT)
    telling = -np.log(model.commonness[(profile.terms & np.uint64(0xFFFF)).astype(np.int64)]) * np.sqrt(
        profile.counts + profile.in_subject
    )
    best = np.sort(np.argsort(-telling, kind="stable")[:TERMS])
    row["terms"][0, : best.size] = profile.terms[best]
    row["counts"][0, : best.size] = np.minimum(profile.counts[best], _MOST).astype(np.uint8) | (
        profile.in_subject[best] * _IN_SUBJECT
    ).astype(np.uint8)
    row["named"][0] = [profile.named & (2**64 - 1), profile.named >> 64]
    for name in ("orders", "urls", "errors", "references"):
        room = _LAYOUT[name].shape[0]
        hashes = sorted(getattr(profile.traits, name))[:room]
        row[name][0, : len(hashes)] = hashes
    particulars = that_fit(profile.traits.particulars, _LAYOUT["particulars"].shape[0])
    row["particulars"][0, : len(particulars)] = particulars
    row["subject"], row["text"] = profile.traits.subject, profile.traits.text
    if profile.direction is not None:
        row["direction"] = profile.direction
    row["shares"] = _packed(profile.log_shares)
    row["check"] = _checksums(row.view("<u4").reshape(1, _WORDS))
    return _prefix(model) + binascii.b2a_base64(row.tobytes(), newline=False).decode("ascii")


def read_fingerprints(texts: Sequence[str], model: DuplicateModel) -> Decoded:
    """Read many fingerprints; those of another version, and those that are none, are only counted."""
    prefix = _prefix(model)
    starts = range(0, len(texts), _AT_ONCE)
    found = [part for start in starts for part in _whole(texts, range(len(texts))[start : start + _AT_ONCE], prefix)]
    good = tuple(chain.from_iterable(places for places, _ in found))
    bad = sorted(set(range(len(texts))).difference(good)) if len(good) < len(texts) else []
    foreign = tuple(index for index in bad if texts[index].startswith("td") and not texts[index].startswith(prefix))
    damaged = tuple(sorted(set(bad).difference(foreign)))
    rows = np.concatenate([np.zeros((0, _WORDS), np.uint32), *(words for _, words in found)]).reshape(-1).view(_LAYOUT)
    return Decoded(rows, good, foreign, damaged)


def _whole(texts: Sequence[str], places: range, prefix: str) -> Iterator[tuple[range, NDArray[np.uint32]]]:
    """Runs of fingerprints that can be read, in order, and their words; halves a run until no bad one is in it."""
    words = _decode_alike(texts[places.start : places.stop], prefix)
    if words is not None:
        yield places, words
    elif len(places) > 1:
        yield from _whole(texts, places[: len(places) // 2], prefix)
        yield from _whole(texts, places[len(places) // 2 :], prefix)


def _decode_alike(texts: Sequence[str], prefix: str) -> NDArray[np.uint32] | None:
    """The words of fingerprints, (count, _WORDS), if all are whole and of our version. No step looks at a single one."""
    if set(map(len, texts)) != {len(prefix) + _TEXT}:
        return None
    try:
        letters = np.frombuffer("".join(texts).encode("ascii"), np.uint8).reshape(len(texts), -1)
        content = binascii.a2b_base64(letters[:, len(prefix) :].tobytes())
    except ValueError:  # not ASCII, or not base64
        return None
    if len(content) != len(texts) * _LAYOUT.itemsize:
        return None
    ours = (letters[:, : len(prefix)] == np.frombuffer(prefix.encode("ascii"), np.uint8)).all()
    words = np.frombuffer(content, "<u4").reshape(len(texts), -1)
    return words if ours and (words[:, -1] == _checksums(words)).all() else None


def _checksums(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """One number a row, of all its words but the last."""
    total: NDArray[np.uint32] = (words[:, :-1] * _FACTORS).sum(1, dtype=np.uint32)
    return total


def pool_of_rows(rows: NDArray[np.void]) -> Pool:
    """The terms of many fingerprints in one table."""
    counts = rows["counts"] & _MOST
    present = counts > 0
    owner = np.repeat(np.arange(rows.size), present.sum(1))
    return Pool(owner, rows["terms"][present].astype(np.uint64), counts[present].astype(np.float64), rows.size)


def profile_of_row(row: np.void) -> Profile:
    """One fingerprint's profile."""
    present = (row["counts"] & _MOST) > 0
    sets = {name: frozenset(row[name].tolist()) - {0} for name in ("orders", "urls", "errors", "references", "particulars")}
    low, high = row["named"].tolist()
    return Profile(
        terms=row["terms"][present].astype(np.uint64),
        counts=(row["counts"][present] & _MOST).astype(np.float64),
        in_subject=(row["counts"][present] & _IN_SUBJECT) > 0,
        named=low | high << 64,
        traits=Traits(**sets, subject=int(row["subject"]), text=int(row["text"])),
        direction=row["direction"] if row["direction"].any() else None,
        log_shares=_unpacked(int(row["shares"])),
    )


def _packed(log_shares: Sequence[float] | None) -> int:
    """Logarithms of shares as numbers from 1, for a share of 1, up; 0 for none."""
    steps = [1 + round(found / math.log(LEAST_SHARE) * _STEPS) for found in log_shares or ()]
    return sum(step << at * _BITS for at, step in enumerate(steps))


def _unpacked(packed: int) -> tuple[float, ...] | None:
    if not packed:
        return None
    steps = [packed >> at * _BITS & _STEPS + 1 for at in range(_SHARES)]
    return tuple([(max(step, 1) - 1) / _STEPS * math.log(LEAST_SHARE) for step in steps])


def _prefix(model: DuplicateModel) -> str:
    return f"td5-{model.version}."
