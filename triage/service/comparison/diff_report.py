"""A replay's sums as JSON and as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from triage.domain.vocabulary import Verdict
from triage.policy.model import Policy
from triage.service.comparison.compared import FIELDS
from triage.service.comparison.tally import Kind, Shift, Tally

_MOST_KINDS = 15  # kinds of change that the text tells; the JSON has them all


@dataclass(frozen=True, slots=True)
class DiffReport:
    """The sums of a replay and the policies that were compared."""

    before: Policy
    after: Policy
    tally: Tally

    def as_json(self) -> dict[str, Any]:
        """Everything, largest first."""
        tally = self.tally
        return {
            "before": _policy(self.before),
            "after": _policy(self.after),
            "tickets": tally.tickets,
            "unread": tally.unread,
            "changed": tally.changed,
            "share_changed": round(tally.changed / tally.tickets, 4) if tally.tickets else 0.0,
            "fields": dict(self.fields()),
            "changes": [_change(kind, count, tally) for kind, count in self.kinds()],
            "moves": {name: [_move(*move) for move in self.moves(name)] for name in FIELDS if self.moves(name)},
            "targets": {name: _shift(shift) for name, shift in tally.shifts.items()},
            "hotrush": self.hotrush(),
            "credits": self.credits(),
            "rules": {"fire_more": dict(ranked(tally.fires_more)), "fire_less": dict(ranked(tally.fires_less))},
        }

    def fields(self) -> list[tuple[str, int]]:
        """Decisions that change, by field."""
        return ranked(self.tally.fields)

    def kinds(self) -> list[tuple[Kind, int]]:
        """Decisions that change, by field and the rules on either side."""
        return ranked(self.tally.kinds)

    def moves(self, name: str) -> list[tuple[str, str, int]]:
        """Tickets that move from one value of a field to another."""
        return [(old, new, count) for (field, old, new), count in ranked(self.tally.moves) if field == name]

    def hotrush(self) -> dict[str, int]:
        """Tickets whose HotRush verdict becomes another, by the new one and by the old one."""
        counted = {f"now_{verdict}": 0 for verdict in Verdict} | {f"no_longer_{verdict}": 0 for verdict in Verdict}
        for old, new, count in self.moves("hotrush"):
            counted[f"now_{new}"] += count
            counted[f"no_longer_{old}"] += count
        return counted

    def credits(self) -> dict[str, int]:
        """Credits charged in all."""
        tally = self.tally
        return {
            "before": tally.charge_before,
            "after": tally.charge_after,
            "difference": tally.charge_after - tally.charge_before,
            "tickets_charged_more": tally.charged_more,
            "tickets_charged_less": tally.charged_less,
        }

    def as_text(self) -> Iterator[str]:
        """The report in lines."""
        tally = self.tally
        yield f"{self.before.name} ({self.before.version[7:19]}) -> {self.after.name} ({self.after.version[7:19]})"
        unread = f", {tally.unread} could not be read" if tally.unread else ""
        yield f"{tally.tickets} tickets{unread}; {tally.changed} decisions change{_share(tally.changed, tally.tickets)}"
        if tally.changed or tally.fires_more or tally.fires_less:
            yield from self._sums()
            yield from self._by_rule()

    def _sums(self) -> Iterator[str]:
        yield ""
        for name, count in self.fields():
            yield f"{name}: {count} decisions"
            yield from (f"  {old} -> {new}: {moved}" for old, new, moved in self.moves(name))
            if name in self.tally.shifts:
                yield from (f"  {line}" for line in shift_lines(self.tally.shifts[name]))
        money = self.credits()
        yield ""
        yield f"credits charged: {money['before']} -> {money['after']} ({money['difference']:+d})"

    def _by_rule(self) -> Iterator[str]:
        yield ""
        yield "By rule"
        kinds = self.kinds()
        for kind, count in kinds[:_MOST_KINDS]:
            field, before, after = kind
            yield f"  {field}: {before or 'no rule'} -> {after or 'no rule'}: {count}"
            yield from (f"    {each.ticket}: {each.before} -> {each.after}" for each in self.tally.examples.get(kind, ()))
        if len(kinds) > _MOST_KINDS:
            yield f"  and {len(kinds) - _MOST_KINDS} more kinds of change (--json has them)"
        for words, counter in (("fires more often", self.tally.fires_more), ("fires less often", self.tally.fires_less)):
            yield from (f"  {rule} {words}: {count}" for rule, count in ranked(counter)[:_MOST_KINDS])


def ranked(counter: Counter[Any]) -> list[tuple[Any, int]]:
    """Largest first, equal ones by name: the same order in every run."""
    return sorted(counter.items(), key=lambda pair: (-pair[1], str(pair[0])))


def shift_lines(shift: Shift) -> Iterator[str]:
    """A target's movements in words."""
    if shift.earlier:
        yield f"earlier: {shift.earlier} tickets, by {hours(shift.earlier_by / shift.earlier)} on average"
    if shift.later:
        yield f"later: {shift.later} tickets, by {hours(shift.later_by / shift.later)} on average"
    for count, words in ((shift.added, "promised now"), (shift.dropped, "promised no longer"), (shift.other, "otherwise")):
        if count:
            yield f"{words}: {count} tickets"


def hours(seconds: float) -> str:
    """Clock time as people say it."""
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def _policy(policy: Policy) -> dict[str, str]:
    return {"name": policy.name, "version": policy.version}


def _change(kind: Kind, count: int, tally: Tally) -> dict[str, Any]:
    field, before, after = kind
    examples = [{"ticket": each.ticket, "before": each.before, "after": each.after} for each in tally.examples.get(kind, ())]
    return {"field": field, "rule_before": before or None, "rule_after": after or None, "tickets": count, "examples": examples}


def _move(old: str, new: str, count: int) -> dict[str, Any]:
    return {"from": old, "to": new, "tickets": count}


def _shift(shift: Shift) -> Mapping[str, Any]:
    return {
        "earlier": shift.earlier,
        "later": shift.later,
        "added": shift.added,
        "dropped": shift.dropped,
        "other": shift.other,
        "mean_minutes_earlier": round(shift.earlier_by / shift.earlier / 60, 1) if shift.earlier else None,
        "mean_minutes_later": round(shift.later_by / shift.later / 60, 1) if shift.later else None,
    }


def _share(part: int, whole: int) -> str:
    return f" ({part / whole:.1%})" if whole else ""
