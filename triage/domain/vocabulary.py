"""The closed word lists of the product: what a category, a priority, a topic may be called.

Sources: `category` the gatekeeper's list (GK.1-GK.6); `priority` the platform SLA (PS.1-PS.4); `topic` and `cause` the
exclusions of HotRush (HR10.8, HR20.7) and the credit categories (CR.2, CR.7).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

EngineName = Literal["reference", "compiled", "both"]
"""How a policy is applied. `reference`: rule by rule through business-rules. `compiled`: the same decisions, fast. `both`: both,
refusing a difference."""


class Category(StrEnum):
    """What kind of ticket it is (GK.1-GK.6)."""

    SITE_DOWN = "site_down"
    KEY_FUNCTION = "key_function"
    FEATURE_REQUEST = "feature_request"
    TRAINING = "training"
    CONTENT = "content"
    DUPLICATE = "duplicate"


class CategorySource(StrEnum):
    """Who said the category."""

    CLASSIFIER = "classifier"
    REQUESTER = "requester"
    AGENT = "agent"
    MATCHING = "matching"
    NONE = "none"


class Priority(StrEnum):
    """Most urgent first (PS.1-PS.4)."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Topic(StrEnum):
    """What a ticket is about, as far as HotRush and credits need to know; several may apply."""

    STANDARD_SETUP = "standard_setup"
    MISCONFIGURATION = "misconfiguration"
    ARCHITECTURE = "architecture"
    CODE_CONSULTATION = "code_consultation"
    CODE_MODIFICATION_HOWTO = "code_modification_howto"
    DESIGN_MODIFICATION = "design_modification"
    STORE_SETUP = "store_setup"
    SHIPPING_TAX_LANGUAGE = "shipping_tax_language"
    SERVER_ENVIRONMENT = "server_environment"
    MODIFIED_FILES = "modified_files"
    CUSTOMIZATION = "customization"
    SALES_LICENSING = "sales_licensing"
    ACCOUNT_FORUM = "account_forum"
    COMPANY_GENERAL = "company_general"


class Cause(StrEnum):
    """What a human found to be the cause."""

    UNKNOWN = "unknown"
    VENDOR_BUG = "vendor_bug"
    CLIENT_MODIFICATION = "client_modification"
    CLIENT_SETTINGS = "client_settings"
    CLIENT_SERVER = "client_server"
    THIRD_PARTY = "third_party"


class Scope(StrEnum):
    """Who is touched."""

    UNKNOWN = "unknown"
    ONE_USER = "one_user"
    SOME_USERS = "some_users"
    ALL_USERS = "all_users"


class Channel(StrEnum):
    """How the ticket came in (PS.9)."""

    EMAIL = "email"
    CHAT = "chat"
    PHONE = "phone"
    FORUM = "forum"
    PORTAL = "portal"
    API = "api"


class Status(StrEnum):
    """The ticket's life in the helpdesk (HR20.6)."""

    SUBMITTED = "submitted"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"


class Event(StrEnum):
    """What a ticket's history may hold."""

    ASSIGNED = "assigned"
    FIRST_RESPONSE = "first_response"
    UPDATE = "update"
    PAUSE = "pause"
    RESUME = "resume"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CLOSED = "closed"
    HOTRUSH_REQUESTED = "hotrush_requested"
    HOTRUSH_WITHDRAWN = "hotrush_withdrawn"
    CAUSE_FOUND = "cause_found"


class DuplicateStatus(StrEnum):
    """`not_checked` when no open tickets were sent: never "no" unasked."""

    DUPLICATE = "duplicate"
    POSSIBLE = "possible"
    NOT_DUPLICATE = "not_duplicate"
    NOT_CHECKED = "not_checked"


class DuplicateEvidence(StrEnum):
    """What a person can check of two tickets that may be about one thing (GK.6); among groups there is no text that is asked."""

    EXPLICIT_REFERENCE = "explicit_reference"  # the text of the one names the other
    PASSING_MENTION = "passing_mention"  # it names it, but nothing says that it is about it
    QUOTED_SUBJECT = "quoted_subject"  # a reply bears the other's title
    SAME_ORDER_NUMBER = "same_order_number"
    SAME_URL = "same_url"
    SAME_ERROR_TEXT = "same_error_text"
    SAME_OUTAGE = "same_outage"  # the category model takes both for reports of one outage
    SAME_MEANING = "same_meaning"  # an encoder takes both for the same, whatever their words
    SAME_REQUESTER = "same_requester"
    SHARED_TERMS = "shared_terms"  # rare words that both have
    OUTAGE_STORM = "outage_storm"  # in groups only: one or both are reports because most tickets of their hours report an outage


class Verdict(StrEnum):
    """The HotRush verdict."""

    GRANTED = "granted"
    REFUSED = "refused"
    NOT_REQUESTED = "not_requested"


class Confirmation(StrEnum):
    """Whether the client must confirm the assessment before the answer (CR.3)."""

    NOT_NEEDED = "not_needed"
    REQUIRED = "required"


class Precedence(StrEnum):
    """Before whose other work this ticket comes (GK.1, GK.2)."""

    ALL_CLIENTS = "all_clients"
    SAME_ACCOUNT = "same_account"
    NONE = "none"


class TargetName(StrEnum):
    """The SLA targets."""

    FIRST_RESPONSE = "first_response"
    NEXT_UPDATE = "next_update"
    RESOLUTION = "resolution"


class TargetState(StrEnum):
    """How an SLA target stands at the moment of the decision (PS.7)."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
