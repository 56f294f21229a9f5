"""What changed since an earlier result of `beleg eval`.

In: the figures of now, and a file that `beleg eval --json` printed. Out: plain data.
"""

import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from index.errors import QuestionError
from qa.evaluation.intervals import intervals_of_change
from qa.evaluation.scores import FIGURES, Result

__all__ = ["compared", "read_results"]


def read_results(file: Path) -> list[Result]:
    """Read the results that `beleg eval --json` printed.

    Raises:
        QuestionError: The file holds none.
    """
    names = [field.name for field in fields(Result)]
    try:
        told = json.loads(file.read_text(encoding="utf-8-sig"))["results"]
        return [Result(**{name: each[name] for name in names}) for each in told]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise QuestionError(
            f"{file} is no result of an evaluation ({type(error).__name__}: {error}); make one "
            "with: beleg eval FILE.jsonl --json > RESULT.json"
        ) from error


def compared(before: Sequence[Result], after: Sequence[Result]) -> dict[str, Any]:
    """Compare two results on the questions that both hold.

    Returns:
        `questions` in both; for every figure `change` with `before`, `after` and the 95 %
        `interval` of their difference; ids of questions whose first quote was `won` and `lost`.

    Raises:
        QuestionError: They have no question in common.
    """
    earlier = {each.id: each for each in before}
    pairs = [(earlier[each.id], each) for each in after if each.id in earlier]
    if not pairs:
        raise QuestionError("the two results have no question in common; name one of the same file")
    change = {}
    for name, measure in FIGURES.items():
        was, now = measure([old for old, _ in pairs]), measure([new for _, new in pairs])
        if was is not None and now is not None:
            ends = intervals_of_change(pairs, measure)
            change[name] = {"before": round(was, 4), "after": round(now, 4), "interval": ends}
    return {
        "questions": len(pairs),
        "change": change,
        "won": [new.id for old, new in pairs if _is_right(new) and not _is_right(old)],
        "lost": [new.id for old, new in pairs if _is_right(old) and not _is_right(new)],
    }


def _is_right(each: Result) -> bool:
    return each.rank == 1 if each.answerable else not each.answered
