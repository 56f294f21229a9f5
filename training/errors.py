"""Where the misses are: counts by cause, and the worst of them to look at.

    python -m training.errors --hits runs/hits [--archive news] [--weights READER.safetensors]

Every question is asked of an archive (`training/archive.py`), with the ranking and the threshold
that ship. The causes, the first that applies:

- not retrieved: no passage that is read holds an answer;
- refused: the first reading is below the threshold;
- wrong article: the first quote is from another;
- wrong sentence: it is from the right one;
- wrong words: the first quote is right, and the short answers share less than half with the answer.
"""

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from qa.evaluation import token_f1
from qa.reading.calibration import Calibration
from qa.reading.reader import calibrated
from training.archive import found_in
from training.learning.model import SHIPPED
from training.readings import Candidate, Case, packed_model, ranked, read, shorts_of

CAUSES = ("not retrieved", "refused", "wrong article", "wrong sentence", "wrong words")


def cause_of(case: Case, fitted: Calibration) -> str | None:
    """Tell why a question is missed, if it is."""
    found = ranked(case, fitted)
    if not case.answerable:
        return None
    if not any(
        article == hit.article.id and hit.start < end and start < hit.end
        for hit in case.found.hits
        for article, start, end in case.found.asked.places
    ):
        return "not retrieved"
    first = found[0]
    if case.confidence(first, fitted) < fitted.threshold:
        return "refused"
    if not first.right:
        articles = {article for article, _, _ in case.found.asked.places}
        return "wrong sentence" if first.hit.article.id in articles else "wrong article"
    answers = case.found.asked.answers
    best = max(token_f1(text, each) for text in shorts_of(found) for each in answers)
    return "wrong words" if case.found.asked.kind == "fact" and best < 0.5 else None


def told(case: Case, found: list[Candidate]) -> str:
    """Give what was asked, what was read and what is right."""
    asked, first = case.found.asked, found[0]
    rank = next((str(at) for at, each in enumerate(found, 1) if each.right), "-")
    around = first.hit.text[max(0, first.span.start - 60) : first.span.end + 60]
    return (
        f"{asked.language} {asked.kind} | {asked.question}\n"
        f"   read:  {first.text} ({first.span.score:.1f}) … {' '.join(around.split())} …\n"
        f"   right: {' / '.join(asked.answers)} (rank {rank} of {len(found)})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--hits", type=Path, default=Path("runs/hits"))
    parser.add_argument("--archive", default="news", choices=("news", "held"))
    parser.add_argument("--weights", type=Path, default=SHIPPED)
    parser.add_argument("--most", type=int, default=50)
    wanted = parser.parse_args()
    fitted, misses = calibrated(), defaultdict(list)
    total: Counter[bool] = Counter()
    found = found_in(wanted.hits / f"{wanted.archive}.jsonl")
    for case in read(packed_model(wanted.weights), found):
        total[case.answerable] += 1
        if cause := cause_of(case, fitted):
            misses[cause].append(told(case, ranked(case, fitted)))
    print(f"{total[True]} questions with an answer, {total[False]} without")
    for cause in CAUSES:
        print(f"{cause}: {len(misses[cause])}")
    shown = [(cause, each) for cause in CAUSES for each in misses[cause]]
    for cause, each in shown[:: max(1, len(shown) // wanted.most)]:
        print(f"\n{cause} | {each}")


if __name__ == "__main__":
    main()
