"""What a line of a mail can be."""

from __future__ import annotations

from enum import Enum


class LineKind(Enum):
    """What a line is. `PASTED`: begins with ">" without that a mail program says it quotes: a log, a customer's mail.

    `SAID`: the customer's in a chat, after the name of the speaker or the hour.
    """

    OWN = "own"
    SAID = "said"
    BLANK = "blank"
    QUOTE = "quote"
    PASTED = "pasted"
    SIGNATURE = "signature"
    LABEL = "label"
    FOOTER = "footer"
    LOG = "log"


OWN_KINDS = frozenset((LineKind.OWN, LineKind.SAID, LineKind.PASTED))
