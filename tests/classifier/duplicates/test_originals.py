"""Which open ticket the new one repeats: by rule, whatever the order in which they were sent."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.classifier.duplicates.grouping import group_tickets
from triage.classifier.duplicates.matching import match_open_tickets
from triage.classifier.duplicates.new_ticket import NewTicket
from triage.classifier.duplicates.originals import nearest
from triage.classifier.entities import find_entities
from triage.domain.reading import DuplicateMatch
from triage.domain.ticket import OpenTicket, Requester, Ticket
from triage.domain.vocabulary import Category, Priority, Status

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
COUPON = "The coupon AUTUMN is refused in the cart since Monday."
TICKET = Ticket(id="4711", subject="Coupon refused", body=COUPON)
SAME = OpenTicket("7", "Coupon refused", COUPON, created_at=NOW - timedelta(days=2))
HOURS = OpenTicket(
    "5005", "Opening hours", "Please put the new opening hours on the contact page.", created_at=NOW - timedelta(days=4)
)
DOWN = OpenTicket("2", "Server down", "All pages show 502 bad gateway.", category=Category.SITE_DOWN, priority=Priority.CRITICAL)


def match(ticket: Ticket, *pool: OpenTicket, created_at: datetime = NOW) -> DuplicateMatch:
    return match_open_tickets(NewTicket(ticket, created_at, find_entities(ticket.subject, ticket.body, ticket.id)), pool)


def ago(days: float, **changes: object) -> OpenTicket:
    """The same as the ticket, so many days old."""
    return replace(SAME, created_at=NOW - timedelta(days=days), **changes)


SAYING = Ticket(
    id="9", subject="Still waiting", body="I already wrote to you about this last week. Any news on my earlier ticket?"
)
NAMING = Ticket(id="9", subject="Coupon refused", body=f"{COUPON} It is the same as in ticket #5005.")
ELSEWHERE = Ticket(id="9", subject="Coupon", body="The coupon is not taken, as in ticket #4650.")
CASES = [
    ("nothing is alike", SAYING, (HOURS, DOWN), None),
    ("the oldest that says the same", TICKET, (ago(2), ago(5, id="8"), ago(3, id="9")), "8"),
    ("of one moment the one with the first id", TICKET, (ago(2, id="b"), ago(2, id="a")), "a"),
    ("one with a date goes before one without", TICKET, (replace(SAME, id="0", created_at=None), SAME), "7"),
    ("the best, if it has no date", TICKET, (replace(SAME, id="0", created_at=None), ago(3, body=f"{COUPON} Please help.")), "0"),
    ("the one that the text names, not what is alike", NAMING, (SAME, HOURS), "5005"),
    ("a name that is not there gives nothing to what is hardly alike", ELSEWHERE, (SAME, HOURS), None),
    ("a later one is a candidate only", TICKET, (ago(-1),), None),
    ("a later one is not named either", NAMING, (replace(HOURS, created_at=NOW + timedelta(1)),), None),
    ("of one moment", TICKET, (ago(0),), "7"),
    ("the ticket itself, sent along with a mark", TICKET, (replace(SAME, id="#4711"), replace(SAME, id=" 4711")), None),
]


@pytest.mark.parametrize(("ticket", "pool", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_the_original(ticket: Ticket, pool: tuple[OpenTicket, ...], expected: str | None):
    """Forwards and backwards."""
    for sent in (pool, pool[::-1]):
        found = match(ticket, *sent)
        assert (found.original.id if found.original else None) == expected


def test_no_two_tickets_repeat_each_other():
    """Whichever is decided later."""
    first = match(replace(TICKET, id="1"), ago(0, id="2"), created_at=NOW - timedelta(days=3))
    assert (first.original, first.score, first.judged, [one.id for one in first.candidates]) == (None, None, None, ["2"])
    second = match(replace(TICKET, id="2"), ago(3, id="1"))
    assert second.original == ago(3, id="1")


def test_what_is_judged_is_the_original():
    """Its days and its requester, not those of the best match."""
    one = replace(TICKET, requester=Requester("c-1"))
    best, oldest = ago(1, requester=Requester("c-1")), ago(40, id="8", body=f"{COUPON} Please help.", requester=Requester("c-2"))
    found = match(one, best, oldest)
    assert (found.candidates[0].id, found.original) == ("7", oldest)
    assert found.score == found.judged.score == found.candidates[1].score < found.candidates[0].score
    assert found.judged is not None
    assert (found.judged.id, found.judged.days_apart, found.judged.same_requester) == ("8", 40.0, False)


def test_an_older_ticket_that_is_much_less_alike_does_not_take_the_place_of_the_best():
    """A policy judges the original by a score of its own."""
    other = ago(
        4, id="8", body="The coupon SPRING is refused in the cart since Monday, and WINTER too; the totals are wrong as well."
    )
    found = match(TICKET, ago(1), other)
    assert found.candidates[1].id == "8"
    assert found.candidates[1].score < found.candidates[0].score - 0.05
    assert found.original is not None
    assert (found.original.id, found.score) == ("7", found.candidates[0].score)


DOWN_AT = "Every page of https://{} shows 502 Bad Gateway since this morning, nobody can order."


@pytest.mark.parametrize(
    ("ours", "theirs", "certain"),
    [
        ("shop.example", "shop.example", True),
        ("shop.example", "www.shop.example", True),
        ("shop.example", "bakery.example", False),
        ("bakery.example/checkout", "shop.example/checkout", False),
    ],
)
def test_one_fault_of_two_sites_is_two_matters(ours: str, theirs: str, certain: bool):
    """Whether the open ticket was sent as text, with a category, or as the fingerprint of its own answer."""
    ticket = Ticket(id="9", subject="Shop is down", body=DOWN_AT.format(ours))
    text = OpenTicket("7", "Shop is down", DOWN_AT.format(theirs), created_at=NOW - timedelta(hours=1))
    printed = match(Ticket(id="7", subject=text.subject, body=text.body)).fingerprint
    for open_ticket in (
        text,
        replace(text, category=Category.SITE_DOWN),
        replace(text, subject="", body="", fingerprint=printed),
    ):
        score = match(ticket, open_ticket).score
        assert score is not None
        assert score > 0.9 if certain else score <= 0.5


@pytest.mark.parametrize(
    ("body", "one", "other"),
    [
        ("Please reset the password of the user {}, she cannot log in any more.", "ann.miller@shop.example", "bob@shop.example"),
        ("Please set the stock of article {} to twenty pieces, we counted.", "4411", "5522"),
        ("Please send us invoice {} once more, our accountant lost it.", "10023", "10077"),
        ("Please send the newsletter with the figures of {} to our accountant.", "March", "April"),
        ("Where is our order {}? It should have come last week already.", "4711", "4712"),
        ("Please rename the category '{}' in the menu of the start page.", "Summer", "Winter"),
        ("PROBLEM: the ping check of {} is CRITICAL, 100 % of packets lost.", "web01", "web02"),
        ("Bitte den Bestand von Artikel Nr. {} auf zwanzig setzen, wir haben gezählt.", "44-11", "55-22"),
    ],
)
def test_the_same_for_another_person_or_article_is_never_certain(body: str, one: str, other: str):
    """The same for one is; both ways of asking agree, by text and by fingerprint."""
    ticket = Ticket(id="9", subject="Please have a look", body=body.format(one))
    texts = [OpenTicket("7", ticket.subject, body.format(thing)) for thing in (one, other)]
    prints = [OpenTicket("7", fingerprint=match(Ticket(subject=text.subject, body=text.body)).fingerprint) for text in texts]
    for same, another in (texts, prints):
        scores = [match(ticket, one).score or 0 for one in (same, another)]
        assert scores[0] > 0.9 > 0.5 >= scores[1]
        asked = OpenTicket("9", ticket.subject, ticket.body)
        assert [len(group_tickets([asked, one]).groups) for one in (same, another)] == [1, 0]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Please call me back",
            "Any news?",
            "See attachment",
            "I have a question, please reply as soon as possible. Thank you!",
        ),
        *(
            "Bitte um Rückruf",
            "Gibt es schon etwas Neues?",
            "Merci de me rappeler",
            "Necesito ayuda, por favor",
            "Proszę o kontakt",
        ),
        *("Jeg har brug for hjælp", "Пожалуйста, перезвоните мне", "请尽快回复"),
    ],
)
def test_what_anybody_might_write_repeats_nobodys(text: str):
    """Whether in the title or below; neither do two such make a group."""
    for subject, body in ((text, ""), ("", text)):
        other = OpenTicket("7", subject, body)
        found = match(Ticket(id="9", subject=subject, body=body), other)
        assert found.original is None
        assert found.score == 0.0001
        assert group_tickets([other, replace(other, id="9")]).groups == ()


def test_who_names_a_ticket_may_name_another_site():
    """What likeness cannot say, the text does."""
    ticket = Ticket(id="9", subject="Shop is down", body=f"{DOWN_AT.format('bakery.example')} The same as ticket #7.")
    assert match(ticket, OpenTicket("7", "Shop is down", DOWN_AT.format("shop.example"))).score == 0.98


def test_decomposed_letters_are_the_same_letters():
    """macOS writes an umlaut as a letter and a mark; such a text is the same to people."""
    text = "Seit heute früh können Kunden keine Gutscheine einlösen, es erscheint immer „ungültig“ – auch für ältere."
    ticket = Ticket(id="9", subject="Gutscheine ungültig für alle", body=text)
    apart = replace(ticket, subject=unicodedata.normalize("NFD", ticket.subject), body=unicodedata.normalize("NFD", text))
    opened = [OpenTicket("7", one.subject, one.body, created_at=NOW - timedelta(hours=1)) for one in (ticket, apart)]
    found = [match(one, other) for one in (ticket, apart) for other in opened]
    assert {(one.score, one.fingerprint) for one in found} == {(found[0].score, found[0].fingerprint)}
    assert found[0].score is not None
    assert found[0].score > 0.9


def test_among_many_equals_the_oldest_is_found():
    """Only some get a careful look, but of equals the oldest do."""
    pool = [ago(at + 1, id=f"m{at:02}") for at in range(40)]
    for sent in (pool, pool[::-1], pool[20:] + pool[:20]):
        found = match(TICKET, *sent)
        assert found.original == pool[39]
        assert found.candidates[0].id == "m39"


def test_among_many_that_are_nearly_alike_the_oldest_is_found():
    """Reports that differ by a name are no equals; the oldest is not among the eight most alike."""
    pool = [ago(at + 1, id=f"m{at:02}", body=f"{COUPON} Regards, Anna{'x' * at} Miller of Kiel{'n' * at}") for at in range(20)]
    for sent in (pool, pool[::-1]):
        assert match(replace(TICKET, body=f"{COUPON} Regards, Anna"), *sent).original == pool[19]


def test_values_come_from_the_ticket_that_was_matched():
    """Not from another that bears its id."""
    closed = replace(DOWN, id="7", status=Status.CLOSED)
    assert match(TICKET, closed, SAME).original == SAME
    assert match(TICKET, replace(DOWN, id="7"), SAME).original == SAME


def test_a_ticket_does_not_name_itself():
    """Some helpdesks put a ticket's own number into its text."""
    asked = replace(TICKET, body=f"{COUPON} (ticket #4711, see ticket #5005)")
    assert match(asked).referenced == "5005"
    assert match(replace(TICKET, body="See ticket #4711.")).referenced is None


TEXTS = (
    "",
    COUPON,
    f"{COUPON} Please help.",
    "The coupon fails in the cart.",
    "The menu is green.",
    "Ticket #4650 is about the coupon.",
)
OPEN = st.builds(
    OpenTicket,
    st.sampled_from(["1", "2", "3", "4650", "#4650", "4711"]),
    st.sampled_from(["", "Coupon refused", "Opening hours"]),
    st.sampled_from(TEXTS),
    st.builds(Requester, st.sampled_from([None, "c-1"])),
    st.sampled_from([None, NOW, NOW - timedelta(1), NOW + timedelta(1)]),
    st.sampled_from([None, Status.CLOSED]),
    st.sampled_from([None, Category.SITE_DOWN]),
    st.sampled_from([None, Priority.LOW, Priority.HIGH]),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TEXTS), st.lists(OPEN, max_size=14).flatmap(lambda pool: st.tuples(st.just(pool), st.permutations(pool))))
def test_the_order_of_the_open_tickets_changes_nothing(body: str, pools: tuple[list[OpenTicket], list[OpenTicket]]):
    """Not even among tickets with one id, one text and one date; and no original came later."""
    asked = Ticket(id="4711", subject="Coupon refused", body=body, requester=Requester("c-1"))
    found, shuffled = (match(asked, *pool) for pool in pools)
    assert found == shuffled
    assert found.original is None or found.original.created_at is None or found.original.created_at <= NOW


def test_the_nearest_of_none_and_of_few():
    """No more than there are."""
    assert nearest(np.zeros(0), (), 3) == []
    assert nearest(np.array([0.1, 0.5]), (SAME, HOURS), 3) == [1, 0]
