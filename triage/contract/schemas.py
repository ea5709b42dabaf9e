"""The request's marshmallow schemas: types and ranges, one schema for each object. The OpenAPI document is made from them.

Everything but the ticket's text is optional, and null always means "not said"; so does "" but for texts, ids and objects.
"""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from triage.contract.declaring import (
    AMOUNT,
    OPTIONAL,
    REQUIRED,
    SHORT,
    Body,
    described,
    flag,
    identifier,
    moment,
    one,
    several,
    text,
    whole,
    word_of,
    words,
)
from triage.contract.fields import NO_OBJECT, Id, TimeZone
from triage.contract.previous import Earlier
from triage.domain.vocabulary import (
    Category,
    CategorySource,
    Cause,
    Channel,
    Event,
    Priority,
    Scope,
    Status,
    Topic,
)

LANGUAGE = 35  # characters of the longest sensible language tag (BCP 47)
SUBJECT = 2_000
BODY = 1_000_000
FINGERPRINT = 4_096
LISTED = 200  # attachments, tags
TOPICS = 20
PIXELS = 1_000_000
WITHDRAWALS = 1_000_000


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
    language = text(LANGUAGE, "Code of the text's language (`de`, `pt-BR`), when the helpdesk knows it.")
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
    time_zone = TimeZone(metadata=described("IANA name; business hours are those of this zone."), **OPTIONAL)
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


class TriageRequestSchema(Body):
    """Everything one decision depends on."""

    ticket = fields.Nested(TicketSchema, required=True)
    account = one(AccountSchema)
    open_tickets = several(fields.Nested(OpenTicketSchema))
    history = several(fields.Nested(HistorySchema))
    previous = Earlier(**OPTIONAL)
    now = moment("The moment of the decision; without it: the server's clock.")
