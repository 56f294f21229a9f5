"""What a visitor has added at once, as the browser tells it.

In: anything, as it comes from a browser. Out: records of text and numbers, to be shown and to be
looked up; nothing is done on their word.
"""

from dataclasses import dataclass
from typing import Any

from web.corpus.uploads import LIMITS, MOST_FILES
from web.events import whole

__all__ = ["MOST_REFUSED", "Added", "Dropped"]

# Refused files that are named; of the others there is the number.
MOST_REFUSED = 20

_LONGEST_NAME = 400
_MOST_TOLD = 1_000_000
_REASONS = (
    "corpus_empty", "corpus_not_sent", "corpus_not_written", "corpus_unknown_type", *LIMITS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file before the index has seen it.

    Attributes:
        name: What the visitor calls it.
        kept: Its name in the folder of uploads, or empty.
        new: Whether it was not there before.
        reason: Why it was refused: a key among the words of the page, or empty.
    """

    name: str
    kept: str = ""
    new: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Files that were added together.

    Attributes:
        files: Those that were sent, or refused before.
        left: How many were not sent, as they were too many.
        more: How many others were refused.
    """

    files: tuple[Added, ...] = ()
    left: int = 0
    more: int = 0

    @classmethod
    def read(cls, told: Any) -> "Dropped":
        """Read what a browser tells."""
        told = told if isinstance(told, dict) else {}
        files = told.get("files")
        known = files[: MOST_FILES + MOST_REFUSED] if isinstance(files, list) else []
        return cls(tuple(map(_added, known)), _count(told.get("left")), _count(told.get("more")))


def _added(told: Any) -> Added:
    told = told if isinstance(told, dict) else {}
    name, kept, reason = (_text(told.get(key)) for key in ("name", "kept", "reason"))
    if kept:
        return Added(name, kept, told.get("new") is True)
    return Added(name, reason=reason if reason in _REASONS else "corpus_not_sent")


def _text(told: Any) -> str:
    return whole(told[:_LONGEST_NAME]) if isinstance(told, str) else ""


def _count(told: Any) -> int:
    return min(max(told, 0), _MOST_TOLD) if isinstance(told, int) else 0
