"""Several tickets about one thing (GK.6): how a ticket compares with the open tickets that were sent along.

Two passes: a cheap one over all open tickets by their weighted words, a careful one over the few that came out best, in which an
encoder may read them too.
Policy decides what a probability means; here is only what can be seen in the tickets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from triage.classifier.duplicates.composing import BODY_AT_MOST, composed
from triage.classifier.duplicates.directions import Direction
from triage.classifier.duplicates.duplicate_model import DuplicateModel, shipped_model
from triage.classifier.duplicates.fingerprints import (
    Decoded,
    pool_of_rows,
    profile_of_row,
    read_fingerprints,
    write_fingerprint,
)
from triage.classifier.duplicates.likeness import Weighed, cosines, weigh
from triage.classifier.duplicates.looks import Look, explained, look_at, read_meaning
from triage.classifier.duplicates.new_ticket import NewTicket
from triage.classifier.duplicates.originals import came_before, in_order, is_later, nearest, original_of
from triage.classifier.duplicates.outages import as_told, with_reading
from triage.classifier.duplicates.profiles import Pool, Profile, Traits, join_pools, pool_of, profile_of, profiles_of
from triage.classifier.duplicates.rarity import Rarity, rarity
from triage.classifier.duplicates.shared_words import wording_of
from triage.classifier.duplicates.traits import traits_of
from triage.classifier.entities import find_entities
from triage.classifier.markup import in_text
from triage.classifier.quoting import strip_quotes
from triage.classifier.references import bare_id
from triage.domain.reading import Bond, DuplicateMatch, Entities, UnreadFingerprint
from triage.domain.ticket import OpenTicket, Ticket
from triage.domain.vocabulary import Category, Status

SHOWN_CANDIDATES = 3  # candidates in an answer: as many as people compare at a glance
COMPARED = 8  # open tickets that get the careful look


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
    board = _sent_board(open_tickets, model)
    return tuple(board.match(new) for new in tickets)


def reading_once() -> Matcher:
    """`match_open_tickets` for one batch: open tickets equal to those of the call before are not read again. Not for threads."""
    last = list[tuple[Sequence[OpenTicket], Board]]()

    def match(new: NewTicket, open_tickets: Sequence[OpenTicket] | None) -> DuplicateMatch:
        if open_tickets is None:
            return match_open_tickets(new, None)
        if not last or last[0][0] != open_tickets:
            last[:] = [(open_tickets, _sent_board(open_tickets, shipped_model()))]
        return last[0][1].match(new)

    return match


@dataclass(frozen=True, slots=True)
class Board:
    """The open tickets, read once.

    `tickets` are those that can be an original, in the order of `pool`'s rows; `places` says where each stood as sent, from 0.
    """

    model: DuplicateModel
    tickets: tuple[OpenTicket, ...]
    places: tuple[int, ...]
    texts: int
    pool: Pool
    rarity: Rarity
    rows: Decoded
    unread: tuple[UnreadFingerprint, ...]

    def match(self, new: NewTicket) -> DuplicateMatch:
        """How one ticket compares."""
        new = _as_compared(new)
        profile = _profile_with_reading(new, self.model)
        query = weigh(profile, self.rarity)
        own = new.meanings.direction(new.ticket.subject, new.ticket.body) if new.meanings is not None else None
        named = self._named(new)
        looks = self._looks(new, query, named, own)
        possible = came_before(looks, new.created_at)
        elsewhere = new.referenced is not None and not named  # who names another ticket repeats one of these only if it is clear
        original = original_of(possible, self.model.same_group if elsewhere else self.model.original_least, self.model)
        wording = wording_of(new.ticket.subject, new.ticket.body, query, self.model)
        judged = original or (possible[0] if possible else None)
        return DuplicateMatch(
            checked=True,
            original=original.other if original else None,
            judged=explained(judged, wording) if judged else None,
            score=judged.candidate.score if judged else None,
            candidates=tuple(explained(look, wording) for look in looks[:SHOWN_CANDIDATES]),
            fingerprint=write_fingerprint(replace(profile, direction=own), self.model),
            referenced=new.referenced,
            named=tuple(sorted({self.tickets[row].id for row in named})),  # whatever the order in which they were sent
            unread=self.unread,
        )

    def _looks(self, new: NewTicket, query: Weighed, named: Mapping[int, Bond], own: Direction | None) -> list[Look]:
        """A careful look at those that are named and those most alike, in order."""
        best = nearest(cosines(self.pool, query, self.rarity), self.tickets, COMPARED + 1)
        rows = [row for row in dict.fromkeys([*named, *best]) if not new.is_itself(self.tickets[row])][: COMPARED + len(named)]
        looks = in_order(
            [
                look_at(
                    new.ticket,
                    new.created_at,
                    query,
                    self.tickets[row],
                    weigh(other, self.rarity),
                    self.model,
                    bond=named.get(row),
                )
                for row, other in zip(rows, self.profiles(rows), strict=True)
            ]
        )
        if new.meanings is None or own is None or _stands_alone(new.ticket):
            return looks
        return in_order(read_meaning(looks, own, new.meanings, self.model, hidden=self.rarity.boilerplate))

    def _named(self, new: NewTicket) -> dict[int, Bond]:
        """The open tickets that the text names, and how; no text names one that came later."""
        bonds = {bare_id(one.id): one.bond for one in new.entities.mentions}
        found = ((row, bonds.get(bare_id(other.id))) for row, other in enumerate(self.tickets)) if bonds else ()
        return {row: bond for row, bond in found if bond is not None and not is_later(self.tickets[row], new.created_at)}

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


def _sent_board(open_tickets: Sequence[OpenTicket], model: DuplicateModel) -> Board:
    """The open tickets as they were sent, whose bodies may be HTML; one that was sent twice counts once."""
    return read_board(tuple(map(in_text, open_tickets)), model, _copies(open_tickets))


def _copies(tickets: Sequence[OpenTicket]) -> frozenset[int]:
    """The places of tickets that are there once more before, as where the pages of a helpdesk's list overlap."""
    if len({ticket.id for ticket in tickets}) == len(tickets):
        return frozenset()
    first: dict[OpenTicket, int] = {}
    return frozenset(place for place, ticket in enumerate(tickets) if first.setdefault(ticket, place) != place)


def read_board(open_tickets: Sequence[OpenTicket], model: DuplicateModel, out: frozenset[int] = frozenset()) -> Board:
    """Read the open tickets, whose bodies are text (`in_text`), but those at the places `out`; closed ones are no originals.

    Fingerprints stand in for text only where no text was sent.
    """
    closed = Status.CLOSED  # looked up once: that takes longer than the rest of the loop
    printed, with_text = list[tuple[int, OpenTicket]](), list[tuple[int, OpenTicket]]()
    for place, other in enumerate(open_tickets):
        if other.status is closed or place in out:
            continue
        if other.fingerprint and not other.subject and not other.body:
            printed.append((place, other))
        else:
            with_text.append((place, composed(other)))
    rows = read_fingerprints([(other.fingerprint or "").strip() for _, other in printed], model)
    pool = join_pools(pool_of([f"{other.subject}\n{other.body}" for _, other in with_text], model), pool_of_rows(rows.rows))
    kept = [*with_text, *map(printed.__getitem__, rows.good)]
    return Board(
        model=model,
        tickets=tuple([other for _, other in kept]),
        places=tuple([place for place, _ in kept]),
        texts=len(with_text),
        pool=pool,
        rarity=rarity(pool, model),
        rows=rows,
        unread=_unread(printed, rows),
    )


def _as_compared(new: NewTicket) -> NewTicket:
    ticket = composed(new.ticket)
    return new if ticket is new.ticket else replace(new, ticket=ticket)


def profile_of_ticket(subject: str, body: str, entities: Entities, model: DuplicateModel) -> Profile:
    """A ticket's profile: its writer's own words, and the traits of its whole text."""
    read, own = body[:BODY_AT_MOST], strip_quotes(body[:BODY_AT_MOST])
    return profile_of(subject, own, traits_of(subject, read, own, entities), model)


def _profile_with_reading(new: NewTicket, model: DuplicateModel) -> Profile:
    ticket = new.ticket
    profile = profile_of_ticket(ticket.subject, ticket.body, new.entities, model)
    return with_reading(profile, new.outage, ticket.subject, ticket.body, model)


def _unchecked(new: NewTicket, model: DuplicateModel) -> DuplicateMatch:
    fingerprint = write_fingerprint(_profile_with_reading(_as_compared(new), model), model)
    return DuplicateMatch(checked=False, fingerprint=fingerprint, referenced=new.referenced)


def _stands_alone(ticket: Ticket) -> bool:
    """Whether a person gave it a category of its own, so that nobody asks what it repeats."""
    return ticket.category is not None and ticket.category is not Category.DUPLICATE


def _as_read(subject: str, body: str) -> tuple[str, str, Traits]:
    """An open ticket as profiles are made from; what it quotes does not matter, since it came before."""
    read, own = body[:BODY_AT_MOST], strip_quotes(body[:BODY_AT_MOST])
    return subject, own, traits_of(subject, "", own, find_entities(subject, read))


def _unread(printed: Sequence[tuple[int, OpenTicket]], rows: Decoded) -> tuple[UnreadFingerprint, ...]:
    """The fingerprints that were not used, by their places in the list as it was sent."""
    said = [(*printed[index], True) for index in rows.foreign] + [(*printed[index], False) for index in rows.damaged]
    return tuple(UnreadFingerprint(place, other.id, foreign) for place, other, foreign in sorted(said, key=lambda one: one[0]))
