"""A policy case's `given`: what stands in for the model, the matching and the splitting; every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, validate

from triage.contract.declaring import OPTIONAL, REQUIRED, SHORT, several, text, word_of
from triage.contract.faults import schema_faults
from triage.contract.fields import Flag, Id
from triage.contract.schemas import LANGUAGE, TOPICS
from triage.domain.reading import DuplicateCandidate, DuplicateMatch, Prediction, SplitPart
from triage.domain.ticket import OpenTicket
from triage.domain.vocabulary import Category, DuplicateEvidence, Topic
from triage.errors import RequestError

_SHARE = validate.Range(0, 1)
_MOST_REQUESTS = 12
_SURE, _TOPIC_SURE = 0.99, 0.9  # what a case means by a category or a topic without a number


class _DuplicateSchema(Schema):
    """What matching would find: an open ticket and how like it is."""

    of = Id(validate=validate.Length(1, SHORT), **REQUIRED)
    score = fields.Float(validate=_SHARE, **REQUIRED)
    evidence = several(word_of(DuplicateEvidence, {}))
    same_requester = Flag(data_key="same requester", **OPTIONAL)
    days_apart = fields.Float(data_key="days apart", validate=validate.Range(0), **OPTIONAL)


class _GivenSchema(Schema):
    """What the model would say, and what matching and splitting would find."""

    category = word_of(Category)
    confidence = fields.Float(validate=_SHARE, **OPTIONAL)
    topics = several(word_of(Topic, {}), TOPICS)
    language = text(LANGUAGE)
    duplicate = fields.Nested(_DuplicateSchema, **OPTIONAL)
    requests = several(word_of(Category, {}), _MOST_REQUESTS)


_GIVEN = _GivenSchema()


@dataclass(frozen=True, slots=True)
class Given:
    """What a case gives. `match` and `parts` are None where nothing stands in for the matching and for the splitting."""

    prediction: Prediction
    match: DuplicateMatch | None
    parts: tuple[SplitPart, ...] | None


def parse_given(given: Mapping[str, object] | None, pointer: str) -> Given:
    """What stands in for the model and what follows it. `pointer` is where `given` stands.

    Raises:
        RequestError: with every fault.
    """
    data, faults = schema_faults(_GIVEN, given or {}, pointer)
    if faults:
        raise RequestError(faults)
    return Given(
        prediction=_prediction(data),
        match=_match(data["duplicate"]) if data["duplicate"] else None,
        parts=tuple(SplitPart(0, 0, Category(word)) for word in data["requests"]) if data["requests"] else None,
    )


def _prediction(data: Mapping[str, Any]) -> Prediction:
    """The rest of the probability goes to the other categories alike; without a category the model declines."""
    if data["category"] is None:
        return Prediction(declined="no_text", language=data["language"])
    name = Category(data["category"])
    confidence = _SURE if data["confidence"] is None else data["confidence"]
    others = [category for category in Category if category is not name]
    rest = (1 - confidence) / len(others)
    return Prediction(
        probabilities=((name, confidence), *((other, rest) for other in others)),
        topics=tuple((Topic(topic), _TOPIC_SURE) for topic in data["topics"] or ()),
        language=data["language"] or "en",
    )


def _match(data: Mapping[str, Any]) -> DuplicateMatch:
    candidate = DuplicateCandidate(
        id=data["of"],
        score=data["score"],
        evidence=tuple(DuplicateEvidence(word) for word in data["evidence"] or ()),
        same_requester=data["same_requester"],
        days_apart=data["days_apart"],
    )
    original = OpenTicket(candidate.id)  # whoever decides the case has the rest of it
    return DuplicateMatch(checked=True, original=original, judged=candidate, score=candidate.score, candidates=(candidate,))
