"""`python -m training.duplicates`: build models/duplicates from word lists, corpus and groups; print what was learned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold

from training.duplicates.cases import FOLDER, make_queries, read_groups, rows_of
from triage.classifier.duplicate_model import BUCKETS, FORMAT, DuplicateModel, build_model
from triage.classifier.profiles import pool_of

ROOT = FOLDER.parent.parent
TARGET = ROOT / "models" / "duplicates"
_TITLES = 0.5  # weight of the titles beside the whole text; set on public trackers, where our own cases are too unlike to say
_AGAINST = ("other_order", "other_kind", "other_fault")
_PARAMETERS = {"trust": 60.0, "reference": 0.98, "same_group": 0.7, "group_link": 0.2, "group_likeness": 0.02}
_OUTAGES = {
    "outage_share": 0.2,
    "outage_denied": 0.1,
    "outage_terms": 60.0,
    "outage_days": 2.0,
    "outage_pair": 0.75,
}  # set by hand; docs/api.md, "Groups of tickets"
_SEEDS = (0, 1, 2)


def main() -> None:
    """Build and write the model."""
    words = yaml.load((FOLDER / "concepts.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    endings = (FOLDER / "host_endings.txt").read_text("utf-8").split()
    fixed: dict[str, object] = {**_PARAMETERS, **_OUTAGES, "host_endings": " ".join(sorted(endings))}
    zeros = {"weights": {"base": 0.0}, **fixed}
    contents = {
        "words.json": json.dumps(words, ensure_ascii=False, sort_keys=True, indent=1).encode(),
        "commonness.bin": bytes(BUCKETS),
    }
    contents["commonness.bin"] = _commonness(ROOT / "training" / "corpus", build_model(contents, zeros))
    _write(contents, {**fixed, "weights": _learn(build_model(contents, zeros))})


def _commonness(folder: Path, blank: DuplicateModel) -> bytes:
    """The share of corpus tickets that hold each bucket's terms, packed as -16 ln share."""
    entries = [json.loads(line) for file in sorted(folder.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    texts = [f"{entry['subject']}\n{entry['body']}" for entry in entries]
    pool = pool_of(texts, blank)
    seen = np.bincount((pool.term & np.uint64(BUCKETS - 1)).astype(np.int64), minlength=BUCKETS)
    packed = np.round(-16 * np.log((seen + 0.5) / (len(texts) + 1)))
    print(f"{len(texts)} corpus tickets, {np.count_nonzero(seen)} terms")
    return bytes(np.clip(packed, 0, 255).astype(np.uint8))


def _learn(model: DuplicateModel) -> dict[str, float]:
    """The weights of the signs, by logistic regression; prints how they do on groups not learned from."""
    rows, labels, names = list[dict[str, float]](), list[int](), list[str]()
    for seed in _SEEDS:
        for query in make_queries(read_groups(), seed):
            for signs, label in rows_of(query, model):
                rows.append(signs)
                labels.append(label)
                names.append(query.group)
    return _fit(rows, labels, names)


def _fit(rows: list[dict[str, float]], labels: list[int], names: list[str]) -> dict[str, float]:
    signs = ["alike", *(name for name in rows[0] if name not in ("likeness", "titles"))]
    table = np.array([[_alike(row) if name == "alike" else row[name] for name in signs] for row in rows])
    truth = np.array(labels)
    outside = np.zeros(truth.size)
    for learn, test in GroupKFold(10).split(table, truth, names):
        weights = _regress(table[learn], truth[learn], signs)
        outside[test] = 1 / (1 + np.exp(-(table[test] @ weights[1:] + weights[0])))
    _report(outside, truth)
    base, alike, *found = _regress(table, truth, signs).round(4).tolist()
    return {"base": base, "likeness": alike, "titles": _TITLES * alike, **dict(zip(signs[1:], found, strict=True))}


def _alike(row: Mapping[str, float]) -> float:
    """The words of both in one number: two weights would let the regression drop what our short cases do not need."""
    return row["likeness"] + _TITLES * row["titles"]


def _regress(table: NDArray[np.float64], truth: NDArray[np.int64], signs: list[str]) -> NDArray[np.float64]:
    """Logistic regression in which what speaks for a duplicate never counts against it, nor the other way round."""
    side = 2 * truth - 1

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = side * (table @ weights[1:] + weights[0])
        slope = -side / (1 + np.exp(margin))
        pull = np.concatenate(([0.0], weights[1:]))
        total = float(np.logaddexp(0, -margin).sum() + pull @ pull / 2)
        return total, np.concatenate(([slope.sum()], slope @ table)) + pull

    bounds = [(None, None), *((None, 0.0) if name in _AGAINST else (0.0, None) for name in signs)]
    return minimize(loss, np.zeros(len(signs) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x  # type: ignore[no-any-return]


def _report(scores: NDArray[np.float64], truth: NDArray[np.int64]) -> None:
    print("threshold  precision  recall   (candidates of groups not learned from)")
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        said = scores >= threshold
        right = int((said & (truth == 1)).sum())
        print(f"{threshold:9.2f}  {right / max(1, said.sum()):9.3f}  {right / truth.sum():6.3f}")
    for low in np.arange(0, 1, 0.1):
        inside = (scores >= low) & (scores < low + 0.1)
        if inside.any():
            print(f"  said {scores[inside].mean():.2f}, true {truth[inside].mean():.2f} ({inside.sum()})")


def _write(contents: Mapping[str, bytes], parameters: Mapping[str, object]) -> None:
    for name, content in contents.items():
        (TARGET / name).write_bytes(content)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    metadata = {"format": FORMAT, "digests": digests, "parameters": parameters}
    (TARGET / "model.json").write_text(json.dumps(metadata, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
