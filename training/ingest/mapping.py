"""Which column of an export means what, and which client category is which of ours: a YAML file, saved with the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from triage.domain.vocabulary import Category

SHIPPED = Path(__file__).parents[1] / "mappings"
FIELDS = ("id", "subject", "body", "category", "created_at", "requester", "requester_name", "language", "topics")
ANY = "any"

_KEYS = {"name", "columns", "categories", "ignore", "labels", "multiple"}


class MappingError(ValueError):
    """A mapping file cannot be used; the message names the file and the key."""


class _OnlyOnce(yaml.SafeLoader):
    """Refuses a key that is there twice, of which YAML would silently take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for at, key in enumerate(keys):
            if key in keys[:at]:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} is there twice", node.value[at][0].start_mark)
        return super().construct_mapping(node, deep)


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

    def knows(self, told: str) -> bool:
        """Whether it says what to do with a client's category."""
        return fold_name(told) in self.ignore or self.label_of(told) is not None


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
    except UnicodeDecodeError as error:
        raise MappingError(f"{path}: not UTF-8; save it so") from error
    except OSError as error:
        raise MappingError(
            f"there is no mapping {name!r} ({error.strerror}); shipped are {', '.join(shipped_mappings())}"
        ) from error
    return parse_mapping(text, str(path))


def parse_mapping(text: str, where: str) -> ColumnMapping:
    """The mapping that a YAML text describes. Raises MappingError."""
    try:
        told = yaml.load(text, _OnlyOnce)
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
        ignore=frozenset(map(fold_name, _texts(told.get("ignore") or [], where, "ignore"))),
        any_label=any_label,
        multiple=_flag(told.get("multiple", False), where),
        text=text,
    )


def _columns(told: object, where: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(told, dict) or "category" not in told or not {"subject", "body"} & set(told):
        raise MappingError(f"{where}: columns need category, and subject or body")
    if unknown := sorted(set(map(str, told)) - set(FIELDS)):
        raise MappingError(f"{where}: columns: no such field {', '.join(unknown)}; the fields are {', '.join(FIELDS)}")
    return {name: tuple(_texts(given if isinstance(given, list) else [given], where, name)) for name, given in told.items()}


def _categories(told: object, any_label: bool, where: str) -> dict[str, str]:
    if not isinstance(told, dict):
        raise MappingError(f"{where}: categories: a table of your names and ours is needed")
    ours = {category.value for category in Category}
    table: dict[str, str] = {}
    for given, label in told.items():
        (name,) = map(fold_name, _texts([given], where, "categories"))
        if not isinstance(label, str) or (not any_label and label not in ours):
            raise MappingError(f"{where}: categories: {label!r} is none of {', '.join(sorted(ours))}")
        if name in table:
            raise MappingError(f"{where}: categories: {given!r} is there twice")
        table[name] = label
    return table if any_label else {fold_name(name): name for name in ours} | table


def _texts(told: object, where: str, key: str) -> list[str]:
    """A list of names; what YAML reads as something else ("Yes", an empty value) must be told in quotes."""
    if not isinstance(told, list):
        raise MappingError(f"{where}: {key}: a list of names is needed, as in [Spam]")
    for each in told:
        if isinstance(each, bool) or not isinstance(each, str | int | float):
            raise MappingError(f"{where}: {key}: {each!r} is no name; YAML reads Yes, No, On and Off as yes or no: use quotes")
    return [str(each).strip() for each in told]


def _flag(told: object, where: str) -> bool:
    if not isinstance(told, bool):
        raise MappingError(f"{where}: multiple: true or false is needed, not {told!r}")
    return told
