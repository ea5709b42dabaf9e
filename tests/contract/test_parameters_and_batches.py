"""Query parameters and bodies with several requests."""

from collections.abc import Callable

import pytest

from tests.web.shop import NOW, REQUEST, request_with
from triage.contract.batch import Batch, parse_batch, parse_queue
from triage.contract.grouping import parse_tickets
from triage.contract.parameters import DEFAULT_PARAMETERS, Parameters, read_parameters
from triage.domain.ticket import TriageRequest
from triage.errors import RequestError

ALL = ("view", "explain", "strict")


@pytest.mark.parametrize(
    ("pairs", "parameters"),
    [
        ([], DEFAULT_PARAMETERS),
        ([("view", "flat")], Parameters(flat=True)),
        ([("view", "full"), ("explain", "all"), ("strict", "0")], Parameters(explain_all=True)),
        ([("strict", "true")], Parameters(strict=True)),
        ([("x" * 60, "")], Parameters(warnings=(f"Unknown query parameter {'x' * 50} was ignored.",))),
        (
            [(f"x{number}", "") for number in range(30)],
            Parameters(warnings=tuple(f"Unknown query parameter x{number} was ignored." for number in range(20))),
        ),
    ],
)
def test_parameters(pairs: list[tuple[str, str]], parameters: Parameters) -> None:
    """As they are written."""
    assert read_parameters(pairs, ALL) == parameters


@pytest.mark.parametrize(
    "pairs", [[("view", "Flat")], [("strict", "yes")], [("view", "flat")] * 2, [("strict", "1"), ("x", "y")]]
)
def test_parameters_that_are_refused(pairs: list[tuple[str, str]]) -> None:
    """Each with a fault."""
    with pytest.raises(RequestError) as caught:
        read_parameters(pairs, ALL)
    assert {fault.code for fault in caught.value.faults} <= {"parameter", "unknown_parameter"}


def test_a_parameter_of_another_endpoint_is_unknown() -> None:
    """And ignored with a warning."""
    assert read_parameters([("view", "flat")], ("strict",)) == Parameters(warnings=("Unknown query parameter view was ignored.",))


def test_a_batch_keeps_order_and_faults_apart() -> None:
    """Each item is its request or its own error, with pointers into the body as it was sent."""
    batch = parse_batch({"tickets": [REQUEST, {"ticket": {"subject": 1}}, None], "x": 1}, now=NOW, most=3)
    first, second, third = batch.items
    assert isinstance(first, TriageRequest)
    assert isinstance(second, RequestError)
    assert isinstance(third, RequestError)
    assert [fault.pointer for fault in (*second.faults, *third.faults)] == ["/tickets/1/ticket/subject", "/tickets/2"]
    assert batch.warnings == ("Unknown field /x was ignored.",)


def test_a_queue_has_one_moment() -> None:
    """Its own goes before a ticket's, and the ticket hears of it."""
    tickets = [REQUEST, {"ticket": {"body": "a"}}]
    given = parse_queue({"tickets": tickets, "now": "2026-11-24T10:00:00Z"}, now=NOW, most=5).items
    clock = parse_queue({"tickets": tickets}, now=NOW.replace(year=2027), most=5).items
    assert [item.now.day for item in given if isinstance(item, TriageRequest)] == [24, 24]
    assert [item.now.year for item in clock if isinstance(item, TriageRequest)] == [2027, 2027]
    assert [len(item.warnings) for item in given if isinstance(item, TriageRequest)] == [1, 0]


@pytest.mark.parametrize("body", [None, [], {}, {"tickets": None}, {"tickets": {}}, {"tickets": [REQUEST] * 3}])
def test_a_body_without_tickets_is_refused_whole(body: object) -> None:
    """There is no place for an answer."""
    with pytest.raises(RequestError):
        parse_batch(body, now=NOW, most=2)


def test_a_list_that_is_too_long_is_not_read() -> None:
    """However wrong its elements are: one fault, beside those of the rest of the body."""
    with pytest.raises(RequestError) as caught:
        parse_tickets({"tickets": [{}] * 10_000, "x": 1}, most=9_999, strict=True)
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [("/tickets", "too_many"), ("/x", "unknown_field")]


def test_strict_reaches_every_item() -> None:
    """And the body itself."""
    (item,) = parse_batch({"tickets": [request_with(colour="red")]}, now=NOW, most=2, strict=True).items
    assert isinstance(item, RequestError)
    assert [fault.pointer for fault in item.faults] == ["/tickets/0/colour"]
    with pytest.raises(RequestError):
        parse_queue({"tickets": [], "x": 1}, now=NOW, most=2, strict=True)


@pytest.mark.parametrize("parse", [parse_batch, parse_queue])
def test_warnings_point_into_the_body_too(parse: Callable[..., Batch]) -> None:
    """Each with its ticket."""
    (item,) = parse({"tickets": [request_with(colour="red")]}, now=NOW, most=2).items
    assert isinstance(item, TriageRequest)
    assert item.warnings[0] == "Unknown field /tickets/0/colour was ignored."
