"""Which set of the mixture is learned, and which only remembered? Losses of weights, by source.

    python -m training.losses --weights BEFORE.safetensors AFTER.safetensors

What falls fast while the score on held-out articles falls too is being learned by heart.
"""

import argparse
from collections import defaultdict
from pathlib import Path
from random import Random

import torch
from transformers import AutoTokenizer, BertForQuestionAnswering

from index.weights import unpack
from training.examples import Example, Tokeniser, examples
from training.train_reader import load_start, loss_of, mixture
from training.xquad import DATA

OF_EACH, BATCH, LEAST = 96, 16, 300  # examples; sources with fewer are left out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--weights", type=Path, nargs="+", required=True)
    wanted = parser.parse_args()
    folder, random = unpack(), Random(1)
    tokeniser = Tokeniser(AutoTokenizer.from_pretrained(folder))
    by_source: dict[str, list[Example]] = defaultdict(list)
    for each in examples(mixture(wanted.data, random), tokeniser, random):
        by_source[each.source].append(each)
    model = BertForQuestionAnswering.from_pretrained(folder).eval()
    print("weights | source | loss")
    for file in wanted.weights:
        load_start(model, file)
        for source, every in sorted(by_source.items()):
            if len(every) >= LEAST:
                some = sorted(every[:OF_EACH], key=lambda each: len(each.ids))
                with torch.inference_mode():
                    batches = [some[at : at + BATCH] for at in range(0, len(some), BATCH)]
                    loss = sum(loss_of(model, each).item() for each in batches) / len(batches)
                print(f"{file.name} | {source} | {loss:.3f}", flush=True)


if __name__ == "__main__":
    main()
