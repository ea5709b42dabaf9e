"""Copies, boilerplate and words of other scripts among the open tickets."""

from dataclasses import replace

import pytest

from tests.classifier.duplicates.test_matching import OTHER, SAME, THIRD, match, printed
from triage.domain.ticket import OpenTicket, Ticket

COUPON = "Guten Tag, der Gutschein HERBST wird seit gestern an der Kasse abgelehnt, obwohl er bis Dezember gilt."


@pytest.mark.parametrize("sent", [lambda pool: pool, lambda pool: tuple(map(printed, pool))], ids=["text", "fingerprints"])
@pytest.mark.parametrize("titles", [("", ""), ("Frage", "Bitte um Hilfe"), ("Gutschein", "Problem"), ("", "Gutschein")])
def test_a_copy_is_a_near_repetition_in_any_language_under_any_title(titles: tuple[str, str], sent):
    """No encoder reads German, and many mails have no title."""
    pool = (OTHER, replace(SAME, subject=titles[0], body=COUPON), THIRD)
    best = match(Ticket(subject=titles[1], body=COUPON.upper() + "\n"), sent(pool)).candidates[0]
    assert (best.id, best.score >= 0.9) == ("7", True)


@pytest.mark.parametrize(
    ("titles", "body"),
    [
        (
            ("Order 20871", "Order 30114"),
            "We are still waiting for this order and nobody answers the telephone, what is going on?",
        ),
        (("Shop offline", "Wrong invoice"), "Please call me back."),
    ],
)
def test_a_copy_under_titles_that_say_otherwise_is_none(titles: tuple[str, str], body: str):
    """Two orders are two; a short text is everybody's."""
    found = match(Ticket(subject=titles[1], body=body), (OTHER, replace(SAME, subject=titles[0], body=body), THIRD))
    assert found.candidates[0].score < 0.9


def test_words_in_other_scripts_are_more_than_their_first_four_letters():
    """A review found these two unrelated tickets alike at 0.88."""
    found = match(
        Ticket(subject="Проверка", body="Проверьте проверку провайдера прошлой поставки товаров"),
        (replace(OTHER, subject="Провал", body="Проводник прозрачной постоянной товарищ"),),
    )
    assert found.candidates[0].score < 0.1
    assert found.candidates[0].shared == ()


def test_messages_of_one_web_form_repeat_none_of_each_other():
    """Title and labels are on every open ticket; with one or two open ones nobody can know."""
    lead, tail = (
        "Sie haben eine neue Nachricht über das Kontaktformular erhalten.\n\nIhre Nachricht: ",
        "\nDatenschutz: akzeptiert",
    )
    title = "WG: Neue Nachricht über das Kontaktformular"
    notes = (
        "Bitte löschen Sie mein Kundenkonto.",
        "Wann kommt mein Paket?",
        "Die Suche findet keine Kerzen.",
        "Welche Größe passt?",
    )
    pool = tuple(OpenTicket(str(at), title, f"{lead}{note}{tail}") for at, note in enumerate(notes * 2))
    assert match(Ticket(subject=title, body=f"{lead}Liefern Sie nach Norwegen?{tail}"), pool).candidates[0].score < 0.3


@pytest.mark.parametrize("title", ["Öffnungszeiten", "İade", "Straẞe", "ΣΑΣ"])
def test_shared_words_keep_their_capitals_whatever_other_letters_do(title: str):
    pool = (OTHER, replace(SAME, subject="Gutschein", body=f"Der Gutschein HERBST wird abgelehnt, {title}"))
    shared = match(Ticket(subject=title, body="Der Gutschein HERBST"), pool).candidates[0].shared
    assert {"HERBST", "Gutschein", title} <= set(shared)


TOWNS = (
    *("Leeds", "Paisley", "Hull", "Bath", "Truro", "Derby", "York", "Ely", "Oban", "Ayr"),
    *("Luton", "Wigan", "Crewe", "Poole", "Dover", "Ripon", "Wells", "Stoke", "Bury", "Perth"),
)
REPORTS = {
    "en": "Since Monday every voucher is refused at the checkout, customers complain.\nOur shop: {}, number {}, cheers {}.",
    "de": "Seit Montag wird an der Kasse jeder Gutschein abgelehnt, Kunden klagen.\nUnser Laden: {}, Nummer {}, Gruß {}.",
}


@pytest.mark.parametrize("language", sorted(REPORTS))
@pytest.mark.parametrize("count", [8, 9, 12, 18])
def test_the_eighth_report_of_one_fault_is_no_boilerplate(language: str, count: int):
    """They differ in names and numbers, which are no matter of their own: from eight on none was found to repeat the others."""

    def report(at: int) -> Ticket:
        body = REPORTS[language].format(TOWNS[at], 4000 + 37 * at, TOWNS[-at - 1])
        return Ticket(id=str(at), subject="Voucher", body=body)

    def best(open_reports: int) -> float:
        pool = tuple(OpenTicket(str(at), "Voucher", report(at).body) for at in range(open_reports))
        return match(report(19), pool).candidates[0].score

    assert best(count) > 0.6 * best(7) > 0.2


def test_a_ticket_that_was_sent_twice_counts_once():
    """As where the pages of a helpdesk's list overlap: the same answer, and the copies take no other's place."""
    once = (OTHER, SAME, THIRD)
    new = Ticket(subject=SAME.subject, body=SAME.body)
    assert match(new, (*once, SAME, SAME, OTHER)) == match(new, once)
