"""What a decision is made from, held together: one policy, its engine, one model. Built whole, swapped whole, never changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from triage.classifier.duplicates.matching import Matcher, match_open_tickets, reading_once
from triage.classifier.duplicates.meanings import Meanings
from triage.classifier.duplicates.new_ticket import NewTicket
from triage.classifier.duplicates.outages import OutageReading, outage_told, read_outage
from triage.classifier.encoder.meaning import LANGUAGE
from triage.classifier.entities import find_entities
from triage.classifier.markup import Body
from triage.classifier.splitting.parts import find_requests
from triage.domain.decision import Versions
from triage.domain.reading import Depth, DuplicateMatch, Entities, Prediction, SplitPart
from triage.domain.ticket import Ticket, TriageRequest
from triage.domain.vocabulary import Category
from triage.policy.engines.engine import Engine, build_engine
from triage.policy.model import Policy
from triage.release import SERVICE_VERSION
from triage.settings import EngineName


class Classifier(Protocol):
    """Whatever suggests a category for a text."""

    @property
    def version(self) -> str:
        """ "sha256:…" of the artefact."""

    def predict(
        self, subject: str, body: Body, language: str | None, *, depth: Depth = Depth.FULL, named: bool | None = None
    ) -> Prediction:
        """Suggest category and topics; `body` is as it was sent or as it was read, `language` what the helpdesk says, None to
        detect it; `named` whether it names another ticket, None to look."""

    def predict_many(self, texts: Sequence[tuple[str, str]], depth: Depth) -> Sequence[Prediction]:
        """`predict` for title and body of each of several tickets of a list, which may cost less together."""


Splitter = Callable[[str, Body, Callable[[str], Category | None]], tuple[SplitPart, ...]]
"""Whatever finds the independent requests as `find_requests` does."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One policy with its engine, and one model. `meanings`: the encoder that may read English tickets; None: it must not."""

    policy: Policy
    engine: Engine
    classifier: Classifier
    versions: Versions
    matcher: Matcher = match_open_tickets
    splitter: Splitter = find_requests
    meanings: Meanings | None = None

    @classmethod
    def build(cls, policy: Policy, classifier: Classifier, engine: EngineName, meanings: Meanings | None = None) -> Snapshot:
        """Put a policy and a model together; `engine` names the policy engine."""
        versions = Versions(SERVICE_VERSION, policy.version, classifier.version, policy.holidays_version)
        return cls(policy, build_engine(policy, engine), classifier, versions, meanings=meanings)

    def for_batch(self) -> Snapshot:
        """This snapshot for the tickets of one request: their open tickets are mostly one list, which it reads once."""
        return replace(self, matcher=reading_once()) if self.matcher is match_open_tickets else self

    def predict(self, ticket: Ticket, body: Body, entities: Entities) -> Prediction:
        """What the model makes of a ticket with this body and these entities; in a hurry where a person has said the category,
        since only topics count then."""
        depth = Depth.FULL if ticket.category is None else Depth.WORDS
        return self.classifier.predict(ticket.subject, body, ticket.language, depth=depth, named=entities.names_a_ticket)

    def read_entities(self, ticket: Ticket, body: Body) -> Entities:
        """URLs, order numbers and other tickets that the text names."""
        return find_entities(ticket.subject, body, ticket.id)

    def match(self, request: TriageRequest, entities: Entities, prediction: Prediction) -> DuplicateMatch:
        """How the ticket, whose body is text, compares with the open tickets that were sent; a person's word on outages goes
        before the model's."""
        outage = outage_told(request.ticket.category) or read_outage(prediction)
        reads = self.meanings is not None and prediction.likely_language == LANGUAGE
        meanings = replace(self.meanings, reads=self._is_english) if self.meanings and reads else None
        new = NewTicket(request.ticket, request.created_at, entities, outage, meanings)
        return self.matcher(new, request.open_tickets)

    def split(self, ticket: Ticket, body: Body) -> tuple[SplitPart, ...]:
        """The independent requests in the ticket; empty when there is only one, or when nobody can tell what any of them is."""
        parts = self.splitter(ticket.subject, body, self._category_of)
        return parts if any(part.category is not None for part in parts) else ()

    def read_outages(self, texts: Sequence[tuple[str, str]], depth: Depth) -> list[OutageReading | None]:
        """What texts, title and body of each, say of an outage; a list of hundreds is read less closely than one ticket."""
        return [read_outage(prediction) for prediction in self.classifier.predict_many(texts, depth)]

    def _is_english(self, subject: str, body: str) -> bool:
        """Whether a text is in the encoder's language, as it would be found if it were the ticket itself."""
        return self.classifier.predict(subject, body, None, depth=Depth.WORDS).likely_language == LANGUAGE

    def _category_of(self, text: str) -> Category | None:
        """The category of a part of a ticket, in a hurry: a hostile text can have hundreds of parts."""
        probabilities = self.classifier.predict("", text, None, depth=Depth.WORDS).probabilities
        return probabilities[0][0] if probabilities else None
