"""The JSON Schemas of the workshop's answers; tests hold real answers against them."""

from __future__ import annotations

from collections.abc import Mapping

from triage.contract.json_schema import TEXT, WHOLE, JsonSchema, maybe, record, ref, several

_COUNTS: Mapping[str, JsonSchema] = {"error_count": WHOLE, "warning_count": WHOLE, "findings": several(ref("Finding"))}
_ANY: JsonSchema = {}

WORKSHOP_ANSWERS: Mapping[str, JsonSchema] = {
    "Finding": record(
        "One thing that is wrong (error) or doubtful (warning) in a policy; docs/policy/findings.md explains each code.",
        file=TEXT,
        line=WHOLE,
        column=WHOLE,
        severity={"enum": ["error", "warning"]},
        code=TEXT,
        message=TEXT,
        suggestion=maybe(TEXT),
    ),
    "CheckedDraft": record("What a check of a draft found.", (), warnings=several(TEXT), **_COUNTS),
    "Simulation": record(
        "Tickets by a draft; no results when the draft has errors.",
        (),
        policy_version=maybe(TEXT),
        live_version=TEXT,
        results=several(ref("Simulated")),
        warnings=several(TEXT),
        **_COUNTS,
    ),
    "Simulated": record(
        "A ticket by the draft, and the fields in which the live policy says otherwise.",
        optional=("problem",),
        decision={"anyOf": [ref("Decision"), {"type": "null"}]},
        changes=several(
            record(
                "A field that differs, and the rules that decided it.",
                field=TEXT,
                live=_ANY,
                draft=_ANY,
                rule_live=maybe(TEXT),
                rule_draft=maybe(TEXT),
            )
        ),
        problem=ref("Problem"),
    ),
}
"""By name in the document."""
