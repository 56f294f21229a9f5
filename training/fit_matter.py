"""Fit how likely two passages tell of one matter: the numbers in `qa/answers/matter.py`.

    python -m training.fit_matter READINGS

Pairs of one matter: what answers the same question in two reports of a dossier of `news_qa`.
Other pairs: of held questions, the passages of the best answer and of the next one from another
story (`benchmarks/further_answers.py` keeps the readings). A logistic curve over the cosine of the
passages' vectors, whether they are in one language, and the names and numbers both have.
"""

import argparse
import json
import pickle
import random
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from index.model.encoder import load_encoder
from qa.answers.matter import shared_names

DATA = Path(__file__).parents[2] / "shared" / "data" / "news_qa"
AROUND = 300  # characters on either side of an answer: about a passage
MOST = 250
# The cosine counts more than a penalty would let it.
_SCALE, _STRENGTH = np.array([10.0, 1.0, 1.0]), 1000

Pair = tuple[str, str, bool]


def together(data: Path) -> list[Pair]:
    """Give passages of two reports that answer one question, and whether in one language."""
    found = []
    for line in (data / "dossiers.train.jsonl").read_text(encoding="utf-8").splitlines():
        dossier = json.loads(line)
        for asked in dossier["questions"]:
            both = zip(dossier["passages"], asked["answers"], strict=True)
            told = [
                (each["language"], _around(each["text"], at["start"])) for each, at in both if at
            ]
            found += [(a[1], b[1], a[0] == b[0]) for a, b in combinations(told, 2)]
    random.Random(3).shuffle(found)
    return found[:MOST]


def apart(readings: Path) -> list[Pair]:
    """Give the passages of a first answer and of the next one from another story."""
    found = []
    for row in pickle.loads(readings.read_bytes()):  # noqa: S301  # of our own making
        if row["set"] == "dossiers" or not row["readings"]:
            continue
        first = row["readings"][0].hit
        others = (each.hit for each in row["readings"] if each.hit.article != first.article)
        if other := next(others, None):
            found.append((first.text, other.text, first.language == other.language))
    return found[:MOST]


def _around(text: str, at: int) -> str:
    return text[max(0, at - AROUND) : at + AROUND]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("readings", type=Path)
    parser.add_argument("--data", type=Path, default=DATA)
    arguments = parser.parse_args()
    encode = load_encoder().encode_passages
    kinds = together(arguments.data), apart(arguments.readings)
    rows = []
    for pairs in kinds:
        left, right = (encode([pair[side] for pair in pairs]) for side in (0, 1))
        cosines = (left * right).sum(axis=1)
        names = [np.log1p(shared_names(one, other)) for one, other, _ in pairs]
        rows.append(np.column_stack([cosines, [pair[2] for pair in pairs], names]))
    features, of_one = np.vstack(rows), np.repeat([1, 0], [len(each) for each in rows])
    fitted = LogisticRegression(C=_STRENGTH, max_iter=10_000).fit(features * _SCALE, of_one)
    told = fitted.decision_function(features * _SCALE)
    bars = {share: float(np.quantile(told[of_one == 0], 1 - share)) for share in (0.01, 0.03, 0.1)}
    result = {
        "pairs": [len(each) for each in rows],
        "weights": (fitted.coef_[0] * _SCALE).round(2).tolist(),
        "offset": round(float(fitted.intercept_[0]), 2),
        "above the bar": {
            f"{bar:.2f}": {
                "other stories": share,
                "one matter": round(float((told[of_one == 1] > bar).mean()), 3),
            }
            for share, bar in bars.items()
        },
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
