"""From one time to another: 3 to 5 May 2024, from Monday to Wednesday, 2020–2022.

In: a question and the times with their years that it names. Out: the words and the days from the
first to the last.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import regex

from qa.time.days import Days, in_month, year_of
from qa.time.names import months, weekdays
from qa.time.relative import Named
from qa.time.tense import direction

__all__ = ["between"]

_YEAR = r"(?:1[5-9]|20|21)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_DAY_END = r"(?:\.|er|º|°|st|nd|rd|th)?"
# Between a word in front and a year: *between the years*, *in den Jahren*.
_YEARS = (
    r"(?:the years\s|den Jahren\s|les années\s|los años\s|gli anni\s|os anos\s|de jaren\s"
    r"|lata(?:ch|mi)?\s|году?\s|годами\s|عامي\s|سنتي\s|عام\s|سنة\s)?"
)
_YEAR_BEHIND = r"(?:\s?(?:年|года?|году|roku|рік|року))?"


def between(
    question: str, stated: Sequence[Named], today: date, language: str, words: tuple[str, str]
) -> tuple[Named, bool] | None:
    """Find the first stretch from one time to another.

    Args:
        question: As it is asked.
        stated: The times with their years that it names, in order.
        today: The day it is asked on.
        language: ISO 639 code.
        words: What stands in front of the first and between both; *and* comes first.

    Returns:
        The stretch, and whether it is reckoned from today; None where there is none.
    """
    for first, second in pairwise(stated):
        if found := _joined(question, first, second, language, words):
            return found, False
    if found := _years(question, language, words):
        return found, False
    for each in stated:
        begun = _begun(question, each, language, words[1])
        if begun and (found := _joined(question, begun, each, language, words)):
            return found, False
        if found := _dashed(question, each) or _continued(question, each, words[1]):
            return found, False
    found = _by_today(question, today, language, words)
    return (found, True) if found else None


def _joined(
    question: str, first: Named, second: Named, language: str, words: tuple[str, str]
) -> Named | None:
    opening, middle = words
    said = question[first.end : second.start]
    if not regex.fullmatch(rf"(?i)\W*(?:{middle})\W*", said):
        return None
    opened = regex.search(rf"(?i)(?<!\p{{L}})(?:{opening})\s*$", question[: first.start])
    if not opened and _is_and(said, language, middle):
        return None
    since, until = first.days.since, second.days.until
    if since > until:
        return None
    return Named(opened.start() if opened else first.start, second.end, Days(since, until))


def _is_and(said: str, language: str, middle: str) -> bool:
    """Tell whether two times are joined by *and*: *in 2022 to 2024* is one, with *and* two."""
    if language in ("tr", "zh", "ja"):
        return False
    return bool(regex.fullmatch(rf"(?i)\W*(?:{middle.partition('|')[0]})\W*", said))


def _years(question: str, language: str, words: tuple[str, str]) -> Named | None:
    opening, middle = words
    match = regex.search(
        rf"(?i)(?:(?<!\p{{L}})(?P<open>{opening})\s+)?{_YEARS}(?<!\d|\d[.,-])(?P<first>{_YEAR})"
        rf"{_YEAR_BEHIND}\s*(?:{middle})\s*{_YEARS}(?P<second>{_YEAR})(?!\d|[.,-]\d)",
        question,
    )
    if match is None:
        return None
    first, second = int(match["first"]), int(match["second"])
    said = question[match.end("first") : match.start("second")]
    apart = second - first > 1 and not match["open"] and _is_and(said, language, middle)
    if not first < second or apart:
        return None
    days = Days(year_of(first).since, year_of(second).until)
    return Named(match.start(), match.end(), days)


def _begun(question: str, second: Named, language: str, middle: str) -> Named | None:
    """Find what a stretch begins with where its end says the rest: *March to May 2024*."""
    named = "|".join(months(language).values())
    if not named:
        return None
    of = r"(?:\s*(?:de|of|d['’])?\s*)"
    begun = regex.search(
        rf"(?i)(?<![\p{{L}}\p{{N}}.,])(?:(?P<day>{_DAY}){_DAY_END}(?:{of}(?P<month>{named}))?"
        rf"|(?P<month>{named}))(?=\s*(?:{middle})\s*$)",
        question[: second.start],
    )
    if begun is None:
        return None
    year, month = second.days.since.year, second.days.since.month
    if begun["month"]:
        month = _number(begun["month"], months(language)) or month
    if not begun["day"]:
        return Named(begun.start(), begun.end(), in_month(year, month))
    if second.days.since != second.days.until:
        return None
    try:
        day = date(year, month, int(begun["day"]))
    except ValueError:
        return None
    return Named(begun.start(), begun.end(), Days(day, day))


def _dashed(question: str, month: Named) -> Named | None:
    """Find two days in front of their month: *3–5 May 2024*."""
    pair = regex.search(
        rf"(?<![\p{{L}}\p{{N}}.,-])(?P<first>{_DAY})\.?\s?[-–]\s?(?P<last>{_DAY})\.?\s?"
        r"(?:de\s|of\s)?$",
        question[: month.start],
    )
    since, until = month.days
    if pair is None or in_month(since.year, since.month) != month.days:
        return None
    first, last = int(pair["first"]), int(pair["last"])
    if not first < last <= until.day:
        return None
    days = Days(since.replace(day=first), since.replace(day=last))
    return Named(pair.start(), month.end, days)


def _continued(question: str, first: Named, middle: str) -> Named | None:
    """Find the day of the same month up to which it goes on: 2024年5月3日至5日."""
    more = regex.match(rf"\s?(?:{middle})\s?(?P<day>{_DAY})[日号]", question[first.end :])
    if more is None or first.days.since != first.days.until:
        return None
    try:
        last = first.days.since.replace(day=int(more["day"]))
    except ValueError:
        return None
    if last < first.days.since:
        return None
    return Named(first.start, first.end + more.end(), Days(first.days.since, last))


def _by_today(question: str, today: date, language: str, words: tuple[str, str]) -> Named | None:
    """Find *from Monday to Wednesday*, *3 to 5 May*: the last ones before today."""
    opening, middle = words
    named, days = ("|".join(names(language).values()) for names in (months, weekdays))
    if not named or not days:
        return None
    gap = r"\s*" if language in ("zh", "ja") else r"\s+"
    of = r"\s*(?:de\s|of\s|d['’])?\s*"
    day = rf"(?P<day_{{0}}>{_DAY}){_DAY_END}"
    item = rf"(?:(?P<weekday_{{0}}>{days})|(?:{day}{of})?(?P<month_{{0}}>{named})|{day})"
    front = rf"(?<!\p{{L}})(?:{opening}){gap}(?:the\s)?"
    if language in ("tr", "zh", "ja"):
        front = rf"(?:{front})?"
    match = regex.search(
        rf"(?i){front}{item.replace('{0}', '1')}\p{{L}}{{0,3}}\s*(?:{middle})\s*(?:the\s)?"
        rf"{item.replace('{0}', '2')}(?!\s*,?\s*(?:de\s|of\s)?\d)",
        question,
    )
    if match is None:
        return None
    if direction(question, match.start(), match.end(), language) != "past":
        return None  # *trains run from Monday to Friday*
    given = {name: value for name, value in match.groupdict().items() if value}
    second = _last(given, "2", today, language, None)
    first = second and _last(given, "1", second.since, language, second)
    if not first or not second:
        return None
    return Named(match.start(), match.end(), Days(first.since, second.until))


def _last(
    given: dict[str, str], side: str, before: date, language: str, beside: Days | None
) -> Days | None:
    """Give the last of such days that is not after a day."""
    if weekday := given.get(f"weekday_{side}"):
        number = _number(weekday, weekdays(language))
        if number is None:
            return None
        back = (before.weekday() - number) % 7
        day = before - timedelta(back)
        return Days(day, day)
    named = given.get(f"month_{side}")
    month = _number(named, months(language)) if named else beside and beside.since.month
    if not month or ("day_" + side not in given and not named):
        return None
    for year in (before.year, before.year - 1):
        try:
            day = date(year, month, int(given.get(f"day_{side}", "1")))
        except ValueError:
            continue
        if day <= before:
            return Days(day, day) if f"day_{side}" in given else in_month(year, month)
    return None


def _number(text: str, names: dict[int, str]) -> int | None:
    return next((n for n, p in names.items() if regex.fullmatch(rf"(?i)(?:{p})", text)), None)
