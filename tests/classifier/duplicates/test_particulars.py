"""What tickets are for, by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.duplicates.particulars import QUOTED, are_of_others, is_all_clear, machines_of, particulars_of, that_fit

OTHERS = [
    ("Reset the password of ann@shop.example", "Reset the password of bob@shop.example"),
    ("Set the stock of article 4411 to twenty", "Set the stock of article 5522 to twenty"),
    ("Please send invoice 10023 again", "Please send invoice 10077 again"),
    ("Rechnung Nr. RE-2026-11 fehlt", "Rechnung Nr. RE-2026-12 fehlt"),
    ("The invoice for March", "The invoice for April"),
    ("the invoice for march", "the invoice for may"),
    ("Report, May", "Report, June"),
    ("Rechnung für März", "Rechnung für Mai"),
    ("Facture d'août", "Facture de juillet"),
    ("Faktura za styczeń", "Faktura za luty"),
    ("Счёт за январь", "Счёт за февраль"),
    ("请发3月的发票", "请发4月的发票"),
    ("Tax overview of 2024", "Tax overview of 2025"),
    ("Revenue of Q1", "Revenue of Q2"),
    ("Rename the menu 'Summer'", "Rename the menu 'Winter'"),
    ("Das Menü „Sommer“ umbenennen", "Das Menü „Winter“ umbenennen"),
    ("PROBLEM: web01 is DOWN", "PROBLEM: web02 is DOWN"),
    ("[FIRING:1] disk of db-3", "[FIRING:1] disk of db-4"),
    ("PROBLEM: web01 is DOWN", "RECOVERY: web01 is UP"),
    ("Problem: web01 ping", "OK: web01 ping"),
    ("[Triggered] disk of db-3", "[Recovered] disk of db-3"),
]
ALIKE = [
    ("The invoice for March", "Rechnung für März"),
    ("The invoices for March and April", "The invoice for April"),
    ("I may march to the shop", "It was seen in June"),
    ("May I have the invoice?", "The invoice for June, please"),
    ("It broke on 2026-03-02 10:00", "It broke on 2025-03-02 10:00"),
    ("I don't get the customers' mails", "I can't see the sellers' mails"),
    ("web01 and web02 are names of people", "my iphone15 is slow"),
    ("PROBLEM: web01 is DOWN", "PROBLEM: web01 and web02 are DOWN"),
    ("CRITICAL: http502 on web01", "CRITICAL: http504 on web01"),
    ("[ALERT] synthetic check of the login FAILED", "Nobody can log in. Front page OK."),
    ("Nothing is named", "The invoice for June"),
]


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_what_is_for_another_thing(one: str, other: str):
    assert are_of_others(particulars_of(one), particulars_of(other))


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_may_be_for_one_thing(one: str, other: str):
    assert not are_of_others(particulars_of(one), particulars_of(other))


def test_a_kind_may_be_left_out():
    one, other = particulars_of("It says 'Failed'"), particulars_of("It says 'Try again'")
    assert are_of_others(one, other)
    assert not are_of_others(one, other, {QUOTED})


def test_machines_are_named_by_monitors_only():
    assert machines_of("CRITICAL: web01, db-3 and mail.shop.example") == {"web01", "db-3"}
    assert machines_of("web01 is slow") == set()


def test_an_all_clear():
    assert is_all_clear(particulars_of("[Resolved] disk of db-3"))
    assert not is_all_clear(particulars_of("CRITICAL: not resolved"))


@given(st.frozensets(st.integers(0, 2**32 - 1).map(lambda number: number & ~15 | 1 + number % 9)), st.integers(0, 9))
def test_a_kind_fits_as_a_whole_or_not_at_all(particulars: frozenset[int], room: int):
    """What is left out is unknown, not another thing."""
    kept = that_fit(particulars, room)
    assert len(kept) <= room
    assert not are_of_others(particulars, frozenset(kept))
    assert {one & 15 for one in particulars - set(kept)}.isdisjoint(one & 15 for one in kept)
