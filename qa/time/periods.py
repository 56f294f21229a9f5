"""Parts of longer times: the end of May, early 2023, the second quarter, spring 2024, last summer.

In: a text and the months, years and weeks that it names. Out: the part of them that is meant. The
words are data: `periods` in the sections `times` of `qa/languages/*.json`. *Early*, *mid* and
*late* are thirds; seasons are those of the northern half of the world, as whole months.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import regex

from qa.time.days import Days, in_month, month_of, year_of
from qa.time.relative import Named
from qa.time.relative_words import WORDS

__all__ = ["Part", "parts", "seasons"]

_YEAR = regex.compile(r"(?<![\p{N}.,]|(?<!\p{L})-)(?:1[5-9]|20|21)\d\d(?![\p{N}])(?!\.\d)")
# The winter of 2023/24.
_NEXT_YEAR = regex.compile(r"\s?[/–-]\s?(?:20)?\d\d(?!\d)")
# The second quarter, shortly: Q2 2024, Q2/2024, 2024 Q2.
_SHORT = r"Q(?P<short>[1-4])\s?/?\s?"
_SHORTEST = 6  # days of what has parts
_FIRST_MONTH = (3, 6, 9, 12)  # of a season
_IN_SEASON = 3  # months


class Part(NamedTuple):
    """Part of a time that a text names.

    Attributes:
        named: All the words, and the days they mean.
        whole: The words that it is a part of, where they were named apart.
        last: Whether it is the end: what was before it may have been in it.
    """

    named: Named
    whole: Named | None
    last: bool


def parts(text: str, language: str, found: Sequence[Named]) -> list[Part]:
    """Find the parts of times.

    Args:
        text: A question, or a sentence.
        language: ISO 639 code.
        found: The times that it names, as wholes; years are found without them.
    """
    if language not in WORDS or not WORDS[language].periods:
        return []
    years = [
        Named(each.start(), each.end(), year_of(int(each[0]))) for each in _YEAR.finditer(text)
    ]
    apart = [
        each for each in years if not any(each.start < o.end and o.start < each.end for o in found)
    ]
    told = [(each, each) for each in found if (each.days.until - each.days.since).days >= _SHORTEST]
    # *In 2023* is found with its preposition, *2023年* with what stands behind it.
    told += [(year, o) for year in years for o in found if o.start < year.start < o.end]
    every = [*told, *((each, None) for each in apart)]
    named = [part for each, whole in every if (part := _part(text, language, each, whole))]
    return sorted(named, key=lambda part: (part.named.start, -part.named.end))


def seasons(text: str, language: str, today: date) -> Iterator[tuple[Named, bool]]:
    """Find the seasons that are named from today.

    Args:
        text: A question, or a sentence.
        language: ISO 639 code.
        today: The day it is said on.

    Yields:
        Each, and whether a word tells which one is meant: *last summer*, not *in summer*.
    """
    if language not in WORDS or not WORDS[language].periods:
        return
    for number, pattern in enumerate(_seasons(language)):
        for match in pattern.finditer(text):
            if match["last"] or match["last_behind"]:
                days = _season_before(number, today, ended=True)
            elif match["this"]:
                days = _season(number, today.year)
            elif match["within"] is not None:
                days = _season_before(number, today, ended=False)
            else:
                continue
            told = bool(match["last"] or match["last_behind"] or match["this"])
            yield Named(match.start(), match.end(), days), told


def _part(text: str, language: str, whole: Named, instead: Named | None) -> Part | None:
    behind, pattern = _pattern(language)
    end = whole.end
    match = pattern.match(text, whole.end) if behind else pattern.search(text, 0, whole.start)
    match = match or regex.compile(_SHORT + "$").search(text, 0, whole.start)
    match = match or regex.compile(r"\s?Q(?P<short>[1-4])(?!\p{L})").match(text, whole.end)
    if match is None:
        return None
    start = min(whole.start, match.start())
    end = max(end, match.end())
    given = {name: value for name, value in match.groupdict().items() if value is not None}
    days = _narrowed(whole.days, given)
    if days is None:
        return None
    if "season_3" in given and (more := _NEXT_YEAR.match(text, end)):
        end = more.end()
    return Part(Named(start, end, days), instead, "last" in given)


def _narrowed(days: Days, given: dict[str, str]) -> Days | None:
    """Give the days that are meant of a whole."""
    third = next((n for n, name in enumerate(("first", "middle", "last")) if name in given), None)
    year = year_of(days.since.year) == days
    if third is not None:
        return _third(days, third)
    if not year:
        return None
    if "short" in given:
        return _months(days.since.year, 3 * (int(given["short"]) - 1) + 1, 3)
    for name, value in given.items():
        kind, _, number = name.partition("_")
        if value and kind == "quarter":
            return _months(days.since.year, 3 * int(number) + 1, 3)
        if value and kind == "half":
            return _months(days.since.year, 6 * int(number) + 1, 6)
        if value and kind == "season":
            return _season(int(number), days.since.year)
    return None


def _third(days: Days, number: int) -> Days:
    """Give the beginning, the middle or the end."""
    since, until = days
    if year_of(since.year) == days:
        return _months(since.year, 4 * number + 1, 4)
    if in_month(since.year, since.month) == days:
        return (
            Days(since, since.replace(day=10)),
            Days(since.replace(day=11), since.replace(day=20)),
            Days(since.replace(day=21), until),
        )[number]
    length = (until - since).days + 1
    first, last = number * length // 3, (number + 1) * length // 3 - 1
    return Days(since + timedelta(first), since + timedelta(last))


def _months(year: int, first: int, count: int) -> Days:
    begins = in_month(year, first).since
    return Days(begins, month_of(begins, count - 1).until)


def _season(number: int, year: int) -> Days:
    return _months(year, _FIRST_MONTH[number], _IN_SEASON)


def _season_before(number: int, today: date, *, ended: bool) -> Days:
    """Give the latest one, which may have to be over."""
    known = (_season(number, today.year - back) for back in range(3))
    return next(each for each in known if (each.until if ended else each.since) < today)


@cache
def _pattern(language: str) -> tuple[bool, "regex.Pattern[str]"]:
    """Put the words for parts into one expression; tell whether they stand behind the whole."""
    words = WORDS[language].periods
    behind = bool(words.get("behind"))
    ordinals = words["ordinals"]
    halves = words.get("halves", ordinals[:2])
    either = [f"(?P<{name}>{words[name]})" for name in ("first", "middle", "last")]
    for name, numbers in (("quarter", ordinals), ("half", halves)):
        either += [
            f"(?P<{name}_{number}>{words[name].replace('{}', f'(?:{ordinal})')})"
            for number, ordinal in enumerate(numbers)
        ]
    either += [f"(?P<season_{n}>{names})" for n, names in enumerate(words["seasons"])]
    parts = "|".join(either)
    if behind:
        edge = "" if language == "zh" else r"(?!\p{L})"
        return True, regex.compile(rf"(?i)(?:{words['of']})\s?(?:{parts}){edge}")
    return False, regex.compile(rf"(?i)(?<!\p{{L}})(?:{parts})[\s-]+(?:{words['of']})$")


@cache
def _seasons(language: str) -> list["regex.Pattern[str]"]:
    words = WORDS[language]
    own = words.periods
    gap, edges = (r"\s?", ("", "")) if language == "zh" else (r"\s", (r"(?<!\p{L})", r"(?!\p{L})"))
    patterns = []
    for names in own["seasons"]:
        front = (
            rf"(?:(?P<last>{words.last}|去年){gap}|(?P<this>{words.this}|今年){gap}"
            rf"|(?P<within>{own['within']}))?"
        )
        back = rf"(?:{gap}(?P<last_behind>{words.last}))?"
        tail = r"(?!\s?(?:(?:of|de|del|des|von|van)\s)?\d)"
        patterns.append(regex.compile(rf"(?i){edges[0]}{front}(?:{names}){back}{edges[1]}{tail}"))
    return patterns
