"""What firms append to each mail, under no closing line: register entries, disclaimers, links to networks, absences.

Such a line may be what a ticket asks to be shown ("Our office is closed from 24 December, please put that on the start
page"). So only a last paragraph of nothing but such lines goes, one that asks nothing and that nothing above announces. English,
German, French, Spanish, Italian, Dutch, Portuguese. What shops advertise ("20 % off") is too like content to be told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.classifier.mail_footers import is_footer

_LONGEST = 300  # characters of a line that are looked at
_NETWORK = r"(?:facebook|instagram|linkedin|twitter|x|youtube|xing|tiktok|pinterest|threads|mastodon|bluesky)"
_NAME = r"(?:[A-ZÄÖÜ\d][\w.'’-]{0,30}|von|und|der|de|van)"
_WHEN = r"(?:from|between|on|over|for|until|during|vom|von|am|bis|über|zwischen|du|entre|le|jusqu|del|desde|dal|van|tot|de)"
_BEGINS = frozenset(  # first letters of the lines that begin in one way
    (
        *("dis", "haf", "ges", "p. ", "p.i", "par", "kvk", "fol", "sui", "síg", "sig", "seg", "vol", "our", "the", "uns", "nos"),
        *("nue", "il ", "ons", "o n", "ple", "i d", "i o", "boo", "sch", "ter", "com", "cap"),
    )
)
_APPENDED = re.compile(
    r".{0,80}\bregistered (?:in (?:england|scotland|wales|ireland|the )|office\b|company\b)[^?!]{0,160}$|"
    r"company (?:registration )?(?:number|no\.?):? ?[A-Z]{0,2}\d{5,10}\b[^?!]{0,80}$|"
    r"(?:disclaimer|haftungsausschluss):(?=.{0,200}\b(?:liab|responsib|confidential|omissions|haft(?:ung|en)\b)).{0,280}$|"
    r"(?:.{0,60}\b)?(?:accepts?|assumes?) no (?:liability|responsibility) for\b[^?]{0,200}$|"
    r"(?:.{0,60}\b)?(?:does|do|can)(?: ?not|n't) accept (?:any )?(?:liability|responsibility) for\b[^?]{0,200}$|"
    rf"geschäftsführ(?:er|erin|ung|er/in)(?: ?\([^()]{{0,20}}\))?: ?(?-i:{_NAME}(?:[\s,;|]{{1,3}}{_NAME}){{0,15}})[\s.]*$|"
    r"(?:.{0,80}\b)?(?:amtsgericht|registergericht|handelsregister)\b[^?!]{0,60}\bhr ?[ab]\b[^?!]{0,80}$|"
    r"(?=.{0,120}\bcapital\b).{0,120}\b(?:rcs|siret)\b[^?!]{0,30}\d{3}[^?!]{0,60}$|.{0,80}\bregistro mercantil de\b[^?!]{0,100}$|"
    r".{0,80}\b(?:capitale sociale|capital social)\b[^?!]{0,30}\d[^?!]{0,80}$|"
    r"(?:p(?:artita|\.) ?iva|kvk(?:-nummer)?)\b[^?!]{0,6}\d{8,11}\b[^?!]{0,80}$|"
    rf"(?:follow us|folgen? (?:sie )?uns|suivez[- ]nous|s[íi]guenos|seguici|volg ons|siga-nos)\b.{{0,12}}?\b{_NETWORK}\b"
    rf"(?:[\s,|/&•·:.!-]|(?:and|und|et|y|e|en|{_NETWORK})\b|https?:\S++)*+$|"
    rf"(?:our|the) offices? (?:is|are|will be) closed {_WHEN}\b[^?!]{{0,100}}[.!]?$|"
    rf"unser büro (?:ist|bleibt) {_WHEN}\b[^?!]{{0,80}}\bgeschlossen[.!]?$|"
    rf"nos bureaux (?:sont|seront) fermés {_WHEN}\b[^?!]{{0,80}}$|"
    rf"nuestra oficina (?:está|estará) cerrada {_WHEN}\b[^?!]{{0,80}}$|"
    rf"il nostro ufficio (?:è|sarà) chiuso {_WHEN}\b[^?!]{{0,80}}$|ons kantoor is {_WHEN}\b[^?!]{{0,80}}\bgesloten[.!]?$|"
    rf"o nosso escritório est(?:á|ará) fechado {_WHEN}\b[^?!]{{0,80}}$|"
    r"(?:please note:? )?i (?:do not|don['’]t|only) work (?:on )?(?:mon|tues|wednes|thurs|fri)days?\b[^?!]{0,60}$|"
    r"(?:book|schedule) (?:a|your) (?:meeting|call|appointment|slot)(?: with me| with us)?(?: here)?:?"
    r"(?: *<?https?:\S+| *www\.\S+)?$|"
    r"termin (?:mit mir )?(?:buchen|vereinbaren):? *<?https?:\S+$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\?|\b(?:please (?!note)|kindly|can you|could you|can we|bitte|könnt|können sie|s['’]il vous pla[iî]t|merci de|por favor|"
    r"per favore|alstublieft|graag|should|must|soll(?:te|ten|en)?|doit|devrait|debe|deve|moet)\b",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r":\s*$|\b(?:text|note|notice|banner|message|sentence|line|wording|footer|imprint|signature|disclaimer|follow(?:s|ing)|below|"
    r"add|put|write|insert|publish|replace|change|update|announce|"
    r"hinweis\w*|satz|zeile|meldung|fußzeile|impressum|signatur|folgende\w*|unten|ergänz\w*|einfüg\w*|einbau\w*|schreib\w*|änder\w*|"
    r"ersetz\w*|veröffentlich\w*|texte|mention|bandeau|pied|suivante?|ajout\w*|mett\w*|remplac\w*|modifi\w*|texto|aviso|pie|siguiente|"
    r"añad\w*|pon\w*|cambi\w*|testo|avviso|seguente|aggiung\w*|mett\w*|inseri\w*|sostitu\w*|tekst|melding|volgende|toevoeg\w*|"
    r"plaats\w*|wijzig\w*|rodapé|adicion\w*|coloc\w*|alter\w*)\b",
    re.IGNORECASE,
)


def may_be_appended(line: str) -> bool:
    """Whether the last line of a mail may be of what firms append, by a cheap sign; few are."""
    if len(line) > _LONGEST or line[-1] == "?":
        return False
    small = line.lower()
    begins = small[:3] in _BEGINS
    return begins or "regist" in small or "liabil" in small or "responsib" in small or "amtsger" in small or "capital" in small


def is_appended(paragraph: Sequence[str], before: Sequence[str]) -> bool:
    """Whether the last paragraph of a mail is what firms append. `before`: the lines above it; the last ones are enough."""
    if not all(is_footer(line) or _is_usual(line) for line in paragraph):
        return False
    announced = any(_ANNOUNCED.search(line[-_LONGEST:]) for line in before if not _is_usual(line))
    return not announced and _ASKED.search(" ".join(paragraph)) is None


def _is_usual(line: str) -> bool:
    return len(line) <= _LONGEST and _APPENDED.match(line) is not None
