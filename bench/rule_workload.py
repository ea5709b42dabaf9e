"""The rules and tickets of the benchmark: what a helpdesk with many clients has, the same for every engine.

Of the rules 80 % are for one client (with a category, a channel or tags; some with a confidence or a phrase), 17 % go by plan,
category, channel and phrase, 3 % have no equality but a flag and a phrase, and six are defaults of the categories. Two to four
conditions a rule; tickets of some 230 characters; every rule that holds counts.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CATEGORIES = ("site_down", "key_function", "feature_request", "training", "content", "duplicate")
CHANNELS = ("email", "chat", "phone", "api", "forum")
PLANS = ("free", "basic", "pro", "enterprise")
TAGS = ("vip", "eu", "us", "b2b", "beta", "legacy", "sla-gold", "sla-silver")
# fmt: off
WORDS = (
    "checkout", "payment", "login", "search", "discount", "coupon", "shipping", "rate", "banner", "image", "product",
    "text", "invoice", "refund", "cart", "order", "admin", "theme", "module", "export", "import", "csv", "api", "webhook",
    "ssl", "dns", "domain", "email", "newsletter", "stock", "price", "variant", "category", "filter", "menu", "footer",
    "header", "blog", "seo", "sitemap", "redirect", "cache", "speed", "slow", "error", "crash", "blank", "white", "page",
    "500", "404", "502", "timeout", "password", "reset", "account", "register", "captcha", "gdpr", "cookie", "consent",
    "tracking", "analytics", "pixel", "feed", "google", "facebook", "amazon", "ebay", "paypal", "stripe", "klarna",
    "adyen", "mollie", "tax", "vat", "currency", "language", "translation", "mobile", "ipad", "safari", "chrome",
    "firefox",
)
# fmt: on

Condition = tuple[str, str, object]
"""Fact, test, value. Tests: is, any of, at least, below, mentions."""


@dataclass(frozen=True, slots=True)
class BenchRule:
    """One rule: when all conditions hold, its number is among the hits."""

    number: int
    conditions: tuple[Condition, ...]


def make_rules(count: int, seed: int = 1) -> list[BenchRule]:
    """So many rules, always the same."""
    pick = random.Random(seed)
    return [BenchRule(number, tuple(_conditions(number, count, pick))) for number in range(count)]


def make_tickets(count: int, rules: int, seed: int = 2) -> list[dict[str, object]]:
    """So many tickets for a policy of so many rules, as facts."""
    pick = random.Random(seed)
    return [_ticket(pick, rules) for _ in range(count)]


def policy_text(rules: Sequence[BenchRule]) -> str:
    """The rules as a policy file."""
    head = "triage: 1\npolicy: bench\nreview: {cost of a review: 1, cost of a wrong category: 5}\n"
    head += "confidence levels: {high: 0.85, medium: 0.6}\n"
    head += "sections:\n- section: clients\n  sets: [advice]\n  hit: all\n  rules:\n"
    return head + "".join(_rule_text(rule) for rule in rules)


def _conditions(number: int, count: int, pick: random.Random) -> list[Condition]:
    if number < min(len(CATEGORIES), count // 2):
        return [("category", "is", CATEGORIES[number]), ("confidence", "at least", 0.2)]
    kind = pick.random()
    if kind < 0.80:
        return _of_client(count, pick)
    if kind < 0.97:
        phrase = _phrase(pick, 2 if count > 100 or pick.random() < 0.5 else 1)
        equal = [("plan", "is", pick.choice(PLANS)), ("category", "is", pick.choice(CATEGORIES))]
        return [*equal, ("channel", "is", pick.choice(CHANNELS)), ("text", "mentions", phrase)]
    found: list[Condition] = [("text", "mentions", _phrase(pick, 2)), ("hotrush requested", "is", pick.random() < 0.5)]
    return [*found, ("confidence", "below", round(pick.uniform(0.3, 0.9), 2))] if pick.random() < 0.5 else found


def _of_client(count: int, pick: random.Random) -> list[Condition]:
    found: list[Condition] = [("account", "is", _client(count, pick))]
    kind = pick.random()
    if kind < 0.5:
        found.append(("category", "is", pick.choice(CATEGORIES)))
    elif kind < 0.75:
        found.append(("channel", "is", pick.choice(CHANNELS)))
    else:
        found.append(("tags", "any of", tuple(pick.sample(TAGS, 2))))
    if pick.random() < 0.3:
        found.append(("confidence", "at least", round(pick.uniform(0.3, 0.9), 2)))
    if pick.random() < 0.15:
        found.append(("text", "mentions", _phrase(pick, 1)))
    return found


def _ticket(pick: random.Random, rules: int) -> dict[str, object]:
    return {
        "category": pick.choice(CATEGORIES),
        "channel": pick.choice(CHANNELS),
        "plan": pick.choice(PLANS),
        "hotrush requested": pick.random() < 0.2,
        "text": _phrase(pick, 2) + "\n" + _phrase(pick, pick.randrange(13, 58)),
        "confidence": round(pick.random(), 4),
        "tags": frozenset(pick.sample(TAGS, pick.randrange(0, 4))),
        "account": _client(rules, pick),
    }


def _client(rules: int, pick: random.Random) -> str:
    return f"c{pick.randrange(max(5, rules // 2)):05d}"


def _phrase(pick: random.Random, words: int) -> str:
    return " ".join(pick.choice(WORDS) for _ in range(words))


def _rule_text(rule: BenchRule) -> str:
    tests: Mapping[str, str] = {
        "is": "{}: {}",
        "any of": "{}: [{}]",
        "at least": "{}: {{at least: {}}}",
        "below": "{}: {{below: {}}}",
        "mentions": "{}: {{mentions: [{}]}}",
    }
    asked = ", ".join(tests[test].format(fact, _value_text(value)) for fact, test, value in rule.conditions)
    name = f"rule-{rule.number}"
    return f"  - rule: {name}\n    why: Agreed with the client\n    when: {{{asked}}}\n    then: {{advice: {name}}}\n"


def _value_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
