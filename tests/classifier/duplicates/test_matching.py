"""How a ticket is compared with the open tickets beside it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.classifier.conftest import read_as
from triage.classifier.duplicates import matching
from triage.classifier.duplicates.looks import look_at
from triage.classifier.duplicates.matching import match_many, match_open_tickets, read_board, reading_once
from triage.classifier.duplicates.new_ticket import NewTicket
from triage.classifier.duplicates.outages import OutageReading
from triage.classifier.entities import find_entities
from triage.domain.reading import DuplicateMatch
from triage.domain.ticket import OpenTicket, Requester, Ticket
from triage.domain.vocabulary import Category, Status

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TICKET = Ticket(
    id="9",
    subject="Klarna missing at the checkout",
    body="Since Thursday Klarna is not offered in the payment step, order 20871 could not be paid.",
    requester=Requester("c-1"),
)
SAME = OpenTicket(
    "7",
    subject="No Klarna in the payment step",
    body="Customers tell us Klarna is no longer offered at the checkout since Thursday. See order 20871.",
    requester=Requester("c-1"),
    created_at=NOW - timedelta(days=2),
)
OTHER = OpenTicket("3", subject="Opening hours", body="Please put our Christmas opening hours on the site.", created_at=NOW)
THIRD = OpenTicket("5", subject="Newsletter", body="The newsletter was sent to all subscribers in double.", created_at=NOW)


def match(ticket: Ticket = TICKET, pool: tuple[OpenTicket, ...] | None = (OTHER, SAME, THIRD)):
    return match_open_tickets(new_ticket(ticket), pool)


def new_ticket(ticket: Ticket, outage: OutageReading | None = None) -> NewTicket:
    return NewTicket(ticket, NOW, find_entities(ticket.subject, ticket.body, ticket.id), outage)


def original_id(found: DuplicateMatch) -> str | None:
    return found.original.id if found.original else None


def printed(ticket: OpenTicket) -> OpenTicket:
    found = match(Ticket(subject=ticket.subject, body=ticket.body), None)
    return replace(ticket, subject="", body="", fingerprint=found.fingerprint)


def test_without_open_tickets_nothing_was_checked_but_a_fingerprint_is_given():
    """Never 'no' unasked; None is not the same as an empty list."""
    assert match(pool=None).checked is False
    assert match(pool=None).fingerprint
    assert match(pool=()).checked is True
    assert match(pool=()).candidates == ()


def test_the_best_match_comes_first_with_evidence_that_a_human_can_check():
    """Order number, requester, shared words and days apart."""
    best = match().candidates[0]
    assert best.id == "7"
    assert {"same_order_number", "same_requester", "shared_terms"} <= set(best.evidence)
    assert best.same_requester is True
    assert best.days_apart == 2.0
    assert "Klarna" in best.shared
    assert best.score > 0.8 > match().candidates[1].score


def test_an_explicit_reference_wins_over_any_wording():
    """The text names ticket 4650, whatever else it says."""
    asked = Ticket(id="9", subject="Any news?", body="Still nothing, see ticket #4650 please.")
    found = match(asked, (SAME, replace(OTHER, id="4650")))
    assert found.candidates[0].id == "4650"
    assert found.candidates[0].evidence[0] == "explicit_reference"


def test_the_quoted_title_of_a_reply_is_evidence():
    """A reply bears the title of what it answers."""
    found = match(Ticket(subject="Re: No Klarna in the payment step", body="any news on this"))
    assert "quoted_subject" in found.candidates[0].evidence


def test_the_original_is_the_oldest_of_the_group_not_the_most_alike():
    """Three say the same; the first that came in is the original."""
    oldest = replace(SAME, id="1", created_at=NOW - timedelta(days=5))
    assert match(pool=(OTHER, SAME, oldest)).original == oldest


def test_closed_tickets_and_the_ticket_itself_are_no_originals():
    """A ticket that is sent along with itself is not its own duplicate."""
    found = match(pool=(replace(SAME, status=Status.CLOSED), replace(SAME, id="9"), OTHER))
    assert [candidate.id for candidate in found.candidates] == ["3"]


def test_a_fingerprint_stands_in_for_text():
    """The same original with nearly the same score."""
    from_text, from_prints = match(), match(pool=tuple(map(printed, (OTHER, SAME, THIRD))))
    assert original_id(from_prints) == original_id(from_text) == "7"
    assert from_prints.score == pytest.approx(from_text.score, abs=0.05)
    assert len(printed(SAME).fingerprint or "") == 11 + 528


@pytest.mark.parametrize(
    ("fingerprint", "said"),
    [
        ("td4-000000.AAAA", "another version"),
        ("td2-4079a0." + "A" * 320, "another version"),
        ("td9-whatever", "another version"),
        ("nonsense", "cannot be read"),
        ("é" * 300, "cannot be read"),
    ],
)
def test_a_fingerprint_that_is_not_ours_is_a_warning_for_its_ticket(fingerprint: str, said: str):
    """The other open tickets are compared all the same; the warning never repeats what was sent."""
    found = match(pool=(OpenTicket("8", fingerprint=fingerprint), SAME))
    assert original_id(found) == "7"
    (unread,) = found.unread
    assert unread.place == 0
    assert said in unread.told("/open_tickets")
    assert unread.told("/open_tickets").startswith("The fingerprint /open_tickets/0/fingerprint ")
    assert fingerprint not in unread.told("/open_tickets")


def test_a_fingerprint_that_was_sent_twice_is_told_of_at_its_first_place():
    """Of two tickets at both places, though the fingerprint be the same."""
    foreign = OpenTicket("8", fingerprint="td9-whatever")
    sent = (SAME, foreign, foreign, replace(foreign, id="9"))
    assert [unread.place for unread in match(pool=sent).unread] == [1, 3]


def test_a_damaged_fingerprint_is_noticed():
    """One changed letter is enough."""
    whole = printed(SAME).fingerprint or ""
    broken = whole[:60] + ("A" if whole[60] != "A" else "B") + whole[61:]
    (unread,) = match(pool=(OpenTicket("8", fingerprint=broken), printed(OTHER))).unread
    assert (unread.place, unread.id, unread.foreign) == (0, "8", False)


def test_a_batch_gives_what_single_matches_give():
    """Reading the open tickets once changes nothing."""
    others = (TICKET, Ticket(subject="Opening hours at Christmas?"), Ticket())
    batch = match_many([new_ticket(one) for one in others], (OTHER, SAME, THIRD))
    assert batch == tuple(match(one) for one in others)


def test_a_batch_reads_equal_open_tickets_once():
    """What matters is that they are equal, not that they are the same object; another list is read anew."""
    matcher, read = reading_once(), []
    pools = [(OTHER, SAME, THIRD), (replace(OTHER), SAME, THIRD), (SAME,), None]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "read_board", lambda pool, *more: (read.append(pool), read_board(pool, *more))[1])
        found = [matcher(new_ticket(TICKET), pool) for pool in pools]
    assert found == [match(pool=pool) for pool in pools]
    assert read == [pools[0], pools[2]]


def test_a_quoted_mail_does_not_make_two_tickets_alike():
    """The same history below two different questions counts for nothing."""
    history = (
        "\n\nOn Mon, 3 Feb 2025 at 10:11 Support <s@x.example> wrote:\n> The drill video stays black in Safari, we look into it."
    )
    one = Ticket(subject="Tax in Norway", body=f"Which rate applies to books?{history}")
    pool = (OpenTicket("2", subject="Logo", body=f"Please put the attached logo on the invoice.{history}"),)
    assert (match(one, pool).score or 0) < 0.4


def test_an_open_ticket_is_not_like_what_it_quotes():
    """Its own words count, not those of the mail that it answers."""
    quoted = f"On Mon, 3 Feb 2025 at 10:11 Support <s@x.example> wrote:\n> {SAME.subject}\n> {SAME.body}"
    logo = OpenTicket("2", subject="Logo", body=f"Please put the attached logo on the invoice.\n\n{quoted}")
    assert (match(pool=(logo, OTHER, THIRD)).score or 0) < 0.2


def test_those_that_are_named_take_no_place_of_those_that_are_alike(monkeypatch: pytest.MonkeyPatch):
    """Eight are looked at with care beside what the text names."""
    looked_at = []
    monkeypatch.setattr(matching, "look_at", lambda *given, **more: (looked_at.append(given[3].id), look_at(*given, **more))[1])
    named = [replace(OTHER, id="4650"), replace(THIRD, id="4651")]
    alike = [replace(SAME, id=f"m{number}", created_at=NOW - timedelta(days=number)) for number in range(1, 12)]
    match(replace(TICKET, body=f"{TICKET.body} See ticket #4650 and ticket #4651."), (*named, *alike))
    assert looked_at[:2] == ["4650", "4651"]
    assert len(looked_at) == matching.COMPARED + 2


@given(st.text(max_size=300), st.text(max_size=300), st.lists(st.text(max_size=200), max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_a_probability(subject: str, body: str, pool: list[str]):
    """Hostile text, lone surrogates included, is data."""
    body += "\ud800"
    found = match(Ticket(subject=subject, body=body), tuple(OpenTicket(str(at), body=text) for at, text in enumerate(pool)))
    assert found.fingerprint
    assert all(0 < candidate.score < 1 for candidate in found.candidates)
    assert found == match(
        Ticket(subject=subject, body=body), tuple(OpenTicket(str(at), body=text) for at, text in enumerate(pool))
    )


def test_two_reports_of_one_outage_are_evidence_that_moves_no_score():
    """Read so for the ticket, known by its category or fingerprint for the open one, and not days apart."""
    asked = Ticket(id="9", subject="Where is our shop?")
    opened = OpenTicket("1", subject="503 everywhere", created_at=NOW, category=Category.SITE_DOWN)
    prints = replace(printed(opened), created_at=NOW, category=Category.SITE_DOWN)
    old = replace(opened, created_at=NOW - timedelta(days=9))
    plain = match(asked, (opened,)).candidates[0]
    for pool, expected in (((opened,), True), ((prints,), True), ((old,), False), ((replace(opened, category=None),), False)):
        found = match_open_tickets(new_ticket(asked, read_as(site_down=0.9)), pool).candidates[0]
        assert ("same_outage" in found.evidence) is expected
        assert found.score == plain.score
    assert "same_outage" not in plain.evidence


def test_an_address_in_both_signatures_is_no_evidence():
    """It stands in every mail of its writer; in the text itself it is."""
    signature = "\n\nKind regards,\nTom Ashdown\nAshdown Cycling\nwww.ashdown.example"
    pump = Ticket(subject="bike pump pictures", body="The three pictures attached belong to the bike pump." + signature)
    for text, expected in (("The menu has the wrong order.", False), ("See www.ashdown.example/menu: wrong order.", True)):
        other = OpenTicket("1", subject="Menu", body=text + signature)
        asked = pump if not expected else replace(pump, body="www.ashdown.example/menu lacks the pictures." + signature)
        found = match_many([new_ticket(asked)], (other,))[0]
        assert ("same_url" in found.candidates[0].evidence) is expected


@pytest.mark.parametrize("around", ["{}\n", " {} ", "\t{}\r\n"])
def test_blanks_around_a_fingerprint_do_no_harm(around: str):
    """Custom text fields give them back with some."""
    found = match(pool=(replace(printed(SAME), fingerprint=around.format(printed(SAME).fingerprint)), printed(OTHER)))
    assert (original_id(found), found.unread) == ("7", ())
