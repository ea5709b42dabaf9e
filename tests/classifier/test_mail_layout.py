"""What both cleaners keep of a mail: one table, since they read a mail alike; the model's text and matching must agree."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.line_kind import LineKind
from triage.classifier.mail_layout import line_kinds
from triage.classifier.quoting import classify_lines, strip_quotes
from triage.classifier.text import clean

OLD = "Hallo Anna,\nder Shop war wegen eines Serverausfalls nicht erreichbar.\nViele Grüße\nSupport"
OUTLOOK = {
    "en": "From: Support\nSent: Monday, 23 November 2026 09:12\nTo: Ann\nSubject: RE: Newsletter",
    "de": "Von: Support\nGesendet: Montag, 23. November 2026 09:12\nAn: Anna\nBetreff: AW: Newsletter",
    "fr": "De : Support\nEnvoyé : lundi 23 novembre 2026 09:12\nÀ : Anne\nObjet : RE: Lettre",
    "es": "De: Soporte\nEnviado el: lunes, 23 de noviembre de 2026 09:12\nPara: Ana\nAsunto: RE: Boletín",
    "it": "Da: Assistenza\nInviato: lunedì 23 novembre 2026 09:12\nA: Anna\nOggetto: R: Newsletter",
    "nl": "Van: Support\nVerzonden: maandag 23 november 2026 09:12\nAan: Anna\nOnderwerp: RE: Nieuwsbrief",
    "pt": "De: Suporte\nEnviada em: segunda-feira, 23 de novembro de 2026 09:12\nPara: Ana\nAssunto: RES: Boletim",
    "bold, blank lines": "*From:* Support\n\n*Sent:* Monday, 23 November 2026 09:12\n\n*To:* Ann\n\n*Subject:* RE: Newsletter",
}
NOTES = [
    "FYI",
    "FYI, see below.",
    "Zur Info",
    "Siehe unten, danke",
    "Pour info",
    "Para su información",
    "Vedi sotto",
    "Ter info",
    "Veja abaixo",
]
FORWARDS = [
    "---------- Forwarded message ---------",
    "Begin forwarded message:",
    "Anfang der weitergeleiteten Nachricht:",
    "-------- Weitergeleitete Nachricht --------",
    "Début du message transféré :",
    "Inicio del mensaje reenviado:",
    "Inizio messaggio inoltrato:",
    "Begin doorgestuurd bericht:",
    "---------- Mensagem encaminhada ---------",
]
ATTRIBUTIONS = [
    "On Mon, 23 Nov 2026 at 09:12, Support <s@shop.example> wrote:",
    "Am 23.11.2026 um 09:12 schrieb Support:",
    "Le lun. 23 nov. 2026 à 09:12, Support Agence Web de Lyon <\nsupport@agence.example> a écrit :",
    "Le lun. 23 nov. 2026 à 09:12, Support Agence\nWeb de Lyon et de Saint-Étienne <support@agence.example\n> a écrit :",
    "Am Mo., 23. Nov. 2026 um 09:12 Uhr schrieb Support Agentur Lyon <\nsupport@agentur.example>:",
    "El lun, 23 nov 2026 a las 09:12, Soporte (<s@shop.example>) escribió:",
    "Il giorno lun 23 nov 2026 alle ore 09:12 Assistenza <s@shop.example> ha scritto:",
    "Op ma 23 nov 2026 om 09:12 schreef Support <s@shop.example>:",
    "Em seg., 23 de nov. de 2026 às 09:12, Suporte <s@shop.example> escreveu:",
    "Den man. 23. nov. 2026 kl. 09.12 skrev Support <s@shop.example>:",
    "pon., 23 lis 2026 o 09:12 Support <s@shop.example> napisał(a):",
]
KEPT = [
    "Hello,\nExternal payment with PayPal fails for every customer, nobody can pay.\nPlease help.",
    "Hello,\nUnsubscribe links in the newsletter lead to a 404 page.",
    "Hello,\nThis email was sent to all customers by your system, but nobody ordered it.",
    "Sent from my iPhone, the form stays empty.\nOn a desktop it works.",
    "Gesendet mit DHL, aber ohne Nummer.\nWo sehe ich sie?",
    "Betreff: Gutschein HERBST wird an der Kasse abgelehnt\nNachricht: Siehe Betreff, bitte schnell.",
    "Objet : la boutique est vide\nMessage : voir objet",
    "Hallo,\nLG Fernseher\nfehlt im Shop seit gestern",
    "Hi,\nBR Deutschland\nis missing in the country list of the checkout",
    "The category order is wrong.\nBest Sellers\nNew In\nSale",
    'Please change on the start page:\nFrom: "Patients must not"\nTo: "We ask patients not to"',
    "Please look.\nOur customer wrote:\nI cannot pay by card.",
    "Seit heute.\nAm 23.11. schrieb eine Kundin:\nIch kann nicht zahlen.",
    "On Monday our customer wrote:\nI cannot pay by card.",
    "Problems:\nE-Mail: no confirmation arrives any more\nTelefon: is wrong on the contact page",
    "First the menu.\n-----\nThen the shop is down.",
]


def _both(body: str) -> tuple[str, str]:
    """What is left, without blank lines."""
    return tuple("\n".join(line for line in text.splitlines() if line) for text in (clean("", body).body, strip_quotes(body)))


@pytest.mark.parametrize("headers", OUTLOOK.values(), ids=OUTLOOK)
def test_headers_after_own_words_begin_a_quote(headers: str):
    """Outlook writes nothing else above the mail that is answered."""
    assert _both(f"Danke, das klappt.\n\nGrüße\nAnna\n\n{headers}\n\n{OLD}") == ("Danke, das klappt.",) * 2
    assert _both(f"Danke, das klappt.\n\n________________________________\n{headers}\n\n{OLD}") == ("Danke, das klappt.",) * 2


@pytest.mark.parametrize("headers", OUTLOOK.values(), ids=OUTLOOK)
@pytest.mark.parametrize("note", ["", "Mit freundlichen Grüßen\nAnna", *NOTES, "Zur Info.\n\nMit freundlichen Grüßen\nAnna"])
def test_a_forwarded_mail_stays(note: str, headers: str):
    """Where nothing precedes, or a note that hands it on: with a signature of each."""
    kept = "\n".join(OLD.split("\n")[:2])
    for left in _both(f"{note}\n\n{headers}\n\n{OLD}"):
        assert left.endswith(kept)
        assert "Newsletter" not in left
        assert "Grüße" not in left


@pytest.mark.parametrize("line", FORWARDS)
def test_a_signature_ends_where_a_forward_begins(line: str):
    """Whatever stands above it."""
    for leave in ("Best regards\nAnn", "--\nAnn\nShop Ltd"):
        mail = "From: Bob\nSubject: Card\n\nThe card form stays empty.\n\nBest regards\nBob"
        body = f"Please answer him.\n\n{leave}\n\n{line}\n{mail}"
        assert _both(body) == ("Please answer him.\nThe card form stays empty.",) * 2


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_attributions(line: str):
    """Also broken into lines, behind ">", and above an answer."""
    assert _both(f"Danke, klappt.\n\n{line}\n> alt\n> älter") == ("Danke, klappt.",) * 2
    assert _both(f"Danke, klappt.\n\n{line}\n\nalt\nälter") == ("Danke, klappt.",) * 2
    quoted = line.replace("\n", "\n> ")
    assert _both(f"Danke, klappt.\n\n> {quoted}\n> \n> alt") == ("Danke, klappt.",) * 2
    assert _both(f"{line}\n> alt\n\nDanke, klappt.") == ("Danke, klappt.",) * 2


@pytest.mark.parametrize("body", KEPT)
def test_what_customers_write_is_kept(body: str):
    """Lines that begin or look like a format, and say something."""
    assert _both(body) == (body, body)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (
            "You have a new message\n________________________________\nName: Bob\nMessage: our shop is down",
            "You have a new message\nMessage: our shop is down",
        ),
        (
            "From: Bob <b@x.example>\nSubject: Coupon\n\nMessage Body:\nIt is refused.\n-- \n"
            "This e-mail was sent from a contact form on Shop",
            "Subject: Coupon\nMessage Body:\nIt is refused.",
        ),
        (
            "Name: Bob\nE-Mail: b@x.example\nTelefon: 030 12\nBetreff: Gutschein\nNachricht: Er geht nicht",
            "Betreff: Gutschein\nNachricht: Er geht nicht",
        ),
        (
            "----------------------------------------------\n\nMia Kern, Nov 23, 2026, 09:22\n\nThe form fails.\nSince when?",
            "The form fails.\nSince when?",
        ),
        ("[EXTERNAL]\nIt fails.\n\nSent from my iPhone", "It fails."),
        ("EXTERNAL: do not click links or attachments of unknown senders\nIt fails.", "It fails."),
        ("It fails.\nUnsubscribe", "It fails."),
        ("Es geht nicht.\nGesendet mit der Telekom Mail App", "Es geht nicht."),
        ("It fails.\n\nLG Marit\nBakery, Hafenstr. 3, 24103 Kiel", "It fails."),
        ("##- Please type your reply above this line -##\nIt fails.", "It fails."),
    ],
)
def test_forms_footers_and_helpdesks(body: str, left: str):
    """What they add goes; what was said stays."""
    assert _both(body) == (left, left)


@given(
    st.lists(
        st.sampled_from(
            [*OUTLOOK.values(), *FORWARDS, *ATTRIBUTIONS, *NOTES, *KEPT, "> x", "-----", "", "--", "LG", "own words here"]
        )
    )
)
def test_something_is_left_of_any_mail(parts: list[str]):
    """In any order: something, made of lines that were there, each of one kind."""
    body = "\n".join(parts)
    lines = [line.strip() for line in body.split("\n")]
    assert [kind is LineKind.BLANK for kind in line_kinds([line for line in lines if line])].count(True) <= lines.count(">")
    assert len(classify_lines(body)) == len(body.splitlines())
    for left in (clean("", body).body, strip_quotes(body)):
        assert bool(left.strip()) == bool(body.strip())
        assert set(left) <= set(body) | set("xurlmai ")


@pytest.mark.parametrize(
    "piece",
    [
        "-----\nTo: x\n",
        "From: x\n\n",
        "To: a@b\n",
        "Am 1.2.2026\n",
        "On 3 wrote:\n> a\n",
        "[",
        "LG\n",
        "a:\n",
        "From: x\nDate: 1\n",
        "FYI\nFrom: x\nDate: 1\n",
    ],
)
def test_hostile_mails_take_linear_time(piece: str):
    """Twenty thousand characters, which is what is read, take milliseconds."""
    body = piece * (20_000 // len(piece))
    begun = time.process_time()
    clean("", body)
    strip_quotes(body)
    assert time.process_time() - begun < 1.0


def test_no_lines_have_no_kinds():
    """An empty body is read like any other."""
    assert line_kinds([]) == []
