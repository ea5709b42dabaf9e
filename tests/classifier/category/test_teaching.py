"""The tickets listed for labelling are the doubtful and the new ones, each kind once."""

from triage.classifier.category.teaching import choose, lesson
from triage.domain.reading import Prediction
from triage.domain.vocabulary import Category

KNOWN = frozenset(["the", "shop", "is", "slow", "page", "does", "not", "open", "wish", "list", "tax", "user"])


def _lesson(body, first=0.9, declined=None, place="line 2"):
    shares = () if declined else ((Category.TRAINING, first), (Category.CONTENT, 1 - first))
    return lesson(place, "", body, Prediction(probabilities=shares, declined=declined), KNOWN)


def test_doubt_and_novelty_make_the_worth():
    """Between two categories, or of words that the model does not know."""
    sure, torn, fresh = (
        _lesson("the shop is slow"),
        _lesson("the page does not open", 0.5),
        _lesson("croissant baguette brioche flour"),
    )
    assert [each.place for each in (sure, torn, fresh)] == ["line 2"] * 3
    assert torn.doubt == 1.0
    assert fresh.novelty == 1.0
    assert sorted((sure, torn, fresh), key=lambda each: each.worth) == [sure, fresh, torn]


def test_what_the_model_does_not_read_or_is_too_short_is_left_out():
    """A person cannot label two words either."""
    assert _lesson("the shop is slow", declined="language_unsupported") is None
    assert _lesson("slow shop") is None


def test_tickets_that_read_alike_are_listed_once():
    """The same complaint five times teaches once."""
    same = [_lesson(f"the shop is slow again {extra}", 0.5, place=f"line {at}") for at, extra in enumerate(("", "today", "now"))]
    other = _lesson("how do i change a tax rate", 0.6, place="line 9")
    places = [each.place for each in choose([*same, other], 5)]
    assert len(places) == 2
    assert "line 9" in places


def test_no_more_are_listed_than_asked_for():
    """However many there are."""
    many = [_lesson(f"word{chr(97 + at)}a word{chr(97 + at)}b word{chr(97 + at)}c", 0.5) for at in range(20)]
    assert len(choose(iter(many), 7)) == 7
