"""The network in torch is the one that the service runs; fitting it is repeatable. Needs the extra `encoder`."""

from __future__ import annotations

import io
import random
import zipfile

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is the extra `encoder`")

from training.corpus import LabelledTicket  # noqa: E402  (after the check for torch)
from training.encoder.export import export  # noqa: E402
from training.encoder.learning import LABELS, fit, pad, read_examples, score  # noqa: E402
from training.encoder.network import TorchNetwork  # noqa: E402
from training.encoder.pretrained import Pretrained  # noqa: E402
from triage.classifier.encoder.network import build_network  # noqa: E402
from triage.classifier.encoder.unigram import BLANK  # noqa: E402
from triage.domain.vocabulary import Category  # noqa: E402

WIDTH, LAYERS, HEADS, INNER, PLACES = 32, 2, 4, 64, 160
WORDS = ("shop", "down", "how", "do", "i", "add", "a", "picture", "please", "the", "is", "broken")
PIECES = ["", "", "", "", *(BLANK + word for word in WORDS)]


class Tiny(Pretrained):
    """Weights by chance instead of a file's."""

    def numbers(self, name: str) -> np.ndarray:
        sizes = {"pos": PLACES * WIDTH, "type": 2 * WIDTH, "fi.w": INNER * WIDTH, "fo.w": INNER * WIDTH, "fi.b": INNER}
        part = name.partition(".")[2]
        size = sizes.get(part, WIDTH * WIDTH if part.endswith("w") and "ln" not in part else WIDTH)
        chance = random.Random(name)
        return np.array([chance.gauss(1.0 if "ln.w" in part else 0.0, 0.15) for _ in range(size)], np.float32)


@pytest.fixture
def model() -> Pretrained:
    chance = np.random.default_rng(0)
    halves = chance.integers(0, 256, (len(PIECES), WIDTH // 2)).astype(np.uint8)
    scales = np.full((len(PIECES), 1), 0.1, np.float16)
    chances = tuple(-1.0 - at for at in range(len(PIECES)))
    return Tiny(WIDTH, LAYERS, HEADS, INNER, tuple(PIECES), chances, (0, 2, 3), halves, scales, b"", {})


TOLD = {
    "shop down": Category.SITE_DOWN,
    "how do i add a picture": Category.TRAINING,
    "please add the picture": Category.CONTENT,
}


def _tickets() -> list[LabelledTicket]:
    return [
        LabelledTicket(subject, subject, "", category, frozenset(), "en", subject, "test") for subject, category in TOLD.items()
    ]


def test_the_exported_network_scores_like_the_fitted_one(model: Pretrained) -> None:
    """But for what rounding the weights to bytes takes."""
    torch.manual_seed(0)
    network = TorchNetwork(model, len(LABELS)).eval()
    with zipfile.ZipFile(io.BytesIO(export(network, model, PLACES))) as archive:
        arrays = {name.removesuffix(".npy"): np.load(io.BytesIO(archive.read(name))) for name in archive.namelist()}
    served = build_network(arrays, HEADS)
    for numbers in ([0, 4, 5, 2], [0, 6, 7, 8, 9, 10, 11, 2]):
        with torch.no_grad():
            expected = network(*pad([numbers]))[0].tolist()
        assert served.scores(numbers).tolist() == pytest.approx(expected, abs=0.03)


def test_texts_of_other_lengths_in_a_batch_change_nothing(model: Pretrained) -> None:
    """What fills up the shorter ones is not looked at."""
    network = TorchNetwork(model, len(LABELS)).eval()
    with torch.no_grad():
        together = network(*pad([[0, 4, 5, 2], [0, 6, 7, 8, 9, 10, 11, 2]]))[0]
        alone = network(*pad([[0, 4, 5, 2]]))[0]
    assert together.tolist() == pytest.approx(alone.tolist(), abs=1e-5)


def test_it_learns_and_the_same_seed_learns_the_same(model: Pretrained) -> None:
    """To the bit, on one thread."""
    torch.set_num_threads(1)
    found = []
    for _ in range(2):
        torch.manual_seed(0)
        network = TorchNetwork(model, len(LABELS))
        examples = read_examples(_tickets(), model.table()) * 32
        fit(network, examples, 40, model.marks[2], seed=0)
        found.append(score(network, examples[:3]))
    assert torch.equal(*found)
    assert [LABELS[at] for at in found[0].argmax(1)] == list(TOLD.values())
