"""Writing and reading fingerprints."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.classifier.duplicates.directions import DIMENSIONS
from triage.classifier.duplicates.duplicate_model import shipped_model
from triage.classifier.duplicates.fingerprints import profile_of_row, read_fingerprints, write_fingerprint
from triage.classifier.duplicates.matching import profile_of_ticket
from triage.classifier.duplicates.outages import KEPT_CATEGORIES
from triage.classifier.duplicates.profiles import LEAST_SHARE, Profile
from triage.classifier.entities import find_entities

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
texts = st.text(st.characters(codec="utf-8"), max_size=300)
directions = st.none() | st.lists(st.integers(-128, 127), min_size=DIMENSIONS, max_size=DIMENSIONS).map(
    lambda numbers: np.array(numbers, np.int8)
)


shares = st.none() | st.tuples(*[st.floats(math.log(LEAST_SHARE), 0.0)] * len(KEPT_CATEGORIES))


def profile(text: str, direction: np.ndarray | None) -> Profile:
    return replace(profile_of_ticket("Checkout", text, find_entities("Checkout", text), shipped_model()), direction=direction)


@given(shares)
def test_shares_are_kept_to_a_twelfth(log_shares: tuple[float, ...] | None):
    """Of a logarithm; what was rounded once stays; a ticket that was not read stays so."""
    model, plain = shipped_model(), profile("basket", None)

    def again(found: tuple[float, ...] | None) -> tuple[float, ...] | None:
        return profile_of_row(
            read_fingerprints([write_fingerprint(replace(plain, log_shares=found), model)], model).rows[0]
        ).log_shares

    kept = again(log_shares)
    assert kept == again(kept) == (kept if log_shares is None else pytest.approx(log_shares, abs=1 / 12))
    assert (kept is None) is (log_shares is None)


@given(st.lists(st.tuples(texts, directions), max_size=4))
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read(tickets: list[tuple[str, np.ndarray | None]]):
    """All at once, in order, with the direction or without; and what was read is written as it was."""
    model = shipped_model()
    written = [write_fingerprint(profile(*ticket), model) for ticket in tickets]
    read = read_fingerprints(written, model)
    assert (read.good, read.foreign, read.damaged) == (tuple(range(len(tickets))), (), ())
    for row, (_, direction), fingerprint in zip(read.rows, tickets, written, strict=True):
        found = profile_of_row(row)
        if direction is None or not direction.any():
            assert found.direction is None
        else:
            assert found.direction is not None
            assert found.direction.tolist() == direction.tolist()
        assert write_fingerprint(found, model) == fingerprint


@given(st.integers(0, 527), st.sampled_from(LETTERS))
@settings(max_examples=60, deadline=None)
def test_one_changed_letter_is_noticed_wherever_it_stands(place: int, letter: str):
    """In the direction too; beside whole ones it alone is refused."""
    model = shipped_model()
    whole = write_fingerprint(profile("It hangs.", np.arange(DIMENSIONS, dtype=np.int8)), model)
    begin = whole.index(".") + 1 + place
    broken = whole[:begin] + letter + whole[begin + 1 :]
    read = read_fingerprints([whole, broken, whole], model)
    assert read.damaged == (() if broken == whole else (1,))
    assert read.good == ((0, 1, 2) if broken == whole else (0, 2))


FOREIGN, DAMAGED = "foreign", "damaged"
SPOILED = {  # what is done to a fingerprint, and what it is taken for then
    DAMAGED: (
        lambda whole: whole[:-1] + "=",
        lambda whole: whole[:40] + "-" + whole[41:],
        lambda whole: whole[:40] + "é" + whole[41:],
        lambda whole: whole[:40] + "\n" + whole[41:],
        lambda whole: whole[:-4],
        lambda whole: whole + "AAAA",
        lambda whole: whole.swapcase(),
        lambda _: "",
    ),
    FOREIGN: (lambda whole: "td2" + whole[3:], lambda whole: whole[:4] + "ffffff" + whole[10:], lambda _: "td"),
}


@given(
    st.dictionaries(
        st.integers(0, 599), st.sampled_from([(said, spoil) for said, spoils in SPOILED.items() for spoil in spoils]), max_size=9
    )
)
@settings(max_examples=30, deadline=None)
def test_bad_ones_are_told_among_many_and_no_other_is_lost(spoiled: dict[int, tuple[str, Callable[[str], str]]]):
    model = shipped_model()
    whole = write_fingerprint(profile("It hangs.", np.arange(DIMENSIONS, dtype=np.int8)), model)
    read = read_fingerprints([spoiled[place][1](whole) if place in spoiled else whole for place in range(600)], model)
    assert read.good == tuple(place for place in range(600) if place not in spoiled)
    assert read.foreign == tuple(sorted(place for place, (said, _) in spoiled.items() if said == FOREIGN))
    assert read.damaged == tuple(sorted(place for place, (said, _) in spoiled.items() if said == DAMAGED))
    assert {write_fingerprint(profile_of_row(row), model) for row in read.rows} == {whole}


def test_those_of_the_format_before_are_foreign():
    """They lack the direction; none is read as something else."""
    model = shipped_model()
    old = f"td2-{model.version}." + "A" * 320
    assert read_fingerprints([old], model).foreign == (0,)
