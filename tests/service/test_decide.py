"""The whole story on the shipped policy, with a stand-in for the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from triage.classifier import markup
from triage.classifier.category.model import load_classifier
from triage.classifier.pages import read_html
from triage.classifier.text import clean
from triage.contract.answer import render
from triage.contract.request import parse_request
from triage.domain.reading import Depth, Evidence, Prediction
from triage.domain.vocabulary import Category, Topic
from triage.policy.loading.loader import load_policy
from triage.service.cases.casebook import GivenClassifier
from triage.service.decide import decide
from triage.service.snapshot import Snapshot
from triage.shipped import shipped

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
POLICY = load_policy(Path(__file__).parent.parent.parent / "rules" / "default.yaml")


def answer(body, prediction=None, explain_all=False):
    """The JSON answer to a request."""
    given = prediction or Prediction(
        ((Category.KEY_FUNCTION, 0.95), (Category.SITE_DOWN, 0.03), (Category.CONTENT, 0.02)),
        topics=((Topic.SERVER_ENVIRONMENT, 0.7),),
        evidence=(Evidence("checkout", 1.7),),
        language="en",
    )
    snapshot = Snapshot.build(POLICY, GivenClassifier(given), "reference")
    return render(decide(parse_request(body, now=NOW), snapshot, explain_all=explain_all))


TICKET = {
    "id": "4711",
    "subject": "Checkout fails",
    "body": "Customers see an error in the checkout.",
    "created_at": "2026-11-23T08:22:30Z",
}


def test_same_input_same_bytes():
    """Equal ticket, moment, policy and model give equal bytes."""
    assert orjson.dumps(answer({"ticket": TICKET})) == orjson.dumps(answer({"ticket": TICKET}))


@dataclass(frozen=True)
class Listening(GivenClassifier):
    """A stand-in that keeps what it reads."""

    read: list[str] = field(default_factory=list)

    def predict(
        self, subject: str, body: str, language: str | None, *, depth: Depth = Depth.FULL, named: bool | None = None
    ) -> Prediction:
        """As the model does, it makes text of what was sent."""
        self.read.append(clean(subject, body).body)
        return self.prediction


def test_markup_that_a_mail_shows_is_read_as_words():
    """HTML becomes text once: what is written out of it is no markup, though it looks like it."""
    shown = "<p>Please put &lt;script&gt;track()&lt;/script&gt; and &lt;p&gt;see https://a.example&lt;/p&gt; on the page</p>"
    listening = Listening(Prediction(declined="no_text"))
    found = decide(parse_request({"ticket": {**TICKET, "body": shown}}, now=NOW), Snapshot.build(POLICY, listening, "reference"))
    assert listening.read[0] == "Please put <script>track()</script> and <p>see  xurl </p> on the page"
    assert found.entities.urls == ("https://a.example",)


@pytest.mark.parametrize(
    ("body", "times"),
    [("Customers see an error.", 0), ("<p>Customers see an error.</p>", 1), ("&lt;p&gt;Customers see an error.&lt;/p&gt;", 1)],
)
def test_a_body_becomes_text_once(monkeypatch, body, times):
    """For the model, the entities, matching, the parts and the facts together."""
    converted, model = [], load_classifier(shipped("models", "category"), encoder="never")
    monkeypatch.setattr(markup, "read_html", lambda html: converted.append(html) or read_html(html))
    decide(
        parse_request({"ticket": {**TICKET, "body": body}, "open_tickets": []}, now=NOW),
        Snapshot.build(POLICY, model, "compiled"),
    )
    assert len(converted) == times


def test_html_is_decided_as_its_text():
    """Rules about words see text; the parts are stretches of the body as it was sent."""
    plain = {**TICKET, "body": "Die Suche findet nichts.\nAußerdem hätten wir gern ein Angebot für eine polnische Version."}
    marked = plain["body"].replace("ü", "&uuml;").replace("\n", "<br>")
    html = {**TICKET, "body": f"<p>{marked}</p>"}
    ours, theirs = answer({"ticket": html}, explain_all=True), answer({"ticket": plain}, explain_all=True)
    spans = [part.pop("text_span") for part in ours["split"]]
    for part in theirs["split"]:
        del part["text_span"]
    assert ours == theirs
    whole = f"{TICKET['subject']}\n{html['body']}"
    assert [whole[start:end] for start, end in spans] == [
        "Die Suche findet nichts.",
        "Außerdem hätten wir gern ein Angebot f&uuml;r eine polnische Version.",
    ]


AROUND = [
    "\n\nOn Mon, 2 Mar 2026 at 10:00, Ann wrote:\n> We guard against data loss by nightly backups.",
    "\n\n-- \nRescueIT, backup and data loss prevention",
    "\n\nKind regards\nAnn\n\nWe accept no liability for viruses or data loss caused by this e-mail.",
    "<br><br>-- <br>RescueIT, backup and data loss prevention",
    "\n\n-- \nOrder hotline: 0800 123",
]


@pytest.mark.parametrize("around", AROUND)
def test_rules_read_the_writers_own_words(around):
    """A quote, a signature or a disclaimer made an ordinary fault critical, or had the client asked for an order number."""
    plain, sent = (answer({"ticket": {**TICKET, "body": f"{TICKET['body']}{more}"}}) for more in ("", around))
    told = ("priority", "tier", "missing_information", "sla")
    assert {name: sent[name] for name in told} == {name: plain[name] for name in told}
    own = answer({"ticket": {**TICKET, "body": "There is data loss in the checkout."}})
    assert own["priority"] == "critical" != plain["priority"]


def test_the_answer_has_every_field_of_the_contract():
    """No field of the contract is ever missing."""
    got = answer({"ticket": TICKET})
    assert list(got) == [
        "ticket_id",
        "decided_at",
        "category",
        "duplicate",
        "priority",
        "tier",
        "team",
        "department",
        "precedence",
        "sla",
        "hotrush",
        "credits",
        "workflow",
        "missing_information",
        "split",
        "entities",
        "language",
        "fingerprint",
        "changes",
        "advice",
        "trace",
        "note",
        "warnings",
        "versions",
    ]


def test_a_person_overrules_the_model():
    """The category that a person set is used, and the answer says who set it."""
    got = answer({"ticket": {**TICKET, "category": "content", "category_source": "requester"}})
    assert got["category"] | {"topics": []} == {
        "name": "content",
        "confidence": 1.0,
        "level": "high",
        "source": "requester",
        "needs_review": False,
        "alternatives": [],
        "evidence": [],
        "topics": [],
        "second_opinion": False,
    }


def test_topics_of_a_person_overrule_those_of_the_model():
    """A person's topics replace the suggested ones and have no confidence."""
    got = answer({"ticket": {**TICKET, "topics": ["modified_files"]}})
    assert got["category"]["topics"] == [{"name": "modified_files", "confidence": None}]
    assert got["credits"]["basis"] == "modified_files"


@pytest.mark.parametrize(
    ("declined", "words"),
    [
        ("language_unsupported", "language"),
        ("gibberish", "not readable"),
        ("no_text", "no text"),
        ("no_request", "asks and reports nothing"),
        ("thanks", "only thanks"),
    ],
)
def test_without_a_suggestion_nothing_is_guessed(declined, words):
    """Where the model declines, the answer has no category, asks for review and says why."""
    got = answer({"ticket": TICKET}, Prediction(declined=declined))
    assert (got["category"]["name"], got["category"]["source"], got["category"]["needs_review"]) == (None, "none", True)
    assert (got["priority"], got["tier"], got["team"]) == ("medium", 1, "triage_desk")
    assert any(words in warning for warning in got["warnings"])


def test_thanks_repeat_no_ticket():
    """An answer to the vendor names its ticket and is like it, but there is nothing to consolidate and nothing to ask for."""
    ticket = {**TICKET, "subject": "Re: Checkout fails #55121", "body": "Thank you, the checkout works again."}
    open_tickets = [
        {"id": "55121", "subject": "Checkout fails", "body": "The checkout does not work.", "created_at": "2026-11-20T08:00:00Z"}
    ]
    thanked = answer({"ticket": ticket, "open_tickets": open_tickets}, Prediction(declined="thanks", language="en"))
    asked = answer({"ticket": ticket, "open_tickets": open_tickets}, Prediction(language="en"))
    assert (thanked["duplicate"]["status"], asked["duplicate"]["status"]) == ("not_duplicate", "duplicate")
    assert not any("consolidate" in advice.lower() for advice in thanked["advice"])
    assert thanked["missing_information"] == [] != asked["advice"]
    assert thanked["fingerprint"] == asked["fingerprint"]


@pytest.mark.parametrize(
    ("body", "expected"), [("Hello, is anybody there?", "not_duplicate"), ("Hello, any news on #7?", "duplicate")]
)
def test_who_asks_nothing_repeats_no_ticket_that_is_not_named(body, expected):
    """A greeting is everybody's."""
    said = {"subject": "Chat", "body": body}
    open_tickets = [{"id": "7", **said, "created_at": "2026-11-20T08:00:00Z"}]
    got = answer({"ticket": {**TICKET, **said}, "open_tickets": open_tickets}, Prediction(declined="no_request", language="en"))
    assert got["duplicate"]["status"] == expected


def test_truncated_text_is_told():
    """A text longer than the classifier reads gives a warning."""
    got = answer({"ticket": TICKET}, Prediction(((Category.CONTENT, 1.0),), truncated=True))
    assert any("longer" in warning for warning in got["warnings"])


def test_an_uncertain_suggestion_needs_review():
    """What a mistake would cost decides when a person looks at it."""
    got = answer({"ticket": TICKET}, Prediction(((Category.KEY_FUNCTION, 0.6), (Category.SITE_DOWN, 0.4))))
    assert got["category"]["needs_review"] is True
    assert "review_category" in [step["step"] for step in got["workflow"]]


def test_deciding_again_says_what_changed_and_why():
    """With the earlier answer sent back the new one lists the differences with their rules."""
    account = {"support": {"subscription_active": True}, "credits": {"balance": 50, "agreed_in_advance": True}}
    first = answer({"ticket": {**TICKET, "hotrush_requested": True}, "account": account})
    assert (first["hotrush"]["verdict"], first["credits"]["charge"], first["changes"]) == ("granted", 40, [])
    again = answer(
        {
            "ticket": {**TICKET, "hotrush_requested": True, "cause": "vendor_bug", "status": "in_progress"},
            "account": {**account, "credits": {"balance": 10, "agreed_in_advance": True}},
            "previous": first,
        }
    )
    changes = {change["field"]: change for change in again["changes"]}
    assert changes["hotrush.verdict"] | {"because": ""} == {
        "field": "hotrush.verdict",
        "from": "granted",
        "to": "refused",
        "because": "",
    }
    assert "vendor" in changes["hotrush.verdict"]["because"]
    assert (again["credits"]["change"], again["credits"]["balance_after"]) == (-40, 50)
    assert "free" in changes["credits.charge"]["because"]


def test_an_unchanged_decision_has_no_changes():
    """Sent back unchanged, nothing has changed and nothing is charged again."""
    body = {"ticket": TICKET, "account": {"credits": {"balance": 30, "agreed_in_advance": True}}}
    first = answer(body)
    again = answer({**body, "previous": first})
    assert (again["changes"], again["credits"]["change"], again["credits"]["balance_after"]) == ([], 0, 30)


def test_the_note_never_quotes_the_ticket():
    """Whatever the ticket says, the note is made of the policy's words."""
    hostile = "{{7*7}} <script>alert(1)</script> ${jndi:ldap://x} %s"
    got = answer({"ticket": {**TICKET, "subject": hostile, "body": hostile}})
    assert not any(part in got["note"] for part in ("{{", "<script", "jndi", "%s", "49"))
    assert "key_function" in got["note"]


def test_the_trace_is_in_order_and_each_step_has_its_why():
    """Every rule that fired stands in the order of the sections with why, facts and what it set."""
    got = answer({"ticket": TICKET})
    order = [section.name for section in POLICY.sections]
    places = [order.index(step["section"]) for step in got["trace"]]
    assert places == sorted(places)
    assert all(step["why"] and step["fired"] for step in got["trace"])
    step = next(step for step in got["trace"] if step["section"] == "priority")
    assert (step["rule"], step["set"], step["facts"]["category"]) == (
        "key function not working",
        {"priority": "high"},
        "key_function",
    )


def test_explain_all_adds_the_silent_rules_with_the_condition_that_failed():
    """On request the trace also says why the others stayed silent."""
    silent = [step for step in answer({"ticket": TICKET}, explain_all=True)["trace"] if not step["fired"]]
    outage = next(step for step in silent if step["rule"] == "outage")
    assert outage["failed"]["fact"] == "category"
    assert outage["failed"]["value"] == "key_function"


def test_the_text_names_the_original():
    """A ticket that names an open one is its duplicate; priority and price follow the original (GK.6)."""
    got = answer(
        {
            "ticket": {**TICKET, "body": "Again about ticket #4650, the discount is still wrong."},
            "open_tickets": [
                {
                    "id": "4650",
                    "subject": "Discount wrong",
                    "body": "It is wrong.",
                    "created_at": "2026-11-20T08:00:00Z",
                    "priority": "low",
                }
            ],
        }
    )
    assert (got["category"]["name"], got["category"]["source"]) == ("duplicate", "matching")
    assert (got["duplicate"]["status"], got["duplicate"]["of"], got["priority"]) == ("duplicate", "4650", "low")
    assert got["category"]["alternatives"] == [{"name": "key_function", "confidence": 0.95}]
    assert got["credits"]["charge"] == 0


def test_the_approver_of_the_account_is_named():
    """Work on a feature waits for the account's approver (GK.3)."""
    body = {"ticket": {**TICKET, "category": "feature_request"}, "account": {"approver": "A. Example"}}
    steps = {step["step"]: step for step in answer(body)["workflow"]}
    assert (steps["approval"]["by"], steps["approval"]["after"]) == ("A. Example", "quote")


def test_a_step_that_is_done_is_not_moved_by_later_pauses():
    """Solved is solved: its due is the one that it had."""
    ticket = {**TICKET, "category": "content"}
    solved = [{"at": "2026-11-24T10:00:00Z", "event": "resolved"}]
    later = [*solved, {"at": "2026-11-25T08:00:00Z", "event": "pause"}, {"at": "2026-11-27T08:00:00Z", "event": "resume"}]
    dues = [
        {
            step["step"]: step["due_at"]
            for step in answer({"ticket": ticket, "now": "2026-12-04T10:00:00Z", "history": history})["workflow"]
        }
        for history in ([], solved, later)
    ]
    assert dues[0]["content_update"] == "2026-11-30T18:00:00Z"
    assert dues[1] == dues[2] == dues[0]


@pytest.mark.parametrize(("until", "fires"), [("2026-11-22", False), ("2026-11-23", True), ("2026-11-24", True)])
def test_a_rule_holds_for_tickets_that_came_in_until_its_last_day(tmp_path, until, fires):
    """Not for what is decided until then: deciding again later changes nothing."""
    path = tmp_path / "until.yaml"
    path.write_text(
        f'triage: 1\npolicy: until\nextends: default\nchange:\n  key function not working: {{until: "{until}"}}\n',
        encoding="utf-8",
    )
    snapshot = Snapshot.build(load_policy(path), GivenClassifier(Prediction(declined="no_text")), "reference")
    asked = {"ticket": {**TICKET, "category": "key_function"}}
    for day in (23, 30):
        found = decide(parse_request(asked, now=NOW.replace(day=day)), snapshot)
        assert ("key function not working" in [step.rule for step in found.trace]) is fires


def test_hotrush_never_lengthens_a_target():
    """A granted HotRush of two hours leaves the quarter of an hour of an outage as it is, and is named beside it."""
    body = {
        "ticket": {**TICKET, "category": "site_down", "hotrush_requested": True},
        "account": {"support": {"subscription_active": True}},
    }
    target = answer(body)["sla"]["targets"][0]
    assert (target["name"], target["due_at"]) == ("first_response", "2026-11-23T08:37:30Z")
    assert any("hotrush" in sentence for sentence in target["also"])


def test_the_encoder_is_not_asked_about_what_a_person_has_decided():
    """It would cost a tenth of a second and change nothing."""
    asked = []

    class Remembering:
        version = "remembering"

        def predict(self, subject, body, language, *, depth=Depth.FULL, named=None):
            asked.append((subject, depth))
            return Prediction(declined="no_text")

    snapshot = Snapshot.build(POLICY, Remembering(), "reference")
    for ticket in ({"subject": "open", "body": "x"}, {"subject": "settled", "body": "x", "category": "content"}):
        decide(parse_request({"ticket": ticket}, now=NOW), snapshot)
    assert asked == [("open", Depth.FULL), ("settled", Depth.WORDS)]


def test_what_was_not_told_of_the_earlier_decision_has_not_changed():
    """A helpdesk that keeps one field hears of that one."""
    got = answer({"ticket": TICKET, "previous": {"priority": "low"}})
    assert [(change["field"], change["from"], change["to"]) for change in got["changes"]] == [("priority", "low", "high")]


def test_a_category_by_matching_needs_no_review():
    """However unsure the wording left the model: the category is no longer the model's."""
    unsure = Prediction(((Category.KEY_FUNCTION, 0.4), (Category.CONTENT, 0.3), (Category.TRAINING, 0.3)), language="en")
    ticket = {**TICKET, "body": "Again about ticket #4650, the discount is still wrong."}
    original = {"id": "4650", "subject": "Discount wrong", "body": "It is wrong.", "created_at": "2026-11-20T08:00:00Z"}
    assert answer({"ticket": ticket}, unsure)["category"]["needs_review"] is True
    got = answer({"ticket": ticket, "open_tickets": [original]}, unsure)["category"]
    assert (got["source"], got["needs_review"]) == ("matching", False)


@pytest.mark.parametrize(("suggested", "words"), [(Category.KEY_FUNCTION, []), (Category.DUPLICATE, ["wrong"])])
def test_evidence_is_of_the_category_that_is_told(suggested, words):
    """What spoke for a broken function is no evidence of a duplicate, nor was the encoder asked about one."""
    shares = ((suggested, 0.6), (Category.CONTENT, 0.4))
    heard = Prediction(shares, evidence=(Evidence("wrong", 1.2),), language="en", second_opinion=True)
    ticket = {**TICKET, "body": "Again about ticket #4650, the discount is still wrong."}
    original = {"id": "4650", "subject": "Discount wrong", "body": "It is wrong.", "created_at": "2026-11-20T08:00:00Z"}
    got = answer({"ticket": ticket, "open_tickets": [original]}, heard)["category"]
    assert (got["name"], [each["text"] for each in got["evidence"]]) == ("duplicate", words)
    assert got["second_opinion"] is bool(words)
