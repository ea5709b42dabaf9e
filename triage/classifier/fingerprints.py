"""A ticket as a short text that a helpdesk keeps in a field and sends back in place of the ticket's words.

Layout of the bytes (little-endian), after "td1-<model version>." and in base64: 40 hashes of terms, their counts (the highest bit
says "in the subject"), 128 bits of named things, four hashes each of order numbers, URLs and error texts, two of references, one
of the subject, 64 signed bytes of meaning, a CRC-32 of all before. The hashes can be looked up in a dictionary: treat it as
personal data.
"""

from __future__ import annotations

import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from triage.classifier.duplicate_model import DIMENSIONS, DuplicateModel
from triage.classifier.profiles import Pool, Profile, Traits

TERMS = 40
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
        ("meaning", "i1", DIMENSIONS),
        ("spare", "u1"),  # makes the size a multiple of three, so that many can be decoded as one
        ("check", "<u4"),
    ]
)
_CHECKED = _LAYOUT.itemsize - 4
_TEXT = _LAYOUT.itemsize // 3 * 4
_IN_SUBJECT = 0x80
_MOST = 0x7F
_STEPS = 127


@dataclass(frozen=True, slots=True)
class Decoded:
    """Fingerprints that could be read: `rows` in the order of the true entries of `good`; `foreign` and `damaged` are indexes."""

    rows: NDArray[np.void]
    good: tuple[int, ...]
    foreign: tuple[int, ...]
    damaged: tuple[int, ...]


def write_fingerprint(profile: Profile, model: DuplicateModel) -> str:
    """The fingerprint of a ticket: its 40 most telling terms, by what was known beforehand, so that no other ticket matters."""
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
    row["meaning"][0] = np.round(profile.meaning * _STEPS).astype(np.int8)
    row["check"] = crc32(row.tobytes()[:_CHECKED])
    return _prefix(model) + binascii.b2a_base64(row.tobytes(), newline=False).decode("ascii")


def read_fingerprints(texts: Sequence[str], model: DuplicateModel) -> Decoded:
    """Read many fingerprints; those of another version, and those that are none, are only counted."""
    prefix = _prefix(model)
    ours = [index for index, text in enumerate(texts) if text.startswith(prefix)]
    rest = sorted(set(range(len(texts))).difference(ours)) if len(ours) < len(texts) else []
    blocks, broken = _decode([texts[index][len(prefix) :] for index in ours])
    good = tuple(index for index, block in zip(ours, blocks, strict=True) if block) if broken else tuple(ours)
    damaged = [ours[place] for place in broken] + [index for index in rest if not texts[index].startswith("td")]
    foreign = tuple(index for index in rest if texts[index].startswith("td"))
    return Decoded(np.frombuffer(b"".join(blocks), _LAYOUT), good, foreign, tuple(sorted(damaged)))


def _decode(texts: list[str]) -> tuple[list[bytes], list[int]]:
    """The bytes of each, empty for those that are damaged, whose places are listed. All at once when all have one length."""
    size = _LAYOUT.itemsize
    try:
        if any(len(text) != _TEXT for text in texts):
            raise ValueError
        whole = binascii.a2b_base64("".join(texts), strict_mode=True)
        blocks = [whole[at : at + size] for at in range(0, len(whole), size)]
    except ValueError:  # one of them is not base64 or not whole: look at each
        blocks = [_decode_one(text) for text in texts]
    blocks = [block if len(block) == size and _is_whole(block) else b"" for block in blocks]
    return blocks, [place for place, block in enumerate(blocks) if not block]


def _decode_one(text: str) -> bytes:
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError:  # not base64, or not ASCII
        return b""


def _is_whole(block: bytes) -> bool:
    return crc32(block[:_CHECKED]) == int.from_bytes(block[_CHECKED:], "little")


def pool_of_rows(rows: NDArray[np.void]) -> Pool:
    """The terms of many fingerprints in one table."""
    counts = rows["counts"] & _MOST
    owner, column = np.nonzero(counts)
    return Pool(owner, rows["terms"][owner, column].astype(np.uint64), counts[owner, column].astype(np.float64), rows.size)


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
        meaning=_direction(row["meaning"]),
    )


def _direction(steps: NDArray[np.int8]) -> NDArray[np.float32]:
    wide = steps.astype(np.float32)
    length = float(np.sqrt((wide * wide).sum()))
    return wide / np.float32(length) if length else wide


def _prefix(model: DuplicateModel) -> str:
    return f"td1-{model.version}."
