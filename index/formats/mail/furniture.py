"""What newsletters write around their text: how to see them in a browser, and how to leave them.

In: the paragraphs of a mail. Out: those of them that are its text.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import regex

__all__ = ["within"]

_T = TypeVar("_T")
_HEAD, _TAIL = 4, 14  # paragraphs in which it stands
_LONGEST = 400  # characters of a paragraph that is nothing else
_ABOVE = regex.compile(
    r"(?i)^\W*(?:"
    r"(?:(?:having )?(?:trouble|problems?) |can.t |click here to |to )?"
    r"(?:view|see|seeing|viewing|reading|read|open)\b.{0,60}\b"
    r"(?:browser|online|on the web|web version|click)\b|web version\b|"
    r".{0,80}\b(?:im browser|online-?version|dans (?:le|votre|un) navigateur|version en ligne|"
    r"en (?:el|tu|su) navegador|no (?:seu )?navegador|nel (?:tuo )?browser|in (?:je|uw) browser|"
    r"i (?:din )?(?:webbläsare|browser|nettleser))\b)"
)
# What begins so is for those who want to leave; and so, where it goes on about mails.
_TO_LEAVE = (
    r"(?:click here to )?unsubscribe\b|to (?:unsubscribe|stop receiving)\b|"
    r"(?:newsletter )?(?:abmelden|abbestellen)\b|(?:me |se )?(?:désabonner|désinscrire)\b|"
    r"darse de baja\b|cancelar (?:la |tu |a |sua )?(?:suscripción|inscrição|subscrição)\b|"
    r"(?:disiscriviti|disiscriversi|annulla l.iscrizione|cancellati)\b|"
    r"(?:uitschrijven|afmelden|avregistrera)\b|avsluta prenumeration|"
    r"(?:update|manage) (?:your )?.{0,20}(?:pref|subscr)"
)
_WHY = (
    r"you(?:.re| are| have)? (?:are )?(?:receiv(?:ing|ed)|getting|subscribed)|"
    r"this (?=e?-?mail was sent)|(?:if you )?no longer (?:want|wish)|"
    r"(?:sie|du) (?:erhalten|bekommen|erhältst|bekommst) dies|diese (?=e?-?mail (?:wurde|ging))|"
    r"(?:wenn|falls|möchten) .{0,60}(?:nicht (?:mehr|länger)|keine)|"
    r"vous (?:recevez|avez reçu) ce|cet (?=e-?mail (?:a été|vous))|"
    r"(?:has )?recib(?:es|e|ido|iste) este|(?:hai )?ricev(?:i|uto) quest|"
    r"(?:u|je) ontvangt deze|você (?:está )?receb"
)
_MAIL = (
    r"\b(?:e-?mails?|mails?|newsletters?|nachricht|message|courriel|correo|boletín|messaggio|"
    r"nieuwsbrief|bericht|mensagem|updates?)\b"
)
_BELOW = regex.compile(rf"(?i)^\W*(?:{_TO_LEAVE}|(?:{_WHY}).{{0,80}}?{_MAIL})")
_LEAVES = regex.compile(
    r"(?i)\bunsubscribe\b|\babbestellen\b|\babmelden\b|\bdésabonner|\bdésinscri|\bdarse de baja\b|"
    r"\bdisiscri|\buitschrijven\b"
)
_LINKS = regex.compile(r"^[\s<(\[]*(?:https?://|www\.)\S+[\s>)\]]*$")


def within(parts: Sequence[_T], said: Callable[[_T], str]) -> list[_T]:
    """Give the paragraphs without what stands above and below a newsletter's text.

    Args:
        parts: Paragraphs in order.
        said: Gives the text of one.

    Returns:
        Those of the text; all, where nothing else would be left.
    """
    start = 0
    for at, part in enumerate(parts[:_HEAD]):
        if len(said(part)) > _LONGEST:
            break
        first, *others = said(part).split("\n")
        linked = all(map(_LINKS.match, others))
        if linked and (_ABOVE.match(first) or (start == at > 0 and _LINKS.match(first))):
            start = at + 1
    last = range(max(len(parts) - _TAIL, start + 1), len(parts))
    stop = next((at for at in last if _is_below(said(parts[at]))), len(parts))
    return list(parts[start:stop]) or list(parts)


def _is_below(text: str) -> bool:
    short = len(text) <= _LONGEST
    return short and bool(_BELOW.match(text) or (_LEAVES.search(text) and "http" in text))
