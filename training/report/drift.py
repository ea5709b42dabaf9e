"""How a client's tickets differ from the shipped corpus, and from month to month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from training.report.figures import Floats, Integers
from training.retrain.encoding import Encoded

_WORDS = 12
_FEWEST = 20  # tickets of a month, below which its shares are noise
_SMOOTHING = 0.5
_AT_ONCE = 50_000  # texts whose words are counted at once


def stability(before: Floats, after: Floats) -> float:
    """The population stability index of two sets of shares: below 0.1 alike, above 0.25 different."""
    first, second = ((shares + 1e-4) / (shares + 1e-4).sum() for shares in (before, after))
    return float(((second - first) * np.log(second / first)).sum())


def drift_figures(
    client: Encoded, shipped: Encoded, labels: Integers, shipped_labels: Integers, names: Sequence[str]
) -> dict[str, Any]:
    """The client against the corpus: shares of categories, words unknown to it, words that are typical of either."""
    count = len(names)
    own, theirs = (np.bincount(each, minlength=count) / max(each.size, 1) for each in (labels, shipped_labels))
    mine, base = (_word_counts(texts, len(client.words)) for texts in (client, shipped))
    odds = (
        np.log((mine + _SMOOTHING) / mine.sum()) - np.log((base + _SMOOTHING) / base.sum())
        if mine.sum() and base.sum()
        else mine * 0
    )
    weighted = odds * np.sqrt(mine)
    return {
        "stability_index": round(stability(theirs, own), 4) if shipped_labels.size else None,
        "shares": [{"name": name, "client": round(own[at], 4), "shipped": round(theirs[at], 4)} for at, name in enumerate(names)],
        "unknown_words": round(float(mine[base == 0].sum() / max(mine.sum(), 1)), 4) if base.sum() else None,
        "typical_words": [client.words[at] for at in np.argsort(-weighted, kind="stable")[:_WORDS].tolist() if weighted[at] > 0],
    }


def _word_counts(texts: Encoded, count: int) -> Floats:
    """How often each word occurs; part by part, since counting makes a copy twice as large as the texts."""
    total = np.zeros(count)
    for _, part in texts.chunks(_AT_ONCE):
        total += np.bincount(part.tokens, minlength=count)
    texts.release()
    return total


def month_figures(labels: Integers, times: Floats, names: Sequence[str]) -> list[dict[str, Any]]:
    """Shares of the categories month by month, and how far each month is from the one before."""
    dated = np.isfinite(times)
    labels, months = labels[dated], times[dated].astype("datetime64[s]").astype("datetime64[M]")
    result: list[dict[str, Any]] = []
    before: Floats | None = None
    for month in np.unique(months):
        rows = labels[months == month]
        if rows.size < _FEWEST:
            continue
        shares = np.bincount(rows, minlength=len(names)) / rows.size
        moved = None if before is None else round(stability(before, shares), 4)
        result.append(
            {
                "month": str(month),
                "tickets": rows.size,
                "shares": [round(share, 4) for share in shares.tolist()],
                "stability_index": moved,
            }
        )
        before = shares
    return result
