"""The encoder of meaning: what ships points the same way for one matter, and a folder that is not whole is refused."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from triage.classifier.encoder import meaning as meaning_module
from triage.classifier.encoder.meaning import ARRAYS, METADATA, Meaning, open_meaning, shipped_meaning
from triage.classifier.encoder.wordpiece import WordPieces
from triage.errors import ArtefactError

SHIPPED = Path(__file__).parents[3] / "models" / "meaning"


@pytest.fixture(scope="module")
def meaning() -> Meaning:
    return shipped_meaning()


def test_other_words_for_one_matter_point_the_same_way(meaning: Meaning) -> None:
    declined, refused, logo = map(
        meaning.vector,
        ("Payment declined for every card", "All our customers' cards are refused since noon", "How do I change the logo?"),
    )
    assert declined @ declined == pytest.approx(1, abs=1e-5)
    assert declined @ refused > 0.5 > declined @ logo + 0.2


def test_the_same_text_gives_the_same_bytes(meaning: Meaning) -> None:
    text = "Order mails go out twice since the update"
    assert meaning.vector(text).tobytes() == open_meaning(SHIPPED).vector(text).tobytes()


def test_many_texts_are_read_as_each_alone(meaning: Meaning) -> None:
    texts = ["", "Payment declined for every card", "word " * 600, "How do I change the logo?"]
    found = meaning.vectors(texts)
    assert found == pytest.approx(np.array([meaning.vector(text) for text in texts]), abs=1e-4)
    assert meaning.vectors([]).size == 0


@pytest.mark.parametrize("text", ["", "x", "a" * 50_000, "\x00\u202e", "word " * 5_000])
def test_any_text_has_a_direction(meaning: Meaning, text: str) -> None:
    assert np.isfinite(meaning.vector(text)).all()


def _copy(folder: Path) -> Path:
    shutil.copytree(SHIPPED, folder)
    return folder


def test_the_vocabulary_is_made_when_the_encoder_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by the first requests, of which two at a time would both make it."""
    made: list[WordPieces] = []

    def make(*given: Any) -> WordPieces:
        made.append(WordPieces(*given))
        return made[-1]

    monkeypatch.setattr(meaning_module, "WordPieces", make)
    opened = open_meaning(SHIPPED)
    assert len(made) == 1
    with ThreadPoolExecutor(8) as pool:
        assert all(table is made[0] for table in pool.map(lambda _: opened.table(), range(32)))
    assert len(made) == 1


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    folder = _copy(tmp_path / "meaning")
    with (folder / ARRAYS).open("r+b") as file:
        file.seek(-1000, 2)
        file.write(b"x" * 10)
    with pytest.raises(ArtefactError, match="its sha256 differs"):
        open_meaning(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 2}, "format 1"),
        ({"kind": "triage-category-model"}, "does not describe an encoder"),
        ({"heads": None}, "incomplete or foreign"),
        ({"files": {}}, "incomplete or foreign"),
        ({"marks": [0]}, "incomplete or foreign"),
    ],
)
def test_a_foreign_or_incomplete_folder_is_refused(tmp_path: Path, change: dict[str, object], message: str) -> None:
    (tmp_path / ARRAYS).symlink_to(SHIPPED / ARRAYS)
    told = json.loads((SHIPPED / METADATA).read_text("utf-8")) | change
    (tmp_path / METADATA).write_text(json.dumps(told), "utf-8")
    with pytest.raises(ArtefactError, match=message):
        open_meaning(tmp_path)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match="cannot be read"):
        open_meaning(tmp_path / "none")
