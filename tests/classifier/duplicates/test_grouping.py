"""Which tickets of a list are about one thing."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from tests.classifier.conftest import read_as
from triage.classifier.duplicates.grouping import group_tickets
from triage.classifier.duplicates.matching import match_open_tickets
from triage.classifier.duplicates.new_ticket import NewTicket
from triage.classifier.duplicates.outages import OutageReading
from triage.classifier.duplicates.storm_reading import OutageReader, ReadOutages
from triage.classifier.entities import find_entities
from triage.domain.ticket import OpenTicket, Ticket
from triage.domain.vocabulary import Category

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DATA = Path(__file__).resolve().parents[3] / "bench" / "data"


def test_an_outage_storm_becomes_one_group():
    """Two hundred tickets of one outage in as many wordings, and fifty others: at least 95 % of the pairs right."""
    storm = (DATA / "storm.txt").read_text("utf-8").splitlines()
    others = (DATA / "others.txt").read_text("utf-8").splitlines()
    groups = group_tickets([OpenTicket(str(at), subject=text) for at, text in enumerate([*storm, *others])]).groups
    home = {member.id: number for number, group in enumerate(groups) for member in group.members}
    pairs = list(combinations(range(len(storm) + len(others)), 2))
    right = sum((str(a) in home and home[str(a)] == home.get(str(b))) == (b < len(storm)) for a, b in pairs)
    assert right >= 0.95 * len(pairs)


def test_a_group_is_led_by_its_oldest_and_the_rest_stands_alone():
    """Oldest first, whatever the order sent."""
    found = group_tickets(
        [
            OpenTicket("b", subject="Shop down, 502", created_at=NOW),
            OpenTicket("x", subject="Please add Jana Vogt to the team page", created_at=NOW),
            OpenTicket("a", subject="our site is unreachable, bad gateway", created_at=NOW - timedelta(hours=1)),
        ]
    )
    assert [[member.id for member in group.members] for group in found.groups] == [["a", "b"]]
    assert found.groups[0].original == "a"
    assert found.groups[0].members[0].score is None
    assert found.groups[0].members[1].like == "a"
    assert found.groups[0].members[1].evidence == ("shared_terms",)
    assert found.single == ("x",)


def test_a_ticket_that_stands_in_the_list_twice_has_two_places():
    """Of two pairs of one size the one that was sent first leads."""
    pages, menu = (
        OpenTicket("p", subject="Pages are missing in the printed catalogue"),
        OpenTicket("m", subject="Menu is cut off"),
    )
    found = group_tickets([pages, menu, menu, pages])
    assert [[member.id for member in group.members] for group in found.groups] == [["p", "p"], ["m", "m"]]


def test_a_storm_that_was_never_tuned_on_is_mostly_one_group():
    """Another outage, written after the code was frozen: at least 80 % of the pairs, and no other ticket in the storm's group."""
    storm = (DATA / "storm_second.txt").read_text("utf-8").splitlines()
    others = (DATA / "others_second.txt").read_text("utf-8").splitlines()
    largest = group_tickets([OpenTicket(str(at), subject=text) for at, text in enumerate([*storm, *others])]).groups[0]
    inside = [int(member.id) for member in largest.members]
    assert len(inside) >= 0.85 * len(storm)
    assert sum(at >= len(storm) for at in inside) <= 2


REPORTS = ("Where is our shop?", "503 everywhere", "nothing opens here", "Hilfe, alles weg")
WISH = "Please add Jana Vogt to the team page"
SURE, NONE = read_as(site_down=0.9, key_function=0.1), read_as(content=1.0)


def share(subject: str) -> OutageReading:
    """Stands in for the category model."""
    return NONE if subject == WISH else SURE


def shares(texts: Sequence[tuple[str, str]]) -> list[OutageReading]:
    return [share(subject) for subject, _ in texts]


READER = OutageReader(shares, shares)


def printed(number: int, subject: str, outage: OutageReading) -> OpenTicket:
    """A ticket as its decision's fingerprint."""
    found = match_open_tickets(NewTicket(Ticket(subject=subject), NOW, find_entities(subject, ""), outage), None)
    return OpenTicket(str(number), fingerprint=found.fingerprint)


def groups_of(tickets: list[OpenTicket], read: ReadOutages = shares, **more: float) -> list[list[str]]:
    found = group_tickets(tickets, OutageReader(read, read), **more).groups
    return [[member.id for member in group.members] for group in found]


def test_reports_without_a_shared_word_are_one_group_and_say_why():
    """The category model's reading ties them; who is asked whom it is like gets a report of the same outage."""
    found = group_tickets([OpenTicket(str(at), subject=text) for at, text in enumerate((*REPORTS, WISH))], READER)
    assert [[member.id for member in group.members] for group in found.groups] == [["0", "1", "2", "3"]]
    assert found.single == ("4",)
    assert {(member.score, "same_outage" in member.evidence) for member in found.groups[0].members[1:]} == {(0.75, True)}
    assert all(member.like not in (None, member.id) for member in found.groups[0].members[1:])


def test_without_a_reading_they_stand_alone():
    """Words alone do not tie them."""
    assert group_tickets([OpenTicket(str(at), subject=text) for at, text in enumerate(REPORTS)]).groups == ()


def test_what_is_certainly_no_report_joins_them_only_by_a_clear_likeness():
    """A wish shares words with the reports and stays out; without a reading it joins them."""
    storm = ["The shop is down for maintenance?", "shop down, maintenance page everywhere", "down, maintenance page"]
    wish = "Please translate our maintenance page"
    tickets = [OpenTicket(str(at), subject=text) for at, text in enumerate((*storm, wish))]

    def read(texts: Sequence[tuple[str, str]]) -> list[OutageReading]:
        return [read_as(site_down=0.01, content=0.99) if subject == wish else SURE for subject, _ in texts]

    assert groups_of(tickets, read) == [["0", "1", "2"]]
    assert len(group_tickets(tickets).groups[0].members) == 4


def test_fingerprints_of_decisions_group_like_texts():
    """The reading travels in them, and mixes with texts; those without it are compared by words."""
    prints = [printed(at, text, share(text)) for at, text in enumerate((*REPORTS, WISH))]
    assert groups_of(prints) == [["0", "1", "2", "3"]]
    assert groups_of([*prints[:2], *(OpenTicket(str(at), subject=text) for at, text in enumerate(REPORTS[2:], 2))]) == [
        ["0", "1", "2", "3"]
    ]
    assert groups_of([printed(at, text, NONE) for at, text in enumerate(REPORTS)]) == []


def test_a_category_that_was_sent_along_counts_instead_of_the_reading():
    """A person's word: neither text nor fingerprint is a report that was called something else."""
    said = [(WISH, Category.SITE_DOWN), (REPORTS[0], Category.SITE_DOWN), *((text, Category.CONTENT) for text in REPORTS[1:])]
    texts = [OpenTicket(str(at), subject=text, category=category) for at, (text, category) in enumerate(said)]
    assert groups_of(texts) == [["0", "1"]]
    prints = [printed(at, text, SURE) for at, text in enumerate(REPORTS)]
    called = [OpenTicket(each.id, fingerprint=each.fingerprint, category=Category.CONTENT) for each in prints]
    assert groups_of(called) == []


def test_outages_of_two_hosts_are_two_even_in_the_same_words():
    """Who names no host goes with the bigger one."""
    hosts = ["shop.example", "bakery.example", "shop.example", "bakery.example", "shop.example"]
    tickets = [OpenTicket(str(at), subject=f"{host} is down, 502 bad gateway") for at, host in enumerate(hosts)]
    assert groups_of([*tickets, OpenTicket("5", subject=REPORTS[0])]) == [["0", "2", "4", "5"], ["1", "3"]]


def test_outages_days_apart_are_two():
    """The policy may narrow the days that the model allows, and not widen them."""
    tickets = [
        OpenTicket(str(at), subject=text, created_at=NOW + timedelta(days=day))
        for at, (text, day) in enumerate(zip(REPORTS, (0, 0.1, 9, 9.9), strict=True))
    ]
    assert groups_of(tickets) == groups_of(tickets, days=14) == [["0", "1"], ["2", "3"]]
    assert groups_of(tickets, days=0.5) == [["0", "1"]]


def test_the_order_in_which_tickets_are_sent_does_not_matter():
    """The same groups, whatever the order."""
    texts = [*REPORTS, WISH, "bakery.example is down", "the checkout is gone", "checkout does nothing"]
    tickets = [OpenTicket(str(at), subject=text, created_at=NOW + timedelta(minutes=at)) for at, text in enumerate(texts)]
    expected = groups_of(tickets)
    for seed in range(5):
        assert groups_of(random.Random(seed).sample(tickets, len(tickets))) == expected


def test_an_empty_list_has_no_groups():
    """Nothing in, nothing out."""
    assert group_tickets([]).groups == ()


NOTES = (
    "My parcel has not arrived yet.",
    "Which countries do you ship to?",
    "I would like to become a dealer.",
    "The search finds nothing for candles.",
    "Please delete my customer account.",
    "Is there a dark mode for the site?",
    "Which size is right for a child of ten?",
    "The voucher HERBST is refused.",
    "An invoice with a VAT number is needed.",
    "Your opening hours are wrong on Sundays.",
)
FOOT = (
    "Muster Handels GmbH, Beispielstraße 12, 12345 Musterstadt, Amtsgericht Musterstadt HRB 12345",
    "Diese E-Mail enthält vertrauliche und rechtlich geschützte Informationen.",
    "Wenn Sie nicht der richtige Adressat sind, informieren Sie bitte sofort den Absender und vernichten Sie diese E-Mail.",
    "Das unerlaubte Kopieren sowie die unbefugte Weitergabe an andere Adressaten ist nicht gestattet.",
)


def forms(notes: Sequence[str] = NOTES) -> list[OpenTicket]:
    """What a web form sends: one title, the same labels."""
    lead = "You have received a new message from the contact form.\n\n"
    return [
        OpenTicket(str(at), "New message from contact form", f"{lead}First name: N{at}\nLast name: Q{at}\nMessage: {note}\n")
        for at, note in enumerate(notes)
    ]


def largest(tickets: Sequence[OpenTicket]) -> int:
    return max((len(group.members) for group in group_tickets(tickets).groups), default=1)


def test_messages_of_one_web_form_are_no_group():
    """Their title and labels are on every ticket of the list."""
    assert largest(forms()) == 1


def test_the_same_message_sent_twice_by_a_web_form_is_one():
    """What the labels hold still counts."""
    found = group_tickets(forms([*NOTES, "The voucher HERBST is refused at the checkout."])).groups
    assert [[member.id for member in group.members] for group in found] == [["7", "10"]]


def test_a_disclaimer_under_every_mail_ties_no_group():
    """Eight of one company: the lines under what they want are longer than that."""
    assert largest([OpenTicket(str(at), "", "\n".join((note, *FOOT))) for at, note in enumerate(NOTES[:8])]) <= 2


def test_no_third_ticket_ties_what_is_for_two_people():
    """The request that names nobody goes with one of them."""
    body = "Please reset the password of {}, the old one got lost."
    asked = [OpenTicket(str(at), body=body.format(who)) for at, who in enumerate(("ann@shop.example", "bob@shop.example", "her"))]
    assert [len(group.members) for group in group_tickets(asked).groups] == [2]


def test_a_monitors_mails_of_two_machines_are_two_outages_and_an_all_clear_is_none():
    """Read as reports all the same."""
    mails = ["PROBLEM: web01 is DOWN", "PROBLEM: web02 is DOWN", "RECOVERY: web01 is UP", "PROBLEM: web01 ping CRITICAL"]

    def read(texts: Sequence[tuple[str, str]]) -> list[OutageReading]:
        return [read_as(site_down=0.95, key_function=0.05) for _ in texts]

    assert groups_of([OpenTicket(str(at), subject=mail) for at, mail in enumerate(mails)], read) == [["0", "3"]]
