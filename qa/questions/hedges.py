"""What a text leaves open: *allegedly*, *soll … haben*, *aurait*. Said as a fact it is invented.

In: texts and their languages. Out: the clauses that leave something open, and whether a sentence
leaves anything open at all. Words are data of `qa/languages/`.
"""

from collections.abc import Iterator
from functools import cache

import regex

from qa.words import pattern, section

__all__ = ["doubted", "leaves_open", "verbs_of_saying"]

_UNSPACED = ("zh", "ja")
_SHORT = 3  # letters of a Chinese word
_NOUN_FIRST = ("ar", "es", "fr", "it", "pt")
_CLAUSES = regex.compile(r"[^,;:，；：。！？،؛()\[\]—–]+")


def doubted(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Give the clauses of a text that say of themselves that they may be wrong.

    Args:
        text: A sentence.
        language: ISO 639 code.

    Yields:
        A clause, and the words beside the one that leaves it open where it is about them alone: of
        *the alleged thief was caught* he may be none, and was caught.
    """
    known = section("hedges").get(language)
    if known is None:
        return
    words = _words(pattern(known["doubted"]), language)
    about_one = _words(pattern(known.get("attributive", "(?!)")), language)
    clauses = list(_CLAUSES.finditer(text))
    for at, clause in enumerate(clauses):
        for found in words.finditer(clause[0]):
            said = clause[0].strip()
            alone = len(said) <= _SHORT if language in _UNSPACED else len(said.split()) < 2
            if about_one.fullmatch(found[0]):
                yield said, _beside(clause[0], found, language)
            else:  # *Allegedly, he …*: what is open is the clause behind
                yield clauses[at + 1][0].strip() if alone and at + 1 < len(clauses) else said, ""


def _beside(clause: str, found: regex.Match[str], language: str) -> str:
    """Give the word after, or the word before where adjectives stand behind."""
    if language in _UNSPACED:
        return clause[found.end() : found.end() + 4]
    # *Accused of stealing* is about what follows.
    noun_first = language in _NOUN_FIRST and " " not in found[0]
    before = clause[: found.start()].split()[-1:] if noun_first else []
    return " ".join([*before, *clause[found.end() :].split()[:1]])


def leaves_open(text: str, language: str) -> bool:
    """Tell whether a sentence leaves something open or says who says it.

    Args:
        text: A sentence.
        language: ISO 639 code. Of a language whose words for it are not known, it does.
    """
    known = section("hedges").get(language)
    if known is None:
        return True
    found = pattern([pattern(known["doubted"]), pattern(known["open"])])
    return bool(_words(found, language).search(text))


@cache
def verbs_of_saying(language: str) -> regex.Pattern[str] | None:
    """Give a pattern of the verbs behind which somebody's words stand; None where none is known."""
    known = section("attributions").get(language, {}).get("verbs")
    return _words(pattern(known), language) if known else None


@cache
def _words(found: str, language: str) -> regex.Pattern[str]:
    if language in _UNSPACED:
        return regex.compile(found)
    # Arabic joins *and*, *so* to the word.
    joined = "[وف]?" if language == "ar" else ""
    return regex.compile(rf"(?<![\p{{L}}]){joined}(?:{found})(?!\p{{L}})", regex.IGNORECASE)
