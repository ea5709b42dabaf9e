"""Which tickets of a list are about one thing: an outage storm of hundreds becomes one group.

Neighbours are found through shared words and through meaning, weighed like any match, and joined from the most probable pair
down; two groups are joined only when their tickets are alike on average, so that no chain of half-alike tickets ties two subjects
together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.classifier.duplicate_model import DuplicateModel, shipped_model
from triage.classifier.duplicates import Board, read_board
from triage.classifier.likeness import Weighed, cosines, probability, signs, weigh
from triage.domain.grouping import Grouping, GroupMember, TicketGroup
from triage.domain.ticket import OpenTicket

NEIGHBOURS = 24  # tickets of the list with which each is compared with care
_BLOCK = 256  # tickets whose meaning is compared with the whole list at once

Scores = dict[tuple[int, int], float]


def group_tickets(tickets: Sequence[OpenTicket]) -> Grouping:
    """The groups among `tickets`, text or fingerprint each; closed tickets take no part. Deterministic; ids should be unique."""
    model = shipped_model()
    board = read_board(tickets, model)
    weighed = [weigh(profile, model.rarity) for profile in board.profiles(range(len(board.tickets)))]
    scores = _scores(board, weighed, model)
    groups = _joined(scores, weighed, model)
    order = {id(ticket): place for place, ticket in enumerate(tickets)}
    places = [order[id(ticket)] for ticket in board.tickets]
    found = [_group(board, sorted(group, key=lambda row: _age(board, row, places)), scores) for group in groups if len(group) > 1]
    found.sort(key=lambda group: (-len(group.members), [ticket.id for ticket in tickets].index(group.original)))
    alone = sorted(places[group[0]] for group in groups if len(group) == 1)
    return Grouping(tuple(found), tuple(tickets[place].id for place in alone), board.warnings)


def _scores(board: Board, weighed: Sequence[Weighed], model: DuplicateModel) -> Scores:
    """The probability of each pair of neighbours."""
    result: Scores = {}
    meanings = np.array([one.profile.meaning for one in weighed], np.float32)
    for start in range(0, len(weighed), _BLOCK):
        near = meanings[start : start + _BLOCK] @ meanings.T
        for row in range(start, min(start + _BLOCK, len(weighed))):
            likeness = cosines(board.pool, weighed[row], model.rarity)
            for other in _nearest(likeness, row) | _nearest(near[row - start], row):
                pair = (min(row, other), max(row, other))
                if pair not in result:
                    result[pair] = probability(signs(weighed[pair[0]], weighed[pair[1]], model), model)
    return result


def _nearest(likeness: NDArray[np.floating], row: int) -> set[int]:
    count = min(NEIGHBOURS + 1, likeness.size)
    best = np.argpartition(-likeness, count - 1)[:count]
    return {other for other in best.tolist() if other != row and likeness[other] > 0}


@dataclass(slots=True)
class _Heap:
    """Rows that belong together so far."""

    rows: list[int]
    meaning: NDArray[np.float64]

    def like(self, other: _Heap) -> float:
        """How alike the tickets of both are on average, by meaning."""
        return float(self.meaning @ other.meaning) / (len(self.rows) * len(other.rows))


def _joined(scores: Scores, weighed: Sequence[Weighed], model: DuplicateModel) -> list[list[int]]:
    """From the most probable pair down to the model's limit, join what is alike as a whole."""
    heaps = [_Heap([row], one.profile.meaning.astype(np.float64)) for row, one in enumerate(weighed)]
    home = list(range(len(weighed)))
    for score, first, second in sorted(((-score, *pair) for pair, score in scores.items()), key=lambda one: one):
        if -score < model.group_link:
            break
        ours, theirs = home[first], home[second]
        if ours == theirs or heaps[ours].like(heaps[theirs]) < model.group_meaning:
            continue
        if len(heaps[ours].rows) < len(heaps[theirs].rows):
            ours, theirs = theirs, ours
        for row in heaps[theirs].rows:
            home[row] = ours
        heaps[ours].rows += heaps[theirs].rows
        heaps[ours].meaning = heaps[ours].meaning + heaps[theirs].meaning
    return [heaps[row].rows for row in dict.fromkeys(home)]


def _age(board: Board, row: int, places: Sequence[int]) -> tuple[bool, float, int]:
    """Oldest first; tickets without a date last, in the order sent."""
    created_at = board.tickets[row].created_at
    return created_at is None, created_at.timestamp() if created_at else 0.0, places[row]


def _group(board: Board, rows: list[int], scores: Scores) -> TicketGroup:
    inside = frozenset(rows)
    best = dict[int, float]()
    for (first, second), score in scores.items():
        if first in inside and second in inside:
            best[first] = max(best.get(first, 0.0), score)
            best[second] = max(best.get(second, 0.0), score)
    members = [GroupMember(board.tickets[row].id, best.get(row) if place else None) for place, row in enumerate(rows)]
    return TicketGroup(board.tickets[rows[0]].id, tuple(members))
