"""How much terms tell: reports of one matter count as one ticket, messages of one form as many."""

import pytest

from tests.classifier.duplicates.test_matching import match
from triage.classifier.duplicates.duplicate_model import shipped_model
from triage.classifier.duplicates.grouping import group_tickets
from triage.classifier.duplicates.profiles import pool_of
from triage.classifier.duplicates.rarity import rarity
from triage.domain.ticket import OpenTicket, Ticket

FIRST = ("Anna", "Otto", "Ruth", "Karl", "Nora", "Emil", "Ida", "Hugo", "Vera", "Finn", "Clara", "Rosa", "Tilda")
LAST = ("Fisher", "Carter", "Weaver", "Turner", "Mason", "Foster", "Archer", "Butler", "Palmer", "Hunter", "Gardner")
OTHERS = tuple(
    OpenTicket(f"other-{at}", *text)
    for at, text in enumerate(
        (
            ("Export of customers", "How can I export the list of all customers as a spreadsheet?"),
            ("Banner", "Please replace the banner on the home page with the attached one."),
            ("Newsletter", "The newsletter was sent twice to all subscribers yesterday."),
            ("Dark mode", "Could you add a dark mode to the shop for the evening?"),
            ("Wrong price", "The candle Red shows 12 euros, it should be 14."),
            ("Add user", "Please add Bob Stone as an editor of the blog."),
            ("Shipping label", "The shipping label is printed on two pages instead of one."),
            ("Imprint", "The imprint still has our old address, we moved in October."),
        )
    )
)
REPORTS = {
    "en": (
        "Voucher refused",
        "Since Monday every voucher is refused at the checkout, customers complain.\nOur shop number is {1}, cheers {0}.",
    ),
    "de": (
        "Gutschein abgelehnt",
        "Seit Montag wird jeder Gutschein an der Kasse abgelehnt, Kunden beschweren sich.\nUnsere Nummer ist {1}, Gruß {0}.",
    ),
    "da": (
        "Gavekort afvist",
        "Siden mandag bliver hvert gavekort afvist ved kassen, kunderne klager.\nVores kundenummer er {1}, hilsen {0}.",
    ),
    "en, a number at the end": (
        "Voucher refused",
        "Since Monday every voucher is refused at the checkout, customers complain. {1}",
    ),
}
WORDINGS = (
    "Klarna is gone from the payment step.",
    "Klarna no longer offered when paying.",
    "Why is Klarna missing at the checkout?",
    "Customers cannot pay by Klarna any more, it is missing.",
    "The payment step has lost Klarna.",
)
FORMS = {
    "de": (
        "Neue Nachricht über das Kontaktformular",
        "Sie haben eine neue Nachricht über das Kontaktformular erhalten.\n\nName: {0}\nNachricht: {1}\nDatenschutz: akzeptiert",
        (
            *("Bitte löschen Sie mein Kundenkonto.", "Wann kommt mein Paket?", "Die Suche findet keine Kerzen."),
            *("Gibt es einen Laden in Bonn?", "Mein Passwort geht nicht.", "Ich brauche eine Rechnung."),
            *("Die Öffnungszeiten stimmen nicht.", "Kann ich umtauschen?", "Haben Sie auch Lampen in Blau?"),
            *("Das Video spielt nicht.", "Welche Größe passt?", "Suchen Sie Mitarbeiter?"),
        ),
        "Liefern Sie nach Norwegen?",
    ),
    "nl": (
        "Nieuw bericht via het contactformulier",
        "U heeft een nieuw bericht ontvangen via het contactformulier.\n\nNaam: {0}\nBericht: {1}",
        (
            *("Wilt u mijn account verwijderen?", "Wanneer komt mijn pakket?", "De zoekfunctie vindt geen kaarsen."),
            *("Heeft u een winkel in Utrecht?", "Mijn wachtwoord werkt niet.", "Ik heb een factuur nodig."),
            *("De openingstijden kloppen niet.", "Kan ik ruilen?", "Is de lamp er ook in blauw?"),
            *("De video speelt niet af.", "Welke maat past?", "Zoekt u medewerkers?"),
        ),
        "Levert u in Noorwegen?",
    ),
}


def person(at: int) -> str:
    return f"{FIRST[at % len(FIRST)]} {LAST[at % len(LAST)]}"


def reports(language: str, count: int) -> tuple[OpenTicket, ...]:
    subject, body = REPORTS[language]
    return tuple(OpenTicket(str(at), subject, body.format(person(at), 4000 + 37 * at)) for at in range(count))


def score(language: str, pool: tuple[OpenTicket, ...]) -> float:
    subject, body = REPORTS[language]
    return match(Ticket(id="new", subject=subject, body=body.format("Xavier Toll", 3)), pool).candidates[0].score


@pytest.mark.parametrize("beside", [(), OTHERS], ids=["alone", "beside others"])
@pytest.mark.parametrize("language", sorted(REPORTS))
def test_a_report_is_as_like_the_others_however_many_there_are(language: str, beside: tuple[OpenTicket, ...]):
    """Those of one fault that differ in names and numbers: the eighth found nothing, and the thousandth less and less."""
    one = score(language, (*reports(language, 1), *beside))
    assert one > 0.7
    for count in (5, 7, 8, 10, 12, 20, 50, 300, 1_000):
        assert score(language, (*reports(language, count), *beside)) > one - 0.05


@pytest.mark.parametrize("count", [3, 7, 8, 12, 20, 60])
@pytest.mark.parametrize("language", sorted(REPORTS))
def test_reports_of_one_fault_are_one_group(language: str, count: int):
    """Beside other tickets, which stay alone."""
    groups = group_tickets((*reports(language, count), *OTHERS)).groups
    assert [len(group.members) for group in groups] == [count]


@pytest.mark.parametrize("count", [20, 40, 100])
def test_one_fault_in_several_wordings_is_one_group(count: int):
    """What recurs is in no one's words alone, so that no ticket has words of its own."""
    tickets = tuple(OpenTicket(str(at), "Klarna", f"{WORDINGS[at % 5]}\n{person(at)}") for at in range(count))
    assert [len(group.members) for group in group_tickets((*tickets, *OTHERS)).groups] == [count]


@pytest.mark.parametrize("language", sorted(FORMS))
@pytest.mark.parametrize("count", [8, 10, 12])
def test_messages_of_a_form_stay_apart(language: str, count: int):
    """Their own words are few, and not all of them usual."""
    subject, body, notes, last = FORMS[language]
    pool = tuple(OpenTicket(str(at), subject, body.format(person(at), notes[at])) for at in range(count))
    assert match(Ticket(subject=subject, body=body.format("Xavier Toll", last)), pool).candidates[0].score < 0.3
    assert max((len(group.members) for group in group_tickets(pool).groups), default=1) <= 2


def test_a_form_and_a_fault_in_one_list_are_told_apart():
    """The form's labels are boilerplate, the fault's words are not, each on half of the tickets."""
    subject, body, notes, _ = FORMS["de"]
    forms = tuple(OpenTicket(f"form-{at}", subject, body.format(person(at), note)) for at, note in enumerate(notes))
    groups = group_tickets((*forms, *reports("de", 12))).groups
    assert [member.id for member in groups[0].members] == [str(at) for at in range(12)]
    assert all(len(group.members) <= 2 for group in groups[1:])


def test_the_rarity_of_an_empty_pool_and_of_empty_tickets():
    """Nothing was met, so nothing is known but what was known before."""
    model = shipped_model()
    for texts in ((), ("",) * 9):
        found = rarity(pool_of(texts, model), model)
        assert not found.boilerplate
        assert (found.weights >= 0).all()
