"""Fits a reader's ranking, confidence and threshold to golden questions.

In: golden questions with and without an answer, and a bot. Out: a `Calibration`, and what it makes
of the same questions.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.errors import QuestionError
from index.records import Hit, Label
from qa.bot import Bot
from qa.evaluation.golden import Evidence, Golden
from qa.questions.question import Question, understand
from qa.reading.calibration import Calibration
from qa.reading.reader import sentence_of
from qa.reading.spans import Span, SpanModel
from qa.retrieval import PASSAGES_READ

__all__ = ["Read", "calibrate", "least_cost", "read"]

Column = npt.NDArray[np.float64]

_RETRIEVAL = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
# Fewer tell nothing of three numbers.
_LEAST_RIGHT, _LEAST_WRONG = 20, 10
_RIDGE = 0.01
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of a golden question, a row for each span.

    Attributes:
        answerable: Whether the articles answer it.
        score: Of the span, in logits above "not here".
        retrieval: Of its passage, in standard deviations.
        teaser: 1 where the passage points to another story.
        same_language: 1 where the passage is in the language of the question.
        right: Whether the span's sentence holds the answer.
    """

    answerable: bool
    score: Column
    retrieval: Column
    teaser: Column
    same_language: Column
    right: npt.NDArray[np.bool_]


def read(bot: Bot, model: SpanModel, golden: Iterable[Golden]) -> Iterator[Read]:
    """Read golden questions one by one; one for which nothing is found gives nothing."""
    for each in golden:
        question = understand(each.question)
        hits = bot.retrieve(each.question, PASSAGES_READ)
        spans = model.find(question.text, [hit.text for hit in hits])
        rows = [
            _row(bot, question, hit, span, sentence, each.evidence)
            for hit, of_hit in zip(hits, spans, strict=True)
            for span in of_hit
            if (sentence := sentence_of(hit, span)) is not None
        ]
        if rows:
            score, retrieval, teaser, same, right = np.array(rows, dtype=np.float64).T
            yield Read(each.answerable, score, retrieval, teaser, same, right > 0)


def _row(
    bot: Bot,
    question: Question,
    hit: Hit,
    span: Span,
    sentence: tuple[int, int],
    evidence: Sequence[Evidence],
) -> tuple[float, float, bool, bool, bool]:
    holds = any(each.overlaps(bot.article, hit.article.id, *sentence) for each in evidence)
    teaser, same = hit.label is Label.TEASER, question.language == hit.language
    return span.score, hit.score, teaser, same, holds


def calibrate(every: Sequence[Read], otherwise: Calibration) -> Calibration:
    """Fit the weight of retrieval, the curve of confidence (one for every kind), and the threshold.

    Of weights with which as many first readings are right the least is taken. The threshold is
    where a refusal of an answerable question costs as much as a wrong first quote.

    Args:
        every: What the reader made of the golden questions.
        otherwise: What is not fitted: what a teaser loses.

    Raises:
        QuestionError: There are too few questions that it gets right, or wrong.
    """
    tried = [replace(otherwise, retrieval=weight) for weight in _RETRIEVAL]
    able = [each for each in every if each.answerable]
    best = tried[int(np.argmax([sum(_first(each, way).right for each in able) for way in tried]))]
    first = [_first(each, best) for each in every]
    right = np.array([each.right for each in first], dtype=bool)
    if right.sum() < _LEAST_RIGHT or (~right).sum() < _LEAST_WRONG:
        raise QuestionError(
            f"{right.sum()} first readings are right and {(~right).sum()} are not; to fit a reader "
            f"it takes {_LEAST_RIGHT} and {_LEAST_WRONG}: name a file with more questions, some of "
            "them without an answer"
        )
    features = np.array([[each.score, -each.behind, each.same_language, 1.0] for each in first])
    curve = _logistic(features, right)
    sure = 1 / (1 + np.exp(-features @ curve))
    slope, behind, same_language, offset = (round(float(value), 4) for value in curve)
    answerable = np.array([each.answerable for each in every])
    return replace(
        best,
        slope=slope,
        behind=behind,
        same_language=same_language,
        open=0.0,
        offset=offset,
        threshold=round(least_cost(sure, right, answerable), 4),
    )


def least_cost(
    confidences: Column, right: npt.NDArray[np.bool_], answerable: npt.NDArray[np.bool_]
) -> float:
    """Give the threshold with the fewest wrong first quotes and needless refusals."""
    order = np.argsort(confidences)
    # Refusing the least sure ones, one more each time: what that loses and what it saves.
    lost = np.concatenate([[0], np.cumsum(answerable[order])])
    wrong = (~right).sum() - np.concatenate([[0], np.cumsum(~right[order])])
    best = int((lost + wrong).argmin())
    if best in (0, len(order)):
        return float(confidences[order[0]] if best == 0 else 1.0)
    return float(confidences[order[best - 1 : best + 1]].mean())


class _First(NamedTuple):
    """The reading that is ranked first, and how far its passage is behind the best one."""

    score: float
    behind: float
    same_language: float
    right: bool


def _first(each: Read, fitted: Calibration) -> _First:
    scores = each.score - fitted.teaser * each.teaser
    best = int(np.argmax(scores + fitted.retrieval * each.retrieval))
    behind = each.retrieval.max() - each.retrieval[best]
    return _First(
        float(scores[best]), float(behind), float(each.same_language[best]), bool(each.right[best])
    )


def _logistic(features: Column, right: npt.NDArray[np.bool_]) -> Column:
    """Fit a logistic curve by Newton's method, with a little ridge so that it always ends."""
    weights = np.zeros(features.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        slope = features.T @ (likely - right) + _RIDGE * weights
        curved = (features * (likely * (1 - likely))[:, None]).T @ features
        step = np.linalg.solve(curved + _RIDGE * np.eye(len(weights)), slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights
