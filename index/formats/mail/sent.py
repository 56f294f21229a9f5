"""When a mail was sent.

In: what its headers say. Out: the day in the sender's time zone, as ISO 8601.
"""

from collections.abc import Iterable
from email.utils import parsedate_to_datetime

from index.formats.printed_date import printed_day

__all__ = ["day"]

_FIRST_YEAR = 1971  # of mails; clocks that nobody has set say 1970


def day(stated: str, received: Iterable[str] = ()) -> str | None:
    """Give the day on which a mail was sent.

    Args:
        stated: The header that tells it, by the rules or in the words of a country.
        received: What the mail's carriers wrote, the last first; the first of them had it from
            its sender, which counts where he did not say when.
    """
    first = (line.rpartition(";")[2] for line in reversed(list(received)))
    return next(filter(None, map(_day, (stated, *first))), None)


def _day(stated: str) -> str | None:
    try:
        found = parsedate_to_datetime(stated).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return printed_day(stated)
    return found.isoformat() if found.year >= _FIRST_YEAR else None
