"""Countries and cities by what CLDR calls them in each language.

In: a text and languages. Out: what the places named in it are called in another language.
"""

from functools import lru_cache

import regex
from babel import Locale, UnknownLocaleError

from qa.writing.checks.quotations import folded

__all__ = ["called_elsewhere", "is_place", "places"]

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:[-‐‑'’.&][\p{L}\p{M}\p{N}]+)*")
_HAN = regex.compile(r"[\p{Han}\p{Katakana}ー・]+")


def is_place(word: str, language: str) -> bool:
    """Tell whether a word is the name of a place in a language."""
    return folded(word) in places(language)


def called_elsewhere(text: str, languages: tuple[str, ...], wanted: str) -> frozenset[str]:
    """Give what places named in a text are called in the wanted language, word by word."""
    words = [folded(found[0]) for found in _WORD.finditer(text)]
    plain, joined = f" {' '.join(words)} ", "".join(words)
    keys: set[str] = set()
    for code in dict.fromkeys(languages):
        known, stems = places(code), _stems(code)
        for name, named in known.items():
            if f" {name} " in plain or (_HAN.match(name) and len(name) > 1 and name in joined):
                keys.update(named)
        for word in words:  # of a country, also what comes from there: russisch, Russland
            found = [name for stem, name in stems.items() if word.startswith(stem)]
            if found:
                keys.update(known[max(found, key=lambda name: _shared(name, word))])
    called = _called(wanted)
    found_ = {other for key in keys for other in called.get(key, ())}
    single = {part for other in found_ for part in (*other.split(), other.replace(" ", ""))}
    return frozenset(each for each in single if len(each) > 1)


def _shared(one: str, other: str) -> int:
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


@lru_cache(maxsize=32)
def _stems(code: str) -> dict[str, str]:
    """Give the beginnings that the countries' names share with words made of them."""
    stems: dict[str, str] = {}
    for name in places(code):
        if " " in name:
            continue
        stem = regex.sub(r"(?:land|reich|ien|ia|ie|a|e|ия|я|ye|ya)$", "", name)
        if len(stem) >= 4:
            stems[stem] = name
    return stems


@lru_cache(maxsize=32)
def places(code: str) -> dict[str, list[str]]:
    """Give the countries and cities that CLDR knows by their name in a language, folded."""
    names: dict[str, list[str]] = {}
    for key, called in _called(code).items():
        for name in called:
            names.setdefault(name, []).append(key)
    return names


@lru_cache(maxsize=32)
def _called(code: str) -> dict[str, tuple[str, ...]]:
    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for key, name in locale.territories.items():
        if len(key) == 2:
            found[key] = (_spaced(str(name)),)
    for key, zone in locale.time_zones.items():
        city = zone.get("city") if hasattr(zone, "get") else None
        city = city or key.rsplit("/", 1)[-1].replace("_", " ")
        found[key] = (_spaced(str(city)),)
    for key in _zones():
        found.setdefault(key, (_spaced(key.rsplit("/", 1)[-1].replace("_", " ")),))
    return found


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    return tuple(Locale.parse("ru").time_zones)


def _spaced(name: str) -> str:
    return " ".join(folded(found[0]) for found in _WORD.finditer(name))
