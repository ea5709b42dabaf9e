"""Words of many texts at once, against a loop over words."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.classifier.duplicates import terms
from triage.classifier.duplicates.terms import prepare, read_places, read_words

WORD = re.compile(rb"[a-z0-9\x80-\xff]{2,}")
MARK = re.compile(rb"\xc2.|\xe2..", re.DOTALL)
ENDINGS = ("s", "ss", "ing", "ed", "pping", "lled", "sses", "nnings", "ly", "ie", "e", "es", "y")
words = st.builds(str.__add__, st.text("abelpst", max_size=9), st.sampled_from(("", *ENDINGS)))
numbers = st.from_regex(r"[0-9][0-9a-z]{0,22}", fullmatch=True)
foreign = st.text("абвгдежз漢字äöüß", min_size=3, max_size=20)
texts = st.lists(st.one_of(words, words.map(str.upper), numbers, foreign, st.text(max_size=9)), max_size=12).map(" ".join)


def stem(word: bytes) -> bytes:
    """What is hashed of a word."""
    if word[:1].isdigit():
        return word[:16]
    if len(word) >= 4 and word.endswith(b"s") and not word.endswith(b"ss"):
        word = word[:-1]
    cut = 3 if len(word) >= 6 and word.endswith(b"ing") else 2 if len(word) >= 5 and word.endswith(b"ed") else 0
    word = word[: len(word) - cut]
    if cut and word[-1] == word[-2] and word[-1:] not in (b"s", b"l"):
        word = word[:-1]
    word = word[:-1] if len(word) >= 4 and word[-1:] in (b"y", b"i", b"e") else word
    return word[: 8 + sum(0x80 <= byte < 0xC0 for byte in word[:8])]


def stems(text: str) -> list[bytes]:
    """Of each word of a text."""
    return [stem(word) for word in WORD.findall(MARK.sub(lambda mark: b" " * len(mark.group()), prepare(text)))]


@given(st.lists(texts, max_size=6))
@settings(max_examples=300, deadline=None)
def test_every_word_is_read_with_its_stem_and_its_text(told: list[str]):
    """One hash for each stem, and no two stems have the same."""
    read = read_words(told)
    expected = [(owner, found) for owner, text in enumerate(told) for found in stems(text)]
    assert read.count == len(told)
    assert read.owner.tolist() == [owner for owner, _ in expected]
    hashed: dict[bytes, int] = {}
    for (_, found), number in zip(expected, read.stem.tolist(), strict=True):
        assert hashed.setdefault(found, number) == number
    assert len(set(hashed.values())) == len(hashed)


@given(st.lists(texts, min_size=1, max_size=30))
@settings(max_examples=50, deadline=None)
def test_texts_are_read_alike_alone_together_and_in_parts(told: list[str]):
    together = read_words(told)
    alone = [read_places(prepare(text)) for text in told]
    assert together.stem.tolist() == [number for found, _, _ in alone for number in found.tolist()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terms, "_CHUNK", 40)
        parts = read_words(told)
    assert (parts.owner.tolist(), parts.stem.tolist()) == (together.owner.tolist(), together.stem.tolist())


@given(texts)
def test_the_place_of_a_word_holds_it(text: str):
    data = prepare(text)
    _, begins, ends = read_places(data)
    assert [stem(data[begin:end]) for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)] == stems(text)
