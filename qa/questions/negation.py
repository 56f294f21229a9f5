"""How often a text says *not*: what is denied in one report and told in another is a contradiction.

In: a text and its language. Out: a count, of words that `qa/languages/` lists and of endings.
"""

from functools import cache

import regex

from qa.words import pattern, section

__all__ = ["knows_negation", "negations", "refuses", "says_only", "without_alike"]

_SHORTENED = regex.compile(r"n['’]t\b|\bn['’](?=\p{L})", regex.IGNORECASE)
# In Turkish the verb itself says it: açmadı, bulmuyor, gelmez.
_TURKISH = regex.compile(
    r"\p{L}{2}m(?:[ae](?:d[ıi]|m[ıi]ş|yacak|yecek|z(?!\p{L}))|[ıiuü]yor)", regex.IGNORECASE
)
_WITHOUT_SPACES = ("zh", "ja")


def knows_negation(language: str) -> bool:
    """Tell whether the words of a language that say *not* are known."""
    return language in section("negation")


def negations(text: str, language: str, *, without: bool = True) -> int:
    """Count the words that say *not*; none in a language whose words for it are not known.

    Args:
        text: A sentence or more.
        language: ISO 639 code.
        without: Whether *without* counts, which takes back a thing and not what happened.
    """
    if not knows_negation(language):
        return 0
    listed = _listed(language, without=without)
    if language in _WITHOUT_SPACES:
        return sum(text.count(word) for word in listed)
    if language == "tr" and _TURKISH.search(text):
        return 1
    found = sum(word in listed for word in regex.findall(r"[\p{L}\p{M}]+", text.casefold()))
    return found + len(_SHORTENED.findall(text)) * (language in ("en", "fr"))


def without_alike(text: str, language: str, *, until: bool = False) -> str:
    """Leave out what looks like *not* and denies nothing: not only, 非洲.

    Args:
        text: A sentence or more.
        language: ISO 639 code.
        until: Whether *not … until* is left out as well, which *only after* says too.
    """
    for field in ("alike", "until") if until else ("alike",):
        found = _pattern(language, field)
        text = found.sub(" ", text) if found else text
    return text


def says_only(text: str, language: str) -> bool:
    """Tell whether a text says *only*: what happens only then does not happen until then."""
    found = _pattern(language, "only")
    return bool(found and found.search(text))


def refuses(text: str, language: str) -> bool:
    """Tell whether a text says *not* in another way: failed to, without, lacks.

    Args:
        text: A sentence or more.
        language: ISO 639 code.
    """
    found = _pattern(language, "refused")
    return bool(found and found.search(text))


@cache
def _pattern(language: str, field: str) -> regex.Pattern[str] | None:
    known = section("negation").get(language, {}).get(field)
    if not known:
        return None
    if language in _WITHOUT_SPACES:
        return regex.compile(pattern(known))
    # Before a shortened *n't* stands a letter.
    bound = r"(?:(?<!\p{L})|(?=n['’]t))"
    end = r"(?!(?<=\p{L})\p{L})"
    return regex.compile(rf"{bound}(?:{pattern(known)}){end}", regex.IGNORECASE)


@cache
def _listed(language: str, *, without: bool) -> frozenset[str]:
    listed = section("negation")[language]
    return frozenset(f"{listed['not']} {listed.get('without', '') if without else ''}".split())
