"""What a request is for, where it has a name that nothing else has: a mail address, an article's number. Hosts: see `outages`."""

from __future__ import annotations

import re

from triage.classifier.duplicates.terms import READ_AT_MOST, hash_text

Particular = tuple[str, int]
"""Its kind, and a hash of what is named."""

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_ARTICLE = re.compile(
    r"\b(?:articles?|artikel|art[íi]culo|articolo|artigo|sku)[ :#]{1,3}(?:n(?:o|r|umber|ummer)\.?[ :#]{1,3})?(\d[\w-]{2,20})",
    re.IGNORECASE,
)


def particulars_of(text: str) -> frozenset[Particular]:
    """The particulars of a text."""
    read = text[:READ_AT_MOST]
    mails = {("mail", hash_text(found)) for found in _MAIL.findall(read)} if "@" in read else set()
    articles = {("article", hash_text(found)) for found in _ARTICLE.findall(read)} if _may_name_article(read) else set()
    return frozenset(mails | articles)


def _may_name_article(text: str) -> bool:
    """Most texts name none, and the pattern looks at each of their words. Beyond ASCII a letter may count as another."""
    seen = text.lower()
    return "arti" in seen or "sku" in seen or not text.isascii()


def are_of_others(ours: frozenset[Particular], theirs: frozenset[Particular]) -> bool:
    """Whether both name some of a kind, and none of that kind in common."""
    kinds = {kind for kind, _ in ours} & {kind for kind, _ in theirs}
    return bool(kinds - {kind for kind, _ in ours & theirs})
