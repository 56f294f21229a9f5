"""Whether two passages tell of one matter: another answer from another story is none.

In: passages and their vectors. Out: log-odds.
"""

from collections.abc import Callable, Sequence
from math import log1p

import regex

from index.model.encoder import Vectors
from index.records import Hit

__all__ = ["DOUBTFUL", "SURE", "Matter", "shared_names"]

# A logistic curve over the cosine of the passages, whether they are in one language, and the names
# and numbers they share. Fitted to passages of invented dossiers, three reports of one event each,
# against passages of other stories that retrieval puts beside them (`training/fit_matter.py`).
_COSINE, _ONE_LANGUAGE, _SHARED, _OFFSET = 92.0, -5.83, 3.19, -73.7
# Of passages of other stories 1 in 100 is above the one and 3 in 100 above the other, of reports of
# one event 84 and 92.
SURE, DOUBTFUL = 1.67, 0.37

_NAME = regex.compile(
    r"(?<=[\p{L}\p{N},;:]\s[\"„“«(]?)\p{Lu}[\p{L}'’-]{2,}|\p{N}(?:[\p{N}.,]*\p{N})?"
)


class Matter:
    """Compares passages of one question.

    Args:
        vectors: Gives the vectors of passages, as the index has them.
    """

    def __init__(self, vectors: Callable[[Sequence[str]], Sequence[Vectors]]) -> None:
        self._vectors = vectors
        self._known: dict[tuple[str, str], float] = {}

    def shared(self, one: Hit, other: Hit) -> float:
        """Give the log-odds that two passages tell of one matter; of one article they do."""
        if one.article.id == other.article.id:
            return float("inf")
        texts = one.text, other.text
        if texts not in self._known:
            left, right = self._vectors(texts)
            told = _COSINE * float(left @ right) + _ONE_LANGUAGE * (one.language == other.language)
            self._known[texts] = told + _SHARED * log1p(shared_names(*texts)) + _OFFSET
        return self._known[texts]


def shared_names(one: str, other: str) -> int:
    """Count the names and numbers that two passages share."""
    return len(_names(one) & _names(other))


def _names(text: str) -> set[str]:
    return {name.casefold() for name in _NAME.findall(text)}
