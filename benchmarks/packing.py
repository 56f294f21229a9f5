"""How should the reader's weights ship? Size against F1, for the same training.

    python -m benchmarks.packing --weights runs/reader/reader.safetensors

Compared on the held-out XQuAD questions: the weights as trained (16 bits), rows of 8 bits, and what
a LoRA adapter of some rank could hold at best: the nearest low-rank matrices to what training
changed in the encoder's (Eckart and Young, 1936).
"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from torch import Tensor
from transformers import BertForQuestionAnswering

from benchmarks.reading import measure
from index.model.encoder import load_encoder
from index.model.weights import unpack
from qa.reading import models as weights
from qa.reading import packing
from training.xquad import DATA

RANKS = (16, 64, 128)
PAIRS = (("en", "de"), ("en", "en"))


def low_rank(
    trained: Mapping[str, Tensor], base: Mapping[str, Tensor], rank: int
) -> dict[str, Tensor]:
    """Keep of every matrix the best change of this rank; vectors and the head stay as trained."""
    made = {}
    for name, tensor in trained.items():
        if tensor.ndim == 2 and "encoder" in name:
            change = tensor.float() - base[name]
            left, values, right = torch.linalg.svd(change, full_matrices=False)
            tensor = base[name] + (left[:, :rank] * values[:rank]) @ right[:rank]
        made[name] = tensor.contiguous()
    return made


def adapter_bytes(trained: Mapping[str, Tensor], rank: int) -> int:
    """Size of such an adapter in 16 bits, with the vectors and the head."""
    return sum(
        2 * (rank * sum(each.shape) if each.ndim == 2 and "encoder" in name else each.numel())
        for name, each in trained.items()
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--weights", type=Path, required=True)
    wanted = parser.parse_args()
    encoder = load_encoder()
    trained = load_file(wanted.weights)
    base = BertForQuestionAnswering.from_pretrained(unpack()).state_dict()
    packed = packing.pack(trained)
    ways = {
        "16 bits": (sum(2 * each.numel() for each in trained.values()), save(trained)),
        "8-bit rows": (len(packed), packed),
    }
    for rank in RANKS:
        made = {name: each.half() for name, each in low_rank(trained, base, rank).items()}
        ways[f"LoRA, rank {rank}"] = adapter_bytes(trained, rank), save(made)
    results = {}
    print("way | MB | " + " | ".join(f"F1 {asked} → {text}" for asked, text in PAIRS))
    for way, (size, data) in ways.items():
        model = weights.assembled(encoder, data)
        scores = [measure(model, wanted.data, *pair)["f1"] for pair in PAIRS]
        results[way] = {"megabytes": size / 1e6, "f1": scores}
        print(
            way, f"{size / 1e6:.1f}", *(f"{score:.3f}" for score in scores), sep=" | ", flush=True
        )
    file = Path(__file__).with_suffix(".json")
    file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
