"""Hours of a calendar that overlap, or fall on a public holiday."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from triage.domain.windows import Window
from triage.errors import Finding
from triage.policy.calendars import holiday_on
from triage.policy.files.documents import Document
from triage.policy.files.findings import Findings, quoted
from triage.policy.files.reading import Reader
from triage.policy.files.yaml_nodes import Items, Mapped, Node, Scalar
from triage.policy.lint.codes import found
from triage.policy.loading.calendar_reading import read_window
from triage.policy.model import Policy


def lint_hours(document: Document) -> Iterator[Finding]:
    """overlapping-hours."""
    calendars = document.top["calendars"].value if "calendars" in document.top else None
    for calendar in calendars.entries.values() if isinstance(calendars, Mapped) else ():
        for key in ("hours", "dates"):
            days = calendar.value.entries.get(key) if isinstance(calendar.value, Mapped) else None
            for day in days.value.entries.values() if days and isinstance(days.value, Mapped) else ():
                yield from _overlaps(day.value)


def lint_holidays(policy: Policy, document: Document) -> Iterator[Finding]:
    """open-on-holiday."""
    calendars = document.top["calendars"].value if "calendars" in document.top else None
    for name, calendar in calendars.entries.items() if isinstance(calendars, Mapped) else ():
        definition = policy.calendars.definitions.get(name)
        dates = calendar.value.entries.get("dates") if isinstance(calendar.value, Mapped) else None
        if definition and definition.holidays and dates and isinstance(dates.value, Mapped):
            for entry in dates.value.entries.values():
                day = Reader(Findings()).date(entry.key, "a date")
                holiday = holiday_on(definition.holidays, day) if day and definition.dates.get(day) else ""
                if holiday:
                    message = f"{day} is a public holiday of {definition.holidays} ({holiday}), and {quoted(name)} is open then"
                    yield found(entry.key.at, "open-on-holiday", message, "write [] for a closed day, or leave the date out")


def _overlaps(day: Node) -> Iterator[Finding]:
    quiet = Reader(Findings())  # what is no time is told by those who read the calendar
    read = [(read_window(item, quiet), item) for item in day.items] if isinstance(day, Items) else []
    windows: list[tuple[Window, Scalar]] = [(window, item) for window, item in read if window and isinstance(item, Scalar)]
    windows.sort(key=lambda each: (each[0].opens, each[0].closes))
    for (earlier, first), (later, second) in pairwise(windows):
        if later.opens < earlier.closes:
            message = f"{quoted(second.text)} overlaps {quoted(first.text)}; hours that overlap count once"
            yield found(second.at, "overlapping-hours", message, "write them as one")
