"""The lines that mail programs and mailing lists append to a mail, or put above it. Seven languages and the Scandinavian ones.

A footer is a whole line: "Sent from my iPhone, the form stays empty" is none.
"""

from __future__ import annotations

import re

_LONGEST = 600  # characters of a line that are looked at: a disclaimer is long

_FOOTER = re.compile(
    r"sent (?:from|via|with) (?:my |outlook|mail\b|the yahoo|yahoo|proton|gmail|samsung)[^,.;:!?]{0,60}[.!]?$|"
    r"(?:get|download) outlook for\b.{0,100}$|(?:von|aus) meine[mr] [^,;:!?]{1,40} (?:gesendet|gesandt|verschickt)\.?$|"
    r"gesendet (?:mit|von|aus|über) [^,;:!?]{0,30}(?:mail|gmx|web\.de|spark|outlook|yahoo|proton|iphone|ipad|android|"
    r"samsung|handy|smartphone|"
    r"tablet|galaxy|huawei|xiaomi|blackberry)[^,;:!?]{0,30}$|"
    r"(?:envoyé de(?:puis)? (?:mon|ma|outlook|yahoo)|enviado desde (?:mi|outlook|yahoo)|enviado (?:do meu|a partir d)|"
    r"inviato da(?:l mio| i| outlook|"
    r" yahoo)|verzonden (?:vanaf|met|via) (?:mijn|outlook|mail)|skickat från min|sendt fra min|wysłane z)[^,;:!?]{0,50}$|"
    r"this (?:e-?mail|message)(?:,? (?:and|including) any (?:attach|files)| (?:is|may be|contains|may contain|"
    r"and its)\b(?=.{0,200}\b(?:recipient|"
    r"addressee|confidential|privileged|attachment|intended)))(?=.{0,280}\b(?:recipient|addressee|delete|notify|"
    r"sender|disclos|attach|"
    r"confidential|intended|privileged)).{0,300}$|"
    r"this (?:e-?mail|message) was sent (?:from a (?:contact|web)|to \S{1,80}@|to xmail|to you (?:by|because|as)|"
    r"because|automatically)[^,;!?]{0,120}$|"
    r"diese (?:e-?mail|nachricht) (?:(?:enthält|ist) .{0,40}\bvertraulich|wurde (?:automatisch|über|"
    r"von) [^,;!?]{0,80}(?:formular|generiert|erstellt))"
    r".{0,250}$|ce (?:message|courriel|mail)(?: est confidentiel| et (?:toutes|ses|les))\b.{0,250}$|"
    r"(?:click (?:here|below) to )?unsubscribe(?: here| now| from (?:this|our) (?:mailing |e-?mail )?(?:list|"
    r"newsletter|e-?mails?))?[.!:>\])]?(?: *<?(?:https?:|xurl)"
    r"\S*)?$|to unsubscribe(?: from [\w ]{1,40})?,? (?:please )?(?:click|follow|reply|visit|use|go|press)\b[^;!?]{0,80}$|"
    r"please consider the environment\b.{0,80}$|virus-free\b.{0,60}$|view (?:this (?:e-?mail|"
    r"message) )?in (?:your )?(?:web )?browser\.?$|"
    r"you (?:are receiving|(?:have )?received) this (?:e-?mail|message) because\b.{0,200}$|ref:_?00\S{1,60}$|"
    r"\{?ticket[-#: ]id[:=]\S{1,60}$|"
    r"\[(?:image|cid):[^\]]{0,200}\]$|(?:\[external(?: [\w-]{1,12}){0,2}\]|external:|caution:|\[caution\])(?:$|"
    r"(?=.{0,120}\b(?:sender|originated|"
    r"outside|external e?-?mail|click|links?\b.{0,20}attachment)).{0,300}$)",
    re.IGNORECASE,
)
_FOOTER_BEGINS = frozenset(  # nearly every line has other first letters
    [
        "sen",
        "get",
        "dow",
        "von",
        "aus",
        "ges",
        "env",
        "inv",
        "ver",
        "ski",
        "wys",
        "thi",
        "die",
        "ce ",
        "cli",
        "uns",
        "to ",
        "ple",
        "vir",
        "vie",
        "you",
        "ref",
        "tic",
        "{ti",
        "[im",
        "[ci",
        "[ex",
        "[ca",
        "ext",
        "cau",
    ]
)


def is_footer(line: str) -> bool:
    """Whether a line is wholly a footer ("Sent from my iPhone"), a disclaimer, a banner ("[EXTERNAL]") or an image's place."""
    return line[:3].lower() in _FOOTER_BEGINS and _FOOTER.match(line[:_LONGEST]) is not None
