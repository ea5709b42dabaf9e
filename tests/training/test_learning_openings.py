"""Which words begin a ticket."""

import pytest

from training import openings
from training.corpus import LabelledTicket
from training.openings import bodies_of, learn, sentences_of
from triage.classifier.splitting.openings import Openings
from triage.classifier.splitting.split_cues import words_of
from triage.domain.vocabulary import Category


def test_sentences_count_from_the_first_that_says_something():
    """Greetings before it and single sentences tell nothing of beginnings."""
    assert [one[0] for one in sentences_of("Hello all,\nthe menu is grey. It was blue before.")] == ["the", "it"]
    assert sentences_of("Hello all,\nthe menu is grey.") == []
    assert sentences_of("") == []


def test_tickets_that_others_judge_by_are_left_out():
    """Of each seven, the first and the fourth."""
    corpus = [LabelledTicket(str(at), "", str(at), Category.CONTENT, frozenset(), "en", str(at), "a") for at in range(9)]
    assert bodies_of(corpus) == ["1", "2", "4", "5", "6", "8"]


def test_words_that_come_first_weigh_more():
    """Learned from texts alone, in steps of the weights."""
    openings = Openings(learn(["Our menu is grey today. It was blue before that."] * 30))
    assert openings.likeness(words_of("our menu")) > 0 > openings.likeness(words_of("it was"))


def test_help_writes_nothing(monkeypatch, capsys):
    """It tells what the command does."""
    monkeypatch.setattr("sys.argv", ["openings", "--help"])
    monkeypatch.setattr(openings, "put_file", lambda *_: pytest.fail("written"))
    with pytest.raises(SystemExit):
        openings.main()
    assert "which words begin a ticket" in capsys.readouterr().out
