"""The day that a line prints, whatever its language and whatever stands around it.

In: a line of an export, or a field. Out: the day as ISO 8601, never completed from today. Names of
months are those of the Common Locale Data Repository; a time zone moves no day.
"""

from datetime import date
from functools import lru_cache

import regex

__all__ = ["first_day", "month_number", "printed_day"]

# Of two languages that mean other months by one name (Polish and Croatian "listopad"), the first.
_LOCALES = (
    *("en", "de", "de_AT", "fr", "es", "it", "pt", "nl", "ru", "pl", "cs", "sv", "da", "nb", "fi"),
    *("tr", "hu", "ro", "uk", "bg", "sr", "el", "sk", "ca", "et", "lv", "lt", "id", "ar", "he"),
    *("fa", "hi", "vi", "hr", "sl", "th", "ar_LB", "ar_DZ", "ur", "bn", "az", "kk", "sw", "ms"),
)
# Spellings that the repository does not list.
_MORE = {
    "mrz": 3, "mär": 3, "maerz": 3, "sept": 9, "febr": 2, "okt": 10, "dez": 12, "jänner": 1,
    "avr": 4, "juil": 7, "fevr": 2, "févr": 2, "aout": 8, "setiembre": 9,
}  # fmt: skip

_ISO = regex.compile(
    r"(?<![\p{Nd}.])(?P<year>\p{Nd}{4})(?P<sign>[-/.]?)(?P<month>0[1-9]|1[0-2])"
    r"(?P=sign)(?P<day>0[1-9]|[12]\p{Nd}|3[01])(?![\p{Nd}])"
)
_CJK = regex.compile(
    r"(?P<year>\p{Nd}{4})\s*[年년]\s*(?P<month>\p{Nd}{1,2})\s*[月월]\s*(?P<day>\p{Nd}{1,2})\s*[日일]"
)
_NUMBERS = regex.compile(
    r"(?<![\p{Nd}.])(?P<first>\p{Nd}{1,2})(?P<sign>[./-])\s?(?P<second>\p{Nd}{1,2})(?P=sign)\s?"
    r"(?P<year>\p{Nd}{4})(?![\p{Nd}])"
)
_DAY_FIRST = regex.compile(
    r"(?<![\p{Nd}.,])(?P<day>\p{Nd}{1,2})(?:\.|º|ª|°|er|st|nd|rd|th|-?го)?\s*[-/]?\s*"
    r"(?:de\s+|of\s+|den\s+|da\s+)?(?P<month>[\p{L}\p{M}]{3,15})\.?\s*,?\s*[-/]?\s*"
    r"(?:de\s+|del\s+)?(?P<year>\p{Nd}{4})(?![\p{Nd}])"
)
_MONTH_FIRST = regex.compile(
    r"(?<![\p{L}])(?P<month>[\p{L}\p{M}]{3,15})\.?\s+(?P<day>\p{Nd}{1,2})(?:st|nd|rd|th)?"
    r"\s*,?\s+(?P<year>\p{Nd}{4})(?![\p{Nd}])"
)
# "2025. március 14.", "2025 Mar 14"
_YEAR_FIRST = regex.compile(
    r"(?<![\p{Nd}.])(?P<year>\p{Nd}{4})\.?,?[\s-]+(?P<month>[\p{L}\p{M}]{3,15})\.?[\s-]+"
    r"(?P<day>\p{Nd}{1,2})(?![\p{Nd}])"
)
_VIETNAMESE = regex.compile(
    r"(?i)(?<!\p{Nd})(?P<day>\p{Nd}{1,2})\s+tháng\s+(?P<month>\p{Nd}{1,2}),?\s+(?:năm\s+)?"
    r"(?P<year>\p{Nd}{4})(?!\p{Nd})"
)
_PATTERNS = (_ISO, _CJK, _NUMBERS, _DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST, _VIETNAMESE)
_YEARS = (1500, 2100)  # of printed news; what else has four digits is a number
_LONGEST = 300  # characters of a line that may be one


def printed_day(text: str | None) -> str | None:
    """Give the first day that a text names, in ISO 8601; None where it names none.

    "14/03/2025" is a day of March; "03/04/2025" may be one of two days, and is none.
    """
    found = first_day(text)
    return found[0] if found else None


def first_day(text: str | None) -> tuple[str, int, int] | None:
    """Give the first day that a text names, and where it stands in the text."""
    line = (text or "")[:_LONGEST]
    found: list[tuple[int, int, str]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(line, overlapped=True):
            if day := _day(match):
                found.append((match.start(), match.end(), day))
                break
    start, end, day = min(found, default=(0, 0, ""))
    return (day, start, end) if day else None


def _day(match: regex.Match[str]) -> str | None:
    parts = match.groupdict()
    year = int(parts["year"])
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        if first <= 12 and second <= 12 and first != second and parts["sign"] == "/":
            return None
        day, month = (second, first) if second > 12 else (first, second)
    else:
        day = int(parts["day"])
        month = int(parts["month"]) if parts["month"].isdecimal() else month_number(parts["month"])
    if not _YEARS[0] <= year <= _YEARS[1]:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def month_number(name: str) -> int:
    """Give the number of a month, in Hebrew also behind "in"; 0 for what is none."""
    folded = _folded(name)
    return _months().get(folded) or _months().get(folded.removeprefix("ב"), 0)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    from babel import Locale

    names: dict[str, int] = {}
    for code in _LOCALES:
        for forms in Locale.parse(code).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in forms[width].items():
                    names.setdefault(_folded(name), number)
    return _MORE | names


def _folded(name: str) -> str:
    return name.casefold().strip(" .\u200f\u200e")
