"""Several tickets about one thing (GK.6): how a ticket compares with the open tickets that were sent along.

Two passes: a cheap one over all open tickets by their weighted words, a careful one over the few that came out best, in which an
encoder may read them too.
Policy decides what a probability means; here is only what can be seen in the tickets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from triage.classifier.duplicates.duplicate_model import DuplicateModel, shipped_model
from triage.classifier.duplicates.fingerprints import (
    Decoded,
    pool_of_rows,
    profile_of_row,
    read_fingerprints,
    write_fingerprint,
)
from triage.classifier.duplicates.likeness import cosines, weigh
from triage.classifier.duplicates.looks import Look, explained, look_at, original_of, read_meaning
from triage.classifier.duplicates.meanings import Meanings
from triage.classifier.duplicates.outages import OutageReading, as_told, with_reading
from triage.classifier.duplicates.profiles import (
    Pool,
    Profile,
    Rarity,
    Traits,
    join_pools,
    pool_of,
    profile_of,
    profiles_of,
    rarity,
)
from triage.classifier.duplicates.shared_words import wording_of
from triage.classifier.duplicates.traits import traits_of
from triage.classifier.entities import find_entities
from triage.classifier.markup import in_text
from triage.classifier.quoting import strip_quotes
from triage.domain.reading import DuplicateMatch, Entities
from triage.domain.ticket import OpenTicket, Ticket
from triage.domain.vocabulary import Category, Status

SHOWN = 3  # candidates in an answer: as many as people compare at a glance
COMPARED = 8  # open tickets that get the careful look
READ = 20_000  # characters of a body that are compared; what people write by hand is shorter


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A ticket that is compared, and what is known of it.

    Attributes:
        ticket: its body becomes text where it was sent as HTML.
        outage: what the category model or a person says of one in the ticket (None: not known), kept in the fingerprint.
        meanings: the encoder that may read the ticket, which is English, and what is most like it; None: words alone count. Where
            open tickets were sent, though there be none, the ticket is read in any case: its fingerprint has the direction.
    """

    ticket: Ticket
    created_at: datetime
    entities: Entities
    outage: OutageReading | None = None
    meanings: Meanings | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "ticket", in_text(self.ticket))


Matcher = Callable[[NewTicket, Sequence[OpenTicket] | None], DuplicateMatch]
"""Whatever compares a ticket as `match_open_tickets` does."""


def match_open_tickets(new: NewTicket, open_tickets: Sequence[OpenTicket] | None) -> DuplicateMatch:
    """Compare one ticket with the open tickets; `checked` is False when none were sent (None). The fingerprint is always set."""
    return match_many((new,), open_tickets)[0]


def match_many(tickets: Sequence[NewTicket], open_tickets: Sequence[OpenTicket] | None) -> tuple[DuplicateMatch, ...]:
    """Compare several with the same open tickets, which are read once."""
    model = shipped_model()
    if open_tickets is None:
        return tuple(_unchecked(new, model) for new in tickets)
    board = read_board(tuple(map(in_text, open_tickets)), model)
    return tuple(board.match(new) for new in tickets)


def reading_once() -> Matcher:
    """`match_open_tickets` for one batch: open tickets equal to those of the call before are not read again. Not for threads."""
    last = list[tuple[Sequence[OpenTicket], Board]]()

    def match(new: NewTicket, open_tickets: Sequence[OpenTicket] | None) -> DuplicateMatch:
        if open_tickets is None:
            return match_open_tickets(new, None)
        if not last or last[0][0] != open_tickets:
            last[:] = [(open_tickets, read_board(tuple(map(in_text, open_tickets)), shipped_model()))]
        return last[0][1].match(new)

    return match


@dataclass(frozen=True, slots=True)
class Board:
    """The open tickets, read once. `tickets` are those that can be an original, in the order of `pool`'s rows."""

    model: DuplicateModel
    tickets: tuple[OpenTicket, ...]
    texts: int
    pool: Pool
    rarity: Rarity
    rows: Decoded
    warnings: tuple[str, ...]

    def match(self, new: NewTicket) -> DuplicateMatch:
        """How one ticket compares."""
        ticket, entities, meanings = new.ticket, new.entities, new.meanings
        profile = _profile_with_reading(new, self.model)
        query = weigh(profile, self.rarity)
        likeness = cosines(self.pool, query, self.rarity)
        named = self._named(entities)
        best = np.argsort(-likeness, kind="stable")[: COMPARED + 1].tolist()
        compared = [row for row in dict.fromkeys([*named, *best]) if self.tickets[row].id != ticket.id][: COMPARED + len(named)]
        looks = [
            look_at(ticket, new.created_at, query, self.tickets[row], weigh(other, self.rarity), self.model, named=row in named)
            for row, other in zip(compared, self.profiles(compared), strict=True)
        ]
        looks.sort(key=_falling)
        own = meanings.direction(ticket.subject, ticket.body) if meanings is not None else None
        if meanings is not None and own is not None and not _stands_alone(ticket):
            looks = sorted(read_meaning(looks, own, meanings, self.model), key=_falling)
        wording = wording_of(ticket.subject, ticket.body, query, self.model)
        return DuplicateMatch(
            checked=True,
            original=original_of(looks, self.model),
            score=looks[0].candidate.score if looks else None,
            candidates=tuple(explained(look, wording) for look in looks[:SHOWN]),
            fingerprint=write_fingerprint(replace(profile, direction=own), self.model),
            referenced=entities.references[0] if entities.references else None,
            warnings=self.warnings,
        )

    def _named(self, entities: Entities) -> list[int]:
        """The open tickets that the text names."""
        wanted = frozenset(map(_bare_id, entities.references))
        return [row for row, other in enumerate(self.tickets) if _bare_id(other.id) in wanted] if wanted else []

    def text_of(self, row: int) -> tuple[str, str]:
        """Title and text of an open ticket."""
        return self.tickets[row].subject, self.tickets[row].body

    def moment_of(self, row: int) -> float | None:
        """When an open ticket came in, in seconds; None when that is not known."""
        created_at = self.tickets[row].created_at
        return created_at.timestamp() if created_at else None

    def profiles(self, rows: Sequence[int]) -> list[Profile]:
        """The profiles of some open tickets."""
        texts = [self.tickets[row] for row in rows if row < self.texts]
        read = iter(profiles_of([_as_read(other.subject, other.body) for other in texts], self.model) if texts else ())
        profiles = [next(read) if row < self.texts else profile_of_row(self.rows.rows[row - self.texts]) for row in rows]
        return [as_told(profile, self.tickets[row], self.model) for row, profile in zip(rows, profiles, strict=True)]


def read_board(open_tickets: Sequence[OpenTicket], model: DuplicateModel) -> Board:
    """Read the open tickets, whose bodies are text (`in_text`); closed ones are no originals.

    Fingerprints stand in for text only where no text was sent.
    """
    closed = Status.CLOSED  # looked up once: that takes longer than the rest of the loop
    live = [other for other in open_tickets if other.status is not closed]
    printed = [other for other in live if other.fingerprint and not (other.subject or other.body)]
    with_text = [other for other in live if other.subject or other.body or not other.fingerprint]
    rows = read_fingerprints([other.fingerprint or "" for other in printed], model)
    pool = join_pools(pool_of([f"{other.subject}\n{other.body}" for other in with_text], model), pool_of_rows(rows.rows))
    tickets = (*with_text, *map(printed.__getitem__, rows.good))
    return Board(
        model=model,
        tickets=tickets,
        texts=len(with_text),
        pool=pool,
        rarity=rarity(pool, model),
        rows=rows,
        warnings=_refused(open_tickets, printed, rows),
    )


def profile_of_ticket(subject: str, body: str, entities: Entities, model: DuplicateModel) -> Profile:
    """A ticket's profile: its writer's own words, and the traits of its whole text."""
    read, own = body[:READ], strip_quotes(body[:READ])
    return profile_of(subject, own, traits_of(subject, read, own, entities), model)


def _profile_with_reading(new: NewTicket, model: DuplicateModel) -> Profile:
    ticket = new.ticket
    profile = profile_of_ticket(ticket.subject, ticket.body, new.entities, model)
    return with_reading(profile, new.outage, ticket.subject, ticket.body, model)


def _unchecked(new: NewTicket, model: DuplicateModel) -> DuplicateMatch:
    references = new.entities.references
    fingerprint = write_fingerprint(_profile_with_reading(new, model), model)
    return DuplicateMatch(checked=False, fingerprint=fingerprint, referenced=references[0] if references else None)


def _stands_alone(ticket: Ticket) -> bool:
    """Whether a person gave it a category of its own, so that nobody asks what it repeats."""
    return ticket.category is not None and ticket.category is not Category.DUPLICATE


def _as_read(subject: str, body: str) -> tuple[str, str, Traits]:
    """An open ticket as profiles are made from; what it quotes does not matter, since it came before."""
    read, own = body[:READ], strip_quotes(body[:READ])
    return subject, own, traits_of(subject, "", own, find_entities(subject, read))


def _falling(look: Look) -> float:
    return -look.candidate.score


def _bare_id(reference: str) -> str:
    """A ticket's id without the mark that people put before it."""
    return reference.strip().lstrip("#").casefold()


def _refused(open_tickets: Sequence[OpenTicket], printed: list[OpenTicket], rows: Decoded) -> tuple[str, ...]:
    """A sentence for each fingerprint that was not used, by its place in the request."""
    if not rows.foreign and not rows.damaged:
        return ()
    places = {id(other): place for place, other in enumerate(open_tickets)}
    said = [(index, "was written by another version and is not compared; send its text.") for index in rows.foreign]
    said += [(index, "cannot be read and is not compared.") for index in rows.damaged]
    return tuple(f"The fingerprint of open_tickets/{places[id(printed[index])]} {what}" for index, what in sorted(said))
