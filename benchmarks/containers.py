"""How much memory and time do large mailboxes, web archives and JSON Lines take to be read?

    python -m benchmarks.containers [--gigabytes 1] [--kinds mbox warc.gz jsonl jsonl.gz]

Writes a file of each kind that holds so much unpacked, of invented articles, and reads it as
`beleg index` does, without embedding: file → parts → articles. The largest size in memory of this
process and of its child, the seconds, and those that processors worked, are printed; so is how many
articles came out of how many. Result: `benchmarks/containers.json`.
"""

import argparse
import gzip
import json
import os
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from index import articles
from index.formats.document import Limits
from index.formats.worker import Worker
from index.records import Article

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests"))

import exports  # noqa: E402

RESULT = Path(__file__).with_suffix(".json")
KINDS = ("mbox", "warc.gz", "jsonl", "jsonl.gz")
WORDS = [
    *("the", "council", "voted", "river", "bridge", "winter", "mayor", "school", "budget", "crane"),
    *("ferry", "library", "pilot", "reopened", "counted", "painted", "Tuesday", "million", "otter"),
]
SENTENCES = 80  # of an article
SCRIPT = 500_000  # letters of what else a page or newsletter holds: most of it
SAMPLED = 50  # articles after which the child's memory is looked at: it may be started again


def stories(chance: random.Random) -> Iterator[exports.Story]:
    number = 0
    while True:
        parts = [
            " ".join(chance.choices(WORDS, k=10)).capitalize() + f" {chance.randrange(10**6)}."
            for _ in range(SENTENCES)
        ]
        text = "\n\n".join(" ".join(parts[at : at + 8]) for at in range(0, len(parts), 8))
        number += 1
        yield exports.Story(f"Story {number} of the river", text, str(number))


def script(story: exports.Story) -> str:
    chance = random.Random(story.key)
    return f"<script>var x = '{chance.randbytes(SCRIPT // 2).hex()}';</script>"


def written(kind: str, story: exports.Story) -> bytes:
    """Give the record of an article, before it is packed."""
    if kind == "mbox":
        message = exports.message(story, html=True, head=script(story)).replace(b"\r", b"")
        return b"From 17@xxx Wed Jun 19 10:30:00 +0000 2024\n" + message + b"\n"
    if kind.startswith("warc"):
        page = exports.page(story, head=script(story))
        return exports.record("response", story.url, exports.answer(page))
    record = {"id": story.key, "title": story.title, "text": story.text}
    return json.dumps({**record, "date": story.published}).encode() + b"\n"


def write(kind: str, file: IO[bytes], size: int) -> int:
    """Write records until so many bytes are written; gives their number."""
    done = count = 0
    for story in stories(random.Random(7)):
        data = written(kind, story)
        file.write(gzip.compress(data, 1) if kind.endswith(".gz") else data)
        done += len(data)
        count += 1
        if done >= size:
            return count
    return count


def measure(kind: str, folder: Path, size: int) -> dict[str, Any]:
    path = folder / f"a.{kind}"
    with path.open("wb") as file:
        count = write(kind, file, size)
    started, worked = time.perf_counter(), processor_seconds()
    found = flaws = 0
    child = 0
    with Worker(Limits()) as worker:
        for item in articles.read(path, path.name, Limits(), worker):
            found += isinstance(item, Article)
            flaws += not isinstance(item, Article)
            if worker.process_id and (found + flaws) % SAMPLED == 0:
                child = max(child, resident(worker.process_id))
        if worker.process_id:
            child = max(child, resident(worker.process_id))
    seconds, worked = time.perf_counter() - started, processor_seconds() - worked
    packed = path.stat().st_size
    path.unlink()
    return {
        "megabytes_unpacked": round(size / 1e6),
        "megabytes_packed": round(packed / 1e6),
        "articles_written": count,
        "articles_read": found,
        "flaws": flaws,
        "seconds": round(seconds, 1),
        "seconds_of_processor": round(worked, 1),
        "megabytes_a_second_of_processor": round(size / 1e6 / worked, 1),
        "megabytes_in_memory": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
        "megabytes_in_memory_of_child": round(child / 1e6),
    }


def processor_seconds() -> float:
    """Give the time that this process and its children that ended have worked."""
    known = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in known)


def resident(process: int) -> int:
    """Give the largest size that a process ever had in memory; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--kinds", nargs="+", default=list(KINDS[:2]), choices=KINDS)
    wanted = parser.parse_args()
    result: dict[str, Any] = {
        "machine": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "kinds": {},
    }
    for kind in wanted.kinds:
        with tempfile.TemporaryDirectory() as folder:
            result["kinds"][kind] = measure(kind, Path(folder), int(wanted.gigabytes * 1e9))
        print(kind, result["kinds"][kind], flush=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
