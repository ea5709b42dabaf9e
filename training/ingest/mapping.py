"""Which column of an export means what, and which client category is which of ours: a YAML file, saved with the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from triage.domain.vocabulary import Category

SHIPPED = Path(__file__).parents[1] / "mappings"
FIELDS = ("id", "subject", "body", "category", "created_at", "requester", "requester_name", "language", "topics")
ANY = "any"

_KEYS = {"name", "columns", "categories", "ignore", "labels", "multiple"}


class MappingError(ValueError):
    """A mapping file cannot be used; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """One mapping.

    Attributes:
        name: what people call it.
        columns: per field of ours, the columns that may hold it, in order of preference; dots reach into nested objects.
        categories: the client's category names, folded, to labels.
        ignore: the client's category names whose tickets are left out without a word.
        any_label: labels are taken as they are, whatever they are called; a model of such labels is measured, not served.
        multiple: the category column holds several words (tags), of which those count that `categories` knows.
        text: the file as read, to be saved with the model.
    """

    name: str
    columns: Mapping[str, Sequence[str]]
    categories: Mapping[str, str]
    ignore: frozenset[str] = frozenset()
    any_label: bool = False
    multiple: bool = False
    text: str = field(default="", compare=False)

    def label_of(self, told: str) -> str | None:
        """Our label for a client's category; None when the mapping does not know it."""
        folded = fold_name(told)
        if folded in self.categories:
            return self.categories[folded]
        return told.strip() if self.any_label else None


def fold_name(name: str) -> str:
    """Category names are compared without case and outer blanks."""
    return " ".join(name.split()).casefold()


def shipped_mappings() -> list[str]:
    """The names of the mappings that come with the program."""
    return sorted(path.stem for path in SHIPPED.glob("*.yaml"))


def read_mapping(name: str) -> ColumnMapping:
    """A mapping by the path of its file, or by the name of a shipped one.

    Raises:
        MappingError: there is no such mapping, or it is wrong.
    """
    path = Path(name) if name.endswith((".yaml", ".yml")) else SHIPPED / f"{name}.yaml"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise MappingError(
            f"there is no mapping {name!r} ({error.strerror}); shipped are {', '.join(shipped_mappings())}"
        ) from error
    return parse_mapping(text, str(path))


def parse_mapping(text: str, where: str) -> ColumnMapping:
    """The mapping that a YAML text describes. Raises MappingError."""
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise MappingError(f"{where}: not YAML: {error}") from error
    if not isinstance(told, dict) or not set(told) <= _KEYS:
        unknown = sorted(set(told) - _KEYS) if isinstance(told, dict) else []
        raise MappingError(
            f"{where}: a mapping has the keys {', '.join(sorted(_KEYS))}" + (f", not {unknown}" if unknown else "")
        )
    any_label = told.get("labels") == ANY
    return ColumnMapping(
        name=str(told.get("name") or Path(where).stem),
        columns=_columns(told.get("columns"), where),
        categories=_categories(told.get("categories") or {}, any_label, where),
        ignore=frozenset(fold_name(str(name)) for name in told.get("ignore") or ()),
        any_label=any_label,
        multiple=bool(told.get("multiple")),
        text=text,
    )


def _columns(told: object, where: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(told, dict) or "category" not in told or not {"subject", "body"} & set(told):
        raise MappingError(f"{where}: columns need category, and subject or body")
    if unknown := sorted(set(map(str, told)) - set(FIELDS)):
        raise MappingError(f"{where}: columns: no such field {', '.join(unknown)}; the fields are {', '.join(FIELDS)}")
    return {name: tuple(map(str, given)) if isinstance(given, list) else (str(given),) for name, given in told.items()}


def _categories(told: object, any_label: bool, where: str) -> dict[str, str]:
    if not isinstance(told, dict):
        raise MappingError(f"{where}: categories: a table of your names and ours is needed")
    ours = {category.value for category in Category}
    table = {} if any_label else {fold_name(name): name for name in ours}
    for given, label in told.items():
        if not any_label and label not in ours:
            raise MappingError(f"{where}: categories: {label!r} is none of {', '.join(sorted(ours))}")
        table[fold_name(str(given))] = str(label)
    return table
