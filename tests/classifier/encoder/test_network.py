"""The encoder's arithmetic, against the formulas of the papers written out number by number."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from triage.classifier.encoder.network import adapt, buckets, build_network

WIDTH, INNER, HEADS, LABELS, PIECES, PLACES, LAYERS = 32, 48, 4, 6, 20, 16, 2


def _arrays(seed: int = 0) -> dict[str, Any]:
    chance = np.random.default_rng(seed)

    def linear(name: str, outputs: int, inputs: int) -> dict[str, Any]:
        return {
            f"{name}.rows": chance.integers(-127, 128, (outputs, inputs)).astype(np.int8),
            f"{name}.scale": chance.uniform(0.001, 0.004, outputs).astype(np.float32),
            f"{name}.offset": chance.normal(0, 0.1, outputs).astype(np.float32),
        }

    def norm(name: str) -> dict[str, Any]:
        gain, offset = chance.normal(1, 0.1, WIDTH), chance.normal(0, 0.1, WIDTH)
        return {f"{name}.gain": gain.astype(np.float32), f"{name}.offset": offset.astype(np.float32)}

    arrays = {
        "pieces.halves": chance.integers(0, 256, (PIECES, WIDTH // 2)).astype(np.uint8),
        "pieces.scales": chance.uniform(0.05, 0.1, (PIECES, WIDTH // 32)).astype(np.float16),
        "places": chance.normal(0, 0.1, (PLACES, WIDTH)).astype(np.float16),
        **norm("first"),
        **linear("head", LABELS, WIDTH),
    }
    for at in range(LAYERS):
        for name, outputs, inputs in (
            ("looking", 3 * WIDTH, WIDTH),
            ("attended", WIDTH, WIDTH),
            ("widen", INNER, WIDTH),
            ("narrow", WIDTH, INNER),
        ):
            arrays |= linear(f"layers.{at}.{name}", outputs, inputs)
        arrays |= norm(f"layers.{at}.after_attention") | norm(f"layers.{at}.after_widening")
    return arrays


def _by_the_book(arrays: dict[str, Any], numbers: list[int]) -> list[float]:
    """BERT with plain lists of Python numbers."""

    def linear(name: str, row: list[float]) -> list[float]:
        rows, scale, offset = (arrays[f"{name}.{part}"].tolist() for part in ("rows", "scale", "offset"))
        return [s * sum(w * x for w, x in zip(ws, row, strict=True)) + o for ws, s, o in zip(rows, scale, offset, strict=True)]

    def norm(name: str, row: list[float]) -> list[float]:
        mean = sum(row) / len(row)
        spread = math.sqrt(sum((x - mean) ** 2 for x in row) / len(row) + 1e-12)
        gain, offset = arrays[f"{name}.gain"].tolist(), arrays[f"{name}.offset"].tolist()
        return [(x - mean) / spread * g + o for x, g, o in zip(row, gain, offset, strict=True)]

    def piece(at: int) -> list[float]:
        packed, scales = arrays["pieces.halves"][at].tolist(), arrays["pieces.scales"][at].astype(float).tolist()
        return [((byte & 15) - 8) * scales[0] for byte in packed] + [((byte >> 4) - 8) * scales[0] for byte in packed]

    def add(one: list[float], other: list[float]) -> list[float]:
        return [a + b for a, b in zip(one, other, strict=True)]

    def gelu(x: float) -> float:
        return 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))

    rows = [norm("first", add(piece(at), arrays["places"][place].astype(float).tolist())) for place, at in enumerate(numbers)]
    size = WIDTH // HEADS
    for layer in range(LAYERS):
        looked = [linear(f"layers.{layer}.looking", row) for row in rows]
        found = []
        for mine in looked:
            attended: list[float] = []
            for head in range(HEADS):
                cut = slice(head * size, (head + 1) * size)
                likes = [
                    sum(q * k for q, k in zip(mine[:WIDTH][cut], other[WIDTH : 2 * WIDTH][cut], strict=True)) / math.sqrt(size)
                    for other in looked
                ]
                raised = [math.exp(like - max(likes)) for like in likes]
                values = [other[2 * WIDTH :][cut] for other in looked]
                attended += [
                    sum(r * value[at] for r, value in zip(raised, values, strict=True)) / sum(raised) for at in range(size)
                ]
            found.append(linear(f"layers.{layer}.attended", attended))
        middle = [norm(f"layers.{layer}.after_attention", add(row, one)) for row, one in zip(rows, found, strict=True)]
        wide = [[gelu(x) for x in linear(f"layers.{layer}.widen", row)] for row in middle]
        narrow = [linear(f"layers.{layer}.narrow", row) for row in wide]
        rows = [norm(f"layers.{layer}.after_widening", add(row, one)) for row, one in zip(middle, narrow, strict=True)]
    mean = [sum(row[at] for row in rows) / len(rows) for at in range(WIDTH)]
    return linear("head", mean)


@pytest.mark.parametrize("numbers", [[0, 1], [0, 5, 7, 19, 3, 3, 1], [0, *range(2, 15), 1]])
def test_the_scores_are_those_of_the_formulas(numbers: list[int]) -> None:
    """Within what numbers of 32 bits can hold."""
    arrays = _arrays()
    assert build_network(arrays, HEADS).scores(numbers).tolist() == pytest.approx(_by_the_book(arrays, numbers), abs=2e-5)


def test_the_order_of_the_pieces_matters() -> None:
    """It is no bag of words."""
    network = build_network(_arrays(1), HEADS)
    assert network.scores([0, 5, 7, 1]).tolist() != network.scores([0, 7, 5, 1]).tolist()


def test_the_same_text_has_the_same_scores_to_the_bit() -> None:
    """Decisions must be replayable."""
    network = build_network(_arrays(2), HEADS)
    assert network.scores([0, 4, 9, 1]).tobytes() == network.scores([0, 4, 9, 1]).tobytes()


@pytest.mark.parametrize("heeding", [False, True], ids=["BERT", "MPNet"])
def test_texts_that_are_read_together_do_not_heed_each_other(heeding: bool) -> None:
    """Each has the vector that it has alone, but for the last bits."""
    distances = {"distances": np.random.default_rng(3).normal(0, 1, (HEADS, 32)).astype(np.float32)}
    network = build_network(_arrays(3) | (distances if heeding else {}), HEADS)
    texts = [[0, 5, 7, 1], [2], [0, *range(2, 15), 1], [0, 5, 7, 1]]
    for found, text in zip(network.vectors(texts), texts, strict=True):
        assert found == pytest.approx(network.vector(text), abs=1e-5)


def test_a_missing_array_is_named() -> None:
    """An archive that lacks a part is no network."""
    arrays = _arrays()
    del arrays["layers.1.narrow.scale"]
    with pytest.raises(KeyError, match="narrow"):
        build_network(arrays, HEADS)


def test_distances_fall_into_buckets_of_growing_width() -> None:
    """Pieces that come before go by 0, 1 ... 7 singly, then by half powers of two; those that come later have their own half."""
    found = buckets(200, 32)
    assert found[50, 43:51].tolist() == [7, 6, 5, 4, 3, 2, 1, 0]
    assert found[100, [92, 89, 88, 84, 68, 36]].tolist() == [8, 8, 9, 10, 12, 14]
    assert found[199, 0] == 15
    assert (found.T - found)[0, 1:].tolist() == [-16] * 199
    assert found.max() == 31


def test_what_a_head_heeds_of_distances_joins_its_scores() -> None:
    arrays = _arrays()
    plain = build_network(arrays, HEADS)
    unmoved = build_network(arrays | {"distances": np.ones((HEADS, 32), np.float32)}, HEADS)
    near = np.zeros((HEADS, 32), np.float32)
    near[:, 0] = 50.0
    selfish = build_network(arrays | {"distances": near}, HEADS)
    numbers = [1, 5, 7, 3]
    assert unmoved.scores(numbers) == pytest.approx(plain.scores(numbers), abs=1e-4)  # all alike: no share changes
    apart = [build_network(arrays | {"places": arrays["places"][[at]]}, HEADS) for at in range(len(numbers))]
    alone = np.mean([network.vector([number]) for network, number in zip(apart, numbers, strict=True)], axis=0)
    assert selfish.vector(numbers) == pytest.approx(alone, abs=1e-4)  # each piece heeds itself only


def _changes(rank: int = 2) -> dict[str, Any]:
    chance = np.random.default_rng(7)
    arrays = _arrays(5)
    changes = {name: array for name, array in arrays.items() if name.startswith(("layers.1.after", "head"))}
    for part, outputs, inputs in (
        ("looking", 3 * WIDTH, WIDTH),
        ("attended", WIDTH, WIDTH),
        ("widen", INNER, WIDTH),
        ("narrow", WIDTH, INNER),
    ):
        name = f"layers.1.{part}"
        changes[f"{name}.up"] = chance.normal(0, 0.1, (outputs, rank)).astype(np.float16)
        changes[f"{name}.down"] = chance.normal(0, 0.1, (rank, inputs)).astype(np.float16)
        changes[f"{name}.offset"] = arrays[f"{name}.offset"]
    return changes


def test_a_change_is_as_if_the_matrices_had_been_added() -> None:
    arrays, changes = _arrays(), _changes()
    added = arrays | {name: array for name, array in changes.items() if not name.endswith((".up", ".down"))}
    for part in ("looking", "attended", "widen", "narrow"):
        name = f"layers.1.{part}"
        wide = arrays[f"{name}.rows"] * arrays[f"{name}.scale"][:, None]
        wide = wide + changes[f"{name}.up"].astype(np.float32) @ changes[f"{name}.down"].astype(np.float32)
        scale = np.abs(wide).max(axis=1) / 127
        added |= {f"{name}.rows": np.round(wide / scale[:, None]).astype(np.int8), f"{name}.scale": scale}
    adapted, expected = adapt(build_network(arrays, HEADS), changes), build_network(added, HEADS)
    assert adapted.scores([1, 2, 3]) == pytest.approx(expected.scores([1, 2, 3]), abs=0.05)  # the sum was rounded to bytes
    assert adapted.layers[0].widen.change is None


def test_a_change_for_another_network_is_refused() -> None:
    changes = _changes()
    changes["layers.1.widen.down"] = changes["layers.1.widen.down"][:, 1:]
    with pytest.raises(ValueError, match="widen is for another network"):
        adapt(build_network(_arrays(), HEADS), changes)
    with pytest.raises(KeyError):
        adapt(build_network(_arrays(), HEADS), {name: array for name, array in _changes().items() if name != "head.rows"})
