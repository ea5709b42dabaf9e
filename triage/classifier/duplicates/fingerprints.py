"""A ticket as a short text that a helpdesk keeps in a field and sends back in place of the ticket's words.

Layout of the bytes (little-endian), after "td3-<model version>." and in base64: 32 hashes of terms, their counts (the highest bit
says "in the subject"), 128 bits of named things (the upper 13 hold a reading, see `outages`), four hashes each of order numbers,
URLs and error texts, two of references, one of the subject, 128 numbers of the text's direction (all 0: none was found), four
spare bytes, a checksum of all before. The hashes can be looked up in a dictionary, and the direction is a lossy summary of the
text, from which one can guess what it was about: treat it as personal data.
"""

from __future__ import annotations

import binascii
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.classifier.duplicates.directions import DIMENSIONS
from triage.classifier.duplicates.duplicate_model import DuplicateModel
from triage.classifier.duplicates.profiles import Pool, Profile, Traits

TERMS = 32
_LAYOUT = np.dtype(
    [
        ("terms", "<u4", TERMS),
        ("counts", "u1", TERMS),
        ("named", "<u8", 2),
        ("orders", "<u4", 4),
        ("urls", "<u4", 4),
        ("errors", "<u4", 4),
        ("references", "<u4", 2),
        ("subject", "<u4"),
        ("direction", "i1", DIMENSIONS),
        ("spare", "<u4"),
        ("check", "<u4"),
    ]
)  # its size is a multiple of twelve, so that many can be decoded and checked as one
_FACTORS = np.arange(1, _LAYOUT.itemsize // 2 - 1, 2, dtype=np.uint32) * np.uint32(0x9E3779B1)  # odd: any changed word shows
_TEXT = _LAYOUT.itemsize // 3 * 4
_IN_SUBJECT = 0x80
_MOST = 0x7F


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
    row["subject"] = profile.traits.subject
    if profile.direction is not None:
        row["direction"] = profile.direction
    row["check"] = _checksums(row)
    return _prefix(model) + binascii.b2a_base64(row.tobytes(), newline=False).decode("ascii")


def read_fingerprints(texts: Sequence[str], model: DuplicateModel) -> Decoded:
    """Read many fingerprints; those of another version, and those that are none, are only counted."""
    prefix = _prefix(model)
    at_once = _decode_alike(texts, prefix)
    if at_once is not None:
        return Decoded(at_once, tuple(range(len(texts))), (), ())
    rows = [_decode_alike([text], prefix) for text in texts]  # one of them is not like the others: look at each
    good = tuple(index for index, row in enumerate(rows) if row is not None)
    bad = [index for index, row in enumerate(rows) if row is None]
    foreign = tuple(index for index in bad if texts[index].startswith("td") and not texts[index].startswith(prefix))
    damaged = tuple(index for index in bad if index not in frozenset(foreign))
    whole = [row for row in rows if row is not None]
    return Decoded(np.concatenate(whole) if whole else np.zeros(0, _LAYOUT), good, foreign, damaged)


def _decode_alike(texts: Sequence[str], prefix: str) -> NDArray[np.void] | None:
    """The rows of fingerprints that are all whole and of our version; None when any is not. No step looks at a single one."""
    if not texts or set(map(len, texts)) != {len(prefix) + _TEXT}:
        return np.zeros(0, _LAYOUT) if not texts else None
    try:
        letters = np.frombuffer("".join(texts).encode("ascii"), np.uint8).reshape(len(texts), -1)
        if not (letters[:, : len(prefix)] == np.frombuffer(prefix.encode("ascii"), np.uint8)).all():
            return None
        content = binascii.a2b_base64(letters[:, len(prefix) :].tobytes())
    except ValueError:  # not ASCII, or not base64
        return None
    if len(content) != len(texts) * _LAYOUT.itemsize:
        return None
    rows = np.frombuffer(content, _LAYOUT)
    return rows if (rows["check"] == _checksums(rows)).all() else None


def _checksums(rows: NDArray[np.void]) -> NDArray[np.uint32]:
    """One number a row, of all its words but the last."""
    words = np.frombuffer(rows, "<u4").reshape(rows.size, -1)[:, :-1]
    total: NDArray[np.uint32] = (words * _FACTORS).sum(1, dtype=np.uint32)
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
    sets = {name: frozenset(row[name].tolist()) - {0} for name in ("orders", "urls", "errors", "references")}
    low, high = row["named"].tolist()
    return Profile(
        terms=row["terms"][present].astype(np.uint64),
        counts=(row["counts"][present] & _MOST).astype(np.float64),
        in_subject=(row["counts"][present] & _IN_SUBJECT) > 0,
        named=low | high << 64,
        traits=Traits(**sets, subject=int(row["subject"])),
        direction=row["direction"] if row["direction"].any() else None,
    )


def _prefix(model: DuplicateModel) -> str:
    return f"td3-{model.version}."
