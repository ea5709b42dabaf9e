"""Personal data is gone before a ticket is kept, and the model reads a masked text like an unmasked one."""

import time

import pytest

from training.ingest.private import MAIL, SECRET, is_bank_account, mask, passes_luhn
from triage.classifier.text import clean
from triage.classifier.tokens import fold_all, read_tokens

CASES = [
    ("write to jo.doe+shop@mail.example.com please", f"write to {MAIL} please"),
    ("call +49 170 1234567 today", "call +00 000 0000000 today"),
    ("call (0341) 555-0123", "call (0000) 000-0000"),
    ("my card 4111 1111 1111 1111 fails", "my card 0000 0000 0000 0000 fails"),
    ("card 4111111111111111", "card 0000000000000000"),
    ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN DE00 0000 0000 0000 0000 00 please"),
    ("the password is hunter2!", f"the password is {SECRET}"),
    ("Passwort: geheim12", f"Passwort: {SECRET}"),
    ("api_key=sk_live_51HxyzABCDEFGH1234", f"api_key={SECRET}"),
    ("Authorization: Bearer abcdef1234567890xyz", f"Authorization: Bearer {SECRET}"),
    ("key ghp_abcdefghijklmnop1234567890", f"key {SECRET}"),
    ("-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----", SECRET),
]
KEPT = [
    "error 503 since 14:20",
    "order 4711 of 2026-03-02",
    "version 8.1.2",
    "it costs 1999.00",
    "line 12345678",
    "I pass on this",
]


@pytest.mark.parametrize(("told", "masked"), CASES)
def test_private_data_is_masked(told, masked):
    """Mail, phone, card, account, key and password do not survive."""
    assert mask(told) == masked


@pytest.mark.parametrize("told", KEPT)
def test_what_is_not_private_stays(told):
    """Error codes, order numbers, dates, versions and prices are what a ticket is about."""
    assert mask(told) == told


@pytest.mark.parametrize(
    "told",
    ["card 4111 1111 1111 1111", "call +49 170 1234567", "see jo@shop.example for it", "key ghp_abcdefghijklmnop1234567890"],
)
def test_masking_does_not_change_what_the_model_reads(told):
    """Folding makes the same of a masked and an unmasked text, so that training and serving see one thing."""
    words = [fold_all(read_tokens(clean("", text))[0]) for text in (told, mask(told))]
    assert [word.replace("411", "000") for word in words[0]] == words[1]


@pytest.mark.parametrize(
    ("number", "fits"), [("4111111111111111", True), ("4111111111111112", False), ("5500005555555559", True)]
)
def test_card_numbers_are_told_by_their_check_digit(number, fits):
    """Luhn's sum, ISO/IEC 7812-1."""
    assert passes_luhn(number) is fits


@pytest.mark.parametrize(("account", "fits"), [("DE89 3704 0044 0532 0130 00", True), ("DE89 3704 0044 0532 0130 01", False)])
def test_bank_accounts_are_told_by_their_check_digits(account, fits):
    """Remainder 1 by 97, ISO 13616."""
    assert is_bank_account(account) is fits


@pytest.mark.parametrize(
    "text", ["1-" * 50_000, "a@" * 50_000, "password " * 12_000, "AB12 " * 20_000, "-----BEGIN X-----" * 5_000, "A" * 100_000]
)
def test_masking_is_linear(text):
    """No text takes long, whatever it holds."""
    began = time.process_time()
    mask(text)
    assert time.process_time() - began < 2.0
