"""Independent requests in one ticket (CR.5): numbered lists, paragraphs, "also, …", a question after a fault.

A long single problem with steps, log lines or a signature stays whole. Whether another request begins at a sentence is a sum of a
few signs (`seams`); a list is split when its items ask or complain and are no steps. Phrases and weights are data
(models/splitting).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set

from triage.classifier.markup import Body, BodyText, read_body
from triage.classifier.splitting.seams import Lead, ReadSentence, Seams, Statements, shipped_seams
from triage.classifier.splitting.sentences import Sentence, find_sentences
from triage.classifier.splitting.split_cues import Cues, shipped_cues, words_of
from triage.domain.reading import SplitPart
from triage.domain.vocabulary import Category

READ_AT_MOST = 8_000  # characters in which requests are looked for
MOST_PARTS = 12  # parts that are told; whatever follows is left out
_OPENING = 2  # sentences, beside the title, that announce how many requests there are
_JOINED = re.compile(r"\S\s?[+&;/]\s|\s[+&;/]\S")  # two things in one title
_FEW_WORDS = 3  # no statement has fewer


def find_requests(
    subject: str, body: Body, categorise: Callable[[str], Category | None], seams: Seams | None = None
) -> tuple[SplitPart, ...]:
    """The independent requests in a ticket, as spans of subject + newline + body as sent, in order; empty unless there are
    two or more.

    Of more than `MOST_PARTS` the first are told. The title belongs to no part: it mostly names one of them or none. `categorise`
    is asked once for each part; `seams` are the weights, those that came with the program when None.
    """
    sent, offset = read_body(body), len(subject) + 1
    text = f"{subject}\n{sent.text}"
    read = read_sentences(text, find_sentences(sent.text[:READ_AT_MOST], offset))
    if len(read) < 2:
        return ()
    parts = _requests(read, read_lead(subject, read), seams or shipped_seams())[:MOST_PARTS]
    spans = [(part[0].sentence.start, part[-1].sentence.end) for part in parts]
    if len(parts) < 2:
        return ()
    found = tuple(_part(sent, offset, start, end, categorise(text[start:end])) for start, end in spans)
    return () if _is_one_matter(parts, {part.category for part in found}) else found


def _is_one_matter(parts: Sequence[Sequence[ReadSentence]], categories: Set[Category | None]) -> bool:
    """Whether the parts are the details of one: a list after a line that complains ("The checkout is broken:") or, where all are
    of one category, says anything but that several things follow ("Since the update of today:")."""
    items = [part[0].sentence for part in parts[1:]]
    if not all(item.item for item in items) or len({item.block for item in items}) > 1:
        return False
    before = [one for one in parts[0] if one.sentence.block != items[0].block]
    if not before or not before[-1].text.endswith(":"):
        return False
    lead, cues = before[-1], before[-1].cues
    if cues.announces(lead.words) or cues.has("matters", lead.words):
        return False
    return lead.faults or (len(categories) == 1 and None not in categories)


def _part(sent: BodyText, offset: int, start: int, end: int, category: Category | None) -> SplitPart:
    """A part of the text as the stretch of the body as sent that it stands for."""
    first, last = sent.span(start - offset, end - offset)
    return SplitPart(first + offset, last + offset, category)


def read_sentences(text: str, sentences: Sequence[Sentence]) -> list[ReadSentence]:
    """The sentences that are the writer's own, each with what it says."""
    own = [sentence for sentence in sentences if not sentence.foreign]
    texts = [text[sentence.start : sentence.end] for sentence in own]
    statements = Statements([one.lower() for one in texts])
    return [ReadSentence(sentence, texts[at], shipped_cues(), statements, at) for at, sentence in enumerate(own)]


def read_lead(subject: str, read: Sequence[ReadSentence]) -> Lead:
    """Whether the title or the opening says that several things follow."""
    lead = [words_of(subject), *(one.words for one in read[:_OPENING])]
    return Lead(any(map(shipped_cues().announces, lead)), _JOINED.search(subject[:READ_AT_MOST]) is not None)


def _requests(read: Sequence[ReadSentence], lead: Lead, seams: Seams) -> list[list[ReadSentence]]:
    parts: list[list[ReadSentence]] = [[read[0]]]
    for at in range(1, len(read)):
        if _begins(read, at, parts[-1], lead, seams):
            parts.append([read[at]])
        else:
            parts[-1].append(read[at])
    return [part for part in parts if any(map(_speaks, part))] if len(parts) > 1 else parts


def _begins(read: Sequence[ReadSentence], at: int, part: Sequence[ReadSentence], lead: Lead, seams: Seams) -> bool:
    """Whether another request begins at a sentence, the part before it being what was said so far."""
    if read[at].sentence.item:
        return _item_begins(read, at)
    if not any(map(_speaks, part)):
        return False
    return seams.begins(read, at, part, lead)


def _item_begins(read: Sequence[ReadSentence], at: int) -> bool:
    """Items of a list are requests when at least two of them ask or complain, and they are neither steps nor all of one work."""
    block, cues = read[at].sentence.block, read[at].cues
    first = at
    while first > 0 and read[first - 1].sentence.block == block:
        first -= 1
    items = [one for one in read[first:] if one.sentence.block == block and one.sentence.item]
    steps = sum(_is_step(one, cues) for one in items)
    stated = sum(one.wants or one.faults for one in items)
    requests = stated + sum(not (one.wants or one.faults) and cues.has("orders", one.words) for one in items)
    titled = first > 0 and cues.has("step_titles", read[first - 1].words)
    mostly = stated >= 1 and requests >= 2 and 3 * requests >= 2 * len(items)
    return at > first and mostly and not titled and 2 * steps <= len(items)


def _is_step(item: ReadSentence, cues: Cues) -> bool:
    """Whether it begins with a verb of doing at a computer and asks nothing."""
    return not item.wants and cues.has("steps", item.words, 1)


def _speaks(one: ReadSentence) -> bool:
    """Whether it says anything, beside greetings and thanks."""
    return one.wants or one.faults or (len(one.words) > _FEW_WORDS and not one.cues.has("greets", one.words, 1))
