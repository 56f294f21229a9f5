"""What weights make of the questions to an archive, and how good that is.

    python -m training.readings --hits runs/hits --weights runs/reader/reader.safetensors

In: questions with the passages that retrieval found (`training/archive.py`), and weights. Out: the
spans that they find there, and the figures of `beleg eval`, without refusals or with them.
`--curve` adds them to a file, a line for each time.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.torch import load_file
from sklearn.metrics import roc_auc_score

from index.model.encoder import load_encoder
from index.records import Hit
from qa.evaluation import token_f1
from qa.reading import models, packing
from qa.reading.calibration import Calibration
from qa.reading.reader import calibrated, confidence, rank, sentence_of
from qa.reading.spans import Span, SpanModel
from training.archive import Found, found_in

__all__ = [
    "Candidate",
    "Case",
    "figures",
    "mixed_with",
    "packed",
    "packed_model",
    "ranked",
    "read",
    "shorts_of",
]

QUOTES, SHORTS = 3, 2  # that count


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may answer.

    Attributes:
        hit: Its passage.
        span: Where it is there, and its score.
        sentence: Article, start and end of its sentence.
        right: Whether that holds an answer.
    """

    hit: Hit
    span: Span
    sentence: tuple[str, int, int]
    right: bool

    @property
    def text(self) -> str:
        """Its words."""
        return self.hit.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with all that may answer it."""

    found: Found
    candidates: list[Candidate]

    @property
    def answerable(self) -> bool:
        """Whether the archive answers it."""
        return bool(self.found.asked.places)

    @property
    def best(self) -> float:
        """Retrieval score of the best passage that was read."""
        return max(hit.score for hit in self.found.hits)

    def confidence(self, read: Candidate, fitted: Calibration) -> float:
        """Give the probability that a candidate answers."""
        return confidence(self.found.question, read.hit, read.span, fitted, best=self.best)


def packed_model(weights: Path, others: Mapping[Path, float] | None = None) -> SpanModel:
    """Load weights of a run, or those that ship, as they would ship; see `packed`."""
    return models.assembled(load_encoder(), packed(weights, others), exact=False)


def packed(weights: Path, others: Mapping[Path, float] | None = None) -> bytes:
    """Pack weights as they would ship: in 8 bits.

    Args:
        weights: Their file.
        others: Files of other weights, each with its part of the mixture, which is made number by
            number; the rest of it are the first.
    """
    parts = {weights: 1.0} | dict(others or {})
    parts[weights] = 1 - sum(part for file, part in parts.items() if file != weights)
    mixed: dict[str, NDArray[np.float32]] = {}
    for file, part in parts.items():
        for name, numbers in _unpacked(file).items():
            mixed[name] = mixed.get(name, 0) + np.float32(part) * numbers
    return packing.pack(mixed)


def mixed_with(written: str) -> tuple[Path, float]:
    """Read `FILE=PART` of the command line."""
    file, _, part = written.rpartition("=")
    if not Path(file).is_file() or not 0 < float(part) < 1:
        raise argparse.ArgumentTypeError(f"{written!r}: a file of weights and its part, FILE=0.25")
    return Path(file), float(part)


def _unpacked(file: Path) -> dict[str, NDArray[np.float32]]:
    return packing.unpacked({name: each.numpy() for name, each in load_file(file).items()})


def read(model: SpanModel, found: Sequence[Found]) -> Iterator[Case]:
    """Read the passages of every question."""
    for each in found:
        spans = model.find(each.question.text, [hit.text for hit in each.hits])
        candidates = []
        for hit, of_hit in zip(each.hits, spans, strict=True):
            for span in of_hit:
                sentence = sentence_of(hit, span)
                if sentence is None:
                    continue
                name, (left, right) = hit.article.id, sentence
                holds = any(
                    article == name and left < stop and begin < right
                    for article, begin, stop in each.asked.places
                )
                candidates.append(Candidate(hit, span, (name, left, right), holds))
        yield Case(each, candidates)


def ranked(case: Case, fitted: Calibration) -> list[Candidate]:
    """Give what may answer, best first."""
    return sorted(case.candidates, key=lambda each: -rank(each.hit, each.span, fitted))


def shorts_of(found: Sequence[Candidate]) -> list[str]:
    """Give the short answers that count: the words of the quotes, each once."""
    quotes = list(dict.fromkeys(each.sentence for each in found))[:QUOTES]
    return list(dict.fromkeys(each.text for each in found if each.sentence in quotes))[:SHORTS]


def figures(cases: Sequence[Case], fitted: Calibration) -> dict[str, float]:
    """Give the figures of `beleg eval`, and quote@1 by kind.

    Args:
        cases: Questions as they were read.
        fitted: The ranking and, where it has a threshold, the refusals: each counts as a miss.

    Returns:
        The area is that of the first reading's score; the best score of all tells less (0.801
        instead of 0.816 on news).
    """
    first: dict[str, list[bool]] = defaultdict(list)
    third, short, top, refused = [], [], [], []
    for case in cases:
        found = ranked(case, fitted)
        sure = case.confidence(found[0], fitted)
        top.append(found[0].span.score)
        refused.append(sure < fitted.threshold)
        if not case.answerable:
            continue
        quotes = list(dict.fromkeys(each.sentence for each in found))[:QUOTES]
        right = {each.sentence for each in found if each.right and not refused[-1]}
        first[case.found.asked.kind].append(quotes[0] in right)
        third.append(any(each in right for each in quotes))
        if case.found.asked.kind == "fact":
            answers = case.found.asked.answers
            best = max(token_f1(text, each) for text in shorts_of(found) for each in answers)
            short.append(0.0 if refused[-1] else best)
    answerable = np.array([case.answerable for case in cases])
    refusals = np.array(refused)
    every = [each for kind in first.values() for each in kind]
    told = {
        "quote@1": np.mean(every),
        "quote@3": np.mean(third),
        "short": np.mean(short),
        "area": roc_auc_score(answerable, top),
        "refused rightly": (~answerable)[refusals].mean() if refusals.any() else 0.0,
        "of those to refuse": refusals[~answerable].mean(),
        **{kind: np.mean(each) for kind, each in sorted(first.items())},
    }
    return {name: round(float(value), 4) for name, value in told.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hits", type=Path, default=Path("runs/hits"))
    parser.add_argument("--weights", type=Path, required=True, nargs="+")
    parser.add_argument(
        "--mix", type=mixed_with, nargs="+", default=[], help="FILE=PART of a mixture with them"
    )
    parser.add_argument("--most", type=int, default=10_000, help="questions of each archive")
    parser.add_argument("--refuse", action="store_true", help="by the threshold that ships")
    parser.add_argument("--curve", type=Path, help="file that the figures are added to")
    wanted = parser.parse_args()
    fitted = calibrated() if wanted.refuse else Calibration(threshold=0.0)
    for file in wanted.weights:
        model = packed_model(file, dict(wanted.mix))
        run = file.with_name("run.json")
        told = json.loads(run.read_text()) if run.exists() else {}
        for name in ("held", "news"):
            asked = found_in(wanted.hits / f"{name}.jsonl")
            asked = asked[:: -(-len(asked) // wanted.most)]
            measured = figures(list(read(model, asked)), fitted)
            line = {"tokens": told.get("tokens"), "weights": file.name, "set": name, **measured}
            print(json.dumps(line), flush=True)
            if wanted.curve:
                with wanted.curve.open("a") as curve:
                    curve.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
