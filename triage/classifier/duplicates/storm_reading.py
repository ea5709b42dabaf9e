"""Reports of an outage in a storm of them: where most tickets of some hours report faults, and many that the site is down, a
doubtful one is likelier to be about that too than elsewhere.

A storm is told by what each ticket says by itself, so that doubtful ones cannot make one. Then each is read once more among the
others, by weights that were fitted on storms (`training.duplicates.storms`): many people tell one symptom, as each sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.classifier.duplicates.duplicate_model import DuplicateModel
from triage.classifier.duplicates.matching import Board
from triage.classifier.duplicates.outages import OutageReading, host_in, is_brief, is_report, outage_told, read_as
from triage.classifier.duplicates.profiles import Numbers, Profile
from triage.classifier.duplicates.storm_signs import SIGNS, fault_of, lift_of, outage_of, signs_of

_HOUR = 3_600.0

ReadOutages = Callable[[Sequence[tuple[str, str]]], Sequence[OutageReading | None]]
"""What texts, title and body of each, say of an outage; None where nobody can tell."""


@dataclass(frozen=True, slots=True)
class OutageReader:
    """Who reads the tickets of a list: `at_once` all, `closely` the few that stay doubtful in a storm."""

    at_once: ReadOutages
    closely: ReadOutages


def _know_nothing(texts: Sequence[tuple[str, str]]) -> list[None]:
    """None for each text."""
    return [None] * len(texts)


NO_READER = OutageReader(_know_nothing, _know_nothing)
"""For lists that are grouped without a category model: nothing is known of any text."""


@dataclass(frozen=True, slots=True)
class Storms:
    """What storms did to the tickets of a list, by row.

    Attributes:
        odds: of each ticket that was read in a storm, the log-odds that it reports what the storm is about.
        everywhere: those of storms in which many hosts are named: what is down is behind all of them.
    """

    odds: Mapping[int, float]
    everywhere: frozenset[int] = frozenset()


def read_profiles(board: Board, reader: OutageReader) -> list[Profile]:
    """The profiles with the reading: by the category that was sent along, else the fingerprint's, else asked for."""
    profiles, model = board.profiles(range(len(board.tickets))), board.model
    texts = {row: board.text_of(row) for row in range(board.texts) if _is_asked(board, row, profiles[row])}
    different = sorted(set(texts.values()))
    found = dict(zip(different, reader.at_once(different), strict=True))
    for row, text in texts.items():
        profiles[row] = read_as(profiles[row], found[text], model)
    return profiles


def read_storms(board: Board, profiles: Sequence[Profile], reader: OutageReader) -> Storms:
    """The storms of a list whose profiles were read: each ticket of one is read among the others, the doubtful ones twice."""
    odds, everywhere = dict[int, float](), set[int]()
    for rows in _storms_in(board, profiles):
        found = _read_storm(board, rows, profiles, reader)
        odds.update(found)
        hosts = {host_in(profiles[row].named) for row, each in found.items() if each >= 0} - {0}
        if len(hosts) >= board.model.storm_hosts:
            everywhere.update(rows)
    return Storms(odds, frozenset(everywhere))


def _read_storm(board: Board, rows: Sequence[int], profiles: Sequence[Profile], reader: OutageReader) -> dict[int, float]:
    """Row → log-odds; none where too few report that the whole site is down, and the others do not speak of one thing. Where a
    doubtful ticket is read closely, both readings count alike."""
    model, storm = board.model, [profiles[row] for row in rows]
    log_shares = np.array([profile.log_shares for profile in storm])
    signs, outage = signs_of(storm, log_shares, model), outage_of(log_shares)
    sure = sum(is_report(profile.named) for profile in storm)
    if sure < model.storm_whole * len(storm) and lift_of(signs) < model.storm_lift:
        return {}
    odds = odds_of(signs, outage, model)
    doubtful = [at for at, row in enumerate(rows) if abs(odds[at]) < model.storm_doubt and _is_asked(board, row, storm[at])]
    doubtful.sort(key=lambda at: (abs(odds[at]), board.text_of(rows[at])))
    del doubtful[int(model.storm_closely) :]
    for at, reading in zip(doubtful, reader.closely([board.text_of(rows[at]) for at in doubtful]), strict=True):
        if reading is not None:
            signs[at, : log_shares.shape[1]] = (log_shares[at] + reading.log_shares) / 2
    return dict(zip(rows, odds_of(signs, outage, model).tolist(), strict=True))


def odds_of(signs: NDArray[np.float64], outage: float, model: DuplicateModel) -> Numbers:
    """The log-odds that tickets with these signs report what the storm is about.

    Args:
        signs: tickets x `SIGNS`.
        outage: how much the storm is of the whole site; the weights for that and for a storm of a function are mixed by it.
    """
    whole, function = (np.array([model.storm_weights[kind][name] for name in ("base", *SIGNS)]) for kind in ("whole", "function"))
    base, *weights = outage * whole + (1 - outage) * function
    return np.asarray(base + signs @ weights)


def _is_asked(board: Board, row: int, profile: Profile) -> bool:
    """Whether the model is asked about a ticket: a brief text of which nobody has said what it is."""
    return row < board.texts and outage_told(board.tickets[row].category) is None and is_brief(profile, board.model)


def _storms_in(board: Board, profiles: Sequence[Profile]) -> list[list[int]]:
    """The rows of what may be a storm, each list one, of the tickets that were read. Around each enough are faults, and enough of
    these sure reports. A ticket without a date is near all."""
    model, reach = board.model, board.model.storm_hours * _HOUR
    read = np.array([profile.log_shares is not None for profile in profiles], np.bool_)
    if not read.any():
        return []
    faults = read.copy()
    faults[read] = fault_of(np.array([profile.log_shares for profile in profiles if profile.log_shares])) >= model.storm_fault
    sure = np.array([is_report(profile.named) for profile in profiles])
    at = np.array([board.moment_of(row) for row in range(len(profiles))], np.float64)  # NaN where it is not known
    near = _count_near(at, np.ones_like(read), reach)
    reports, broken = _count_near(at, sure, reach), _count_near(at, faults, reach)
    stormy = (reports >= model.storm_least) & (reports >= model.storm_share * near) & (broken >= model.storm_faults * near)
    return _by_time(np.flatnonzero(read & stormy), at, reach)


def _by_time(rows: NDArray[np.int64], at: Numbers, reach: float) -> list[list[int]]:
    """The rows cut where nothing came in for `reach` seconds; those without a date are with the most."""
    rows = rows[np.argsort(at[rows], kind="stable")]  # those without a date come last
    dated = int(np.count_nonzero(~np.isnan(at[rows])))
    cuts = np.flatnonzero(np.diff(at[rows[:dated]]) > reach) + 1
    storms = [part.tolist() for part in np.split(rows[:dated], cuts)]
    max(storms, key=len).extend(rows[dated:].tolist())
    return [storm for storm in storms if storm]


def _count_near(at: NDArray[np.float64], which: NDArray[np.bool_], reach: float) -> NDArray[np.int64]:
    """For each moment (seconds; NaN: not known) how many of some are no farther than `reach` seconds from it."""
    undated = np.isnan(at)
    dated = np.sort(at[which & ~undated])
    near = np.searchsorted(dated, at + reach, "right") - np.searchsorted(dated, at - reach, "left")
    return np.asarray(np.where(undated, which.sum(), near + (which & undated).sum()), np.int64)
