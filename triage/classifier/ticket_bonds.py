"""How a text speaks of a ticket that it names: as what it is about, as something else, as done with, or only so.

By the words around the name, in seven languages; a bounded stretch of them. Sets of words are asked first, since patterns are
slow and most texts have none of what they look for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.domain.reading import Bond

_NEAR = 100  # characters on each side in which people say why they name a ticket: "My ticket is #4711. Any news?"
_FEW_WORDS = 3  # beside the name: who writes no more than "Ticket #4711, please!" means it
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?;](?=\s|$)|\n[ \t]*\n")  # one line end is where a mail program broke the line
_BETWEEN = r"(?:\s{1,3}[\w’']{1,14}){0,3}[\s:(\[#-]{0,4}$"  # "not about [our earlier ticket ]#4711"


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_APART_SIGNS = _words(
    "not unrelated unlike different other apart independent independently nothing no nicht nichts unabhängig kein keine keinen",
    "anders betrifft abgesehen rien sans indépendant indépendante indépendamment différent différente ne pas nada sin distinto",
    "distinta diferente independiente independientemente aparte niente nulla non indipendente indipendentemente diverso diversa",
    "niets los niet geen anders onafhankelijk não sem independente independentemente",
)
_APART_BEFORE = re.compile(
    r"\b(?:not about|not (?:related|connected|linked) to|unrelated to|not concerning|not a duplicate of|not the same as|unlike|"
    r"different (?:\w{1,14} )?(?:from|to|than)|other than|apart from|independent(?:ly)? (?:of|from)|"
    r"nothing to do with|no (?:relation|link) to|"
    r"nicht um|nichts mit|nicht mit|unabhängig von|anders als|betrifft nicht|abgesehen von|"
    r"keinen? (?:duplikat|dublette|zusammenhang)(?: von| zu| mit)?|kein duplikat(?: von| zu)?|"
    r"rien à voir avec|sans (?:rapport|lien) avec|indépend\w{3,6} d[eu']|différente? d[eu']|ne concerne pas|"
    r"pas un doublon d[eu']|nada que ver con|no (?:está |es )?relacionad[oa] con|sin relación con|aparte de|"
    r"independiente(?:mente)? de|"
    r"(?:distint[oa]|diferente) (?:de|al?)|no es un duplicado de|"
    r"(?:niente|nulla) a che (?:fare|vedere) con|non riguarda|non (?:è )?(?:collegato|legato|relativo) a|"
    r"indipendente(?:mente)? da|divers[oa] da|"
    r"niets te maken met|(?:staat )?los van|niet over|geen duplicaat van|anders dan|onafhankelijk van|"
    r"nada a ver com|(?:não|sem) (?:está |é )?(?:relacionad[oa]|relação) (?:com|ao?)|independente(?:mente)? d[eo]|não é sobre)"
    + _BETWEEN,
    re.IGNORECASE,
)
_APART_AFTER = re.compile(
    r"[^\w.!?\n]{0,3}(?:(?:is|was|are) (?:about )?(?:something else|another|a different|not related|unrelated)|"
    r"(?:hat|haben) (?:\w{1,14} ){0,2}nichts\b|ist (?:etwas|was) anderes|n['’]a rien à voir|no tiene nada que ver|non c['’]entra|"
    r"heeft (?:\w{1,14} ){0,2}niets|não tem nada a ver)",
    re.IGNORECASE,
)

_DONE = (
    r"(?:(?:re)?solved|fixed|closed|completed|settled|finished|done|gelöst|geschlossen|erledigt|behoben|abgeschlossen|"
    r"résolue?|fermée?|clos|clôturée?|terminée?|resuelt[oa]|solucionad[oa]|cerrad[oa]|terminad[oa]|"
    r"risolt[oa]|chius[oa]|opgelost|gesloten|afgerond|afgesloten|verholpen|resolvid[oa]|fechad[oa]|concluíd[oa])"
)
_NEVER = r"not|never|nicht|nie|noch|pas|jamais|no|nunca|non|mai|niet|nooit|não"
_SOON = rf"(?:(?!(?:{_NEVER})\b)\w{{1,12}}\s){{0,3}}"
_THANKS = r"thanks|thank you|danke|merci|gracias|grazie|bedankt|obrigad[oa]"
_SETTLED_SIGNS = _words(
    "since after now when once you we they thanks thank danke merci gracias grazie bedankt obrigado obrigada please feel avez",
    "habéis han ha avete resolveram fecharam resolveu fechou veuillez vous pueden puede podéis potete può podem pode",
)
_SETTLED_BEFORE = re.compile(
    r"\b(?:(?:(?:since|after|now that|when|once) (?:you|your \w{1,12}|we|they)|you|we)(?: have|['’]ve)? "
    rf"{_DONE}|(?:{_THANKS})\b[^.!?\n]{{0,20}}\b(?:solving|fixing|closing|resolving|lösung|lösen|résolu|resolver|risolto|oplossen)|"
    r"(?:please|you can|you may|feel free to) (?:now )?close|(?:vous )?avez (?:résolu|clôturé|fermé)|"
    r"(?:habéis|han|ha) (?:resuelto|cerrado|solucionado)|(?:avete|ha) (?:risolto|chiuso)|resolveram|fecharam|resolveu|fechou|"
    r"(?:veuillez|vous pouvez) (?:fermer|clôturer)|(?:pueden?|podéis) cerrar|(?:potete|può) chiudere|podem? fechar)" + _BETWEEN,
    re.IGNORECASE,
)
_SETTLED_AFTER = re.compile(
    rf"[^\w.!?\n]{{0,3}}(?:(?:can|may|could) {_SOON}be {_SOON}{_DONE}|(?:is|was|has been|got|are) {_SOON}{_DONE}|"
    rf"(?:ist|wurde|war|habt ihr|haben sie|haben wir|hat \w{{1,12}}) {_SOON}{_DONE}|(?:kann|darf) {_SOON}{_DONE} werden|"
    rf"{_SOON}{_DONE} (?:habt|haben|hat|wurde|worden|ist|war|hebben|hebt|is)\b|"
    rf"(?:est|a été) {_SOON}{_DONE}|peut {_SOON}être {_SOON}{_DONE}|"
    rf"(?:está|ha sido|fue|quedó) {_SOON}{_DONE}|(?:se )?pueden? {_SOON}cerrar|"
    rf"(?:è stat[oa]|è) {_SOON}{_DONE}|(?:si )?può {_SOON}(?:essere )?(?:chius[oa]|chiudere)|"
    rf"(?:is|werd) {_SOON}{_DONE}|(?:kan|mag) {_SOON}(?:gesloten|dicht)|"
    rf"(?:está|foi) {_SOON}{_DONE}|pode {_SOON}ser {_SOON}{_DONE})",
    re.IGNORECASE,
)

_MEANT_NEAR = _words(
    "same again still duplicate duplicates followup follow wait waiting waited answer answered reply replied response heard",
    "reminder reopen refer refers referring reported mentioned described merge escalate persist persists",
    "gleiche gleicher gleiches gleichen selbe selben dasselbe wieder erneut nochmal nochmals weiterhin neuigkeiten",
    "duplikat dublette nachfrage bezug nachtrag ergänzung erinnerung warte warten antwort rückmeldung zusammenlegen besteht",
    "zusammenführen eröffnet dringend même encore toujours doublon relance réponse attends attendons attente rappel persiste",
    "complément fusionner",
    "mismo misma mismos mismas sigue siguen todavía aún novedad novedades noticias duplicado duplicada respecto respuesta",
    "espero esperando esperamos recordatorio seguimiento fusionar",
    "stesso stessa stessi stesse ancora novità notizie duplicato riguardo risposta attesa attendo sollecito unire",
    "zelfde dezelfde hetzelfde weer opnieuw steeds duplicaat antwoord wacht wachten wachtend herinnering vervolg ingediend",
    "samenvoegen mesmo mesma mesmos mesmas novamente ainda continua continuam novidade novidades notícias resposta aguardo",
    "aguardando lembrete juntar abri",
)
_MEANT_PHRASES = (
    *("any news", "any progress", "any update", "news on", "update on", "status of", "further to", "in addition"),
    *("additional info", "what happened", "not solved", "not fixed", "not resolved", "i opened", "we opened", "i raised"),
    *("noch immer", "immer noch", "noch nicht", "noch kein", "gehört zu", "stand von", "stand zu"),
    *("à nouveau", "de nouveau", "des nouvelles", "suite à", "suite au", "ai ouvert", "avons ouvert"),
    *("otra vez", "de nuevo", "he abierto", "hemos abierto"),
    *("di nuovo", "in merito", "in seguito", "ho aperto", "abbiamo aperto"),
)
_LEADING = _words(
    "see about regarding concerning re in from my our",
    "siehe vgl zu zum zur bezüglich bzgl betrifft betreff mein meine meinem meinen meiner unser unsere unserem unseren unserer",
    "voir cf concernant dans mon ma notre ver véase sobre mi nuestro nuestra vedi mio mia nostro nostra nel",
    "zie betreft over mijn ons onze meu minha nosso nossa",
)
_OWNERS = _words(
    "my our the mein unser das mon notre le mi nuestro el mio nostro il mijn ons meu nosso o",
)
_TICKETS = _words(
    "ticket case request issue anfrage demande caso solicitud richiesta melding chamado",
)
_ANNOUNCED_IN = 4  # words: "[My ticket number is] #4711"
_REPLY = re.compile(r"[ \t]*(?:re|aw|sv|antw|ref|rif|tr|fwd?|wg|rv|res|enc|doorst|vs)[ \t]?:", re.IGNORECASE)
_TAG_AFTER = re.compile(r"[ \t]*(?:[\])}:,;–|-]|\n|$)")


def bond_of(text: str, start: int, end: int, title: int) -> Bond | None:
    """How `text` speaks of the ticket that its characters `start` to `end` name; None: as of one that it is not about.

    `title`: how many characters of the text are its title. One that answers a ticket, or is marked with it, is about it.
    """
    before, after = text[max(start - _NEAR, 0) : start], text[end : end + _NEAR]
    lead, words = _WORD.findall(before.lower()), _WORD.findall(after.lower())
    sentence = _last_sentence(before)
    if (not _APART_SIGNS.isdisjoint(lead) and _APART_BEFORE.search(sentence)) or _APART_AFTER.match(after):
        return None
    meant = _is_meant((*lead, *words))
    if (not _SETTLED_SIGNS.isdisjoint(lead) and _SETTLED_BEFORE.search(sentence)) or _SETTLED_AFTER.match(after):
        return Bond.MENTIONED if meant else Bond.SETTLED
    if meant or _is_announced(lead) or (end <= title and _is_tag(text, start, end)):
        return Bond.MEANT
    return Bond.MEANT if len(text) <= _NEAR and len(lead) + len(words) <= _FEW_WORDS else Bond.MENTIONED


def _is_meant(words: Sequence[str]) -> bool:
    """Whether words around a name say that what they speak of is the ticket's own matter."""
    if not _MEANT_NEAR.isdisjoint(words):
        return True
    joined = " ".join(words)
    return any(phrase in joined for phrase in _MEANT_PHRASES)


def _is_announced(lead: Sequence[str]) -> bool:
    """Whether the last words before a name point to it: "see", "my ticket is"."""
    last = lead[-_ANNOUNCED_IN:]
    return not _LEADING.isdisjoint(last[-1:]) or not (_OWNERS.isdisjoint(last) or _TICKETS.isdisjoint(last))


def _last_sentence(before: str) -> str:
    """What of the text before a name is in one sentence with it."""
    ends = [found.end() for found in _SENTENCE_END.finditer(before[:-1])]
    return before[ends[-1] :] if ends else before


def _is_tag(text: str, start: int, end: int) -> bool:
    """Whether a name in a title stands where helpdesks put it: in brackets, in an answer's title, or alone at its begin."""
    if _REPLY.match(text) is not None or text[start - 1 : start] in ("[", "(", "{"):
        return True
    return not text[:start].strip() and _TAG_AFTER.match(text, end) is not None
