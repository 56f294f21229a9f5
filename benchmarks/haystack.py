"""What do 500 other articles cost? Scores the golden questions alone and in a haystack.

    python -m benchmarks.haystack --golden tests/golden/seeds.jsonl

Indexes `seeds/`, asks the golden questions, adds 500 German newspaper articles (10kGNAD,
`news_de.csv` with one `category;'text'` a line), and asks them again with the same bot. A process
of its own then opens the big index and asks them all, which shows the memory of a running bot.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.build import sync
from index.model.encoder import load_encoder
from qa.bot import Bot
from qa.evaluation import read_golden, score
from qa.evaluation.golden import Golden
from qa.reading.reader import load_reader
from training.xquad import DATA

SEEDS = Path(__file__).parents[1] / "seeds"


def news_articles(csv: Path) -> list[str]:
    """Read the texts of the newspaper articles, one `category;'text'` a line."""
    lines = csv.read_text("utf-8").splitlines()
    return [line.split(";", 1)[1].strip("'") for line in lines]


def write_articles(csv: Path, folder: Path) -> int:
    """Write one text file a line; returns how many."""
    texts = news_articles(csv)
    for number, text in enumerate(texts):
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    return len(texts)


_RUNNING = """
import sys
from pathlib import Path
from qa import open_bot
from qa.evaluation import read_golden
bot = open_bot(sys.argv[1])
for each in read_golden(Path(sys.argv[2])):
    bot.ask(each.question)
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))
"""


def resident_megabytes(store: Path, golden: Path) -> int:
    """Ask every golden question in a new process and give its resident memory afterwards."""
    command = [sys.executable, "-c", _RUNNING, str(store), str(golden)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout) // 1000


def figures_of(bot: Bot, golden: Sequence[Golden]) -> dict[str, Any]:
    """Give the figures over all questions, and which were missed."""
    told = score(bot, golden)
    return {name: each for name, each in told.items() if isinstance(each, int | float)} | {
        "misses": told["misses"]
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--golden", type=Path, required=True)
    arguments = parser.parse_args()
    golden = read_golden(arguments.golden)
    encoder = load_encoder()
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        store, news = Path(folder, "store"), Path(folder, "news")
        news.mkdir()
        sync(store, [SEEDS], encoder=encoder)
        bot = Bot(store, encoder, load_reader(encoder))
        results["alone"] = figures_of(bot, golden)
        count = write_articles(arguments.data / "news_de/news_de.csv", news)
        started = time.perf_counter()
        report = sync(store, [news], encoder=encoder)
        seconds = time.perf_counter() - started
        results["in the haystack"] = figures_of(bot, golden)
        size = {
            "articles": count,
            "passages": report.passages,
            "seconds_to_index": round(seconds, 1),
            "megabytes": round(bot.store.size / 1e6, 1),
            "resident_megabytes": resident_megabytes(store, arguments.golden),
        }
    print(json.dumps(size))
    names = [name for name in results["alone"] if name != "misses"]
    for name in names:
        print(f"{name:22}", *(f"{scores[name]!s:>10}" for scores in results.values()))
    Path(__file__).with_suffix(".json").write_text(json.dumps(size | results, indent=1) + "\n")


if __name__ == "__main__":
    main()
