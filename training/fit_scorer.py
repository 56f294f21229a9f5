"""Fit the numbers of the sentence scorer on XQuAD and write them to qa/scorer.json.

    python -m training.fit_scorer --data ../shared/data

Every fifteenth question is asked of the articles in the language pairs of `PAIRS`. Three fits:

1. the weights: conditional logit of the sentence with the answer among all retrieved sentences;
2. slope and offsets: logistic curve from the best score, and whether question and sentence are in
   one language, to "this sentence holds the answer", where a second copy of every question is asked
   with its own article left out, so that it has no answer;
3. the threshold: the confidence below which 3 in 100 of the questions that have an answer fall.

Held-out articles take part in none of them; the figures printed at the end are theirs. The teaser
penalty is no fit (XQuAD has no teasers): one logit, enough to keep a teaser behind a body sentence
that is as similar.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.encoder import Encoder, load_encoder
from index.records import Hit
from index.store import Store
from qa.bot import READ
from qa.questions import Question
from qa.retrieval import RetrievalOptions, retrieve
from qa.sentences import FEATURES, sentence_features
from training.xquad import DATA, HELD_OUT, Asked, indexed, questions

PAIRS = (("en", "de"), ("de", "de"), ("ru", "de"), ("es", "de"), ("tr", "de"))
EVERY = 15
KEPT = 0.97
TEASER_PENALTY = 1.0


@dataclass
class Case:
    """One question with the features of its retrieved sentences and which of them are right."""

    title: str
    same_language: bool
    features: np.ndarray
    right: np.ndarray


class Remembering:
    """An encoder that encodes each sentence once: the same ones are retrieved over and over."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, np.ndarray] = {}
        self.identity, self.max_tokens = encoder.identity, encoder.max_tokens
        self.encode_queries, self.encode_passages = encoder.encode_queries, encoder.encode_passages
        self.count_tokens = encoder.count_tokens

    def encode_tokens(self, texts: Sequence[str], *, queries: bool = False) -> list[np.ndarray]:
        """Encode what is new; see `Encoder`."""
        if queries:
            return self._encoder.encode_tokens(texts, queries=True)
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        vectors = self._encoder.encode_tokens(new)
        self._known.update(zip(new, vectors, strict=True))
        return [self._known[text] for text in texts]


def cases_of(asked: Asked, store: Store, encoder: Encoder) -> list[Case]:
    """Ask a question twice: of all articles, and of all but the one that answers it."""
    question = Question(asked.question, asked.question, asked.language)
    hits = retrieve(question, store, encoder, k=4 * READ, options=RetrievalOptions())
    others = [hit for hit in hits if hit.article.id != asked.article_id]
    cases = []
    for found in (hits[:READ], others[:READ]):
        right = [holds(hit, *sentence, asked) for hit in found for sentence in hit.sentences]
        features = sentence_features(question, found, encoder)
        same = asked.language == store.languages[0]
        cases.append(Case(asked.title, same, features, np.array(right)))
    return cases


def holds(hit: Hit, start: int, end: int, asked: Asked) -> bool:
    return hit.article.id == asked.article_id and start <= asked.start and asked.end <= end


def fit_weights(cases: list[Case]) -> np.ndarray:
    groups = [each for each in cases if each.right.any()]
    features = torch.tensor(np.concatenate([each.features for each in groups]))
    right = torch.tensor(np.concatenate([each.right for each in groups]))
    sizes = torch.tensor([len(each.right) for each in groups])
    group = torch.repeat_interleave(torch.arange(len(groups)), sizes)
    weights = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = features @ weights
        scores = (scores - scores.max().detach()).exp()
        all_, good = (
            torch.zeros(len(groups), dtype=torch.float64).index_add(0, group, part)
            for part in (scores, scores * right)
        )
        value = (all_.log() - good.log()).mean() + 1e-5 * (weights**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return weights.detach().numpy()


def best(cases: list[Case], weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give (n, 2) best score and same language of each case, and whether that sentence is right."""
    scores = [case.features @ weights for case in cases]
    right = [case.right[score.argmax()] for case, score in zip(cases, scores, strict=True)]
    top = [(score.max(), case.same_language) for case, score in zip(cases, scores, strict=True)]
    return np.array(top, dtype=np.float64), np.array(right)


def fit(cases: list[Case]) -> tuple[dict[str, Any], np.ndarray, LogisticRegression]:
    weights = fit_weights(cases)
    top, right = best(cases, weights)
    curve = LogisticRegression(C=1e6, max_iter=1000).fit(top, right)
    answerable = np.array([case.right.any() for case in cases])
    confidences = curve.predict_proba(top)[:, 1]
    fitted = {
        "weights": dict(zip(FEATURES, weights.round(3).tolist(), strict=True)),
        "slope": round(float(curve.coef_[0, 0]), 4),
        "same_language": round(float(curve.coef_[0, 1]), 4),
        "offset": round(float(curve.intercept_[0]), 4),
        "teaser_penalty": TEASER_PENALTY,
        "threshold": round(float(np.quantile(confidences[answerable], 1 - KEPT)), 3),
    }
    return fitted, weights, curve


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    data = parser.parse_args().data
    encoder = Remembering(load_encoder())
    cases: dict[tuple[str, str], list[Case]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for pair in PAIRS:
            store = indexed(data, pair[1], Path(folder), encoder)
            asked = islice(questions(data, *pair), 0, None, EVERY)
            cases[pair] = [case for each in asked for case in cases_of(each, store, encoder)]
            print(*pair, len(cases[pair]), flush=True)

    training = [case for pair in PAIRS for case in cases[pair] if case.title not in HELD_OUT]
    fitted, weights, curve = fit(training)
    text = json.dumps(fitted, indent=1)
    Path(__file__).parents[1].joinpath("qa/scorer.json").write_text(text + "\n")
    print(text)
    print("held out: right sentence first | area under the curve | refused: with, without answer")
    for pair in PAIRS:
        held = [case for case in cases[pair] if case.title in HELD_OUT]
        top, right = best(held, weights)
        has = np.array([case.right.any() for case in held])
        confidences = curve.predict_proba(top)[:, 1]
        low = confidences < fitted["threshold"]
        figures = right[has].mean(), roc_auc_score(has, confidences), low[has].mean()
        print(*pair, *(f"{figure:.3f}" for figure in (*figures, low[~has].mean())))


if __name__ == "__main__":
    main()
