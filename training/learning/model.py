"""What is trained, and what trains it.

In: where weights lie. Out: a reader, its word embeddings as they are for good, and an optimiser.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from transformers import BertConfig, BertForQuestionAnswering

from qa.reading.packing import WORDS
from training.learning.checkpoint import load_start

__all__ = [
    "PACKED",
    "PACKED_WORDS",
    "SHIPPED",
    "from_four_bits",
    "in_four_bits",
    "optimiser_of",
    "reader",
]

SHIPPED = Path(__file__).parents[2] / "qa/reading/reader.safetensors"
PACKED, PACKED_WORDS = "reader.safetensors", "words.npz"
BLOCK = 32  # numbers with one scale in 4 bits, as the bundled encoder was packed


def reader(
    model: Path | None, start: Path | None, *, frozen: int, device: str, dropout: float = 0.0
) -> BertForQuestionAnswering:
    """Make the model, its word embeddings and lowest layers as they are for good.

    Args:
        model: Folder with an encoder or a reader; without one that of the project.
        start: Weights of a reader that take their place.
        frozen: Lowest layers that are not trained.
        device: Where it is trained.
        dropout: Share of what a layer gives, and of its attention, that is left out at random.
    """
    left_out = dict.fromkeys(("hidden_dropout_prob", "attention_probs_dropout_prob"), dropout)
    made = _encoder(left_out) if model is None else _packed(model, left_out)
    load_start(made, start)
    # The fused attention is many times slower on a processor, in bf16, backwards and with a mask.
    made.set_attn_implementation("eager" if device == "cpu" else "sdpa")
    made.bert.embeddings.requires_grad_(False)
    made.bert.encoder.layer[:frozen].requires_grad_(False)
    return made.train().to(device)


def optimiser_of(model: BertForQuestionAnswering) -> torch.optim.Optimizer:
    """Make the optimiser of what is trained: the body, then the head."""
    body = [each for each in model.bert.parameters() if each.requires_grad]
    head = list(model.qa_outputs.parameters())
    return torch.optim.AdamW(
        [{"params": body, "weight_decay": 0.01}, {"params": head, "weight_decay": 0.0}],
        betas=(0.9, 0.98),
        fused=True,
    )


def in_four_bits(rows: npt.NDArray[np.float32]) -> dict[str, npt.NDArray[Any]]:
    """Pack word embeddings of the bundled encoder as they were packed before: nothing is lost.

    The number furthest from 0 of each block is -8 times its scale.
    """
    blocks = rows.reshape(len(rows), -1, BLOCK)
    furthest = np.take_along_axis(blocks, np.abs(blocks).argmax(2)[..., None], 2)
    scales = np.where(furthest == 0, 1, furthest / -8).astype(np.float16)
    codes = np.clip(np.rint(blocks / scales.astype(np.float32)) + 8, 0, 15).astype(np.uint8)
    return {"codes": codes[..., ::2] | codes[..., 1::2] << 4, "scales": scales}


def from_four_bits(
    codes: npt.NDArray[np.uint8], scales: npt.NDArray[np.float16]
) -> npt.NDArray[np.float32]:
    """Give back what `in_four_bits` packed."""
    halves = np.stack([codes & 15, codes >> 4], axis=-1).reshape(*codes.shape[:-1], BLOCK)
    rows = (halves.astype(np.float32) - 8) * scales.astype(np.float32)
    return rows.reshape(len(rows), -1)


def _encoder(settings: dict[str, float]) -> BertForQuestionAnswering:
    """Give the bundled encoder, with a head that has learned nothing."""
    from index.model.weights import unpack

    return BertForQuestionAnswering.from_pretrained(unpack(), **settings)


def _packed(folder: Path, settings: dict[str, float]) -> BertForQuestionAnswering:
    """Give the reader that `training.pack` wrote, with the words of its corpus alone."""
    config = BertConfig.from_pretrained(folder, **settings)
    made = BertForQuestionAnswering(config)
    with np.load(folder / PACKED_WORDS) as words, torch.no_grad():
        made.get_parameter(WORDS).copy_(torch.from_numpy(from_four_bits(**words)))
    own = folder / PACKED
    load_start(made, own if own.exists() else SHIPPED)
    return made
