"""Fit which reading comes first and how sure that is, and write it to qa/reading/reader.json.

    python -m training.calibrate --hits runs/hits [--weights runs/reader/reader.safetensors]

The held questions of `news_qa`, which the reader was not trained on, are asked of one archive of
all their texts and others (`training/archive.py`); one in six has no answer there. Many were
written for somebody with the text in hand (*What was it carrying?*); those for which no passage of
that text is retrieved say too little to be put to an archive, and are left out. Three fits:

1. what retrieval adds to the reader's score when readings are ranked: the least weight with which
   most first quotes are right;
2. a logistic curve from the first reading's score to "it is right";
3. the threshold: a refusal where there is an answer costs as much as a wrong first quote.

Printed, articles left out five times: expected calibration error and what the threshold does. With
`--weights` those, or with `--mix` a mixture of them and others, are packed into
qa/reading/reader.safetensors first.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from index.records import Label
from qa.evaluation.calibrating import least_cost
from qa.questions.kinds import Kind
from qa.reading.calibration import Calibration
from training.archive import found_in
from training.readings import Case, figures, mixed_with, packed, packed_model, ranked, read

RETRIEVAL = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
TEASER = 2.0  # the held texts have no teasers: enough to keep one behind a body sentence as good
PARTS = 5

PACKAGE = Path(__file__).parents[1] / "qa/reading"

Column = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def share_right(cases: Sequence[Case], fitted: Calibration) -> float:
    """Give the share of the answerable questions whose first reading is right."""
    first = [ranked(case, fitted)[0].right for case in cases if case.answerable]
    return float(np.mean(first))


def fit_ranking(cases: Sequence[Case]) -> Calibration:
    """Choose what readings are ranked by; of weights that do as well the least."""
    tried = [Calibration(retrieval=retrieval, teaser=TEASER) for retrieval in RETRIEVAL]
    shares = [share_right(cases, each) for each in tried]
    for each, share in zip(tried, shares, strict=True):
        print(f"retrieval {each.retrieval}: {share:.4f} of the first quotes are right")
    return tried[int(np.argmax(shares))]


def expected_error(confidences: Column, right: Flags, bins: int = 10) -> float:
    """Give the expected calibration error over bins with as many questions each."""
    parts = np.array_split(np.argsort(confidences), bins)
    gaps = [abs((confidences[each] - right[each]).sum()) for each in parts]
    return float(sum(gaps) / len(right))


def calibrate(cases: Sequence[Case]) -> Calibration:
    """Fit everything to cases, and print how good it is on those that are left out."""
    fitted = fit_ranking(cases)
    first = [ranked(case, fitted)[0] for case in cases]
    top = np.array(
        [
            (
                each.span.score - TEASER * (each.hit.label is Label.TEASER),
                each.hit.score - case.best,
                case.found.question.language == each.hit.language,
                case.found.question.kind is not Kind.FACT,
            )
            for case, each in zip(cases, first, strict=True)
        ],
        dtype=np.float64,
    )
    right = np.array([each.right for each in first])
    answerable = np.array([case.answerable for case in cases])
    # The questions on one article leak; those without an answer go with what was read first.
    articles = [each.sentence[0] for each in first]

    def curve(rows: Any) -> LogisticRegression:
        return LogisticRegression(C=100, max_iter=1000).fit(top[rows], right[rows])

    confidences, refused = np.zeros(len(top)), np.zeros(len(top), bool)
    for rest, held in GroupKFold(PARTS).split(top, groups=articles):
        of_rest = curve(rest)
        sure = of_rest.predict_proba(top[rest])[:, 1]
        confidences[held] = of_rest.predict_proba(top[held])[:, 1]
        refused[held] = confidences[held] < least_cost(sure, right[rest], answerable[rest])
    whole = curve(slice(None))
    precision, recall = (~answerable[refused]).mean(), refused[~answerable].mean()
    print(f"{len(cases)} questions, {answerable.sum()} with an answer, {right.sum()} right first")
    print(f"expected calibration error {expected_error(confidences, right):.3f}")
    print(f"area under the curve {roc_auc_score(answerable, confidences):.3f}")
    print(f"of the refusals {precision:.3f} are right, {recall:.3f} of those that should be")
    print(f"right first and shown: {(right & ~refused).sum() / answerable.sum():.3f}")
    fitted = replace(
        fitted,
        slope=round(float(whole.coef_[0, 0]), 4),
        behind=round(float(whole.coef_[0, 1]), 4),
        same_language=round(float(whole.coef_[0, 2]), 4),
        open=round(float(whole.coef_[0, 3]), 4),
        offset=round(float(whole.intercept_[0]), 4),
        threshold=round(least_cost(whole.predict_proba(top)[:, 1], right, answerable), 4),
    )
    print(figures(cases, fitted))
    return fitted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--hits", type=Path, default=Path("runs/hits"))
    parser.add_argument("--weights", type=Path, help="reader.safetensors of a training")
    parser.add_argument(
        "--mix", type=mixed_with, nargs="+", default=[], help="FILE=PART of a mixture with them"
    )
    parser.add_argument("--most", type=int, default=10_000, help="questions, evenly drawn")
    wanted = parser.parse_args()
    shipped = PACKAGE / "reader.safetensors"
    if wanted.weights is not None:
        shipped.write_bytes(packed(wanted.weights, dict(wanted.mix)))
    model = packed_model(shipped)
    asked = found_in(wanted.hits / "held.jsonl")
    asked = [each for each in asked if each.stands_alone]
    asked = asked[:: -(-len(asked) // wanted.most)]
    fitted = calibrate(list(read(model, asked)))
    print(fitted)
    known = {
        "sha256": hashlib.sha256(shipped.read_bytes()).hexdigest(),
        "calibration": asdict(fitted),
    }
    (PACKAGE / "reader.json").write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    main()
