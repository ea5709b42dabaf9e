"""The codes of what a check finds in a policy that loads: doubts, and two mistakes that only show when rules are compared."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from triage.errors import Finding
from triage.policy.files.findings import Position

LINT_CODES: Mapping[str, str] = MappingProxyType(
    {
        "case-fails": "a case beside the policy expects something else than the policy decides",
        "case-wrong": "a case that cannot be decided: its request, or what it gives in place of the model, is wrong",
        "overlap": "two rules of a `unique` section can hold for the same ticket",
        "shadowed": "a rule that can never apply, because earlier rules of its section take all of its tickets",
        "partly-shadowed": "a listed value or a branch of a rule that never counts, because an earlier rule takes its tickets",
        "contradiction": "conditions that no ticket can meet together",
        "conflict": "two rules of an `all` section can both apply and set an outcome differently; `combine` says not which wins",
        "gap": "tickets for which no rule of a section applies, and the section has no `otherwise`",
        "catch-all-not-last": "a rule without conditions that has others below it, which can never apply",
        "settled-below": "a rule that asks what no section above it settles, so that the answer is the same for every ticket",
        "overlapping-hours": "hours of one day that overlap; they count once",
        "open-on-holiday": "hours under `dates` for a public holiday of the calendar, which is open then",
        "wildcard": "a phrase with `*` or `%` for the rest of a word; phrases are looked for as they are written",
        "unknown-language": "a test of `language` for what is no code of a language; no ticket has it",
        "redundant": "a table row or rule that could go without changing any decision",
        "unused-list": "a list that no rule uses",
        "unused-calendar": "a calendar that nothing uses",
        "unused-team": "a team that no rule names",
        "unused-department": "a department that no rule names",
        "expired": "a rule whose last day is past",
        "expires-soon": "a rule whose last day is near",
        "unfinished": "the rules are too many or too entangled to compare all of them",
        "uncovered": "a rule that fires in no case",
        "unindexed": "a rule in a long section that has to be tried on every ticket",
        "unquoted-time": "a time or date without quotes, which other YAML readers take for a number",
        "curly-quotes": "a text between “ and ”, which do not quote: they are part of what is looked for or said",
        "whole-text": "`text` or `body` compared as a whole, which is hardly meant; `mentions` looks for words in it",
        "near-threshold": "two thresholds of one fact that differ by less than a millionth",
    }
)
"""Every code of a finding about a policy that loads, and its meaning."""

ERRORS = frozenset({"case-fails", "case-wrong", "overlap"})
"""Those that are mistakes; all others are warnings."""


def found(at: Position, code: str, message: str, suggestion: str = "") -> Finding:
    """One finding of `LINT_CODES`, with the severity of its code."""
    LINT_CODES[code]
    severity = "error" if code in ERRORS else "warning"
    return Finding(at.file, at.line, at.column, code, message, suggestion, severity)


TICKET_CODES: Mapping[str, str] = MappingProxyType(
    {
        "ticket-file": "a file of past tickets that cannot be read, or not to its end",
        "bad-ticket": "a past ticket that cannot be read; the others are replayed",
        "no-offset": "times that say not in which time zone they are; without `--time-zone` they are taken as UTC",
        "unknown-column": "a column of a file of past tickets that means nothing to a decision",
    }
)
"""Codes of findings about files of past tickets, and their meaning."""


def about_tickets(at: Position, code: str, message: str, suggestion: str = "") -> Finding:
    """One finding of `TICKET_CODES`; what cannot be read is an error, for then a replay fails, the others are warnings."""
    TICKET_CODES[code]
    severity = "error" if code in ("ticket-file", "bad-ticket") else "warning"
    return Finding(at.file, at.line, at.column, code, message, suggestion, severity)
