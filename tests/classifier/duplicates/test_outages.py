"""What is read of an outage beside the words: report or not, which host, which part of the site."""

import math

import pytest

from triage.classifier.duplicates.duplicate_model import NAMES, shipped_model
from triage.classifier.duplicates.outages import (
    KEPT_CATEGORIES,
    OutageReading,
    host_in,
    is_no_report,
    is_report,
    outage_told,
    read_outage,
    report_one,
    with_reading,
)
from triage.classifier.duplicates.profiles import Profile, Traits, profile_of
from triage.domain.reading import Prediction
from triage.domain.vocabulary import Category

MODEL = shipped_model()


def read(text: str, share: float | None = 0.9) -> Profile:
    reading = None if share is None else OutageReading(share, (-1.0,) * len(KEPT_CATEGORIES))
    return with_reading(profile_of(text, "", Traits(), MODEL), reading, text, "", MODEL)


def test_no_word_takes_the_bits_of_the_reading():
    """Things and intents end below, so fingerprints keep their layout."""
    assert max(MODEL.fault, MODEL.ask, *(mask.bit_length() - 1 for mask in MODEL.kinds)) < NAMES
    assert read("The shop of 12 words is down", None).named >> NAMES == 0


@pytest.mark.parametrize(
    ("text", "share", "expected"),
    [
        ("Where is our shop?", 0.9, True),
        ("Where is our shop?", 0.1, False),
        (" ".join(f"word{at}x" for at in range(80)), 0.9, False),
    ],
    ids=["brief and probable", "not probable", "not brief"],
)
def test_a_brief_probable_ticket_is_a_report(text: str, share: float, expected: bool):
    """Threshold and length are the model's."""
    assert is_report(read(text, share).named) is expected


@pytest.mark.parametrize(("share", "expected"), [(0.01, True), (0.15, False), (0.9, False), (None, False)])
def test_a_brief_improbable_ticket_is_certainly_none(share: float | None, expected: bool):
    """Between the two thresholds, and without a model, nothing is said."""
    assert is_no_report(read("Where is our shop?", share).named) is expected


def prediction(**shares: float) -> Prediction:
    return Prediction(tuple((category, shares.get(category.value, 0.0)) for category in Category))


def test_that_something_was_said_before_does_not_say_what():
    """A reminder of an outage is kept by what else it says; no share is taken for less than the least."""
    reminder = read_outage(prediction(duplicate=0.9, site_down=0.09, content=0.01))
    plain = read_outage(prediction(site_down=0.9, content=0.1))
    assert reminder is not None
    assert plain is not None
    assert (reminder.share, plain.share) == (0.09, 0.9)
    assert reminder.log_shares == pytest.approx(plain.log_shares)
    assert dict(zip(KEPT_CATEGORIES, plain.log_shares, strict=True)) == pytest.approx(
        {
            category: math.log(plain_share)
            for category, plain_share in zip(KEPT_CATEGORIES, (0.9, 1e-4, 1e-4, 1e-4, 0.1), strict=True)
        }
    )


def test_who_declines_to_guess_says_nothing():
    """Gibberish and foreign languages."""
    assert read_outage(Prediction()) is None


def test_a_reading_is_undone_by_a_later_one():
    """Nothing of an earlier reading stays."""
    undone = with_reading(read("shop.example is down"), None, "down", "", MODEL)
    assert (undone.named >> NAMES, undone.log_shares) == (0, None)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.shop.example/cart?x=1 is down",
        "(shop.example) is down",
        "SHOP.EXAMPLE DOWN",
        "www.shop.example",
        "is shop.example:8443 down, https://shop.example too?",
    ],
)
def test_one_host_is_known_however_it_is_written(text: str):
    """With address, without, in capitals, twice."""
    assert host_in(read(text).named) == host_in(read("shop.example is down").named) != 0


@pytest.mark.parametrize(
    "text",
    [
        "The shop is down.Please help",
        "index.php and wp-config.php fail",
        "write to anna@shop.example",
        "shop.example and bakery.example are down",
        "e.g. nothing loads ...",
    ],
)
def test_what_is_no_single_host_names_none(text: str):
    """Missing blanks, files, mail addresses, several hosts."""
    assert host_in(read(text).named) == 0


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Where is our shop?", "503 everywhere", True),
        ("shop.example is down", "503 everywhere", True),
        ("shop.example is down", "bakery.example is down", False),
        ("The checkout is dead", "503 everywhere", False),
        ("The checkout is dead", "No checkout any more", True),
        ("Neither checkout nor blog nor newsletter open", "503 everywhere", True),
    ],
)
def test_reports_are_of_one_outage_unless_they_name_different_things(first: str, second: str, expected: bool):
    """Hosts and parts of a site; who names several parts speaks of the whole."""
    assert report_one(read(first).named, read(second).named, MODEL) is expected
    assert report_one(read(second).named, read(first).named, MODEL) is expected


def test_a_ticket_that_is_no_report_is_never_of_one_outage():
    """Both must be read as reports."""
    assert not report_one(read("Where is our shop?").named, read("503 everywhere", 0.0).named, MODEL)


@pytest.mark.parametrize(
    ("category", "share"), [(None, None), (Category.DUPLICATE, None), (Category.SITE_DOWN, 1.0), (Category.CONTENT, 0.0)]
)
def test_a_known_category_says_whether_it_is_an_outage(category: Category | None, share: float | None):
    """A duplicate may be one of anything."""
    told = outage_told(category)
    assert (told and told.share) == share
    if told is not None and category is not None:
        assert max(zip(told.log_shares, KEPT_CATEGORIES, strict=True))[1] is category
        assert sum(map(math.exp, told.log_shares)) == pytest.approx(1.0)


def test_hostile_text_is_read_in_time():
    """Dots and hyphens without end; a host is at most seven short parts."""
    assert host_in(read("a." * 1_900 + "!" + "b-" * 20).named) == 0
