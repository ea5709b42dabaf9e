"""One form of a policy for all its layouts; its hash is the policy's version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from triage.policy.calendars import CalendarDefinition
from triage.policy.language.conditions import Condition, Tree
from triage.policy.language.shown import shown
from triage.policy.loading.definitions import Definitions
from triage.policy.model import Rule, Section


def version_of(name: str, definitions: Definitions, sections: Sequence[Section]) -> str:
    """ "sha256:" and the hash of everything that can change a decision or its explanation; not of comments, layout or places."""
    form = {
        "policy": name,
        "about": definitions.about,
        "teams": sorted(definitions.names.teams),
        "departments": sorted(definitions.names.departments),
        **{key: {str(number): name for number, name in names.items()} for key, names in definitions.names.numbered.items()},
        "calendars": {name: _calendar(calendar) for name, calendar in definitions.calendars.items()},
        "review": [
            definitions.review.review,
            definitions.review.wrong,
            {category.value: cost for category, cost in definitions.review.missed.items()},
        ],
        "levels": shown(definitions.levels),
        "time zone": definitions.time_zone,
        "prices": shown(definitions.prices),
        "sections": [_section(section) for section in sections],
    }
    text = json.dumps(form, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()


def tree_form(tree: Tree) -> object:
    """The conditions as lists and dicts."""
    if isinstance(tree, Condition):
        return [tree.fact, tree.operator, shown(tree.value)]
    return {type(tree).__name__: [tree_form(part) for part in tree.parts]}


def _section(section: Section) -> dict[str, object]:
    return {
        "section": section.name,
        "about": section.about,
        "sets": list(section.sets),
        "hit": section.hit.value,
        "combine": {name: way.value for name, way in section.combine.items()},
        "rules": [_rule(rule) for rule in section.rules],
        "otherwise": _rule(section.otherwise) if section.otherwise else None,
    }


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "rule": rule.name,
        "why": rule.why,
        "source": list(rule.source),
        "when": tree_form(rule.conditions),
        "then": [[assignment.outcome.name, shown(assignment.value)] for assignment in rule.assignments],
        "days": [day.isoformat() if day else None for day in (rule.first_day, rule.until)],
        "switches": [rule.carry_on, rule.enabled, rule.shadow],
        "owner": rule.owner,
    }


def _calendar(calendar: CalendarDefinition) -> dict[str, object]:
    return {
        "zone": [calendar.time_zone, calendar.otherwise],
        "weekly": shown(calendar.weekly),
        "holidays": shown(calendar.holidays),
        "closed": sorted(day.isoformat() for day in calendar.closed),
        "dates": {day.isoformat(): shown(windows) for day, windows in calendar.dates.items()},
    }
