"""What a human would compare in two tickets, as hashes: order numbers, addresses, error texts, references, quoted titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from triage.classifier.duplicates.particulars import particulars_of
from triage.classifier.duplicates.profiles import Traits
from triage.classifier.duplicates.terms import hash_text
from triage.classifier.references import bare_id
from triage.domain.reading import Entities

_MOST_QUOTED = 20
_LONGEST_QUOTE = 150
_LEAST_LETTERS = 50  # of a text whose copy is worth recognising: "Please call me back." is everybody's
_LEAST_WORDS = 3  # of a title that is worth recognising: "Help" is everybody's
_MARKS = {'"': '"', "“": "”", "„": "“", "«": "»", "'": "'"}
_MARK = re.compile("[" + "".join(_MARKS) + "]")


def traits_of(subject: str, body: str, own: str, entities: Entities) -> Traits:
    """The traits of a ticket whose entities are known.

    `body` is with the quoted mail, whose subject line counts; `own` is without it and without the signature, whose addresses
    stand in every mail of its writer.
    """
    urls = (url for url in entities.urls if url in subject or url in own)
    return Traits(
        orders=_hashes(number.lstrip("#") for number in entities.order_numbers),
        urls=_hashes(url.rstrip("/").removeprefix("https://").removeprefix("http://") for url in urls),
        errors=_hashes(entities.error_texts),
        references=frozenset(reference_hash(reference) for reference in entities.references),
        quoted=frozenset(filter(None, map(_title_hash, _quoted(subject, body)))),
        subject=_title_hash(bare_title(subject)),
        text=_text_hash(own),
        particulars=particulars_of(f"{subject}\n{own}"),
    )


def reference_hash(reference: str) -> int:
    """A hash of a ticket's id, however it is written ("#4711", "4711"; "SUP-1042", "sup-1042")."""
    return hash_text(bare_id(reference))


def bare_title(subject: str) -> str:
    """A title without the "Re:" and "Fwd:" that mail programs put before it."""
    title = subject.strip()
    while True:
        lead, colon, rest = title.partition(":")
        if not colon or lead.strip().lower() not in _REPLIES:
            return title
        title = rest.strip()


def _hashes(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(hash_text(text) for text in texts)


def _title_hash(title: str) -> int:
    return hash_text(title) if len(title.split()) >= _LEAST_WORDS else 0


def _text_hash(own: str) -> int:
    letters = own.translate(_LETTERS_ALONE).lower() if own.isascii() else "".join(filter(str.isalnum, own.casefold()))
    return hash_text(letters) if len(letters) >= _LEAST_LETTERS else 0


def _quoted(subject: str, body: str) -> Iterator[str]:
    """The title of a reply, and what stands in quotation marks; at most twenty texts of 150 characters."""
    title = bare_title(subject)
    if title != subject.strip():
        yield title
    count, at = 0, 0
    while count < _MOST_QUOTED and (mark := _MARK.search(body, at)) is not None:
        at = mark.start()
        end = body.find(_MARKS[mark.group()], at + 1, at + _LONGEST_QUOTE)
        if end > 0:
            yield body[at + 1 : end]
            count, at = count + 1, end
        at += 1


_LETTERS_ALONE = {code: None for code in range(128) if not chr(code).isalnum()}
_REPLIES = frozenset(["re", "aw", "sv", "antw", "ref", "rif", "tr", "fw", "fwd", "wg", "enc", "rv", "doorst", "vs"])
