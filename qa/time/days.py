"""Stretches of days: a week, a month, a year; and the day a question is asked on."""

import os
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from index.errors import QuestionError

__all__ = ["Days", "day_of_asking", "in_month", "month_of", "week_of", "year_of"]


class Days(NamedTuple):
    """The first and the last of some days in a row."""

    since: date
    until: date


def week_of(day: date) -> Days:
    """Give the week of a day, which begins on Monday (ISO 8601)."""
    monday = day - timedelta(day.weekday())
    return Days(monday, monday + timedelta(6))


def month_of(day: date, step: int = 0) -> Days:
    """Give the month of a day, or one so many months from it."""
    year, month = divmod(12 * day.year + day.month - 1 + step, 12)
    return in_month(year, month + 1)


def in_month(year: int, month: int) -> Days:
    """Give a month of a year."""
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def year_of(year: int) -> Days:
    """Give a whole year."""
    return Days(date(year, 1, 1), date(year, 12, 31))


def day_of_asking(told: date | str | None = None) -> date:
    """Give the day that *last week* is reckoned from: what is told, else `$BELEG_TODAY`, else now.

    Raises:
        QuestionError: It is no date.
    """
    if isinstance(told, date):
        return told
    written = told or os.environ.get("BELEG_TODAY") or ""
    if not written:
        return date.today()
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise QuestionError(
            f"{written!r} is no day to reckon from; write it like 2024-06-19"
        ) from error
