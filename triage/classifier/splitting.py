"""Independent requests in one ticket (CR.5): numbered lists, paragraphs, "also, …", a question after a fault.

A long single problem with steps, log lines or a signature stays whole: another request must begin like one, be about something
else than what stands before it, and not merely go on about it. The cues are data (models/splitting/cues.json).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from triage.classifier.duplicate_model import shipped_model
from triage.classifier.profiles import Profile, Traits, bucket_of, profile_of
from triage.classifier.sentences import Sentence, find_sentences
from triage.classifier.split_cues import Cues, shipped_cues
from triage.domain.decision import SplitPart
from triage.domain.vocabulary import Category

READ = 8_000  # characters in which requests are looked for
MOST = 12  # parts; a ticket with more is a list of something
_TELLING = 2.5  # natural logarithm of the rarity from which a word has a subject of its own
_SAME_SUBJECT = 0.34  # share of a sentence's telling words found before, from which it goes on about the same
_ANNOUNCED = 0.6  # the same when its opening says that another subject begins
_STRICT = _SAME_SUBJECT / 4  # the same when nothing says so
_NO_TRAITS = Traits()


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


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence with what it says."""

    sentence: Sentence
    words: str
    profile: Profile
    opens: bool
    announces: bool
    continues: bool
    asks: bool
    faults: bool
    speaks: bool

    @property
    def requests(self) -> bool:
        """Whether it could stand as a request of its own."""
        return self.asks or self.faults


def _requests(text: str, sentences: list[Sentence], cues: Cues) -> list[list[Sentence]]:
    read = [_read(text, sentence, cues) for sentence in sentences]
    parts: list[list[_Read]] = [[read[0]]]
    for at in range(1, len(read)):
        if read[at].sentence.foreign:
            continue
        if _begins(read, at, parts[-1], cues):
            parts.append([read[at]])
        else:
            parts[-1].append(read[at])
    kept = [part for part in parts if any(one.requests or one.speaks for one in part)]
    return [[one.sentence for one in part] for part in kept]


def _read(text: str, sentence: Sentence, cues: Cues) -> _Read:
    model = shipped_model()
    words = text[sentence.start : sentence.end].lower().replace("’", "'")
    profile = profile_of("", words, _NO_TRAITS, model)
    bare = words.lstrip("0123456789.)-*•#:([ \t")
    return _Read(
        sentence=sentence,
        words=bare,
        profile=profile,
        opens=cues.opens(bare),
        announces=cues.announces(bare),
        continues=cues.continues(bare),
        asks=cues.asks(bare) or bool(profile.named >> model.ask & 1),
        faults=bool(profile.named >> model.fault & 1) or cues.complains(bare),
        speaks=cues.says_something(bare),
    )


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
    if here.asks and not here.faults and _fault_only(part) and cues.wishes(here.words):
        return _new_subject(here, part, most=_STRICT, least=2)
    return cues.asks_how(here.words) and _ask_only(part) and _new_subject(here, part, most=_STRICT, least=2)


def _item_begins(read: list[_Read], at: int, cues: Cues) -> bool:
    """Items of a list are requests when at least two of them ask or complain, and they are no steps."""
    first = at
    while first > 0 and read[first - 1].sentence.block == read[at].sentence.block:
        first -= 1
    items = [one for one in read[first:] if one.sentence.block == read[at].sentence.block and one.sentence.item]
    titled = first > 0 and cues.names_steps(read[first - 1].words) and read[first - 1].words.endswith(":")
    steps = sum(cues.is_step(one.words) for one in items)
    requests = sum(one.requests for one in items)
    return at > first and not titled and 2 * steps <= len(items) and requests >= 2 and 3 * requests >= 2 * len(items)


def _new_subject(here: _Read, part: list[_Read], *, most: float = _SAME_SUBJECT, least: int = 1) -> bool:
    """Whether a sentence has telling words, at least so many, of which at most a share was said before."""
    weights = -np.log(shipped_model().commonness[bucket_of(here.profile.terms)])
    telling = weights >= _TELLING
    if telling.sum() < least:
        return False
    said = np.concatenate([one.profile.terms for one in part])
    again = telling & np.isin(here.profile.terms, said)
    return float(weights[again].sum() / weights[telling].sum()) < most


def _fault_only(part: list[_Read]) -> bool:
    return any(one.faults for one in part) and not any(one.asks and not one.faults for one in part)


def _ask_only(part: list[_Read]) -> bool:
    return any(one.asks for one in part) and not any(one.faults for one in part)
