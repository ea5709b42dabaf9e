"""Languages are named, or it is said that they cannot be."""

from __future__ import annotations

import numpy as np
import pytest

from training.corpus import read_corpus
from training.features import read_lexicon
from training.languages import learn_languages, lexicon_words
from triage.classifier.category.language import OTHER
from triage.classifier.category.reading import name_language
from triage.classifier.text import clean
from triage.classifier.tokens import fold_all, read_tokens


@pytest.fixture(scope="module")
def languages():
    everything = read_corpus()
    foreign = [ticket for ticket in everything if ticket.language != "en"]
    english = [ticket for ticket in everything if ticket.language == "en"]
    return learn_languages(foreign[::2] + english[::12], lexicon_words(read_lexicon()))


def named(languages, text, told=None):
    """The language of a text as the service tells it, the one that it is read in, and why it is not judged."""
    words = fold_all(read_tokens(clean("", text))[0])
    return name_language(languages, languages.evidence(words).tolist(), told)


TEXTS = [
    ("The checkout has been broken since this morning and nobody can pay.", "en"),
    ("Seit heute Morgen kann bei uns niemand mehr bezahlen.", "de"),
    ("Depuis ce matin, aucun client ne peut payer sur notre boutique.", "fr"),
    ("Desde esta mañana ningún cliente puede pagar en nuestra tienda.", "es"),
    ("Da questa mattina nessun cliente riesce a pagare nel nostro negozio.", "it"),
    ("Sinds vanochtend kan geen enkele klant in onze winkel betalen.", "nl"),
    ("Desde hoje de manhã nenhum cliente consegue pagar na nossa loja.", "pt"),
    ("Od rana żaden klient nie może zapłacić, proszę o pomoc, bo nie wiem jak to naprawić.", OTHER),
    ("Sidan är nere och vi kan inte logga in, vad ska vi göra nu?", OTHER),
    ("Sitemiz sabahtan beri çalışmıyor ve müşteriler ödeme yapamıyor, lütfen bir bakar mısınız, bu çok önemli", OTHER),
    ("Сайт не работает с утра", OTHER),
    ("サイトがダウンしています", OTHER),
    ("الموقع لا يعمل", OTHER),
    ("404", None),
    ("", None),
    ("sdkfjhskdjfh ksjdhfkjsdh xcvbxcvb", None),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_a_text_has_a_language(languages, text, expected):
    """The seven languages by their code, others as other, too little as None."""
    assert named(languages, text)[0] == expected


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        ("nobody can pay in our shop since this morning", None, ("en", "en", None)),
        ("nobody can pay in our shop since this morning", "pl", ("en", "en", None)),  # the account's language, not the text's
        ("shop offline", "de-AT", ("de", "de", None)),
        ("shop offline", "PT_br", ("pt", "pt", None)),
        ("сайт не работает", "en", ("en", "en", "language_unsupported")),
        ("сайт не работает", None, (OTHER, "en", "language_unsupported")),
        ("Sidan är nere och vi kan inte logga in", "sv", ("sv", "en", "language_unsupported")),
        ("", None, (None, "en", "no_text")),
        ("?!", "de", ("de", "en", "no_text")),
        ("503", None, (None, "en", None)),
        ("sdkfjhskdjfh ksjdhfkjsdh", None, (None, "en", "gibberish")),
    ],
)
def test_naming(languages, text, told, expected):
    """What the helpdesk says is believed where it can be true."""
    assert named(languages, text, told) == expected


def test_words_together_and_alone(languages):
    """Words that are read together say what each says alone."""
    words = ["shop", "bestellung", "ß", "503", ".", "?", "сайт", "naïve", "sdkfjhskdjfh", "the", "a", "_", "l"]
    together = languages.evidence_of(words)
    np.testing.assert_allclose(together, [languages.word_evidence(word) for word in words], rtol=0, atol=1e-12)
    np.testing.assert_allclose(together.sum(0), languages.evidence(words), rtol=0, atol=1e-9)
    assert languages.evidence_of([]).shape == (0, languages.width)
