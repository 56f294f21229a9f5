"""What else could name the candidates of a search among many? For `index/store/vectors`.

    python -m benchmarks.indexes [--size 200000]

Kinds of faiss indexes over the same vectors (`benchmarks/likeness.py`) and real questions, one
thread. Of those with lists as many codes are compared, of the graph as many nodes are kept in view
as it says. Told are the time to name candidates, without comparing their rows, and how many of the
nearest ten are among them.
"""

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from benchmarks.likeness import Likeness, Matrix, real_vectors
from benchmarks.searching import CENTRES, KEPT
from training.xquad import DATA

CANDIDATES = (110, 200, 300, 600)
VIEWS = (150, 400, 900)
SHARE = 0.2  # of all codes
QUESTIONS = 200
SAMPLE = 50_000
THREADS = os.cpu_count() or 1


def with_lists(rows: Matrix) -> Iterator[tuple[str, Any]]:
    """Make the kinds that have lists, all with the same centres."""
    every: Any = faiss
    width, inner = rows.shape[1], faiss.METRIC_INNER_PRODUCT
    count = 1 << round(np.log2(4 * np.sqrt(len(rows))))
    centres = every.Kmeans(width, count, niter=8, seed=1, min_points_per_centroid=1)
    centres.train(rows[:SAMPLE])

    def started(kind: Any, *settings: Any) -> Any:
        near = faiss.IndexFlatL2(width)
        near.add(centres.centroids)
        index = kind(near, width, count, *settings)
        if kind is every.IndexIVFScalarQuantizer:
            index.by_residual = False  # as the distance to a centre is no product
        index.train(rows[:SAMPLE])
        index.add_with_ids(rows, np.arange(len(rows)))
        return index

    fast, small = every.IndexIVFPQFastScan, every.IndexIVFRaBitQFastScan
    yield "4 bits a number", started(fast, width, 4, inner)
    yield "4 bits for two numbers", started(fast, width // 2, 4, inner)
    eight = faiss.ScalarQuantizer.QT_8bit
    yield "a byte a number", started(every.IndexIVFScalarQuantizer, eight, inner)
    for bits in (1, 2, 3):
        yield f"RaBitQ, {bits} bits", started(small, inner, 32, True, bits)


def tell(name: str, index: Any, most: int, asked: Matrix, true: Any, settings: Any = None) -> None:
    """Print the median time in milliseconds, and how many of the nearest ten are found."""
    took, shares = [], []
    for vector, best in zip(asked, true, strict=True):
        started = time.perf_counter()
        found = index.search(vector[None], most, params=settings)[1][0]
        took.append(1000 * (time.perf_counter() - started))
        shares.append(np.isin(best, found).mean())
    print(f"{name} | {most} | {np.median(took):.1f} | {np.mean(shares):.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", type=int, default=200_000)
    parser.add_argument("--data", type=Path, default=DATA)
    wanted = parser.parse_args()
    real, questions = real_vectors(wanted.data, KEPT)
    questions = questions[:QUESTIONS]
    rows, _ = Likeness(real, CENTRES).make(wanted.size, seed=1)
    true = np.argsort(-(questions @ rows.T), axis=1)[:, :10]
    print("kind | candidates | ms | of the nearest 10 among them")
    every: Any = faiss
    for name, index in with_lists(rows):
        every.omp_set_num_threads(1)
        index.nprobe = int(SHARE * index.nlist)
        for most in CANDIDATES:
            tell(name, index, most, questions, true)
        every.omp_set_num_threads(THREADS)
    graph = every.IndexHNSWSQ(
        rows.shape[1], faiss.ScalarQuantizer.QT_8bit, 32, faiss.METRIC_INNER_PRODUCT
    )
    graph.hnsw.efConstruction = 100
    graph.train(rows[:SAMPLE])
    graph.add(rows)
    every.omp_set_num_threads(1)
    for view in VIEWS:
        settings = every.SearchParametersHNSW(efSearch=view)
        name = f"graph (HNSW), a byte a number, {view} in view"
        tell(name, graph, CANDIDATES[0], questions, true, settings)


if __name__ == "__main__":
    main()
