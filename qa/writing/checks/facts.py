"""What a sentence says in numbers and dates, and whether a source says it too.

In: texts. Out: their facts, and whether some of them lack in others.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qa.writing.checks.dates import Day, beginnings, days, weekdays
from qa.writing.checks.numbers import numbers

__all__ = ["Facts", "facts_of", "lacking"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text says in numbers and dates.

    Attributes:
        numbers: Each number with all that it may mean (1.500 is 1500 or 1.5), and as it is written.
        days: Each date as year, month and day, each None where it is not said.
        weekdays: 0 is Monday.
    """

    numbers: tuple[tuple[str, frozenset[str]], ...] = ()
    days: tuple[tuple[str, frozenset[Day]], ...] = ()
    weekdays: frozenset[int] = frozenset()


def lacking(said: Facts, known: Facts) -> bool:
    """Tell whether something is said that is not known."""
    values = {value for _, each in known.numbers for value in each}
    known_days = {day for _, each in known.days for day in each}
    return (
        any(not each & values for _, each in said.numbers)
        or any(not any(_agrees(day, known_days) for day in each) for _, each in said.days)
        or not said.weekdays <= known.weekdays
    )


def facts_of(
    text: str, languages: Iterable[str], *, whole: bool = True, more: Sequence[tuple[str, str]] = ()
) -> Facts:
    """Read the numbers and dates of a text.

    Args:
        text: Any text.
        languages: ISO 639 codes of the languages that it may be in.
        whole: Whether parts of a date count as numbers too; not for what is to be proved.
        more: Days that are known besides, as first and last day (ISO 8601).
    """
    text = unicodedata.normalize("NFKC", text)
    found = dict.fromkeys(languages)
    dated = list(days(text, found))
    of_week = {day for code in found for day in weekdays(text, code)}
    rest = text
    if not whole:
        for start, end, _ in dated:
            rest = rest[:start] + "\n" * (end - start) + rest[end:]
    dates = [(text[start:end], each) for start, end, each in dated]
    if whole:
        dates += [("", frozenset({day})) for day in beginnings(text, dated)]
    for first, last in more:
        if first == last:
            known = date.fromisoformat(first)
            dates.append((first, frozenset({(known.year, known.month, known.day)})))
            of_week.add(known.weekday())
    return Facts(tuple(numbers(rest, found)), tuple(dates), frozenset(of_week))


def _agrees(day: Day, known: set[Day]) -> bool:
    return any(
        all(part is None or part == other for part, other in zip(day, each, strict=True))
        for each in known
    )
