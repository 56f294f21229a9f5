"""Questions that no few words answer, asked of the held-out XQuAD articles.

In: `benchmarks/open_questions.jsonl`: yes or no, a topic, a name alone, a statement; half of them
have no answer in their article, though most are about what it is about. Out: what both readers
make of each, and how sure the two together are, fitted to it.

A question is asked of the five paragraphs of its article, each an article of its own: a folder
about one thing, where likeness tells least. Articles whose questions are marked `held` take part
in no fit and no choice.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from index.build import sync
from index.encoder import Encoder
from index.store import Store, open_store
from qa.bot import READ
from qa.questions import understand
from qa.reader import OpenCalibration, open_evidence
from qa.reading import Reader, Reading
from qa.retrieval import RetrievalOptions, retrieve
from training.xquad import paragraphs

__all__ = ["ANSWERED", "Case", "OpenQuestion", "cases", "fit", "read_questions"]

FILE = Path(__file__).parents[1] / "benchmarks/open_questions.jsonl"
ANSWERED = 0.67  # share of the questions that a folder answers
# A decision, not a fit: what is shown is likelier right than not. A sentence beside the point is
# no more of a harm than one that is lost, for the refusal shows the nearest passages.
THRESHOLD = 0.5


@dataclass(frozen=True)
class OpenQuestion:
    """A question about a paragraph.

    Attributes:
        question: In any language.
        lang: ISO 639 code of the question.
        form: `yes-no`, `topic`, `name` or `statement`.
        title: Of the article.
        number: Of the paragraph in its article, from 0; None if the question is far from all.
        text_lang: In which language the article is.
        held: Measured only.
        evidence: Stretches that answer: `number` of the paragraph, `start` and `end` in it.
    """

    question: str
    lang: str
    form: str
    title: str
    number: int | None
    text_lang: str
    held: bool
    evidence: Sequence[dict[str, int]]

    def holds(self, reading: Reading) -> bool:
        """Tell whether a sentence overlaps a stretch that answers."""
        return any(
            reading.hit.article.id == f"{each['number']}.txt"
            and reading.start < each["end"]
            and each["start"] < reading.end
            for each in self.evidence
        )


@dataclass(frozen=True)
class Case:
    """A question as it was read.

    Attributes:
        asked: The question.
        told: Sentences, likest first.
        found: Spans.
    """

    asked: OpenQuestion
    told: list[Reading]
    found: list[Reading]

    @property
    def evidence(self) -> tuple[float, float]:
        """What both readers make of the first sentence."""
        return open_evidence(self.told[:1], self.found)[0]


def read_questions(file: Path = FILE) -> list[OpenQuestion]:
    """Read the questions, one JSON object a line."""
    return [OpenQuestion(**json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def cases(
    data: Path,
    asked: Sequence[OpenQuestion],
    encoder: Encoder,
    *,
    spans: Reader,
    sentences: Reader,
) -> Iterator[Case]:
    """Ask each question of its article; questions of an article stand together."""
    with tempfile.TemporaryDirectory() as folder:
        for (title, language), every in groupby(asked, lambda each: (each.title, each.text_lang)):
            store = _indexed(data, title, language, Path(folder), encoder)
            for each in every:
                question = understand(each.question)
                hits = retrieve(question, store, encoder, k=READ, options=RetrievalOptions())
                told = sentences.read(question, hits)
                yield Case(each, told, spans.read(question, hits))


def fit(read: Sequence[Case]) -> OpenCalibration:
    """Fit how sure both readers together are that the first sentence is right."""
    top = np.array([case.evidence for case in read])
    right = np.array([case.asked.holds(case.told[0]) for case in read])
    could = np.array([bool(case.asked.evidence) for case in read])
    weight = np.where(could, ANSWERED / could.mean(), (1 - ANSWERED) / (~could).mean())
    curve: Any = LogisticRegression(C=10, max_iter=1000).fit(top, right, weight)
    span, sentence = curve.coef_[0]
    return OpenCalibration(
        span=round(float(span), 4),
        sentence=round(float(sentence), 4),
        offset=round(float(curve.intercept_[0]), 4),
        threshold=THRESHOLD,
    )


def _indexed(data: Path, title: str, language: str, folder: Path, encoder: Encoder) -> Store:
    """Index the paragraphs of one article, `NUMBER.txt`."""
    texts, index = folder / title, folder / f"{title}.beleg"
    texts.mkdir()
    of_title = [each for each in paragraphs(data, language, language) if each.title == title]
    for number, paragraph in enumerate(of_title):
        (texts / f"{number}.txt").write_bytes(paragraph.text.encode())
    sync(index, [texts], encoder=encoder)
    return open_store(index, encoder.identity)
