"""Names of people are masked where they stand by custom: in greetings, closings, signatures, introductions and the headers of
mails, and after titles; the requester's own name is masked everywhere, where the export tells it.

A name is seen by its place and its capital letters, not by a list of names. What this cannot see: names in running text ("Anna
told me"), names written small ("hi anna"), scripts without capitals, greetings in languages that names.yaml does not have; of the
requester's own name these are seen too, but for a single word written small. What it takes for a name and is none: a capitalised
word in a name's place ("Hi PayPal,").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import yaml

from training.ingest.private import MAIL
from triage.classifier.line_kind import LineKind
from triage.classifier.quoting import Line, classify_lines

NAME = "***"  # folds to nothing: the model learns no word from it

_TABLES: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text(encoding="utf-8"))


def _any_of(table: str) -> str:
    return "|".join(re.escape(each) for each in sorted(_TABLES[table], key=len, reverse=True))


_KEPT = frozenset(each.casefold() for each in _TABLES["kept"])
_PARTICLES = frozenset(_TABLES["particles"])
_LETTERS = r"[^\W\d_]{1,30}(?:['’-][^\W\d_]{1,30}){0,3}\.?"
_NAMES = rf"{_LETTERS}(?:[ \t]{{1,3}}{_LETTERS}){{0,4}}"
_SEVERAL = rf"{_LETTERS}(?:(?:[ \t]{{1,3}}|[ \t]?[/&][ \t]?){_LETTERS}){{0,4}}"  # "Hi Anna/Tom,"
_GREETING = re.compile(
    rf"(^[ \t>]{{0,9}}(?:{_any_of('greetings')})(?:[ \t]{{1,3}}(?:{_any_of('titles')})\b\.?){{0,2}}[ \t]{{1,3}})({_SEVERAL})"
    r"(?=[ \t]{0,3}(?:[,!:;]|[–—-][ \t]|\r?\n))",
    re.IGNORECASE | re.MULTILINE,
)
# After a comma a sentence may follow ("Hello, Checkout, Cart and Search fail"): only a mark that ends a greeting is believed.
_GREETED = re.compile(
    rf"(^[ \t>]{{0,9}}(?:{_any_of('greetings')}),[ \t]{{1,3}}(?:(?:{_any_of('titles')})\b\.?[ \t]{{1,3}}){{0,2}})({_SEVERAL})"
    r"(?=[ \t]{0,3}(?:!|[,:;.]?[ \t]{0,3}\r?$))",
    re.IGNORECASE | re.MULTILINE,
)
# Not in the first line, which may be a title ("LG Fernseher").
_CLOSED = re.compile(
    rf"((?:\n[ \t>]{{0,9}}|[.!?][ \t]{{1,3}})(?:{_any_of('closings')})[ \t]{{0,3}}[,!.–—-]?"
    rf"(?:[ \t]{{1,3}}|[ \t]{{0,3}}(?:\r?\n[ \t]{{0,3}}){{1,3}}))({_SEVERAL})(?=[ \t.,!]{{0,3}}\r?$)",
    re.IGNORECASE | re.MULTILINE,
)
_WHOLE = frozenset({_GREETING, _GREETED, _CLOSED})  # where a word that is no name makes it a sentence: "Hi Checkout fails,"
_INTRODUCED = re.compile(rf"(\b(?:{_any_of('introductions')})[ \t]{{1,3}})({_NAMES})", re.IGNORECASE)
_TITLED = re.compile(rf"(\b(?:{_any_of('titles_anywhere')})\b\.?[ \t]{{1,3}})({_NAMES})")
_ADDRESSED = re.compile(rf"{_NAMES}(?=[\"']?[ \t]{{0,3}}[<(\[]{{1,2}}(?:mailto:)?{re.escape(MAIL)})")
# Words without one of which a text is not searched: the last of a greeting, the first of a closing, with the mark behind it.
_GREETED_BY = frozenset(f"{each.split()[-1]}," for each in _TABLES["greetings"])
_CLOSED_BY = frozenset(each.split()[0].rstrip(",") + end for each in _TABLES["closings"] for end in ("", *",!.–—-"))
_HINTED = (
    (tuple(_TABLES["introductions"]), _INTRODUCED),
    (tuple(each.lower() + end for each in _TABLES["titles_anywhere"] for end in " ."), _TITLED),
)
_LABELLED = re.compile(rf"([ \t>*]{{0,9}}(?:{_any_of('labels')})\**[ \t]?:\**[ \t]{{0,9}})(.{{1,200}})", re.IGNORECASE)
_ALONE = re.compile(rf"()({_NAMES})")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PIECES = re.compile(r"['’-]")
_GAP = 3  # characters between two words of a name
_FEWEST_LETTERS = 3  # of a requester's name that stands alone: shorter ones are words too often
_SHORTEST = 2  # of one of several words of it that stand together, or of one in a script without capitals


def names_of(told: Iterable[str]) -> frozenset[str]:
    """The words of what an export calls a requester (a name, or a mail address that is made of one), small."""
    words = [word for text in told for word in _WORD.findall(text.partition("@")[0].replace("_", " ")[:200])]
    return frozenset(word for each in words if len(word := each.casefold()) >= _SHORTEST and word not in _KEPT)


def mask_names(text: str, own: frozenset[str] = frozenset()) -> str:
    """The text without names where names stand; `own` are the requester's (`names_of`). Linear in its length.

    Mail addresses must be masked already (`private.mask`): a name before one is known by it.
    """
    if not text:
        return text
    if own:
        text = _mask_own(text, own)
    lowered = text.lower()
    if text == lowered:  # without capitals nothing else is seen
        return text
    if MAIL in text:
        text = _ADDRESSED.sub(_addressed, text)
    text = _GREETING.sub(_masked, text)
    words = lowered.split()
    if not _GREETED_BY.isdisjoint(words):
        text = _GREETED.sub(_masked, text)
    for hints, pattern in _HINTED:
        if any(hint in lowered for hint in hints):  # most texts have none, and are not searched
            text = pattern.sub(_masked, text)
    if "\n" in text or ":" in text:
        text = _mask_lines(text)
    return _CLOSED.sub(_masked, text) if not _CLOSED_BY.isdisjoint(words) else text


def _mask_lines(text: str) -> str:
    """Signatures, the headers of quoted and forwarded mail, and a name that is the last line."""
    lines = classify_lines(text)
    last = max((at for at, line in enumerate(lines) if line.kind is not LineKind.BLANK), default=0)
    parts, before = [], 0
    for at, line in enumerate(lines):
        parts += [text[before : line.start], _mask_line(text[line.start : line.end], line, at == last > 0)]
        before = line.end
    return "".join((*parts, text[before:]))


def _mask_line(content: str, line: Line, last: bool) -> str:
    if line.kind is LineKind.SIGNATURE or (line.kind is LineKind.QUOTE and content.rstrip().endswith(":")):
        return _WORD.sub(_capital, content)
    found = _LABELLED.fullmatch(content)
    if found is not None:
        return found[1] + _WORD.sub(_capital, found[2])
    if last and line.kind is LineKind.OWN and (alone := _ALONE.fullmatch(content.strip(" \t-–—~"))) is not None:
        return _masked(alone)
    return content


def _masked(match: re.Match[str]) -> str:
    """What introduces the name, the mask, and what of the match is no name any more."""
    words = match[2].split()
    count = _length(words)
    rest = " ".join(words[count:])
    if not count or (match.re in _WHOLE and rest):
        return match[0]
    end = "." if len(words[count - 1]) > 2 and words[count - 1].endswith(".") else ""
    return f"{match[1]}{NAME}{end}{' ' if rest else ''}{rest}"


def _addressed(match: re.Match[str]) -> str:
    """Of the words before a mail address those at the end that are a name."""
    words = match[0].split()
    first = next((at for at in range(len(words)) if _length(words[at:]) == len(words) - at), len(words))
    return " ".join((*words[:first], NAME)) if first < len(words) else match[0]


def _length(words: Sequence[str]) -> int:
    """How many words at the beginning are a name: capitals, with particles between them."""
    count = 0
    for at, word in enumerate(words):
        bare = word.rstrip(".")
        if word in _PARTICLES and at:
            continue
        if not word[0].isupper() or (bare.isupper() and len(bare) > 1) or _KEPT.issuperset(bare.casefold().split("/")):
            break
        count = at + 1
        if word.endswith(".") and len(bare) > 2:  # the end of a sentence, not an initial
            break
    return count


def _capital(found: re.Match[str]) -> str:
    word = found[0]
    return NAME if word[0].isupper() and word.casefold() not in _KEPT else word


def _mask_own(text: str, own: frozenset[str]) -> str:
    """The requester's name: several words of it together however they are written, a single one with a capital.

    In scripts without capitals, which may have no blanks either, each word of it is masked wherever it stands.
    """
    folded = text.casefold()
    own = frozenset(word for word in own if word in folded)
    for word in own:
        if word == word.upper():
            text = text.replace(word, NAME)
    if not own:
        return text
    words = list(_WORD.finditer(text))
    mine = [_is_own(found[0], own) for found in words]
    touching = [both == (True, True) and _touch(text, *pair) for both, pair in zip(pairwise(mine), pairwise(words), strict=True)]
    parts, before = [], 0
    for found, its, after, ahead in zip(words, mine, [False, *touching], [*touching, False], strict=True):
        if its and (after or ahead or _stands_alone(found[0], own)):
            parts += [text[before : found.start()], NAME]
            before = found.end()
    return "".join((*parts, text[before:]))


def _is_own(word: str, own: frozenset[str]) -> bool:
    return word.casefold() in own or _PIECES.split(word.casefold())[0] in own


def _stands_alone(word: str, own: frozenset[str]) -> bool:
    """Whether a word of the name is believed without another beside it."""
    pieces = _PIECES.split(word.casefold())
    return (word[0].isupper() and len(pieces[0]) >= _FEWEST_LETTERS) or (len(pieces) > 1 and own.issuperset(pieces))


def _touch(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    between = text[first.end() : second.start()]
    return len(between) <= _GAP and not between.strip(" \t,.·-")
