"""Short texts in which nothing is asked or reported: greetings, addresses, numbers, names of files, "see attached", a bare noun.

What such a text is about a model would have to make up. The lists hold for the seven languages at once: a greeting of one is no
request in another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from triage.classifier.category.automatic import says_no_title
from triage.classifier.category.rubbish import is_rubbish
from triage.classifier.text import MAIL_MARK, URL_MARK, CleanText
from triage.classifier.tokens import QUESTION, STOP, each_token, fold, fold_words

ActsOf = Callable[[str], Iterable[str]]
"""The speech acts of a folded word, one for each language that has it."""

_TELLING = frozenset(("down", "fail", "slow", "http4", "http5"))  # speech acts that a single word makes: "offline", "503"
_ADDRESSES = frozenset((URL_MARK, MAIL_MARK))
_MARKS = frozenset((STOP, "xkey"))
_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)  # stays where a mail holds nothing else
_NUMBER = re.compile(r"0+(?:\.0)?")
_FILE = re.compile(r"\w+(?:[.'’]\w+)*\.(?:bmp|csv|docx?|gif|html?|jpe?g|log|mov|mp4|odt|pdf|php|png|txt|webp|xlsx?|xml|zip)")


_GREETINGS = fold_words(
    "hi hello hey hiya howdy dear greetings good morning afternoon evening day "
    "hallo hi guten guter tag morgen abend moin servus grüezi gruezi liebe lieber liebes sehr geehrte geehrter "
    "bonjour bonsoir salut coucou cher chère chers "
    "hola buenos buenas buen días tardes noches día estimado estimada estimados estimadas "
    "ciao salve buongiorno buonasera buon giorno gentile gentili spettabile egregio "
    "hallo hoi dag goedemorgen goedemiddag goedenavond goedendag goede geachte beste "
    "olá oi bom boa dia tarde noite prezado prezada prezados prezadas caro caros"
)
_ADDRESSED = fold_words(
    "all everybody everyone team support guys folks there sir madam sirs mr mrs ms "
    "zusammen herr frau herren damen kollegen kolleginnen leute "
    "madame monsieur messieurs mesdames équipe tous toutes "
    "señor señora señores todos todas equipo signor signora signori tutti "
    "heer mevrouw mijnheer allemaal iedereen senhor senhora senhores pessoal equipe"
)
_IS_THERE_ANYBODY = fold_words(
    "is are anybody anyone somebody someone here around you listening "
    "ist sind jemand da noch hier wer sie ihr il y a quelqu'un est ce qu'il vous êtes là ici "
    "hay alguien está ahí aquí c'è qualcuno ci siete lì is er iemand daar hier zijn jullie tem há alguém aí está"
)
_POLITE = fold_words(
    "please pls thanks thank you bitte danke vielen dank merci s'il vous plaît gracias por favor grazie per favore prego "
    "bedankt alsjeblieft alstublieft obrigado obrigada por favor"
)
_SMALL_WORDS = fold_words(
    "a an the this that my our your i we it in as and for "
    "der die das den dem ein eine einen mein meine unser unsere im ich wir und le la les un une mon notre nos ce cette en et "
    "el los las una mi nuestro nuestra esta este il lo gli uno mio nostro nostra in e het een mijn onze ons de o os um uma meu "
    "nosso nossa"
)
_EMPTY = _GREETINGS | _ADDRESSED | _IS_THERE_ANYBODY | _POLITE | _SMALL_WORDS | _MARKS | {QUESTION}

_ATTACHED = fold_words(
    "attached attachment attachments attach enclosed enclosure anbei angehängt anhang anhänge beigefügt beiliegend anlage "
    "ci-joint joint jointe jointes joints adjunto adjunta adjuntos adjuntas allegato allegata allegati allegate "
    "bijlage bijlagen bijgevoegd bijgaand anexo anexos anexa anexado"
)
_SHOWN = fold_words(
    "see find screenshot screenshots file files document documents image images picture pictures photo photos pdf mail email "
    "siehe sieh bildschirmfoto datei dateien dokument dokumente bild bilder foto fotos "
    "voir veuillez trouver ci pièce pièces capture captures écran fichier fichiers d'écran image "
    "ver véase archivo archivos captura pantalla documento imagen vedi vedere file schermata documento immagine "
    "zie bestand bestanden schermafbeelding afbeelding veja segue seguem arquivo ficheiro tela imagem "
    "to with from by mit von zu avec de con de da di met van com do em"
)
_POINTING = _ATTACHED | _SHOWN

_MOST_NAMES = 3  # words of a name after a greeting: "Dear Anna Maria Miller"


def lacks_request(text: CleanText, acts_of: ActsOf) -> bool:
    """Whether nothing is left of a text without greetings, addresses, numbers and pointers to what is attached; or one word that
    tells of nothing. Linear in the text; most are done with at their second word."""
    body = _IMAGE.sub(" ", text.body) if "<" in text.body else text.body
    seen, left = set[str](), set[str]()  # all words; those that are neither empty nor point to something
    things = False
    title = "" if says_no_title(text.subject) else text.subject
    for token, word in _without_names(chain(each_token(title), (STOP,), each_token(body))):
        if _is_thing(token, word):
            things = True
            continue
        seen.add(word)
        if not (word in _EMPTY or word in _POINTING or is_rubbish(word)):
            left.add(word)
            if len(left) > 1:
                return False
    if things or not seen.isdisjoint(_ATTACHED):
        return not left
    left |= (seen & _POINTING) - _EMPTY
    return not left or (len(left) == 1 and QUESTION not in seen and all(_is_bare(word, acts_of) for word in left))


def _is_thing(token: str, word: str) -> bool:
    """Whether a token is an address, a number or a file's name: alone it asks nothing, beside a word it is what that is about."""
    if word in _ADDRESSES or (word[0] == "0" and _NUMBER.fullmatch(word) is not None):
        return True
    return "." in token and _FILE.fullmatch(token.lower()) is not None


def _is_bare(word: str, acts_of: ActsOf) -> bool:
    """Whether a word by itself tells of nothing, as names do. "ERR_NOT_FOUND" tells; scripts without blanks make one of many."""
    return "_" not in word and word.isascii() and _TELLING.isdisjoint(acts_of(word))


def _without_names(tokens: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The tokens, each with what it is folded to, without the capitalised words that follow a greeting."""
    names = 0
    for token in tokens:
        word = fold(token)
        if word in _GREETINGS or word in _ADDRESSED:
            names = _MOST_NAMES
        elif names and token[0].isupper():
            names -= 1
            continue
        else:
            names = 0
        if word:
            yield token, word
