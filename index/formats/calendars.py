"""Days of other calendars: the eras of Japan and Taiwan, the years of Thailand and Iran.

In: a date as it is printed, and the language of its article. Out: the same day as ISO 8601. Lunar
calendars are left alone: which day they mean is for those to tell who see the moon.
"""

from datetime import date, timedelta

import regex

from index.formats.printed_date import month_number

__all__ = ["gregorian"]

# The year before the first of each era, and its names: a word, a letter in front of numbers.
_ERAS = {
    **dict.fromkeys(("令和", "R"), 2018),
    **dict.fromkeys(("平成", "H"), 1988),
    **dict.fromkeys(("昭和", "S"), 1925),
    **dict.fromkeys(("大正", "T"), 1911),
    **dict.fromkeys(("明治", "M"), 1867),
    **dict.fromkeys(("民國", "民国", "中華民國", "中华民国"), 1911),
}
_ERA = regex.compile(
    r"(?P<era>令和|平成|昭和|大正|明治|(?:中華)?民國|(?:中华)?民国)\s*(?P<year>元|\p{Nd}{1,3})\s*年"
    r"\s*(?P<month>\p{Nd}{1,2})\s*月\s*(?P<day>\p{Nd}{1,2})\s*日"
)
_SHORT_ERA = regex.compile(
    r"^(?P<era>[RHSTM])\.?(?P<year>\p{Nd}{1,2})(?P<sign>[./-])(?P<month>\p{Nd}{1,2})(?P=sign)"
    r"(?P<day>\p{Nd}{1,2})$"
)
_NUMBERS = regex.compile(
    r"(?<!\p{Nd})(?:(?P<year>\p{Nd}{4})(?P<sign>[-/.])(?P<month>\p{Nd}{1,2})(?P=sign)"
    r"(?P<day>\p{Nd}{1,2})|(?P<day>\p{Nd}{1,2})(?P<sign>[-/.])(?P<month>\p{Nd}{1,2})(?P=sign)"
    r"(?P<year>\p{Nd}{4}))(?!\p{Nd})"
)
_WORDS = regex.compile(
    r"(?<!\p{Nd})(?P<day>\p{Nd}{1,2})\s*(?P<name>[\p{L}\p{M}.\u200c]{3,20})\s*"
    r"(?:พ\.?\s?ศ\.?\s*)?(?P<year>\p{Nd}{4})(?!\p{Nd})"
)
_BUDDHIST = range(2400, 2600)  # years that newspapers of Thailand print
_BEFORE_BUDDHIST = 543
_IRANIAN = range(1250, 1500)
_IRANIAN_MONTHS = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی"),
    *("بهمن", "اسفند"),
)
_PERSIAN_DIGIT = regex.compile("[۰-۹]")
_PERSIAN = frozenset({"fa", "ps"})
_ARABIC_LETTERS = str.maketrans("يك", "یک")  # as keyboards for Arabic write Persian


def gregorian(stated: str, language: str) -> str | None:
    """Give the day that a text states in another calendar.

    Args:
        stated: A date, with whatever stands around it.
        language: The language of the article. Numbers alone are Thailand's or Iran's in an article
            from there, or where their digits are.

    Returns:
        The day in ISO 8601; None where the text states none of another calendar.
    """
    if found := _ERA.search(stated) or _SHORT_ERA.match(stated.strip()):
        year = 1 if found["year"] == "元" else int(found["year"])
        return _day(_ERAS[found["era"]] + year, int(found["month"]), int(found["day"]))
    if found := _WORDS.search(stated):
        year, day = int(found["year"]), int(found["day"])
        name = found["name"].translate(_ARABIC_LETTERS)
        if name in _IRANIAN_MONTHS and year in _IRANIAN:
            return _of_iran(year, _IRANIAN_MONTHS.index(name) + 1, day)
        if year in _BUDDHIST and (month := month_number(name)):
            return _day(year - _BEFORE_BUDDHIST, month, day)
    if found := _NUMBERS.search(stated):
        year, month, day = (int(found[part]) for part in ("year", "month", "day"))
        if year in _BUDDHIST and language == "th":
            return _day(year - _BEFORE_BUDDHIST, month, day)
        if year in _IRANIAN and (language in _PERSIAN or _PERSIAN_DIGIT.search(found[0])):
            return _of_iran(year, month, day)
    return None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _of_iran(year: int, month: int, day: int) -> str | None:
    """Give the day of a date of Iran's solar calendar.

    Eight years of 33 have a day more, which holds from 1178 to 1633:
    https://en.wikipedia.org/wiki/Solar_Hijri_calendar
    """
    leaps = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
    longest = 31 if month <= 6 else 30 if month <= 11 or year % 33 in leaps else 29
    if not (1 <= month <= 12 and 1 <= day <= longest):
        return None
    first = 1403  # began on 20 March 2024
    passed = sum(
        366 if each % 33 in leaps else 365 for each in range(min(first, year), max(first, year))
    )
    before = (month - 1) * 31 - max(month - 7, 0)
    start = date(2024, 3, 20) + timedelta(days=passed if year >= first else -passed)
    return (start + timedelta(days=before + day - 1)).isoformat()
