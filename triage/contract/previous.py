"""An earlier answer on the ticket, as it is sent back: the full one or the flat one, whole or in part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from triage.contract.declaring import AMOUNT, REQUIRED, SHORT, Body, moment, one, several, text, whole, word_of
from triage.domain.vocabulary import Category, Priority, TargetName, Verdict

TARGETS = 20


class PreviousHotRushSchema(Body):
    """The earlier HotRush verdict."""

    verdict = word_of(Verdict)


class PreviousCreditsSchema(Body):
    """The earlier charge."""

    category = whole(-AMOUNT, AMOUNT)
    charge = whole(-AMOUNT, AMOUNT)


class PreviousCategorySchema(Body):
    """The earlier category."""

    name = word_of(Category)


class PreviousTargetSchema(Body):
    """An earlier SLA target."""

    name = text(SHORT, presence=REQUIRED)
    due_at = moment()


class PreviousSlaSchema(Body):
    """The earlier SLA targets."""

    targets = several(fields.Nested(PreviousTargetSchema), TARGETS)


class PreviousSchema(Body):
    """The earlier answer on this ticket, whole or in part; what is not compared is left out without a warning."""

    category = one(PreviousCategorySchema)
    priority = word_of(Priority)
    tier = whole(-AMOUNT, AMOUNT)
    team = text(SHORT)
    department = text(SHORT)
    hotrush = one(PreviousHotRushSchema)
    credits = one(PreviousCreditsSchema)
    sla = one(PreviousSlaSchema)


class FlatPreviousSchema(Body):
    """The earlier answer on this ticket as `view=flat` gave it, whole or in part."""

    category = word_of(Category)
    priority = word_of(Priority)
    tier = whole(-AMOUNT, AMOUNT)
    team = text(SHORT)
    department = text(SHORT)
    hotrush = word_of(Verdict)
    credit_category = whole(-AMOUNT, AMOUNT)
    charge = whole(-AMOUNT, AMOUNT)
    first_response_due = moment()
    next_update_due = moment()
    resolution_due = moment()


FLAT_ALONE = tuple(sorted(FlatPreviousSchema().fields.keys() - PreviousSchema().fields.keys()))
"""The fields of the flat answer that the full one does not have."""


def is_flat(earlier: Mapping[str, object]) -> bool:
    """Whether an earlier answer is a flat one: by a field that only that has, or by a text where the full one has an object."""
    return not earlier.keys().isdisjoint(FLAT_ALONE) or any(
        isinstance(earlier.get(name), str) for name in ("category", "hotrush")
    )


class Earlier(fields.Nested):
    """An earlier answer of either form, read as the full one."""

    def __init__(self, **presence: Any) -> None:  # noqa: ANN401  # marshmallow's own, of many types
        super().__init__(PreviousSchema, **presence)
        self.flat = FlatPreviousSchema()

    def _load(self, value: Any, partial: Any = None) -> Any:  # noqa: ANN401  # marshmallow's own
        if isinstance(value, dict) and is_flat(value):
            return _unflattened(self.flat.load(value))
        return super()._load(value, partial)


def _unflattened(flat: dict[str, Any]) -> dict[str, Any]:
    dues = [{"name": name.value, "due_at": flat[f"{name.value}_due"]} for name in TargetName]
    return {
        **{name: flat[name] for name in ("priority", "tier")},
        **{name: flat[name] or None for name in ("team", "department")},
        "category": {"name": flat["category"]},
        "hotrush": {"verdict": flat["hotrush"]},
        "credits": {"category": flat["credit_category"], "charge": flat["charge"]},
        "sla": {"targets": dues},
    }
