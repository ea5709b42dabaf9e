"""`python -m training.rewriting FOLDER`: the plain arrays of a model, written anew from its own pipeline, in the newest format.

Nothing is learned: `pipeline.joblib`, the encoders, and with them every probability stay as they are. Metadata and card are
written anew, so that the version is another one; a signature has to be, too (`python -m training promote`).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from training import card
from training.export import put_lean, write_told
from training.retrain import describing
from training.train import TrainedModel
from triage.classifier.category.artefact import FORMAT, Artefact, open_artefact
from triage.classifier.category.sklearn_engine import load_pipeline

OLDEST = 1


def rewrite(folder: Path) -> str:
    """Write the plain arrays of a model folder anew. Returns the new version.

    Raises:
        ArtefactError: the folder holds no model, a damaged one, or one of another version of scikit-learn.
        NotRepresentable: its pipeline is not one that plain arrays can represent.
    """
    artefact = open_artefact(folder, oldest=OLDEST)
    metadata = {**artefact.metadata, "format": FORMAT}
    write_card = describing.write_card if "retrained" in metadata else card.write_card
    digests = {**artefact.metadata["files"], **put_lean(folder, _trained(artefact))}
    write_told(folder, metadata, digests, write_card)
    return open_artefact(folder).version


def _trained(artefact: Artefact) -> TrainedModel:
    """What the model was written from, but for what was held out when it was measured."""
    pipeline, labels = load_pipeline(artefact), artefact.labels
    return TrainedModel(
        reader=pipeline.reader,
        lexicon=artefact.tables()["lexicon"],
        features=pipeline.features,
        category=pipeline.category,
        topics=pipeline.topics,
        topic_names=labels.topics,
        thresholds=labels.thresholds,
        temperature=float(artefact.metadata["temperature"]),
        held_out=(),
        topic_shares=np.empty((0, len(labels.topics))),
    )


def main() -> None:
    """Rewrite one folder and say which version it has now."""
    parser = argparse.ArgumentParser(prog="python -m training.rewriting", description=__doc__)
    parser.add_argument("folder", type=Path)
    print(rewrite(parser.parse_args().folder))


if __name__ == "__main__":
    main()
