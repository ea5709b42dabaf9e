"""`python -m training`: which command a call means, and that each is told by --help."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from training.__main__ import main, with_command
from training.commands import commands


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("", "train"),
        ("train --out m", "train --out m"),
        ("--corpus c --out m", "train --corpus c --out m"),
        ("--corpus=c", "train --corpus=c"),
        ("evaluate --tickets t", "evaluate --tickets t"),
        ("--help", "--help"),
        ("-h", "-h"),
        ("promote m", "promote m"),
        ("a.csv b.csv --mapping zendesk", "retrain a.csv b.csv --mapping zendesk"),
        ("a.csv", "retrain a.csv"),
        ("--mapping zendesk a.csv", "retrain --mapping zendesk a.csv"),
        ("--out m --mapping=zendesk a.csv", "retrain --out m --mapping=zendesk a.csv"),
        ("--quick a.csv", "retrain --quick a.csv"),
        ("retrain a.csv", "retrain a.csv"),
    ],
)
def test_a_command_may_be_left_out(given, meant):
    """Files mean `retrain`; nothing, or only options of `train`, means that."""
    assert " ".join(with_command(given.split())) == meant


def test_help_tells_every_command(capsys):
    """Each with a sentence of its own."""
    assert main(["--help"]) == 0
    told = [line.split()[0] for line in capsys.readouterr().out.partition("Commands:")[2].splitlines() if line.strip()]
    assert sorted(told) == sorted(commands.commands)
    assert {"train", "evaluate", "retrain", "promote", "rollback", "models", "benchmark", "calibration", "diversity"} == set(told)


def test_training_on_a_folder(monkeypatch, tmp_path, capsys):
    """Both options reach it, and its card is printed."""
    (tmp_path / "corpus").mkdir()
    monkeypatch.setattr("training.corpus.read_corpus", lambda folder: [folder.name])
    monkeypatch.setattr("training.run.train_and_write", lambda tickets, out: f"card of {tickets} in {out.name}")
    assert main(["--corpus", str(tmp_path / "corpus"), "--out", str(tmp_path / "m")]) == 0
    assert capsys.readouterr().out == "card of ['corpus'] in m\n"


TICKETS = (
    {"subject": "Shop down", "body": "Nobody can open our shop since an hour.", "category": "site_down"},
    {"subject": "", "body": "How do I add a banner to the home page?", "category": "training"},
)


def test_measuring_a_model(tmp_path, capsys):
    """The figures of the shipped one, and no text."""
    path = tmp_path / "tickets.jsonl"
    path.write_text("\n".join(map(json.dumps, TICKETS)), encoding="utf-8")
    assert main(["evaluate", "--tickets", str(path), "--encoder", "never", "--missed", "site_down=20"]) == 0
    out = capsys.readouterr().out
    assert "tickets                      2" in out
    assert "banner" not in out


BOTH = [__file__, "--out", "there/name", "--store", "elsewhere"]


@pytest.mark.parametrize("given", [["evaluate"], ["--corpus", "nowhere"], ["a.csv"], ["evaluate", "--missed", "site_down"], BOTH])
def test_wrong_calls(given, capsys):
    """Exit code 2 and a sentence."""
    assert main(given) == 2
    assert "Error: " in capsys.readouterr().err


@pytest.mark.parametrize(("accepted", "end"), [(None, "m --store {}"), (True, "m --store {}"), (False, "m --store {} --force")])
def test_a_model_that_was_kept_back_is_promoted_by_force_only(monkeypatch, tmp_path, capsys, accepted, end):
    """The last line is a command that does what it says; without a live model nothing stands against it."""
    held = {"macro_f1": {"value": 0.9}, "accuracy": {"value": 0.9}, "tickets": 3}
    comparison = None if accepted is None else SimpleNamespace(accepted=accepted)
    made = SimpleNamespace(name="m", folder=tmp_path, figures={"held_out": held}, comparison=comparison)
    monkeypatch.setattr("training.retraining.retrain", lambda *_: made)
    (tmp_path / "t.csv").write_text("body,category\n", encoding="utf-8")
    assert main(["retrain", str(tmp_path / "t.csv"), "--quick", "--no-encoder", "--jobs", "1", "--store", str(tmp_path)]) == 0
    *_, last = capsys.readouterr().out.splitlines()
    assert last.partition("python -m training promote ")[2] == end.format(tmp_path)
    assert ("recorded" in last) == (accepted is False)


def test_a_folder_without_models_is_told(tmp_path, capsys):
    """A mistyped store looked like one with nothing to list."""
    assert main(["models", "--store", str(tmp_path / "typo")]) == 1
    assert "there is no model in" in capsys.readouterr().err
