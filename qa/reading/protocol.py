"""What a reader gives back, and what every reader can do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.records import Hit
from qa.questions.question import Question

__all__ = ["Reader", "Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence that may answer the question.

    Attributes:
        hit: The passage it stands in.
        start: Where the sentence starts in the article.
        end: Where it ends.
        confidence: Calibrated probability, 0 to 1, that it holds the answer.
        answer: Where the answer itself stands in the article, `(start, end)`, where that is known.
        clause: Where no few words answer: which of the sentence say it.
    """

    hit: Hit
    start: int
    end: int
    confidence: float
    answer: tuple[int, int] | None = None
    clause: tuple[int, int] | None = None


class Reader(Protocol):
    """Reads passages in the light of a question."""

    def read(self, question: Question, hits: Sequence[Hit]) -> list[Reading]:
        """Give the sentences of the hits that may answer the question, best first."""

    def threshold(self, question: Question) -> float:
        """Give the confidence below which the best reading does not count as an answer."""
