"""What a policy defines beside its sections: closed lists, word lists, calendars, costs, levels, packages; over all files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from triage.domain.credits import Package, PriceList
from triage.domain.review import ConfidenceLevels, ReviewCosts
from triage.domain.vocabulary import Category
from triage.policy.calendars import CalendarDefinition
from triage.policy.files.documents import Document
from triage.policy.files.findings import Findings, quoted
from triage.policy.files.reading import MAX_NUMBERED, NUMBERED, Names, Reader
from triage.policy.files.yaml_nodes import Entry, Items, Node
from triage.policy.loading.calendar_reading import read_calendar, read_zone

_REVIEW_KEYS = ("cost of a review", "cost of a wrong category", "cost of missing")
_LEVELS = ("high", "medium")
_WHOLE = ("review", "confidence levels", "packages", "time zone")
"""What is not merged: the last file's holds."""

_MOST_CREDITS, _MOST_PRICE, _MOST_PACKAGES = 10_000, 10_000_000, 20
_MOST_COST = 1e9
_NO_REVIEW, _NO_LEVELS = ReviewCosts(0, 0, {}), ConfidenceLevels(0, 0)
"""Hold the place of what is missing or wrong: reported, so that no policy is ever made with them."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """The definitions of all files together."""

    about: str
    names: Names
    calendars: Mapping[str, CalendarDefinition]
    review: ReviewCosts
    levels: ConfidenceLevels
    prices: PriceList
    time_zone: str


def read_definitions(chain: Sequence[Document], findings: Findings) -> Definitions:
    """Merge and check them: closed lists unite, what has names or numbers merges by them, the rest is the last file's."""
    reader = Reader(findings)
    _check_overlays(chain, reader)
    calendars = {
        name: calendar
        for name, entry in _merged(chain, "calendars", reader).items()
        if (calendar := read_calendar(name, entry.value, reader))
    }
    calendar_names = tuple(_merged(chain, "calendars", Reader(Findings())))
    lists = {name: _word_list(name, entry.value, reader) for name, entry in _merged(chain, "lists", reader).items()}
    names = Names(
        teams=_united(chain, "teams", reader),
        departments=_united(chain, "departments", reader),
        numbered={key: _numbered(chain, key, reader) for key in NUMBERED},
        calendars=calendar_names,
        lists=lists,
    )
    review, levels, packages, zone = (_last(chain, key) for key in _WHOLE)
    about = _last(chain, "about")
    return Definitions(
        about=(reader.text(about.value, "`about`") if about else None) or "",
        names=names,
        calendars=calendars,
        review=_review(review.value, reader) if review else _NO_REVIEW,
        levels=_levels(levels.value, reader) if levels else _NO_LEVELS,
        prices=_prices(packages.value, reader) if packages else PriceList(),
        time_zone=(read_zone(zone.value, reader) if zone else None) or "UTC",
    )


def _check_overlays(chain: Sequence[Document], reader: Reader) -> None:
    """A file for some accounts may define new names; what stands below it is everybody's."""
    below: set[tuple[str, str]] = set()
    for document in chain:
        for key in ("calendars", "lists", *NUMBERED):
            for name, entry in _entries(document, key):
                if "applies to" in document.top and (key, name) in below:
                    message = f"{quoted(name)} would change for every account, not only those under `applies to`"
                    reader.report(entry.key, "overlay", message, "give it a name of its own")
                below.add((key, name))
        for key in _WHOLE:
            if "applies to" in document.top and key in document.top:
                message = f"`{key}` would change for every account, not only those under `applies to`"
                reader.report(document.top[key].key, "overlay", message)


def _entries(document: Document, key: str) -> Iterator[tuple[str, Entry]]:
    entry = document.top.get(key)
    quiet = Reader(Findings())  # what is wrong with the mapping is reported when it is merged
    yield from ((quiet.mapping(entry.value, key) or {}) if entry else {}).items()


def _merged(chain: Sequence[Document], key: str, reader: Reader) -> dict[str, Entry]:
    merged: dict[str, Entry] = {}
    for document in chain:
        if key in document.top:
            merged |= reader.mapping(document.top[key].value, f"`{key}`") or {}
    return merged


def _united(chain: Sequence[Document], key: str, reader: Reader) -> tuple[str, ...]:
    texts = (
        reader.text(node, f"a name under `{key}`")
        for document in chain
        if key in document.top
        for node in reader.items(document.top[key].value, f"`{key}`")
    )
    return tuple(dict.fromkeys(text for text in texts if text is not None))


def _numbered(chain: Sequence[Document], key: str, reader: Reader) -> dict[int, str]:
    """Numbers and what they stand for, of all files together."""
    numbered: dict[int, str] = {}
    for entry in _merged(chain, key, reader).values():
        number = reader.whole(entry.key, f"a number under `{key}`", 0, MAX_NUMBERED)
        name = reader.text(entry.value, f"{entry.key.text} under `{key}`")
        if number is not None and name is not None:
            numbered[number] = name
    return numbered


def _last(chain: Sequence[Document], key: str) -> Entry | None:
    return next((document.top[key] for document in reversed(chain) if key in document.top), None)


def _word_list(name: str, node: Node, reader: Reader) -> tuple[str, ...]:
    items = reader.items(node, f"the list {quoted(name)}")
    if isinstance(node, Items) and not items:
        reader.report(node, "empty-value", f"the list {quoted(name)} is empty")
    texts = (reader.text(item, f"a word of {quoted(name)}") for item in items)
    return tuple(text for text in texts if text is not None)


def _review(node: Node, reader: Reader) -> ReviewCosts:
    entries = reader.mapping(node, "`review`", _REVIEW_KEYS, required=_REVIEW_KEYS[:2]) or {}
    costs = [reader.number(entries[key].value, f"`{key}`", 0, _MOST_COST) for key in _REVIEW_KEYS[:2] if key in entries]
    missed: dict[Category, float] = {}
    if "cost of missing" in entries:
        for entry in (reader.mapping(entries["cost of missing"].value, "`cost of missing`") or {}).values():
            category = reader.choice(entry.key, "category", [category.value for category in Category])
            cost = reader.number(entry.value, "a cost", 0, _MOST_COST)
            if category is not None and cost is not None:
                missed[Category(category)] = float(cost)
    review, wrong = (*costs, None, None)[:2]
    return _NO_REVIEW if review is None or wrong is None else ReviewCosts(float(review), float(wrong), missed)


def _levels(node: Node, reader: Reader) -> ConfidenceLevels:
    entries = reader.mapping(node, "`confidence levels`", _LEVELS, required=_LEVELS) or {}
    found = [reader.number(entries[key].value, f"`{key}`", 0, 1) for key in _LEVELS if key in entries]
    high, medium = (*found, None, None)[:2]
    if high is None or medium is None:
        return _NO_LEVELS
    if medium > high:
        reader.report(node, "unknown-value", "`medium` is above `high`")
    return ConfidenceLevels(float(high), float(medium))


def _prices(node: Node, reader: Reader) -> PriceList:
    entries = reader.mapping(node, "`packages`", ("currency", "sizes"), required=("currency", "sizes")) or {}
    if "currency" not in entries or "sizes" not in entries:
        return PriceList()
    currency = reader.text(entries["currency"].value, "`currency`")
    packages: dict[int, Package] = {}
    for item in reader.items(entries["sizes"].value, "`sizes`"):
        size = reader.mapping(item, "a package", ("credits", "price"), required=("credits", "price")) or {}
        amount = reader.whole(size["credits"].value, "`credits`", 1, _MOST_CREDITS) if "credits" in size else None
        price = reader.money(size["price"].value, "`price`", _MOST_PRICE) if "price" in size else None
        if amount is not None and amount in packages:
            reader.report(item, "duplicate-key", f"there are two packages of {amount} credits")
        if amount is not None and price is not None:
            packages[amount] = Package(amount, price)
    if len(packages) > _MOST_PACKAGES:
        reader.report(entries["sizes"].value, "limit", f"there are more than {_MOST_PACKAGES} packages")
    return PriceList(tuple(packages.values()), currency or "")
