"""Independent requests in one ticket (CR.5): numbered lists, paragraphs, "also, …", a question after a fault.

A long single problem with steps, log lines or a signature stays whole: another request must begin like one, be about something
else than what stands before it, and not merely go on about it. The cues are data (models/splitting/cues.json).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from triage.classifier.duplicate_model import bucket_of, shipped_model
from triage.classifier.profiles import statements_of
from triage.classifier.sentences import Sentence, find_sentences
from triage.classifier.split_cues import Cues, shipped_cues
from triage.classifier.terms import Hashes
from triage.domain.reading import SplitPart
from triage.domain.vocabulary import Category

READ = 8_000  # characters in which requests are looked for
MOST = 12  # parts; a ticket with more is a list of something
_TELLING = 2.5  # natural logarithm of the rarity from which a word has a subject of its own
_SAME_SUBJECT = 0.34  # share of a sentence's telling words found before, from which it goes on about the same
_ANNOUNCED = 0.6  # the same when its opening says that another subject begins
_STRICT = _SAME_SUBJECT / 4  # the same when nothing says so


def find_requests(subject: str, body: str, categorise: Callable[[str], Category | None]) -> tuple[SplitPart, ...]:
    """The independent requests in a ticket, as spans of subject + newline + body in order; empty unless there are two or more.

    The title belongs to no part: it mostly names one of them or none. `categorise` is asked once for each part.
    """
    text = f"{subject}\n{body}"
    sentences = find_sentences(body[:READ], len(subject) + 1)
    if len(sentences) < 2:
        return ()
    parts = _requests(text, sentences, shipped_cues())
    if not 2 <= len(parts) <= MOST:
        return ()
    spans = [(part[0].start, part[-1].end) for part in parts]
    return tuple(SplitPart(start, end, categorise(text[start:end])) for start, end in spans)


@dataclass(frozen=True)
class _Statements:
    """What the sentences of a text state. When one is asked, all are read at once: that costs hardly more."""

    texts: list[str]

    @cached_property
    def read(self) -> list[tuple[Hashes, int]]:
        """The terms of each sentence, and the concepts that they name."""
        return statements_of(self.texts, shipped_model())


@dataclass(frozen=True)
class _Read:
    """A sentence with what it says; each thing is looked up when it is first asked, since most sentences settle early."""

    sentence: Sentence
    words: str
    cues: Cues
    statements: _Statements
    at: int

    @cached_property
    def terms(self) -> Hashes:
        """The different terms of the sentence, sorted."""
        return np.unique(self.statements.read[self.at][0])

    @property
    def named(self) -> int:
        """The concepts that the terms name, as bits."""
        return self.statements.read[self.at][1]

    @cached_property
    def bare(self) -> str:
        """The words without a bullet or number before them."""
        return self.words.lstrip("0123456789.)-*•#:([ \t")

    @cached_property
    def opens(self) -> bool:
        """Whether it begins as another request does."""
        return self.cues.opens(self.bare)

    @cached_property
    def announces(self) -> bool:
        """Whether it says that something else follows."""
        return self.cues.announces(self.bare)

    @cached_property
    def continues(self) -> bool:
        """Whether it goes on about what was said."""
        return self.cues.continues(self.bare)

    @cached_property
    def asks(self) -> bool:
        """Whether it asks for something."""
        return self.cues.asks(self.bare) or bool(self.named >> shipped_model().ask & 1)

    @cached_property
    def faults(self) -> bool:
        """Whether it tells of something broken."""
        return self.cues.complains(self.bare) or bool(self.named >> shipped_model().fault & 1)

    @cached_property
    def speaks(self) -> bool:
        """Whether it says anything, beside greetings and thanks."""
        return self.cues.says_something(self.bare)

    @property
    def requests(self) -> bool:
        """Whether it could stand as a request of its own."""
        return self.asks or self.faults


def _requests(text: str, sentences: list[Sentence], cues: Cues) -> list[list[Sentence]]:
    words = [text[sentence.start : sentence.end].lower().replace("’", "'") for sentence in sentences]
    statements = _Statements(words)
    read = [_Read(sentence, words[at], cues, statements, at) for at, sentence in enumerate(sentences)]
    parts: list[list[_Read]] = [[read[0]]]
    for at in range(1, len(read)):
        if read[at].sentence.foreign:
            continue
        if _begins(read, at, parts[-1], cues):
            parts.append([read[at]])
        else:
            parts[-1].append(read[at])
    kept = [part for part in parts if any(one.speaks or one.requests for one in part)] if len(parts) > 1 else parts
    return [[one.sentence for one in part] for part in kept]


def _begins(read: list[_Read], at: int, part: list[_Read], cues: Cues) -> bool:
    """Whether another request begins at a sentence, the part before it being what was said so far."""
    here = read[at]
    if here.sentence.item:
        return _item_begins(read, at, cues)
    if here.continues or not any(one.speaks for one in part):
        return False
    following = read[at + 1] if at + 1 < len(read) else None
    if here.opens or here.announces:
        asked = here.announces or here.requests or (following is not None and following.requests)
        return asked and _new_subject(here, part, most=_ANNOUNCED if here.announces else _SAME_SUBJECT)
    if here.sentence.paragraph and here.requests:
        return _new_subject(here, part)
    if here.asks and not here.faults and _fault_only(part) and cues.wishes(here.bare):
        return _new_subject(here, part, most=_STRICT, least=2)
    return cues.asks_how(here.bare) and _ask_only(part) and _new_subject(here, part, most=_STRICT, least=2)


def _item_begins(read: list[_Read], at: int, cues: Cues) -> bool:
    """Items of a list are requests when at least two of them ask or complain, and they are no steps."""
    first = at
    while first > 0 and read[first - 1].sentence.block == read[at].sentence.block:
        first -= 1
    items = [one for one in read[first:] if one.sentence.block == read[at].sentence.block and one.sentence.item]
    titled = first > 0 and cues.names_steps(read[first - 1].bare) and read[first - 1].bare.endswith(":")
    steps = sum(cues.is_step(one.bare) for one in items)
    requests = sum(one.requests for one in items)
    return at > first and not titled and 2 * steps <= len(items) and requests >= 2 and 3 * requests >= 2 * len(items)


def _new_subject(here: _Read, part: list[_Read], *, most: float = _SAME_SUBJECT, least: int = 1) -> bool:
    """Whether a sentence has telling words, at least so many, of which at most a share was said before."""
    weights = shipped_model().rarity[bucket_of(here.terms)]
    telling = weights >= _TELLING
    if np.count_nonzero(telling) < least:
        return False
    said = set[int]().union(*(one.terms.tolist() for one in part))
    again = telling & np.fromiter(map(said.__contains__, here.terms.tolist()), np.bool_, here.terms.size)
    return float(weights[again].sum() / weights[telling].sum()) < most


def _fault_only(part: list[_Read]) -> bool:
    return any(one.faults for one in part) and not any(one.asks and not one.faults for one in part)


def _ask_only(part: list[_Read]) -> bool:
    return any(one.asks for one in part) and not any(one.faults for one in part)
