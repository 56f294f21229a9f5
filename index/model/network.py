"""Layers that are ready to run: token vectors in, token vectors in their context out.

The embedder and the reader of this project are both of this kind. The only place that imports
ONNX Runtime.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.model.protocol import Ids

__all__ = ["Network", "batches", "filled"]

Floats = npt.NDArray[np.float32]

# Tokens computed at once, with the padding: what a layer makes of them stays in the cache of the
# processor, and a question that comes meanwhile is let through soon (`benchmarks/products.py`).
_BATCH_TOKENS = 512


class Network:
    """Layers that are ready to run, from any thread.

    Args:
        graph: What `index.model.graph.build` made, or the file that holds it.
    """

    def __init__(self, graph: Path | bytes) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _threads()
        # Further optimisation would fuse the sums into the norms, which then take longer
        # (`benchmarks/products.py`).
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        # Threads wait in a loop between two operators, as waking them takes longer than a small
        # one; but neither for long nor between two runs, where another model's threads compute
        # (`benchmarks/products.py`).
        options.add_session_config_entry("session.intra_op.spin_duration_us", "20")
        options.add_session_config_entry("session.force_spinning_stop", "1")
        # What batches of all sizes once took would be kept for ever.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            graph if isinstance(graph, bytes) else os.fspath(graph),
            options,
            providers=["CPUExecutionProvider"],
        )

    def run(self, rows: Floats, mask: npt.NDArray[np.int32]) -> Floats:
        """Give every token its vector in its context.

        Args:
            rows: Word embeddings, (texts, tokens, width).
            mask: 1 where there is a token, 0 where the text has ended, (texts, tokens).
        """
        hidden: Floats = self._session.run(None, {"words": rows, "mask": mask})[0]
        return hidden


def batches(lengths: Sequence[int], most: int = _BATCH_TOKENS) -> Iterator[list[int]]:
    """Put texts of like length together, so that little is padded.

    The longest come first, so that memory runs out at once or never.

    Args:
        lengths: Tokens of each text.
        most: Tokens of a batch, with the padding, unless one text alone has more.

    Yields:
        Places in `lengths`.
    """
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda each: -lengths[each]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > most:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def filled(rows: Sequence[Sequence[int]], padding: int) -> tuple[Ids, npt.NDArray[np.int32]]:
    """Fill rows up to the same length: (rows, tokens) token ids, and 1 where one was there."""
    ids = np.full((len(rows), max(map(len, rows))), padding, np.int64)
    mask = np.zeros(ids.shape, np.int32)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        mask[number, : len(row)] = 1
    return ids, mask


def _threads() -> int:
    """Tell how many threads to compute with: one for each processor that this process may use."""
    allowed = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return min(allowed, int(wanted)) if wanted.isdecimal() and int(wanted) else allowed
