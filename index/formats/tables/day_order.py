"""Whether the days of a table are written with the day or the month in front.

In: the dates of all records, as they stand. Out: "03/04/2025" as ISO 8601 where another date of
the same table, as "14/03/2025", tells which of its numbers is the month.
"""

from collections.abc import Iterable

import regex

__all__ = ["is_day_first", "ordered"]

_NUMBERS = regex.compile(
    r"^(?P<first>\d{1,2})(?P<sign>[/-])(?P<second>\d{1,2})(?P=sign)(?P<year>(?:19|20)\d\d)(?!\d)"
)


def is_day_first(dates: Iterable[str | None]) -> bool | None:
    """Tell by the days beyond the twelfth; None where there are none, or they contradict."""
    found = [match for date in dates if (match := _NUMBERS.match((date or "").strip()))]
    days = any(int(match["first"]) > 12 for match in found)
    months = any(int(match["second"]) > 12 for match in found)
    return None if days == months else days


def ordered(date: str | None, *, day_first: bool | None) -> str | None:
    """Give a date in numbers with the year in front; any other as it stands."""
    found = _NUMBERS.match((date or "").strip())
    if found is None or day_first is None:
        return date
    day, month = (
        (found["first"], found["second"]) if day_first else (found["second"], found["first"])
    )
    return f"{found['year']}-{int(month):02}-{int(day):02}"
