"""The commands of docs/retraining.md do what it says, on the example that it names."""

import csv
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from training.__main__ import main
from training.corpus import CORPUS
from training.ingest.exports import name_exports, read_exports
from training.ingest.mapping import read_mapping
from training.ingest.tickets import ClientTicket
from triage.cli.main import commands

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "retraining.md").read_text(encoding="utf-8")


def _commands():
    blocks = re.findall(r"```sh\n(.*?)```", DOCS, re.S)
    return [line for block in blocks for line in block.splitlines()]


def _in(store, corpus, line):
    """The words of a command for another store, a smaller corpus and no search."""
    words = shlex.split(line)[3:]
    words = [str(store) if at and words[at - 1] == "--store" else word for at, word in enumerate(words)]
    if words[0].endswith(".csv"):
        words += ["--quick", "--jobs", "1", "--corpus", str(corpus)]
    return [*words, "--force"] if words[0] == "promote" else words


def _small_corpus(folder):
    folder.mkdir()
    lines = [line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    (folder / "small.jsonl").write_text("\n".join(lines[::20]) + "\n", encoding="utf-8")
    return folder


@pytest.mark.slow
def test_the_docs_lead_from_the_export_to_the_promoted_model_and_back(tmp_path, monkeypatch, capfd):
    """Train, promote, list, roll back: every command as printed, with few shipped tickets in a store of its own."""
    monkeypatch.chdir(ROOT)
    store, corpus = tmp_path / "models", _small_corpus(tmp_path / "corpus")
    store.mkdir()
    (store / "category").symlink_to(ROOT / "models" / "category")
    done = [_in(store, corpus, line) for line in _commands() if line.startswith("python -m training")]
    for words in done:
        assert main(words) == 0, words
    out, err = capfd.readouterr()
    assert [words[0] for words in done] == ["docs/retraining/example-zendesk.csv", "promote", "models", "rollback"]
    assert "rows refused: category 'Billing' is not in the mapping" in err
    assert "contradiction" in err
    assert "1 rows ignored" in err
    assert "* example" in out
    assert "category is live again" in out
    assert (store / "staged" / "example" / "report.html").exists()


def test_the_review_command_lists_the_unlabelled(monkeypatch):
    """As printed, but for the redirection."""
    monkeypatch.chdir(ROOT)
    (line,) = [each for each in _commands() if each.startswith("triage review")]
    found = CliRunner().invoke(commands, shlex.split(line.partition(" > ")[0])[1:])
    assert found.exit_code == 0
    assert len(list(csv.DictReader(found.stdout.splitlines()))) >= 1


def test_what_was_reviewed_is_learned_with_the_export(tmp_path, monkeypatch):
    """Each with its own mapping; the requester of a ticket is the same one in both."""
    monkeypatch.chdir(ROOT)
    export, labelled = ROOT / "docs" / "retraining" / "example-zendesk.csv", tmp_path / "labelled.csv"
    rows = list(csv.DictReader(CliRunner().invoke(commands, ["review", str(export)]).stdout.splitlines(keepends=True)))
    with labelled.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(row | {"category": "content"} for row in rows)
    mappings = [read_mapping("docs/retraining/zendesk.yaml"), read_mapping("plain")]
    exports = name_exports([export, labelled], mappings)
    found = [each for each in read_exports(exports, lambda _: None) if isinstance(each, ClientTicket)]
    learned = [each for each in found if each.place.startswith("labelled.csv")]
    assert len(learned) == len(rows) < len(found)
    assert all(each.created_at and each.requester for each in learned)


@pytest.mark.parametrize(
    "path", ["docs/retraining/example-zendesk.csv", "docs/retraining/zendesk.yaml", "training/mappings", "bench/retrain.py"]
)
def test_what_the_docs_name_exists(path):
    """No dead ends."""
    assert path in DOCS
    assert (ROOT / path).exists()
