"""Languages are named, or it is said that they cannot be."""

from __future__ import annotations

import numpy as np
import pytest

from training.corpus import read_corpus
from training.features import read_lexicon
from training.languages import learn_languages, lexicon_words
from triage.classifier.category.cues import Lexicon
from triage.classifier.category.language import OTHER
from triage.classifier.category.reading import Reader


@pytest.fixture(scope="module")
def languages():
    everything = read_corpus()
    foreign = [ticket for ticket in everything if ticket.language != "en"]
    english = [ticket for ticket in everything if ticket.language == "en"]
    return learn_languages(foreign[::2] + english[::12], lexicon_words(read_lexicon()))


def named(languages, text, told=None):
    """What is found of the language of a text."""
    return Reader(Lexicon(read_lexicon()), languages).read("", text, told).naming


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
        ("12345", None, (None, "en", "no_request")),
        ("Guten Morgen", "de", ("de", "de", "no_request")),
        ("Many thanks, it works again", "de", ("de", "de", "thanks")),
        ("shop", None, ("en", "en", "no_request")),
        ("qwertz", None, (None, "en", "gibberish")),
        ("Sklep nie działa", None, (OTHER, "en", "language_unsupported")),
        ("Sklep nie działa", "pl", ("pl", "en", "language_unsupported")),
        ("Jak dodać drugiego użytkownika?", None, (OTHER, "en", "language_unsupported")),
        ("Kde najdu faktury?", None, (OTHER, "en", "language_unsupported")),
        ("Var hittar jag fakturor?", None, (OTHER, "en", "language_unsupported")),
        ("Hvor finder jeg mine fakturaer?", None, (OTHER, "en", "language_unsupported")),
        ("Site çalışmıyor", None, (OTHER, "en", "language_unsupported")),
        ("Kauppa ei toimi", None, (OTHER, "en", "language_unsupported")),
        ("A kosár üres, nem tudok fizetni", None, (OTHER, "en", "language_unsupported")),
        ("Košarica je prazna", None, (OTHER, "en", "language_unsupported")),
        ("Toko tidak bisa dibuka", None, (OTHER, "en", "language_unsupported")),
        ("No puc entrar amb la contrasenya", None, (OTHER, "en", "language_unsupported")),
        ("Nu pot plăti", None, (OTHER, "en", "language_unsupported")),
        ("Magento 2.4.6 checkout не работает, error 500 при оплате PayPal", None, (OTHER, "en", "language_unsupported")),
        ("Lorem ipsum dolor sit amet", None, (OTHER, "en", "language_unsupported")),
        ("Lorem ipsum is still on our contact page", None, ("en", "en", None)),
        ("Customers in Malmö cannot pay", None, ("en", "en", None)),
        ("Seite für Škoda und Citroën lädt nicht", None, ("de", "de", None)),
        ("Søren cannot log in", None, ("en", "en", None)),
        ("La page de Łukasz ne s'ouvre pas", None, ("fr", "fr", None)),
        ("The word Привет is shown instead of Hello", None, ("en", "en", None)),
        ("Site down", None, ("en", "en", None)),
        ("our website is down", None, ("en", "en", None)),
        ("Reset password", None, ("en", "en", None)),
        ("menu doesn't open on iPad", None, ("en", "en", None)),
        ("Passwort vergessen", None, ("de", "de", None)),
        ("Panier vide", None, ("fr", "fr", None)),
        ("Tienda caída", None, ("es", "es", None)),
        ("Carrello vuoto", None, ("it", "it", None)),
        ("Winkelwagen leeg", None, ("nl", "nl", None)),
        ("Carrinho vazio", None, ("pt", "pt", None)),
        ("sdkfjhskdjfh ksjdhfkjsdh", None, (None, "en", "gibberish")),
    ],
)
def test_naming(languages, text, told, expected):
    """What the helpdesk says is believed where it can be true."""
    assert named(languages, text, told)[:3] == expected


@pytest.mark.parametrize(("text", "told", "likely"), [("import fails", None, "en"), ("502", None, None), ("offline", "fr", "fr")])
def test_a_likely_language(languages, text, told, likely):
    """Readers of a single language take an unclear text for one in the language that it is read in, if it has letters."""
    assert named(languages, text, told).likely == likely


def test_words_together_and_alone(languages):
    """Words that are read together say what each says alone."""
    words = ["shop", "bestellung", "ß", "503", ".", "?", "сайт", "naïve", "sdkfjhskdjfh", "the", "a", "_", "l"]
    together = languages.evidence_of(words)
    np.testing.assert_allclose(together, [languages.word_evidence(word) for word in words], rtol=0, atol=1e-12)
    np.testing.assert_allclose(together.sum(0), languages.evidence(words), rtol=0, atol=1e-9)
    assert languages.evidence_of([]).shape == (0, languages.width)
