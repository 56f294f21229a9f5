"""A question is read against the passages: what answers it, where, and how sure is that.

In: a question and hits. Out: readings, best first. Whatever is asked, a model reads the passages
for the words that answer; of a question that wants no few words their sentence is given.
"""

import os
from collections.abc import Sequence
from functools import lru_cache
from math import exp

from index.model.encoder import Encoder
from index.records import Hit, Label
from qa.questions.kinds import Kind
from qa.questions.question import Question
from qa.reading import models
from qa.reading.calibration import Calibration, shipped
from qa.reading.protocol import Reading
from qa.reading.spans import Span, SpanModel

__all__ = [
    "SpanReader",
    "bundled_model",
    "calibrated",
    "confidence",
    "load_reader",
    "rank",
    "reader_name",
    "sentence_of",
]


class SpanReader:
    """Finds the words that answer, each in its sentence.

    Args:
        model: Reads passages.
        calibration: Fitted to the model; the default suits one that was trained with
            unanswerable questions, no better.
    """

    def __init__(self, model: SpanModel, calibration: Calibration | None = None) -> None:
        self._model = model
        self._calibration = calibration or Calibration()

    @property
    def model(self) -> SpanModel:
        """What reads the passages."""
        return self._model

    @property
    def calibration(self) -> Calibration:
        """How its scores are taken."""
        return self._calibration

    def read(self, question: Question, hits: Sequence[Hit]) -> list[Reading]:
        """Read every hit; every span makes a reading, so a sentence may come more than once."""
        spans = self._model.find(question.text, [hit.text for hit in hits])
        best = max((hit.score for hit in hits), default=0.0)
        found = [
            (rank(hit, span, self._calibration), reading)
            for hit, of_hit in zip(hits, spans, strict=True)
            for span in of_hit
            if (reading := self._reading(question, hit, span, best)) is not None
        ]
        return [reading for _, reading in sorted(found, key=lambda each: -each[0])]

    def threshold(self, question: Question) -> float:  # noqa: ARG002  # one for every kind
        """Give the confidence that an answer needs; see `Reader`."""
        return self._calibration.threshold

    def _reading(self, question: Question, hit: Hit, span: Span, best: float) -> Reading | None:
        """Put a span into the sentence that holds most of it."""
        sentence = sentence_of(hit, span)
        if sentence is None:
            return None
        left, right = sentence
        start, end = hit.start + span.start, hit.start + span.end
        # A reason is a sentence, and so is what tells yes or no: no few words are forced out.
        words = max(start, left), min(end, right)
        sure = confidence(question, hit, span, self._calibration, best=best)
        if question.kind is Kind.FACT:
            return Reading(hit, left, right, sure, answer=words)
        return Reading(hit, left, right, sure, clause=words)


def rank(hit: Hit, span: Span, fitted: Calibration) -> float:
    """Give what a span is ranked by: its score and its passage's.

    That another passage says the same is worth nothing: on 384 questions to 500 newspaper articles
    no weight of it changed which sentence came first (`training/errors.md`).
    """
    return span.score + fitted.retrieval * hit.score - _demotion(hit, fitted)


def confidence(
    question: Question, hit: Hit, span: Span, fitted: Calibration, *, best: float
) -> float:
    """Give the probability that the sentence of a span answers.

    Args:
        question: What is asked.
        hit: The passage.
        span: Of it.
        fitted: The curve.
        best: Retrieval score of the best passage that is read.
    """
    logit = fitted.slope * (span.score - _demotion(hit, fitted)) + fitted.offset
    logit -= fitted.behind * (best - hit.score)
    logit += fitted.same_language * (question.language == hit.language)
    logit += fitted.open * (question.kind is not Kind.FACT)
    return _probability(logit)


def sentence_of(hit: Hit, span: Span) -> tuple[int, int] | None:
    """Give the sentence of the article that holds most of a span, if any does."""
    start, end = hit.start + span.start, hit.start + span.end
    overlaps = [(min(end, right) - max(start, left), left, right) for left, right in hit.sentences]
    shared, left, right = max(overlaps, key=lambda each: each[0], default=(0, 0, 0))
    return (left, right) if shared > 0 else None


def _demotion(hit: Hit, fitted: Calibration) -> float:
    return fitted.teaser * (hit.label is Label.TEASER)


def _probability(log_odds: float) -> float:
    return 1 / (1 + exp(-max(-50.0, min(50.0, log_odds))))


def load_reader(
    encoder: Encoder, name: str | None = None, *, fitted: Calibration | None = None
) -> SpanReader:
    """Load the reader.

    Args:
        encoder: The model of the index.
        name: A question-answering model of transformers, by its name on the hub or its folder;
            without one `BELEG_READER`, and without that the bundled reader.
        fitted: What was fitted to it; by default what ships with the bundled reader, or what suits
            any.

    Raises:
        ModelError: The model cannot be found or loaded.
    """
    name = reader_name(name)
    model = _model(name, encoder)  # type: ignore[arg-type]  # encoders are hashable
    return SpanReader(model, fitted or (calibrated() if name is None else None))


def reader_name(name: str | None = None) -> str | None:
    """Tell which reader `load_reader` would load; None is the bundled one."""
    return name or os.environ.get("BELEG_READER") or None


@lru_cache(maxsize=1)  # shared by the bots of several indexes
def _model(name: str | None, encoder: Encoder) -> SpanModel:
    return bundled_model(encoder) if name is None else models.named(name)


def calibrated() -> Calibration:
    """Give what was fitted to the bundled reader."""
    return Calibration(**shipped()["calibration"])


def bundled_model(encoder: Encoder) -> SpanModel:
    """Load the model of the bundled reader.

    Raises:
        ModelError: Its weights are damaged.
    """
    return models.bundled(encoder, sha256=shipped()["sha256"])
