"""What a visitor restricts the search to: from the fields of a form to a filter of the index.

In: sources, languages and days as typed. Out: a `Filter`, and what was wrong with the days.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from typing import NamedTuple

from index.records import Filter

__all__ = ["Chosen", "choose", "day"]

_YEAR_FIRST = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
# So much of a wrong day is repeated to who typed it.
_REPEATED = 40


class Chosen(NamedTuple):
    """What the fields of the form say.

    Attributes:
        only: Which articles to search; None for all of them.
        wrong: What is not understood: the key of a message among the words of the page, and the
            text that it is about. What is no day restricts nothing; between crossed days lies no
            article.
    """

    only: Filter | None
    wrong: tuple[tuple[str, str], ...] = ()


def choose(
    sources: Sequence[str] = (), languages: Sequence[str] = (), since: str = "", until: str = ""
) -> Chosen:
    """Read the fields of the form."""
    days, wrong = list[str | None](), list[tuple[str, str]]()
    for text, last in ((since, False), (until, True)):
        try:
            days.append(day(text, last=last))
        except ValueError:
            days.append(None)
            wrong.append(("corpus_no_day", " ".join(text.split())[:_REPEATED]))
    first, final = days
    if first and final and first > final:
        wrong.append(("corpus_days_crossed", f"{first} > {final}"))
    only = Filter(first, final, tuple(sources), tuple(languages))
    return Chosen(only or None, tuple(wrong))


def day(text: str, *, last: bool = False) -> str | None:
    """Read a day, a month or a year: `2024-06-19`, `19.6.2024`, `2024-06` or `2024`.

    Args:
        text: In the digits of any script.
        last: Whether a month or year stands for its last day instead of its first.

    Returns:
        An ISO 8601 date, or None for nothing.

    Raises:
        ValueError: There is no such day.
    """
    text = "".join(str(unicodedata.decimal(each, each)) for each in text.strip())
    if not text:
        return None
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, number = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        number, month, year = match.groups()
    else:
        raise ValueError(text)
    at = (int(year), int(month or (12 if last else 1)))
    if not (at[0] and 1 <= at[1] <= 12):
        raise ValueError(text)
    longest = monthrange(*at)[1]
    found = int(number) if number else (longest if last else 1)
    if not 1 <= found <= longest:
        raise ValueError(text)
    return f"{at[0]:04}-{at[1]:02}-{found:02}"
