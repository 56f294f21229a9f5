"""The words by which languages name a time from where they stand: *gestern*, *last week*.

In: the sections `times` of `qa/languages/*.json`. Out: one record a language. Regular expressions,
without capturing groups. The names of months and weekdays are not among them: `qa.time.names` has
those.
"""

from dataclasses import dataclass, field
from typing import Any

from qa import words

__all__ = ["WORDS", "TimeWords"]


@dataclass(frozen=True, slots=True)
class TimeWords:
    """The words of a language.

    Attributes:
        days: First and last day, counted from today, by the words that mean them.
        last: In front of or behind a unit, weekday or month: the one before.
        next: The one after.
        this: The current one.
        units: Words for a week, month, year or weekend.
        numbers: Number words up to twelve, in order; several spellings with a bar between.
        ago: So many units before; `{}` stands for number and unit.
        ahead: So many units after.
        on: In front of a weekday that is a day and no part of a name.
        bare: What stands in front of a weekday that needs no such word.
        weekdays: More spellings by the number of the day, Monday being 0.
        months: More spellings of the months, in order, one word each; a bar between several.
        parts: Parts of a day behind a weekday.
        not_before: What makes a match something else when it stands in front of it.
        not_after: The same behind it.
        generic: The same in front of a unit: *over the last year*.
        since: In front of a day that was, whatever the tense.
        to: In front of a day that something was put off to, or goes on until: never one that was.
        single: Units that mean one of them without a number: *неделю назад*.
        owner: Behind a weekday that needs no word in front: *Sunday's match*.
        written_apart: Whether words stand apart.
        before_last: Like `last`: the one before that.
        hours: Words for hours, of which 24 are a day.
        few: In place of a number: *the last few days*.
        periods: Words for parts of longer times; see `qa.time.periods`.
    """

    days: dict[str, tuple[int, int]]
    last: str
    next: str
    this: str
    units: dict[str, str]
    numbers: str
    ago: str
    ahead: str
    on: str
    weekdays: dict[int, str] = field(default_factory=dict)
    months: str = ""
    parts: str = ""
    not_before: str = ""
    not_after: str = ""
    generic: str = ""
    bare: str = ""
    since: str = ""
    to: str = ""
    single: str = ""
    owner: str = ""
    written_apart: bool = True
    before_last: str = "(?!)"
    hours: str = "(?!)"
    few: str = "(?!)"
    periods: dict[str, Any] = field(default_factory=dict)


def _read(told: dict[str, Any]) -> TimeWords:
    days = {each: (first, last) for each, (first, last) in told["days"].items()}
    weekdays = {int(number): each for number, each in told.get("weekdays", {}).items()}
    return TimeWords(**{**told, "days": days, "weekdays": weekdays})


WORDS = {code: _read(told) for code, told in words.section("times").items()}
