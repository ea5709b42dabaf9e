"""Which tickets of a list are about one thing: an outage storm of hundreds becomes one group.

Neighbours are found through shared words, weighed like any match, and joined from the most probable pair down; two groups are
joined only when their tickets are alike on average, so that no chain of half-alike tickets ties two subjects together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from triage.classifier.duplicate_model import DuplicateModel, shipped_model
from triage.classifier.duplicates import Board, read_board, seen_by_all
from triage.classifier.likeness import Postings, Weighed, probability, signs, weigh
from triage.classifier.profiles import Numbers
from triage.classifier.shared_words import wording_of
from triage.domain.grouping import Grouping, GroupMember, TicketGroup
from triage.domain.ticket import OpenTicket

NEIGHBOURS = 24  # tickets of the list with which each is compared with care

Scores = dict[tuple[int, int], float]


def group_tickets(tickets: Sequence[OpenTicket]) -> Grouping:
    """The groups among `tickets`, text or fingerprint each; closed tickets take no part. Deterministic; ids should be unique."""
    model = shipped_model()
    board = read_board(tickets, model)
    weighed = [weigh(profile, model.rarity) for profile in board.profiles(range(len(board.tickets)))]
    scores = _scores(board, weighed, model)
    order = {id(ticket): place for place, ticket in enumerate(tickets)}
    places = [order[id(ticket)] for ticket in board.tickets]
    groups = [sorted(group, key=lambda row: _age(board, row, places)) for group in _joined(scores, weighed, model)]
    large = sorted((group for group in groups if len(group) > 1), key=lambda group: (-len(group), places[group[0]]))
    best = _best(scores, large)
    alone = sorted(places[group[0]] for group in groups if len(group) == 1)
    found = tuple(_group(board, group, best, weighed) for group in large)
    return Grouping(found, tuple(tickets[place].id for place in alone), board.warnings)


def _scores(board: Board, weighed: Sequence[Weighed], model: DuplicateModel) -> Scores:
    """The probability of each pair of neighbours."""
    result: Scores = {}
    postings = Postings.of(board.pool, model.rarity)
    for row, one in enumerate(weighed):
        for other in _nearest(postings.cosines(one), row):
            pair = (min(row, other), max(row, other))
            if pair not in result:
                result[pair] = probability(signs(weighed[pair[0]], weighed[pair[1]], model), model)
    return result


def _nearest(likeness: Numbers, row: int) -> list[int]:
    count = min(NEIGHBOURS + 1, likeness.size)
    best = np.argpartition(-likeness, count - 1)[:count]
    return [other for other in best.tolist() if other != row and likeness[other] > 0]


@dataclass(slots=True)
class _Heap:
    """Rows that belong together so far, and the sum of their terms' weights, each ticket's of length 1."""

    rows: list[int]
    terms: dict[int, float]

    def like(self, other: _Heap) -> float:
        """How alike the tickets of both are on average."""
        fewer, more = sorted((self.terms, other.terms), key=len)
        return sum(weight * more.get(term, 0.0) for term, weight in fewer.items()) / (len(self.rows) * len(other.rows))

    def take(self, other: _Heap) -> None:
        """Add the other's tickets."""
        self.rows += other.rows
        for term, weight in other.terms.items():
            self.terms[term] = self.terms.get(term, 0.0) + weight


def _joined(scores: Scores, weighed: Sequence[Weighed], model: DuplicateModel) -> list[list[int]]:
    """From the most probable pair down to the model's limit, join what is alike as a whole."""
    heaps = [
        _Heap([row], {term: weight / (one.norm or 1.0) for term, weight in one.terms.items()}) for row, one in enumerate(weighed)
    ]
    home = list(range(len(weighed)))
    for score, first, second in sorted((-score, *pair) for pair, score in scores.items()):
        if -score < model.group_link:
            break
        ours, theirs = home[first], home[second]
        if ours == theirs or heaps[ours].like(heaps[theirs]) < model.group_likeness:
            continue
        if len(heaps[ours].rows) < len(heaps[theirs].rows):
            ours, theirs = theirs, ours
        for row in heaps[theirs].rows:
            home[row] = ours
        heaps[ours].take(heaps[theirs])
    return [heaps[row].rows for row in dict.fromkeys(home)]


def _age(board: Board, row: int, places: Sequence[int]) -> tuple[bool, float, int]:
    """Oldest first; tickets without a date last, in the order sent."""
    created_at = board.tickets[row].created_at
    return created_at is None, created_at.timestamp() if created_at else 0.0, places[row]


def _best(scores: Scores, groups: Sequence[Sequence[int]]) -> dict[int, tuple[float, int]]:
    """For each ticket of a group the best pair within the group: its probability, and the other ticket."""
    home = {row: number for number, group in enumerate(groups) for row in group}
    best = dict[int, tuple[float, int]]()
    for (first, second), score in scores.items():
        if first in home and home[first] == home.get(second):
            for row, other in ((first, second), (second, first)):
                if row not in best or (score, -other) > (best[row][0], -best[row][1]):
                    best[row] = score, other
    return best


def _group(board: Board, rows: Sequence[int], best: Mapping[int, tuple[float, int]], weighed: Sequence[Weighed]) -> TicketGroup:
    first = board.tickets[rows[0]].id
    return TicketGroup(first, (GroupMember(first, None), *(_member(board, row, *best[row], weighed) for row in rows[1:])))


def _member(board: Board, row: int, score: float, other: int, weighed: Sequence[Weighed]) -> GroupMember:
    ticket, like = board.tickets[row], board.tickets[other]
    evidence = seen_by_all(signs(weighed[row], weighed[other], board.model))
    if ticket.requester.id and ticket.requester.id == like.requester.id:
        evidence.append("same_requester")
    shared = wording_of(ticket.subject, ticket.body, weighed[row], board.model).shared_with(weighed[other])
    return GroupMember(ticket.id, score, like.id, (*evidence, *(("shared_terms",) if shared else ())), shared)
