"""Answers from a pile: 180 German paragraphs as articles, asked in English.

    python -m benchmarks.pile [--language en]

The 200 questions are those of the eight XQuAD articles that were never trained on. For each: is the
article of the first quote the right paragraph, and does that quote hold the answer? A refusal
counts as neither.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np

from index.build import sync
from index.model.encoder import Encoder, load_encoder
from qa.bot import Bot
from qa.reading.reader import load_reader
from training.xquad import DATA, HELD_OUT, paragraphs


def pile(data: Path, store: Path, texts: Path, encoder: Encoder) -> None:
    """Index every German paragraph as an article of its own, `TITLE.NUMBER.txt`."""
    texts.mkdir()
    for number, paragraph in enumerate(paragraphs(data, "de", "de")):
        name = f"{paragraph.title}.{number}.txt"
        (texts / name).write_bytes(paragraph.text.encode())
    sync(store, [texts], encoder=encoder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--language", default="en", help="of the questions")
    wanted = parser.parse_args()
    encoder = load_encoder()
    paragraph_first, quote_first, retrieved_first, refused, seconds = [], [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "store")
        pile(wanted.data, store, Path(folder, "texts"), encoder)
        bot = Bot(store, encoder, load_reader(encoder))
        for number, paragraph in enumerate(paragraphs(wanted.data, wanted.language, "de")):
            for question, (start, end) in paragraph.asked if paragraph.title in HELD_OUT else ():
                started = time.perf_counter()
                answer = bot.ask(question, k=1)
                seconds.append(time.perf_counter() - started)
                name = f"{paragraph.title}.{number}.txt"
                quote = next(iter(answer.quotes), None)
                right = quote is not None and quote.article.id == name
                refused.append(quote is None)
                paragraph_first.append(right)
                quote_first.append(right and quote.start < end and start < quote.end)
                retrieved_first.append(bot.retrieve(question, k=1)[0].article.id == name)
    results = {
        "language": wanted.language,
        "questions": len(refused),
        "right paragraph retrieved first": round(float(np.mean(retrieved_first)), 3),
        "right paragraph first": round(float(np.mean(paragraph_first)), 3),
        "first quote holds the answer": round(float(np.mean(quote_first)), 3),
        "refused": round(float(np.mean(refused)), 3),
        "ms_p50": round(1000 * float(np.quantile(seconds, 0.5))),
        "ms_p95": round(1000 * float(np.quantile(seconds, 0.95))),
    }
    for name, value in results.items():
        print(f"{name:32} {value}")
    Path(__file__).with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
