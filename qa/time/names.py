"""What libraries know of the words for time: months and weekdays, days written out, *yesterday*.

In: a language. Out: names from CLDR (babel) as regular expressions; for languages that are not
among `WORDS`, phrases that dateparser knows.
"""

from datetime import date
from functools import cache

import regex

from qa.time.relative_words import WORDS

__all__ = ["months", "phrases", "weekdays", "written_day"]


@cache
def weekdays(language: str) -> dict[int, str]:
    """Give the names of the days of the week as regular expressions, Monday being 0."""
    found = {number: set(names) for number, names in _wide(language, "days").items()}
    more = WORDS[language].weekdays if language in WORDS else {}
    return {
        number: "|".join([*map(regex.escape, names), *([more[number]] if number in more else [])])
        for number, names in found.items()
    }


@cache
def months(language: str) -> dict[int, str]:
    """Give the names of the months as regular expressions, January being 1."""
    spellings = WORDS[language].months if language in WORDS else ""
    more = regex.split(r"(?<!\\) ", spellings) if spellings else []
    found = dict[int, str]()
    for number, names in _wide(language, "months").items():
        spelled = sorted(map(regex.escape, names), key=len, reverse=True)
        found[number] = "|".join([*spelled, *more[number - 1 : number]])
    return found


def written_day(day: date, language: str) -> str:
    """Write a day as a language writes it: *21. Mai 2024*; in ISO 8601 where that is not known."""
    from babel import UnknownLocaleError
    from babel.dates import format_date

    try:
        return format_date(day, "long", locale=language)
    except (UnknownLocaleError, ValueError):
        return day.isoformat()


@cache
def phrases(language: str) -> dict[str, tuple[str, int]]:
    """Give what dateparser knows of a language: unit and how many of them from now, by phrase.

    A phrase that means two things (*कल*) is left out.
    """
    from dateparser.languages.loader import default_loader

    try:
        known = default_loader.get_locale(language).info.get("relative-type", {})
    except ValueError:
        return {}
    found, several = dict[str, tuple[str, int]](), set[str]()
    for meant, spellings in known.items():
        match = regex.fullmatch(r"(in )?(\d+) (day|week|month|year)( ago)?", meant)
        if match is None:
            continue
        for spelling in spellings:
            if spelling in found:
                several.add(spelling)
            sign = 1 if match[1] else -1
            found[spelling] = (match[3], sign * int(match[2]))
    return {each: told for each, told in found.items() if each not in several}


def _wide(language: str, what: str) -> dict[int, list[str]]:
    """Give the full names of months or weekdays in every form that CLDR has."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale(language)
    except (UnknownLocaleError, ValueError):
        return {}
    forms = getattr(locale, what)
    found = dict[int, list[str]]()
    for context in ("format", "stand-alone"):
        for number, name in forms[context]["wide"].items():
            if name.casefold() not in map(str.casefold, found.setdefault(number, [])):
                found[number].append(name)
    return found
