"""Put all that training needs into a folder of under 60 megabytes, to be taken to another machine.

    python -m training.pack --corpus runs/corpus.npz --out runs/packed [--start READER.safetensors]

In: a corpus and the weights to start from. Out: `corpus.npz`, in which only tokens that occur are
counted, and `model/`, a reader with the word embeddings of those alone, in 4 bits. With this and
`training/learning` (torch, transformers, NumPy) it can be trained: `training/gpu.sh`.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from transformers import BertForQuestionAnswering

from index.model.weights import unpack
from qa.reading.packing import WORDS, pack
from training.learning.checkpoint import load_start
from training.learning.corpus import Corpus, Lists
from training.learning.model import PACKED, PACKED_WORDS, SHIPPED, in_four_bits

SPECIAL = 4  # tokens that every text is put between: they keep their numbers


def renumbered(corpus: Corpus) -> tuple[Corpus, list[int]]:
    """Count only the tokens that occur; give the old numbers of the new ones too."""
    used = np.unique(np.concatenate([corpus.texts.flat, corpus.asked.flat]))
    kept = np.concatenate([np.arange(SPECIAL), used[used >= SPECIAL]]).astype(np.int32)

    def of(lists: Lists) -> Lists:
        return Lists(np.searchsorted(kept, lists.flat).astype(np.int32), lists.ends)

    return replace(corpus, texts=of(corpus.texts), asked=of(corpus.asked)), kept.tolist()


def pack_model(folder: Path, start: Path, kept: list[int]) -> None:
    """Write a reader with the word embeddings of some tokens."""
    model = BertForQuestionAnswering.from_pretrained(unpack())
    load_start(model, start)
    rows = {name: each.numpy() for name, each in model.state_dict().items()}
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / PACKED_WORDS, **in_four_bits(rows[WORDS][kept]))
    if start != SHIPPED:  # those of the checkout need not travel twice
        (folder / PACKED).write_bytes(pack(rows))
    config = model.config.to_dict() | {"vocab_size": len(kept)}
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=Path("runs/corpus.npz"))
    parser.add_argument("--start", type=Path, default=SHIPPED)
    parser.add_argument("--out", type=Path, default=Path("runs/packed"))
    wanted = parser.parse_args()
    corpus, kept = renumbered(Corpus.load(wanted.corpus))
    pack_model(wanted.out / "model", wanted.start, kept)
    corpus.save(wanted.out / "corpus.npz")
    files = [each for each in wanted.out.rglob("*") if each.is_file()]
    size = sum(each.stat().st_size for each in files) / 1e6
    print(f"{len(kept):,} tokens of {corpus.texts.flat.max():,}: {size:.1f} MB in {wanted.out}")


if __name__ == "__main__":
    main()
