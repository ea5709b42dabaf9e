"""The encoder's directions of texts, found once and kept in a file, since it needs a tenth of a second for each."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import joblib
import numpy as np
from numpy.typing import NDArray

from triage.classifier.duplicates.meanings import text_read
from triage.classifier.encoder.meaning import shipped_meaning

_AT_ONCE = 25  # texts of a task: some three seconds

Vector = NDArray[np.float16]
"""The encoder's direction of a text, before it is projected."""


def find_directions(texts: Iterable[tuple[str, str]], jobs: int) -> dict[tuple[str, str], Vector]:
    """The direction of each (subject, body) that has text; prints how far it is."""
    read = {text: text_read(*text) for text in dict.fromkeys(texts)}
    keys = {own: hashlib.sha256(own.encode()).hexdigest() for own in read.values() if own}
    kept = _read_kept()
    missing = sorted((own for own, key in keys.items() if key not in kept), key=len)  # those of one length are read together
    print(f"{len(keys)} texts for the encoder, {len(missing)} not read before")
    tasks = [missing[at : at + _AT_ONCE] for at in range(0, len(missing), _AT_ONCE)]
    done = joblib.Parallel(jobs, return_as="generator")(joblib.delayed(_directions)(task) for task in tasks)
    for number, (task, found) in enumerate(zip(tasks, done, strict=True), 1):
        kept.update({keys[own]: direction for own, direction in zip(task, found, strict=True)})
        print(f"  {min(number * _AT_ONCE, len(missing))} of {len(missing)}", flush=True)
    if missing:
        np.savez(_file(), keys=np.array(list(kept)), directions=np.array(list(kept.values())))
    return {text: kept[keys[own]] for text, own in read.items() if own}


def _directions(texts: Sequence[str]) -> list[Vector]:
    return list(shipped_meaning().vectors(texts).astype(np.float16))


def _read_kept() -> dict[str, Vector]:
    if not _file().exists():
        return {}
    with np.load(_file()) as found:
        return dict(zip(found["keys"].tolist(), found["directions"], strict=True))


def _file() -> Path:
    """Outside the repository; of this encoder only."""
    return Path(tempfile.gettempdir()) / f"triage-directions-{shipped_meaning().digest.removeprefix('sha256:')[:12]}.npz"
