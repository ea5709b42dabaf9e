"""What an engine makes of a text before the product's own rules: shares of the categories, topics, evidence on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from triage.domain.reading import Evidence

MOST_EVIDENCE = 5
_LONGEST_PHRASE = 60  # characters of a phrase that are quoted in full


def _no_evidence(label: int) -> tuple[Evidence, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """An engine's word on a text; `shares` and `topics` are empty when it declines. `acts` are the speech acts in the text."""

    shares: Sequence[float] = ()
    topics: Sequence[float] = ()
    evidence: Callable[[int], tuple[Evidence, ...]] = _no_evidence
    language: str | None = None
    declined: str | None = None
    truncated: bool = False
    acts: frozenset[str] = frozenset()


def strongest(
    places: npt.NDArray[np.float64], spans: Sequence[tuple[float, tuple[int, ...]]], tokens: Sequence[str]
) -> tuple[Evidence, ...]:
    """The strongest pushes towards a label, in the customer's words.

    Args:
        places: what each token contributes to the label's score.
        spans: what sequences of tokens contribute, with the places of the tokens.
        tokens: as written.
    """
    found: dict[str, float] = {}
    for token, push in zip(tokens, places.tolist(), strict=True):
        found[token] = found.get(token, 0.0) + push
    for weight, span in spans:
        if weight > 0 and (text := _quote(span, tokens)):
            found[text] = found.get(text, 0.0) + weight
    best = sorted(found, key=found.__getitem__, reverse=True)
    shown = [text for text in best[: 2 * MOST_EVIDENCE] if found[text] > 0 and _shows(text)]
    return tuple(Evidence(text, found[text]) for text in shown[:MOST_EVIDENCE])


def _shows(token: str) -> bool:
    return token == "?" or token[0] not in ".!\n"


def _quote(span: tuple[int, ...], tokens: Sequence[str]) -> str:
    """From the first to the last word of a span, only its own words when much is between; "" for a sentence's last word."""
    own = [tokens[at] for at in span if _shows(tokens[at])]
    if len(own) < 2:
        return ""
    text = " ".join(token for token in tokens[span[0] : span[-1] + 1] if _shows(token))
    return text if len(text) <= _LONGEST_PHRASE else " … ".join(own)
