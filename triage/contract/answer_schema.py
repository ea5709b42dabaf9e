"""The JSON Schemas of the answers. Tests hold real answers against them, both ways.

Every field is always there; a later version may add fields, never take one away.
"""

from __future__ import annotations

from collections.abc import Mapping

from triage.contract.answer_parts import PARTS
from triage.contract.flat_fields import FLAT_FIELDS
from triage.contract.json_schema import FLAG, INSTANT, SHARE, TEXT, WHOLE, JsonSchema, maybe, record, ref, several, word
from triage.domain.vocabulary import Category, DuplicateEvidence, Precedence, Priority, TargetName

_SPLIT = (
    "One of several requests in it. `text_span`: from which to before which character of subject + newline + body, counted in "
    "Unicode code points (an emoji is one; JavaScript and Java count two). Without a subject the body begins at 1."
)
_WHOLES: Mapping[str, JsonSchema] = {
    "Decision": record(
        "One explained routing decision.",
        ticket_id=maybe(TEXT),
        decided_at=INSTANT,
        category=ref("CategoryVerdict"),
        duplicate=ref("DuplicateVerdict"),
        priority=maybe(word(Priority)),
        tier=maybe(WHOLE),
        team=maybe(TEXT),
        department=maybe(TEXT),
        precedence=word(Precedence),
        sla=ref("Sla"),
        hotrush=ref("HotRushVerdict"),
        credits=ref("CreditsVerdict"),
        workflow=several(ref("WorkflowStep")),
        missing_information=several(record("What to ask the client for.", what=TEXT, ask=TEXT)),
        split=several(record(_SPLIT, text_span=several(WHOLE), category=maybe(word(Category)))),
        entities=record("What the text names.", urls=several(TEXT), order_numbers=several(TEXT), references=several(TEXT)),
        language=maybe(TEXT),
        fingerprint=maybe(TEXT),
        changes=several(record("What differs from the earlier decision.", field=TEXT, _from={}, to={}, because=TEXT)),
        advice=several(TEXT),
        trace=several(ref("TraceStep")),
        note=TEXT,
        warnings=several(TEXT),
        versions=ref("Versions"),
    ),
    "FlatDecision": {
        "type": "object",
        "description": "The decision as one level of texts; an empty text means none.",
        "properties": {name: {**TEXT, "description": f"In the full answer: {of}."} for name, of in FLAT_FIELDS.items()},
        "required": list(FLAT_FIELDS),
    },
    "Judgement": record(
        "How a ticket stands against its SLA.",
        ticket_id=maybe(TEXT),
        decided_at=INSTANT,
        priority=maybe(word(Priority)),
        category=ref("CategoryVerdict"),
        sla=ref("Sla"),
        warnings=several(TEXT),
        versions=ref("Versions"),
    ),
    "BatchAnswer": record("A result for each ticket, in order.", results=several(ref("Result")), warnings=several(TEXT)),
    "Result": {
        "oneOf": [
            record("Decided.", decision={"anyOf": [ref("Decision"), ref("FlatDecision")]}),
            record("Not decided.", problem=ref("Problem")),
        ]
    },
    "QueueAnswer": record(
        "Open tickets in the order of work; `problems` are those that have no place.",
        decided_at=INSTANT,
        queue=several(ref("Place")),
        problems=several(record("A ticket that has no place.", index=WHOLE, problem=ref("Problem"))),
        warnings=several(TEXT),
        versions=ref("Versions"),
    ),
    "Place": record(
        "A ticket's place and why; `index` says where it stood in the request.",
        rank=WHOLE,
        index=WHOLE,
        ticket_id=maybe(TEXT),
        priority=maybe(word(Priority)),
        next_target=maybe(word(TargetName)),
        due_at=maybe(INSTANT),
        breached=FLAG,
        because=TEXT,
    ),
    "Grouping": record(
        "Groups of two and more tickets about one thing, and the ids of those that stand alone and of those whose fingerprint "
        "could not be read.",
        groups=several(
            record(
                "A group, oldest first; `like`: the ticket that a member is most like, with the evidence; null for the original.",
                original=TEXT,
                members=several(
                    record(
                        "A ticket of it. Evidence `same_outage`: both were read as reports of one outage, whatever their words; "
                        "`outage_storm`: one or both are likely reports of what most tickets of their hours are about.",
                        id=TEXT,
                        score=maybe(SHARE),
                        like=maybe(TEXT),
                        evidence=several(word(DuplicateEvidence)),
                        shared=several(TEXT),
                    )
                ),
            )
        ),
        single=several(TEXT),
        unread=several(TEXT),
        warnings=several(TEXT),
        versions=ref("Versions"),
    ),
    "Problem": record(
        "RFC 9457: what is wrong, and where.",
        type=TEXT,
        title=TEXT,
        status=WHOLE,
        detail=TEXT,
        request_id=TEXT,
        errors=several(
            record(
                "One fault; `pointer` is an RFC 6901 pointer into the body that was sent.", pointer=TEXT, code=TEXT, detail=TEXT
            )
        ),
    ),
}

ANSWERS: Mapping[str, JsonSchema] = {**PARTS, **_WHOLES}
"""Every schema of an answer by its name in the document."""
