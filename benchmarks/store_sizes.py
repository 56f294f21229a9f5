"""How long do a folder and Milvus take at a size, and how much room?

    python -m benchmarks.store_sizes --like STORE --passages 10000 100000

Made articles are written to both, one after the other, with vectors that lie as those of a real
index do (`benchmarks/likeness.py`); nothing is read, split or encoded, so the time of the build is
that of the store. Then a process of its own asks each a hundred times by meaning and by words. Told
are p50 and p95, recall of the nearest ten against comparing with all, memory of the process that
asks and of the server, disk. The server is `milvus-lite server` on this machine; a Milvus server is
another program, and none was measured here.
"""

import argparse
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.likeness import Likeness
from benchmarks.stores import keep, served

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests"))

from fakes import HashEncoder  # noqa: E402

from index.build import sync  # noqa: E402
from index.formats.document import Limits  # noqa: E402
from index.language import terms  # noqa: E402
from index.passages import PassageOptions  # noqa: E402
from index.records import Article, Citation, Label, Passage, Span  # noqa: E402
from index.store.contract.places import Place, place_of  # noqa: E402
from index.store.generations import open_store as open_generation  # noqa: E402
from index.store.opening import open_store  # noqa: E402
from index.workers.reading import File, Outcome  # noqa: E402

QUERIES = 100
DIMENSION = 384
WORDS = 20_000
CENTRES = 64  # of the real vectors
PASSAGES = 20  # of an article


class Made:
    """Workers that make articles instead of reading them, and vectors without a model.

    Each article has `PASSAGES` passages of one sentence, of words at random.

    Args:
        rows: Vectors, which the passages get one after the other.
    """

    chunk = 2_048

    def __init__(self, rows: NDArray[np.float32]) -> None:
        self.encoder = HashEncoder(DIMENSION)
        self._rows, self._given = rows, 0
        self._words = [f"wort{number}" for number in range(WORDS)]

    def read(
        self,
        files: Sequence[File],
        limits: Limits,  # noqa: ARG002
        options: PassageOptions,  # noqa: ARG002
    ) -> Iterator[tuple[File, Iterator[Outcome]]]:
        """Make an article for each file."""
        for file in files:
            yield file, iter([self._made(file)])

    def encode(self, texts: Sequence[str], progress: Callable[[int], None]) -> NDArray[np.float32]:
        """Give the vectors of passages."""
        first, self._given = self._given, self._given + len(texts)
        progress(len(texts))
        return self._rows[first : self._given]

    def _made(self, file: File) -> Outcome:
        chance = random.Random(file.name)
        texts = [
            f"{' '.join(chance.choices(self._words, k=40)).capitalize()}." for _ in range(PASSAGES)
        ]
        starts = [0, *accumulate(len(text) + 1 for text in texts[:-1])]
        ends = [start + len(text) for start, text in zip(starts, texts, strict=True)]
        passages = [
            Passage(start, end, text, Label.BODY, ((start, end),), "de")
            for text, start, end in zip(texts, starts, ends, strict=True)
        ]
        citation = Citation(
            file.name, f"Meldung {file.name}", file.path, source="Hafenpost",
            published=f"2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}", language="de",
        )  # fmt: skip
        spans = tuple(Span(passage.start, passage.end) for passage in passages)
        return Article(citation, " ".join(texts), spans, digest=""), passages


def sizes(passages: int, likeness: Likeness) -> dict[str, Any]:
    """Measure both stores at a size."""
    measured: dict[str, Any] = {}
    made, _ = likeness.make(passages + QUERIES, seed=1)
    rows, wanted = made[:passages], made[passages:]
    with served() as (server, room):
        np.save(room / "wanted.npy", wanted)
        news = room / "news"
        news.mkdir()
        for number in range(passages // PASSAGES):
            (news / f"{number:06}.txt").write_text(f"{number}\n")
        places: dict[str, Place] = {"folder": room / "store", "milvus": server.place("speed")}
        for name, place in places.items():
            workers = Made(rows)
            started = time.perf_counter()
            report = sync(place, [news], encoder=workers.encoder, workers=workers)
            built = time.perf_counter() - started
            context = multiprocessing.get_context("spawn")
            with context.Pool(1) as pool:
                told, found = pool.apply(asked, (str(place), room / "wanted.npy"))
            disk = room / "store" if name == "folder" else room / "milvus"
            files = [each for each in disk.rglob("*") if each.is_file()]
            measured[name] = {
                "passages": report.passages,
                "build_s": round(built, 1),
                **told,
                "recall@10": recall(rows, wanted, found),
                "disk_mb": round(sum(each.stat().st_size for each in files) / 1e6, 1),
                "server_mb": _resident_mb(server.pid) if name == "milvus" else None,
            }
            print(name, measured[name], flush=True)
    return measured


def asked(written: str, vectors: Path) -> tuple[dict[str, Any], list[list[float]]]:
    """Ask one store in this process; gives what it took, and the cosines of the nearest ten."""
    wanted = [
        (vector, terms(f"wort{17 * each} wort{29 * each} wort{31 * each}", ["de"]))
        for each, vector in enumerate(np.load(vectors))
    ]
    before = _resident_mb(os.getpid())
    store = open_store(place_of(written))
    store.nearest(wanted[0][0], 10)  # what is only done once
    near, words, found = [], [], []
    for vector, telling in wanted:
        started = time.perf_counter()
        found.append([score for _, score in store.nearest(vector, 10)])
        near.append(time.perf_counter() - started)
        started = time.perf_counter()
        store.telling(telling, 100)
        words.append(time.perf_counter() - started)
    return {
        "meaning_ms p50, p95": _percentiles(near),
        "words_ms p50, p95": _percentiles(words),
        "asking_mb": round(_resident_mb(os.getpid()) - before, 1),
    }, found


def recall(
    rows: NDArray[np.float32], wanted: NDArray[np.float32], found: list[list[float]]
) -> float:
    """Tell how many of the ten nearest were found; equals count as each other."""
    shares = []
    for vector, scores in zip(wanted, found, strict=True):
        least = np.partition(rows @ vector, -10)[-10]
        shares.append(sum(score >= least - 1e-5 for score in scores) / 10)
    return round(float(np.mean(shares)), 4)


def _percentiles(seconds: list[float]) -> list[float]:
    return [round(1000 * float(value), 1) for value in np.percentile(seconds, [50, 95])]


def _resident_mb(pid: int) -> float:
    told = Path(f"/proc/{pid}/status").read_text()
    return round(int(told.partition("VmRSS:")[2].split()[0]) / 1e3, 1)


def main() -> None:
    """Measure the sizes that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000])
    parser.add_argument("--like", type=Path, required=True, help="an index of real articles")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    options = parser.parse_args()
    real = open_generation(options.like)
    keys = real.catalogue.keys()
    likeness = Likeness(np.stack([real.vectors.get(key) for key in keys]), CENTRES)
    for passages in options.passages:
        keep(options.out, str(passages), sizes(passages, likeness))


if __name__ == "__main__":
    main()
