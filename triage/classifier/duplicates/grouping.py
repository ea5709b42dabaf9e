"""Which tickets of a list are about one thing: an outage storm of hundreds becomes one group.

Reports of one outage come first: those that the category model reads as such belong together even without a shared word. Then
neighbours are found through shared words, weighed like any match, and joined from the most probable pair down; two groups are
joined only when their tickets are alike on average, so that no chain of half-alike tickets ties two subjects together. What many
tickets of the list have (a form's labels, a disclaimer) ties none. But in a storm the outage's own words are on most tickets;
there words are weighed by how rare they were beforehand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from triage.classifier.duplicates.duplicate_model import DuplicateModel, shipped_model
from triage.classifier.duplicates.likeness import OTHER_THING, Postings, Weighed, probability, signs, weigh
from triage.classifier.duplicates.looks import seen_by_all
from triage.classifier.duplicates.matching import Board, read_board
from triage.classifier.duplicates.outages import host_in, is_no_report, is_report, name_other_hosts, place_in
from triage.classifier.duplicates.particulars import names_machine
from triage.classifier.duplicates.profiles import Numbers, Profile
from triage.classifier.duplicates.rarity import Rarity
from triage.classifier.duplicates.shared_words import wording_of
from triage.classifier.duplicates.storm_reading import NO_READER, OutageReader, Storms, read_profiles, read_storms
from triage.classifier.duplicates.storms import Outage, Report, find_outages
from triage.classifier.markup import in_text
from triage.domain.grouping import Grouping, GroupMember, TicketGroup
from triage.domain.ticket import OpenTicket
from triage.domain.vocabulary import DuplicateEvidence

NEIGHBOURS = 24  # tickets of the list with which each is compared with care

Scores = dict[tuple[int, int], float]
Apart = defaultdict[int, set[int]]
"""Row → the neighbours that are about another thing, whatever else is alike."""
Best = dict[int, tuple[float, int]]
"""Row → the probability of its best pair within the group, and the other ticket of that."""
Reports = Mapping[int, tuple[Outage, int]]
"""Row → the outage that the ticket reports, and the part of the site that it names (0: the whole, of which a storm is)."""


def group_tickets(
    tickets: Sequence[OpenTicket],
    reader: OutageReader = NO_READER,
    days: float | None = None,
    model: DuplicateModel | None = None,
) -> Grouping:
    """The groups among `tickets`, text or fingerprint each; closed tickets take no part. Deterministic; ids should be unique.

    Args:
        reader: who tells whether a text reports an outage; asked of brief texts without a category.
        days: how far apart two reports of one outage may be by the policy; the model's limit when that is less, or None.
        model: what matching knows; None: what came with the program.
    """
    model = model or shipped_model()
    tickets = tuple(map(in_text, tickets))
    board = read_board(tickets, model)
    profiles = read_profiles(board, reader)
    storms = read_storms(board, profiles, reader)
    rarity = board.rarity if board.rarity.boilerplate and not storms.odds else Rarity.beforehand(model)
    weighed = [weigh(profile, rarity) for profile in profiles]
    reports = _reports(board, weighed, storms, model.outage_days if days is None else min(days, model.outage_days))
    scores, apart = _scores(Postings.of(board.pool, rarity), weighed, model)
    places = board.places
    groups = [sorted(group, key=lambda row: _age(board, row)) for group in _joined(scores, apart, weighed, reports, model)]
    large = sorted((group for group in groups if len(group) > 1), key=lambda group: (-len(group), places[group[0]]))
    best = _with_reports(_best(scores, large), large, reports, model)
    alone = sorted(places[group[0]] for group in groups if len(group) == 1)
    found = tuple(_group(board, group, best, weighed, reports) for group in large)
    return Grouping(found, tuple(tickets[place].id for place in alone), board.unread)


def _reports(board: Board, weighed: Sequence[Weighed], storms: Storms, days: float) -> Reports:
    """The tickets that were read as reports of an outage, each by itself, those of a storm among the others."""
    reports = [
        Report(row, 0 if _is_of_all(row, one.profile, storms) else host_in(one.profile.named), board.moment_of(row))
        for row, one in enumerate(weighed)
        if (storms.odds[row] >= 0 if row in storms.odds else is_report(one.profile.named))
    ]
    found = find_outages(reports, days)
    places = {row: 0 if row in storms.odds else place_in(weighed[row].profile.named, board.model) for row in found}
    return {row: (found[row], places[row]) for row in sorted(found)}


def _is_of_all(row: int, profile: Profile, storms: Storms) -> bool:
    """Whether the host that a report names is a part of what the storm is about: one of many, or a machine behind the site."""
    return row in storms.everywhere or (row in storms.odds and names_machine(profile.traits.particulars))


def _scores(postings: Postings, weighed: Sequence[Weighed], model: DuplicateModel) -> tuple[Scores, Apart]:
    """The probability of each pair of neighbours that may be about one thing, and those that are about another each."""
    result, apart = Scores(), Apart(set)
    for row, one in enumerate(weighed):
        for other in _nearest(postings.cosines(one), row):
            pair = (min(row, other), max(row, other))
            if pair in result or other in apart[row]:
                continue
            found = signs(weighed[pair[0]], weighed[pair[1]], model)
            if not found[OTHER_THING]:
                result[pair] = probability(found, model)
            elif not name_other_hosts(one.profile.named, weighed[other].profile.named):  # a storm may name many
                apart[row].add(other)
                apart[other].add(row)
    return result, apart


def _nearest(likeness: Numbers, row: int) -> list[int]:
    count = min(NEIGHBOURS + 1, likeness.size)
    best = np.argpartition(-likeness, count - 1)[:count]
    return [other for other in best.tolist() if other != row and likeness[other] > 0]


@dataclass(slots=True)
class _Cluster:
    """Rows that belong together so far, and the sum of their terms' weights, each ticket's of length 1."""

    rows: list[int]
    apart: set[int]  # rows that do not belong with one of them
    terms: dict[int, float]
    host: int = 0
    calm: bool = False  # certainly no reports of an outage
    outage: Outage | None = None

    def likeness_to(self, other: _Cluster) -> float:
        """How alike the tickets of both are on average."""
        fewer, more = sorted((self.terms, other.terms), key=len)
        return sum(weight * more.get(term, 0.0) for term, weight in fewer.items()) / (len(self.rows) * len(other.rows))

    def reports_another(self, other: _Cluster) -> bool:
        """Whether the two speak of different outages: of different ones that were read as such, or of different hosts."""
        if self.outage is not None and other.outage is not None:
            return self.outage != other.outage
        reported = self.outage is not None or other.outage is not None
        return reported and 0 != self.host != other.host != 0

    def is_apart_from(self, other: _Cluster) -> bool:
        """Whether a ticket of one is about another thing than one of the other."""
        return bool(self.apart) and not self.apart.isdisjoint(other.rows)

    def differs_from(self, other: _Cluster) -> bool:
        """Whether one reports an outage and the other certainly none: only a clear likeness joins such."""
        return (self.calm and other.outage is not None) or (other.calm and self.outage is not None)

    def merge(self, other: _Cluster) -> None:
        """Add the other's tickets."""
        self.rows += other.rows
        self.apart |= other.apart
        self.calm = self.calm and other.calm
        self.outage, self.host = self.outage or other.outage, self.host or other.host
        for term, weight in other.terms.items():
            self.terms[term] = self.terms.get(term, 0.0) + weight


def _joined(scores: Scores, apart: Apart, weighed: Sequence[Weighed], reports: Reports, model: DuplicateModel) -> list[list[int]]:
    """Join the reports of each outage; then, from the most probable pair down to the model's limit, what is alike as a whole."""
    clusters = [
        _Cluster(
            [row],
            apart[row],
            {term: weight / (one.norm or 1.0) for term, weight in one.terms.items()},
            host_in(one.profile.named),
            is_no_report(one.profile.named),
        )
        for row, one in enumerate(weighed)
    ]
    home = list(range(len(weighed)))
    first_of = dict[tuple[Outage, int], int]()
    for row, report in reports.items():
        home[row] = first_of.setdefault(report, row)
        if home[row] == row:
            clusters[row].outage, clusters[row].host = report[0], report[0][1]
        else:
            clusters[home[row]].merge(clusters[row])
    for score, first, second in sorted((-score, *pair) for pair, score in scores.items()):
        if -score < model.group_link:
            break
        ours, theirs = home[first], home[second]
        if ours == theirs or clusters[ours].reports_another(clusters[theirs]) or clusters[ours].is_apart_from(clusters[theirs]):
            continue
        if -score < model.same_group and clusters[ours].differs_from(clusters[theirs]):
            continue
        if clusters[ours].likeness_to(clusters[theirs]) < model.group_likeness:
            continue
        if len(clusters[ours].rows) < len(clusters[theirs].rows):
            ours, theirs = theirs, ours
        for row in clusters[theirs].rows:
            home[row] = ours
        clusters[ours].merge(clusters[theirs])
    return [clusters[row].rows for row in dict.fromkeys(home)]


def _age(board: Board, row: int) -> tuple[bool, float, int]:
    """Oldest first; tickets without a date last, in the order sent."""
    moment = board.moment_of(row)
    return moment is None, moment or 0.0, board.places[row]


def _best(scores: Scores, groups: Sequence[Sequence[int]]) -> Best:
    """For each ticket of a group the best pair within the group: its probability, and the other ticket."""
    home = {row: number for number, group in enumerate(groups) for row in group}
    best: Best = {}
    for (first, second), score in scores.items():
        if first in home and home[first] == home.get(second):
            for row, other in ((first, second), (second, first)):
                if row not in best or (score, -other) > (best[row][0], -best[row][1]):
                    best[row] = score, other
    return best


def _with_reports(best: Best, groups: Sequence[Sequence[int]], reports: Reports, model: DuplicateModel) -> Best:
    """The best pairs, in which two reports of one outage count for what the model says of such, whatever their words."""
    of_report = defaultdict[tuple[Outage, int], list[int]](list)
    for row in (row for group in groups for row in group if row in reports):
        of_report[reports[row]].append(row)
    result = dict(best)
    for rows in of_report.values():
        for row in rows if len(rows) > 1 else ():
            score, other = best.get(row, (0.0, row))
            if score < model.outage_pair:
                like = other if other != row and reports.get(other) == reports[row] else rows[rows[0] == row]
                result[row] = model.outage_pair, like
    return result


def _group(board: Board, rows: Sequence[int], best: Best, weighed: Sequence[Weighed], reports: Reports) -> TicketGroup:
    first = board.tickets[rows[0]].id
    return TicketGroup(
        first, (GroupMember(first, None), *(_member(board, row, *best[row], weighed, reports) for row in rows[1:]))
    )


def _member(board: Board, row: int, score: float, other: int, weighed: Sequence[Weighed], reports: Reports) -> GroupMember:
    ticket, like = board.tickets[row], board.tickets[other]
    evidence = seen_by_all(signs(weighed[row], weighed[other], board.model))
    if row in reports and reports.get(other) == reports[row]:
        sure = is_report(weighed[row].profile.named) and is_report(weighed[other].profile.named)
        evidence.append(DuplicateEvidence.SAME_OUTAGE if sure else DuplicateEvidence.OUTAGE_STORM)
    if ticket.requester.id and ticket.requester.id == like.requester.id:
        evidence.append(DuplicateEvidence.SAME_REQUESTER)
    shared = wording_of(ticket.subject, ticket.body, weighed[row], board.model).shared_with(weighed[other])
    if shared:
        evidence.append(DuplicateEvidence.SHARED_TERMS)
    return GroupMember(ticket.id, score, like.id, tuple(evidence), shared)
