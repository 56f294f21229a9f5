"""Dates and days of the week in a text, in the languages that CLDR knows.

In: text and the languages it may be in. Out: dates as year, month and day, each None where it is
not said, and days of the week.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

import regex
from babel import Locale, UnknownLocaleError

from qa.writing.checks.han import han_number

__all__ = ["Day", "beginnings", "days", "is_calendar_word", "locale", "weekdays"]

Day = tuple[int | None, int | None, int | None]

_ISO = regex.compile(r"(?<!\p{N})(\p{Nd}{4})[-/.](\p{Nd}{1,2})[-/.](\p{Nd}{1,2})(?!\p{N})")
_NUMERIC = regex.compile(
    r"(?<!\p{N})(\p{Nd}{1,2})[./-](\p{Nd}{1,2})[./-](\p{Nd}{4}|\p{Nd}{2})?(?!\p{N})"
)
# What stands between the first day and the last.
_TO = regex.compile(
    r"\s*(?:[-–—~～至到]|bis(?: zum)?|to|until|till|through|au|jusqu['’]au|al|hasta el|a|до|по|do"
    r"|tot(?: en met)?|até|إلى|حتى)\s*(?:le |the |el )?",
    regex.IGNORECASE,
)
_FROM_DAY = regex.compile(
    rf"(?<![\p{{N}}.,])(\p{{Nd}}{{1,2}})(?:\.|er|st|nd|rd|th|º)?{_TO.pattern}$"
)
_EAST = regex.compile(
    r"(?:(\p{Nd}{4})\s?[年년]\s?)?(\p{Nd}{1,2})\s?[月월]\s?(?:(\p{Nd}{1,2})\s?[日号號일])?"
)
_HAN_MONTH = regex.compile(
    r"(十[一二]?|[一二三四五六七八九])月(?:([一二三四五六七八九十]{1,3})[日号])?"
)
# A month that ends otherwise in a case of its language, or has one more ending.
_ENDING = r"(?:['’]?\p{Ll}{1,3})?"
_CASED = frozenset(["en", "de", "nl", "no", "da", "sv"])
_INFLECTED = frozenset(
    ["az", "be", "bg", "cs", "el", "et", "fi", "hr", "hu", "kk", "lt", "lv", "pl", "ru", "sk", "sl",
     "sr", "tr", "uk"]
)  # fmt: skip


def is_calendar_word(word: str, languages: Iterable[str]) -> bool:
    """Tell whether a word is a month, a day of the week."""
    return any(
        (_months(code)[1] and _months(code)[0].fullmatch(word))
        or _weekdays(code)[0].fullmatch(word)
        for code in languages
    )


def days(text: str, languages: Iterable[str]) -> Iterator[tuple[int, int, frozenset[Day]]]:
    """Find dates: where they stand, and what each may mean; none overlaps another."""
    taken: list[tuple[int, int]] = []
    found = chain(_written_in_digits(text), _eastern(text), _with_months(text, languages))
    for start, end, meant in found:
        if meant and not any(start < right and left < end for left, right in taken):
            taken.append((start, end))
            yield start, end, meant


def beginnings(text: str, found: Iterable[tuple[int, int, frozenset[Day]]]) -> Iterator[Day]:
    """Give the first days of spans, whose month or year stands with the last: 3 to 15 May 2025.

    Args:
        text: Any text.
        found: Its dates, as `days` gives them.
    """
    placed = sorted(found, key=lambda each: each[:2])
    for start, _, meant in placed:
        before = [each for each in placed if each[1] <= start]
        for year, month, _ in meant:
            if before and _TO.fullmatch(text[before[-1][1] : start]):
                yield from (
                    (year, first[1], first[2]) for first in before[-1][2] if first[0] is None
                )
            elif alone := _FROM_DAY.search(text, 0, start):
                yield year, month, int(alone[1])


def _written_in_digits(text: str) -> Iterator[tuple[int, int, frozenset[Day]]]:
    for found in _ISO.finditer(text):
        day = _checked(int(found[1]), int(found[2]), int(found[3]))
        yield *found.span(), frozenset({day} if day else ())
    for found in _NUMERIC.finditer(text):
        if not found[3] and text[found.end() - 1] != ".":
            continue
        year = int(found[3]) if found[3] else None
        year = 2000 + year if year is not None and len(found[3]) == 2 else year
        one, other = int(found[1]), int(found[2])
        both = {_checked(year, other, one), _checked(year, one, other)}
        yield *found.span(), frozenset(each for each in both if each)


def _eastern(text: str) -> Iterator[tuple[int, int, frozenset[Day]]]:
    for found in _EAST.finditer(text):
        year, month, day = (int(part) if part else None for part in found.groups())
        yield *found.span(), frozenset({(year, month, day)})
    for found in _HAN_MONTH.finditer(text):
        of = han_number(found[2]) if found[2] else None
        yield *found.span(), frozenset({(None, han_number(found[1]), of)})


def _with_months(text: str, languages: Iterable[str]) -> Iterator[tuple[int, int, frozenset[Day]]]:
    for code in languages:
        pattern, months = _dates(code)
        if months:
            for found in pattern.finditer(text):
                yield *found.span(), frozenset({_named(found, months)})


def _named(found: regex.Match[str], months: dict[str, int]) -> Day:
    name = found["month"].casefold().rstrip(".")
    month = next((n for stem, n in months.items() if name.startswith(stem)), None)
    day = found["before"] or found["after"]
    return (int(found["year"]) if found["year"] else None, month, int(day) if day else None)


def _checked(year: int | None, month: int, day: int) -> Day | None:
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def weekdays(text: str, code: str) -> Iterator[int]:
    """Give the days of the week that a text names; 0 is Monday."""
    pattern, stems = _weekdays(code)
    for found in pattern.finditer(text):
        name = found[0].casefold()
        yield next((n for stem, n in stems.items() if name.startswith(stem)), 0)


@lru_cache(maxsize=64)
def locale(code: str) -> Locale | None:
    """Give what CLDR knows of a language; None for a language it does not know."""
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return None


@lru_cache(maxsize=64)
def _months(code: str) -> tuple[regex.Pattern[str], dict[str, int]]:
    """Give a pattern of the months' names in any case, and their beginnings."""
    known = locale(code)
    stems: dict[str, int] = {}
    if known and code not in ("zh", "ja", "ko"):
        for form in ("format", "stand-alone"):
            for number, name in known.months[form]["wide"].items():
                stems[_stem(str(name).casefold())] = number
    return regex.compile(_any(stems, code)), dict(sorted(stems.items(), key=lambda s: -len(s[0])))


def _stem(name: str) -> str:
    """Leave off the vowel or soft sign that cases change."""
    return name[:-1] if len(name) > 3 and name[-1] in "аяьйеі" else name


def _any(stems: Iterable[str], code: str) -> str:
    ending = _ENDING if code in _INFLECTED else "(?:s|es|en)?" if code in _CASED else ""
    found = "|".join(regex.escape(stem) for stem in sorted(stems, key=len, reverse=True)) or "(?!)"
    if code in _CASED and code in ("en", "de"):  # "may" is no month
        found = (
            "|".join(
                regex.escape(stem[:1].upper() + stem[1:])
                for stem in sorted(stems, key=len, reverse=True)
            )
            or "(?!)"
        )
        return rf"(?<![\p{{L}}])(?:{found}){ending}(?![\p{{L}}])"
    return rf"(?i:(?<![\p{{L}}])(?:{found}){ending}(?![\p{{L}}]))"


@lru_cache(maxsize=64)
def _dates(code: str) -> tuple[regex.Pattern[str], dict[str, int]]:
    pattern, months = _months(code)
    known = locale(code)
    short: dict[str, int] = {}
    if known and months:
        for form in ("format", "stand-alone"):
            for number, name in known.months[form]["abbreviated"].items():
                short.setdefault(str(name).casefold().rstrip("."), number)
    named = months | {stem: n for stem, n in short.items() if stem not in months}
    abbreviated = "|".join(regex.escape(each) for each in sorted(short, key=len, reverse=True))
    link = r"(?:\s|\.|\u00a0|º|-|st|nd|rd|th|er|de|of|di|do|den|dem)*"
    month = rf"(?P<month>{pattern.pattern})"
    brief = rf"(?P<month>(?i:(?:{abbreviated or '(?!)'})\.?))"
    year = r"(?:(?:\s|,|de|del|г\.?)*(?P<year>\p{Nd}{4})(?!\p{Nd}))?"
    day = r"(?<![\p{N}.,])(?P<before>\p{Nd}{1,2})(?!\p{Nd})"
    after = r"(?:\s+(?P<after>\p{Nd}{1,2})(?:st|nd|rd|th)?(?![\p{Nd}:]))?"
    return (
        regex.compile(
            rf"{day}{link}{month}{year}|{month}{after}{year}|"
            rf"{day}{link}{brief}(?!\p{{L}}){year}|(?<!\p{{L}}){brief}\s+(?P<after>\p{{Nd}}{{1,2}})"
            rf"(?:st|nd|rd|th)?(?![\p{{Nd}}:]){year}"
        ),
        dict(sorted(named.items(), key=lambda s: -len(s[0]))),
    )


@lru_cache(maxsize=64)
def _weekdays(code: str) -> tuple[regex.Pattern[str], dict[str, int]]:
    known = locale(code)
    stems: dict[str, int] = {}
    if known:
        for form in ("format", "stand-alone"):
            widths = ("wide", "abbreviated") if code == "zh" else ("wide",)
            for width in widths:
                for number, name in known.days[form][width].items():
                    stems[_stem(str(name).casefold())] = number
    if code in ("zh", "ja", "th"):
        found = "|".join(regex.escape(each) for each in sorted(stems, key=len, reverse=True))
        return regex.compile(found or "(?!)"), stems
    return regex.compile(_any(stems, code)), dict(sorted(stems.items(), key=lambda s: -len(s[0])))
