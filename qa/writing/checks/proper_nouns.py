"""Which words of a sentence may be names, by their capitals, and where scripts have none, all.

In: a sentence. Out: words, and whether their capital makes each a name for certain.
"""

from collections.abc import Iterator
from functools import lru_cache

import regex

from qa.writing.checks.dates import is_calendar_word, locale
from qa.writing.checks.measures import is_unit
from qa.writing.checks.numbers import is_scale
from qa.writing.checks.places import is_place, places
from qa.writing.checks.quotations import folded

__all__ = ["candidates", "content_words"]

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:[-‐‑'’.&][\p{L}\p{M}\p{N}]+)*")
_HAN = regex.compile(r"[\p{Han}\p{Katakana}ー・]+")
_OPENS = regex.compile(r"(?:^|[.!?:…。！？؟]|[\n“„«‹\"(\[–—-])\s*$")
_LETTERS = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{Armenian}]")
# Words in front of a German noun, which a name mostly lacks.
_DETERMINED = regex.compile(
    r"(?:^|\s)(?:d(?:er|ie|as|en|em|es)|(?:k|m|d|s)?ein(?:e|en|em|er|es)?|ihr\w{0,2}|unser\w{0,2}"
    r"|im|am|zum|zur|beim|vom|ins|ans|dies\w{1,2}|jed\w{1,2}|all\w{1,2}|viel\w{0,2}"
    r"|\p{Ll}{2,}(?:e|en|er|es|em))\s+$"
)

_HAN_SMALL = "的了在是和与及被把给向对从到于由为以就也都又不这那其他她它们着过而但或之所有将已"
# Words that open a sentence and stand in no list of frequent ones.
_OPENERS = {
    "de": frozenset("laut demnach zuvor hingegen niemand".split()),  # noqa: SIM905
    "en": frozenset("officials police".split()),  # noqa: SIM905
    "ru": frozenset(["согласно"]),
}
_TITLES = frozenset(["i", "mr", "mrs", "ms", "dr", "sir"])


def candidates(sentence: str, language: str) -> Iterator[tuple[str, int, bool]]:
    """Give words that may be names, where they stand, and whether their capital says so."""
    common = _common(language)
    for found in _WORD.finditer(sentence):
        word, start = found[0], found.start()
        if word.isdigit() or _is_counted(word, language):
            continue
        if not _LETTERS.search(word):
            for part, at in _uncased(word, language):
                if folded(part) not in common and part not in common:
                    yield part, start + at, False
        elif len(word) > 1 and any(sign.isupper() for sign in word):
            sure = _sure(word, sentence[:start], language, common)
            if sure is not None:
                yield word, start, sure


def content_words(sentence: str, language: str) -> list[str]:
    """Give the words that say something: no frequent ones, no numbers; Chinese by pairs."""
    common, found = _common(language), list[str]()
    for each in _WORD.finditer(sentence):
        word = each[0]
        if word.isdigit() or word.lower() in common or folded(word) in common:
            continue
        found += (part for part, _ in _uncased(word, language)) if _HAN.search(word) else [word]
    return [word for word in found if len(word) > 1]


def _is_counted(word: str, language: str) -> bool:
    """Tell whether a word is looked at as a date or a number."""
    codes = (language, "en")
    return (
        is_calendar_word(word, codes)
        or is_unit(word)
        or any(is_scale(word, code) for code in codes)
    )


def _sure(word: str, before: str, language: str, common: frozenset[str]) -> bool | None:
    """Tell whether the capital of a word makes it a name; None where the word is no name."""
    if any(sign.isupper() for sign in word[1:]):
        return True
    lower, first = word.lower(), bool(_OPENS.search(before))
    german = language in ("de", "lb")
    frequent = lower in common or regex.split(r"['’]", lower)[0] in common
    if (frequent and (first or german)) or lower in _TITLES:
        return None
    if first:
        return None if lower in _OPENERS.get(language, ()) else False
    if german:  # where every noun has one
        return None if _DETERMINED.search(before) and not is_place(word, language) else False
    return True


def _uncased(word: str, language: str) -> Iterator[tuple[str, int]]:
    """Give what may be a name in a script without capitals."""
    if language in ("zh", "ja") and _HAN.search(word):
        for found in _HAN.finditer(word):
            yield from _han_pieces(found[0], found.start())
    else:
        yield word, 0


def _han_pieces(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Cut Chinese into words of two letters or three: which is a name, its vector tells."""
    at = start
    for piece in regex.split(rf"([{_HAN_SMALL}])", text):
        first = 0
        while len(piece) - first > 1:
            length = 3 if len(piece) - first == 3 else 2
            yield piece[first : first + length], at + first
            first += length
        at += len(piece)


@lru_cache(maxsize=32)
def _common(language: str) -> frozenset[str]:
    """Give the frequent words of a language, as far as lists of them go, without places."""
    import justext
    import stopwordsiso

    known = set(stopwordsiso.stopwords(language)) if stopwordsiso.has_lang(language) else set()
    found = locale(language)
    name = (found.english_name or "" if found else "").replace(" ", "_")
    name = {"Norwegian": "Norwegian_Bokmal"}.get(name, name)
    if name in justext.get_stoplists():
        known |= justext.get_stoplist(name)
    named = places(language)
    return frozenset(word.casefold() for word in known if folded(word) not in named)
