"""The benchmark runs the pipeline on any labels, with the published split or a random fifth."""

import csv

from training.benchmark import PublicSet, measure
from training.ingest.mapping import parse_mapping
from training.retrain.benchmarked import retrain_any
from training.retrain.search import one_after_the_other

WORDS = {"card_lost": "lost my card somewhere", "refund": "want the money back", "opening": "when do you open today"}


def _write(path, seed):
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["text", "label"])
        for at in range(60):
            label = sorted(WORDS)[at % 3]
            table.writerow([f"{WORDS[label]} case {chr(97 + (at * seed) % 26)}{chr(97 + at % 26)} please", label])


def test_labels_of_any_name_are_learned_and_judged_on_the_published_split(tmp_path):
    """The test file is never learned from."""
    _write(tmp_path / "train.csv", 3)
    _write(tmp_path / "test.csv", 5)
    public = PublicSet("small", ["train.csv"], ["test.csv"], {"body": "text", "category": "label"}, 0.9)
    score = measure(public, tmp_path, one_after_the_other, lambda _: None)
    assert score.learned == 60
    assert score.accuracy.value > 0.9
    assert "reached" in str(score)


def test_an_export_of_any_labels_is_retrained_on(tmp_path):
    """What the speed is measured with."""
    _write(tmp_path / "all.csv", 3)
    mapping = parse_mapping("labels: any\ncolumns: {body: text, category: label}", "m")
    assert retrain_any(tmp_path / "all.csv", mapping, one_after_the_other, lambda _: None) > 0.9
