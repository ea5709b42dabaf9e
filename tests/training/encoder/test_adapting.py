"""The encoder of meaning in torch is the one that the service runs, and what fitting changes survives being made small."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is the extra `encoder`")

from training.encoder import adapting  # noqa: E402  (after the check for torch)
from training.encoder.adapting import AdaptedNetwork, export_changes  # noqa: E402
from training.encoder.learning import LABELS, Example, fit, pad  # noqa: E402
from triage.classifier.encoder.network import Network, adapt, build_network  # noqa: E402

WIDTH, INNER, HEADS, LAYERS, PLACES = 32, 64, 4, 2, 20


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> Network:
    monkeypatch.setattr(adapting, "FROZEN", 1)
    chance = np.random.default_rng(0)
    arrays = {
        "pieces.halves": chance.integers(0, 256, (30, WIDTH // 2)).astype(np.uint8),
        "pieces.scales": np.full((30, 1), 0.1, np.float16),
        "places": chance.normal(0, 0.1, (PLACES, WIDTH)).astype(np.float16),
        "distances": chance.normal(0, 0.5, (HEADS, 32)).astype(np.float32),
        "first.gain": np.ones(WIDTH, np.float32),
        "first.offset": np.zeros(WIDTH, np.float32),
    }
    sizes = {"looking": (3 * WIDTH, WIDTH), "attended": (WIDTH, WIDTH), "widen": (INNER, WIDTH), "narrow": (WIDTH, INNER)}
    for at in range(LAYERS):
        for name, shape in sizes.items():
            arrays[f"layers.{at}.{name}.rows"] = chance.integers(-127, 128, shape).astype(np.int8)
            arrays[f"layers.{at}.{name}.scale"] = np.full(shape[0], 0.002, np.float32)
            arrays[f"layers.{at}.{name}.offset"] = chance.normal(0, 0.1, shape[0]).astype(np.float32)
        for name in ("after_attention", "after_widening"):
            arrays[f"layers.{at}.{name}.gain"] = np.ones(WIDTH, np.float32)
            arrays[f"layers.{at}.{name}.offset"] = np.zeros(WIDTH, np.float32)
    return build_network(arrays, HEADS, 1e-5)


def test_what_fitting_changed_is_served_as_it_was_fitted(base: Network) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    network = AdaptedNetwork(base, len(LABELS), PLACES)
    texts = [(0, 4, 5, 2), (0, 6, 7, 8, 9, 10, 11, 2)]
    fit(network, [Example((text, text, text), label) for label, text in enumerate(texts)] * 16, 5, 3, seed=0, rate=1e-3)
    network.eval()
    with zipfile.ZipFile(io.BytesIO(export_changes(network, base))) as archive:
        changes = {name.removesuffix(".npy"): np.load(io.BytesIO(archive.read(name))) for name in archive.namelist()}
    assert {name.split(".")[1] for name in changes if name.startswith("layers")} == {"1"}  # the first layer is not fitted
    served = adapt(base, changes)
    with torch.no_grad():
        expected = network(*pad(texts))
    assert [LABELS[at] for at in expected.argmax(1)] == list(LABELS[:2])
    for text, scores in zip(texts, expected.tolist(), strict=True):
        assert served.scores(text).tolist() == pytest.approx(scores, abs=0.03)
        assert served.scores(text).tolist() != pytest.approx(base.vector(text)[:6].tolist(), abs=0.03)
