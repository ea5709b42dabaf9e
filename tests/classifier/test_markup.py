"""What HTML bodies say, and where in the body as sent they say it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.markup import in_text, read_body, text_of
from triage.classifier.quoting import strip_quotes
from triage.domain.ticket import OpenTicket, Ticket

ZAMMAD = '<p>Hi,<br>nobody can pay. See <a href="https://x.example/a?b=1&amp;c=2">https://x.example/a?b=1&amp;c=2</a></p>'
ESCAPED = ZAMMAD.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
SEEN = "Hi,\nnobody can pay. See https://x.example/a?b=1&c=2"

BODIES = [
    ("a mail", ZAMMAD, SEEN),
    ("an escaped mail", ESCAPED, SEEN),
    ("an escaped mail, entities twice", "&lt;p&gt;f&amp;uuml;r&lt;/p&gt;", "für"),
    ("one escaped by numbers, as GLPI did until version 10", "&#60;p&#62;1 &#38;lt; 2&#60;/p&#62;", "1 < 2"),
    ("one escaped by hexadecimal numbers", "&#x3C;p&#x3E;Hi&#x3C;br&#x3E;there&#x3C;/p&#x3E;", "Hi\nthere"),
    ("paragraphs", "<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
    ("paragraphs of Outlook", "<p class=MsoNormal>One.</p><p class=MsoNormal>Two.</p>", "One.\nTwo."),
    (
        "blank lines of Outlook",
        "<p class=MsoNormal>One.</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Two.</p>",
        "One.\n \nTwo.",
    ),
    ("lines of Gmail", "<div>One.</div><div><br></div><div>Two.<br></div><div>Three.</div>", "One.\n\nTwo.\nThree."),
    ("a list", "Two things:<ul><li>One</li><li>Two</li></ul>Bye", "Two things:\n- One\n- Two\nBye"),
    ("a form", "<table><tr><td>Name:</td><td>Bob</td></tr><tr><td>Shop</td></tr></table>", "Name: Bob\nShop"),
    ("source lines", "<p>One two\r\n   three</p>\r\n<p>four</p>", "One two three\n\nfour"),
    ("text with a few tags", "One\ntwo <b>three</b>\n\nfour<br>\nfive", "One\ntwo three\n\nfour\nfive"),
    ("preformatted", "<pre>one\ntwo</pre>", "one\ntwo"),
    ("inline tags", "<b>Down</b>! (<i>since</i> 8) <b>a</b><b>b</b></p>", "Down! (since 8) a b"),
    ("hidden elements", "<head><title>x</title></head><style>p {}</style><script>y()</script><p>Down</p>", "Down"),
    ("hidden element without an end", "<p>Down</p><script>alert", "Down\n\nalert"),
    ("comments", "<!--[if !mso]><!--><p>Down<!-- x > y --></p><!-- on", "Down\n\n<!-- on"),
    ("declarations", "<!DOCTYPE html><html><body>Down<![endif]></body></html>", "Down"),
    ("office elements", "<p>Down<o:p></o:p></p>", "Down"),
    ("capitals", "<P>Down</P><BR>Up", "Down\n\nUp"),
    ("a long tag", f"<p>Down <img src='data:image/png;base64,{'A' * 5000}'></p>", "Down "),
    (
        "no elements",
        "<p>Down <Jo> <jo@x.example> <https://x.example/> a < b</p>",
        "Down <Jo> <jo@x.example> <https://x.example/> a < b",
    ),
    ("no office element either", "<p>a <x> b</p>", "a <x> b"),
    ("an address with its marks", "<p>Jo &lt;<a href='mailto:jo@x.example'>jo@x.example</a>&gt;</p>", "Jo <jo@x.example>"),
    ("unknown entities", "<p>a &nothing; b & c &#xD800;</p>", "a &nothing; b & c \ufffd"),
    ("lone surrogate", "<p>a\ud800b</p>", "a\ud800b"),
    ("nothing to see", "<p></p><br>", ""),
    ("entities in plain text", "f&uuml;r &quot;A&amp;B&quot;", 'für "A&B"'),
]
PLAIN = [
    "Put the script into the <head> of all pages.\nThe shop is down.",
    "Please insert <script> tag of GTM. Also, nobody can log in.",
    "The text is full of <p> and the <title> is missing & more",
    "HTMLInputElement.<anonymous> (frontend.min.js:2:19320)",
    "Expected server HTML to contain a matching <span> in <div>.",
    "Jo <jo@x.example> wrote <https://x.example/?a=1&copy=2>",
    "if a < b && c > d then",
    "&nothing;",
]


@pytest.mark.parametrize(("name", "body", "expected"), BODIES, ids=[name for name, _, _ in BODIES])
def test_bodies(name, body, expected):
    """What people see of HTML."""
    assert text_of(body) == expected


@pytest.mark.parametrize("body", PLAIN)
def test_words_about_tags_are_words(body):
    """A body without a tag that ends or breaks something is no HTML, and comes back as it is."""
    assert read_body(body).text == body
    assert read_body(body).span(3, 7) == (3, 7)


@given(st.text(st.characters(exclude_characters="<&")))
def test_plain_text_comes_back_as_it_is(body):
    """The very same object, so that nothing is copied; at every place what stood there."""
    assert text_of(body) is body
    ticket = Ticket(body=body)
    assert in_text(ticket) is ticket
    assert read_body(body).span(0, len(body)) == (0, len(body))


def test_of_a_ticket_only_the_body_changes():
    """All else is as it was sent."""
    assert in_text(OpenTicket("1", "a <b>", "<p>c</p>")) == OpenTicket("1", "a <b>", "c")


HTML = st.lists(
    st.sampled_from(
        [
            *(
                "<p>",
                "</p>",
                "<br>",
                "<div>",
                "</div>",
                "<b>",
                "</b>",
                "<li>",
                "<blockquote>",
                "</blockquote>",
                "<!--",
                "-->",
                "<pre>",
            ),
            *(
                "<style>",
                "</style>",
                "<td>",
                "&uuml;",
                "&lt;",
                "&gt;",
                "&amp;",
                "&nbsp;",
                "&#65;",
                "&lt;p&gt;",
                "&lt;/p&gt;",
                "&lt;br&gt;",
            ),
            *("shop", "Down.", " ", "  ", "\n", "\r\n", "\t", "<", ">", "&", "é", "\ud800", "- ", "<x>", "<p class=MsoNormal>"),
        ]
    ),
    max_size=40,
).map("".join)
_WRITTEN = frozenset("\n >-")  # what tags and blanks become


@given(HTML)
def test_each_character_is_the_one_at_its_place(body):
    """But for what entities stand for, and what is written in the place of tags and blanks."""
    read = read_body(body)
    for at, character in enumerate(read.text):
        start, end = read.span(at, at + 1)
        assert 0 <= start <= end <= len(body)
        source = body[start:end]
        assert source == character or source.startswith("&") or (not source and character in _WRITTEN)


@given(HTML, st.data())
def test_places_rise(body, data):
    """A later stretch of the text stands later in the body; the whole text is within it."""
    read = read_body(body)
    cut = data.draw(st.integers(0, len(read.text)))
    first, second = read.span(0, cut), read.span(cut, len(read.text))
    assert first[0] <= second[0] <= second[1] <= len(body)
    assert first[1] <= second[1]


@given(HTML)
def test_the_same_body_gives_the_same_text(body):
    """Nothing is remembered from one body to the next."""
    assert read_body(body) == read_body(body)


def test_a_span_takes_in_the_tags_between():
    """And the whole of an entity at either end."""
    body = "<p>&Auml;nderung <b>f&uuml;r</b> alle</p>"
    start, end = read_body(body).span(0, len("Änderung für"))
    assert body[start:end] == "&Auml;nderung <b>f&uuml;r"


@pytest.mark.parametrize(
    "mail",
    [
        '<div dir="ltr">The menu is gone.</div><br><div class="gmail_quote"><div class="gmail_attr">On Mon, 3 Feb 2025 at 10:11 '
        'Ann &lt;<a href="mailto:ann@x.example">ann@x.example</a>&gt; wrote:<br></div><blockquote class=gmail_quote '
        'style="margin:0 0 0 .8ex"><div>The shop was down.</div><div>It is up again.</div></blockquote></div>',
        "<html><body><p>The menu is gone.</p><div class=moz-cite-prefix>Am 03.02.2025 um 10:11 schrieb Ann:<br></div>"
        '<blockquote type="cite" cite="mid:1"><p>Weg.</p><blockquote>Weg</blockquote></blockquote></body></html>',
    ],
    ids=["Gmail", "Thunderbird"],
)
def test_quoted_blocks_are_quotes(mail):
    """As the same mail in plain text."""
    assert strip_quotes(text_of(mail)).strip() == "The menu is gone."


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "<",
            "<p",
            "<p>",
            "</p>",
            "<br",
            "<br>",
            "<blockquote>",
            "<!--",
            "<!-- -->",
            "<style>",
            "</style",
            "<head><style>",
            "<li>",
        ),
        *("&", "&#", "&lt;p&gt;", "&uuml;", " ", "\n", "a <b> ", "<a b='", "</p ", "<pre>\n", "<o:", "<!", "\ud800<br>"),
    ],
)
@pytest.mark.parametrize("end", ["", "</p>", "<br"])
def test_hostile_bodies_take_linear_time(piece, end):
    """No body keeps the reading busy: repeated traps take milliseconds, not minutes."""
    begun = time.process_time()
    read_body(piece * 100_000 + end)
    assert time.process_time() - begun < 1.0
