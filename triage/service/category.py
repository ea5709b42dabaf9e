"""Who says what the category is: a person before the model, the policy's matching before the wording."""

from __future__ import annotations

from dataclasses import replace

from triage.domain.decision import Alternative, CategoryVerdict
from triage.domain.outcome import Outcome
from triage.domain.reading import DuplicateMatch, Prediction
from triage.domain.review import ConfidenceLevels, ReviewCosts, needs_review
from triage.domain.ticket import Ticket
from triage.domain.vocabulary import CategorySource, Topic

_ALTERNATIVES = 2  # as many as people compare at a glance; the rest is noise
_PLACES = 4  # digits of a probability that are shown; more would be noise too


def settle_category(ticket: Ticket, prediction: Prediction, costs: ReviewCosts, levels: ConfidenceLevels) -> CategoryVerdict:
    """The category before matching. What a person said overrules the model; its certainty is then 1."""
    topics = _topics(ticket, prediction)
    if ticket.category is not None:
        return CategoryVerdict(ticket.category, 1.0, levels.level(1.0), ticket.category_source, False, topics=topics)
    if not prediction.probabilities:
        return CategoryVerdict(None, None, levels.level(None), CategorySource.NONE, True, topics=topics)
    name, confidence = prediction.probabilities[0]
    return CategoryVerdict(
        name=name,
        confidence=round(confidence, _PLACES),
        level=levels.level(confidence),
        source=CategorySource.CLASSIFIER,
        needs_review=needs_review(prediction.probabilities, costs),
        alternatives=tuple(Alternative(other, round(p, _PLACES)) for other, p in prediction.probabilities[1 : 1 + _ALTERNATIVES]),
        evidence=prediction.evidence,
        topics=topics,
        second_opinion=prediction.second_opinion,
    )


def after_matching(
    suggested: CategoryVerdict, outcome: Outcome, match: DuplicateMatch, levels: ConfidenceLevels
) -> CategoryVerdict:
    """The category that the policy ended with: a duplicate by matching replaces the suggestion or confirms it.

    Whether a person must look at it is the policy's to say, else what the suggestion was; matching leaves nothing to look at.
    Words that spoke for another category are no evidence of this one, nor was the encoder asked about it.
    """
    if outcome.category is None:
        return suggested if outcome.needs_review is None else replace(suggested, needs_review=outcome.needs_review)
    alternatives, evidence, second_opinion = suggested.alternatives, suggested.evidence, suggested.second_opinion
    if suggested.name is not outcome.category:
        evidence, second_opinion = (), False
        if suggested.name is not None:
            alternatives = (Alternative(suggested.name, suggested.confidence or 0.0),)
    return replace(
        suggested,
        name=outcome.category,
        confidence=match.score,
        level=levels.level(match.score),
        source=CategorySource.MATCHING,
        needs_review=bool(outcome.needs_review),
        alternatives=alternatives,
        evidence=evidence,
        second_opinion=second_opinion,
    )


def _topics(ticket: Ticket, prediction: Prediction) -> tuple[tuple[Topic, float | None], ...]:
    if ticket.topics:
        return tuple((topic, None) for topic in ticket.topics)
    return tuple((topic, round(p, _PLACES)) for topic, p in prediction.topics)
