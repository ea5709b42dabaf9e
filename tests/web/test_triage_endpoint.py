"""POST /v1/triage: the answer, its headers and its parameters."""

from datetime import UTC, datetime

import pytest

from tests.web.problem_shape import assert_problem
from tests.web.shop import NOW, REQUEST, client, request_with, snapshot
from triage.domain.reading import Prediction
from triage.service.live.service import TriageService


def test_a_ticket_gets_its_decision() -> None:
    """The answer is the whole decision, with the versions in headers too."""
    response = client().post("/v1/triage", json=REQUEST)
    answer = response.get_json()
    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert answer["ticket_id"] == "4711"
    assert answer["category"]["name"] == "key_function"
    assert answer["priority"] == "high"
    assert answer["credits"]["charge"] == 40
    assert answer["credits"]["change"] == 30
    assert {change["field"] for change in answer["changes"]} >= {"priority", "hotrush.verdict", "credits.charge"}
    assert response.headers["X-Policy-Version"] == answer["versions"]["policy"]
    assert response.headers["X-Model-Version"] == answer["versions"]["model"] == "sha256:given"


def test_without_a_moment_the_servers_clock_decides() -> None:
    """And the answer says which moment that was."""
    answer = client().post("/v1/triage", json={"ticket": {"subject": "Help"}}).get_json()
    assert datetime.fromisoformat(answer["decided_at"]).astimezone(UTC) == NOW


def test_the_flat_view_is_one_level_of_texts() -> None:
    """For helpdesks that read single fields."""
    answer = client().post("/v1/triage?view=flat", json=REQUEST).get_json()
    assert all(isinstance(value, str) for value in answer.values())
    assert (answer["category"], answer["priority"], answer["charge"], answer["hotrush"]) == (
        "key_function",
        "high",
        "40",
        "granted",
    )
    assert "triage-key_function" in answer["tags"].split()


def test_explain_all_adds_the_silent_rules() -> None:
    """Each with the condition that failed."""
    fired = client().post("/v1/triage", json=REQUEST).get_json()["trace"]
    everything = client().post("/v1/triage?explain=all", json=REQUEST).get_json()["trace"]
    silent = [step for step in everything if not step["fired"]]
    assert [step for step in everything if step["fired"]] == fired
    assert silent
    assert any("failed" in step for step in silent)


def test_unknown_fields_and_parameters_are_warned_of() -> None:
    """The answer is given all the same."""
    answer = client().post("/v1/triage?colour=red", json=request_with(ticket__colour="red")).get_json()
    assert answer["warnings"][:2] == ["Unknown query parameter colour was ignored.", "Unknown field /ticket/colour was ignored."]


@pytest.mark.parametrize("query", ["strict=1", "strict=true"])
def test_strict_refuses_what_is_unknown(query: str) -> None:
    """Fields by their pointers."""
    response = client().post(f"/v1/triage?{query}", json=request_with(ticket__colour="red", size=3))
    body = assert_problem(response, 422, "invalid-request")
    assert {fault["pointer"] for fault in body["errors"]} == {"/ticket/colour", "/size"}


@pytest.mark.parametrize(
    "query", ["view=round", "view=", "explain=some", "strict=maybe", "view=flat&view=flat", "strict=1&colour=red"]
)
def test_parameters_that_cannot_be_read(query: str) -> None:
    """They are never guessed."""
    assert_problem(client().post(f"/v1/triage?{query}", json=REQUEST), 422, "invalid-request")


def test_the_same_input_and_versions_give_the_same_bytes_and_etag() -> None:
    """So a caller can keep the answer."""
    first, second = client().post("/v1/triage", json=REQUEST), client().post("/v1/triage", json=REQUEST)
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}'])
def test_a_caller_that_has_these_bytes_is_told_so(form: str) -> None:
    """304 without a body."""
    etag = client().post("/v1/triage", json=REQUEST).headers["ETag"]
    response = client().post("/v1/triage", json=REQUEST, headers={"If-None-Match": form.format(etag)})
    assert response.status_code == 304
    assert response.data == b""
    assert response.headers["ETag"] == etag


def test_another_etag_gets_the_answer() -> None:
    """Old bytes are no bytes."""
    response = client().post("/v1/triage", json=REQUEST, headers={"If-None-Match": '"old"'})
    assert response.status_code == 200
    assert response.data


def test_a_swapped_snapshot_decides_from_then_on() -> None:
    """The headers say which model it was."""
    service = TriageService(snapshot())
    shop = client(service)
    before = shop.post("/v1/triage", json=REQUEST).get_json()
    service.swap(snapshot(Prediction(declined="gibberish")))
    after = shop.post("/v1/triage", json=REQUEST).get_json()
    assert before["category"]["name"] == "key_function"
    assert after["category"]["name"] is None
    assert after["category"]["needs_review"]
