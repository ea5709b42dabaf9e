"""`python -m training.duplicates`: build models/duplicates from word lists, corpus and groups; print what was learned."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import yaml

from training.duplicates.cases import FOLDER, compare, make_queries, read_groups
from training.duplicates.fitting import fit_weights, read_by_words, read_with_meaning
from training.duplicates.meaning import find_directions
from triage.classifier.duplicate_model import BUCKETS, FORMAT, DuplicateModel, build_model
from triage.classifier.profiles import pool_of

ROOT = FOLDER.parent.parent
TARGET = ROOT / "models" / "duplicates"
_PARAMETERS = {"trust": 60.0, "reference": 0.98, "same_group": 0.7, "group_link": 0.2, "group_likeness": 0.02}
_OUTAGES = {
    "outage_share": 0.2,
    "outage_denied": 0.1,
    "outage_terms": 60.0,
    "outage_days": 2.0,
    "outage_pair": 0.75,
}  # set by hand; docs/api.md, "Groups of tickets"
_MEANING = {
    "meaning_least": 0.02,
    "meaning_settled": 0.9,
    "meaning_most": 8.0,
    "meaning_background": 0.3,
    "meaning_common": 0.4,
    "meaning_alike": 0.6,
}  # docs/api.md, "Duplicates"; the background was set on public trackers and a storm, of which our cases have none
_SEEDS = (0, 1, 2)
_ZEROS = {"base": 0.0}


def main() -> None:
    """Build and write the model."""
    parser = argparse.ArgumentParser(prog="python -m training.duplicates", description=__doc__)
    parser.add_argument("--jobs", type=int, default=-1, help="processes that run the encoder; -1: one for each core")
    told = parser.parse_args()
    words = yaml.load((FOLDER / "concepts.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    endings = (FOLDER / "host_endings.txt").read_text("utf-8").split()
    fixed: dict[str, object] = {**_PARAMETERS, **_OUTAGES, **_MEANING, "host_endings": " ".join(sorted(endings))}
    zeros = {"weights": _ZEROS, "weights_with_meaning": _ZEROS, **fixed}
    contents = {
        "words.json": json.dumps(words, ensure_ascii=False, sort_keys=True, indent=1).encode(),
        "commonness.bin": bytes(BUCKETS),
    }
    contents["commonness.bin"] = _commonness(ROOT / "training" / "corpus", build_model(contents, zeros))
    _write(contents, {**fixed, **_learn(contents, fixed, told.jobs)})


def _commonness(folder: Path, blank: DuplicateModel) -> bytes:
    """The share of corpus tickets that hold each bucket's terms, packed as -16 ln share."""
    entries = [json.loads(line) for file in sorted(folder.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    texts = [f"{entry['subject']}\n{entry['body']}" for entry in entries]
    pool = pool_of(texts, blank)
    seen = np.bincount((pool.term & np.uint64(BUCKETS - 1)).astype(np.int64), minlength=BUCKETS)
    packed = np.round(-16 * np.log((seen + 0.5) / (len(texts) + 1)))
    print(f"{len(texts)} corpus tickets, {np.count_nonzero(seen)} terms")
    return bytes(np.clip(packed, 0, 255).astype(np.uint8))


def _learn(contents: Mapping[str, bytes], fixed: Mapping[str, object], jobs: int) -> dict[str, Mapping[str, float]]:
    """The weights of the signs, without and with the encoder's; prints how they do on groups not learned from."""
    blank = build_model(contents, {**fixed, "weights": _ZEROS, "weights_with_meaning": _ZEROS})
    cases = [(query, compare(query, blank)) for seed in _SEEDS for query in make_queries(read_groups(), seed)]
    print("By words:")
    found: dict[str, Mapping[str, float]] = {"weights": fit_weights([read_by_words(query, rows) for query, rows in cases])}
    texts = [text for query, rows in cases for text in (query.new, *(row.text for row in rows))]
    directions = find_directions(((text.subject, text.body) for text in texts), jobs)
    model = build_model(contents, {**fixed, **found, "weights_with_meaning": _ZEROS})
    read = [read_with_meaning(query, rows, directions, model) for query, rows in cases]
    asked = [one for one in read if one is not None]
    print(f"With the encoder, which {len(asked) / len(cases):.2f} of the tickets are for:")
    return {**found, "weights_with_meaning": fit_weights(asked)}


def _write(contents: Mapping[str, bytes], parameters: Mapping[str, object]) -> None:
    for name, content in contents.items():
        (TARGET / name).write_bytes(content)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    metadata = {"format": FORMAT, "digests": digests, "parameters": parameters}
    (TARGET / "model.json").write_text(json.dumps(metadata, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
