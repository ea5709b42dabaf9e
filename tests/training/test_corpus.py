"""Reading corpus files."""

from __future__ import annotations

import json

import pytest

from training.corpus import CorpusError, corpus_hash, read_contested, read_corpus, read_tickets
from triage.domain.vocabulary import Category, Topic

GOOD = {
    "id": "a.1",
    "scenario": "a",
    "category": "content",
    "topics": ["architecture"],
    "language": "de",
    "subject": "S",
    "body": "B",
}


def write(path, *objects):
    path.write_text("\n".join(json.dumps(told) for told in objects) + "\n", encoding="utf-8")
    return path


def test_files_in_order_of_their_names(tmp_path):
    """Every file, sorted; the source is the file."""
    write(tmp_path / "b.jsonl", GOOD)
    write(tmp_path / "a.jsonl", {**GOOD, "id": "z"}, {**GOOD, "id": "y"})
    tickets = read_corpus(tmp_path)
    assert [(ticket.id, ticket.source) for ticket in tickets] == [("z", "a"), ("y", "a"), ("a.1", "b")]
    assert tickets[2].category is Category.CONTENT
    assert tickets[2].topics == {Topic.ARCHITECTURE}


@pytest.mark.parametrize("change", [{"category": "weather"}, {"topics": ["weather"]}, {"topics": 1}, {"category": None}])
def test_bad_lines_are_named(tmp_path, change):
    """A fault tells file and line."""
    path = write(tmp_path / "a.jsonl", GOOD, {**GOOD, **change})
    with pytest.raises(CorpusError, match=r"a\.jsonl, line 2"):
        read_tickets(path)


@pytest.mark.parametrize("line", ["[]", "nonsense", "{}"])
def test_lines_that_are_no_tickets(tmp_path, line):
    """Each line is an object with a category."""
    (tmp_path / "a.jsonl").write_text(line)
    with pytest.raises(CorpusError, match="line 1"):
        read_corpus(tmp_path)


def test_foreign_topics(tmp_path):
    """Tickets of others may have topics of their own."""
    path = write(tmp_path / "a.jsonl", {**GOOD, "topics": ["weather", "architecture"]})
    assert read_tickets(path, foreign=True)[0].topics == {Topic.ARCHITECTURE}


def test_empty_corpus(tmp_path):
    """Nothing to learn from is a fault."""
    with pytest.raises(CorpusError, match="no tickets"):
        read_corpus(tmp_path)


def test_hash_follows_what_is_learned(tmp_path):
    """Another text is another corpus; another scenario name is not."""
    first = corpus_hash(read_tickets(write(tmp_path / "a.jsonl", GOOD)))
    assert corpus_hash(read_tickets(write(tmp_path / "a.jsonl", {**GOOD, "body": "C"}))) != first
    assert corpus_hash(read_tickets(write(tmp_path / "a.jsonl", {**GOOD, "voice": "terse"}))) == first


def test_shipped_corpus_is_whole():
    """Ids are unique, and every category has its hundreds."""
    tickets = read_corpus()
    assert len({ticket.id for ticket in tickets}) == len(tickets)
    assert all(sum(ticket.category is category for ticket in tickets) >= 200 for category in Category)


def test_nobody_looked_for_topics(tmp_path):
    """A ticket without topics is an example of their absence; one whose topics nobody told is not."""
    path = write(tmp_path / "a.jsonl", {**GOOD, "topics": []}, {**GOOD, "topics": None}, {**GOOD, "clear": False})
    assert [(ticket.topics_told, ticket.clear) for ticket in read_tickets(path)] == [(True, True), (False, True), (True, False)]


def test_contested_tickets_are_read_apart(tmp_path):
    """They lie in a folder of the corpus, tell what the second reader said, and are no part of what is learned."""
    write(tmp_path / "a.jsonl", GOOD)
    assert read_contested(tmp_path) == []
    (tmp_path / "contested").mkdir()
    write(tmp_path / "contested" / "a.jsonl", {**GOOD, "id": "a.2", "second": "training"})
    assert [ticket.id for ticket in read_corpus(tmp_path)] == ["a.1"]
    (found,) = read_contested(tmp_path)
    assert (found.category, found.second, found.source) == (Category.CONTENT, Category.TRAINING, "a")


def test_shipped_contested_tickets_are_contested():
    """Two readers differed on each, and none of them is learned from."""
    contested = read_contested()
    assert contested
    assert all(ticket.second not in (None, ticket.category) for ticket in contested)
    assert not {ticket.id for ticket in contested} & {ticket.id for ticket in read_corpus()}
