"""Tickets that come as HTML are compared, grouped, split and searched as their plain text is."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.duplicates.grouping import group_tickets
from triage.classifier.duplicates.matching import match_open_tickets, reading_once
from triage.classifier.duplicates.new_ticket import NewTicket
from triage.classifier.entities import find_entities
from triage.classifier.markup import in_text, read_body
from triage.classifier.splitting.parts import find_requests
from triage.classifier.text import clean
from triage.domain.ticket import OpenTicket, Ticket

NOW = datetime(2026, 11, 23, tzinfo=UTC)
_OUTLOOK = (
    '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta '
    'name=Generator content="Microsoft Word 15"><style><!-- @font-face {{font-family:Calibri; mso-fareast-language:EN-US}} '
    'p.MsoNormal {{margin:0cm; font-size:11.0pt}} --></style></head><body lang=EN-GB link="#0563C1">{}</body></html>'
)
_UNRELATED = (
    ("Opening hours", "Please change the opening hours on the contact page.\nWe close at six on Fridays."),
    ("Coupon", "The coupon AUTUMN is refused in the cart.\nCustomers complain about it."),
    ("Logo", "Our logo is blurred on phones since the new theme."),
    ("Export", "How do I export all customers as a spreadsheet?"),
    ("Shipping", "Norway is missing from the list of countries that we ship to."),
    ("Newsletter", "The newsletter went out twice last night."),
    ("Password", "I cannot reset my password, no mail arrives."),
    ("Images", "Pictures of bicycles appear upside down in the gallery."),
    ("Tax", "Which tax rate applies to books sold in Austria?"),
    ("Search", "Searching for candles finds nothing although we have forty."),
)


def as_outlook(text: str) -> str:
    """Plain text as Outlook writes it."""
    lines = (
        f'<p class=MsoNormal><span lang=EN-US style="color:#1F497D">{escape(line) or "&nbsp;"}<o:p></o:p></span></p>'
        for line in text.split("\n")
    )
    return _OUTLOOK.format("\r\n".join(lines))


def as_lines(text: str) -> str:
    """Plain text as lines of a web editor."""
    return escape(text).replace("\n", "<br>")


def as_blocks(text: str) -> str:
    """Plain text as Gmail writes it."""
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in text.split("\n"))


def as_paragraphs(text: str) -> str:
    """Plain text as Freshdesk writes it."""
    return "".join(f"<p>{as_lines(paragraph)}</p>" for paragraph in text.split("\n\n"))


def as_glpi(text: str) -> str:
    """Plain text as GLPI sends it: HTML, escaped."""
    return escape(as_paragraphs(text), quote=False)


FORMATS = [as_outlook, as_lines, as_blocks, as_paragraphs, as_glpi]


def test_unrelated_mails_are_no_group():
    """What mail programs write around the words is not shared."""
    assert not group_tickets([OpenTicket(str(at), *ticket) for at, ticket in enumerate(_UNRELATED)]).groups
    mails = [OpenTicket(str(at), subject, as_outlook(body)) for at, (subject, body) in enumerate(_UNRELATED)]
    assert not group_tickets(mails).groups


OPEN = (
    "Coupon at checkout",
    "The coupon AUTUMN is refused in the cart since Monday.\n\nFür Bücher & Karten geht es.\n\nKind regards\nJo Doe",
)
NEW = (
    "AUTUMN does not work",
    'Customers write that the cart refuses the coupon AUTUMN, order 10233.\n\nAn error "invalid code" appears.',
)


@pytest.mark.parametrize("form", FORMATS)
def test_html_matches_as_plain_text_does(form):
    """On either side, and in the fingerprint."""
    asked = []
    for body, opened in ((NEW[1], OPEN[1]), (form(NEW[1]), OPEN[1]), (NEW[1], form(OPEN[1])), (form(NEW[1]), form(OPEN[1]))):
        ticket = Ticket(subject=NEW[0], body=body)
        others = (OpenTicket("1", OPEN[0], opened), OpenTicket("2", *_UNRELATED[0]))
        new = NewTicket(in_text(ticket), NOW, find_entities(ticket.subject, ticket.body))
        asked.append((match_open_tickets(new, others), reading_once()(new, others)))
    assert all(match == asked[0] for match in asked)
    assert asked[0][0].candidates[0].id == "1"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("Hi,\n\nsince 09:10 nobody can pay. Order #100482 failed too: https://x.example/a\n\nThe rest of the shop works.", 0),
        ("The coupon field doesn't accept SPRING.\n\nAlso, how do I export my customers?", 2),
        ("The coupon field doesn't accept SPRING.\nAlso, how do I export my customers?", 2),
        ('Several things:\n- Vouchers land in "spam"\n- What\'s the price of the loyalty module?\n- Delete the category Sale', 3),
        ("Die Suche findet nichts. Außerdem hätten wir gern ein Angebot für eine polnische Version.", 2),
    ],
)
def test_html_is_split_as_plain_text_is(form, body, count):
    """The same parts with the same words; spans lie in the body as it was sent."""
    plain, marked = [], []
    find_requests("Hello", body, lambda text: plain.append(text))
    sent = form(body)
    parts = find_requests("Hello", sent, lambda text: marked.append(text))
    assert len(plain) == len(parts) == count
    assert [text.split() for text in marked] == [text.split() for text in plain]
    for part, text in zip(parts, marked, strict=True):
        words = f"Hello\n{sent}"[part.start : part.end]
        assert words.startswith(text.split()[0])
        assert (
            clean("", f"<p>{words}</p>" if form is not as_glpi else f"&lt;p&gt;{words}&lt;/p&gt;").body.split()
            == clean("", text).body.split()
        )


def test_items_of_a_list_are_parts():
    """Each from its first word to its last, with the tags and entities between."""
    sent = (
        "<ul><li>Vouchers land in <b>spam</b></li><li>What&#39;s the <i>price</i> of the loyalty module?</li>"
        "<li>Delete the category Sale</li></ul>"
    )
    parts = find_requests("Hello", sent, lambda _: None)
    assert [f"Hello\n{sent}"[part.start : part.end] for part in parts] == [
        "Vouchers land in <b>spam",
        "What&#39;s the <i>price</i> of the loyalty module?",
        "Delete the category Sale",
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_entities_are_those_of_the_text(form):
    """No addresses of namespaces and styles, no tags in an address."""
    body = "Order 100482 failed, see https://x.example/a?b=1&c=2\nThe rest works, ticket #4711 is another."
    assert find_entities("", form(body)) == find_entities("", body)


@pytest.mark.parametrize("form", FORMATS)
def test_html_is_cleaned_to_the_same_words(form):
    """For category, language and encoder."""
    assert clean(*OPEN).body.split() == clean(OPEN[0], form(OPEN[1])).body.split()


MARKUP = ["<p>", "</p>", "<br>", "<b>", "</b>", "&amp;", "&lt;br&gt;", "&lt;p&gt;", "<blockquote>", "</blockquote>", "<!-- x -->"]
WORDS = [
    "The cart is empty, order 10233.",
    "Also, how do I export customers?",
    "see #4711",
    "On Monday Jo wrote:",
    "1 < 2 & 3",
    "\n",
]


@given(st.lists(st.sampled_from(MARKUP + WORDS), max_size=20).map(" ".join))
def test_who_is_given_the_text_reads_as_who_is_given_the_body(body):
    """Also where the text shows markup of its own, which a second reading would take for real; spans point into the body."""
    read = read_body(body)
    assert read_body(read) is read
    assert clean("Cart", read) == clean("Cart", body)
    assert find_entities("Cart", read, "1") == find_entities("Cart", body, "1")
    asked = [[], []]
    parts = [
        find_requests("Cart", each, lambda text, heard=heard: heard.append(text))
        for each, heard in zip((read, body), asked, strict=True)
    ]
    assert parts[0] == parts[1]
    assert asked[0] == asked[1]
