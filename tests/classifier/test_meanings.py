"""What an encoder adds where words leave it open whether a ticket repeats another one."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from triage.classifier.duplicate_model import shipped_model
from triage.classifier.duplicates import match_many, match_open_tickets, read_board
from triage.classifier.entities import find_entities
from triage.classifier.meanings import Meanings, background, cosine, shipped_meanings
from triage.domain.reading import DuplicateMatch
from triage.domain.ticket import OpenTicket, Ticket

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TICKET = Ticket(id="9", subject="Nobody gets past the last step", body="The wheel turns for ever and the order is never there.")
SAME = OpenTicket("7", "Checkout hangs", "After the button is pressed it loads without end, no order comes in.", created_at=NOW)
OTHER = OpenTicket("3", "Opening hours", "Please put the last opening hours of the year on the site.", created_at=NOW)
ALIKE, APART = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)


@dataclass
class Hands:
    """An encoder by hand: what holds the word points its way, all else the other way. `read` has what it was asked, in order."""

    word: str = "order"
    read: list[str] = field(default_factory=list)

    def vector(self, text: str) -> np.ndarray:
        """One of two directions."""
        self.read.append(text)
        return ALIKE if self.word in text else APART


def match(ticket: Ticket, pool: tuple[OpenTicket, ...], meanings: Meanings | None) -> DuplicateMatch:
    return match_open_tickets(ticket, NOW, pool, find_entities(ticket.subject, ticket.body), None, meanings)


def printed(ticket: OpenTicket) -> OpenTicket:
    found = match_open_tickets(Ticket(subject=ticket.subject, body=ticket.body), NOW, None, find_entities(ticket.subject, ""))
    return replace(ticket, subject="", body="", fingerprint=found.fingerprint)


def test_what_means_the_same_is_found_without_its_words():
    """The score rises, the evidence says why, and what means something else falls."""
    plain, read = match(TICKET, (OTHER, SAME), None), match(TICKET, (OTHER, SAME), Meanings(Hands()))
    scores = {candidate.id: candidate.score for candidate in plain.candidates}
    same, other = read.candidates
    assert (same.id, other.id, read.original) == ("7", "3", "7")
    assert same.score > 0.9 > scores["7"]
    assert other.score < scores["3"]
    assert ("same_meaning" in same.evidence, "same_meaning" in other.evidence) == (True, False)
    assert (same.meaning, other.meaning) == (1.0, 0.0)
    assert all(candidate.meaning is None for candidate in plain.candidates)


REFERRING = replace(TICKET, body="Still the same as in ticket #4650, no order.")
ASKED = [
    ("words leave it open", TICKET, (OTHER, SAME), 3),
    ("the text names an open ticket", REFERRING, (OTHER, replace(SAME, id="4650")), 0),
    ("words have settled it", replace(TICKET, subject=SAME.subject, body=SAME.body), (OTHER, SAME), 0),
    ("nothing is open", TICKET, (), 0),
    ("only a fingerprint was sent", TICKET, (printed(SAME), printed(OTHER)), 0),
    ("one was sent as text", TICKET, (printed(OTHER), SAME), 2),
    ("the ticket has no text of its own", Ticket(id="9", body="> quoted"), (OTHER, SAME), 0),
]


@pytest.mark.parametrize(("ticket", "pool", "count"), [row[1:] for row in ASKED], ids=[row[0] for row in ASKED])
def test_the_encoder_reads_only_what_can_matter(ticket, pool, count):
    """It costs a tenth of a second a text."""
    hands = Hands()
    found = match(ticket, pool, Meanings(hands))
    assert len(hands.read) == count
    if not count:
        assert found == match(ticket, pool, None)


def test_a_hopeless_ticket_is_not_read():
    """Where the best by words is below the model's floor."""
    pool, hands = (OTHER,), Hands()
    board = replace(read_board(pool, shipped_model()), model=replace(shipped_model(), meaning_least=0.99, meaning_settled=1.0))
    board.match(TICKET, NOW, find_entities(TICKET.subject, TICKET.body), None, Meanings(hands))
    assert hands.read == []


def test_at_most_so_many_open_tickets_are_read():
    """Those that are most alike by their words; the others keep the score of these."""
    pool = tuple(replace(SAME, id=str(at), body=f"{SAME.body} {'order ' * at}") for at in range(12))
    hands = Hands()
    match(TICKET, pool, Meanings(hands))
    assert len(hands.read) == 1 + int(shipped_model().meaning_most)


def test_what_was_read_is_kept_and_changes_no_answer():
    """Open tickets come again; the oldest kept go first."""
    hands = Hands()
    meanings = Meanings(hands, capacity=2)
    first = match(TICKET, (SAME,), meanings)
    assert match(TICKET, (SAME,), meanings) == first
    assert len(hands.read) == 2
    meanings.direction("other", "")
    meanings.direction(SAME.subject, SAME.body)
    assert len(hands.read) == 3
    assert match(TICKET, (SAME,), meanings) == first
    assert len(hands.read) == 4


def test_a_batch_gives_what_single_matches_give():
    """With the encoder too."""
    tickets = (TICKET, replace(TICKET, subject="Opening hours of the order desk?"))
    batch = [(one, NOW, find_entities(one.subject, one.body), None) for one in tickets]
    assert match_many(batch, (OTHER, SAME), Meanings(Hands())) == tuple(
        match(one, (OTHER, SAME), Meanings(Hands())) for one in tickets
    )


def test_the_original_is_the_oldest_of_those_that_mean_the_same():
    """Even where the three share no words."""
    oldest = OpenTicket("1", "Paying is impossible", "At the end a white page, and no order.", created_at=NOW - timedelta(days=3))
    assert match(TICKET, (OTHER, SAME, oldest), Meanings(Hands())).original == "1"


CASES = [([0.5] * 7, 0.0), ([0.9] * 7 + [0.2], 0.06), ([0.9] * 8, 0.12), ([0.9] * 7 + [-0.3], 0.0), ([], 0.0)]


@pytest.mark.parametrize(("cosines", "expected"), CASES)
def test_what_all_have_in_common_tells_less(cosines, expected):
    """Part of the least cosine, up to a limit, and only where as many were read as may be."""
    model = replace(shipped_model(), meaning_most=8.0, meaning_background=0.3, meaning_common=0.4)
    assert background(cosines, model) == pytest.approx(expected)


def test_the_cosine_of_directions():
    """Of any length; nothing agrees with no direction."""
    one, none = np.array([3.0, 4.0], np.float16), np.zeros(2, np.float16)
    assert (cosine(one, one), cosine(one, -one), cosine(one, none)) == (1.0, -1.0, 0.0)


def test_the_shipped_encoder_knows_other_words_for_the_same():
    """Without a word in common it tells which of two is meant, and gives the same numbers when it has kept them."""
    asked = Ticket(subject="Customers cannot pay", body="Since noon every card is refused at the till of our shop.")
    meant = OpenTicket("7", "Checkout broken", "Payment by credit card fails for all buyers since lunchtime.")
    found = match(asked, (OTHER, meant), shipped_meanings())
    assert found.candidates[0].id == "7"
    assert (found.candidates[0].meaning or 0) > 0.45 > (found.candidates[1].meaning or 0)
    assert match(asked, (OTHER, meant), shipped_meanings()) == found
