"""How well are exports of many articles divided, and what does it cost?

    python -m benchmarks.exports [--articles 200] [--kind NAME]

Writes one export of each kind of invented articles with the distractors of real ones, as
`tests/made_exports.py` and `tests/made_records.py` make them, and reads it as the index does. For
each kind: how many articles came out, the share whose title, date, source and author are right
(where the kind states them), the share of sentences that stand in the article's text as written,
seconds, and the peak of memory that a process of its own takes above one that has read a single
article.
Result: `benchmarks/exports.json`, where it runs over all kinds.
"""

import argparse
import json
import multiprocessing
import platform
import re
import resource
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from index import articles
from index.formats.document import Limits
from index.formats.worker import Worker
from index.records import Article

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests"))

import made_exports as exports  # noqa: E402
from made_records import RECORDS  # noqa: E402

EXPORTS = {**exports.EXPORTS, **RECORDS}
RESULT = Path(__file__).with_suffix(".json")
SENTENCE = re.compile(r"(?<=\)\.)\s+")


def right(found: Article, written: exports.Made, field: str) -> bool:
    citation = found.citation
    if field == "title":
        return citation.title == written.title
    if field == "date":
        return citation.published == written.day.isoformat()
    if field == "source":
        return citation.source == written.source
    return citation.author == written.author


def compare(
    found: list[Article], written: list[exports.Made], fields: frozenset[str]
) -> dict[str, float]:
    """Match articles by a sentence that only they have, and count what is right."""
    texts = {article.citation.id: " ".join(article.text.split()) for article in found}
    score = dict.fromkeys(["title", *sorted(fields)], 0)
    sentences = whole = alone = 0
    for article in written:
        own = [part for paragraph in article.paragraphs for part in SENTENCE.split(paragraph)]
        best = max(found, key=lambda each: sum(part in texts[each.citation.id] for part in own))
        text = texts[best.citation.id]
        sentences += len(own)
        whole += sum(part in text for part in own)
        others = sum(f"({other.number}." in text for other in written if other is not article)
        alone += others == 0
        for field in score:
            score[field] += right(best, article, field)
    count = len(written)
    return {
        **{field: round(right_ones / count, 4) for field, right_ones in score.items()},
        "sentences": round(whole / sentences, 4),
        "nothing of others": round(alone / count, 4),
    }


def measure(name: str, count: int) -> dict[str, Any]:
    suffix, write, fields = EXPORTS[name]
    written = exports.made(count)
    with tempfile.TemporaryDirectory() as folder, Worker(Limits()) as worker:
        few, many = Path(folder, f"few{suffix}"), Path(folder, f"many{suffix}")
        few.write_bytes(write(written[:1]))
        many.write_bytes(write(written))
        list(articles.read(few, "few", Limits(), worker))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        child = peak(worker.process_id)
        started = time.perf_counter()
        items = list(articles.read(many, "many", Limits(), worker))
        seconds = time.perf_counter() - started
        taken = max(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before,
            peak(worker.process_id) - child,
        )
        found = [item for item in items if isinstance(item, Article)]
        return {
            "articles": len(found),
            "megabytes": round(many.stat().st_size / 1e6, 2),
            **compare(found, written, fields),
            "seconds": round(seconds, 2),
            "memory_mb": round(taken / 1024),
        }


def peak(process: int | None) -> int:
    """Give the most memory that a process ever held, in kilobytes."""
    if process is None:
        return 0
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description="Divide exports of many articles.")
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--kind", choices=sorted(EXPORTS))
    given = parser.parse_args()
    kinds = [given.kind] if given.kind else list(EXPORTS)
    if not find_spec("pyarrow"):
        print("parquet is left out: pip install 'beleg[parquet]'")
        kinds = [kind for kind in kinds if kind != "parquet"]
    results = {}
    context = multiprocessing.get_context("spawn")
    for kind in kinds:
        with context.Pool(1) as pool:
            results[kind] = pool.apply(measure, (kind, given.articles))
        told = "  ".join(f"{name} {value:g}" for name, value in results[kind].items())
        print(f"{kind:14} {told}", flush=True)
    if not given.kind:
        known = {"machine": platform.processor() or platform.machine(), "written": given.articles}
        RESULT.write_text(json.dumps(known | {"kinds": results}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
