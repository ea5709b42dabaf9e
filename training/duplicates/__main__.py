"""`python -m training.duplicates`: build models/duplicates from word lists, corpus and groups; print what was learned.

The encoder reads some 1,550 texts for it, a few minutes of one core; their directions are kept in the folder for temporary files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping, Sequence

import numpy as np
import yaml

from training.corpus import LabelledTicket, read_corpus
from training.duplicates.cases import FOLDER, Compared, Query, compare, compare_printed, make_queries, print_texts, read_groups
from training.duplicates.fitting import Reading, fit_weights, measure, read_by_words, read_with_meaning
from training.duplicates.meaning import find_directions
from training.duplicates.projection import fit_projection, sentences_of
from training.duplicates.storms import fit_storms, read_storms, signs_of_storms
from triage.classifier.duplicates.directions import DIMENSIONS, Direction
from triage.classifier.duplicates.duplicate_model import FORMAT, DuplicateModel, build_model
from triage.classifier.duplicates.lookup import BUCKETS
from triage.classifier.duplicates.profiles import pool_of
from triage.classifier.encoder.meaning import shipped_meaning

ROOT = FOLDER.parent.parent
TARGET = ROOT / "models" / "duplicates"
_PARAMETERS = {
    "trust": 60.0,
    "reference": 0.98,
    "mention": 0.5,
    "mention_alike": 0.05,
    "same_text": 0.95,
    "other_thing": 0.5,
    "original_least": 0.3,
    "original_near": 0.05,
    "same_group": 0.7,
    "group_link": 0.2,
    "group_likeness": 0.02,
}
_OUTAGES = {
    "outage_share": 0.2,
    "outage_denied": 0.1,
    "outage_terms": 60.0,
    "outage_days": 2.0,
    "outage_pair": 0.75,
    "storm_least": 10.0,
    "storm_share": 0.12,
    "storm_fault": 0.6,
    "storm_faults": 0.6,
    "storm_whole": 0.4,
    "storm_lift": 0.5,
    "storm_hosts": 5.0,
    "storm_hours": 3.0,
    "storm_doubt": 2.2,
    "storm_closely": 60.0,
}  # set by hand; docs/api.md, "Groups of tickets"
_MEANING = {
    "meaning_least": 0.02,
    "meaning_settled": 0.9,
    "meaning_most": 8.0,
    "meaning_background": 0.3,
    "meaning_common": 0.4,
    "meaning_alike": 0.65,
}  # docs/api.md, "Duplicates"; the background was set on public trackers and a storm, of which our cases have none
_SEEDS = (0, 1, 2)
_ZEROS = {"base": 0.0}

Cases = Sequence[tuple[Query, list[Compared]]]


def main() -> None:
    """Build and write the model."""
    parser = argparse.ArgumentParser(prog="python -m training.duplicates", description=__doc__)
    parser.add_argument("--jobs", type=int, default=-1, help="processes that run the encoder; -1: one for each core")
    told = parser.parse_args()
    words = yaml.load((FOLDER / "concepts.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    endings = (FOLDER / "host_endings.txt").read_text("utf-8").split()
    corpus = read_corpus()
    empty = (FOLDER / "empty_words.txt").read_text("utf-8").split()
    texts = {"host_endings": " ".join(sorted(endings)), "empty_words": " ".join(empty), "encoder": shipped_meaning().digest}
    fixed: dict[str, object] = {**_PARAMETERS, **_OUTAGES, **_MEANING, **texts}
    zeros = {"weights": _ZEROS, "weights_with_meaning": _ZEROS, "storm_weights": {}, **fixed}
    contents = {
        "words.json": json.dumps(words, ensure_ascii=False, sort_keys=True, indent=1).encode(),
        "commonness.bin": bytes(BUCKETS),
        "projection.bin": bytes(2 * DIMENSIONS),
    }
    contents["commonness.bin"] = _commonness(corpus, build_model(contents, zeros))
    fixed["storm_weights"] = fit_storms(signs_of_storms(read_storms(), build_model(contents, zeros)))
    sentences = find_directions(sentences_of(corpus), told.jobs)
    contents["projection.bin"] = fit_projection(list(sentences.values()))
    _write(contents, {**fixed, **_learn(contents, fixed, told.jobs)})


def _commonness(corpus: Sequence[LabelledTicket], blank: DuplicateModel) -> bytes:
    """The share of corpus tickets that hold each bucket's terms, packed as -16 ln share."""
    pool = pool_of([f"{ticket.subject}\n{ticket.body}" for ticket in corpus], blank)
    seen = np.bincount((pool.term & np.uint64(BUCKETS - 1)).astype(np.int64), minlength=BUCKETS)
    packed = np.round(-16 * np.log((seen + 0.5) / (len(corpus) + 1)))
    print(f"{len(corpus)} corpus tickets, {np.count_nonzero(seen)} terms")
    return bytes(np.clip(packed, 0, 255).astype(np.uint8))


def _learn(contents: Mapping[str, bytes], fixed: Mapping[str, object], jobs: int) -> dict[str, Mapping[str, float]]:
    """The weights of the signs, without and with the encoder's; prints how they do on groups not learned from."""
    blank = build_model(contents, {**fixed, "weights": _ZEROS, "weights_with_meaning": _ZEROS})
    cases = [(query, compare(query, blank)) for seed in _SEEDS for query in make_queries(read_groups(), seed)]
    print("By words:")
    found: dict[str, Mapping[str, float]] = {"weights": fit_weights([read_by_words(query, rows) for query, rows in cases])}
    prints = print_texts((query for query, _ in cases), blank)
    printed = [(query, compare_printed(query, prints, blank)) for query, _ in cases]
    print("By words, the open tickets as fingerprints without directions:")
    measure([read_by_words(query, rows) for query, rows in cases], [read_by_words(query, rows) for query, rows in printed])
    model = build_model(contents, {**fixed, **found, "weights_with_meaning": _ZEROS})
    texts = [text for query, rows in (*cases, *printed) for text in (query.new, *(row.text for row in rows))]
    vectors = find_directions(((text.subject, text.body) for text in texts), jobs)
    directions = {text: model.projection.of(vector) for text, vector in vectors.items()}
    asked = _asked(cases, directions, model)
    print(f"With the encoder, which {len(asked) / len(cases):.2f} of the tickets are for:")
    found["weights_with_meaning"] = fit_weights(asked)
    print("With the encoder, the open tickets as fingerprints with directions:")
    measure(asked, _asked(printed, directions, model))
    return found


def _asked(cases: Cases, directions: Mapping[tuple[str, str], Direction], model: DuplicateModel) -> list[Reading]:
    """The tickets that the encoder is asked about."""
    read = (read_with_meaning(query, rows, directions, model) for query, rows in cases)
    return [one for one in read if one is not None]


def _write(contents: Mapping[str, bytes], parameters: Mapping[str, object]) -> None:
    for name, content in contents.items():
        (TARGET / name).write_bytes(content)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    metadata = {"format": FORMAT, "digests": digests, "parameters": parameters}
    (TARGET / "model.json").write_text(json.dumps(metadata, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
