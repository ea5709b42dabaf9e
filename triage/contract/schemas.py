"""The request's marshmallow schemas: types and ranges, one schema for each object. The OpenAPI document is made from them.

Everything but the ticket's text is optional, and null always means "not said"; so does "" for words, instants and zones.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load, validate, validates_schema

from triage.contract.fields import NO_OBJECT, Flag, Id, Instant, Several, Text, TimeZone, Whole, is_unsaid_when_empty
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
REQUIRED: dict[str, Any] = {"required": True}


def words(*listed: str) -> fields.String:
    """One of a closed list of words."""
    return fields.String(validate=validate.OneOf(listed, error="Must be one of: {choices}."), **OPTIONAL)


def word_of(enum: type[StrEnum], presence: dict[str, Any] = OPTIONAL) -> fields.String:
    """A word of the vocabulary."""
    listed = [member.value for member in enum]
    return fields.String(validate=validate.OneOf(listed, error="Must be one of: {choices}."), **presence)


def text(longest: int, description: str = "", presence: dict[str, Any] = OPTIONAL) -> Text:
    """A text of at most so many characters."""
    return Text(validate=validate.Length(max=longest), metadata=_described(description), **presence)


def whole(least: int, most: int, description: str = "") -> Whole:
    """A whole number in a range, ends included."""
    return Whole(validate=validate.Range(least, most), metadata=_described(description), **OPTIONAL)


def flag(description: str = "") -> Flag:
    """true or false."""
    return Flag(metadata=_described(description), **OPTIONAL)


def moment(description: str = "", presence: dict[str, Any] = OPTIONAL) -> Instant:
    """An instant."""
    return Instant(metadata=_described(description), **presence)


def identifier(description: str) -> Id:
    """An id of the helpdesk's own."""
    return Id(validate=validate.Length(max=SHORT), metadata=_described(description), **OPTIONAL)


def several(inner: fields.Field[Any], most: int | None = None) -> Several:
    """An optional list, of at most so many elements where the contract itself sets the limit."""
    return Several(inner, validate=[] if most is None else validate.Length(max=most), **OPTIONAL)


def one(schema: type[Schema]) -> fields.Nested:
    """An optional object."""
    return fields.Nested(schema, **OPTIONAL)


def _described(description: str) -> dict[str, str]:
    return {"description": description} if description else {}


class Body(Schema):
    """Base of all: unknown fields are left out here and reported apart as warnings."""

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def leave_empty_out(self, data: object, **kwargs: object) -> object:
        """Without the fields whose "" stands for "not said"."""
        if not isinstance(data, dict) or "" not in data.values():
            return data
        empty = {name for name, field in self.fields.items() if data.get(name) == "" and is_unsaid_when_empty(field)}
        return {name: value for name, value in data.items() if name not in empty}


class RequesterSchema(Body):
    """The person who asks."""

    error_messages = NO_OBJECT
    id = identifier("The requester's id in the helpdesk.")


class AttachmentSchema(Body):
    """A file that came along; pixel size for images, as far as known."""

    filename = text(SHORT)
    content_type = text(SHORT, "MIME type.")
    width = whole(0, PIXELS, "Pixels.")
    height = whole(0, PIXELS, "Pixels.")


class TicketSchema(Body):
    """One ticket. Subject or body is needed; `category`, `priority`, `topics`, `cause`, `scope`: what a person already knows."""

    id = identifier("The ticket's id in the helpdesk; the answer repeats it.")
    subject = text(SUBJECT, "The title.")
    body = text(BODY, "The text as the customer wrote it.")
    created_at = moment("When the clocks start; without it: now.")
    channel = word_of(Channel)
    status = word_of(Status)
    department = text(SHORT, "The department that the ticket was filed with.")
    hotrush_requested = flag("The client asks for HotRush.")
    requester = one(RequesterSchema)
    attachments = several(fields.Nested(AttachmentSchema), LISTED)
    tags = several(text(SHORT, presence={}), LISTED)
    language = text(LANGUAGE, "ISO 639-1 code, when the helpdesk knows it.")
    category = word_of(Category)
    category_source = words(CategorySource.AGENT.value, CategorySource.REQUESTER.value)
    priority = word_of(Priority)
    topics = several(word_of(Topic, {}), TOPICS)
    cause = word_of(Cause)
    scope = word_of(Scope)

    @validates_schema
    def has_text(self, data: dict[str, Any], **kwargs: object) -> None:
        """A ticket without any text cannot be decided."""
        if data.get("subject") is None and data.get("body") is None:
            raise ValidationError("The ticket needs a subject or a body.", "subject")


class SupportSchema(Body):
    """What the account has paid for."""

    balance_active = flag()
    subscription_active = flag()
    single_incident_urgent = flag()


class CreditsSchema(Body):
    """The account's support credits."""

    balance = whole(-AMOUNT, AMOUNT, "Credits; may be negative.")
    new_account = flag()
    agreed_in_advance = flag("The client agreed to be charged without an assessment.")


class HotRushSchema(Body):
    """The account's HotRush withdrawals so far."""

    withdrawals = whole(0, WITHDRAWALS)


class AccountSchema(Body):
    """The client."""

    id = identifier("The account's id in the helpdesk.")
    plan = text(SHORT)
    time_zone = TimeZone(metadata=_described("IANA name; business hours are those of this zone."), **OPTIONAL)
    approver = text(SHORT, "Whose agreement paid work waits for.")
    support = one(SupportSchema)
    credits = one(CreditsSchema)
    hotrush = one(HotRushSchema)


class OpenTicketSchema(Body):
    """A ticket that is open beside this one: its text, or the fingerprint that an earlier answer gave for it."""

    id = Id(required=True, validate=validate.Length(1, SHORT))
    subject = text(SUBJECT)
    body = text(BODY)
    requester = one(RequesterSchema)
    created_at = moment()
    status = word_of(Status)
    category = word_of(Category)
    priority = word_of(Priority)
    fingerprint = text(FINGERPRINT, "From an earlier answer on that ticket, in place of its text.")


class HistorySchema(Body):
    """Something that happened to the ticket."""

    at = moment(presence=REQUIRED)
    event = word_of(Event, REQUIRED)


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


class TriageRequestSchema(Body):
    """Everything one decision depends on."""

    ticket = fields.Nested(TicketSchema, required=True)
    account = one(AccountSchema)
    open_tickets = several(fields.Nested(OpenTicketSchema))
    history = several(fields.Nested(HistorySchema))
    previous = one(PreviousSchema)
    now = moment("The moment of the decision; without it: the server's clock.")
