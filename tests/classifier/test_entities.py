"""What is found in a text, and what is not taken for it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier import entities
from triage.classifier.entities import MOST_OF_A_KIND, find_entities

REFERENCES = [
    ("any news on #4711?", ("4711",)),
    ("ticket 4711 is still open", ("4711",)),
    ("see 4711", ("4711",)),
    ("my case no. 20881", ("20881",)),
    ("Ticket-ID? Ticket ID: 99120", ("99120",)),
    ("wie in Vorgang Nr. 5512 beschrieben", ("5512",)),
    ("comme dans le dossier n° 7788", ("7788",)),
    ("SUP-1042 again", ("SUP-1042",)),
    ("#4711 and #4711 and #4712", ("4711", "4712")),
    ("order #4711 is missing", ()),
    ("Bestellung #4711", ()),
    ("invoice no. #4711", ()),
    ("colour #112233", ()),
    ("UTF-8 and SHA-256 and PHP-8", ()),
    ("step #12", ()),
    ("&#8217;", ()),
    ("5 tickets sold", ()),
    ("costs 4711 euro", ()),
    ("", ()),
    ("Ticket #90", ("90",)),
    ("Ticket-Nr. 4711", ("4711",)),
    ("case 20881 is open", ("20881",)),
    ("in this case 404 is shown", ()),
    ("the fall 2024 collection", ()),
    ("see 2024", ()),
    ("see #404", ("404",)),
    ("re: 4711", ("4711",)),
    ("issue no. 12", ("12",)),
    ("pull request #12", ()),
    ("the colour is #112233", ()),
    ("customer #4650 cannot log in", ()),
    ("Kundennummer #4650", ()),
    ("row #4650 of the import", ()),
    ("Bestell-Nr. #4650", ()),
    ("the order was #4650", ()),
    ("any news on #112233?", ("112233",)),
    ("It is not about ticket #90, that one is about the logo.", ()),
    ("we have not heard about ticket #90", ("90",)),
    ("nicht um Ticket #90", ()),
]


@pytest.mark.parametrize(("text", "expected"), REFERENCES)
def test_references(text, expected):
    """Numbers of tickets, not of orders, colours or encodings."""
    assert find_entities("", text).references == expected
    assert find_entities(text, "").references == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Order 10023 was paid", ("10023",)),
        ("Bestellnummer: WB-55012", ("WB-55012",)),
        ("commande n° 4411", ("4411",)),
        ("in order 2 see it", ()),
        ("orders 100045 and order #100046", ("100045", "100046")),
        ("Order 2026-00123 is lost", ("2026-00123",)),
        ("order 403-1234567-1234567", ("403-1234567-1234567",)),
        ("Auftrag 2026/123", ("2026/123",)),
        ("Bestell-Nr. 10023", ("10023",)),
        ("Auftrags-Nr. 10023", ("10023",)),
        ("Order-ID: 10023", ("10023",)),
        ("my order number is 10023.", ("10023",)),
        ("Bestellungen 10023, 10024 und 10025", ("10023", "10024", "10025")),
        ("order 500 flyers", ()),
        ("please order 500 paper bags", ()),
        ("in order 1000 times", ()),
        ("order #500 is late", ("500",)),
        ("order no. 500 is late", ("500",)),
        ("order 512 was paid twice", ("512",)),
        ("I placed the order 2026-11-23", ()),
        ("order 10023.", ("10023",)),
        ("order 77120-B is lost", ("77120-B",)),
        ("GET /shop/orders/20417", ()),
        ("the first order: -249.4", ()),
        ("orders 10023 and 500 flyers", ("10023",)),
    ],
)
def test_order_numbers(text, expected):
    """Numbers that follow the word for an order."""
    assert find_entities("", text).order_numbers == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see (https://shop.example/a?b=1).", ("https://shop.example/a?b=1",)),
        ("www.shop.example, http://b.example!", ("www.shop.example", "http://b.example")),
        ("no address", ()),
    ],
)
def test_urls(text, expected):
    """Addresses without the sentence's punctuation."""
    assert find_entities("", text).urls == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PHP Fatal error:  Uncaught Error in /a.php:61\nmore", ("PHP Fatal error: Uncaught Error in /a.php:61",)),
        ("java.lang.NullPointerException: null", ("NullPointerException: null",)),
        ("it says 502 Bad Gateway again", ("502 Bad Gateway",)),
        ("NET::ERR_CERT_DATE_INVALID", ("ERR_CERT_DATE_INVALID",)),
        ("SQLSTATE[HY000] [2002] Connection refused", ("SQLSTATE[HY000] [2002] Connection refused",)),
        ("HTTP 404 on /cart", ("HTTP 404",)),
        ("error 1045", ("error 1045",)),
        ("an error occurred", ()),
    ],
)
def test_error_texts(text, expected):
    """Messages of machines."""
    assert find_entities("", text).error_texts == expected


def test_bounded():
    """Not more than a few of each kind, each of a bounded length."""
    found = find_entities("", " ".join(f"#{n} order {n} http://a.example/{n}{'x' * 900} error {n}" for n in range(1000, 1100)))
    assert max(len(found.urls), len(found.references), len(found.order_numbers), len(found.error_texts)) <= MOST_OF_A_KIND
    assert all(len(url) <= 300 for url in found.urls)


ERROR_WORDS = [
    "Exception",
    "ERROR",
    "Fault",
    "Warning",
    "SQLSTATE[x]",
    "ERR_",
    "NET_",
    "DNS_PROBE_",
    "HTTP",
    "status",
    "503",
    "404",
]
ERROR_WORDS += [
    "Bad Gateway",
    "Service",
    "Unavailable",
    "Gateway",
    "Timeout",
    "Not Found",
    "Unauthorized",
    "error code",
    "ABC",
    "ſ",
]
ERROR_WORDS += ["Fatal error", "Notice", "deprecated", "Internal ſerver Error", "İnternal Server Error", "Too Many Requeſts"]


@given(st.lists(st.tuples(st.sampled_from(ERROR_WORDS), st.sampled_from([" ", ":", ": ", "-", "", "\n"])), max_size=6))
def test_the_quick_look_for_errors_misses_none(pieces):
    """Where the cheap signs of an error are missing, the pattern finds none."""
    text = "".join(word + gap for word, gap in pieces)
    seen, whole = entities._searched(text), [match.span() for match in entities._ERROR.finditer(text)]
    assert entities._may_have_error(seen) or not whole
    if not entities._holds(seen, entities._ERROR_NAMES):
        assert [match.span() for match in entities._ERROR_WITHOUT_NAME.finditer(text)] == whole


@given(st.text(), st.text())
def test_any_text(subject, body):
    """Any text is searched."""
    assert all(part.strip() for part in find_entities(subject, body).references)


@pytest.mark.parametrize(
    "piece",
    [
        "#",
        "#1",
        "ticket ",
        "order ",
        "order no ",
        "Error",
        "ErrorError:",
        "a",
        "A-",
        "AB-1",
        "http://",
        "ERR_A",
        "\t",
        "HTTP ",
        "5",
        "see: ",
    ],
)
def test_hostile_texts_take_linear_time(piece):
    """Repeated traps take milliseconds, not seconds."""
    begun = time.process_time()
    find_entities("", piece * 50_000)
    assert time.process_time() - begun < 1.0
