"""The short way gives what marshmallow gives, or nothing."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import Schema, fields, validate

from tests.contract.test_reading_requests import PLACES, VALUES, changed
from tests.web.shop import REQUEST
from triage.contract.accept import Unusual, reader_of
from triage.contract.faults import schema_faults
from triage.contract.previous import is_flat
from triage.contract.request import unknown_fields
from triage.contract.schemas import TriageRequestSchema

SCHEMA = TriageRequestSchema()
READ = reader_of(SCHEMA)


def judged(body: Any) -> object:
    """What marshmallow says: the data, or that it is not plain."""
    if not isinstance(body, dict):
        return Unusual
    data, faults = schema_faults(SCHEMA, body, "")
    return Unusual if faults or list(unknown_fields(SCHEMA, body, "")) else data


def accepted(body: Any) -> object:
    """What the short way says."""
    try:
        return READ(body)
    except Unusual:
        return Unusual


@pytest.mark.parametrize(
    "body", [REQUEST, {"ticket": {"body": ""}}, {"ticket": {"subject": "a"}, "previous": {"note": "x", "sla": {"y": 1}}}]
)
def test_plain_requests_take_the_short_way(body: Any) -> None:
    """With the same data."""
    assert accepted(body) == judged(dict(body)) != Unusual


@pytest.mark.parametrize("place", [("ticket", "tags"), ("ticket", "attachments"), ("ticket", "topics")])
def test_both_ways_hold_a_list_to_its_length(place: tuple[str, str]) -> None:
    """As long as may be is read, one more element is refused."""
    field = SCHEMA.fields["ticket"].schema.fields[place[1]]  # type: ignore[attr-defined]  # a nested one
    most = field.validators[0].max
    element = {"tags": "vip", "attachments": {"filename": "a.png"}, "topics": "architecture"}[place[1]]
    for count, plain in ((most, True), (most + 1, False)):
        body = changed(place, [element] * count, drop=False)
        assert accepted(body) == judged(body)
        assert (accepted(body) is not Unusual) is plain


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(PLACES), VALUES, st.sampled_from(PLACES), VALUES, st.booleans())
def test_both_ways_agree(
    one: tuple[str | int, ...], value: object, other: tuple[str | int, ...], second: object, drop: bool
) -> None:
    """Whatever stands at any place, and whatever is gone: the same data, or both say no. No flat answer takes the short way."""
    body = changed(one, value, drop=drop)
    with suppress(KeyError, TypeError, IndexError):  # the first change may have taken the second place away
        body = changed(other, second, drop=False, body=body)
    earlier = body.get("previous") if isinstance(body, dict) else None
    flat = isinstance(earlier, dict) and is_flat(earlier)
    assert accepted(body) == (Unusual if flat else judged(body))


@pytest.mark.parametrize(
    "field",
    [
        fields.Integer(allow_none=True, load_default=None),
        fields.String(allow_none=True, load_default=None, validate=validate.Length(max=3)),
        fields.String(allow_none=True, load_default="x", validate=validate.OneOf(["x"])),
        fields.List(fields.Integer(), allow_none=True, load_default=None, validate=validate.Length(1, 3)),
    ],
)
def test_what_has_no_short_way_is_told_at_once(field: fields.Field[Any]) -> None:
    """When the module is loaded, not when a ticket meets it."""
    schema = Schema.from_dict({"a": field})()
    with pytest.raises((TypeError, ValueError)):
        reader_of(schema)
