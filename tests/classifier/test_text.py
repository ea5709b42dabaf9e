"""What cleaning keeps and what it takes away."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.text import KEEP_AT_MOST, READ_AT_MOST, clean

BODIES = [
    ("plain", "The cart is empty.", "The cart is empty."),
    ("line ends", "a\r\nb\rc", "a\nb\nc"),
    ("invisible letters", "che\u200bck\u00adout\ufeff", "checkout"),
    ("composed letters", "cafe\u0301", "café"),
    ("HTML", "<p>Hello</p><br/>it <b>fails</b> &amp; hangs", "Hello\nit fails & hangs"),
    ("style element", "<style>p {color: red}</style>Down", "Down"),
    ("script in a sentence", "Insert <script> tag. Nobody can log in.", "Insert <script> tag. Nobody can log in."),
    ("head in a sentence", "Put it into the <head>.\nThe shop is down.", "Put it into the <head>.\nThe shop is down."),
    ("script element without an end", "<p>Down</p> <script>alert", "Down\nalert"),
    ("less-than signs stay", "if a < b then", "if a < b then"),
    ("address", "see https://shop.example/a?b=1 and mail me@shop.example now", "see  xurl  and mail  xmail  now"),
    ("signature mark", "It fails.\n-- \nJo Doe\nACME", "It fails."),
    ("closing", "It fails.\n\nKind regards,\nJo Doe", "It fails."),
    ("closing, German", "Es geht nicht.\nMit freundlichen Grüßen\nJo", "Es geht nicht."),
    ("closing, French", "Rien ne marche.\nCordialement\nJo", "Rien ne marche."),
    ("closing, Spanish", "No funciona.\nUn saludo\nJo", "No funciona."),
    ("closing, Italian", "Non funziona.\nCordiali saluti\nJo", "Non funziona."),
    ("closing, Dutch", "Het werkt niet.\nMet vriendelijke groet,\nJo", "Het werkt niet."),
    ("closing, Portuguese", "Não funciona.\nAtenciosamente\nJo", "Não funciona."),
    ("answered mail", "Still broken.\n\nOn Mon, 3 Mar 2025, Jo wrote:\n> We fixed it.\n> Really.", "Still broken."),
    ("answered mail, German", "Geht nicht.\nAm Montag schrieb Jo:\n> Erledigt.", "Geht nicht."),
    ("answer below", "On Monday Jo wrote:\n> Which browser?\nFirefox.", "Firefox."),
    ("answer between", "Hi.\nOn Monday Jo wrote:\n> Which browser?\nFirefox.", "Hi.\nFirefox."),
    ("pasted log", "We get this:\n> 502 Bad Gateway", "We get this:\n502 Bad Gateway"),
    ("forwarded", "---------- Forwarded message ----------\nFrom: Jo\nSubject: Cart\n\nThe cart is empty.", "The cart is empty."),
    ("original message", "See below.\n-----Original Message-----\nOld text", "See below."),
    ("form labels", "Name: Jo\nE-Mail: x\nMessage: it fails", "Message: it fails"),
    ("tracking footer", "It fails.\nSent from my iPhone", "It fails."),
    ("tracking footer, German", "Es geht nicht.\nVon meinem iPhone gesendet", "Es geht nicht."),
    ("nothing but a quote stays", "On Monday Jo wrote:", "On Monday Jo wrote:"),
    ("nothing but a closing stays", "Best regards\nJo", "Best regards\nJo"),
    ("lone surrogate stays", "a\ud800b", "a\ud800b"),
]


@pytest.mark.parametrize(("name", "body", "expected"), BODIES, ids=[name for name, _, _ in BODIES])
def test_bodies(name, body, expected):
    """The writer's own words remain."""
    assert clean("", body).body == expected


def test_subject_is_one_line():
    """A subject has no line ends and no addresses."""
    assert clean(" broken\nlink www.shop.example ", "").subject == "broken link  xurl"


@pytest.mark.parametrize(("length", "truncated"), [(KEEP_AT_MOST, False), (KEEP_AT_MOST + 1, True), (READ_AT_MOST * 2, True)])
def test_long_texts_are_cut(length, truncated):
    """What is too long is cut, and that is told."""
    result = clean("", "x" * length)
    assert result.truncated is truncated
    assert len(result.body) == min(length, KEEP_AT_MOST)


@pytest.mark.parametrize("address", ["www.a ", "a@b.c ", "ftp://a "])
def test_a_title_that_takes_all_the_room_leaves_none(address):
    """Marks may be longer than the addresses that they stand for; a title of many is cut like any text."""
    result = clean(address * (KEEP_AT_MOST // len(address)), "x" * KEEP_AT_MOST)
    assert len(result.subject) <= KEEP_AT_MOST
    assert len(result.subject) + len(result.body) == KEEP_AT_MOST
    assert result.truncated


@pytest.mark.parametrize(("length", "truncated"), [(KEEP_AT_MOST, False), (KEEP_AT_MOST + 1, True)])
def test_a_long_title_alone_is_cut_and_told(length, truncated):
    """Also where there is no body that would have to make room."""
    result = clean("x" * length, "")
    assert (len(result.subject), result.truncated) == (KEEP_AT_MOST, truncated)


@given(st.text() | st.integers(1, 2_000).map("a@b.c ".__mul__), st.text())
def test_any_text(subject, body):
    """Any text is cleaned, to at most the stated length."""
    result = clean(subject, body)
    assert len(result.subject) + len(result.body) <= KEEP_AT_MOST


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<style>",
        "<a ",
        "@",
        "a@",
        "www.",
        "&",
        "&#",
        "\n>",
        "\nOn x wrote:",
        "On ",
        "a ",
        "--\n",
        "_",
        "-",
        "http://",
        "a.",
        "\ud800",
    ],
)
def test_hostile_texts_take_linear_time(piece):
    """No text keeps the cleaning busy: repeated traps take milliseconds, not seconds."""
    begun = time.process_time()
    clean(piece * 200, piece * 100_000)
    assert time.process_time() - begun < 1.0


def test_letters_that_grow_in_lower_case_hide_nothing():
    """Each İ is two characters in lower case."""
    assert clean("", f"<style>{'İ' * 20}</style>The shop is down").body == "The shop is down"
