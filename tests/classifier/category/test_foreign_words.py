"""Short texts in a language that the model does not read, by letters that none of its seven has."""

import pytest

from triage.classifier.category.model import load_classifier
from triage.classifier.category.reading import strange_words
from triage.classifier.text import CleanText
from triage.settings import model_path

OTHERS = [
    ("Obchod nefunguje", "Od rána nikdo nemůže objednat."),
    ("Site çalışmıyor", "Sabahtan beri kimse sipariş veremiyor."),
    ("Pytanie", "Jak dodać drugiego użytkownika?"),
    ("Fråga", "Var hittar jag fakturor?"),
    ("", "Magento 2.4.6 checkout не работает, error 500 при оплате PayPal"),
    ("Jak zmienić logo?", ""),
    ("Hvordan skifter jeg logo?", ""),
]
OURS = [
    ("", "Škoda dealers cannot log in", "en"),
    ("", "Søren cannot log in since today", "en"),
    ("Malmö", "The store page is broken for our customers there", "en"),
    ("", "Kunde Łukasz Nowak kann nicht zahlen", "de"),
    ("", "Le client Dvořák ne peut pas payer", "fr"),
    ("", "Please add Čeština to the language menu of the page", "en"),
    ("El carrito está vacío", "", "es"),
    ("Škoda", "payment fails", None),
]


@pytest.fixture(scope="module", params=["lean", "sklearn"])
def classifier(request):
    return load_classifier(model_path("category"), request.param, encoder="never")


@pytest.mark.parametrize(("subject", "body"), OTHERS)
def test_another_language_is_told_however_short(classifier, subject, body):
    """It was taken for Dutch or Spanish, and guessed at."""
    found = classifier.predict(subject, body)
    assert (found.language, found.declined, found.probabilities) == ("other", "language_unsupported", ())


@pytest.mark.parametrize(("subject", "body", "language"), OURS)
def test_names_make_no_language(classifier, subject, body, language):
    """They begin with a capital, or stand among everyday words."""
    found = classifier.predict(subject, body)
    assert (found.language, found.declined) == (language, None)


@pytest.mark.parametrize(("text", "count"), [("Łukasz", 0), ("zmienić zmienić", 1), ("naïve Straße", 0), ("не ok", 1), ("", 0)])
def test_strange_words_are_counted_once(text, count):
    """Small ones only."""
    assert strange_words(CleanText(text, "")) == strange_words(CleanText("", text)) == count
