"""Answers that only thank, or say that the matter is settled and the ticket can be closed: they report and repeat nothing.

Every word must be of the closed lists below, which hold no "but", no "not" and no part of a site. So what is added to the thanks
makes a ticket of it: "Thanks for fixing the cart. Now the search finds nothing".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from triage.classifier.text import CleanText
from triage.classifier.tokens import STOP, each_token, fold, fold_all, fold_words, tokens_of

_REPLY = re.compile(r"\s*(?:re|aw|antw|antwort|sv|rv|tr|r|res|rif|wg|fwd?)\s?(?:\[\d+\])?:", re.IGNORECASE)
_NUMBER = re.compile(r"0+")


_THANKS = fold_words(
    "thanks thank thankyou thx cheers danke dank dankeschön merci gracias grazie bedankt dankjewel obrigado obrigada agradeço "
    "remercie agradezco ringrazio"
)
_SETTLED = fold_words(
    "solved resolved fixed sorted settled gelöst behoben erledigt geklappt repariert gefixt résolu résolue réglé réparé corrigé "
    "resuelto resuelta solucionado solucionada arreglado arreglada risolto risolta sistemato sistemata "
    "opgelost verholpen gefikst resolvido resolvida corrigido corrigida"
)
_GONE = fold_words("gone away weg verschwunden parti disparu desaparecido sparito verdwenen sumiu")  # good news of a problem only
_WORKS = fold_words(
    "works working runs running funktioniert läuft klappt geht fonctionne marche refonctionne funciona funcionan funcionando "
    "funziona funzionano werkt werken doet"
)
_AGAIN = fold_words(
    "again now back wieder jetzt nun nouveau maintenant désormais ya ahora nuevo ora adesso già nuovo weer nu agora já novo"
)
_WELL = fold_words(
    "up online fine good well ok okay great perfect perfectly excellent awesome super wonderful brilliant did "
    "gut prima toll bestens perfekt ordnung bien parfait génial ordre top bem perfecto genial estupendo correcto "
    "bene perfetto ottimo posto goed prima perfect orde fijn tudo certo perfeito ótimo"
)
_CLOSE = fold_words(
    "close closed closing schließen geschlossen zumachen abschließen fermer fermé fermée clore clôturer cerrar cerrado "
    "chiudere chiuso sluiten gesloten fechar fechado encerrar"
)
_TICKET = fold_words(
    "ticket tickets case request anfrage vorgang demande incidencia caso richiesta verzoek melding chamado pedido"
)
_PROBLEM = fold_words("problem problems issue issues error fehler problème erreur problema errore probleem fout erro")
_PLACE = fold_words("site shop store website page webseite seite homepage boutique tienda web página sito negozio winkel loja")
_ASKING = fold_words(
    "please can may bitte können kannst könnt kann s'il plaît pouvez peux peut favor pueden puede podéis favore potete può "
    "alsjeblieft alstublieft kunt kan mag podem pode"
)
_FILL = fold_words(
    "you your very much so many lot lots a an the it its is was has been are be that this all everything for from with to and my "
    "help support quick fast prompt great kind reply response answer assistance service team million us me we i "
    "im das der die den dem es ist war hat hier alles schnelle schnellen schneller hilfe unterstützung antwort für ihre ihren "
    "eure deine und vielen vielmals herzlichen besten tausend sehr sie du ihr werden wurde mir uns sich "
    "beaucoup mille pour votre ton aide rapide réponse assistance c'est est le la les ça cela tout a été à de et vous "
    "être on nous je en "
    "muchas mil muy por la el los su vuestra tu ayuda rápida respuesta está todo ha sido se y de que es "
    "mille tante molte per il lo l'aiuto aiuto vostro tuo suo rapida risposta è tutto a stato stata si e di "
    "hartelijk veel voor de het uw jullie je hulp snelle antwoord is alles in u worden en van dat wel "
    "muito pela pelo a o ajuda rápida resposta está tudo foi se e isso"
)
_ALL = _THANKS | _SETTLED | _GONE | _WORKS | _AGAIN | _WELL | _CLOSE | _TICKET | _PROBLEM | _PLACE | _ASKING | _FILL


def only_thanks(text: CleanText) -> bool:
    """Whether a text does nothing but thank or settle. The title counts unless it is that of the mail which was answered, or the
    text says that its matter is settled. Linear in the text, but meant for short ones."""
    answers = _REPLY.match(text.subject) is not None
    if not _has_tokens(text.body):
        return not answers and _only_thanks(text.subject)
    if not _only_thanks(text.body):
        return False
    settles = _settles(fold_all(tokens_of(text.body)))
    return answers or settles or not _has_tokens(text.subject) or _only_thanks(text.subject)


def _has_tokens(part: str) -> bool:
    return next(each_token(part), None) is not None


def _only_thanks(part: str) -> bool:
    if not all(map(_is_known, map(fold, each_token(part)))):  # most texts fail with one of their first words
        return False
    words = fold_all(tokens_of(part))
    return (not _THANKS.isdisjoint(words) or _settles(words)) and all(map(_leaves_nothing_open, _sentences(words)))


def _is_known(word: str) -> bool:
    return word in _ALL or word in ("", STOP) or _NUMBER.fullmatch(word) is not None


def _settles(words: Sequence[str]) -> bool:
    """Whether something is said to be settled, in order again, or ready to be closed."""
    return any(
        not _SETTLED.isdisjoint(sentence)
        or (not _PROBLEM.isdisjoint(sentence) and not _GONE.isdisjoint(sentence))
        or (not _WORKS.isdisjoint(sentence) and not _AGAIN.isdisjoint(sentence))
        or (not _CLOSE.isdisjoint(sentence) and not _TICKET.isdisjoint(sentence))
        for sentence in _sentences(words)
    )


def _leaves_nothing_open(sentence: frozenset[str]) -> bool:
    """ "The problem is back", "please close the shop" and "get it up again, please" are of such words too."""

    def has(kind: frozenset[str]) -> bool:
        return not kind.isdisjoint(sentence)

    if has(_CLOSE):
        return has(_TICKET) or (has(_PROBLEM) and has(_SETTLED))
    if has(_PROBLEM):
        return has(_SETTLED) or has(_GONE)
    return not has(_ASKING) and not has(_GONE) and (not has(_PLACE) or has(_SETTLED) or has(_WORKS) or has(_AGAIN) or has(_WELL))


def _sentences(words: Sequence[str]) -> Iterator[frozenset[str]]:
    begun = 0
    for at, word in enumerate([*words, STOP]):
        if word == STOP:
            yield frozenset(words[begun:at])
            begun = at + 1
