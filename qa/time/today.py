"""The day a question is asked on. Standard library only."""

import os
from datetime import date

from index.errors import QuestionError

__all__ = ["day_of_asking"]


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
