"""What a ticket's text and the open tickets beside it say, before any policy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from triage.domain.ticket import OpenTicket
from triage.domain.vocabulary import Category, DuplicateEvidence, Topic


class Depth(Enum):
    """How closely a text is read: by its words alone; by the small encoder too where they leave doubt; by the best there is."""

    WORDS = 1
    BRIEF = 2
    FULL = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """A word or phrase as the customer wrote it, and how much it pushed towards the category (log-odds)."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the model makes of a text.

    Attributes:
        probabilities: calibrated, most probable first, sums to 1; empty when the model declines to guess.
        topics: topics above their own threshold, with calibrated probabilities.
        evidence: exact contributions to the most probable category, strongest first; none where the text was not read in full.
        language: ISO 639-1 code as detected, or None when the text is too short or gibberish.
        likely_language: the same; where it is unclear the one it was read in. For readers of one language; a guess, never told.
        declined: why the model does not guess, else None: "language_unsupported", "no_text", "gibberish", "no_request", "thanks".
        truncated: the text was longer than the model reads.
        second_opinion: the fast model was unsure, so the encoder was asked too.
    """

    probabilities: tuple[tuple[Category, float], ...] = ()
    topics: tuple[tuple[Topic, float], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    language: str | None = None
    likely_language: str | None = None
    declined: str | None = None
    truncated: bool = False
    second_opinion: bool = False

    def share_of(self, category: Category) -> float | None:
        """The probability of a category; None when the model declines to guess, or does not know it."""
        return next((share for name, share in self.probabilities if name is category), None)


@dataclass(frozen=True, slots=True)
class DuplicateCandidate:
    """An open ticket that is like this one, and what a human can check.

    `meaning`: how far the directions of the two texts agree, -1 to 1; None where they were not compared.
    """

    id: str
    score: float
    shared: tuple[str, ...] = ()
    evidence: tuple[DuplicateEvidence, ...] = ()
    same_requester: bool | None = None
    days_apart: float | None = None
    meaning: float | None = None


@dataclass(frozen=True, slots=True)
class UnreadFingerprint:
    """An open ticket whose fingerprint was not used: its place in the list, and whether another version wrote it."""

    place: int
    id: str
    foreign: bool

    def told(self, pointer: str) -> str:
        """A sentence for whoever sent it; `pointer` leads to the list."""
        why = (
            "was written by another version and is not compared; send its text."
            if self.foreign
            else "cannot be read and is not compared."
        )
        return f"The fingerprint {pointer}/{self.place}/fingerprint {why}"


@dataclass(frozen=True, slots=True)
class DuplicateMatch:
    """What matching against the open tickets found.

    Attributes:
        checked: whether open tickets were sent, though it be none.
        original: the open ticket that this one repeats, if it repeats any: the one that its text names, else the oldest of those
            nearly as like it as the best match, and like that one. Never one that was created later; None where none is alike
            enough.
        judged: what is seen of the original; without one, of the best match that was not created later.
        score: the probability of what is judged.
        candidates: the best matches, later ones too.
        referenced: another ticket that the text names, sent or not.
        named: the ids of the open tickets that the text names, in order.
    """

    checked: bool
    original: OpenTicket | None = None
    judged: DuplicateCandidate | None = None
    score: float | None = None
    candidates: tuple[DuplicateCandidate, ...] = ()
    fingerprint: str | None = None
    referenced: str | None = None
    named: tuple[str, ...] = ()
    unread: tuple[UnreadFingerprint, ...] = ()

    @property
    def repeated_id(self) -> str | None:
        """The id of the ticket that this one repeats; None where neither matching nor the text tells it."""
        return self.original.id if self.original else self.referenced


@dataclass(frozen=True, slots=True)
class SplitPart:
    """One of several independent requests in a ticket: its characters in subject + newline + body, and what it is."""

    start: int
    end: int
    category: Category | None


class Bond(IntEnum):
    """How a text speaks of another ticket; a stronger bond is greater.

    `SETTLED`: as done with ("ticket 4711 can be closed"); `MENTIONED`: without saying why; `MEANT`: as what it is about ("any
    news on #4711?").
    """

    SETTLED = 1
    MENTIONED = 2
    MEANT = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """Another ticket's id in the text. Not `certain`: it is one only if such a ticket was sent along ("#7", "sup-1042")."""

    id: str
    bond: Bond
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Entities:
    """What a human would look for in the text. `references` are ids of other tickets that the text names; `mentions` are these
    and what may be an id, each with how the text speaks of it."""

    urls: tuple[str, ...] = ()
    order_numbers: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    error_texts: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()

    @property
    def names_a_ticket(self) -> bool:
        """Whether the text names another ticket, and not as one that is done with."""
        return any(mention.certain and mention.bond > Bond.SETTLED for mention in self.mentions)
