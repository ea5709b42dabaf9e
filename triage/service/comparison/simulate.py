"""A draft policy tried on tickets, beside the policy that decides now. Nothing is kept, and nothing live is touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from triage.contract.answer import instant, render
from triage.contract.workshop import Draft
from triage.domain.decision import RoutingDecision
from triage.domain.ticket import TriageRequest
from triage.errors import Fault, RequestError
from triage.service.cases.checking import Checked, check_text
from triage.service.comparison.compared import Difference, differences
from triage.service.comparison.replay import Sides
from triage.service.decide import decide
from triage.service.snapshot import Snapshot
from triage.settings import EngineName

MAX_RULES = 1_000
"""Rules of a draft that somebody waits for."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """One ticket under the draft, and what the live policy says otherwise."""

    after: RoutingDecision
    changes: tuple[Difference, ...]


def check_draft(draft: Draft, live: Snapshot, engine: EngineName, today: date) -> Checked:
    """Check a draft. What it extends is looked for beside the live policy, then among the shipped ones."""
    return check_text(draft.policy, draft.cases, _folder(live), today, engine)


def simulate(
    draft: Draft, requests: Sequence[TriageRequest | Exception], live: Snapshot, engine: EngineName, today: date
) -> tuple[Checked, tuple[Simulated | Exception, ...]]:
    """Check the draft, and decide the tickets by it and by the live policy; none when it must be refused.

    Where a ticket could not be read, or not be decided by whichever of the two, its error stands in its place.

    Raises:
        RequestError: the draft has too many rules to be tried here.
    """
    checked = check_draft(draft, live, engine, today)
    if checked.policy is None:
        return checked, ()
    if sum(1 for _ in checked.policy.rules()) > MAX_RULES:
        raise RequestError([Fault("/policy", "too_many", f"Holds more than {MAX_RULES} rules.")])
    sides = Sides.of(live, Snapshot.build(checked.policy, live.classifier, engine))
    return checked, tuple(_tried(request, sides) for request in requests)


def simulate_one(request: TriageRequest, sides: Sides) -> Simulated:
    """One ticket under both. Raises CalendarError where a calendar of either cannot keep a promise."""
    before, after = decide(request, sides.before), decide(request, sides.after)
    return Simulated(after, tuple(differences(before, after)))


def render_simulated(simulated: Simulated) -> dict[str, object]:
    """The draft's decision, and what it changes."""
    changes = [
        {
            "field": change.field,
            "live": _plain(change.before),
            "draft": _plain(change.after),
            "rule_live": change.rule_before or None,
            "rule_draft": change.rule_after or None,
        }
        for change in simulated.changes
    ]
    return {"decision": render(simulated.after), "changes": changes}


def _tried(request: TriageRequest | Exception, sides: Sides) -> Simulated | Exception:
    if isinstance(request, Exception):
        return request
    try:
        return simulate_one(request, sides)
    except Exception as error:  # a value of this ticket's own; the edge reports it at the ticket's place
        return error


def _folder(live: Snapshot) -> Path | None:
    files = live.policy.files
    return files[-1].parent if files else None


def _plain(value: object) -> object:
    return instant(value) if isinstance(value, datetime) else value
