"""Print the worst misses of the reader on held-out XQuAD, to be sorted by cause.

    python -m training.errors [--weights runs/reader/reader.safetensors]

Passages are given, so every miss is the reader's. The worst are those of which it is surest.
"""

import argparse
from pathlib import Path

from benchmarks.reading import span_model
from qa.evaluation import token_f1
from training.xquad import DATA, HELD_OUT, paragraphs

PAIRS = (("en", "de"), ("de", "de"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--weights", type=Path, help="reader.safetensors of a training")
    parser.add_argument("--most", type=int, default=30)
    wanted = parser.parse_args()
    model = span_model(wanted.weights, exact=False)
    misses = []
    for asked_in, text_in in PAIRS:
        for paragraph in paragraphs(wanted.data, asked_in, text_in):
            for question, (start, end) in paragraph.asked if paragraph.title in HELD_OUT else ():
                right = paragraph.text[start:end]
                found = model.find(question, [paragraph.text])[0]
                best = found[0]
                text = paragraph.text[best.start : best.end]
                if token_f1(text, right) < 0.3:
                    rank = next(
                        (
                            str(number)
                            for number, each in enumerate(found, 1)
                            if token_f1(paragraph.text[each.start : each.end], right) > 0.5
                        ),
                        "-",
                    )
                    around = paragraph.text[max(0, start - 90) : end + 60].replace("\n", " ")
                    pair = f"{asked_in}→{text_in}"
                    misses.append(
                        (best.score, pair, paragraph.title, question, text, right, rank, around)
                    )
    misses.sort(reverse=True)
    print(f"{len(misses)} misses with F1 below 0.3")
    for score, pair, title, question, text, right, rank, around in misses[: wanted.most]:
        print(f"\n{pair} {title} | {score:.1f} | {question}")
        print(f"   read:  {text}\n   right: {right} (among its spans: {rank})\n   … {around} …")


if __name__ == "__main__":
    main()
