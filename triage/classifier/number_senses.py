"""What a number that looks like a ticket's is instead: an order, an amount, a colour, a house number, a year, a rank, a file.

Seven languages. Each look is at a bounded stretch before or after the number.
"""

from __future__ import annotations

import re

NUMBER_MARK = (
    r"(?:(?:id|no|nr|num|number|nummer|numero|número|numéro|n[°º])(?!\w)[ \t.:]{0,3}"
    r"(?:(?:is|ist|est|es|è|lautet)[ \t])?#?|#)[ \t]?"
)
_LEAD = 40  # characters before a number that are looked at
_OTHER_BEFORE = re.compile(
    r"(?:\b(?:order|commande|pedido|ordine|bestelling|encomenda|invoice|facture|factura|fattura|factuur|fatura|"
    r"customer|client|cliente|klant\w*|item|article|sku|product|line|zeile|ligne|row|fila|riga|step|"
    r"page|seite|comment|post|build|option|php|utf|iso|sha|tls|colou?r|farbe|couleur|hex|background|error|version|pr|pull)|"
    r"(?:bestell|auftrag|rechnung|kunde|artikel|produkt)\w*)s?"
    rf"[ \t-]{{0,3}}(?:{NUMBER_MARK})?(?:(?:is|was|to|ist|war|est|es)[ \t]{{1,3}})?[ \t:=]{{0,3}}$",
    re.IGNORECASE,
)
_OTHER_AFTER = re.compile(
    r"[ \t]?(?:[%°€$£¥₹²]|(?:percent|prozent|pour ?cent|por ?ciento|per ?cento|procent|por cento|eur(?:os?)?|usd|gbp|chf|"
    r"cad|aud|sek|dkk|nok|pln|jpy|kr|zł|dollars?|pounds?|pfund|franken|francs?|dólares|cents?|pence|"
    r"left(?![ \t]+(?:un|open))|remaining|available|in stock|übrig|verfügbar|restante?s?|disponibles?|rimast[ie]|"
    r"disponibili|beschikbaar|"
    r"px|pt|r?em|kg|mg|lbs?|oz|cm|mm|km|qm|inch(?:es)?|zoll|ml|mb|gb|tb|kb|ms|sec|seconds?|sekunden?|minut\w{1,3}|hours?|hrs?|"
    r"stunden?|uhr|heures?|horas?|ore|uur|pm|days?|tagen?|jours?|días?|giorni|dagen|dias|weeks?|wochen?|months?|monaten?|"
    r"years?|jahren?|times|fois|veces|volte|keer|vezes|pcs|pieces?|stück|stk|pièces?|piezas|pezzi|stuks|peças)\b)|"
    r"[.,]\d{1,3}\b|:\d\d|-\d|/\d{1,2}\b|\.(?:jpe?g|png|gif|webp|svg|pdf|docx?|xlsx?|csv|txt|zip|html?|php|css|js|json|xml|mp[34]|mov|avif|heic|tiff?|"
    r"bmp|psd|ai|eps|log|eml|msg)\b",
    re.IGNORECASE,
)
_THING = re.compile(
    r"\b(?:(?:p\.?[ \t]?o\.?[ \t]?)?box|postfach|postbus|boîte postale|casella postale|apartado(?: de correos)?|caixa postal|"
    r"suite|ste|apt|apartment|appartement|unit|room|raum|zimmer|floor|building|haus(?:nummer)?|flat|office|locker|gate|street|straße|"
    r"table|tisch|fax|phone|image|photo|bild|job|commit|user|member|mitglied\w*|licen[cs]e|lizenz\w*|serial|code|coupon|voucher|"
    r"gutschein\w*|booking|reservation|buchung\w*|réservation|reserva|prenotazione|boeking|shipment|parcel|tracking|sendung\w*|"
    r"lieferschein\w*|argument|param(?:eter)?|column|spalte|thread|attempt|versuch|slide|level|chapter|kapitel|question|frage)"
    rf"[ \t.,:]{{0,3}}(?:{NUMBER_MARK})?$",
    re.IGNORECASE,
)
_TRACED = re.compile(r"[ \t]+(?:[/\\{]|[\w\\]{1,80}(?:->|::|\())")  # "#12 /var/www/cart.php(61)", "#13 {main}"
_STYLED = re.compile(
    r"\b(?:text|fonts?|schrift\w*|texte|texto|testo|tekst|buttons?|knopf|bouton|botón|links?|headers?|footers?|headings?|headlines?|"
    r"borders?|rahmen|banners?|menu|menü|titles?|titel|titre|overlay|icons?|black|white|gr[ae]y|red|blue|green|shade|tone|rgb)"
    r"(?:[ \t]{1,3}(?:to|is|be|should|must|as|auf|zu|en|a|in der farbe|colou?red|colou?r)){0,3}[ \t:=(]{1,3}$|"
    r"\b(?:colou?r|farbe|couleur|colore|kleur|cor)\b[^.!?\n]{0,20}$",
    re.IGNORECASE,
)
_COLOUR_LENGTHS = (3, 6, 8)  # of #333, #112233, #11223344
_RANKED = re.compile(r"\b(?:rank\w{0,3}|platz|position|place|top|rang|puesto|posto|plaats)[ \t]+$", re.IGNORECASE)
_BEING = re.compile(
    r"\b(?:are|is|was|now|be|at|from|to|sind|ist|sommes|est|somos|es|siamo|è|zijn|estamos|é)[ \t]+$", re.IGNORECASE
)
_RANKED_WHERE = re.compile(r"[ \t]+(?:on|in|at|for|of|bei|auf|für|sur|dans|en|su|op|no|na|em)\b", re.IGNORECASE)
_ARTICLE = re.compile(
    r"\b(?:the|our|your|an?|der|die|das|den|unser\w{0,2}|les?|la|notre|el|los|las|nuestr[oa]|il|lo|i|het|de|"
    r"onze?|os?|noss[oa])[ \t]+$",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"[ \t]+(?!(?:is|was|has|have|had|in|on|and|or|but|again|still|please|yet|from|ist|war|wurde|und|oder|immer|noch|bitte|"
    r"est|et|a|encore|toujours|es|y|sigue|è|e|ancora|en|nog|is|ainda|tickets?|cases?|issues?|requests?)\b)[^\W\d_]",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SMALL = 3  # digits of a rank
_LABEL = 4  # digits at most of what numbers a thing: "the #10 envelope"


def is_otherwise_numbered(text: str, start: int, end: int) -> bool:
    """Whether the words around characters `start` to `end`, a number and what announces it, say that it numbers another thing."""
    return _OTHER_BEFORE.search(text[max(start - _LEAD, 0) : start]) is not None or _OTHER_AFTER.match(text, end) is not None


def is_no_ticket_sign(text: str, start: int, end: int) -> bool:
    """Whether "#" and digits, characters `start` to `end`, are a colour, a rank, a year, or number a thing: a house, a user,
    "our #1 product"."""
    digits, before = text[start:end].lstrip("#"), text[max(start - _LEAD, 0) : start]
    if _THING.search(before) is not None or _TRACED.match(text, end) is not None:
        return True
    if len(digits) in _COLOUR_LENGTHS and _STYLED.search(before) is not None:
        return True
    if len(digits) > _LABEL:
        return False
    named = _NOUN.match(text, end) is not None
    if named and (_YEAR.fullmatch(digits) is not None or _ARTICLE.search(before) is not None):
        return True
    if len(digits) > _SMALL:
        return False
    ranked = _BEING.search(before) is not None and _RANKED_WHERE.match(text, end) is not None
    return ranked or _RANKED.search(before) is not None
