"""What an engine makes of a text before the product's own rules: shares of the categories, topics, evidence on demand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from triage.domain.reading import Evidence

MOST_EVIDENCE = 5
CONSIDERED = 2 * MOST_EVIDENCE  # of these the ends of sentences are not shown
_LONGEST_PHRASE = 60  # characters of a phrase that are quoted in full
_LEAST_SCORE = -700.0  # what lies below is probability 0 in any case, and its exponential more than a number holds


def _no_evidence(label: int) -> tuple[Evidence, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """An engine's word on a text; `shares` and `topics` are empty when it declines. `acts` are the speech acts in the text.

    `likely_language`: the language, or where that is unclear the one that the text was read in.
    """

    shares: Sequence[float] = ()
    topics: Sequence[float] = ()
    evidence: Callable[[int], tuple[Evidence, ...]] = _no_evidence
    language: str | None = None
    likely_language: str | None = None
    declined: str | None = None
    truncated: bool = False
    acts: frozenset[str] = frozenset()


def softmax(scores: Sequence[float]) -> list[float]:
    """Shares of a few scores, by Python's own numbers: half a dozen are not worth numpy's calls."""
    highest = max(scores)
    grown = [math.exp(score - highest) for score in scores]
    total = sum(grown)
    return [one / total for one in grown]


def sigmoid(scores: Sequence[float]) -> list[float]:
    """The probability that each score stands for."""
    return [1.0 / (1.0 + math.exp(-max(score, _LEAST_SCORE))) for score in scores]


def strongest(
    pushes: Mapping[str, float], spans: Sequence[tuple[float, tuple[int, ...]]], tokens: Callable[[int, int], Sequence[str]]
) -> tuple[Evidence, ...]:
    """The strongest pushes towards a label, in the customer's words.

    Args:
        pushes: what each different token contributes to the label's score, first come first; at least those that are among the
            strongest `CONSIDERED`, with all equally strong ones.
        spans: what sequences of tokens contribute, with the places of the tokens.
        tokens: those from one place to another, as written.
    """
    found = dict(pushes)
    for weight, span in spans:
        if weight > 0 and (text := _quote(span, tokens(span[0], span[-1] + 1))):
            found[text] = found.get(text, 0.0) + weight
    best = sorted(found, key=found.__getitem__, reverse=True)
    shown = [text for text in best[:CONSIDERED] if found[text] > 0 and _shows(text)]
    return tuple([Evidence(text, found[text]) for text in shown[:MOST_EVIDENCE]])


def summed(tokens: Iterable[str], places: Iterable[float]) -> dict[str, float]:
    """What each different token contributes, summed over its places."""
    found: dict[str, float] = {}
    for token, push in zip(tokens, places, strict=True):
        found[token] = found.get(token, 0.0) + push
    return found


def _shows(token: str) -> bool:
    return token[0] not in ".!\n"


def _quote(span: tuple[int, ...], between: Sequence[str]) -> str:
    """From the first to the last word of a span, only its own words when much is between; "" for a sentence's last word."""
    own = [token for at in span if _shows(token := between[at - span[0]])]
    if len(own) < 2:
        return ""
    text = " ".join(filter(_shows, between))
    return text if len(text) <= _LONGEST_PHRASE else " … ".join(own)
