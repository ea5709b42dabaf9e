"""The signs of another request and their sum."""

import math

import pytest

from triage.classifier.seams import SIGNS, Seams, shipped_seams, signs_at
from triage.classifier.sentences import find_sentences
from triage.classifier.splitting import announces_several, read_sentences


def signs_before_last(body: str, subject: str = "") -> dict[str, float]:
    read = read_sentences(f"{subject}\n{body}", find_sentences(body, len(subject) + 1))
    at = len(read) - 1
    return signs_at(read, at, read[:at], counted=announces_several(subject, read), length=len(read))


@pytest.mark.parametrize(
    ("body", "shown", "absent"),
    [
        ("The menu is grey. By the way, the logo is old.", ("shift",), ("additive", "paragraph", "line", "wants")),
        ("The menu is grey. Also the logo is old.", ("additive",), ("shift", "additive_late")),
        ("The menu is grey. We could also use a logo.", ("additive_late",), ("additive",)),
        ("The menu is not blue.\n\nCould you send the contract?", ("paragraph", "wants", "wants_after_fault"), ("line",)),
        ("The menu is grey.\nThe logo is old.", ("line", "nothing_before"), ("paragraph",)),
        ("The menu is grey. It was blue.", ("refers",), ("refers_late", "wants")),
    ],
)
def test_signs_of_the_last_sentence(body: str, shown: tuple[str, ...], absent: tuple[str, ...]):
    """Each by itself."""
    signs = signs_before_last(body)
    assert set(signs) == set(SIGNS)
    assert all(signs[name] for name in shown), signs
    assert not any(signs[name] for name in absent), signs


def test_what_was_said_before_is_not_new():
    """Words met again say nothing of another subject; a title may announce several things."""
    assert signs_before_last("The voucher expired. The voucher expired.")["new"] == 0
    assert signs_before_last("The voucher expired. The newsletter archive is empty.")["new"] > 1
    assert signs_before_last("The voucher expired. The archive is empty.", "Zwei Fragen")["counted"]
    assert signs_before_last("One. Two. Three is here.")["length"] == pytest.approx(math.log(3))


def test_the_sum_is_by_the_weights_and_least_is_enough():
    """A seam is a request from `least` on."""
    signs = dict.fromkeys(SIGNS, 0.0) | {"shift": True, "length": 2.0}
    seams = Seams(dict.fromkeys(SIGNS, 0.0) | {"shift": 3.0, "length": -1.0}, 1.0)
    assert seams.score(signs) == 1.0
    assert seams.part(signs)
    assert not seams.part(signs | {"length": 2.1})


def test_the_weights_say_what_they_should():
    """An announced subject speaks for another request, length and reference against it."""
    weights = shipped_seams().weights
    assert weights["shift"] > weights["additive"] > weights["additive_late"] > 0
    assert max(weights[name] for name in ("length", "refers", "refers_late", "greets", "nothing_before")) < 0
