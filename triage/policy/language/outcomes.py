"""Everything a rule may set: one registry, from which come the checks of a policy, the editor's schema and the reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from triage.domain.outcome import Ask, EscalationSpec, Reason, WorkflowSpec
from triage.domain.vocabulary import Category, Confirmation, DuplicateStatus, Precedence, Priority, TargetName, Verdict
from triage.policy.files.reading import Reader
from triage.policy.files.yaml_nodes import Node
from triage.policy.language.outcome_parts import (
    ASK,
    DELAY,
    ESCALATION,
    LEAST_PERCENT,
    MOST_PERCENT,
    REASON,
    STEP,
    TARGET,
    Part,
    keys_of,
    required_of,
)
from triage.policy.language.spans import read_delay, read_target, target_of


class OutcomeType(StrEnum):
    """What kind of value an outcome has. Targets and lists grow; of the others one value stays."""

    CHOICE = "choice"
    WHOLE = "whole number"
    TEXT = "text"
    FLAG = "flag"
    DELAY = "delay"
    TARGET = "target"
    LIST = "list"


class Combine(StrEnum):
    """How several writes of one outcome come together.

    Within a section FIRST keeps the first and LAST the last; a later section overrides an earlier one. APPEND adds to what is
    there; REPLACE does too, but first clears what earlier sections wrote.
    """

    FIRST = "first"
    LAST = "last"
    APPEND = "append"
    REPLACE = "replace"


Read = Callable[[Node, Reader], object | None]
"""Reads the value that a rule sets: a domain value, a tuple of them for targets and lists, or None with a finding."""


@dataclass(frozen=True, slots=True)
class OutcomeDefinition:
    """Something a rule may set.

    Attributes:
        name: as a policy writes it.
        type: what kind of value.
        description: a sentence for people.
        read: makes the value of its node.
        choices: the closed list of values, or of a list's codes; empty when any will do.
        parts: of targets, delays and lists of mappings, the keys of one of them.
    """

    name: str
    type: OutcomeType
    description: str
    read: Read
    choices: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def field(self) -> str:
        """Its field of `triage.domain.outcome.Outcome`."""
        return self.name.replace(" ", "_")

    @property
    def grows(self) -> bool:
        """Whether several writes add up."""
        return self.type in (OutcomeType.TARGET, OutcomeType.LIST)

    @property
    def combines(self) -> tuple[Combine, ...]:
        """The ways in which its writes may come together, the default first."""
        return (Combine.APPEND, Combine.REPLACE) if self.grows else (Combine.FIRST, Combine.LAST)


def _choice(name: str, words: type[StrEnum], description: str, *, without: tuple[StrEnum, ...] = ()) -> OutcomeDefinition:
    options = {word.value: word for word in words if word not in without}

    def read(node: Node, reader: Reader) -> object | None:
        word = reader.choice(node, name, options)
        return None if word is None else options[word]

    return OutcomeDefinition(name, OutcomeType.CHOICE, description, read, tuple(options))


def _whole(name: str, least: int, most: int, description: str) -> OutcomeDefinition:
    return OutcomeDefinition(name, OutcomeType.WHOLE, description, lambda node, reader: reader.whole(node, name, least, most))


def _numbered(name: str, key: str, description: str) -> OutcomeDefinition:
    return OutcomeDefinition(name, OutcomeType.WHOLE, description, lambda node, reader: reader.numbered(node, key))


def _text(name: str, description: str, read: Read | None = None) -> OutcomeDefinition:
    return OutcomeDefinition(name, OutcomeType.TEXT, description, read or (lambda node, reader: reader.text(node, name)))


def _flag(name: str, description: str) -> OutcomeDefinition:
    return OutcomeDefinition(name, OutcomeType.FLAG, description, lambda node, reader: reader.flag(node, name))


def _target(name: str, description: str) -> OutcomeDefinition:
    def read(node: Node, reader: Reader) -> object | None:
        target = read_target(node, reader)
        return None if target is None else (target,)

    return OutcomeDefinition(name, OutcomeType.TARGET, description, read, parts=TARGET)


def _list(name: str, description: str, read_item: Read, parts: tuple[Part, ...] = ()) -> OutcomeDefinition:
    def read(node: Node, reader: Reader) -> object | None:
        items = reader.one_or_more(node)
        if not items:
            reader.report(node, "empty-value", f"the list for '{name}' is empty")
        return tuple(value for value in (read_item(item, reader) for item in items) if value is not None)

    return OutcomeDefinition(name, OutcomeType.LIST, description, read, parts=parts)


LADDER_TARGETS = (TargetName.FIRST_RESPONSE.value, TargetName.RESOLUTION.value)
"""The targets by whose time tickets escalate."""


def _two_texts(node: Node, reader: Reader, what: str, parts: tuple[Part, ...]) -> tuple[str, str] | None:
    keys = keys_of(parts)
    entries = reader.mapping(node, what, keys, required_of(parts))
    if entries is None or not all(key in entries for key in keys):
        return None
    first, second = (reader.text(entries[key].value, f"`{key}`") for key in keys)
    return None if first is None or second is None else (first, second)


def _read_reason(node: Node, reader: Reader) -> Reason | None:
    texts = _two_texts(node, reader, "a reason", REASON)
    return Reason(*texts) if texts else None


def _read_ask(node: Node, reader: Reader) -> Ask | None:
    texts = _two_texts(node, reader, "something missing", ASK)
    return Ask(*texts) if texts else None


def _read_escalation(node: Node, reader: Reader) -> EscalationSpec | None:
    entries = reader.mapping(node, "an escalation", keys_of(ESCALATION), required_of(ESCALATION))
    if entries is None or not all(key in entries for key in required_of(ESCALATION)):
        return None
    tier = reader.numbered(entries["to tier"].value, "tiers")
    percent = reader.whole(entries["percent"].value, "`percent`", LEAST_PERCENT, MOST_PERCENT)
    target = reader.choice(entries["of"].value, "target of an escalation", LADDER_TARGETS)
    department = reader.department(entries["department"].value) if "department" in entries else None
    return None if tier is None or percent is None or target is None else EscalationSpec(tier, percent, target, department)


def _read_step(node: Node, reader: Reader) -> WorkflowSpec | None:
    entries = reader.mapping(node, "a workflow step", keys_of(STEP), required_of(STEP))
    if entries is None:
        return None
    timed = [key for key in ("within", "goal", "calendar") if key in entries]
    for key in ("within", "calendar") if timed else ():
        if key not in entries:
            reader.report(node, "missing-key", f"a workflow step with '{timed[0]}' needs the key '{key}'")
    due = target_of(entries, reader) if timed else None
    texts = {key: reader.text(entries[key].value, f"`{key}`") for key in ("step", "by", "after", "on") if key in entries}
    step, by = texts.get("step"), texts.get("by")
    return None if step is None or by is None else WorkflowSpec(step, by, due, texts.get("after"), texts.get("on"))


def _read_sentence(node: Node, reader: Reader) -> str | None:
    return reader.text(node, "a sentence")


_ALL = (
    _choice("category", Category, "The category that the later sections and the answer go by."),
    _flag("needs review", "Whether a person must look at the category. Not set: as `review` weighs its doubts."),
    _choice("duplicate", DuplicateStatus, "Whether it repeats an open ticket.", without=(DuplicateStatus.NOT_CHECKED,)),
    _choice("priority", Priority, "How urgent it is."),
    _numbered("tier", "tiers", "Who is able to handle it."),
    _text("team", "The team it goes to.", lambda node, reader: reader.team(node)),
    _text("department", "The department it goes to.", lambda node, reader: reader.department(node)),
    _choice("precedence", Precedence, "Before whose other work it comes."),
    _target("first response", "By when it is first answered."),
    _target("next update", "By when the client hears again."),
    _target("resolution", "By when it is resolved."),
    _list("escalations", "When it goes to a higher tier.", _read_escalation, ESCALATION),
    _choice("hotrush", Verdict, "Whether HotRush is granted."),
    _list("hotrush reasons", "Why HotRush is not granted.", _read_reason, REASON),
    _target("hotrush response", "By when a granted HotRush is answered."),
    _whole("hotrush rate", 1, 100, "What the charge is multiplied by."),
    _list("hotrush duties", "What a granted HotRush obliges to.", _read_sentence),
    OutcomeDefinition(
        "expected delay",
        OutcomeType.DELAY,
        "A delay that is expected but no part of the obligation.",
        read_delay,
        parts=DELAY,
    ),
    _flag("can uncheck", "Whether the client can uncheck the HotRush mark now."),
    _text("uncheck reason", "Why not."),
    _flag("can withdraw", "Whether the client can withdraw the HotRush request now."),
    _text("withdraw reason", "Why not."),
    _whole("withdrawal limit", 0, 1000, "How often HotRush can be withdrawn; not set: any number of times."),
    _text("offer instead", "What the client is offered in place of HotRush."),
    _numbered("credit category", "credit categories", "The credit category."),
    _whole("credits", 0, 1_000_000, "What it costs, before the rate."),
    _text("credit basis", "What the credit category goes by."),
    _text("free because", "Why it costs nothing."),
    _whole("free credits", 0, 1_000_000, "The credits that a new account has."),
    _flag("quote instead", "Whether a quote takes the place of credits."),
    _choice("confirmation", Confirmation, "Whether the client must confirm the assessment first."),
    _list("workflow", "The steps that somebody has to take.", _read_step, STEP),
    _list("missing information", "What to ask the client for.", _read_ask, ASK),
    _flag("propose split", "Whether to propose a ticket for each of several requests."),
    _list("advice", "Sentences for the person who handles it.", _read_sentence),
)

OUTCOMES: Mapping[str, OutcomeDefinition] = MappingProxyType({outcome.name: outcome for outcome in _ALL})
"""Every outcome by its name."""
