"""Nothing that is held out has a twin among what is learned; time and requesters decide where they are known."""

from dataclasses import replace

import numpy as np
import pytest
from small_clients import client_tickets, dataset, small_corpus

from training.retrain.dataset import word_hashes
from training.retrain.grouping import group_alike, join_groups
from training.retrain.splitting import folds_of, split


def _grouped(tickets):
    data, encoder = dataset(tickets)
    return data, group_alike(data.texts, data.keys, word_hashes(encoder)).groups


def test_the_same_text_and_nearly_the_same_are_one_group():
    """A word more, another number or a greeting does not make another ticket."""
    text = (
        "since this morning the checkout of our garden shop shows an error whenever a customer pays with the blue cardon a phone"
    )
    first = client_tickets(20)
    twins = [
        replace(first[0], body=body)
        for body in (text, text, text + " please", "hello " + text, "an entirely different matter of invoices")
    ]
    data, groups = _grouped(first[1:] + twins)
    assert len(set(groups[-5:-1].tolist())) == 1
    assert groups[-1] != groups[-2]
    assert data.keys[-5] == data.keys[-4] != data.keys[-3]


FOOTER = (
    "submitted through the contact form of the partner portal browser firefox on windows customer group wholesale contract gold "
    "renewed every year in spring preferred way of contact mail language of the shop english page from which the form was opened "
    "the overview of all orders of this account"
)


def test_a_form_that_many_fill_in_makes_no_twins():
    """However long its labels are; who sends the same through it is a twin still, also with a word more."""
    bodies = [each.body for each in small_corpus() if each.language == "en" and each.body][:60]
    plain = [replace(each, body=body) for each, body in zip(client_tickets(60), bodies, strict=True)]
    tickets = [replace(each, body=f"{each.body} {FOOTER}") for each in plain]
    again = [replace(plain[0], body=f"{plain[0].body} please {FOOTER}"), replace(plain[7], body=f"{plain[7].body} {FOOTER}")]
    _, groups = _grouped([*tickets, *again])
    assert len(set(groups[:60].tolist())) == 60
    assert (groups[60], groups[61]) == (groups[0], groups[7])


def test_a_template_with_another_word_in_it_is_a_twin():
    """As a monitor writes them, however many they are."""
    hosts = ("amber", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo", "hazel", "ivy", "juniper", "larch", "maple", "oak")
    alarm = "alarm since this night the host {} does not answer on any port and the watch has called the people on duty"
    tickets = [replace(client_tickets(1)[0], body=alarm.format(host)) for host in hosts * 2]
    _, groups = _grouped([*tickets, *client_tickets(60)])
    assert len(set(groups[: len(tickets)].tolist())) == 1


def test_short_texts_are_only_twins_when_equal():
    """Two words say little; alike is not enough."""
    tickets = [replace(client_tickets(1)[0], body=body) for body in ("site down", "site down", "site slow")]
    _, groups = _grouped(tickets)
    assert groups[0] == groups[1] != groups[2]


def test_groups_are_joined_by_requesters():
    """0 is nobody."""
    joined = join_groups(np.array([0, 1, 2, 3]), np.array([7, 0, 7, 0]))
    assert joined[0] == joined[2]
    assert len(set(joined.tolist())) == 3


def test_dated_tickets_are_split_by_time_without_twins():
    """The latest fifth is held out; a twin of an earlier ticket is set aside."""
    tickets = client_tickets(200)
    tickets[-1] = replace(tickets[-1], body=tickets[0].body, label=tickets[0].label)
    data, groups = _grouped(tickets)
    parts = split(data, groups)
    assert parts.how.startswith("the latest fifth")
    assert data.times[parts.train].max() < data.times[parts.test].min()
    assert len(data) - 1 in parts.aside
    assert not set(groups[parts.train].tolist()) & set(groups[parts.test].tolist())
    assert sorted([*parts.train, *parts.test, *parts.aside]) == list(range(len(data)))


def test_requesters_of_the_past_are_not_held_out():
    """A client who writes often would flatter the model."""
    tickets = [replace(each, requester=1 + at % 150) for at, each in enumerate(client_tickets(200))]
    data, groups = _grouped(tickets)
    parts = split(data, groups)
    if "requesters" in parts.how:
        assert not set(data.requesters[parts.train].tolist()) & set(data.requesters[parts.test].tolist())
    else:
        assert any("requesters" in warning for warning in parts.warnings)


def test_a_requester_of_many_tickets_does_not_spoil_the_split_of_the_others():
    """A web form with a third of the tickets is named; everybody else stands on one side."""
    people = [1 if at % 3 == 0 else 2 + at % 40 for at in range(200)]
    tickets = [replace(each, requester=who, created_at=None) for each, who in zip(client_tickets(200), people, strict=True)]
    data, groups = _grouped(tickets)
    parts = split(data, groups)
    assert "no requester on both sides" in parts.how
    assert any("34% of the tickets come from 1 of the requesters" in each for each in parts.warnings)
    assert set(data.requesters[parts.train].tolist()) & set(data.requesters[parts.test].tolist()) == {1}


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        (lambda at, each: replace(each, created_at=None), "none of the tickets have a date that can be read"),
        (lambda at, each: replace(each, created_at=1.0), "one moment"),
        (lambda at, each: replace(each, label="content" if at > 150 else each.label), "differ by"),
    ],
)
def test_what_cannot_be_split_by_time_is_split_at_random_with_a_warning(change, warning):
    """No dates, one date, or a year that was labelled otherwise."""
    data, groups = _grouped([change(at, each) for at, each in enumerate(client_tickets(200))])
    parts = split(data, groups)
    assert parts.how.startswith("at random")
    assert any(warning in each for each in parts.warnings)
    assert not set(groups[parts.train].tolist()) & set(groups[parts.test].tolist())


def test_folds_keep_groups_whole():
    """For small and for large numbers of tickets."""
    draw = np.random.default_rng(1)
    for size in (300, 40_000):
        groups = draw.integers(0, size // 3, size)
        folds = folds_of(draw.integers(0, 4, size), np.unique(groups, return_inverse=True)[1], 4)
        assert set(folds.tolist()) == {0, 1, 2, 3}
        assert len(set(zip(groups.tolist(), folds.tolist(), strict=True))) == len(set(groups.tolist()))
