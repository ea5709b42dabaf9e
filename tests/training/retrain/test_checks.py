"""What a data person must know is told before training, with the rows."""

from dataclasses import replace

from small_clients import client_tickets, dataset

from training.retrain import grouping
from training.retrain.checks import check
from training.retrain.dataset import word_hashes
from training.retrain.grouping import group_alike

ALL = ("content", "duplicate", "feature_request", "key_function", "site_down", "training")


def _notices(tickets, expected=ALL, mixed=True):
    data, encoder = dataset(tickets)
    return check(data, group_alike(data.texts, data.keys, word_hashes(encoder)), expected, mixed)


def _codes(notices):
    return [(notice.code, notice.stops) for notice in notices]


def test_a_good_export_gives_no_notice():
    """Nothing to tell."""
    assert _notices(client_tickets(120)) == []


def test_missing_categories_stop_only_without_the_shipped_tickets():
    """The shipped corpus stands for what a client does not have."""
    tickets = client_tickets(100, categories=("training", "content"))
    assert ("label-set", False) in _codes(_notices(tickets))
    assert ("label-set", True) in _codes(_notices(tickets, mixed=False))


def test_unknown_categories_are_named_with_their_rows():
    """A label that the live model does not know."""
    (notice,) = _notices(client_tickets(60), expected=ALL[1:])
    assert "content" in str(notice)
    assert "t.csv, row" in str(notice)


def test_too_few_tickets_of_a_category_are_named_with_their_rows():
    """Four are no basis."""
    tickets = [*client_tickets(100, categories=ALL[:-1]), replace(client_tickets(6)[3], place="t.csv, row 999")]
    notice = next(each for each in _notices(tickets, mixed=False) if each.code == "too-few")
    assert notice.stops
    assert notice.places == ("t.csv, row 999",)


def test_likeness_is_looked_for_in_parts(monkeypatch):
    """Of a million tickets all word pairs at once took 650 MB more than is allowed; in parts the same is found."""
    data, encoder = dataset([*client_tickets(60), *client_tickets(20)])
    hashes = word_hashes(encoder)
    whole = group_alike(data.texts, data.keys, hashes)
    sizes, word_pairs = list[int](), grouping._word_pairs  # the memory is that of its arrays

    def counting(part, hashes):
        sizes.append(len(part))
        return word_pairs(part, hashes)

    monkeypatch.setattr(grouping, "_word_pairs", counting)
    monkeypatch.setattr(grouping, "_CHUNK", 7)
    parts = group_alike(data.texts, data.keys, hashes)
    assert max(sizes) == 7
    assert (parts.groups == whole.groups).all()
    assert 1 < len(set(whole.groups.tolist())) < len(data.texts)


def test_contradicting_labels_are_named_with_their_rows():
    """The same words under two names: one of them is wrong."""
    tickets = client_tickets(60)
    tickets.append(replace(tickets[0], place="t.csv, row 900", label="training"))
    (notice,) = _notices(tickets)
    assert notice.code == "contradiction"
    assert set(notice.places) >= {tickets[0].place, "t.csv, row 900"}
    assert "site_down and training" in notice.message


def test_what_is_nearly_the_same_is_called_so():
    """And only tickets that are alike with each other contradict each other, not those at the ends of a chain."""
    words = [f"w{chr(97 + at // 26)}{chr(97 + at % 26)}" for at in range(60)]
    chain = [" ".join(words[begin : begin + 40]) for begin in (0, 7, 14)]
    tickets = client_tickets(60)
    labels = ("training", "training", "content")
    tickets += [
        replace(tickets[0], place=f"chain {at}", body=body, label=label)
        for at, (body, label) in enumerate(zip(chain, labels, strict=True))
    ]
    (notice,) = _notices(tickets)
    assert notice.message == "nearly the same text is called content and training"
    assert notice.places == ("chain 1", "chain 2")


def test_a_text_that_many_tickets_have_is_told():
    """It weighs as a category does; nineteen of them, or as many as chance has among many others, are nothing to tell."""
    tickets = client_tickets(120)
    same = [replace(tickets[7], place=f"s.csv, row {at}") for at in range(19)]
    (notice,) = _notices([*tickets, *same])
    assert (notice.code, notice.stops) == ("repeated", False)
    assert "20 of 139 tickets say the same, or nearly" in notice.message
    assert "s.csv, row 18" in notice.places
    assert _notices([*tickets, *same[1:]]) == []


def test_an_empty_export_stops():
    """There is nothing to do."""
    assert _codes(_notices([], expected=())) == [("no-tickets", True)]
