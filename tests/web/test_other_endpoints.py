"""Batch, SLA, queue, and what the service says of itself."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from tests.web.problem_shape import assert_problem, assert_problem_body
from tests.web.shop import NOW, REQUEST, SECRET, SETTINGS, client, request_with, snapshot
from triage.domain.decision import RoutingDecision, Versions
from triage.domain.reading import Prediction
from triage.domain.ticket import TriageRequest
from triage.domain.vocabulary import Category
from triage.errors import CalendarError
from triage.service.decide import decide
from triage.service.live.service import Asked, Decisions, Queue, TriageService
from triage.service.snapshot import Snapshot

OTHER = request_with(ticket__id="4712", ticket__category="site_down")


class Stumbling(TriageService):
    """A service that cannot decide the tickets that bear these ids."""

    def __init__(self, errors: dict[str, Exception]) -> None:
        super().__init__(snapshot())
        self.errors = errors

    def decide_many(self, requests: Iterable[Asked], *, explain_all: bool = False) -> Decisions:
        """Errors stand in the place of their tickets."""
        asked = (
            request if isinstance(request, Exception) else self.errors.get(request.ticket.id or "") or request
            for request in requests
        )
        return super().decide_many(asked, explain_all=explain_all)


def test_a_batch_gives_each_ticket_its_own_result() -> None:
    """One that cannot be read, and one that cannot be decided, spoil no other; all in order."""
    service = Stumbling({"4712": CalendarError("calendar office has not enough working time"), "4713": ValueError(SECRET)})
    tickets = [REQUEST, {"ticket": {"subject": 3}}, "no ticket", OTHER, request_with(ticket__id="4713"), REQUEST]
    response = client(service).post("/v1/triage/batch", json={"tickets": tickets})
    results = response.get_json()["results"]
    assert response.status_code == 200
    assert [next(iter(result)) for result in results] == ["decision", "problem", "problem", "problem", "problem", "decision"]
    assert results[0] == results[5]
    assert results[0]["decision"]["ticket_id"] == "4711"
    for index, pointer in ((1, "/tickets/1/ticket/subject"), (2, "/tickets/2"), (3, "/tickets/3")):
        assert_problem_body(results[index]["problem"], 422)
        assert [fault["pointer"] for fault in results[index]["problem"]["errors"]] == [pointer]
    assert_problem_body(results[4]["problem"], 500, "internal-error")
    assert SECRET not in str(results[4])


def test_a_batch_takes_the_same_parameters() -> None:
    """Flat, explained, strict."""
    body = {"tickets": [request_with(colour="red")], "colour": "blue"}
    flat = client().post("/v1/triage/batch?view=flat", json=body).get_json()
    explained = client().post("/v1/triage/batch?explain=all", json=body).get_json()
    assert flat["results"][0]["decision"]["charge"] == "40"
    assert flat["warnings"] == ["Unknown field /colour was ignored."]
    assert not all(step["fired"] for step in explained["results"][0]["decision"]["trace"])
    assert_problem(client().post("/v1/triage/batch?strict=1", json=body), 422, "invalid-request")
    strict = client().post("/v1/triage/batch?strict=1", json={"tickets": body["tickets"]}).get_json()
    assert strict["results"][0]["problem"]["errors"][0]["code"] == "unknown_field"


@pytest.mark.parametrize("path", ["/v1/triage/batch", "/v1/queue"])
def test_bodies_that_hold_no_list_of_tickets(path: str) -> None:
    """Nothing, something else, or too many."""
    for tickets, code in ((None, "type"), ({}, "type"), ([REQUEST] * (SETTINGS.max_batch + 1), "too_many")):
        body = assert_problem(client().post(path, json={"tickets": tickets}), 422, "invalid-request")
        assert [(fault["pointer"], fault["code"]) for fault in body["errors"]] == [("/tickets", code)]
    assert client().post(path, json={"tickets": []}).status_code == 200


def test_a_judgement_has_the_state_of_every_target() -> None:
    """The same as in the decision."""
    decision = client().post("/v1/triage", json=REQUEST).get_json()
    judgement = client().post("/v1/sla", json=REQUEST).get_json()
    assert list(judgement) == ["ticket_id", "decided_at", "priority", "category", "sla", "warnings", "versions"]
    assert {name: decision[name] for name in judgement} == judgement
    assert [target["name"] for target in judgement["sla"]["targets"]] == ["first_response", "next_update", "resolution"]


def test_a_queue_ranks_and_tells_what_it_could_not_read() -> None:
    """The outage leads; places say where a ticket stood, ids or not."""
    body = {"tickets": [{"ticket": {"subject": 1}}, REQUEST, OTHER], "now": "2026-11-23T10:00:00Z"}
    answer = client().post("/v1/queue", json=body).get_json()
    assert answer["decided_at"] == "2026-11-23T10:00:00Z"
    assert [(place["rank"], place["index"], place["ticket_id"]) for place in answer["queue"]] == [(1, 2, "4712"), (2, 1, "4711")]
    assert answer["queue"][0]["breached"]
    assert [problem["index"] for problem in answer["problems"]] == [0]
    assert_problem_body(answer["problems"][0]["problem"], 422, "invalid-request")


def test_a_queue_leaves_out_what_is_done_and_keeps_the_warnings_of_its_tickets() -> None:
    """Each warning says of which ticket it is."""
    closed = request_with(ticket__id="closed", ticket__status="closed")
    solved = request_with(history=[{"at": "2026-11-23T08:24:00Z", "event": "resolved"}])
    odd = request_with(ticket__foo=1, now="2026-11-23T09:00:00Z", ticket__created_at="2026-11-23T11:00:00Z")
    long = request_with(ticket__body="The checkout fails. " * 9)
    body = {"tickets": [closed, odd, solved, long], "now": "2026-11-23T10:00:00Z"}
    truncated = Prediction(((Category.KEY_FUNCTION, 0.9),), truncated=True)
    answer = client(TriageService(snapshot(truncated))).post("/v1/queue", json=body).get_json()
    assert [place["index"] for place in answer["queue"]] == [3, 1]
    cut = "The text is longer than the classifier reads; its end was not used for the category."
    assert [told for told in answer["warnings"] if not told.endswith(cut)] == [
        "/tickets/0/now was ignored: a queue has one moment for all its tickets.",
        "Unknown field /tickets/1/ticket/foo was ignored.",
        "/tickets/1/now was ignored: a queue has one moment for all its tickets.",
        "/tickets/1/ticket/created_at lies after the moment of the decision; no clock runs before it.",
        "Events before the creation count as of the creation: /tickets/1/history/0.",
        "/tickets/2/now was ignored: a queue has one moment for all its tickets.",
        "/tickets/3/now was ignored: a queue has one moment for all its tickets.",
        "Closed or solved tickets were left out of the ranking: /tickets/0, /tickets/2.",
    ]
    assert f"/tickets/3: {cut}" in answer["warnings"]


def test_a_ticket_that_cannot_be_decided_has_no_place() -> None:
    """It is among the problems, in the order of the request."""

    class OneFails(TriageService):
        def rank_queue(self, requests: Sequence[TriageRequest | Exception]) -> Queue:
            """The last one fails."""
            *good, _ = requests
            queue = super().rank_queue(good)
            return Queue(queue.ranked, (*queue.decisions, CalendarError("no time")), queue.versions)

    answer = client(OneFails(snapshot())).post("/v1/queue", json={"tickets": [OTHER, 3, REQUEST]}).get_json()
    assert [place["index"] for place in answer["queue"]] == [0]
    assert [problem["index"] for problem in answer["problems"]] == [1, 2]
    assert [problem["problem"]["errors"][0]["pointer"] for problem in answer["problems"]] == ["/tickets/1", "/tickets/2"]


def test_without_a_moment_a_queue_is_ranked_now() -> None:
    """The server's clock, for every ticket alike."""
    answer = client().post("/v1/queue", json={"tickets": [REQUEST]}).get_json()
    assert answer["decided_at"] == NOW.isoformat().replace("+00:00", "Z")


def test_limits_are_those_that_hold() -> None:
    """Numbers by name."""
    limits = client().get("/v1/limits").get_json()
    assert limits["body_bytes"] == SETTINGS.max_body_bytes
    assert limits["batch_tickets"] == SETTINGS.max_batch
    assert all(isinstance(value, int) for value in limits.values())


def test_what_the_service_says_of_itself() -> None:
    """Alive, ready, and with which versions."""
    shop = client()
    assert shop.get("/healthz").get_json() == {"status": "ok"}
    version = shop.get("/version").get_json()
    assert version["policy_name"] == "default"
    assert shop.get("/readyz").get_json() == {
        "status": "ready",
        "versions": {name: version[name] for name in ("service", "policy", "model", "holidays")},
        "policy_reload": "off",
        "policy_findings": 0,
        "model_reload": "off",
        "model_refused": None,
        "model_fault": None,
    }


class Swapping(TriageService):
    """A service that gets another policy and model each time when somebody has looked at what it has."""

    def __init__(self) -> None:
        super().__init__(_renamed(0))
        self.looks = 0

    @property
    def snapshot(self) -> Snapshot:
        """Gone once it is read."""
        return self._read()

    @property
    def versions(self) -> Versions:
        """The same."""
        return self._read().versions

    def decide(self, request: TriageRequest, *, explain_all: bool = False) -> RoutingDecision:
        """The same."""
        return decide(request, self._read(), explain_all=explain_all)

    def decide_many(self, requests: Iterable[Asked], *, explain_all: bool = False) -> Decisions:
        """The same."""
        made = super().decide_many(requests, explain_all=explain_all)
        self._read()
        return made

    def _read(self) -> Snapshot:
        read = self._snapshot
        self.looks += 1
        self.swap(_renamed(self.looks))
        return read


def _renamed(number: int) -> Snapshot:
    """The snapshot under other names."""
    made = snapshot()
    versions = replace(made.versions, policy=f"policy {number}", model=f"model {number}")
    return replace(made, versions=versions, policy=replace(made.policy, name=f"name {number}"))


def test_versions_are_those_that_decided_though_a_swap_comes_meanwhile() -> None:
    """The headers of a batch, and every part of what the service says of itself."""
    batch = client(Swapping()).post("/v1/triage/batch", json={"tickets": [REQUEST]})
    decided = batch.get_json()["results"][0]["decision"]["versions"]
    assert (batch.headers["X-Policy-Version"], batch.headers["X-Model-Version"]) == (decided["policy"], decided["model"])
    version = client(Swapping()).get("/version")
    told = version.get_json()
    number = told["policy_name"].removeprefix("name ")
    assert (told["policy"], told["model"]) == (f"policy {number}", f"model {number}")
    assert (version.headers["X-Policy-Version"], version.headers["X-Model-Version"]) == (told["policy"], told["model"])
    assert client(Swapping()).get("/readyz").get_json()["versions"]["policy"] == "policy 0"


@pytest.mark.parametrize("path", ["/v1/limits", "/version", "/openapi.json", "/docs"])
def test_what_seldom_changes_has_an_etag(path: str) -> None:
    """304 for those who have it."""
    first = client().get(path)
    again = client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert first.status_code == 200
    assert again.status_code == 304
    assert again.data == b""
    assert first.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/docs", "/healthz", "/readyz", "/version", "/v1/limits", "/openapi.json"])
def test_head_is_get_without_a_body(path: str) -> None:
    """For those who only want to know."""
    response = client().head(path)
    assert response.status_code == client().get(path).status_code
    assert response.data == b""
