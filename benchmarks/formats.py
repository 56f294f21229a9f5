"""How fast is each format read, what does a process of its own cost, and does the text survive?

    python -m benchmarks.formats [--articles 100]

Writes German newspaper articles (10kGNAD) as files of every format, one article a file, and reads
them through `Worker` and in this process, in turns; the best of three rounds of each counts. What
the process of its own costs is measured by files that it refuses at the first byte: the way there
and back. Tables, feeds and archives are also written with all articles in one file. "verbatim" is
the share of the articles' sentences that stand in the text read as they stood in the text written.
Result: `benchmarks/formats.json`.
"""

import argparse
import contextlib
import json
import platform
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index.formats import registry
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.worker import Worker
from training.xquad import DATA

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests"))

import samples  # noqa: E402

RESULT = Path(__file__).with_suffix(".json")
LIMITS = Limits()
ROUNDS = 3
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SENTENCE = re.compile(r"(?<=[.!?])\s+")
MANY: dict[str, Callable[[list[tuple[str, str]]], bytes]] = {
    ".jsonl": samples.json_lines,
    ".csv": samples.table,
    ".rss": samples.rss,
    ".zip": lambda articles: samples.zipped(
        (f"{n}.html", samples.sample(".html", text, title))
        for n, (title, text) in enumerate(articles)
    ),
}


def read_articles(data: Path, count: int) -> list[tuple[str, str]]:
    """Give titles and texts; the first sentence serves as title, and three make a paragraph."""
    lines = (data / "news_de/news_de.csv").read_text("utf-8").splitlines()[:count]
    articles = []
    for line in lines:
        sentences = SENTENCE.split(" ".join(line.split(";", 1)[1].strip("'").split()))
        parts = [" ".join(sentences[n : n + 3]) for n in range(1, len(sentences), 3)]
        articles.append((sentences[0][:100], "\n\n".join(parts)))
    return [(title, text) for title, text in articles if len(text) > 300]


def verbatim(articles: Sequence[tuple[str, str]], found: Sequence[list[Document | Flaw]]) -> float:
    """Give the share of sentences that come back as they were."""
    sought = kept = 0
    for (_, text), items in zip(articles, found, strict=True):
        read = "\n".join(item.text for item in items if isinstance(item, Document))
        for sentence in SENTENCE.split(text):
            sought += 1
            kept += sentence in read
    return kept / sought


def clock(
    read: Callable[[str, bytes], Any], name: str, files: Sequence[bytes]
) -> tuple[float, Any]:
    """Give the seconds for all files, and what they hold; the first one is read twice."""
    read(name, files[0])  # loads the reader
    started = time.perf_counter()
    found = [read(name, data) for data in files]
    return time.perf_counter() - started, found


def in_place(name: str, data: bytes) -> list[Document | Flaw]:
    return list(registry.documents(name, data, LIMITS))


def measure(suffix: str, articles: list[tuple[str, str]]) -> dict[str, Any]:
    """Read one article a file."""
    files = [samples.sample(suffix, text, title) for title, text in articles]
    through, alone = [], []
    with Worker(LIMITS) as worker:
        for _ in range(ROUNDS):
            seconds, found = clock(worker.read, f"a{suffix}", files)
            through.append(seconds)
            alone.append(clock(in_place, f"a{suffix}", files)[0])
    return {
        "kilobytes": round(sum(map(len, files)) / len(files) / 1000, 1),
        "files_per_second": round(len(files) / min(through), 1),
        "in_place_per_second": round(len(files) / min(alone), 1),
        "verbatim": round(verbatim(articles, found), 4),
    }


def measure_many(suffix: str, articles: list[tuple[str, str]]) -> dict[str, Any]:
    """Read all articles from one file."""
    data = MANY[suffix](articles)
    with Worker(LIMITS) as worker:
        rounds = [clock(worker.read, f"a{suffix}", [data]) for _ in range(ROUNDS)]
    seconds, [found] = min(rounds, key=lambda each: each[0])
    read = [item for item in found if isinstance(item, Document)]
    return {
        "kilobytes": round(len(data) / 1000, 1),
        "articles": len(read),
        "articles_per_second": round(len(read) / seconds, 1),
    }


def round_trip_ms(size: int) -> float:
    """Give the time for a file of so many bytes that is sent, refused at once, and answered."""
    data = OLD_WORD + bytes(size - len(OLD_WORD))

    def refused(name: str, data: bytes) -> None:
        with contextlib.suppress(Unreadable):
            worker.read(name, data)

    with Worker(LIMITS) as worker:
        rounds = [clock(refused, "a.docx", [data] * 100)[0] for _ in range(ROUNDS)]
    return round(1000 * min(rounds) / 100, 2)


def start_seconds() -> float:
    """Give the time from nothing to the first Word file read, the best of three."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        with Worker(LIMITS) as worker:
            worker.read("a.docx", samples.sample(".docx"))
            times.append(time.perf_counter() - started)
    return round(min(times), 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--articles", type=int, default=100)
    wanted = parser.parse_args()
    articles = read_articles(wanted.data, wanted.articles)
    result: dict[str, Any] = {
        "machine": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "articles": len(articles),
        "first_file_seconds": start_seconds(),
        "round_trip_ms": {size: round_trip_ms(size) for size in (3_000, 1_000_000, 10_000_000)},
        "one_article_a_file": {},
        "all_articles_in_one_file": {},
    }
    print(f"first file after {result['first_file_seconds']} s")
    print(f"there and back, by bytes: {result['round_trip_ms']} ms")
    row = "{:10} {:>8} {:>9} {:>9} {:>9}"
    print(row.format("format", "kB", "files/s", "in place", "verbatim"))
    for suffix in sorted(registry.SUFFIXES):
        found = measure(suffix, articles)
        result["one_article_a_file"][suffix] = found
        print(row.format(suffix, *found.values()), flush=True)
    for suffix in MANY:
        found = measure_many(suffix, articles)
        result["all_articles_in_one_file"][suffix] = found
        print(
            f"{suffix} with {found['articles']} articles: {found['articles_per_second']:,} a second"
        )
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
