"""Fit what turns the reader's scores into confidence, and write it to qa/reader.json.

    python -m training.calibrate --data ../shared/data [--weights runs/reader/reader.safetensors]

Every eighth question of the held-out XQuAD articles, which the reader was not trained on, is asked
of all 180 German paragraphs in the languages of `LANGUAGES`: once as they are, once with its own
paragraph left out, so that it has no answer although its article is there. So are the Spanish
questions that people wrote to be unanswerable. Two fits:

1. what retrieval adds to the reader's score: the least weight within a standard error of the one
   with which most first readings are right;
2. a logistic curve from the reader's score of the first reading to "it is right", for a folder
   that answers `ANSWERED` of the questions.

The threshold is a decision, not a fit: an answer is shown when it is right at least once in three
times, which weighs a wrong answer, shown with quotes that can be checked, half as much as a right
one that is lost.

Printed, article by article left out: expected calibration error and what the threshold does.
Questions that no few words answer get a curve of their own on top of that
(`training/open_questions.py`), fitted to the half of them that is not held.

With `--weights` those are packed into qa/reader.safetensors first.
"""

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from safetensors.torch import load_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.build import sync
from index.encoder import Encoder, load_encoder
from index.records import Hit
from index.store import Store, open_store
from qa import weights
from qa.bot import READ
from qa.questions import Question
from qa.reader import Calibration, OpenCalibration, SpanReader
from qa.retrieval import RetrievalOptions, retrieve
from qa.sentences import SentenceScorer
from qa.spans import Span, SpanModel
from training import open_questions
from training.fit_scorer import Remembering
from training.open_questions import ANSWERED
from training.xquad import DATA, HELD_OUT, paragraphs, unanswerable

LANGUAGES = ("en", "de", "ru", "es", "tr", "zh")
RETRIEVAL = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
THRESHOLD = 0.333
TEASER = 2.0  # XQuAD has no teasers: enough to keep one behind a body sentence that is as good

PACKAGE = Path(__file__).parents[1] / "qa"


@dataclass
class Case:
    """A question with what was read: a row of span score, retrieval score, right, for each span."""

    title: str
    same_language: bool
    answerable: bool
    rows: np.ndarray


def pile(data: Path, language: str, folder: Path, encoder: Encoder) -> Store:
    """Index every paragraph as an article of its own, `TITLE.NUMBER.txt`."""
    texts = folder / language
    texts.mkdir(parents=True)
    for number, paragraph in enumerate(paragraphs(data, language, language)):
        name = f"{paragraph.title}.{number}.txt"
        (texts / name).write_bytes(paragraph.text.encode())
    sync(folder / f"{language}.beleg", [texts], encoder=encoder)
    return open_store(folder / f"{language}.beleg", encoder.identity)


def asked_of(data: Path, every: int) -> Iterator[tuple[str, str, str, str, tuple[int, int] | None]]:
    """Give language, question, title, article id and place of the answer in it, if any."""
    for language in LANGUAGES:
        count = 0
        for number, paragraph in enumerate(paragraphs(data, language, "de")):
            for question, place in paragraph.asked if paragraph.title in HELD_OUT else ():
                count += 1
                if count % every == 0:
                    name = f"{paragraph.title}.{number}.txt"
                    yield language, question, paragraph.title, name, place
    for title, question in unanswerable(data):
        if title in HELD_OUT:
            yield "es", question, title, "", None


def cases(
    data: Path, store: Store, encoder: Encoder, model: SpanModel, every: int
) -> Iterator[Case]:
    for language, text, title, name, place in asked_of(data, every):
        question = Question(text, text, language)
        hits = retrieve(question, store, encoder, k=READ, options=RetrievalOptions())
        found = model.find(text, [hit.text for hit in hits])
        rows = [
            (span.score, hit.score, holds(hit, span, name, place), hit.article.id == name)
            for hit, spans in zip(hits, found, strict=True)
            for span in spans
        ]
        every_row = np.array(rows, dtype=np.float64)
        same = language == "de"
        yield Case(title, same, place is not None, every_row[:, :3])
        without = every_row[every_row[:, 3] == 0, :3]
        if place is not None and len(without):
            yield Case(title, same, False, without)


def holds(hit: Hit, span: Span, name: str, place: tuple[int, int] | None) -> bool:
    """Tell whether the sentence around a span holds the answer."""
    if place is None or hit.article.id != name:
        return False
    at = hit.start + span.start
    return any(
        start <= at < end and start < place[1] and place[0] < end for start, end in hit.sentences
    )


def firsts(every: list[Case], retrieval: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give score and same language of the first reading, if it is right, if one could be."""
    top, right = [], []
    for case in every:
        scores = case.rows[:, 0] + retrieval * case.rows[:, 1]
        best = int(scores.argmax())
        top.append((case.rows[best, 0], case.same_language))
        right.append(bool(case.rows[best, 2]))
    return np.array(top, float), np.array(right), np.array([case.answerable for case in every])


def expected_error(
    confidences: np.ndarray, right: np.ndarray, weight: np.ndarray, bins: int = 10
) -> float:
    """Give the expected calibration error over bins with as many questions each."""
    parts = np.array_split(np.argsort(confidences), bins)
    gaps = [abs((weight[p] * (confidences[p] - right[p])).sum()) for p in parts]
    return float(sum(gaps) / weight.sum())


def open_calibration(
    data: Path, encoder: Encoder, model: SpanModel, calibration: Calibration
) -> OpenCalibration:
    """Fit what open questions need to the half that is not held."""
    asked = [each for each in open_questions.read_questions() if not each.held]
    spans, sentences = SpanReader(model, calibration), SentenceScorer(Remembering(encoder))
    return open_questions.fit(
        list(open_questions.cases(data, asked, encoder, spans=spans, sentences=sentences))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--weights", type=Path, help="reader.safetensors of a training")
    parser.add_argument("--every", type=int, default=8, help="ask every n-th question")
    wanted = parser.parse_args()
    shipped = PACKAGE / "reader.safetensors"
    if wanted.weights is not None:
        shipped.write_bytes(weights.pack(load_file(wanted.weights)))
    packed = shipped.read_bytes()
    encoder = load_encoder()
    model = weights.assembled(encoder, packed)
    with tempfile.TemporaryDirectory() as folder:
        store = pile(wanted.data, "de", Path(folder), encoder)
        every = list(cases(wanted.data, store, encoder, model, wanted.every))

    answerable = [case for case in every if case.answerable]
    share = {weight: firsts(answerable, weight)[1].mean() for weight in RETRIEVAL}
    best = max(share.values())
    margin = (best * (1 - best) / len(answerable)) ** 0.5
    retrieval = min(weight for weight in RETRIEVAL if share[weight] >= best - margin)
    print("weight of retrieval: share of first readings that are right")
    print(*(f"{weight}: {right:.3f}" for weight, right in share.items()), sep="  ")

    top, right, could = firsts(every, retrieval)
    titles = np.array([case.title for case in every])
    left_out = np.zeros(len(every))
    weight = np.where(could, ANSWERED / could.mean(), (1 - ANSWERED) / (~could).mean())
    for title in sorted(HELD_OUT):
        rest, held = titles != title, titles == title
        curve = LogisticRegression(C=100, max_iter=1000).fit(top[rest], right[rest], weight[rest])
        left_out[held] = curve.predict_proba(top[held])[:, 1]
    curve = LogisticRegression(C=100, max_iter=1000).fit(top, right, weight)
    refused = left_out < THRESHOLD
    print(f"{len(every)} cases, {could.sum()} with an answer, {right.sum()} right first")
    print(f"expected calibration error {expected_error(left_out, right, weight):.3f}")
    print(f"area under the curve {roc_auc_score(could, left_out):.3f}")
    print(
        f"threshold {THRESHOLD} refuses {refused[could].mean():.3f} of those with an answer, "
        f"{refused[~could].mean():.3f} of those without, {refused[right].mean():.3f} of the right"
    )
    fitted = Calibration(
        retrieval=retrieval,
        teaser=TEASER,
        slope=round(float(curve.coef_[0, 0]), 4),
        offset=round(float(curve.intercept_[0]), 4),
        same_language=round(float(curve.coef_[0, 1]), 4),
        threshold=THRESHOLD,
    )
    print(fitted, flush=True)
    fitted_open = open_calibration(wanted.data, encoder, model, fitted)
    print(fitted_open)
    known = {
        "sha256": hashlib.sha256(packed).hexdigest(),
        "calibration": asdict(fitted),
        "open": asdict(fitted_open),
    }
    (PACKAGE / "reader.json").write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    main()
