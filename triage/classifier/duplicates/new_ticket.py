"""A ticket that is compared with open ones, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.classifier.duplicates.meanings import Meanings
from triage.classifier.duplicates.outages import OutageReading
from triage.classifier.references import bare_id
from triage.domain.reading import Entities
from triage.domain.ticket import OpenTicket, Ticket


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A ticket that is compared, and what is known of it.

    Attributes:
        ticket: its body is text; `markup.in_text` makes it so where it was sent as HTML.
        entities: as `find_entities` finds them, the ticket's own id left out.
        outage: what the category model or a person says of one in the ticket (None: not known), kept in the fingerprint.
        meanings: the encoder that may read the ticket, which is English, and what is most like it; None: words alone count. Where
            open tickets were sent, though there be none, the ticket is read in any case: its fingerprint has the direction.
    """

    ticket: Ticket
    created_at: datetime
    entities: Entities
    outage: OutageReading | None = None
    meanings: Meanings | None = None

    @property
    def referenced(self) -> str | None:
        """The first other ticket that the text names."""
        return next(iter(self.entities.references), None)

    def is_itself(self, other: OpenTicket) -> bool:
        """Whether an open ticket is this one, sent along."""
        return bool(self.ticket.id) and bare_id(self.ticket.id or "") == bare_id(other.id)
