"""What a ticket shows among the others of a storm."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.classifier.conftest import read_as
from triage.classifier.duplicates.duplicate_model import shipped_model
from triage.classifier.duplicates.profiles import Traits, profiles_of
from triage.classifier.duplicates.storm_signs import SIGNS, fault_of, lift_of, outage_of, signs_of

MODEL = shipped_model()
REPORT, FAULT, WISH = read_as(site_down=1.0), read_as(key_function=1.0), read_as(feature_request=1.0)
LIFT, CONTRAST = SIGNS.index("lift"), SIGNS.index("contrast")


def signs(*tickets: tuple[str, object]):
    profiles = profiles_of([(text, "", Traits()) for text, _ in tickets], MODEL)
    return signs_of(profiles, shares([reading for _, reading in tickets]), MODEL)


def shares(readings):
    return np.array([reading.log_shares for reading in readings])


def test_the_shares_come_first_as_they_are():
    """In the order of the categories."""
    assert signs(("basket", REPORT), ("basket", WISH))[:, :-2].tolist() == shares([REPORT, WISH]).tolist()


def test_words_of_the_reports_lift_a_ticket_and_words_of_the_others_do_not():
    """By how many use them, beside how common they are; who shares none has less than nothing in common."""
    storm = [("the basket is empty", REPORT)] * 8 + [("please add gloves", WISH)] * 4
    found = signs(*storm, ("where is the basket", FAULT), ("gloves", FAULT), ("violin", FAULT))
    basket, gloves, violin = found[-3:, LIFT]
    assert basket > 0 > max(gloves, violin)
    basket, gloves, violin = found[-3:, CONTRAST]
    assert basket > violin > gloves


def test_a_ticket_is_not_compared_with_itself():
    """Its own rare word makes nothing like it; one other that says it does."""
    alone = signs(("violin", REPORT), *[("basket", REPORT)] * 5)[0, LIFT]
    assert alone == pytest.approx(signs(("oboe", REPORT), *[("basket", REPORT)] * 5)[0, LIFT], abs=0.5)
    assert signs(("violin", REPORT), ("violin", REPORT), *[("basket", REPORT)] * 5)[0, LIFT] > alone


def test_a_ticket_without_words_has_nothing_in_common():
    """Punctuation only."""
    assert signs(("?!", REPORT), ("basket", REPORT))[0, [LIFT, CONTRAST]].tolist() == [0.0, 0.0]


def test_how_much_is_down():
    """Between a function, 0, and the whole site, 1; wishes say nothing of it."""
    assert outage_of(shares([REPORT, REPORT, WISH])) == pytest.approx(1.0, abs=0.01)
    assert outage_of(shares([REPORT, FAULT, WISH])) == pytest.approx(0.5, abs=0.01)
    assert fault_of(shares([REPORT, FAULT, WISH])).tolist() == pytest.approx([1.0, 1.0, 0.0], abs=0.01)


def test_the_lift_of_a_list_is_that_of_its_reports():
    """Wishes may speak of anything."""
    storm = signs(*[("basket", REPORT)] * 6, ("violin", WISH))
    assert lift_of(storm) == pytest.approx(storm[0, LIFT], abs=0.01)


@given(st.lists(st.tuples(st.text(max_size=40), st.sampled_from([REPORT, FAULT, WISH])), min_size=1, max_size=12))
def test_every_sign_is_a_number(tickets):
    """Whatever was written, also where rounded shares are more than 1 together."""
    found = signs(*tickets)
    assert found.shape == (len(tickets), len(SIGNS))
    assert np.isfinite(found).all()
    assert math.isfinite(lift_of(found))
