"""Several tickets about one thing (GK.6): how a ticket compares with the open tickets that were sent along.

Two passes: a cheap one over all open tickets by their weighted words, a careful one over the few that came out best.
Policy decides what a probability means; here is only what can be seen in the tickets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from triage.classifier.duplicate_model import DuplicateModel, shipped_model
from triage.classifier.entities import find_entities
from triage.classifier.fingerprints import (
    Decoded,
    pool_of_rows,
    profile_of_row,
    read_fingerprints,
    write_fingerprint,
)
from triage.classifier.likeness import Weighed, cosines, probability, signs, weigh
from triage.classifier.outages import SAME_OUTAGE, as_told, report_one, with_reading
from triage.classifier.profiles import Numbers, Pool, Profile, Traits, join_pools, pool_of, profile_of, profiles_of, rarity
from triage.classifier.quoting import strip_quotes
from triage.classifier.shared_words import Wording, wording_of
from triage.classifier.traits import reference_hash, traits_of
from triage.domain.reading import DuplicateCandidate, DuplicateMatch, Entities
from triage.domain.ticket import OpenTicket, Ticket
from triage.domain.vocabulary import Status

SHOWN = 3  # candidates in an answer: as many as people compare at a glance
COMPARED = 8  # open tickets that get the careful look
READ = 20_000  # characters of a body that are compared; what people write by hand is shorter
_DAY = 86_400.0
_NAMED = (  # the sign of a trait, and the evidence code that people read
    ("quoted_subject", "quoted_subject"),
    ("same_order", "same_order_number"),
    ("same_url", "same_url"),
    ("same_error", "same_error_text"),
)


def match_open_tickets(
    ticket: Ticket,
    created_at: datetime,
    open_tickets: Sequence[OpenTicket] | None,
    entities: Entities,
    outage: float | None = None,
) -> DuplicateMatch:
    """Compare one ticket with the open tickets; `checked` is False when none were sent (None). The fingerprint is always set.

    `outage`: the probability that the ticket reports one, by the category model (None: not known), kept in the fingerprint.
    """
    return match_many(((ticket, created_at, entities, outage),), open_tickets)[0]


def match_many(
    tickets: Sequence[tuple[Ticket, datetime, Entities, float | None]], open_tickets: Sequence[OpenTicket] | None
) -> tuple[DuplicateMatch, ...]:
    """Compare several, each with what `match_open_tickets` takes, with the same open tickets, which are read once."""
    model = shipped_model()
    if open_tickets is None:
        return tuple(_unchecked(ticket, entities, outage, model) for ticket, _, entities, outage in tickets)
    board = read_board(open_tickets, model)
    return tuple(board.match(*one) for one in tickets)


def reading_once() -> Callable[[Ticket, datetime, Sequence[OpenTicket] | None, Entities, float | None], DuplicateMatch]:
    """`match_open_tickets` for one batch: open tickets equal to those of the call before are not read again. Not for threads."""
    last = list[tuple[Sequence[OpenTicket], Board]]()

    def match(
        ticket: Ticket,
        created_at: datetime,
        open_tickets: Sequence[OpenTicket] | None,
        entities: Entities,
        outage: float | None = None,
    ) -> DuplicateMatch:
        if open_tickets is None:
            return match_open_tickets(ticket, created_at, None, entities, outage)
        if not last or last[0][0] != open_tickets:
            last[:] = [(open_tickets, read_board(open_tickets, shipped_model()))]
        return last[0][1].match(ticket, created_at, entities, outage)

    return match


@dataclass(frozen=True, slots=True)
class Board:
    """The open tickets, read once. `tickets` are those that can be an original, in the order of `pool`'s rows."""

    model: DuplicateModel
    tickets: tuple[OpenTicket, ...]
    texts: int
    pool: Pool
    rarity: Numbers
    rows: Decoded
    warnings: tuple[str, ...]

    def match(self, ticket: Ticket, created_at: datetime, entities: Entities, outage: float | None = None) -> DuplicateMatch:
        """How one ticket compares."""
        profile = _profile_with_reading(ticket, entities, outage, self.model)
        query = weigh(profile, self.rarity)
        likeness = cosines(self.pool, query, self.rarity)
        named = self._named(entities)
        best = np.argsort(-likeness, kind="stable")[: COMPARED + 1].tolist()
        compared = [row for row in dict.fromkeys([*named, *best]) if self.tickets[row].id != ticket.id][: COMPARED + len(named)]
        looks = [
            self._look(query, ticket, created_at, row, weigh(other, self.rarity), row in named)
            for row, other in zip(compared, self.profiles(compared), strict=True)
        ]
        looks.sort(key=lambda look: -look.candidate.score)
        wording = wording_of(ticket.subject, ticket.body, query, self.model)
        return DuplicateMatch(
            checked=True,
            original=self._original(looks),
            score=looks[0].candidate.score if looks else None,
            candidates=tuple(_explained(look, wording) for look in looks[:SHOWN]),
            fingerprint=write_fingerprint(profile, self.model),
            referenced=entities.references[0] if entities.references else None,
            warnings=self.warnings,
        )

    def _named(self, entities: Entities) -> list[int]:
        """The open tickets that the text names."""
        wanted = frozenset(map(_bare_id, entities.references))
        return [row for row, other in enumerate(self.tickets) if _bare_id(other.id) in wanted] if wanted else []

    def profiles(self, rows: Sequence[int]) -> list[Profile]:
        """The profiles of some open tickets."""
        texts = [self.tickets[row] for row in rows if row < self.texts]
        read = iter(profiles_of([_as_read(other.subject, other.body) for other in texts], self.model))
        profiles = [next(read) if row < self.texts else profile_of_row(self.rows.rows[row - self.texts]) for row in rows]
        return [as_told(profile, self.tickets[row], self.model) for row, profile in zip(rows, profiles, strict=True)]

    def _look(self, query: Weighed, ticket: Ticket, created_at: datetime, row: int, weighed: Weighed, named: bool) -> Look:
        other = self.tickets[row]
        found = signs(query, weighed, self.model)
        score = probability(found, self.model)
        refers_back = bool(ticket.id) and reference_hash(ticket.id or "") in weighed.profile.traits.references
        evidence = seen_by_all(found)
        if named or refers_back:
            evidence.insert(0, "explicit_reference")
            score = max(score, self.model.reference)
        same = ticket.requester.id == other.requester.id if ticket.requester.id and other.requester.id else None
        days = round(abs((created_at - other.created_at).total_seconds()) / _DAY, 2) if other.created_at else None
        if report_one(query.profile.named, weighed.profile.named, self.model) and (days or 0.0) <= self.model.outage_days:
            evidence.append(SAME_OUTAGE)
        if same:
            evidence.append("same_requester")
        candidate = DuplicateCandidate(other.id, score, (), tuple(evidence), same, days)
        return Look(candidate, other, weighed)

    def _original(self, looks: list[Look]) -> str | None:
        """The oldest of the best match's group: what is like the ticket and its best match. Without dates: the best match."""
        if not looks:
            return None
        best, least = looks[0], self.model.same_group
        group = [best]
        for look in looks[1:]:
            if look.candidate.score >= least and probability(signs(best.weighed, look.weighed, self.model), self.model) >= least:
                group.append(look)
        dated = [look for look in group if look.other.created_at is not None]
        if best.other.created_at is None or not dated:
            return best.other.id
        return min(dated, key=lambda look: (look.other.created_at, look.other.id)).other.id


@dataclass(frozen=True, slots=True)
class Look:
    """A careful look at one open ticket."""

    candidate: DuplicateCandidate
    other: OpenTicket
    weighed: Weighed


def read_board(open_tickets: Sequence[OpenTicket], model: DuplicateModel) -> Board:
    """Read the open tickets; closed ones are no originals. Fingerprints stand in for text only where no text was sent."""
    live = [other for other in open_tickets if other.status is not Status.CLOSED]
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


def seen_by_all(found: Mapping[str, float]) -> list[str]:
    """The evidence codes of those signs that a human can check."""
    return [code for sign, code in _NAMED if found[sign]]


def profile_of_ticket(subject: str, body: str, entities: Entities, model: DuplicateModel) -> Profile:
    """A ticket's profile: its writer's own words, and the traits of its whole text."""
    read, own = body[:READ], strip_quotes(body[:READ])
    return profile_of(subject, own, traits_of(subject, read, own, entities), model)


def _profile_with_reading(ticket: Ticket, entities: Entities, outage: float | None, model: DuplicateModel) -> Profile:
    profile = profile_of_ticket(ticket.subject, ticket.body, entities, model)
    return with_reading(profile, outage, ticket.subject, ticket.body, model)


def _unchecked(ticket: Ticket, entities: Entities, outage: float | None, model: DuplicateModel) -> DuplicateMatch:
    profile = _profile_with_reading(ticket, entities, outage, model)
    referenced = entities.references[0] if entities.references else None
    return DuplicateMatch(checked=False, fingerprint=write_fingerprint(profile, model), referenced=referenced)


def _as_read(subject: str, body: str) -> tuple[str, str, Traits]:
    """An open ticket as profiles are made from; what it quotes does not matter, since it came before."""
    read, own = body[:READ], strip_quotes(body[:READ])
    return subject, own, traits_of(subject, "", own, find_entities(subject, read))


def _bare_id(reference: str) -> str:
    """A ticket's id without the mark that people put before it."""
    return reference.strip().lstrip("#").casefold()


def _explained(look: Look, wording: Wording) -> DuplicateCandidate:
    """The candidate with the rare words that both share, as the customer wrote them."""
    shared = wording.shared_with(look.weighed)
    candidate = look.candidate
    evidence = (*candidate.evidence, *(("shared_terms",) if shared else ()))
    return DuplicateCandidate(candidate.id, candidate.score, shared, evidence, candidate.same_requester, candidate.days_apart)


def _refused(open_tickets: Sequence[OpenTicket], printed: list[OpenTicket], rows: Decoded) -> tuple[str, ...]:
    """A sentence for each fingerprint that was not used, by its place in the request."""
    if not rows.foreign and not rows.damaged:
        return ()
    places = {id(other): place for place, other in enumerate(open_tickets)}
    said = [(index, "was written by another version and is not compared; send its text.") for index in rows.foreign]
    said += [(index, "cannot be read and is not compared.") for index in rows.damaged]
    return tuple(f"The fingerprint of open_tickets/{places[id(printed[index])]} {what}" for index, what in sorted(said))
