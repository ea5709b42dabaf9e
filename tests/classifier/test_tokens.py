"""How texts fall into tokens, and what tokens are folded to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.text import clean
from triage.classifier.tokens import chunks_of, each_token, fold, fold_all, read_tokens, tokens_of

FOLDED = [
    ("Checkout", "checkout"),
    ("Größe", "grosse"),
    ("CAFÉ", "cafe"),
    ("İstanbul", "istanbul"),
    ("doesn't", "doesnt"),
    ("doesn’t", "doesnt"),
    ("l'ordine", "ordine"),
    ("n'est", "nest"),
    ("8.1.2", "0.0"),
    ("config.php", "_php"),
    ("done.Thanks", "thanks"),
    ("502", "502"),
    ("200", "000"),
    ("4711123", "00000"),
    ("mp3", "mp0"),
    ("deadbeef01", "xkey"),
    ("a1b2c3d4e5f6g7h8", "xkey"),
    (".", "."),
    ("!\n\n", "."),
    ("\n", "."),
    ("?", "?"),
    ("ﬁx", "fix"),
    ("ª", "a"),
    ("_", "_"),
    ("x" * 40, "x" * 40),
]


@pytest.mark.parametrize(("token", "word"), FOLDED)
def test_folding(token, word):
    """Case, accents, articles and particular numbers go."""
    assert fold(token) == word


def test_reading():
    """Subject and body are divided by a stop."""
    tokens, head = read_tokens(clean("Cart broken", "Why?\nIt's (8.1)..."))
    assert head == 3
    assert tokens == ["Cart", "broken", ".", "Why", "?", "\n", "It's", "8.1", "..."]
    assert fold_all(tokens) == ["cart", "broken", ".", "why", "?", ".", "its", "0.0", "."]


@given(st.text())
def test_folded_words_hold_no_blanks(text):
    """Folded tokens joined by blanks fall into the same tokens again: the pipeline sees what the lean evaluator sees."""
    words = fold_all(read_tokens(clean("", text))[0])
    assert " ".join(words).split() == words


@given(st.text(), st.text())
def test_chunks_hold_whole_tokens(subject, body):
    """Read chunk by chunk, as the lean evaluator does, a text has the same tokens."""
    text = clean(subject, body)
    assert [token for chunk in chunks_of(text) for token in tokens_of(chunk)] == read_tokens(text)[0]


@given(st.text(st.sampled_from("ab é.!?'’1_\n界"), max_size=60))
def test_tokens_one_by_one_are_the_tokens(chunk):
    """Who stops early has read the first of the same ones."""
    assert list(each_token(chunk)) == tokens_of(chunk)
