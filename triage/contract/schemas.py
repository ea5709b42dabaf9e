"""The request's marshmallow schemas: types, ranges and defaults, one schema for each object. The OpenAPI document is made from them.

Everything but the ticket's text is optional, and null always means "not said".
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from triage.contract.fields import Flag, Id, Instant, Text, TimeZone, Whole
from triage.domain.vocabulary import Category, CategorySource, Cause, Channel, Event, Priority, Scope, Status, Topic, Verdict

SHORT = 500  # characters of an id, a name, a tag
LANGUAGE = 35  # characters of the longest sensible language tag (BCP 47)
SUBJECT = 2_000
BODY = 1_000_000
FINGERPRINT = 4_096
LISTED = 200  # attachments, tags
TOPICS = 20
TARGETS = 20
PIXELS = 1_000_000
WITHDRAWALS = 1_000_000
AMOUNT = 1_000_000_000  # credits either way

OPTIONAL: dict[str, Any] = {"allow_none": True, "load_default": None}


def words(*listed: str, **kwargs: Any) -> fields.String:
    """A closed list of words."""
    return fields.String(validate=validate.OneOf(listed, error="Must be one of: {choices}."), **kwargs)


def word_of(enum: type[StrEnum], **kwargs: Any) -> fields.String:
    """A word of the vocabulary."""
    return words(*(member.value for member in enum), **kwargs)


def text(longest: int, description: str = "", **kwargs: Any) -> Text:
    """A text of at most so many characters."""
    return Text(validate=validate.Length(max=longest), metadata=_described(description), **kwargs)


def whole(least: int, most: int, description: str = "", **kwargs: Any) -> Whole:
    """A whole number in a range, ends included."""
    return Whole(validate=validate.Range(least, most), metadata=_described(description), **kwargs)


def identifier(description: str, **kwargs: Any) -> Id:
    """An id of the helpdesk's own."""
    return Id(validate=validate.Length(max=SHORT), metadata=_described(description), **kwargs)


def several(inner: fields.Field[Any], most: int, description: str = "") -> fields.List[Any]:
    """An optional list of at most so many elements."""
    return fields.List(inner, validate=validate.Length(max=most), metadata=_described(description), **OPTIONAL)


def one(schema: type[Schema]) -> fields.Nested:
    """An optional object."""
    return fields.Nested(schema, **OPTIONAL)


def _described(description: str) -> dict[str, str]:
    return {"description": description} if description else {}


class Body(Schema):
    """Base of all: unknown fields are left out here and reported apart as warnings."""

    class Meta:
        unknown = EXCLUDE


class RequesterSchema(Body):
    """The person who asks."""

    id = identifier("The requester's id in the helpdesk.", **OPTIONAL)


class AttachmentSchema(Body):
    """A file that came along; pixel size for images, as far as known."""

    filename = text(SHORT, **OPTIONAL)
    content_type = text(SHORT, "MIME type.", **OPTIONAL)
    width = whole(0, PIXELS, "Pixels.", **OPTIONAL)
    height = whole(0, PIXELS, "Pixels.", **OPTIONAL)


class TicketSchema(Body):
    """One ticket. Subject or body is needed; `category`, `priority`, `topics`, `cause`, `scope` say what a person already knows."""

    id = identifier("The ticket's id in the helpdesk; the answer repeats it.", **OPTIONAL)
    subject = text(SUBJECT, "The title.", **OPTIONAL)
    body = text(BODY, "The text as the customer wrote it.", **OPTIONAL)
    created_at = Instant(metadata=_described("When the clocks start; without it: now."), **OPTIONAL)
    channel = word_of(Channel, **OPTIONAL)
    status = word_of(Status, **OPTIONAL)
    department = text(SHORT, "The department that the ticket was filed with.", **OPTIONAL)
    hotrush_requested = Flag(metadata=_described("The client asks for HotRush."), **OPTIONAL)
    requester = one(RequesterSchema)
    attachments = several(fields.Nested(AttachmentSchema), LISTED)
    tags = several(text(SHORT), LISTED)
    language = text(LANGUAGE, "ISO 639-1 code, when the helpdesk knows it.", **OPTIONAL)
    category = word_of(Category, **OPTIONAL)
    category_source = words(CategorySource.AGENT.value, CategorySource.REQUESTER.value, **OPTIONAL)
    priority = word_of(Priority, **OPTIONAL)
    topics = several(word_of(Topic), TOPICS)
    cause = word_of(Cause, **OPTIONAL)
    scope = word_of(Scope, **OPTIONAL)

    @validates_schema
    def has_text(self, data: dict[str, Any], **kwargs: Any) -> None:
        """A ticket without any text cannot be decided."""
        if data.get("subject") is None and data.get("body") is None:
            raise ValidationError("The ticket needs a subject or a body.", "subject")


class SupportSchema(Body):
    """What the account has paid for."""

    balance_active = Flag(**OPTIONAL)
    subscription_active = Flag(**OPTIONAL)
    single_incident_urgent = Flag(**OPTIONAL)


class CreditsSchema(Body):
    """The account's support credits."""

    balance = whole(-AMOUNT, AMOUNT, "Credits; may be negative.", **OPTIONAL)
    new_account = Flag(**OPTIONAL)
    agreed_in_advance = Flag(metadata=_described("The client agreed to be charged without an assessment."), **OPTIONAL)


class HotRushSchema(Body):
    """The account's HotRush withdrawals so far."""

    withdrawals = whole(0, WITHDRAWALS, **OPTIONAL)


class AccountSchema(Body):
    """The client."""

    id = identifier("The account's id in the helpdesk.", **OPTIONAL)
    plan = text(SHORT, **OPTIONAL)
    time_zone = TimeZone(metadata=_described("IANA name; business hours are those of this zone."), **OPTIONAL)
    approver = text(SHORT, "Whose agreement paid work waits for.", **OPTIONAL)
    support = one(SupportSchema)
    credits = one(CreditsSchema)
    hotrush = one(HotRushSchema)


class OpenTicketSchema(Body):
    """A ticket that is open beside this one: its text, or the fingerprint that an earlier answer gave for it."""

    id = Id(required=True, validate=validate.Length(1, SHORT))
    subject = text(SUBJECT, **OPTIONAL)
    body = text(BODY, **OPTIONAL)
    requester = one(RequesterSchema)
    created_at = Instant(**OPTIONAL)
    status = word_of(Status, **OPTIONAL)
    category = word_of(Category, **OPTIONAL)
    priority = word_of(Priority, **OPTIONAL)
    fingerprint = text(FINGERPRINT, "From an earlier answer on that ticket, in place of its text.", **OPTIONAL)


class HistorySchema(Body):
    """Something that happened to the ticket."""

    at = Instant(required=True)
    event = word_of(Event, required=True)


class PreviousHotRushSchema(Body):
    """The earlier HotRush verdict."""

    verdict = word_of(Verdict, **OPTIONAL)


class PreviousCreditsSchema(Body):
    """The earlier charge."""

    category = whole(-AMOUNT, AMOUNT, **OPTIONAL)
    charge = whole(-AMOUNT, AMOUNT, **OPTIONAL)


class PreviousCategorySchema(Body):
    """The earlier category."""

    name = word_of(Category, **OPTIONAL)


class PreviousTargetSchema(Body):
    """An earlier SLA target."""

    name = Text(required=True, validate=validate.Length(max=SHORT))
    due_at = Instant(**OPTIONAL)


class PreviousSlaSchema(Body):
    """The earlier SLA targets."""

    targets = several(fields.Nested(PreviousTargetSchema), TARGETS)


class PreviousSchema(Body):
    """The earlier answer on this ticket, whole or in part; what is not compared is left out without a warning."""

    category = one(PreviousCategorySchema)
    priority = word_of(Priority, **OPTIONAL)
    tier = whole(-AMOUNT, AMOUNT, **OPTIONAL)
    team = text(SHORT, **OPTIONAL)
    department = text(SHORT, **OPTIONAL)
    hotrush = one(PreviousHotRushSchema)
    credits = one(PreviousCreditsSchema)
    sla = one(PreviousSlaSchema)


class TriageRequestSchema(Body):
    """Everything one decision depends on."""

    ticket = fields.Nested(TicketSchema, required=True)
    account = one(AccountSchema)
    open_tickets = fields.List(fields.Nested(OpenTicketSchema), **OPTIONAL)
    history = fields.List(fields.Nested(HistorySchema), **OPTIONAL)
    previous = one(PreviousSchema)
    now = Instant(metadata=_described("The moment of the decision; without it: the server's clock."), **OPTIONAL)
