"""Whose words are whose in a chat's transcript."""

import pytest

from triage.classifier.chats import without_speaker
from triage.classifier.quoting import strip_quotes
from triage.classifier.text import clean

OWN = "The cart is empty."


@pytest.mark.parametrize(
    "body",
    [
        f"Bot: Hi! How can I help you today?\nVisitor: {OWN}\nBot: Let me connect you to one of our agents.",
        f"Bot: Hi! How can I help you today?\n{OWN}\nBot: Let me connect you to one of our agents.",
        f"14:02 Bot: Hi! How can I help you today?\n14:03 Visitor: {OWN}",
        f"[14:02:11] Support: Hello, how can I help?\n[14:03:20] Anna Berg: {OWN}\n[14:04:01] Support: One moment please.",
        f"Laura (Support): Hello, what can I do for you?\nCustomer: {OWN}",
        f"Support Agent (2:02 pm): Hello, how can I help?\nAnna (2:03 pm): {OWN}",
        f"23.11.2026, 14:02 Mitarbeiter: Guten Tag, wie kann ich helfen?\n23.11.2026, 14:03 {OWN}",
    ],
)
def test_agents_words_go_and_the_speaker_before_the_customers(body: str):
    """For both cleaners; rules and matching keep the speaker, whose offsets are those of the text."""
    assert clean("", body).body == OWN
    own = strip_quotes(body)
    assert OWN in own
    assert "help" not in own


@pytest.mark.parametrize(
    "body",
    [
        "We never said so:\n\nCustomer: can I send the shoes back?\nBot: Of course, within 60 days.\n\nWhere is that from?",
        "Agent: Peter\nClient: Acme\nThe cart is empty.",
        "Support: we need help with the cart.",
        "Bot: Googlebot\nThe bot is refused.",
        "Support client: the desk in Leeds uses it.\nUser: the cart is empty",
        "14:02 the shop went down.\n14:10 it came back.",
        "Problem: the cart is empty.\nSince: 14:02 today",
    ],
)
def test_what_is_no_chat_stays(body: str):
    """Forms, timelines, and transcripts that are shown because of what the bot said."""
    kept = "\n".join(line for line in body.split("\n") if line)
    assert clean("", body).body == kept
    assert [line for line in strip_quotes(body).split("\n") if line] == kept.split("\n")


def test_a_chat_without_a_customer_stays():
    """Better everything than nothing."""
    body = "14:02 Bot: Hi! How can I help?\n14:05 Bot: Are you still there?"
    assert clean("", body).body == body


def test_without_speaker():
    """Also where only the hour stands before."""
    assert [without_speaker(line) for line in ("14:03 Anna: no", "[14:03] no", "no: one")] == ["no", "no", "one"]
