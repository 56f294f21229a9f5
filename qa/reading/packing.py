"""The weights of a reader in 8 bits: a scale for each row of a matrix.

In: the weights of a `BertForQuestionAnswering`. Out: what ships, a quarter of the size; and back.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["WORDS", "pack", "unpacked"]

WORDS = "bert.embeddings.word_embeddings.weight"
_SCALE = ".scale"


def pack(weights: Mapping[str, npt.ArrayLike]) -> bytes:
    """Write the weights of a reader with 8 bits a number, a scale for each row of a matrix.

    Args:
        weights: Those of a `BertForQuestionAnswering`; word embeddings are left out.

    Returns:
        What belongs into `reader.safetensors`.
    """
    from safetensors.numpy import save

    packed: dict[str, npt.NDArray[Any]] = {}
    for name in sorted(weights.keys() - {WORDS}):
        rows = np.asarray(weights[name], np.float32)
        if rows.ndim == 1:
            packed[name] = rows
            continue
        scale = np.maximum(np.abs(rows).max(axis=1), 1e-12) / np.float32(127)
        packed[name] = np.rint(rows / scale[:, None]).astype(np.int8)
        packed[name + _SCALE] = scale
    return save(packed)


def unpacked(packed: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[np.float32]]:
    """Give the weights back that `pack` has packed, as safetensors reads them."""
    return {
        name: rows.astype(np.float32) * packed[name + _SCALE][:, None]
        if name + _SCALE in packed
        else rows.astype(np.float32)
        for name, rows in packed.items()
        if not name.endswith(_SCALE)
    }
