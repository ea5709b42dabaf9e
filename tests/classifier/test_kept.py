"""Readings that cost much are made once for a text, and forgotten in the order in which they were last asked for."""

from concurrent.futures import ThreadPoolExecutor

from triage.classifier.kept import Kept


def test_a_text_is_read_once() -> None:
    """Whatever is asked between; lone surrogates are a text too."""
    kept, read = Kept[str](), list[str]()
    for text in ("shop", "till", "shop", "\ud800", "\ud800", ""):
        assert kept.of(text, lambda text=text: read.append(text) or text.upper()) == text.upper()
    assert read == ["shop", "till", "\ud800", ""]


def test_what_was_not_asked_for_longest_goes_first() -> None:
    """And is read anew."""
    kept, read = Kept[int](capacity=2), list[str]()
    for text in ("a", "b", "a", "c", "a", "b"):
        kept.of(text, lambda text=text: read.append(text) or 1)
    assert read == ["a", "b", "c", "b"]


def test_none_is_a_reading() -> None:
    """It is kept like any other."""
    kept, read = Kept[None](), list[str]()
    for _ in range(3):
        assert kept.of("a", lambda: read.append("a")) is None
    assert read == ["a"]


def test_threads_get_what_belongs_to_their_text() -> None:
    """Many at once, with room for fewer than there are texts."""
    kept = Kept[int](capacity=5)
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda number: kept.of(str(number % 11), lambda: number % 11), range(2_000))
    assert list(found) == [number % 11 for number in range(2_000)]
