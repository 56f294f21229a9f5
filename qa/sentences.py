"""Sentences that say something about a question, for questions that no few words answer.

In: a question and hits. Out: readings, best first, by nothing but the embedder and shared words.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from math import exp
from typing import Any

import numpy as np
import regex

from index.encoder import Encoder, Vectors
from index.language import terms
from index.records import Hit, Label
from qa.questions import Question
from qa.reading import Reading
from qa.remembering import Remembering, TokenEncoder

__all__ = ["FEATURES", "SentenceScorer", "sentence_features"]

FEATURES = (
    "likeness",
    "shared terms",
    "shared names and numbers",
)

# A capitalised word inside the question, or a number: in most languages, what it is about. The
# first word counts where every other one does: a name alone.
_NAME = regex.compile(
    r"""(?x) (?<=\w\W+)\p{Lu}[\w-]*
    | ^\W*\K\p{Lu}[\p{Lu}\p{Ll}\p{M}\p{N}-]*+(?=(?:\W++[\p{Lu}\p{N}][\w-]*+)*+\W*$)
    | \p{N}(?:[\p{N}.,]*\p{N})?"""
)

Features = np.ndarray[tuple[int, int], np.dtype[np.float64]]


class SentenceScorer:
    """Scores each sentence by its likeness to the question.

    The words they share count against it: likeness has seen them already, and takes a sentence for
    liker than it is that says the question over again.

    A linear score, fitted so that the sentence with the answer wins among the sentences of its
    question (conditional logit), then a logistic curve from the best score to the probability that
    it is right; both fitted on XQuAD by `training/fit_scorer.py`, which writes the numbers down.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = Remembering(encoder)
        fitted = _fitted()
        self._weights = np.array([fitted["weights"][name] for name in FEATURES])
        self._slope, self._offset = fitted["slope"], fitted["offset"]
        self._same_language = fitted["same_language"]
        self._teaser_penalty = fitted["teaser_penalty"]
        self._threshold: float = fitted["threshold"]

    def threshold(self, question: Question) -> float:  # noqa: ARG002  # one for every kind
        """Give the confidence that an answer needs; see `Reader`."""
        return self._threshold

    def read(self, question: Question, hits: Sequence[Hit]) -> list[Reading]:
        """Score every sentence of the hits."""
        sentences = [(hit, start, end) for hit in hits for start, end in hit.sentences]
        if not sentences:
            return []
        scores = sentence_features(question, hits, self._encoder) @ self._weights
        readings = [
            Reading(hit, start, end, self._confidence(question, hit, score))
            for (hit, start, end), score in zip(sentences, scores.tolist(), strict=True)
        ]
        return sorted(readings, key=lambda reading: -reading.confidence)

    def _confidence(self, question: Question, hit: Hit, score: float) -> float:
        logit = self._slope * score + self._offset
        # Texts in one language are more alike, whatever they say.
        logit += self._same_language * (question.language == hit.language)
        logit -= self._teaser_penalty * (hit.label is Label.TEASER)
        return 1 / (1 + exp(-logit))


def sentence_features(question: Question, hits: Sequence[Hit], encoder: TokenEncoder) -> Features:
    """Measure what each sentence of the hits has in common with the question.

    Returns:
        One row a sentence, in the order of the hits, and one column for each of `FEATURES`.
    """
    sentences = [
        hit.text[start - hit.start : end - hit.start]
        for hit in hits
        for start, end in hit.sentences
    ]
    asked = encoder.encode_tokens([question.text], queries=True)[0]
    tokens = encoder.encode_tokens(sentences)
    cosines = _unit(np.stack([each.mean(axis=0) for each in tokens])) @ _unit(asked.mean(axis=0))
    names = [
        _as_word(name) for name in {found.casefold() for found in _NAME.findall(question.text)}
    ]
    shared: list[tuple[float, float]] = []
    for hit in hits:
        wanted = set(terms(question.text, (question.language, hit.language)))
        for _ in hit.sentences:
            sentence = sentences[len(shared)]
            common = wanted.intersection(terms(sentence, [hit.language]))
            named = sum(bool(name.search(sentence.casefold())) for name in names)
            shared.append((len(common) / max(1, len(wanted)), named / max(1, len(names))))
    # Weighed the same, by choice: a fit on XQuAD would favour the cosine, because its articles
    # differ in topic, which is what a cosine sees; a folder of news often has one.
    likeness = _late_interaction(asked, tokens) + cosines
    return np.column_stack([likeness, np.array(shared)])


def _as_word(name: str) -> regex.Pattern[str]:
    """Find a name, with the ending of a case or without, and a number as it is: no *EU* in *neue*.

    Only letters with case go on a word: a name may stand amid Chinese.
    """
    if name[-1].isnumeric():
        return regex.compile(rf"(?<!\p{{N}}[.,]?){regex.escape(name)}(?![.,]?\p{{N}})")
    ending = rf"\p{{Ll}}{{0,{len(name) // 2}}}"
    return regex.compile(
        rf"(?<![\p{{Ll}}\p{{N}}]){regex.escape(name)}{ending}(?![\p{{Ll}}\p{{N}}])"
    )


def _late_interaction(asked: Vectors, tokens: Sequence[Vectors]) -> Vectors:
    """Find each word of the question in each sentence, and average how well it was found.

    ColBERT's score (Khattab and Zaharia, SIGIR 2020) on an encoder that was not trained for it, so
    what all tokens have in common is taken out first: in a corpus about one topic it is most of
    what they say.
    """
    every = np.concatenate(tokens)
    common = every.mean(axis=0)
    likeness = _unit(asked - common) @ _unit(every - common).T
    starts = np.cumsum([0, *(len(each) for each in tokens[:-1])])
    found: Vectors = np.maximum.reduceat(likeness, starts, axis=1).mean(axis=0)
    return found


def _unit(rows: Vectors) -> Vectors:
    unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    return unit


@cache
def _fitted() -> dict[str, Any]:
    text = resources.files("qa").joinpath("scorer.json").read_text(encoding="utf-8")
    fitted: dict[str, Any] = json.loads(text)
    return fitted
