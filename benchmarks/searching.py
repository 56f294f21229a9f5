"""What does a search cost as the store grows, and does it find what comparing with each finds?

    python -m benchmarks.searching [--sizes 10000 100000 1000000] [--quick]

Vectors are made after those of real passages (`benchmarks/likeness.py`), the questions are real.
Building, searching and adding run in processes of their own, whose memory is told; a search runs on
one thread. Truth is what comparing with every vector gives. Processor time is told as well, for
machines that are not at rest. Only vectors are looked at: no texts, no encoding.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.likeness import Likeness, Matrix, real_vectors
from index.store.vectors.approximate import Lists
from index.store.vectors.nearest import Vectors
from index.store.vectors.rows import GrowingRows, Keys, Rows
from training.xquad import DATA

KEPT = Path(__file__).parents[1] / "runs/searching"
SIZES = (10_000, 100_000, 1_000_000)
CENTRES = 256
CHUNK = 20_000  # made at a time
CANDIDATES = 100  # that retrieval asks for
TOPICS = 32  # of the centres, for a filter that takes what lies together
# The filters: so large a random part, or all passages of some topics.
SHARES = {"1 % at random": 0.01, "50 % at random": 0.5}
TOGETHER = "some topics, far from half of the questions"
REPEATS = 5  # of opening


def resident_mb() -> float:
    """Memory of this process that is in use, files that it maps included."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def build(folder: Path, count: int, data: Path) -> dict[str, float]:
    """Make vectors and the files that a store has of them."""
    real, _ = real_vectors(data, KEPT)
    likeness = Likeness(real, CENTRES)
    before, took, topics = resident_mb(), 0.0, []
    busy = 0.0
    vectors = Vectors(real.shape[1], folder=folder)
    for first in range(0, count, CHUNK):
        rows, of = likeness.make(min(CHUNK, count - first), seed=first + 1)
        topics.append(of)
        started, cpu = time.perf_counter(), time.process_time()
        vectors.add(range(first + 1, first + 1 + len(rows)), rows)
        took += time.perf_counter() - started
        busy += time.process_time() - cpu
    np.save(folder / "topics.npy", np.concatenate(topics))
    started, cpu = time.perf_counter(), time.process_time()
    files = vectors.save(folder / "vectors.faiss")
    took += time.perf_counter() - started
    busy += time.process_time() - cpu
    return {
        "build_seconds": round(took, 1),
        "build_processor_seconds": round(busy, 2),
        "build_peak_mb": round(peak_mb() - before),
        "file_mb": round(sum(file.stat().st_size for file in files) / 1e6, 1),
    }


def selections(folder: Path) -> dict[str, Keys]:
    """Give the keys that each filter lets through."""
    topics = np.load(folder / "topics.npy")
    keys = np.arange(1, len(topics) + 1)
    chance = np.random.default_rng(3)
    found = {name: keys[chance.random(len(keys)) < share] for name, share in SHARES.items()}
    return found | {TOGETHER: keys[topics < TOPICS]}


def truth(folder: Path, questions: Matrix) -> dict[str, npt.NDArray[np.int64]]:
    """Compare each question with every vector: the best keys, of all and of each selection."""
    rows = Rows(folder / "vectors.faiss")
    masks = {"": np.ones(len(rows), dtype=bool)}
    masks |= {
        name: np.isin(rows.keys, keys, assume_unique=True)
        for name, keys in selections(folder).items()
    }
    best: dict[str, tuple[Matrix, npt.NDArray[np.int64]]] = {}
    for first in range(0, len(rows), CHUNK):
        positions = np.arange(first, min(first + CHUNK, len(rows)))
        cosines = questions @ rows.take(positions).T
        for name, mask in masks.items():
            inside = mask[positions]
            keys = np.broadcast_to(rows.keys[positions][inside], (len(questions), inside.sum()))
            scores = cosines[:, inside]
            if name in best:
                scores = np.hstack([best[name][0], scores])
                keys = np.hstack([best[name][1], keys])
            most = min(CANDIDATES, scores.shape[1])
            order = np.argpartition(-scores, most - 1, axis=1)[:, :most]
            best[name] = np.take_along_axis(scores, order, 1), np.take_along_axis(keys, order, 1)
    ordered = {}
    for name, (scores, keys) in best.items():
        ordered[name] = np.take_along_axis(keys, np.argsort(-scores, axis=1), 1)
    return ordered


def ask(
    vectors: Vectors, questions: Matrix, true: npt.NDArray[np.int64], within: list[int] | None
) -> dict[str, float]:
    """Search for each question; times and what was found of the best 10 and 100."""
    took, busy, shares = [], [], {10: list[float](), CANDIDATES: list[float]()}
    for vector, best in zip(questions, true.tolist(), strict=True):
        started, cpu = time.perf_counter(), time.process_time()
        found = vectors.search(vector, CANDIDATES, within=within)
        busy.append((time.process_time() - cpu) * 1000)
        took.append((time.perf_counter() - started) * 1000)
        for k, share in shares.items():
            share.append(len({key for key, _ in found[:k]} & set(best[:k])) / len(best[:k]))
    return {
        "p50_ms": round(float(np.percentile(took, 50)), 2),
        "p95_ms": round(float(np.percentile(took, 95)), 2),
        "processor_p50_ms": round(float(np.percentile(busy, 50)), 2),
        "recall_at_10": round(float(np.mean(shares[10])), 4),
        f"recall_at_{CANDIDATES}": round(float(np.mean(shares[CANDIDATES])), 4),
    }


def search(folder: Path, questions: Matrix) -> dict[str, Any]:
    """Open and search, with and without filters."""
    true = dict(np.load(folder / "truth.npz"))
    Vectors(2).search(np.zeros(2, np.float32), 1)
    import faiss  # noqa: F401  (loaded before memory is measured)

    file, opened = folder / "vectors.faiss", []
    before = resident_mb()
    for _ in range(REPEATS):
        started = time.perf_counter()
        vectors = Vectors.open(file)
        opened.append((time.perf_counter() - started) * 1000)
    result: dict[str, Any] = {"open_ms": round(float(np.median(opened)), 1)}
    result["opened_mb"] = round(resident_mb() - before)
    result |= ask(vectors, questions, true[""], None)
    result["resident_mb"] = round(resident_mb() - before)
    result["filters"] = {
        name: ask(vectors, questions, true[name], keys.tolist()) | {"passages": len(keys)}
        for name, keys in selections(folder).items()
    }
    result["resident_after_filters_mb"] = round(resident_mb() - before)
    return result


def compare(folder: Path, questions: Matrix) -> dict[str, float]:
    """Compare each question with every vector, as stores of every size once did."""
    import faiss

    index = faiss.read_index(str(folder / "vectors.faiss"), faiss.IO_FLAG_MMAP_IFC)
    took, busy = [], []
    for vector in questions[:20]:
        started, cpu = time.perf_counter(), time.process_time()
        index.search(vector.reshape(1, -1), CANDIDATES)
        busy.append((time.process_time() - cpu) * 1000)
        took.append((time.perf_counter() - started) * 1000)
    return {
        "exact_p50_ms": round(float(np.percentile(took, 50)), 2),
        "exact_processor_p50_ms": round(float(np.percentile(busy, 50)), 2),
    }


def change(folder: Path, data: Path) -> dict[str, float]:
    """Add an article of ten passages to what is there, take one of five away, and save."""
    rows = real_vectors(data, KEPT)[0][:10]
    before = resident_mb()
    started, cpu = time.perf_counter(), time.process_time()
    vectors = Vectors.open(folder / "vectors.faiss", writable=True, folder=folder)
    count = len(vectors)
    vectors.remove(range(1, 6))
    vectors.add(range(count + 1, count + 11), rows)
    with tempfile.TemporaryDirectory(dir=folder) as other:
        vectors.save(Path(other) / "vectors.faiss")
        took, busy = time.perf_counter() - started, time.process_time() - cpu
        again = Vectors.open(Path(other) / "vectors.faiss")
        found = sum(again.search(row, 1)[0][0] > count for row in rows)
    return {
        "change_seconds": round(took, 2),
        "change_processor_seconds": round(busy, 2),
        "change_peak_mb": round(peak_mb() - before),
        "added_found": found,
    }


def run_step(step: str, folder: Path, count: int, asked: int, data: Path) -> None:
    """Run one step in this process and print what it took."""
    questions = real_vectors(data, KEPT)[1][:asked]
    if step == "build":
        result: dict[str, Any] = build(folder, count, data)
    elif step == "truth":
        np.savez(folder / "truth.npz", **truth(folder, questions))
        result = {}
    elif step == "search":
        result = search(folder, questions)
    elif step == "compare":
        result = compare(folder, questions)
    else:
        result = change(folder, data)
    print(json.dumps(result))


def measure(count: int, asked: int, data: Path, scratch: Path | None) -> dict[str, Any]:
    """Take all steps for vectors of this number, each in a process of its own."""
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        for step in ("build", "truth", "search", "compare", "change"):
            told = subprocess.run(
                [
                    *(sys.executable, "-m", "benchmarks.searching", "--step", step),
                    *("--folder", folder, "--sizes", str(count), "--asked", str(asked)),
                    *("--data", str(data)),
                ],
                env=os.environ
                | ({"OMP_NUM_THREADS": "1"} if step in ("search", "compare") else {}),
                capture_output=True,
                text=True,
                check=True,
            )
            result |= json.loads(told.stdout.splitlines()[-1])
            print(f"{count:,} vectors | {step} | {told.stdout.splitlines()[-1]}", flush=True)
    return result


def likeness(data: Path, asked: int) -> dict[str, Any]:
    """Compare what is made with what is real, at the number of the real ones."""
    real, questions = real_vectors(data, KEPT)
    made, _ = Likeness(real, CENTRES).make(len(real), seed=1)
    return {
        name: {
            "cosine_of_two": quantiles(_pairs(rows)),
            "cosine_of_nearest": quantiles(_nearest(rows, rows, 2)[:, 1]),
            "cosine_of_nearest_to_a_question": quantiles(_nearest(questions, rows, 1)[:, 0]),
            "cosine_of_tenth_to_a_question": quantiles(_nearest(questions, rows, 10)[:, 9]),
            "recall_at_10_by_share_compared": curve(rows, questions[:asked]),
        }
        for name, rows in (("real", real), ("made", made))
    }


def quantiles(values: npt.NDArray[Any]) -> list[float]:
    """Give the 5th, 25th, 50th, 75th and 95th percentile."""
    return [round(float(value), 4) for value in np.percentile(values, [5, 25, 50, 75, 95])]


def _pairs(rows: Matrix) -> npt.NDArray[Any]:
    other = np.random.default_rng(2).permutation(len(rows))
    found: npt.NDArray[Any] = np.vecdot(rows, rows[other])[other != np.arange(len(rows))]
    return found


def _nearest(asked: Matrix, rows: Matrix, k: int) -> npt.NDArray[Any]:
    best = [np.sort(part @ rows.T, axis=1)[:, : -k - 1 : -1] for part in np.array_split(asked, 20)]
    return np.concatenate(best)


def curve(rows: Matrix, questions: Matrix) -> dict[str, float]:
    """Give recall by the share of the vectors that the lists let a question be compared with."""
    keys = np.arange(len(rows))
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vectors.faiss"
        draft = GrowingRows(rows.shape[1])
        draft.add(keys, rows)
        Lists.train(draft).write(file, keys[:0], [(keys, rows)])
        lists = Lists.open(file)
        assert lists is not None
        for share in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5):
            recalls = []
            for vector in questions:
                near = lists.nearest(vector, 2 * CANDIDATES, scanned=int(share * len(rows)))
                best = np.argsort(-(rows @ vector))[:10]
                recalls.append(np.isin(best, near).mean())
            found[f"{share:.0%}"] = round(float(np.mean(recalls)), 4)
    return found


def plot(results: dict[str, Any], file: Path) -> None:
    """Draw how time, memory and recall grow with the number of vectors."""
    import matplotlib as mpl

    mpl.use("svg" if file.suffix == ".svg" else "agg")
    import matplotlib.pyplot as plt

    counts = sorted(map(int, results))
    sizes = [results[str(count)] for count in counts]
    figure, axes = plt.subplots(2, 2, figsize=(9, 6.5), layout="constrained")
    drawn = {
        "processor time of a search for 100 (median), ms": {
            "as it is": [each["processor_p50_ms"] for each in sizes],
            "compared with each": [each["exact_processor_p50_ms"] for each in sizes],
            **{
                f"within {name}": [each["filters"][name]["processor_p50_ms"] for each in sizes]
                for name in (*SHARES, TOGETHER)
            },
        },
        "found of the nearest 10": {
            "without a filter": [each["recall_at_10"] for each in sizes],
            **{
                f"within {name}": [each["filters"][name]["recall_at_10"] for each in sizes]
                for name in (*SHARES, TOGETHER)
            },
        },
        "memory, MB": {
            "of all searches": [each["resident_mb"] for each in sizes],
            "files": [each["file_mb"] for each in sizes],
            "peak of the build": [each["build_peak_mb"] for each in sizes],
        },
        "processor seconds": {
            "build": [each["build_processor_seconds"] for each in sizes],
            "one article added": [each["change_processor_seconds"] for each in sizes],
        },
    }
    for axis, (title, lines) in zip(axes.flat, drawn.items(), strict=True):
        for name, values in lines.items():
            axis.plot(counts, values, marker="o", markersize=3, label=name)
        axis.set(title=title, xscale="log", xlabel="passages")
        if title.startswith("found"):
            axis.set_ylim(0.95, 1.001)
        else:
            axis.set_yscale("log")
        axis.grid(visible=True, alpha=0.3)
        axis.legend(fontsize=7)
    figure.savefig(file, dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--quick", action="store_true", help="small sizes; nothing is kept")
    parser.add_argument("--asked", type=int, default=500, help="questions for each figure")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--scratch", type=Path, help="a folder with room, 4 kB for each vector")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.step:
        run_step(wanted.step, wanted.folder, wanted.sizes[0], wanted.asked, wanted.data)
        return
    sizes, asked = ([10_000, 60_000], 100) if wanted.quick else (wanted.sizes, wanted.asked)
    file = Path(__file__).with_suffix(".json")
    results = json.loads(file.read_text("utf-8")) if file.exists() else {"sizes": {}}
    results["likeness"] = likeness(wanted.data, asked)
    print(json.dumps(results["likeness"], indent=1))
    for count in sizes:
        results["sizes"][str(count)] = measure(count, asked, wanted.data, wanted.scratch)
        if not wanted.quick:
            file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if not wanted.quick:
        plot(results["sizes"], Path(__file__).parents[1] / "docs/search.png")


if __name__ == "__main__":
    main()
