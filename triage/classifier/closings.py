"""The line with which a mail takes its leave: what stands from it on is a signature.

A sentence may begin with the same words ("Many of our customers cannot pay.", "With the new version the shop is down."), and a
lost sentence costs more than a kept signature. So the whole line must be a closing: its usual words, then nothing, a name, or a
place from where it comes. English, German, French, Spanish, Italian, Dutch, Portuguese, Swedish, Danish, Polish.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

CLOSING_AT_MOST = 60  # characters: "Mit freundlichen Grüßen aus der Versandabteilung in Kiel"

_NAME = r"[^\W\d_a-zß-öø-ÿ][\w.'’()-]{0,30}"
_NAMES = rf"[\s,.!–-]*(?:{_NAME}(?:[\s,&]{{1,3}}{_NAME}){{0,5}})?[\s,.!]*$"
_FROM = r"[\s,]+(?i:from|aus|vom|von|de|des|desde|da|di|dal|van|uit|från|fra|z)\s[^?:;]{1,40}$"

# Nobody begins a sentence so: whatever follows, if it is no question and nothing is announced, belongs to it.
_FULL = (
    r"(?:with |my )?(?:very )?(?:kind(?:est|ly)?|best|warm(?:est)?|friendly|sincere|many) (?:regards?|wishes|greetings)|"
    r"with (?:\w{1,12} )?(?:regards|wishes|greetings)|yours (?:truly|faithfully|sincerely)|sincerely yours|"
    r"mit (?:freundlich|best|lieb|viel|herzlich|schön)\w{0,3} (?:gr(?:ü|ue)(?:ß|ss)\w{0,2}|gru(?:ß|ss)|empfehlungen)|"
    r"(?:freundliche|viele|beste|liebe|herzliche|schöne|sonnige) gr(?:ü|ue)(?:ß|ss)e|"
    r"bien (?:à (?:vous|toi)|cordialement)|sincères salutations|(?:meilleures|cordiales) salutations|"
    r"un (?:cordial )?saludo|(?:cordiali|distinti) saluti|un (?:caro |cordiale )?saluto|(?:met )?vriendelijke groet(?:en)?|"
    r"com os melhores cumprimentos|um abraço|(?:med )?(?:vänliga|venlig|vennlig) (?:hälsningar|hilsen)|z poważaniem"
)
_ALONE = (
    r"regards|sincerely|gru(?:ß|ss)|gr(?:ü|ue)(?:ß|ss)e|cordialement|salutations(?: distinguées)?|saludos|atentamente|saluti|"
    r"groet(?:en|jes)?|atenciosamente|cumprimentos|hälsningar|pozdrawiam"
)
_SHORT = "rgds|kr|br|mfg|lg|vg|mvg|mvh|abraço"
_SHORT_WORDS = "best|yours|cheers"  # with a comma before the name: "Best Sellers" is what a shop has
_THANKS = (
    r"(?:many )?thanks(?: in advance)?|thank you(?: very much)?(?: in advance)?|thx|danke|obrigad[oa]|"
    r"(?:vielen|besten|herzlichen) dank(?: im voraus)?|merci(?: d'avance)?|gracias(?: de antemano)?|grazie(?: in anticipo)?"
)
_CLOSING = re.compile(
    rf"(?i:{_FULL})(?!\w)[^?:;`]{{0,45}}$|(?i:{_ALONE})(?!\w)(?:{_FROM}|{_NAMES})|"
    rf"(?P<short>(?i:{_SHORT})(?!\w){_NAMES}|(?i:{_SHORT_WORDS})(?:\s?[,.!–-]{_NAMES}|$))"
)
_THANKED = re.compile(rf"(?i:{_THANKS})(?!\w){_NAMES}")
_SENTENCE = 6  # words of a line: what has as many is no name, no street, no slogan
_SMALL = 3  # words that begin small: so many after one another make a sentence of a shorter line


def is_closing(line: str, after: Sequence[str]) -> bool:
    """Whether a line, without blanks around it, is nothing but a closing. Linear in its length.

    A short one is an ordinary word as well ("LG Fernseher", "Best"): it closes where no sentence comes `after`.
    """
    if len(line) > CLOSING_AT_MOST or (found := _CLOSING.match(line)) is None:
        return False
    return found["short"] is None or not _has_sentence(after)


def is_thanks(line: str, after: Sequence[str]) -> bool:
    """Whether a line is nothing but thanks, with a name perhaps, and closes: people thank in between too, so that no sentence may
    come `after`. What a ticket is about it does not hide: the model reads thanks, matching does not."""
    return len(line) <= CLOSING_AT_MOST and _THANKED.match(line) is not None and not _has_sentence(after)


def _has_sentence(lines: Sequence[str]) -> bool:
    return any(_is_sentence(line.split()) for line in lines)


def _is_sentence(words: Sequence[str]) -> bool:
    """Addresses and opening hours have digits, names and offices capitals."""
    small = sum(word[0].islower() and word.isalpha() for word in words[:20])
    return (len(words) >= _SENTENCE and small >= _SMALL) or (small >= _SMALL and words[0][0].islower())
