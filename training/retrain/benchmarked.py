"""Retraining on labels of any name: read, group, split, learn, judge. What the public sets and the speed are measured with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from training.ingest.exports import name_exports
from training.ingest.mapping import ColumnMapping
from training.measures import accuracy
from training.retrain.dataset import read_dataset, word_hashes
from training.retrain.encoding import Encoder
from training.retrain.grouping import group_alike
from training.retrain.learning import learn
from training.retrain.reader import corpus_reader
from training.retrain.recipe import Material
from training.retrain.search import Map
from training.retrain.splitting import split


def retrain_any(export: Path, mapping: ColumnMapping, run: Map, told: Callable[[str], None]) -> float:
    """Retrain on an export whose labels may be any; the accuracy on what was held out."""
    encoder = Encoder(corpus_reader())
    data, _ = read_dataset(name_exports([export], [mapping]), encoder, lambda _: None)
    told(f"{len(data)} tickets read")
    alike = group_alike(data.texts, data.keys, word_hashes(encoder)).groups
    parts = split(data, alike)
    told(f"{parts.train.size} to learn, {parts.test.size} held out, {parts.how}")
    material = Material(data.texts.take(parts.train), data.labels[parts.train], len(data.names), np.zeros(parts.train.size, bool))
    data.texts.release()
    learned = learn(material, alike[parts.train], run, told)
    test = data.texts.take(parts.test)
    return accuracy(data.labels[parts.test], learned.shares(test).argmax(1))
