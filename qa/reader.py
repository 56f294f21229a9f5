"""A question is read against the passages: what answers it, where, and how sure is that.

In: a question and hits. Out: readings, best first. Facts and reasons are found by a model that
reads, whatever else is asked by the likeness of sentences; how sure that is, both tell.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from math import exp, log
from typing import Any

from index.encoder import Encoder
from index.records import Hit, Label
from qa import weights
from qa.kinds import Kind
from qa.questions import Question
from qa.reading import Reader, Reading
from qa.sentences import SentenceScorer
from qa.spans import Span, SpanModel

__all__ = [
    "Calibration",
    "KindReader",
    "OpenCalibration",
    "SpanReader",
    "bundled_model",
    "load_reader",
    "open_evidence",
    "reader_name",
]


_LEAST = exp(-10)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Which reading comes first, and how the score of a span becomes a probability.

    Attributes:
        retrieval: What one standard deviation in retrieval is worth, in logits of the reader, when
            readings are ranked. It says which passage, not whether any answers, so the probability
            is the reader's alone.
        teaser: What a pointer to another story loses, in the same measure, in both.
        slope: Of the logistic curve over the score.
        offset: Of the logistic curve.
        same_language: Added where question and article share a language.
        threshold: Confidence below which the question counts as not answered.
    """

    retrieval: float = 1.0
    teaser: float = 1.0
    slope: float = 1.0
    offset: float = 0.0
    same_language: float = 0.0
    threshold: float = 0.5


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

    def read(self, question: Question, hits: Sequence[Hit]) -> list[Reading]:
        """Read every hit; every span makes a reading, so a sentence may come more than once."""
        found = self._model.find(question.text, [hit.text for hit in hits])
        ranked = [
            (span.score + self._calibration.retrieval * hit.score - self._demoted(hit), reading)
            for hit, spans in zip(hits, found, strict=True)
            for span in spans
            if (reading := self._reading(question, hit, span)) is not None
        ]
        return [reading for _, reading in sorted(ranked, key=lambda each: -each[0])]

    def threshold(self, question: Question) -> float:  # noqa: ARG002  # one for every kind
        """Give the confidence that an answer needs; see `Reader`."""
        return self._calibration.threshold

    def _reading(self, question: Question, hit: Hit, span: Span) -> Reading | None:
        """Put a span into the sentence that holds most of it."""
        start, end = hit.start + span.start, hit.start + span.end
        overlaps = [
            (min(end, right) - max(start, left), left, right) for left, right in hit.sentences
        ]
        shared, left, right = max(overlaps, key=lambda each: each[0], default=(0, 0, 0))
        if shared <= 0:
            return None
        # A reason is a sentence: no few words of it are forced out.
        answer = (max(start, left), min(end, right)) if question.kind is Kind.FACT else None
        return Reading(hit, left, right, self._confidence(question, hit, span.score), answer)

    def _confidence(self, question: Question, hit: Hit, score: float) -> float:
        fitted = self._calibration
        logit = fitted.slope * (score - self._demoted(hit)) + fitted.offset
        logit += fitted.same_language * (question.language == hit.language)
        return _probability(logit)

    def _demoted(self, hit: Hit) -> float:
        return self._calibration.teaser * (hit.label is Label.TEASER)


@dataclass(frozen=True, slots=True)
class OpenCalibration:
    """How sure it is that a sentence answers a question that no few words answer.

    A logistic curve over what both readers make of it. The defaults are what was fitted to the
    bundled reader, in raw scores, as every model gives them that was trained with unanswerable
    questions.

    Attributes:
        span: Of the log-odds of the surest span in the sentence's passage.
        sentence: Of the log-odds of the sentence.
        offset: Of the curve.
        threshold: Confidence below which the question counts as not answered.
    """

    span: float = 0.4
    sentence: float = 0.7
    offset: float = 2.0
    threshold: float = 0.5

    def confidence(self, span: float, sentence: float) -> float:
        """Give the probability that the sentence is right; see `open_evidence`."""
        return _probability(self.span * span + self.sentence * sentence + self.offset)


class KindReader:
    """Gives every question to the reader that can answer its kind.

    Which sentence says most about an open question is told by their likeness, but the likest of
    all has some likeness even where nothing answers. Whether its passage answers is known better
    by the model that reads, though it was trained to find a few words.
    """

    def __init__(
        self, spans: Reader, sentences: Reader, calibration: OpenCalibration | None = None
    ) -> None:
        self._spans = spans
        self._sentences = sentences
        self._open = calibration or OpenCalibration()

    def read(self, question: Question, hits: Sequence[Hit]) -> list[Reading]:
        """Read the hits; see `Reader`. Sentences keep the order of their likeness."""
        found = self._spans.read(question, hits)
        if _has_spans(question):
            return found
        told = self._sentences.read(question, hits)
        return [
            replace(each, confidence=self._open.confidence(*both))
            for each, both in zip(told, open_evidence(told, found), strict=True)
        ]

    def threshold(self, question: Question) -> float:
        """Give the confidence that an answer needs; see `Reader`."""
        return self._spans.threshold(question) if _has_spans(question) else self._open.threshold


def open_evidence(told: Sequence[Reading], found: Sequence[Reading]) -> list[tuple[float, float]]:
    """Give the log-odds of the surest span in the passage of each sentence, and of the sentence.

    Args:
        told: What `SentenceScorer` read.
        found: What `SpanReader` read in the same hits.
    """
    surest: dict[Hit, float] = {}
    for each in found:
        surest[each.hit] = max(each.confidence, surest.get(each.hit, 0.0))
    return [(_log_odds(surest.get(each.hit, 0.0)), _log_odds(each.confidence)) for each in told]


def _has_spans(question: Question) -> bool:
    return question.kind in (Kind.FACT, Kind.REASON)


def _probability(log_odds: float) -> float:
    return 1 / (1 + exp(-max(-50.0, min(50.0, log_odds))))


def _log_odds(probability: float) -> float:
    """Give log-odds between -10 and 10: no single reader is surer than that."""
    return log(max(probability, _LEAST) / max(1 - probability, _LEAST))


def load_reader(encoder: Encoder, name: str | None = None) -> Reader:
    """Load the reader.

    Args:
        encoder: The model of the index.
        name: A question-answering model of transformers, by its name on the hub or its folder;
            without one `BELEG_READER`, and without that the bundled reader.

    Raises:
        ModelError: The model cannot be found or loaded.
    """
    name = reader_name(name)
    spans = _spans(name, encoder)  # type: ignore[arg-type]  # encoders are hashable
    fitted = None if name else OpenCalibration(**_fitted()["open"])
    return KindReader(spans, SentenceScorer(encoder), fitted)


def reader_name(name: str | None = None) -> str | None:
    """Tell which reader `load_reader` would load; None is the bundled one."""
    return name or os.environ.get("BELEG_READER") or None


@lru_cache(maxsize=1)  # shared by the bots of several indexes
def _spans(name: str | None, encoder: Encoder) -> SpanReader:
    if name is not None:
        return SpanReader(weights.named(name))
    return SpanReader(bundled_model(encoder), Calibration(**_fitted()["calibration"]))


def bundled_model(encoder: Encoder) -> SpanModel:
    """Load the model of the bundled reader.

    Raises:
        ModelError: Its weights are damaged.
    """
    return weights.bundled(encoder, sha256=_fitted()["sha256"])


def _fitted() -> dict[str, Any]:
    text = resources.files("qa").joinpath("reader.json").read_text(encoding="utf-8")
    fitted: dict[str, Any] = json.loads(text)
    return fitted
