"""Which words are codes of languages: what a helpdesk may say of a ticket, and what the fact `language` can hold."""

from __future__ import annotations

import re

UNREAD = "other"
"""What the language of a text is called that the model does not read."""

_TAG = re.compile(r"([a-z]{2,3})(?:-[A-Za-z0-9]{2,8})*")
_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et
eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl
km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj
om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to
tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_ISO_639_1 = frozenset(_CODES.split())


def is_language(word: str) -> bool:
    """Whether it is `other`, or a language tag as helpdesks send them: `da`, `pt-BR`, or three letters (ISO 639-3)."""
    tag = _TAG.fullmatch(word)
    return word == UNREAD or (tag is not None and (len(tag[1]) == 3 or tag[1] in _ISO_639_1))


def language_of(told: str) -> str | None:
    """A language as rules compare it, of what a helpdesk tells: `DE` is `de`, `pt_br` is `pt-BR`; None for what is no code."""
    primary, *rest = told.strip().replace("_", "-").split("-")
    tag = "-".join((primary.lower(), *(part.upper() if len(part) == 2 else part for part in rest)))
    return tag if is_language(tag) else None
