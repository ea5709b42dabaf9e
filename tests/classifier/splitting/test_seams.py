"""The signs of another request and their sum."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.splitting.parts import read_lead, read_sentences
from triage.classifier.splitting.seams import SIGNS, Seams, shipped_seams, signs_at
from triage.classifier.splitting.sentences import find_sentences


def signs_before_last(body: str, subject: str = "") -> dict[str, float]:
    read = read_sentences(f"{subject}\n{body}", find_sentences(body, len(subject) + 1))
    at = len(read) - 1
    return signs_at(read, at, read[:at], read_lead(subject, read))


@pytest.mark.parametrize(
    ("body", "shown", "absent"),
    [
        ("The menu is grey. By the way, the logo is old.", ("shift",), ("additive", "paragraph", "line", "wants")),
        ("The menu is grey. Also the logo is old.", ("additive",), ("shift", "additive_late")),
        ("The menu is grey. We could also use a logo.", ("additive_late",), ("additive",)),
        ("The menu is not blue.\n\nCould you send the contract?", ("paragraph", "wants", "wants_after_fault"), ("line",)),
        ("The menu is grey.\nThe logo is old.", ("line",), ("paragraph",)),
        ("The invoice is wrong. Sponsors page: the calendar is old.", ("label", "new"), ("shared", "wants", "added_wish")),
        ("The search shows nothing. Also, can you export my customers?", ("additive", "added_wish", "apart"), ("shift",)),
        ("The voucher expired. The voucher is old.", ("shared",), ("apart", "label")),
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
    assert signs_before_last("The archive is empty.\nThe logo is old.", "archive + logo")["joined"]
    assert not signs_before_last("The archive is empty. The logo is old.", "on/off")["joined"]


def test_length_counts_from_four_sentences_and_a_part_by_its_words():
    """Short tickets are alike."""
    assert signs_before_last("One. Two. Three is here.")["length"] == math.log(4)
    assert signs_before_last("One. Two. Three. Four. Five is here.")["length"] == math.log(5)
    assert signs_before_last("The menu is grey. The logo is old.")["part"] == math.log(5)


def test_a_text_that_comes_back_to_what_was_said_before_tells_one_story():
    """Words of the part that are met after the sentence."""
    texts = ("The voucher expired. The archive is empty. The voucher is old.", "The voucher expired. The archive is empty. Why?")
    reads = [read_sentences(f"\n{text}", find_sentences(text, 1)) for text in texts]
    told = [signs_at(read, 1, read[:1], read_lead("", read))["returns"] for read in reads]
    assert told[0] > 1
    assert told[1] == 0


def test_the_sum_is_by_the_weights():
    """Each sign counts as its weight says."""
    seams = Seams(dict.fromkeys(SIGNS, 0.0) | {"shift": 3.0, "length": -1.0}, 1.0)
    assert seams.score(dict.fromkeys(SIGNS, 0.0) | {"shift": True, "length": 2.0}) == 1.0


SAID = (
    "The voucher expired.",
    "Also the archive of the blog is empty!",
    "Why?",
    "Please add a sitemap.",
    "The voucher is old, the page 404.",
)


@given(
    st.lists(st.sampled_from(SAID), min_size=2, max_size=7),
    st.fixed_dictionaries(dict.fromkeys(SIGNS, st.floats(-5, 5))),
    st.sampled_from((-6.0, -1.0, 0.0, 1.0, 6.0, None)),
)
def test_a_request_begins_from_least_on(said, weights, least):
    """Whatever the weights: sentences that are not compared, as they cannot matter, would have changed nothing."""
    body = " ".join(said)
    read = read_sentences(f"\n{body}", find_sentences(body, 1))
    lead = read_lead("", read)
    for at in range(1, len(read)):
        score = Seams(weights, 0.0).score(signs_at(read, at, read[:at], lead))
        seams = Seams(weights, score if least is None else least)
        assert seams.begins(read, at, read[:at], lead) is (score >= seams.least)


def test_the_weights_say_what_they_should():
    """An announced subject speaks for another request; length, greetings and words met again against it."""
    weights = shipped_seams().weights
    assert weights["shift"] > weights["additive"] > weights["additive_late"] > 0
    assert max(weights[name] for name in ("length", "greets", "shared", "returns")) < 0
