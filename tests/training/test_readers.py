"""Second readers beside a model: their files, and what the card says of each."""

import json

import pytest

from training.card import write_card
from training.readers import ENGLISH_READER, KINDS, MULTILINGUAL, put_reader

ENCODER = {"from": "a wheel", "sure": 0.9, "weights": [0.25, 0.5]}
ENGLISH = {"encoder": "sha256:0123456789abcdef", "sure": 0.8, "weights": [0.3, 0.6]}
METADATA = {
    "corpus": {"tickets": 2, "scenarios": 1, "sha256": "sha256:1", "categories": {}, "languages": {}, "sources": {}},
    "measured": {}, "measured_topics": {}, "languages": ["en"], "reads_characters": 10, "temperature": 1.0, "referring": [],
    "categories": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("readers", "said", "unsaid"),
    [
        ({}, [], ["is asked too", "linear model alone"]),
        ({"encoder": ENCODER}, ["confidence of 0.9", "0.25 x", "0.5 x", "linear model alone"], ["English tickets"]),
        ({"english": ENGLISH}, ["English tickets", "confidence of 0.8", "0.3 x", "`sha256:0123456789ab`"], ["confidence of 0.9"]),
        ({"encoder": ENCODER, "english": ENGLISH}, ["confidence of 0.9", "confidence of 0.8"], []),
    ],
    ids=["none", "of many languages", "English", "both"],
)
def test_the_card_of_a_shipped_model_says_how_each_is_heard(readers, said, unsaid):
    """In a sentence each."""
    card = write_card({**METADATA, **readers})
    assert all(each in card for each in said)
    assert not any(each in card for each in unsaid)


def test_each_kind_has_files_of_its_own(tmp_path):
    """So that a folder can have both."""
    put_reader(tmp_path, MULTILINGUAL, b"one", ENCODER)
    put_reader(tmp_path, ENGLISH_READER, b"other", ENGLISH)
    assert {path.name for path in tmp_path.iterdir()} == {name for kind in KINDS for name in (kind.arrays, kind.told)}
    assert json.loads((tmp_path / ENGLISH_READER.told).read_text()) == ENGLISH
