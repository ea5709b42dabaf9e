"""What an encoder adds where words leave it open whether a ticket repeats another one."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from triage.classifier.duplicates.directions import DIMENSIONS, Projection
from triage.classifier.duplicates.duplicate_model import shipped_model
from triage.classifier.duplicates.matching import match_many, match_open_tickets, read_board
from triage.classifier.duplicates.meanings import Encoder, Meanings, background, shipped_meanings
from triage.classifier.duplicates.new_ticket import NewTicket
from triage.classifier.entities import find_entities
from triage.classifier.kept import Kept
from triage.domain.reading import DuplicateMatch
from triage.domain.ticket import OpenTicket, Ticket
from triage.domain.vocabulary import Category

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TICKET = Ticket(id="9", subject="Nobody gets past the last step", body="The wheel turns for ever and the order is never there.")
SAME = OpenTicket("7", "Checkout hangs", "After the button is pressed it loads without end, no order comes in.", created_at=NOW)
OTHER = OpenTicket("3", "Opening hours", "Please put the last opening hours of the year on the site.", created_at=NOW)
AXES = Projection(np.eye(DIMENSIONS, 2, dtype=np.float32))
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


def match(ticket: Ticket, pool: tuple[OpenTicket, ...] | None, meanings: Meanings | None) -> DuplicateMatch:
    return match_open_tickets(new_ticket(ticket, meanings), pool)


def new_ticket(ticket: Ticket, meanings: Meanings | None) -> NewTicket:
    return NewTicket(ticket, NOW, find_entities(ticket.subject, ticket.body), meanings=meanings)


def reading(encoder: Encoder, capacity: int = 99) -> Meanings:
    return Meanings(encoder, AXES, kept=Kept(capacity))


def printed(ticket: OpenTicket, meanings: Meanings | None = None) -> OpenTicket:
    """Known by its fingerprint, with a direction where there are `meanings`."""
    found = match(Ticket(subject=ticket.subject, body=ticket.body), (), meanings)
    return replace(ticket, subject="", body="", fingerprint=found.fingerprint)


def test_what_means_the_same_is_found_without_its_words():
    """The score rises, the evidence says why, and what means something else falls."""
    plain, read = match(TICKET, (OTHER, SAME), None), match(TICKET, (OTHER, SAME), reading(Hands()))
    scores = {candidate.id: candidate.score for candidate in plain.candidates}
    same, other = read.candidates
    assert (same.id, other.id, read.original) == ("7", "3", SAME)
    assert same.score > 0.9 > scores["7"]
    assert other.score < scores["3"]
    assert ("same_meaning" in same.evidence, "same_meaning" in other.evidence) == (True, False)
    assert (same.meaning, other.meaning) == (1.0, 0.0)
    assert all(candidate.meaning is None for candidate in plain.candidates)


REFERRING = replace(TICKET, body="Still the same as in ticket #4650, no order.")
ASKED = [
    ("words leave it open", TICKET, (OTHER, SAME), 3),
    ("the text names an open ticket", REFERRING, (OTHER, replace(SAME, id="4650")), 1),
    ("words have settled it", replace(TICKET, subject=SAME.subject, body=SAME.body), (OTHER, SAME), 1),
    ("nothing is open", TICKET, (), 1),
    ("nothing was said of what is open", TICKET, None, 0),
    ("only fingerprints were sent", TICKET, (printed(SAME), printed(OTHER)), 1),
    ("fingerprints with directions were sent", TICKET, (printed(SAME, reading(Hands())), printed(OTHER, reading(Hands()))), 1),
    ("one was sent as text", TICKET, (printed(OTHER), SAME), 2),
    ("the ticket has no text of its own", Ticket(id="9", body=" "), (OTHER, SAME), 0),
    ("a person gave it a category of its own", replace(TICKET, category=Category.TRAINING), (OTHER, SAME), 1),
]


@pytest.mark.parametrize(("ticket", "pool", "count"), [row[1:] for row in ASKED], ids=[row[0] for row in ASKED])
def test_the_encoder_reads_only_what_can_matter(ticket, pool, count):
    """It costs a tenth of a second a text. Where it is the new ticket's alone, that is for its fingerprint."""
    hands = Hands()
    match(ticket, pool, reading(hands))
    assert len(hands.read) == count


@pytest.mark.parametrize("pool", [(printed(SAME), printed(OTHER)), ()])
def test_without_directions_words_decide(pool):
    """The direction of the new ticket moves nothing but its fingerprint, whose words stay what they are."""
    read, plain = match(TICKET, pool, reading(Hands())), match(TICKET, pool, None)
    assert replace(read, fingerprint=plain.fingerprint) == plain
    assert read.fingerprint != plain.fingerprint


def test_a_fingerprint_with_a_direction_is_compared_by_meaning():
    """However the open tickets are sent, `meaning` and its evidence are the same; in these, scores are too."""
    as_text = match(TICKET, (OTHER, SAME), reading(Hands()))
    one, other = printed(SAME, reading(Hands())), printed(OTHER, reading(Hands()))
    for pool in ((other, one), (OTHER, one), (other, SAME)):
        found = match(TICKET, pool, reading(Hands()))
        assert [(mine.id, mine.meaning, "same_meaning" in mine.evidence) for mine in found.candidates] == [
            ("7", 1.0, True),
            ("3", 0.0, False),
        ]
        assert found.original
        assert found.original.id == "7"
        assert found.score == pytest.approx(as_text.score, abs=0.02)
        assert found.fingerprint == as_text.fingerprint


def test_without_an_encoder_directions_are_not_looked_at():
    """As with TRIAGE_MEANING=off, and for tickets that are not English."""
    with_direction, without = printed(SAME, reading(Hands())), printed(SAME)
    assert match(TICKET, (with_direction,), None) == match(TICKET, (without,), None)


def test_for_a_hopeless_ticket_no_other_is_read():
    """Where the best by words is below the model's floor."""
    pool, hands = (OTHER,), Hands()
    board = replace(read_board(pool, shipped_model()), model=replace(shipped_model(), meaning_least=0.99, meaning_settled=1.0))
    board.match(new_ticket(TICKET, reading(hands)))
    assert len(hands.read) == 1


def test_at_most_so_many_open_tickets_are_read():
    """Those that are most alike by their words; the others keep the score of these."""
    pool = tuple(replace(SAME, id=str(at), body=f"{SAME.body} {'order ' * at}") for at in range(12))
    hands = Hands()
    match(TICKET, pool, reading(hands))
    assert len(hands.read) == 1 + int(shipped_model().meaning_most)


def test_what_was_read_is_kept_and_changes_no_answer():
    """Open tickets come again; the oldest kept go first."""
    hands = Hands()
    meanings = reading(hands, 2)
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
    meanings = reading(Hands())
    assert match_many([new_ticket(one, meanings) for one in tickets], (OTHER, SAME)) == tuple(
        match(one, (OTHER, SAME), reading(Hands())) for one in tickets
    )


def test_the_original_is_the_oldest_of_those_that_mean_the_same():
    """Even where the three share no words."""
    oldest = OpenTicket("1", "Paying is impossible", "At the end a white page, and no order.", created_at=NOW - timedelta(days=3))
    assert match(TICKET, (OTHER, SAME, oldest), reading(Hands())).original == oldest


def test_open_tickets_in_another_language_are_not_read():
    """The encoder knows nothing of theirs, and their fingerprints have no direction either: both give one answer."""
    pool = (replace(SAME, body=f"{SAME.body} order"), OpenTicket("5", "Kasse", "Nichts geht, no order."), OTHER)
    hands = Hands()
    found = match(TICKET, pool, replace(reading(hands), reads=lambda subject, body: subject != "Kasse"))
    assert {candidate.id: candidate.meaning for candidate in found.candidates} == {"7": 1.0, "3": 0.0, "5": None}
    assert not any("Kasse" in text for text in hands.read)


def test_a_reading_of_too_few_has_no_background():
    """Those in another language leave room for others among the eight, and do not count towards them."""
    pool = tuple(replace(SAME, id=str(at), subject="Kasse" if at < 2 else SAME.subject, created_at=None) for at in range(9))
    meanings = replace(reading(Hands()), reads=lambda subject, body: subject != "Kasse")
    found = match(TICKET, pool, meanings)
    assert found.score == match(TICKET, pool[2:], meanings).score


CASES = [([0.5] * 7, 0.0), ([0.9] * 7 + [0.2], 0.06), ([0.9] * 8, 0.12), ([0.9] * 7 + [-0.3], 0.0), ([], 0.0)]


@pytest.mark.parametrize(("cosines", "expected"), CASES)
def test_what_all_have_in_common_tells_less(cosines, expected):
    """Part of the least cosine, up to a limit, and only where as many were read as may be."""
    model = replace(shipped_model(), meaning_most=8.0, meaning_background=0.3, meaning_common=0.4)
    assert background(cosines, model) == pytest.approx(expected)


def test_the_shipped_encoder_knows_other_words_for_the_same():
    """Without a word in common it tells which of two is meant, and gives the same numbers when it has kept them."""
    asked = Ticket(subject="Customers cannot pay", body="Since noon every card is refused at the till of our shop.")
    meant = OpenTicket("7", "Checkout broken", "Payment by credit card fails for all buyers since lunchtime.")
    found = match(asked, (OTHER, meant), shipped_meanings())
    assert found.candidates[0].id == "7"
    assert (found.candidates[0].meaning or 0) > 0.45 > (found.candidates[1].meaning or 0)
    assert match(asked, (OTHER, meant), shipped_meanings()) == found
