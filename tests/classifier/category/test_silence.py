"""Texts that ask for nothing, and their nearest neighbours, which do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.category.model import load_classifier
from triage.classifier.category.silence import silence
from triage.classifier.text import clean
from triage.domain.reading import Depth
from triage.domain.vocabulary import Category
from triage.settings import model_path

NO_REQUEST = [
    *(
        "Good morning",
        "Is anybody there?",
        "hello? anyone there?",
        "Hi",
        "Hey guys",
        "Guten Tag",
        "Bonjour à tous",
        "Buenos días",
    ),
    *("https://shop.example/a?b=1", "ann@shop.example", "IMG_2044.png", "0", "12:30", "wp_cron.php", "aaaa", "?!", "👍"),
    *("screenshot attached", "Please find attached", "see attached", "siehe Anhang", "ver adjunto", "voir pièce jointe"),
    *(
        "Please help!",
        "Please call me back.",
        "Bitte rufen Sie mich an.",
        "Bitte um Rückruf.",
        "Urgent!!!",
        "Hi, I have a question.",
    ),
    *("lorem ipsum dolor sit amet consectetur", "Thank you!", "Danke", "<div>Hello</div>", "<img src='cid:1'>"),
    *("Thank you, that solved it! You can close the ticket.", "Thanks, it works again.", "All good now, thanks a million"),
    *(
        "Website is back up, thank you!!",
        "Many thanks for your help, everything is fine now.",
        "Thanks, solved. Please close it.",
    ),
    *("Danke, das Problem ist gelöst. Bitte das Ticket schließen.", "Merci, c'est résolu.", "Gracias, ya funciona todo."),
    *("Grazie, il problema è risolto.", "Bedankt, het werkt weer.", "Obrigado, já está resolvido."),
]
TOO_LITTLE = ["shop", "domain", "SSL", "Hello, login", "Rückerstattung", "https://shop.example cart"]
SAYS_SOMETHING = [
    *(
        "503",
        "404 everywhere",
        "502 webmail",
        "help / error",
        "Your privacy policy is lorem ipsum",
        "pls merge with 7719",
        "typo",
    ),
    *("typo", "Tutorials?", "slow", "Blackout", "shop 503", "How?"),
    *(
        "Checkout broken",
        "offline",
        "Site down",
        "Reset password",
        "export orders",
        "Hello, the shop is down",
        "Logo bitte tauschen",
    ),
    *("Thanks for fixing the cart. Now the search finds nothing", "Thank you, that solved it! But the logo is still wrong"),
    *("Thanks, it works again. How do I change the colour?", "Danke, geht wieder, aber die Suche ist leer", "A photo is missing"),
    *("Thank you, the problem is solved for the shop. Please do the same for the blog.", "Can I attach a file to a product?"),
    *(
        "Thanks in advance. The cart is not fixed",
        "We need a screenshot tool",
        "Please call the customer 4711 and send the invoice",
    ),
    *(
        "The greeting in the order mail is wrong",
        "Hello world is all that our start page says",
        "Everything works fine but login",
    ),
]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *((text, "no_request") for text in NO_REQUEST),
        *((text, "too_little") for text in TOO_LITTLE),
        *((text, None) for text in SAYS_SOMETHING),
    ],
)
def test_a_text_that_asks_for_nothing_is_told(text: str, why: str | None) -> None:
    """As body and as title."""
    assert silence(clean("", text)) == why
    if "<" not in text:
        assert silence(clean(text, "")) == why


@pytest.mark.parametrize(
    ("subject", "body"), [("Re: ticket", "Thank you, that solved it!"), ("Chat", "Hello"), ("Help", "Please!")]
)
def test_titles_that_say_nothing_make_no_request(subject: str, body: str) -> None:
    """Of whatever kind the silence is."""
    assert silence(clean(subject, body)) is not None


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text(subject: str, body: str) -> None:
    """One of three words."""
    assert silence(clean(subject, body)) in (None, "no_request", "too_little")


@pytest.mark.parametrize("engine", ["lean", "sklearn"])
def test_the_model_declines_what_asks_for_nothing(engine: str) -> None:
    """Whichever engine; "Hello" was an outage that woke the emergency team."""
    classifier = load_classifier(model_path("category"), engine, encoder="never")
    assert [classifier.predict("", text).declined for text in ("Hello", "shop", "https://shop.example")] == [
        "no_request",
        "too_little",
        "no_request",
    ]
    assert classifier.predict("", "Hello, the shop is down").probabilities[0][0] is Category.SITE_DOWN
    assert classifier.predict_many([("", "Hello")], depth=Depth.WORDS)[0].probabilities == ()
