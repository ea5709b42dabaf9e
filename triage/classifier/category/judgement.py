"""What an engine makes of a text before the product's own rules: shares of the categories, topics, evidence on demand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from triage.classifier.text import MAIL_MARK, URL_MARK, CleanText
from triage.classifier.tokens import fold
from triage.domain.reading import Evidence

MOST_EVIDENCE = 5
CONSIDERED = 12  # of these ends of sentences, marks and words that tell nothing are not shown
_LONGEST_PHRASE = 60  # characters of a phrase that are quoted in full
_MOST_BETWEEN = 2  # tokens of such a phrase for each of its own
_GAP = 12  # characters between two tokens, as ": "
_STARTS = 50  # places of a phrase's first token at which the phrase is looked for
MARKS = frozenset((URL_MARK, MAIL_MARK))  # stand for addresses; nobody wrote them
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
    pushes: Mapping[str, float],
    spans: Sequence[tuple[float, tuple[int, ...]]],
    tokens: Callable[[int, int], Sequence[str]],
    text: CleanText,
    silent: Set[str],
) -> tuple[Evidence, ...]:
    """The strongest pushes towards a label, in the customer's words.

    Args:
        pushes: what each different word contributes to the label's score, as it is first written, first come first; at least
            those that are among the strongest `CONSIDERED`, with all equally strong ones.
        spans: what sequences of tokens contribute, with the places of the tokens.
        tokens: those from one place to another, as written.
        text: what the tokens are of.
        silent: folded words that tell a human nothing ("is", "the", the end of a sentence); what has no others is not shown.
    """
    found = dict[str | tuple[int, int], float](pushes.items())
    places = dict[tuple[int, int], tuple[int, ...]]()
    for weight, span in spans:
        if weight > 0:
            ends = span[0], span[-1]
            found[ends] = found.get(ends, 0.0) + weight
            places.setdefault(ends, span)
    shown = list[Evidence]()
    for said in sorted(found, key=found.__getitem__, reverse=True)[:CONSIDERED]:
        weight = found[said]
        if weight <= 0 or len(shown) == MOST_EVIDENCE:
            break
        if isinstance(said, str):
            if fold(said) not in silent:
                shown.append(Evidence(said, weight))
        elif phrase := _quote(places[said], tokens(said[0], said[1] + 1), text, silent):
            shown.append(Evidence(phrase, weight))
    return tuple(shown)


def summed(tokens: Iterable[str], words: Iterable[str], places: Iterable[float]) -> dict[str, float]:
    """What each different word contributes, summed over its places, by the token that it is first written as."""
    written: dict[str, str] = {}
    found: dict[str, float] = {}
    for token, word, push in zip(tokens, words, places, strict=True):
        first = written.setdefault(word, token)
        found[first] = found.get(first, 0.0) + push
    return found


def _shows(token: str) -> bool:
    return token[0] not in ".!\n"


def _quote(span: tuple[int, ...], between: Sequence[str], text: CleanText, silent: Set[str]) -> str:
    """A phrase as it stands in the text, its blanks evened; only its own words when much is between; "" when it tells nothing."""
    own = [token for at in span if _shows(token := between[at - span[0]])]
    if len(own) < 2 or all(fold(token) in silent for token in own) or not MARKS.isdisjoint(between):
        return ""
    if len(between) <= _MOST_BETWEEN * len(own):
        words = own if len(own) == len(between) else [token for token in between if _shows(token)]
        phrase = " ".join(words)
        if phrase not in text.body:
            phrase = " ".join(_as_written(words, f"{text.subject}\n{text.body}").split())
        if len(phrase) <= _LONGEST_PHRASE:
            return phrase
    return " … ".join(own)


def _as_written(tokens: Sequence[str], text: str) -> str:
    """The first stretch of the text that holds these tokens with no others between them."""
    start = text.find(tokens[0])
    for _ in range(_STARTS):
        end = start + len(tokens[0])
        for token in tokens[1:]:
            at = text.find(token, end, end + len(token) + _GAP)
            if at < 0 or any(map(str.isalnum, text[end:at])):
                break
            end = at + len(token)
        else:
            return text[start:end]
        start = text.find(tokens[0], start + 1)
        if start < 0:
            break
    return " ".join(tokens)
