"""Encoding and factored features give, to the last bits, what the reader and scikit-learn give."""

import numpy as np
import pytest
from scipy.sparse import hstack
from small_clients import encoder_reader, small_corpus

from training.features import FeatureOptions, build_features, documents
from training.retrain.assemble import assemble_features
from training.retrain.design import lay_out, learn_vocabulary
from training.retrain.encoding import Encoder
from training.retrain.logistic import Head
from training.retrain.recipe import Fitted
from training.retrain.spelling import groups_of

OPTIONS = [
    FeatureOptions(),
    FeatureOptions(char_shortest=2, char_floor=2, char_share=4.0, cue_share=0.0, cue_longest=1),
    FeatureOptions(word_longest=3, word_floor=1, char_longest=4),
]
HOSTILE = [("", "", None), ("?", "\ud800 \u0130stanbul", None), ("a", "x" * 9_000, "de"), ("Hi", "привет как дела магазин", None)]


def _texts():
    return [(each.subject, each.body, None) for each in small_corpus()] + HOSTILE


def test_encoding_reads_what_the_reader_reads():
    """Words, speech acts and language are those of the reader that serves."""
    encoder = Encoder(encoder_reader())
    texts = _texts()
    encoded = encoder.encode(texts)
    for at, (subject, body, told) in enumerate(texts):
        reading = encoder_reader().read(subject, body, told)
        one = encoded.take(np.array([at]))
        assert [encoded.words[number] for number in one.tokens] == list(reading.words)
        assert [encoded.acts[number] for number in one.cues] == list(reading.skeleton)
        assert encoded.languages[at] == (None if reading.naming.declined else reading.naming.language)


@pytest.mark.parametrize("options", OPTIONS)
def test_features_are_those_of_scikit_learn(options):
    """The same vocabulary, and the same values up to rounding, as the pipeline that is fitted and served."""
    tickets = list(small_corpus())
    encoded = Encoder(encoder_reader()).encode([(each.subject, each.body, None) for each in tickets])
    vocabulary = learn_vocabulary(encoded, options)
    design = lay_out(encoded, vocabulary)
    mine = hstack([design.words, design.spelled @ vocabulary.spelling * options.char_share, design.cues * options.cue_share])
    rows = documents(tickets, encoder_reader())
    assembled = assemble_features(vocabulary, encoded)
    fitted = build_features(options).fit(rows)
    assert abs(mine - assembled.transform(rows)).max() < 1e-12
    for name in ("words", "chars", "cues"):
        ours, theirs = (each.named_transformers_[name] for each in (assembled, fitted))
        assert set(ours.vocabulary_) == set(theirs.vocabulary_)
        assert all(abs(ours.idf_[at] - theirs.idf_[theirs.vocabulary_[term]]) < 1e-12 for term, at in ours.vocabulary_.items())


def test_products_are_those_of_the_written_out_matrix():
    """Scores and slopes by factors equal the plain matrix products."""
    encoded = Encoder(encoder_reader()).encode(_texts())
    vocabulary = learn_vocabulary(encoded, FeatureOptions())
    design = lay_out(encoded, vocabulary)
    options = vocabulary.options
    plain = hstack(
        [design.words, design.spelled @ vocabulary.spelling * options.char_share, design.cues * options.cue_share]
    ).tocsr()
    draw = np.random.default_rng(3)
    weights, errors = draw.normal(size=(plain.shape[1], 4)), draw.normal(size=(plain.shape[0], 4))
    assert np.abs(design.scores(weights) - plain @ weights).max() < 1e-9
    assert np.abs(design.pull(errors) - plain.T @ errors).max() < 1e-9


@pytest.mark.parametrize("options", OPTIONS)
def test_held_out_texts_score_as_in_service(options):
    """Words that were not learned have the letter groups that were: by far the most words of new tickets that tell something.

    Whether the encoder met the held-out texts before the vocabulary was learned, or after.
    """
    tickets = list(small_corpus())
    learned, held = tickets[::4], tickets[1::2]
    encoder = Encoder(encoder_reader())
    seen = encoder.encode([(each.subject, each.body, None) for each in learned])
    later = encoder.encode([(each.subject, each.body, None) for each in held])
    rows = documents(held, encoder_reader())
    for known in (seen, encoder.encode([(each.subject, each.body, None) for each in learned])):
        vocabulary = learn_vocabulary(known, options)
        draw = np.random.default_rng(4)
        head = Head(draw.normal(size=(sum(vocabulary.sizes), 3)), draw.normal(size=3))
        served = assemble_features(vocabulary, known).transform(rows) @ head.weights + head.intercept
        assert np.abs(Fitted(vocabulary, head).scores(later) - served).max() < 1e-9


@pytest.mark.parametrize(("word", "groups"), [("", []), ("a", [" a ", " a"]), ("ab", [" a", "ab", "b ", " ab", "ab ", " ab "])])
def test_letter_groups_keep_the_edges_of_words(word, groups):
    """A blank marks either end; a word shorter than the group counts once."""
    found = groups_of(word, 2, 4)
    assert sorted(found) == sorted([" a", "a ", " a "] if word == "a" else groups)


def test_some_texts_and_others_after_them_are_those_taken_and_joined():
    """Words of the later reading included, in one copy."""
    encoder, tickets = Encoder(encoder_reader()), small_corpus()
    first = encoder.encode([(each.subject, each.body, each.language) for each in tickets[:60]])
    second = encoder.encode([(each.subject, each.body, each.language) for each in tickets[60:90]])
    rows = np.array([50, 3, 17])
    joined = first.take_with(rows, second)
    assert len(joined) == 33
    assert list(joined.words) == list(encoder.words)
    for part, start in ((first.take(rows), 0), (second, 3)):
        found = joined.take(np.arange(start, start + len(part)))
        assert np.array_equal(found.tokens, part.tokens)
        assert np.array_equal(found.cues, part.cues)
        assert np.array_equal(found.starts, part.starts - part.starts[0])
        assert found.languages == part.languages
