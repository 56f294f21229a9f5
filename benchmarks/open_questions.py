"""Questions that no few words answer: which are refused, and is the quoted sentence right?

    python -m benchmarks.open_questions [--weights FILE]

The questions of `open_questions.jsonl` in five languages, over German, English and Spanish text:
yes or no, a topic, a name alone, a statement, half of them without an answer. Each is asked of the
five paragraphs of its article, every one an article of its own: a folder about one thing, where
likeness tells least. The articles were never trained on.

For each form: area under the curve of the confidence; precision and recall of refusing; the share
of questions with an answer that are refused; the share of them whose first sentence is right,
refused or not.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.reading import span_model
from index.build import sync
from index.model.encoder import Encoder, load_encoder
from index.store.generations import Store, open_store
from qa.questions.question import understand
from qa.reading.protocol import Reader, Reading
from qa.reading.reader import SpanReader, calibrated
from qa.retrieval import PASSAGES_READ, RetrievalOptions, retrieve
from training.xquad import DATA, paragraphs

FILE = Path(__file__).with_suffix(".jsonl")


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
        held: Of articles whose questions took part in no choice.
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


Case = tuple[OpenQuestion, Reading]
"""A question with the first reading."""


def cases(
    data: Path, asked: Sequence[OpenQuestion], encoder: Encoder, reader: Reader
) -> Iterator[Case]:
    """Ask each question of its article; questions of an article stand together."""
    with tempfile.TemporaryDirectory() as folder:
        for (title, language), every in groupby(asked, lambda each: (each.title, each.text_lang)):
            store = indexed(data, title, language, Path(folder), encoder)
            for each in every:
                question = understand(each.question)
                hits = retrieve(
                    question, store, encoder, k=PASSAGES_READ, options=RetrievalOptions()
                )
                yield each, reader.read(question, hits)[0]


def indexed(data: Path, title: str, language: str, folder: Path, encoder: Encoder) -> Store:
    """Index the paragraphs of one article, `NUMBER.txt`."""
    texts, index = folder / title, folder / f"{title}.beleg"
    texts.mkdir()
    of_title = [each for each in paragraphs(data, language, language) if each.title == title]
    for number, paragraph in enumerate(of_title):
        (texts / f"{number}.txt").write_bytes(paragraph.text.encode())
    sync(index, [texts], encoder=encoder)
    return open_store(index, encoder.identity)


def scores(read: Sequence[Case], threshold: float) -> dict[str, Any]:
    """Score first readings and refusals."""
    sure = np.array([first.confidence for _, first in read])
    could = np.array([bool(asked.evidence) for asked, _ in read])
    right = np.array([asked.holds(first) for asked, first in read])
    refused = sure < threshold
    figures = {
        "area under the curve": roc_auc_score(could, sure),
        "refusals that are right": (~could)[refused].mean() if refused.any() else 0.0,
        "without an answer, refused": refused[~could].mean(),
        "with an answer, refused": refused[could].mean(),
        "first sentence right": right[could].mean(),
    }
    return {"questions": len(read)} | {k: round(float(v), 3) for k, v in figures.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--weights", type=Path, help="reader.safetensors of a training")
    wanted = parser.parse_args()
    started = time.process_time()
    asked = [OpenQuestion(**json.loads(line)) for line in FILE.read_text("utf-8").splitlines()]
    fitted = calibrated()
    reader = SpanReader(span_model(wanted.weights, exact=False), fitted)
    read = list(cases(wanted.data, asked, load_encoder(), reader))
    results = {"all": scores(read, fitted.threshold)}
    results["held"] = scores([case for case in read if case[0].held], fitted.threshold)
    for form in dict.fromkeys(each.form for each in asked):
        of_form = [case for case in read if case[0].form == form]
        results[form] = scores(of_form, fitted.threshold)
    for name, value in results.items():
        print(f"{name:12}", value)
    print(f"{time.process_time() - started:.0f} s of processor time")
    if wanted.weights is None:
        Path(__file__).with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
