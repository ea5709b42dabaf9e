"""Values as JSON can hold them: for the trace, and for the canonical form that a policy's version is the hash of."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum

from triage.domain.spans import Span
from triage.policy.language.text_values import Pattern, Phrases, Words

_LONGEST_TEXT = 200


def shown(value: object) -> object:
    """Text, numbers, flags, None, lists and dicts only. Sets are sorted; fields of objects that are None are left out."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Span):
        return str(value)
    if isinstance(value, Pattern):
        return value.text
    if isinstance(value, Phrases):
        return {"words": list(value.phrases), "except in": list(value.except_in)} if value.except_in else list(value.phrases)
    if isinstance(value, Words):
        return sorted(value.words)
    if isinstance(value, frozenset):
        return sorted(value, key=lambda item: (str(type(item)), item))
    if isinstance(value, tuple | list):
        return [shown(item) for item in value]
    if is_dataclass(value):
        pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: shown(item) for name, item in pairs if item is not None}
    raise TypeError(f"a {type(value).__name__} cannot be shown")


def shown_fact(value: object) -> object:
    """A fact's value in the trace: as `shown`, with long texts cut."""
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        return value[:_LONGEST_TEXT] + "…"
    return shown(value)
