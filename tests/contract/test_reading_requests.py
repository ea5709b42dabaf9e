"""What is read from a body, and that the OpenAPI document accepts exactly what the service accepts."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.document import validator
from tests.web.shop import NOW, REQUEST, request_with, snapshot
from triage.contract.answer import render
from triage.contract.body import read_json
from triage.contract.flat import flatten
from triage.contract.request import Limits, parse_request
from triage.domain.ticket import Account, Attachment, CreditAccount, Previous, Requester, Support, TriageRequest
from triage.domain.vocabulary import Category, Cause, Channel, Event, Priority, Scope, Status, Verdict
from triage.errors import RequestError
from triage.service.decide import decide

DESCRIBED = validator("TriageRequest")


def parse(body: object, **options: Any) -> TriageRequest:
    """Read a body at a fixed moment."""
    return parse_request(body, now=NOW, **options)


def pointers(body: object, **options: Any) -> list[str]:
    """Where a body is wrong."""
    with pytest.raises(RequestError) as caught:
        parse(body, **options)
    return [fault.pointer for fault in caught.value.faults]


def test_every_field_reaches_the_domain() -> None:
    """Nothing is lost on the way."""
    request = parse(REQUEST)
    ticket = request.ticket
    assert (ticket.id, ticket.subject, ticket.department, ticket.tags) == (
        "4711",
        "Checkout broken",
        "technical_support",
        ("vip",),
    )
    assert (ticket.channel, ticket.status, ticket.cause, ticket.scope) == (
        Channel.EMAIL,
        Status.SUBMITTED,
        Cause.UNKNOWN,
        Scope.UNKNOWN,
    )
    assert (ticket.hotrush_requested, ticket.requester) == (True, Requester("c-9"))
    assert ticket.attachments == (Attachment("a.png", "image/png", 1920, 1080),)
    assert request.account == Account(
        "acme", "gold", "Europe/Berlin", "Ann", Support(True, True, False), CreditAccount(3, False, True), withdrawals=1
    )
    assert request.created_at == datetime(2026, 11, 23, 8, 22, 30, tzinfo=UTC)
    assert [(entry.event, entry.at.minute) for entry in request.history] == [(Event.ASSIGNED, 24)]
    assert request.open_tickets is not None
    assert [(each.id, each.requester.id, each.status) for each in request.open_tickets] == [("4650", "c-9", Status.ASSIGNED)]
    assert request.previous is not None
    assert (request.previous.priority, request.previous.hotrush, request.previous.charge) == (Priority.LOW, Verdict.REFUSED, 10)
    assert request.warnings == ()


def test_an_earlier_answer_may_come_back_whole() -> None:
    """Fields of it that are not compared are no unknown fields."""
    answer = {
        "trace": [],
        "note": "x",
        "priority": "high",
        "sla": {"targets": [{"name": "resolution", "due_at": None, "state": "met"}]},
    }
    request = parse({"ticket": {"body": "a"}, "previous": answer}, strict=True)
    assert request.previous is not None
    assert request.previous.priority is Priority.HIGH
    assert request.previous.due == ()  # a target that had not begun has not moved


def test_an_earlier_flat_answer_may_come_back_whole() -> None:
    """It is read as the full one is."""
    decision = decide(parse(request_with(ticket__hotrush_requested=True)), snapshot())
    full, flat = parse({"ticket": {"body": "a"}, "previous": render(decision)}), flatten(decision)
    assert parse({"ticket": {"body": "a"}, "previous": flat}, strict=True).previous == full.previous
    assert full.previous is not None
    assert full.previous.due


FLAT = [
    ({"category": ""}, Previous()),
    ({"category": "training", "credit_category": "", "charge": "", "team": ""}, Previous(category=Category.TRAINING)),
    ({"category": "training", "credit_category": "2", "charge": "-5"}, Previous(Category.TRAINING, credit_category=2, charge=-5)),
    ({"category": "training", "charge": 5, "tier": "3"}, Previous(Category.TRAINING, tier=3, charge=5)),
    ({"charge": "5"}, Previous(charge=5)),
    ({"hotrush": "granted", "priority": "low"}, Previous(priority=Priority.LOW, hotrush=Verdict.GRANTED)),
    ({"hotrush": ""}, Previous()),
    (
        {"category": None, "resolution_due": "2026-11-23T09:00:00Z"},
        Previous(due=(("resolution", datetime(2026, 11, 23, 9, tzinfo=UTC)),)),
    ),
]


@pytest.mark.parametrize(("flat", "expected"), FLAT)
def test_parts_of_a_flat_answer(flat: dict[str, Any], expected: Previous) -> None:
    """What is empty or left out was not said; a target without a time is none."""
    assert parse({"ticket": {"body": "a"}, "previous": flat}, strict=True).previous == expected


@pytest.mark.parametrize(
    "flat",
    [{"category": "nonsense"}, {"category": "", "charge": "much"}, {"category": "", "tier": "1.5"}, {"resolution_due": "soon"}],
)
def test_faults_of_a_flat_answer_are_told_at_their_place(flat: dict[str, str]) -> None:
    """Whichever of its fields was sent."""
    assert pointers({"ticket": {"body": "a"}, "previous": flat}) == [f"/previous/{list(flat)[-1]}"]


UNSAID = [
    *(f"/ticket/{name}" for name in ("hotrush_requested", "tags", "topics", "attachments", "category", "created_at", "status")),
    *(f"/account/{name}" for name in ("time_zone", "credits/balance", "credits/new_account", "support/balance_active")),
    *("/open_tickets", "/history", "/now"),
]


@pytest.mark.parametrize("pointer", UNSAID)
def test_an_empty_text_stands_for_what_was_not_said(pointer: str) -> None:
    """As templates of helpdesks send it; the document says so too."""
    body: dict[str, Any] = {"ticket": {"body": "a"}, "account": {"credits": {}, "support": {}}}
    plain, (*way, last) = parse(body), pointer.strip("/").split("/")
    at = body
    for name in way:
        at = at[name]
    at[last] = ""
    assert parse(body, strict=True) == plain
    DESCRIBED.validate(body)


QUOTED = [("true", True), ("false", False), (True, True), ("True", None), ("1", None), (1, None), ("yes", None), ([], None)]


@pytest.mark.parametrize(("sent", "read"), QUOTED)
def test_a_flag_may_be_quoted(sent: object, read: bool | None) -> None:
    """Two words, no others."""
    body = {"ticket": {"body": "a", "hotrush_requested": sent}}
    assert DESCRIBED.is_valid(body) is (read is not None)
    if read is None:
        assert pointers(body) == ["/ticket/hotrush_requested"]
    else:
        assert parse(body).ticket.hotrush_requested is read


NUMBERS = [
    ("25", 25),
    ("-25", -25),
    (25.0, 25),
    ("25.0", None),
    ("٣", None),
    (" 25", None),
    ("1" * 10, None),
    ("-", None),
]


@pytest.mark.parametrize(("sent", "read"), NUMBERS)
def test_a_number_may_be_quoted(sent: object, read: int | None) -> None:
    """Digits of ASCII, fewer than the largest number has."""
    body = {"ticket": {"body": "a"}, "account": {"credits": {"balance": sent}}}
    assert DESCRIBED.is_valid(body) is (read is not None)
    if read is None:
        assert pointers(body) == ["/account/credits/balance"]
    else:
        assert parse(body).account.credits.balance == read


def test_a_number_ends_with_its_last_digit() -> None:
    """Where a pattern of Python's would let a line end follow."""
    assert pointers({"ticket": {"body": "a"}, "account": {"credits": {"balance": "25\n"}}}) == ["/account/credits/balance"]


ATTACHED = [
    ({"filename": "a.png"}, "image/png"),
    ({"filename": "Screen.WEBP"}, "image/webp"),
    ({"filename": "a.png", "content_type": "text/plain"}, "text/plain"),
    ({"filename": "a.png.zip"}, "application/zip"),
    ({"filename": "notes"}, ""),
]


@pytest.mark.parametrize(("sent", "kind"), ATTACHED)
def test_a_file_without_a_type_has_that_of_its_name(sent: dict[str, str], kind: str) -> None:
    """Helpdesks' templates know little more than names."""
    assert parse({"ticket": {"body": "a", "attachments": [sent]}}).ticket.attachments[0].content_type == kind


@pytest.mark.parametrize(
    ("sent", "kept"), [("4711", "4711"), (4711, "4711"), (4711.0, "4711"), (-3, "-3"), ("", ""), (None, None)]
)
def test_ids_come_as_text_or_number(sent: object, kept: str | None) -> None:
    """Helpdesks do both."""
    assert parse(request_with(ticket__id=sent)).ticket.id == kept


def test_topics_are_a_set_in_order() -> None:
    """Said twice is said once."""
    topics = ["misconfiguration", "architecture", "misconfiguration"]
    assert [topic.value for topic in parse(request_with(ticket__topics=topics)).ticket.topics] == topics[:2]


def test_limits_are_kept_together_with_other_faults() -> None:
    """All at once."""
    body = request_with(ticket__subject=1, open_tickets=[{"id": "1"}] * 3)
    assert set(pointers(body, limits=Limits(open_tickets=2))) == {"/ticket/subject", "/open_tickets"}


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        (("open_tickets",), ("/open_tickets", "too_many")),
        (("history",), ("/history", "too_many")),
        (("ticket", "attachments"), ("/ticket/attachments", "length")),
        (("ticket", "tags"), ("/ticket/tags", "length")),
        (("previous", "sla", "targets"), ("/previous/sla/targets", "length")),
    ],
)
def test_of_a_list_that_is_too_long_only_this_is_said(path: tuple[str, ...], fault: tuple[str, str]) -> None:
    """None of its elements is looked at, however wrong: a body has room for a million."""
    elements = _Unread([{}] * 10_000)
    body = changed(path, elements, drop=False, body=request_with(previous={"sla": {}}))
    with pytest.raises(RequestError) as caught:
        parse(body)
    assert [(each.pointer, each.code) for each in caught.value.faults] == [fault]


class _Unread(list[object]):
    """Refuses to be read."""

    def __iter__(self) -> Iterator[object]:
        raise AssertionError("an element was read")


@pytest.mark.parametrize("at", ["ticket", "open_tickets/0"])
def test_a_requester_that_is_no_object_is_told_the_form(at: str) -> None:
    """Many helpdesks have an id at that place; of it nothing is repeated."""
    body = request_with(open_tickets=[{"id": "1"}])
    (body["ticket"] if at == "ticket" else body["open_tickets"][0])["requester"] = "p1"
    with pytest.raises(RequestError) as caught:
        parse(body)
    assert [(each.pointer, each.code, each.detail) for each in caught.value.faults] == [
        (f"/{at}/requester", "type", 'Invalid input type; write {"id": "p1"}.')
    ]


def test_unknown_fields_are_found_at_any_depth() -> None:
    """Their names are escaped and cut as pointers need it."""
    body = request_with(ticket__requester={"id": "a", "age": 3}, open_tickets=[{"id": "1", "a/b~c": 1}])
    body["x" * 1_000] = 1
    assert pointers(body, strict=True) == ["/ticket/requester/age", "/open_tickets/0/a~1b~0c", "/" + "x" * 100]
    assert len(parse(body).warnings) == 3


@pytest.mark.parametrize(
    ("count", "last"), [(20, "Unknown field /x19 was ignored."), (23, "3 more unknown fields were ignored.")]
)
def test_of_many_unknown_fields_the_rest_is_counted(count: int, last: str) -> None:
    """Twenty are named."""
    warnings = parse({"ticket": {"body": "a"}} | {f"x{number}": 1 for number in range(count)}).warnings
    assert (len(warnings), warnings[-1]) == (min(count, 21), last)


def test_pointers_begin_where_the_request_stands() -> None:
    """A request inside a larger body."""
    assert pointers({"ticket": {"subject": 1}, "x": 1}, pointer="/tickets/3", strict=True) == [
        "/tickets/3/ticket/subject",
        "/tickets/3/x",
    ]


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.sampled_from([2**63, -(2**63), 2**64 - 1, 2**64, 1e300, 0, -1, 1_000_000, 1_000_001, 0.0, 1.0, 1.5, -3.0]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.sampled_from(
        ["x" * 500, "x" * 501, "x" * 35, "x" * 36, "x" * 2_001, "site_down", "email", "agent", "Europe/Berlin", "submitted"]
    ),
    st.sampled_from(["2026-11-23T08:22:30Z", "2026-11-23T08:22:30", "2026-02-29T00:00:00Z", "1969-01-01T00:00:00Z"]),
    st.lists(st.sampled_from([None, "a", 1, {}, "misconfiguration", {"id": "1"}, {"filename": None}]), max_size=3),
    st.dictionaries(
        st.sampled_from(["id", "subject", "body", "verdict", "charge", "x"]), st.sampled_from([None, "a", 1, True]), max_size=2
    ),
)


def paths(node: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a body."""
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from paths(child, (*path, key))


PLACES = list(paths(REQUEST))


def changed(path: tuple[str | int, ...], value: object, *, drop: bool, body: Any = REQUEST) -> Any:
    """The body with one place other, or gone."""
    if not path:
        return value
    body = deepcopy(body)
    node = body
    for key in path[:-1]:
        node = node[key]
    if drop:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return body


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PLACES), VALUES, st.booleans())
def test_the_document_accepts_what_the_service_accepts(path: tuple[str | int, ...], value: object, drop: bool) -> None:
    """Any one value, anywhere: the JSON Schema and the service agree, after a round trip through JSON."""
    body = read_json(orjson.dumps(_sendable(changed(path, value, drop=drop))))
    try:
        parse(body)
        accepted = True
    except RequestError:
        accepted = False
    assert DESCRIBED.is_valid(body) == accepted


def _sendable(value: Any) -> Any:
    """What JSON can carry of it here: whole numbers of up to 64 bits."""
    if isinstance(value, dict):
        return {key: _sendable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_sendable(each) for each in value]
    return float(value) if isinstance(value, int) and not -(2**63) <= value < 2**64 else value


@settings(max_examples=200, deadline=None)
@given(st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)))
def test_any_json_is_read_or_refused(body: object) -> None:
    """RequestError is the only error there is."""
    try:
        outcome: object = parse({"ticket": body})
    except RequestError as error:
        outcome = error.faults
    assert isinstance(outcome, TriageRequest | tuple)
    assert outcome != ()


def test_ids_of_open_tickets_that_tell_nothing_apart() -> None:
    """A ticket that was sent twice is still one."""
    one, two, other = ({"id": id_, "subject": text} for id_, text in (("1", "a"), ("1", "b"), ("2", "a")))
    warnings = [
        parse({"ticket": {"body": "a"}, "open_tickets": sent}).warnings for sent in ([one, two, other], [one, one, other])
    ]
    assert warnings == [("/open_tickets: 1 id belongs to more than one ticket; the answer cannot tell those apart.",), ()]
