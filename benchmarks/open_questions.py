"""Questions that no few words answer: which are refused, and is the quoted sentence right?

    python -m benchmarks.open_questions [--weights FILE]

The questions of `open_questions.jsonl` in five languages, over German, English and Spanish text:
yes or no, a topic, a name alone, a statement, half of them without an answer
(`training/open_questions.py`). What turns readings into confidence is fitted to one half, with
the weights that are measured; the other half, about other articles, is held.

For each half, and for each form in both: area under the curve of the confidence; precision and
recall of refusing; the share of questions with an answer that are refused; the share of them whose
first sentence is right, refused or not. Beside it the area under the curve of either reader alone,
and what refusing did by the sentence scorer's own threshold. The files in the package are left as
they are.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.torch import load_file
from sklearn.metrics import roc_auc_score

from index.encoder import load_encoder
from qa import weights
from qa.kinds import Kind
from qa.questions import understand
from qa.reader import Calibration, OpenCalibration, SpanReader
from qa.sentences import SentenceScorer
from training.fit_scorer import Remembering
from training.open_questions import Case, cases, fit, read_questions
from training.xquad import DATA

PACKAGE = Path(__file__).parents[1] / "qa"
_AREA = "area under the curve"


def scores(read: Sequence[Case], confidence: Callable[[Case], float], threshold: float) -> Any:
    """Score refusing by a confidence."""
    sure = np.array([confidence(case) for case in read])
    could = np.array([bool(case.asked.evidence) for case in read])
    refused = sure < threshold
    right = np.array([case.asked.holds(case.told[0]) for case in read])
    figures = {
        _AREA: roc_auc_score(could, sure),
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
    asked = read_questions()
    encoder = load_encoder()
    packed = (PACKAGE / "reader.safetensors").read_bytes()
    if wanted.weights is not None:
        packed = weights.pack(load_file(wanted.weights))
    known = json.loads((PACKAGE / "reader.json").read_text("utf-8"))
    sentences = SentenceScorer(Remembering(encoder))
    spans = SpanReader(weights.assembled(encoder, packed), Calibration(**known["calibration"]))
    read = list(cases(wanted.data, asked, encoder, spans=spans, sentences=sentences))
    halves = {
        "dev": [case for case in read if not case.asked.held],
        "held": [case for case in read if case.asked.held],
    }
    fitted = fit(halves["dev"]) if wanted.weights else OpenCalibration(**known["open"])
    least = sentences.threshold(understand(asked[0].question))

    def both(case: Case) -> float:
        return fitted.confidence(*case.evidence)

    results: dict[str, Any] = {
        "calibration": repr(fitted),
        "taken for open": sum(understand(each.question).kind is Kind.OPEN for each in asked),
    }
    for half, part in halves.items():
        results[half] = scores(part, both, fitted.threshold)
        for form in dict.fromkeys(each.form for each in asked):
            of_form = [case for case in part if case.asked.form == form]
            results[f"{half}, {form}"] = scores(of_form, both, fitted.threshold)
        results[f"{half}, by the sentence alone"] = scores(
            part, lambda case: case.told[0].confidence, least
        )
        surest = scores(part, lambda case: max(each.confidence for each in case.found), 0.0)
        results[f"{half}, by the surest span alone"] = {_AREA: surest[_AREA]}
    for name, value in results.items():
        print(f"{name:30}", value)
    print(f"{time.process_time() - started:.0f} s of processor time")
    Path(__file__).with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
