"""Everything a rule may ask: one registry, from which come the checks of a policy, the editor's schema and the reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from types import MappingProxyType

from triage.domain.vocabulary import (
    Category,
    CategorySource,
    Cause,
    Channel,
    Confirmation,
    DuplicateEvidence,
    DuplicateStatus,
    Event,
    Precedence,
    Priority,
    Scope,
    Status,
    Topic,
    Verdict,
)


class FactType(StrEnum):
    """What kind of value a fact has; it decides the tests that may be asked of it."""

    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    SET = "set"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a rule may ask.

    Attributes:
        name: as a policy writes it.
        type: decides the tests.
        description: a sentence for people.
        choices: the closed list of values; empty when any text will do.
        names: the key of the policy under which the closed list stands, when it is the policy's own: "teams", "tiers".
        outcome: whether earlier sections set it.
        least, most, whole: of a number, between which it lies, both included, and whether it has no decimals.
        always_known: whether it has a value in every decision; sets have one too.
    """

    name: str
    type: FactType
    description: str
    choices: tuple[str, ...] = ()
    names: str = ""
    outcome: bool = False
    least: float = 0
    most: float = inf
    whole: bool = True
    always_known: bool = False

    @property
    def id(self) -> str:
        """The name as an identifier, which business-rules needs."""
        return self.name.replace(" ", "_")


DUPLICATE_EVIDENCE = tuple(word.value for word in DuplicateEvidence if word is not DuplicateEvidence.OUTAGE_STORM)


def _choice(name: str, words: type[StrEnum], description: str, *, outcome: bool = False, always_known: bool = False) -> Fact:
    choices = tuple(word.value for word in words)
    return Fact(name, FactType.CHOICE, description, choices, outcome=outcome, always_known=always_known)


def _set(name: str, words: type[StrEnum], description: str) -> Fact:
    return Fact(name, FactType.SET, description, tuple(word.value for word in words))


_TEXT, _NUMBER, _FLAG, _SET = FactType.TEXT, FactType.NUMBER, FactType.FLAG, FactType.SET

_LANGUAGE = (
    "The language: the code that the helpdesk sent, else what was detected: `de`, `en`, `es`, `fr`, `it`, `nl`, `pt`, or `other` "
    "for what the model does not read. There it suggests no category: one must come from the helpdesk, or from rules on the text."
)
_TICKET = (
    Fact("subject", _TEXT, "The ticket's title.", always_known=True),
    Fact(
        "body",
        _TEXT,
        "The text without its title: the writer's own words, without quoted mail, signature, footer and labels.",
        always_known=True,
    ),
    Fact("text", _TEXT, "Title and text together, as `body` has it.", always_known=True),
    _choice("channel", Channel, "How the ticket came in."),
    _choice(
        "status",
        Status,
        "Where the ticket stands in the helpdesk; where it does not say, what the history comes to.",
        always_known=True,
    ),
    Fact("ticket department", _TEXT, "The department that the helpdesk already gave it to."),
    Fact("hotrush requested", _FLAG, "Whether the client marked it HotRush, be it withdrawn since.", always_known=True),
    Fact("hotrush withdrawn", _FLAG, "Whether the HotRush request was withdrawn, and not made again since."),
    _choice("withdrawn while", Status, "The status at that withdrawal; unknown where the history does not tell."),
    Fact("requester", _TEXT, "The id of the person who asks."),
    Fact("tags", _SET, "The helpdesk's tags."),
    Fact("language", _TEXT, _LANGUAGE),
    _choice("cause", Cause, "What a person found to be the cause.", always_known=True),
    _choice("scope", Scope, "Who is touched, as a person said.", always_known=True),
    _choice("known category", Category, "The category that a person gave it."),
    _choice("known priority", Priority, "The priority that a person gave it."),
    Fact("attachments", _NUMBER, "How many files came along.", always_known=True),
    Fact("screenshots", _NUMBER, "How many of them are images.", always_known=True),
    Fact("largest screenshot width", _NUMBER, "Pixels, of the image with the largest area; unknown without a known size."),
    Fact("largest screenshot height", _NUMBER, "Pixels, of the same image."),
    Fact("urls", _NUMBER, "How many addresses the text names.", always_known=True),
    Fact("order numbers", _NUMBER, "How many orders the text names.", always_known=True),
    Fact("references", _NUMBER, "How many other tickets the text names.", always_known=True),
    Fact("subject words", _NUMBER, "Words of the title.", always_known=True),
    Fact("text length", _NUMBER, "Characters of title and text.", always_known=True),
    Fact("requests", _NUMBER, "How many independent requests the ticket holds; at least 1.", least=1, always_known=True),
    _set("request categories", Category, "What those requests are, each read by itself; empty when there is only one."),
    _set("events", Event, "What happened to the ticket so far."),
    Fact("open calendars", _SET, "The calendars on which the ticket was created in working time.", names="calendars"),
)
_JUDGED = (
    _choice("category", Category, "The category as settled so far.", outcome=True),
    _choice("category source", CategorySource, "Who said the category.", always_known=True),
    Fact(
        "confidence",
        _NUMBER,
        "How sure the category is: 1 when a person said it, unknown when nobody knows it.",
        most=1,
        whole=False,
    ),
    Fact("needs review", _FLAG, "Whether a person must look at the category, as settled.", outcome=True, always_known=True),
    _set("topics", Topic, "What the ticket is about."),
    Fact("open tickets", _NUMBER, "How many open tickets were sent along; unknown when none were."),
    Fact("duplicate score", _NUMBER, "How like the most similar open ticket is that did not come later.", most=1, whole=False),
    Fact(
        "duplicate evidence",
        _SET,
        "What speaks for the original; without one, for the most similar open ticket.",
        DUPLICATE_EVIDENCE,
    ),
    Fact(
        "duplicate same requester",
        _FLAG,
        "Whether the same person wrote the original; without one, the most similar open ticket.",
    ),
    Fact(
        "duplicate days apart",
        _NUMBER,
        "Days between this ticket and the original; without one, the most similar open ticket.",
        least=-inf,
        whole=False,
    ),
    Fact("original", _TEXT, "The id of the ticket that this one repeats, sent along or named in its text."),
    _choice("original category", Category, "The category of the open ticket that this one repeats."),
    _choice("repeated category", Category, "The same; where it was not sent, what this ticket was read as by itself."),
    _choice("original priority", Priority, "The priority of the open ticket that this one repeats."),
)
_ACCOUNT = (
    Fact("account", _TEXT, "The id of the client."),
    Fact("plan", _TEXT, "The client's plan."),
    Fact("approver", _TEXT, "Who approves quotes for the client."),
    Fact("balance active", _FLAG, "Whether the support balance is active."),
    Fact("subscription active", _FLAG, "Whether the Tech Support Subscription is valid."),
    Fact("single incident urgent", _FLAG, "Whether a Single-Incident (Urgent) was bought for this ticket."),
    Fact("new account", _FLAG, "Whether the account is new.", always_known=True),
    Fact("agreed in advance", _FLAG, "Whether the client agreed to charges in advance."),
    Fact("credit balance", _NUMBER, "Support credits left.", least=-inf),
    Fact("withdrawals", _NUMBER, "HotRush withdrawals so far, those in the history among them.", always_known=True),
    _choice("previous priority", Priority, "The priority of the earlier decision."),
    _choice("previous hotrush", Verdict, "The HotRush verdict of the earlier decision."),
    Fact("previous credit category", _NUMBER, "The credit category of the earlier decision."),
    Fact("previous charge", _NUMBER, "What the earlier decision charged.", least=-inf),
)
_EARLIER_SECTIONS = (
    Fact(
        "duplicate",
        FactType.CHOICE,
        "What an earlier section decided.",
        tuple(status for status in DuplicateStatus if status is not DuplicateStatus.NOT_CHECKED),
        outcome=True,
    ),
    _choice("priority", Priority, "What an earlier section decided.", outcome=True),
    Fact("tier", _NUMBER, "What an earlier section decided.", names="tiers", outcome=True),
    Fact("team", FactType.CHOICE, "What an earlier section decided.", names="teams", outcome=True),
    Fact("department", FactType.CHOICE, "What an earlier section decided.", names="departments", outcome=True),
    _choice("precedence", Precedence, "What an earlier section decided.", outcome=True, always_known=True),
    _choice("hotrush", Verdict, "What an earlier section decided; not_requested until then.", outcome=True, always_known=True),
    Fact("hotrush reasons", _SET, "The codes that earlier sections gave.", outcome=True),
    Fact("offer instead", _TEXT, "What an earlier section decided.", outcome=True),
    Fact("credit category", _NUMBER, "What an earlier section decided.", names="credit categories", outcome=True),
    Fact("credits", _NUMBER, "What an earlier section decided; 0 until then.", outcome=True, always_known=True),
    Fact("credit basis", _TEXT, "What an earlier section decided.", outcome=True),
    Fact("free because", _TEXT, "What an earlier section decided.", outcome=True),
    Fact("quote instead", _FLAG, "What an earlier section decided; false until then.", outcome=True, always_known=True),
    _choice(
        "confirmation", Confirmation, "What an earlier section decided; not_needed until then.", outcome=True, always_known=True
    ),
    Fact("propose split", _FLAG, "What an earlier section decided; false until then.", outcome=True, always_known=True),
    Fact("missing information", _SET, "What earlier sections found missing.", outcome=True),
)

FACTS: Mapping[str, Fact] = MappingProxyType({fact.name: fact for fact in (*_TICKET, *_JUDGED, *_ACCOUNT, *_EARLIER_SECTIONS)})
"""Every fact by its name."""

_ACCOUNT_NAMES = ("customer", "client", "company", "organisation", "organization")
_TIME_NAMES = ("day", "weekday", "weekend", "hour", "hours", "time", "date", "calendar")
OTHER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(_ACCOUNT_NAMES, "`account`, its id, or `plan`"),
        **dict.fromkeys(_TIME_NAMES, "`open calendars`, with a calendar of those hours"),
        **dict.fromkeys(("type", "kind", "issue type"), "`category`"),
        **dict.fromkeys(("severity", "urgency"), "`priority`, or `known priority` for what a person said"),
        **dict.fromkeys(("title",), "`subject`"),
        **dict.fromkeys(("words", "keywords", "message", "description", "content"), "`text`, which is title and body"),
        **dict.fromkeys(("user", "sender", "author", "email"), "`requester`"),
        **dict.fromkeys(("vip", "label", "labels"), "`tags`, or `plan`"),
    }
)
"""What other programs call a fact → what to write here."""
