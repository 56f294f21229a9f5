"""What a number counts, and whether it is the least or the most: 5 percent, at least nine.

In: texts. Out: whether a number counts another thing in one than in the other, or bounds from the
other side. Where one of both does not say it, they do not differ. Words are in `measures.json`.
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

import regex

from qa.writing.checks.numbers import placed_numbers

__all__ = ["is_unit", "measured_otherwise", "without_bounds"]

# Between a bound and its number: *at least some 300*, *至少造成15人*.
_BETWEEN = r"\s*(?:\p{L}{1,7}\s+|\p{Han}{0,3}|[$£€¥]\s?){0,2}"
_SHOWN_BEHIND = 24  # signs in which a unit or a bound begins behind a number

# A value, and what is said of it: kind of unit or "bound", and which.
_Said = tuple[str, str, str]


def measured_otherwise(sentence: str, language: str, cited: Sequence[tuple[str, str]]) -> bool:
    """Tell whether a number of a sentence counts or bounds something else in what it cites.

    Args:
        sentence: Any text.
        language: Its ISO 639 code.
        cited: Texts with their languages.
    """
    there: dict[tuple[str, str], set[str]] = defaultdict(set)
    for text, code in cited:
        for _, value, kind, what in _said(text, code):
            there[value, kind].add(what)
    # The same number may stand for several values, and the same word for a coin and a weight.
    ours: dict[tuple[int, str], list[_Said]] = defaultdict(list)
    for at, value, kind, what in _said(sentence, language):
        ours[at, kind].append((value, kind, what))
    known = {
        key: [(what, there[value, kind]) for value, kind, what in said if there[value, kind]]
        for key, said in ours.items()
    }
    agreed = {at for (at, kind), found in known.items() if kind != "bound" and _agrees(found)}
    return any(
        found and not _agrees(found) and (kind == "bound" or at not in agreed)
        for (at, kind), found in known.items()
    )


def _agrees(found: Iterable[tuple[str, set[str]]]) -> bool:
    return any(what in others for what, others in found)


def is_unit(word: str) -> bool:
    """Tell whether a word with a capital is what is counted or measured in, and no name."""
    return bool(regex.fullmatch(_data()["nouns"], word))


def without_bounds(text: str, language: str) -> str:
    """Leave out the bounds of numbers, some of which say *not*: no more than, не менее."""
    bounds = _bounds(language)
    return bounds.sub(" ", text) if bounds else text


def _said(text: str, language: str) -> Iterator[tuple[int, str, str, str]]:
    """Give what is said of each number: where, a value, the kind and what."""
    text = unicodedata.normalize("NFKC", text)
    for start, end, _, values in placed_numbers(text, dict.fromkeys((language, "en"))):
        end += text[end - 1].isalpha() and text[end : end + 1] == "."  # 1,5 Mio. Euro
        behind, before = text[end : end + _SHOWN_BEHIND], text[:start]
        said = {*_units(behind, before), *_bound(behind, before, language)}
        for value in values:
            for kind, what in said:
                yield start, value, kind, what


def _units(behind: str, before: str) -> Iterator[tuple[str, str]]:
    after, ahead = _patterns()
    for kind, units in after.items():
        for unit, pattern in units:
            if pattern.match(behind) or (unit in ahead and ahead[unit].search(before)):
                yield kind, unit
                break


def _bound(behind: str, before: str, language: str) -> Iterator[tuple[str, str]]:
    known = _data()["bounds"].get(language, {})
    found = [
        (match.start(), -match.end(), side)
        for side in ("least", "most")
        if side in known and (match := _before(known[side]).search(before))
    ]
    if found:  # the one that begins first is the longer one: *no more than* is no *more than*
        yield "bound", min(found)[2]
        return
    for side in ("least", "most"):
        words = known.get(f"{side}_behind")
        if words and regex.match(rf"\s?(?:\p{{L}}+\s)?(?:{words})(?!\p{{L}})", behind, regex.I):
            yield "bound", side


@lru_cache(maxsize=64)
def _before(words: str) -> regex.Pattern[str]:
    bounded = r"(?<![\p{L}--\p{Han}])"
    return regex.compile(rf"(?V1){bounded}(?:{words}){_BETWEEN}$", regex.IGNORECASE)


@lru_cache(maxsize=64)
def _bounds(language: str) -> regex.Pattern[str] | None:
    known = _data()["bounds"].get(language)
    if not known:
        return None
    found = "|".join(known[side] for side in ("least", "most"))
    return regex.compile(rf"(?V1)(?<![\p{{L}}--\p{{Han}}])(?:{found})", regex.IGNORECASE)


@lru_cache(maxsize=1)
def _patterns() -> tuple[
    dict[str, list[tuple[str, regex.Pattern[str]]]], dict[str, regex.Pattern[str]]
]:
    data = _data()
    link = rf"[\s\u00a0-]*(?:(?:{data['small']})\s*)?"
    end = r"(?![\p{L}--\p{Han}])"
    after = {
        kind: [
            (unit, regex.compile(rf"(?V1){link}(?:{words}){end}")) for unit, words in units.items()
        ]
        for kind, units in data["units"].items()
    }
    ahead = {
        unit: regex.compile(rf"(?V1)(?<![\p{{L}}--\p{{Han}}])(?:{words})\s?$", regex.I)
        for unit, words in data["before"].items()
    }
    return after, ahead


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    file = resources.files("qa.writing.checks").joinpath("measures.json")
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return data
