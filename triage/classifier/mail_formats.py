"""The formats of mail programs, helpdesks and web forms: the lines with which each quotes, forwards, labels and signs.

English, German, French, Spanish, Italian, Dutch, Portuguese, Scandinavian, Polish. Every predicate reads lines without blanks
around them and without a leading ">", in time linear in them. A line is a format only where nothing else is said in it: who
writes "Unsubscribe links lead to a 404 page" or "our customer wrote:" must be read, and a format that is kept costs little. What
goes because of them is `mail_layout`'s to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST = 300  # characters of a line that may be a format
_BLOCK_LINES = 16  # lines of a header block that are looked at, blank ones included
_SENTENCE = 6  # words of a label's value: so many are a sentence

_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:h]\d\d|\d{1,2}[./]\d{1,2}[./]")
_DAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun|mån|tis|ons|tors|fre|lör|sön|man|tirs|lør|søn)da[yg]|mittwoch|"
    r"lun(?:di|es|edì)|"
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mar(?:di|tes|tedì)|m(?:ercredi|iércoles|ercoledì)|jeudi|jueves|giovedì|"
    r"vendredi|viernes|"
    r"venerdì|samedi|sábado|sabato|dimanche|domingo|domenica|(?:maan|dins|woens|donder|vrij|zater|zon)dag|segunda|"
    r"terça|quarta|sexta)\b",
    re.IGNORECASE,
)
_BEGUN = re.compile(r"(?:(?:on|am|le|el|il|op|em|a|den|på|w dniu|dnia)\s|\w{2,6}\.,?\s\d)", re.IGNORECASE)
_WROTE = re.compile(
    r"(?:^|[\s>),])(?:wrote|schrieb|écrit|escribi[oó]|scritto|schreef|escreveu|skrev|napisał(?:\(a\)|a)?|pisze|"
    r"geschreven)\s?:$",
    re.IGNORECASE,
)
_VERBS = frozenset(
    [
        "wrote",
        "schrieb",
        "écrit",
        "escribió",
        "escribio",
        "scritto",
        "schreef",
        "escreveu",
        "skrev",
        "napisał",
        "napisał(a)",
        "napisała",
        "pisze",
        "geschreven",
    ]
)
_WROTE_BEFORE_NAME = re.compile(  # "schrieb Ann <ann@…>:", but not "schrieb eine Kundin:"
    r"\s(?:schrieb|schreef|skrev)\s{1,3}(?:(?-i:[^\Wa-zß-öø-ÿ_])|[\"'<„“(]|\S{1,80}@).{0,200}:$", re.IGNORECASE
)
_WROTE_ON = re.compile(r"\s(?:wrote on|schrieb am|skrev den|schreef op|a écrit le)\s.{0,30}\d.{0,80}:$", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"-{2,}\s*(?:original[ -]?(?:message|nachricht)|ursprüngliche nachricht|message (?:d['’]origine|original)|"
    r"mensaje original|"
    r"messaggio originale|oorspronkelijk bericht|mensagem original|ursprungligt meddelande|oprindelig meddelelse|"
    r"opprinnelig melding|wiadomość oryginalna|reply above this line.{0,80}|please reply above.{0,80}|"
    r"bitte antworten sie oberhalb.{0,80})\s*-{2,}$|"
    r"##-.{0,120}-##$",
    re.IGNORECASE,
)
_RULE = re.compile(r"(?:-{5,}|_{5,})$")
_COMMENT = re.compile(
    r".{1,80}, .{0,20}\b20\d\d.{1,6}\d{1,2}:\d\d(?: ?[ap]m)?$", re.IGNORECASE
)  # "Mia Kern, Nov 23, 2026, 09:22"
_FORWARD = re.compile(
    r"-{2,}\s*(?:begin )?(?:forwarded|fwd?|weitergeleitete|message transféré|mensaje reenviado|messaggio inoltrato|"
    r"doorgestuurd bericht|"
    r"mensagem (?:re)?encaminhada|vidarebefordrat|videresendt|wiadomość przekazana)\b[^:.!?]{0,80}-{2,}:?$|"
    r"(?:(?:begin )?forwarded message|(?:anfang der )?weitergeleitete[nr]? (?:nachricht|e-?mail)|"
    r"(?:début du )?(?:message|courriel) (?:transféré|réexpédié)|(?:inicio del )?mensaje reenviado|"
    r"(?:inizio (?:del )?)?messaggio inoltrato|"
    r"(?:begin (?:van )?)?doorgestuurd bericht|(?:início da )?mensagem (?:re)?encaminhada|vidarebefordrat (?:brev|"
    r"meddelande)|"
    r"videresendt (?:besked|melding))\s?:$",
    re.IGNORECASE,
)
_COVERING = re.compile(
    r"(?<!\w)(?:fyi|for your info(?:rmation)?|below|forward(?:ed|ing)?|fwd?:|wg:|tr:|rv:|zur info(?:rmation)?|z\. ?k\.|"
    r"zur kenntnis\w{0,10}|(?:siehe|s\.|mail) unten|unten:?$|weitergeleitet|weiterleit\w{1,5}|leite ich|"
    r"pour info(?:rmation)?|"
    r"ci-dessous|transf[èée]\w{1,5}|(?:para|por) (?:tu|su|vuestra|sua) info\w{0,8}|m[áa]s abajo|ver abajo|reenv[ií]\w{1,4}|"
    r"per (?:tua|vostra|sua|la) (?:info\w{0,8}|conoscenza)|per info\w{0,8}|vedi sotto|qui sotto|inoltr\w{1,4}|"
    r"ter info(?:rmatie)?|ter kennisgeving|zie (?:hier)?onder|onderstaand|doorgestuurd|stuur ik door|para (?:o )?(?:(?:seu|teu|"
    r"vosso) )?conhecimento|"
    r"(?:veja|ver) abaixo|encaminh\w{1,4})(?!\w)",
    re.IGNORECASE,
)
_NOTE = 12  # words of a covering note: more say something of their own
_HANDED_ON = re.compile(  # says of the mail below that it is meant, in a note of any length
    r"\b(?:(?:mail|message|request|enquiry|inquiry) below|below (?:e-?mail|message|request)|(?:i am|"
    r"i['’]m) forwarding|forwarding (?:this|you|what)|"
    r"forwarded (?:e-?mail|message)|(?:mail|nachricht|anfrage) unten|(?:unten|nach)stehende [er]?-?\w{0,3}(?:mail|"
    r"nachricht|anfrage)|"
    r"leite ich .{0,40}weiter|weitergeleitete (?:e-?mail|nachricht)|(?:mail|courriel|message|demande) ci-dessous|"
    r"je (?:te|vous) transf[èe]\w{1,4}|(?:correo|mensaje|mail) (?:de )?(?:m[áa]s )?abajo|(?:te|le|os|les) reenv[ií]o|"
    r"(?:mail|messaggio) (?:qui )?sotto|(?:ti|vi|le) inoltro|(?:mail|bericht) (?:hier)?onder|onderstaande? (?:e-?mail|"
    r"mail|bericht)|"
    r"(?:mail|mensagem) abaixo|encaminho)(?!\w)",
    re.IGNORECASE,
)

_LABELS = {
    "from": "from, von, de, da, van, od, från, fra",
    "sent": "date, sent, sent on, gesendet, gesendet am, datum, envoyé, envoyé le, fecha, enviado, enviado el, "
    "enviado em, enviada em, inviato, "
    "data, verzonden, skickat, sendt, dato, wysłano",
    "to": "to, an, à, para, aan, cc, bcc, cci, kopie, reply-to, antwort an",
    "to, in a block": "a, do, till, til, copia",
    "subject": "subject, betreff, objet, asunto, oggetto, onderwerp, assunto, ämne, emne, temat",
    "other": "importance, priority, priorität, wichtigkeit, attachment, attachments, anlage, anlagen, importancia, importanza",
    "message": "message, nachricht, mensaje, messaggio, bericht, mensagem, message body, your message, "
    "ihre nachricht, kommentar, comment",
    "name": "name, your name, full name, first name, last name, vorname, nachname, nom, prénom, nombre, nome, "
    "cognome, naam, company, firma, "
    "customer no, customer number, customer id, kundennummer, ticket id",
    "mail": "email, e-mail, e-mail address, email address, your email, e-mail-adresse, courriel, correo, "
    "correo electrónico, e-mailadres",
    "phone": "phone, phone number, telephone, telefon, telefoon, téléphone, teléfono, telefone, telefono",
    "sender": "submitted on, submitted by, submitted from, ip address, user agent, browser agent, referrer, form id, "
    "page url, sent from page",
}
_KIND_OF = {label: kind for kind, labels in _LABELS.items() for label in labels.split(", ")}
_HEADERS = frozenset(("from", "sent", "to", "to, in a block", "subject", "other"))
_LABEL = 30  # characters within which a label ends
_MARKS = " *_\t\xa0"  # bold, and blanks, which French has before a colon
_DRAWN = ("--", "__", "##", "bq")
_FORM = frozenset(("message", "name", "mail", "phone"))


def attribution_length(lines: Sequence[str], at: int, quoted_after: bool) -> int:
    """Of how many lines the attribution that ends with line `at` is ("On 3 May 2026 Ann wrote:"); 0 when there is none.

    Long names make mail programs break it in two or three. `quoted_after`: whether the next line begins with ">"; without, a
    weekday is no date, since people write "On Monday our customer wrote:" themselves.
    """
    line = lines[at]
    if line[-1:] != ":" or len(line) > _LONGEST or ("@" not in line and _VERBS.isdisjoint(line[:-1].lower().split())):
        return 0
    whole = line
    if _BEGUN.match(line) is None or _DATE.search(line) is None:
        for first in range(at - 1, max(at - 3, -1), -1):
            before = lines[first]
            if not before or before[-1] in ".:!?" or len(before) + len(whole) > _LONGEST:
                break
            whole = f"{before} {whole}"
            if _BEGUN.match(before) is not None and _is_attribution(whole, quoted_after):
                return at - first + 1
    return int(_is_attribution(line, quoted_after))


def _is_attribution(line: str, quoted_after: bool) -> bool:
    wrote = _WROTE.search(line) or _WROTE_BEFORE_NAME.search(line)
    if wrote is None:
        return _WROTE_ON.search(line) is not None
    dated = _DATE.search(line) is not None or (quoted_after and _DAY.search(line) is not None)
    return "@" in line or (dated and _BEGUN.match(line) is not None)


def is_rule(line: str) -> bool:
    """Whether a line is nothing but a line that is drawn: "-----", "_____"."""
    return _RULE.match(line) is not None


def begins_original(line: str) -> bool:
    """Whether a line says that the answered mail follows: "-----Original Message-----"."""
    return line[:2] in ("--", "##") and len(line) <= _LONGEST and _ORIGINAL.match(line) is not None


def begins_forward(line: str) -> bool:
    """Whether a line says that a forwarded mail follows: "Begin forwarded message:"."""
    return (line[-1:] == ":" or line[:2] == "--") and len(line) <= _LONGEST and _FORWARD.match(line) is not None


def is_covering_note(lines: Sequence[str]) -> bool:
    """Whether the lines above a mail's headers hand it on: "FYI", "Siehe unten, danke", or "I got the mail below. What …"."""
    text = " ".join(lines)[: _LONGEST * 4]
    return (len(text.split()) <= _NOTE and _COVERING.search(text) is not None) or _HANDED_ON.search(text) is not None


def find_signs(lines: Sequence[str]) -> list[int]:
    """Which lines may be formats or quotes, by cheap signs; nearly none is. Others are at most footers or closings."""
    return [
        at
        for at, line in enumerate(lines)
        if line
        and (line[-1] == ":" or line[0] in ">|[{" or line[:2] in _DRAWN or (":" in line[:_LABEL] and bool(label_kind(line))))
    ]


def label_kind(line: str) -> str:
    """What a line's label tells: of a mail's headers `from`, `sent`, `to`, …, of a form `name`, `mail`, …; "" without one."""
    label, _, value = line.partition(":")
    kind = _KIND_OF.get(label.strip(_MARKS).lower(), "")
    return kind if not value or value[0] in _MARKS else ""


def header_block_end(lines: Sequence[str], at: int) -> tuple[int, bool]:
    """Where the header labels that begin at line `at` end, and whether they are those of a mail: of its sender, and of two others
    or of its date, in any order, blank lines between them allowed. What a form's labels follow is a form.
    """
    kinds: list[str] = []
    end = at
    for row in range(at, min(at + _BLOCK_LINES, len(lines))):
        line = lines[row]
        if not line:
            continue
        kind = label_kind(line)
        if kind in _FORM and kinds:
            return end, False
        if kind not in _HEADERS and not (kinds and kinds[-1].startswith("to") and "@" in line):  # a long list of recipients
            break
        kinds.append(kind or kinds[-1])
        end = row + 1
    return end, "from" in kinds and (len(set(kinds)) > 2 or "sent" in kinds)


def is_label(line: str) -> bool:
    """Whether a line is a label with a value that says nothing of the matter: of a person, a date, a browser."""
    kind = label_kind(line)
    if kind in ("", "message", "other", "to, in a block"):
        return False
    value = line.partition(":")[2].strip(_MARKS)
    if not value or kind == "sender":
        return True
    if kind in ("mail", "phone"):
        words = value.split(None, 1)
        return "@" in value if kind == "mail" and len(words) > 1 else len(words) == 1 or any(sign.isdigit() for sign in value)
    short = len(value) <= _LONGEST and len(value.split()) < _SENTENCE and value[0] not in "\"'„“«‚‘"
    return kind != "subject" and (short or "@" in value) and (kind != "sent" or any(sign.isdigit() for sign in value))


def helpdesk_header_length(lines: Sequence[str]) -> int:
    """Of how many lines at the beginning Zendesk's header of a comment is: a rule, then a name and an instant; 0 without one."""
    if lines[0] and lines[0][0] != "-":
        return 0
    filled = [at for at, line in enumerate(lines[:6]) if line][:2]
    if len(filled) < 2 or not is_rule(lines[filled[0]]):
        return 0
    line = lines[filled[1]]
    return filled[1] + 1 if len(line) <= 120 and _COMMENT.match(line) is not None else 0
