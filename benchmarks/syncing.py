"""What does it cost to keep an index in line with its folder? Time, memory and passages encoded.

    python -m benchmarks.syncing [--articles 10000] [--real 0]

Articles are made from the sentences of 500 German newspaper articles in random order. Their vectors
come from a stand-in of the bundled encoder's dimension, which takes no time: what is measured is
everything else. With `--real N` so many articles are also encoded by the bundled model. Each step
runs in a process of its own, whose peak memory is told.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.haystack import news_articles
from index.build import sync
from index.language import sentences
from index.model.encoder import Encoder, ModelIdentity, Vectors, load_encoder
from index.records import Span
from training.xquad import DATA

SENTENCES = 15  # of an article: about 250 words
STEPS = ("first build", "nothing changed", "one article changed", "renamed", "moved", "full")


class StandIn:
    """An `Encoder` that gives every text a random vector of its own."""

    max_tokens = 507
    identity = ModelIdentity("stand-in", "0" * 64, 384, "query: ", "passage: ")

    def __init__(self) -> None:
        self.encoded = 0

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self.encode_passages(texts)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """See `Encoder`."""
        self.encoded += len(texts)
        rows = np.empty((len(texts), self.identity.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            seed = hash(text) & 0xFFFFFFFF
            row[:] = np.random.default_rng(seed).standard_normal(len(row), np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True) if len(rows) else 1
        if progress is not None and texts:
            progress(len(texts))
        return rows

    def encode_tokens(self, texts: Sequence[str], *, queries: bool = False) -> list[Vectors]:
        """Is not asked for while an index is built."""
        raise NotImplementedError

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count about as many tokens as the bundled model does in German."""
        return [len(text) // 4 + 1 for text in texts]


class Counting:
    """The bundled encoder, which also counts what it encodes."""

    def __init__(self) -> None:
        self._encoder = load_encoder()
        self.encoded = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._encoder, name)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """See `Encoder`."""
        self.encoded += len(texts)
        return self._encoder.encode_passages(texts, progress=progress)


def write(folder: Path, count: int, data: Path) -> None:
    """Write so many articles, a thousand in a folder."""
    pool = [
        text[start:end]
        for text in news_articles(data / "news_de/news_de.csv")
        for start, end in sentences(text, Span(0, len(text)), "de")
    ]
    chance = random.Random(1)
    for number in range(count):
        path = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        body = [" ".join(chance.sample(pool, 5)) for _ in range(SENTENCES // 5)]
        path.write_text(f"Meldung {number}\n\n" + "\n\n".join(body) + "\n", encoding="utf-8")


def prepare(step: str, folder: Path) -> tuple[list[Path], list[Path]]:
    """Do to the folder what the step is about; gives the roots to add and to forget."""
    news_folder = folder / "news"
    first = news_folder / "000" / "000000.txt"
    if step == "first build":
        return [news_folder], []
    if step == "one article changed":
        text = first.read_text(encoding="utf-8")
        first.write_text(f"{text}\nEin Nachtrag vom Abend.\n", encoding="utf-8")
    if step == "renamed":
        first.rename(first.with_name("umbenannt.txt"))
    if step == "moved":
        news_folder.rename(folder / "anderswo")
        return [folder / "anderswo"], [news_folder]
    return [], []


def run_step(step: str, folder: Path, *, real: bool) -> None:
    """Run one step in this process and print what it took."""
    encoder = Counting() if real else StandIn()
    loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    paths, remove = prepare(step, folder)
    started, cpu = time.perf_counter(), time.process_time()
    made: Encoder = encoder  # type: ignore[assignment]
    report = sync(folder / "store", paths, encoder=made, remove=remove, full=step == "full")
    result = {
        "seconds": round(time.perf_counter() - started, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "encoded": encoder.encoded,
        "passages": report.passages,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "before_mb": round(loaded / 1024),
    }
    print(json.dumps(result))


def measure(count: int, data: Path, *, real: bool) -> dict[str, dict[str, float]]:
    """Run all steps over so many articles, each in a process of its own."""
    results = {}
    with tempfile.TemporaryDirectory() as name:
        write(Path(name) / "news", count, data)
        for step in STEPS:
            told = subprocess.run(
                [sys.executable, "-m", "benchmarks.syncing", "--step", step, "--folder", name]
                + ["--bundled"] * real,
                env=os.environ | {"PYTHONHASHSEED": "0"},
                capture_output=True,
                text=True,
                check=True,
            )
            results[step] = json.loads(told.stdout.splitlines()[-1])
            print(
                f"{count:,} articles{', bundled model' * real} | {step} | {results[step]}",
                flush=True,
            )
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--articles", type=int, nargs="*", default=[10_000])
    parser.add_argument("--real", type=int, default=0, help="articles encoded by the bundled model")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--bundled", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.step:
        run_step(wanted.step, wanted.folder, real=wanted.bundled)
        return
    file = Path(__file__).with_suffix(".json")
    results = json.loads(file.read_text("utf-8")) if file.exists() else {}
    for count in wanted.articles:
        results[str(count)] = measure(count, wanted.data, real=False)
    if wanted.real:
        results[f"{wanted.real} bundled"] = measure(wanted.real, wanted.data, real=True)
    file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
