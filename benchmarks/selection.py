"""Which readings are shown: cuts for further answers and quotes, and when a first answer is sure.

    python -m benchmarks.selection [--data ../shared/data] [--most 400]
    python -m benchmarks.selection --golden FILE.jsonl --store DIR

In: the held questions of `news_qa`, put to one archive of all their texts and others. Out, as JSON:
for each cut how many further answers and quotes are right and wrong, and what becomes of quote@1,
quote@3 and short answers; for each number of passages and margin how often a first answer is shown
early, and how often the whole answer begins with the same; for each number of passages that are
read then, how many quotes are right. No golden question is among them.
With `--golden` only for how many of its questions with one right answer the answers are said to
differ, and the figures with what tells that and times, and without.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from index.build import sync
from index.model.encoder import Vectors, load_encoder
from index.records import Article, Hit
from index.store.opening import open_store
from qa import open_bot
from qa.answers.answering import Cuts, compose
from qa.asking import READ_FIRST, Asking
from qa.evaluation import read_golden, score, token_f1
from qa.questions.question import Question, understand
from qa.reading.protocol import Reading
from qa.reading.reader import load_reader
from qa.records import Answer, Quote
from qa.retrieval import PASSAGES_READ
from training.archive import Archive, Asked, held_archive
from training.xquad import DATA

OUT = Path(__file__).with_suffix(".json")
ANSWERS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8)
QUOTES = (0.0, 0.1, 0.25, 0.4, 0.6, 0.8)
FIRST = (2, 3, 4, 6)
SURER = (0.0, 0.1, 0.2, 0.3)
ENOUGH = (6, 8, 10, PASSAGES_READ)
SHOWN = 3


@dataclass(frozen=True)
class Case:
    """A question as it was read.

    Attributes:
        asked: With the places that answer.
        question: As the bot understands it.
        hits: What is read, best first.
        readings: By how many of the hits were read: readings, best first.
    """

    asked: Asked
    question: Question
    hits: list[Hit]
    readings: dict[int, list[Reading]]

    def answers(self, quote: Quote) -> bool:
        """Tell whether a quote overlaps a place that answers."""
        return any(
            name == quote.article.id and quote.start < end and start < quote.end
            for name, start, end in self.asked.places
        )


def cases(archive: Archive, asking: Asking, most: int) -> Iterator[Case]:
    """Read what the bot would read for questions that say enough to be put to an archive."""
    reader = load_reader(load_encoder())
    for asked in archive.asked[:: -(-len(archive.asked) // most)]:
        question = understand(asked.question)
        hits = asking.hits(question, PASSAGES_READ, None)
        if any(hit.article.id in asked.about for hit in hits):
            read = {n: reader.read(question, hits[:n]) for n in (*FIRST, *ENOUGH)}
            yield Case(asked, question, hits, read)


Composed = Callable[[Case, Cuts], Answer]


def composing(
    asking: Asking,
    article_of: Callable[[str], Article],
    encode: Callable[[Sequence[str]], Vectors],
    threshold: float,
) -> Composed:
    """Give what makes an answer of a case."""

    def composed(case: Case, cuts: Cuts) -> Answer:
        return compose(
            case.question, case.hits, case.readings[PASSAGES_READ], article_of, encode,
            asking.vectors, threshold=threshold, most_quotes=SHOWN, cuts=cuts,
        )  # fmt: skip

    return composed


def figures(every: Sequence[Case], composed: Composed, cuts: Cuts) -> dict[str, float]:
    """Count further answers and quotes, right and wrong."""
    counts: Counter[str] = Counter()
    first, third, short = [], [], []
    for case in every:
        answer = composed(case, cuts)
        right = [case.answers(quote) for quote in answer.quotes]
        counts["further quotes right"] += sum(right[1:])
        counts["further quotes wrong"] += len(right[1:]) - sum(right[1:])
        for each in answer.short_answers[1:]:
            told = any(right[number - 1] for number in each.quotes)
            counts[f"further answers {'right' if told else 'wrong'}"] += 1
        counts["disagreements"] += answer.disagreement is not None
        if not case.asked.places:
            counts["answered wrongly"] += answer.answered
            continue
        first.append(any(right[:1]))
        third.append(any(right[:3]))
        if case.asked.kind == "fact":
            texts = [each.text for each in answer.short_answers[:2]]
            right_ones = case.asked.answers
            short.append(max((token_f1(a, b) for a in texts for b in right_ones), default=0.0))
    shares = {"quote@1": np.mean(first), "quote@3": np.mean(third), "short": np.mean(short)}
    return dict(sorted(counts.items())) | {name: round(float(n), 3) for name, n in shares.items()}


def early(every: Sequence[Case], threshold: float, first: int, surer: float) -> dict[str, float]:
    """Tell how often the first passages give an answer, and how often it stays the first."""
    shown, same, right, could = 0, 0, 0, 0
    for case in every:
        begun, whole = case.readings[first], case.readings[PASSAGES_READ]
        if not whole or whole[0].confidence < threshold:
            shown += bool(begun) and begun[0].confidence >= threshold + surer
            continue
        could += 1
        if begun and begun[0].confidence >= threshold + surer:
            shown += 1
            same += begun[0] == whole[0]
            right += any(
                name == begun[0].hit.article.id and begun[0].start < end and start < begun[0].end
                for name, start, end in case.asked.places
            )
    return {
        "shown": round(shown / len(every), 3),
        "stays first": round(same / max(1, shown), 3),
        "right": round(right / max(1, shown), 3),
        "answered in the end": round(could / len(every), 3),
    }


def enough(every: Sequence[Case], threshold: float, read: int) -> dict[str, float]:
    """Tell how many quotes are right where an early answer ends the reading.

    Args:
        every: Questions as they were read.
        threshold: Of an answer.
        read: Passages that are read then.
    """
    one, three, early = [], [], 0
    for case in (each for each in every if each.asked.places):
        sure = any(
            case.readings[most] and case.readings[most][0].confidence >= threshold + surer
            for most, surer in READ_FIRST
        )
        early += sure
        readings = case.readings[read if sure else PASSAGES_READ]
        shown = readings if readings and readings[0].confidence >= threshold else []
        sentences = [(each.hit.article.id, each.start, each.end) for each in shown]
        right = [
            any(
                name == place and start < last and begin < end
                for name, start, end in case.asked.places
            )
            for place, begin, last in dict.fromkeys(sentences)
        ]
        one.append(any(right[:1]))
        three.append(any(right[:3]))
    shares = {"early": early / len(one), "quote@1": np.mean(one), "quote@3": np.mean(three)}
    return {name: round(float(share), 3) for name, share in shares.items()}


def differing(golden: Path, store: Path) -> dict[str, object]:
    """Tell of which golden questions that have an answer the articles are said to differ."""
    bot = open_bot(store)
    asked = read_golden(golden)
    answerable = [each for each in asked if each.answerable]
    told = [each.question for each in answerable if bot.ask(each.question).disagreement]
    figures = {"with": _brief(score(bot, asked))}
    with plain():
        figures["without"] = _brief(score(bot, asked))
    share = round(len(told) / len(answerable), 4)
    return {"questions": len(answerable), "share": share, "differ": told, **figures}


@contextmanager
def plain() -> Iterator[None]:
    """Answer without looking for what differs or is put right, and whatever time is named."""
    with ExitStack() as without:
        for name in ("differing", "opposed"):
            without.enter_context(patch(f"qa.answers.answering.{name}", return_value=None))
        kept = patch("qa.answers.answering.corrected", lambda groups, _: list(groups))
        without.enter_context(kept)
        without.enter_context(patch("qa.bot.named", return_value=None))
        yield


def _brief(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told[name] for name in ("quote@1", "quote@3", "short")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--most", type=int, default=400, help="questions, evenly drawn")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--golden", type=Path)
    parser.add_argument("--store", type=Path, help="of the golden file's articles")
    wanted = parser.parse_args()
    if wanted.golden:
        print(json.dumps(differing(wanted.golden, wanted.store), ensure_ascii=False, indent=1))
        return
    encoder = load_encoder()
    archive = held_archive(wanted.data / "news_qa")
    with tempfile.TemporaryDirectory() as folder:
        texts, place = Path(folder) / "texts", Path(folder) / "store"
        texts.mkdir()
        for name, text in archive.texts.items():
            (texts / name).write_bytes(text.encode())
        sync(place, [texts], encoder=encoder)
        store = open_store(place, encoder.identity)
        reader = load_reader(encoder)
        asking = Asking(store, encoder, reader)
        every = list(cases(archive, asking, wanted.most))
        print(f"{len(every)} questions to {len(archive.texts)} articles", flush=True)
        threshold = reader.calibration.threshold
        known = cache(lambda text: encoder.encode_queries([text])[0])
        encode = partial(_each, known)
        composed = composing(asking, asking.article_of, encode, threshold)
        told = {"questions": len(every), "threshold": threshold, "cuts": []}
        told |= {"early": [], "enough": []}
        shipped = Cuts()
        tried = [shipped, *(replace(shipped, answers=each) for each in ANSWERS)]
        tried += [replace(shipped, quotes=each) for each in QUOTES]
        for cuts in dict.fromkeys(tried):
            told["cuts"].append(asdict(cuts) | figures(every, composed, cuts))
            print(json.dumps(told["cuts"][-1]), flush=True)
        for first in FIRST:
            for surer in SURER:
                line = {"passages": first, "surer": surer, **early(every, threshold, first, surer)}
                told["early"].append(line)
                print(json.dumps(line), flush=True)
        for read in ENOUGH:
            line = {"read": read, **enough(every, threshold, read)}
            told["enough"].append(line)
            print(json.dumps(line), flush=True)
    wanted.out.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _each(known: Callable[[str], Vectors], texts: Sequence[str]) -> Vectors:
    return np.stack([known(text) for text in texts])


if __name__ == "__main__":
    main()
