"""POST /v1/duplicates: groups of tickets about one thing."""

import pytest

from tests.contract.document import validator
from tests.web.problem_shape import assert_problem
from tests.web.shop import client

TEXT = "The checkout page shows error 500 after the payment with PayPal, order 100043217 is lost"
TICKETS = [
    {"id": "2", "subject": "PayPal error 500", "body": TEXT, "created_at": "2026-11-23T09:00:00Z"},
    {"id": 7, "subject": "Newsletter", "body": "How do I change the colour of the newsletter?"},
    {"id": "1", "subject": "PayPal error 500", "body": TEXT, "created_at": "2026-11-23T08:00:00Z"},
]


def test_tickets_about_one_thing_are_a_group() -> None:
    """The oldest is the original; the others stand alone."""
    response = client().post("/v1/duplicates", json={"tickets": TICKETS})
    answer = response.get_json()
    validator("Grouping", closed=True).validate(answer)
    assert [group["original"] for group in answer["groups"]] == ["1"]
    assert [member["id"] for member in answer["groups"][0]["members"]] == ["1", "2"]
    repeated = answer["groups"][0]["members"][1]
    assert repeated["like"] == "1"
    assert {"same_order_number", "shared_terms"} <= set(repeated["evidence"])
    assert repeated["shared"]
    assert answer["single"] == ["7"]
    assert answer["warnings"] == []


def test_equal_ids_and_unknown_fields_are_warned_of() -> None:
    """The answer is given all the same; strict refuses the fields."""
    body = {"tickets": [{"id": "1", "subject": "a"}, {"id": "1", "subject": "b"}], "colour": "red"}
    assert len(client().post("/v1/duplicates", json=body).get_json()["warnings"]) == 2
    assert_problem(client().post("/v1/duplicates?strict=1", json=body), 422, "invalid-request")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [([], ""), ({}, "/tickets"), ({"tickets": [{}]}, "/tickets/0/id"), ({"tickets": [{"id": "1"}] * 5_001}, "/tickets")],
)
def test_lists_that_cannot_be_read(body: object, pointer: str) -> None:
    """Pointed at, like everywhere."""
    problem = assert_problem(client().post("/v1/duplicates", json=body), 422, "invalid-request")
    assert problem["errors"][0]["pointer"] == pointer
