"""Who speaks in a chat's transcript: agents and bots, whose words are not the customer's, and the customer.

Helpdesks send a chat as one body: "14:02 Bot: Hi! How can I help?", "Visitor: The cart is empty". A form has labels too ("Agent:
Peter", "Client: Acme Ltd"), so agents must talk, and a transcript has two lines at least, or the hour before its speakers. It
begins the body: one below own words is shown because of what the bot said in it.
One look at a line's first characters, with bounded repetitions: linear, whatever the lines hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_STAMP = r"[\[(]?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?[ T])?\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\b\.?)?[\])]?"
_SAID = re.compile(
    rf"(?P<before>{_STAMP}[ –-]{{0,3}})?(?P<who>[^\W\d_][^:\[\]()?!]{{0,39}}?) ?"
    rf"(?P<behind>{_STAMP})?(?P<office> ?\([^()]{{1,20}}\))?:\s+",
    re.IGNORECASE,
)
_STAMPED = re.compile(rf"{_STAMP}[ –-]{{1,3}}", re.IGNORECASE)
_AGENTS = frozenset(
    word
    for line in (
        "bot chatbot agent support supportagent assistant helpdesk operator assistent assistentin berater beraterin mitarbeiter",
        "mitarbeiterin conseiller conseillère agente asistente soporte assistente operatore operatrice supporto assistenza",
        "medewerker suporte atendente",
    )
    for word in line.split()
)
_CUSTOMERS = frozenset(
    word
    for line in (
        "customer visitor client user guest me you kunde kundin besucher besucherin gast ich cliente visiteur visitante usuario",
        "visitatore utente klant bezoeker utilizador",
    )
    for word in line.split()
)
_NO_SPEAKERS = frozenset(("user agent", "browser agent", "support client"))  # labels of forms
_HEAD = 60  # characters within which a speaker ends
_NAME = 4  # words of a speaker at most
_TALK = 4  # words that are talk even without an end of a sentence


def begins_chat(line: str) -> bool:
    """Whether the first line of a body looks like one of a chat, so that the others are worth a look."""
    if ": " not in line[:_HEAD]:
        return False
    spoken = _SAID.match(line)
    return spoken is not None and (_is_agent(spoken) or _is_customer(spoken))


def find_chat(lines: Sequence[str]) -> tuple[list[int], list[int]]:
    """Which of `lines` agents said, and which the customer said after a name; two empty lists where there is no chat."""
    agents, customers, stamped = list[int](), list[int](), False
    for row, line in enumerate(lines):
        spoken = _SAID.match(line)
        if spoken is None:
            if _STAMPED.match(line) is not None:
                customers.append(row)
        elif _is_agent(spoken):
            if _is_talk(line[spoken.end() :]):
                agents.append(row)
                stamped = stamped or _has_stamp(spoken)
        elif _is_customer(spoken):
            customers.append(row)
    return (agents, customers) if agents and (stamped or len(agents) + len(customers) > 1) else ([], [])


def without_speaker(line: str) -> str:
    """What was said, without the hour and the name before it."""
    spoken = _SAID.match(line) or _STAMPED.match(line)
    return line if spoken is None else line[spoken.end() :]


def _names(spoken: re.Match[str]) -> list[str]:
    """The words of who speaks; none when there are too many for a name."""
    words = re.findall(r"\w+", f"{spoken['who']} {spoken['office'] or ''}".lower())
    return words if len(words) <= _NAME else []


def _is_agent(spoken: re.Match[str]) -> bool:
    names = _names(spoken)
    return not _AGENTS.isdisjoint(names) and " ".join(names) not in _NO_SPEAKERS


def _is_customer(spoken: re.Match[str]) -> bool:
    """By the name; beside an hour everybody who is no agent."""
    names = _names(spoken)
    return not _CUSTOMERS.isdisjoint(names) or (_has_stamp(spoken) and bool(names))


def _has_stamp(spoken: re.Match[str]) -> bool:
    return (spoken["before"] or spoken["behind"]) is not None


def _is_talk(said: str) -> bool:
    return said.rstrip()[-1:] in ".!?…" or len(said.split(None, _TALK)) >= _TALK
