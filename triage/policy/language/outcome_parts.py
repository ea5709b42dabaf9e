"""The keys inside a structured outcome: one registry, from which come the checks, the editor's schema and the reference."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LEAST_PERCENT, MOST_PERCENT = 1, 1000
"""Of a target's time; above 100 it was missed before."""


class PartForm(StrEnum):
    """How the value of a part is written, in words for the reference."""

    SPAN = "an amount of time"
    DELAY = "minutes or hours"
    CALENDAR = "a calendar of the policy"
    TIER = "a tier of the policy"
    PERCENT = f"{LEAST_PERCENT} to {MOST_PERCENT}"
    TARGET = "`first_response` or `resolution`"
    DEPARTMENT = "a department of the policy"
    FLAG = "`true` or `false`"
    TEXT = "a text"


@dataclass(frozen=True, slots=True)
class Part:
    """One key of a structured outcome: as a policy writes it, how its value is written, what it says to people."""

    key: str
    form: PartForm
    description: str
    required: bool = False


def keys_of(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """The keys, in the order of the reference."""
    return tuple(part.key for part in parts)


def required_of(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """The keys that may not be left out."""
    return tuple(part.key for part in parts if part.required)


_WITHIN = "The limit, counted on the calendar; what comes later is a breach."
_GOAL = "The earlier end of a range such as 2 to 3 business days, counted on the same calendar; missing it is no breach."

TARGET = (
    Part("within", PartForm.SPAN, _WITHIN, required=True),
    Part("calendar", PartForm.CALENDAR, "When time counts.", required=True),
    Part("goal", PartForm.SPAN, _GOAL),
    Part(
        "pausable",
        PartForm.FLAG,
        "Whether the clock stands still while the ticket waits for the client; `true` where it is left out. A pause moves a "
        "promise of business days on by the business time that it took.",
    ),
)
DELAY = (
    Part("shortest", PartForm.DELAY, "The least that is expected, by the clock.", required=True),
    Part("longest", PartForm.DELAY, "The most that is expected, by the clock.", required=True),
)
REASON = (
    Part("code", PartForm.TEXT, "A word for programs; later sections see it as `hotrush reasons`.", required=True),
    Part("text", PartForm.TEXT, "The sentence for people.", required=True),
)
ASK = (
    Part("what", PartForm.TEXT, "A word for programs; later sections see it as `missing information`.", required=True),
    Part("ask", PartForm.TEXT, "The sentence that asks the client for it.", required=True),
)
ESCALATION = (
    Part("to tier", PartForm.TIER, "The tier that takes over.", required=True),
    Part(
        "percent",
        PartForm.PERCENT,
        "How much of the target's time is used up then; above 100 it comes after the target was missed.",
        required=True,
    ),
    Part("of", PartForm.TARGET, "The target whose time that is. Without such a promise there is no escalation.", required=True),
    Part("department", PartForm.DEPARTMENT, "Where it goes, if that changes too."),
)
STEP = (
    Part("step", PartForm.TEXT, "A name for what is to be done.", required=True),
    Part("by", PartForm.TEXT, "Who does it: a team, a role, or `approver` for the account's approver.", required=True),
    Part("within", PartForm.SPAN, "By when, from the ticket's creation. With it, `calendar` is needed."),
    Part("calendar", PartForm.CALENDAR, "When time counts. With it, `within` is needed."),
    Part("goal", PartForm.SPAN, "The earlier end of a range, counted on the same calendar."),
    Part("after", PartForm.TEXT, "The step that is to be done first."),
    Part("on", PartForm.TEXT, "The occasion that starts the step, in words; nothing is computed from it."),
)
