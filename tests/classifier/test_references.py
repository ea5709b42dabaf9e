"""Which tickets a text names, in every helpdesk's writing, and what is numbered otherwise."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier import references
from triage.classifier.entities import add_named, find_entities
from triage.classifier.references import bare_id
from triage.domain.reading import Bond, Entities

FAULT = "The size filter on the category page shows all products since the update."
WRITINGS = [
    ("Any news on SUPPORT-123?", "SUPPORT-123"),
    ("Any news on HELPDESK-123?", "HELPDESK-123"),
    ("IT2-123 is not solved", "IT2-123"),
    ("Re: [Ticket 90-1177] portal", "90-1177"),
    ("any news on #31-88-7?", "31-88-7"),
    ("RE: Meldingsnummer 330812", "330812"),
    ("Still waiting for INC0012345.", "INC0012345"),
    ("same as CS-2024-00017", "CS-2024-00017"),
    ("[Ticket#2024011510000017] Re: cart", "2024011510000017"),
    ("##4711## cart", "4711"),
    ("Ticket-4711", "4711"),
    ("Ticketnummer: 4711", "4711"),
    ("my ticket number is 4711", "4711"),
    ("ticket SUP-1042", "SUP-1042"),
    ("ticket sup-1042", "sup-1042"),
    ("https://acme.atlassian.net/browse/SUPPORT-123", "SUPPORT-123"),
    ("https://acme.atlassian.net/servicedesk/customer/portal/3/SUPPORT-123", "SUPPORT-123"),
    ("see https://acme.zendesk.com/agent/tickets/48211.", "48211"),
    ("see https://acme.zendesk.com/hc/en-us/requests/48211", "48211"),
    ("see https://acme.freshdesk.com/a/tickets/48211?x=1", "48211"),
    ("see https://it.example/front/ticket.form.php?id=48211", "48211"),
    ("see https://help.example/#ticket/zoom/48211", "48211"),
    ("see https://help.example/scp/tickets.php?id=48211", "48211"),
    ("see https://help.example/otrs/index.pl?Action=AgentTicketZoom;TicketID=48211", "48211"),
    ("see https://help.example/tickets/123", "123"),
]
OTHERWISE = [
    "Please change ticket 25 euros to ticket 30 euros",
    "tickets 25% cheaper than they should be",
    "Tickets: 25 left, but the site says sold out",
    "Tickets 25 € statt 30 €",
    "ticket 25.50 is charged twice",
    "Ticket 25 Stück sind noch da",
    "Our shop is down since the start of the #2026 sale",
    "We are #15 on Google",
    "we rank #15",
    "our #12 product",
    "make the text #333",
    "set the background to #112233",
    "the colour of the menu should be #112233",
    "https://x.example/#48 does not open",
    "https://x.example/#48211 does not open",
    "/#48211 does not open",
    "www.x.example/page#48211",
    "https://x.example/products/48211",
    "PO Box #48211",
    "P.O. Box #48211",
    "Suite #48211, Leeds",
    "use #48211.jpg",
    "see 48211.pdf",
    "invoice INV-2024-0017",
    "the page SALE-2026",
    "UTF-16, ISO-8859, CVE-2024-12345",
    "a/SUP-1042",
    "SUP-1042.png",
    "the 3-4711-2 plug",
    "export of all tickets 2020-2024",
    "tickets 10-20 are sold out",
    "GS1-128 labels",
    "strlen(): Argument #12 must be of type string",
    "#12 /var/www/cart.php(61): Cart->total()\n#13 Cart->total()\n#14 {main}",
    "user #48211 cannot log in",
    "Buchung #48211 fehlt",
    "the discount code #48211 is refused",
    "https://shop.example/requests/5571",
    "#48211F",
]


@pytest.mark.parametrize(("text", "expected"), WRITINGS)
def test_writings(text, expected):
    """Whatever the helpdesk, and in the title as in the body."""
    assert find_entities("", text).references == (expected,)
    assert find_entities(text, FAULT).references == (expected,)


@pytest.mark.parametrize("text", OTHERWISE)
def test_what_is_numbered_otherwise(text):
    """Amounts, years, ranks, colours, addresses, files, orders."""
    assert find_entities("", text).references == ()


@pytest.mark.parametrize("text", ["any news on #7?", "ticket 9", "SUP-9 again", "sup-1042", "see #7", "A1B-55 again"])
def test_what_may_be_an_id_needs_the_open_ticket(text):
    """One digit, or letters not as Jira writes them: `references` has it only once such a ticket was sent."""
    found = find_entities("", text)
    assert found.references == ()
    assert not found.names_a_ticket
    (mention,) = found.mentions
    assert not mention.certain
    assert add_named(found, ["#" + mention.id]).references == ("#" + mention.id,)


def test_a_number_alone_is_nothing():
    """However many tickets there are."""
    assert find_entities("", "48211 visitors, 7 of them with PHP 8, at 9:15 on 2026-03-02").mentions == ()


QUOTED = [
    "-- \nSuite 12, ticket #48211, Leeds",
    "> Your ticket #48211 was received\n> and we will look",
    "On Mon, 2 Mar 2026 at 09:00, Support wrote:\n> Your ticket #48211 was received",
    "Kind regards\nPeter Miller\nticket desk, see #48211",
]


@pytest.mark.parametrize("foreign", QUOTED)
def test_only_the_writer_names_a_ticket(foreign):
    """Quoted mail and signatures name none, also as HTML; the title does."""
    body = f"{FAULT}\n\n{foreign}"
    assert find_entities("Size filter", body).references == ()
    escaped = body.replace(">", "&gt;").replace("\n", "<br>")
    assert find_entities("Size filter", f"<p>{escaped}</p>").references == ()
    assert find_entities("Re: [#48211] Size filter", body).references == ("48211",)


def test_a_mail_that_is_nothing_but_a_quote_is_read():
    """As everywhere: what is left when all is foreign is the whole."""
    assert find_entities("", "> ticket #48211").references == ("48211",)


@pytest.mark.parametrize("own", ["4711", "#4711", " 4711 "])
def test_the_own_id_is_nothing(own):
    """Helpdesks put it into the title."""
    assert find_entities("Re: [#4711]", "cart is wrong, see ticket 5005", own).references == ("5005",)
    assert not find_entities("Re: [#4711]", "cart is wrong", own).names_a_ticket


def test_the_own_key_in_another_case():
    """One rule compares ids."""
    assert find_entities("Re: sup-1042", "cart is wrong", "SUP-1042").mentions == ()
    assert bare_id(" #Sup-1042") == bare_id("SUP-1042")


def test_a_ticket_that_is_named_twice_has_the_strongest_bond():
    """A denial outweighs all."""
    (one,) = find_entities("Ticket 48211", "Ticket 48211 can be closed. " + FAULT).mentions
    assert one.bond is Bond.MEANT
    assert find_entities("Re: [#48211]", "This is unrelated to ticket 48211. " + FAULT).mentions == ()


def test_open_tickets_that_are_known_already_are_not_added():
    """Whatever their writing."""
    known = Entities(references=("SUP-1042",))
    assert add_named(known, ["sup-1042", "7"]).references == ("SUP-1042", "7")


NUMBER_WORDS = ["ticket", "pedido de suporte", "see", "Ticket-", "case", "#", "n°", "is ", "Nr. ", "12", "4711", "1234567890123"]


@given(st.lists(st.sampled_from([*NUMBER_WORDS, "x", " " * 45, " ", ".", ":"]), max_size=12))
def test_the_quick_look_before_a_number_misses_none(pieces):
    """What the pattern of announced numbers finds is found."""
    text = "".join(pieces)
    for match in references._NUMBER.finditer(text):
        if references._ANNOUNCED.search(text, max(match.start() - 60, 0), match.end()) and not text[match.end() :][:1].isalnum():
            name = references._name_at(text, *match.span())
            assert name is not None
            assert name.id == match.group()


PIECES = ["#7", "#4711", "ticket ", "see ", "SUP-", "12", "https://x.example/tickets/", " ", "\n", "> ", "%", "x", "ß"]


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(["4711", "12", "SUP-12", None]))
def test_the_own_id_is_never_named(pieces, own):
    """Each other id once, and all that is certain among the references."""
    found = find_entities("Re: [#4711]", "".join(pieces), own)
    ids = [bare_id(mention.id) for mention in found.mentions]
    assert len(ids) == len(set(ids))
    assert own is None or bare_id(own) not in ids
    assert found.references == tuple(mention.id for mention in found.mentions if mention.certain)[:10]


@pytest.mark.parametrize(
    "piece", ["#1 ", "#12345 ", "ticket 1 not ", "A-1", "AB1", "see no ", "my ticket ", "https://a.b/tickets/1 ", "a1-", "_1-2"]
)
def test_hostile_texts_take_bounded_time(piece):
    """Only so many names are looked at."""
    begun = time.process_time()
    find_entities("", piece * 20_000)
    assert time.process_time() - begun < 0.5
