"""Does an index in Milvus answer as one in a folder, also while its builds are killed?

    python -m benchmarks.stores golden FOLDER GOLDEN.jsonl
    python -m benchmarks.stores kills --kills 100

`golden` indexes a folder with the bundled model in both stores and asks the golden questions of
both: share of questions whose first quote, or one of three, is right, and how much of the first 12
passages is the same. `kills` kills builds with SIGKILL at random times while a reader asks: every
reply has to be of a whole index, and the next build has to publish. How fast both are, and how much
they take: `benchmarks.store_sizes`. The server is `milvus-lite server` on this machine; a Milvus
server is another program, and none was measured here.
"""

import argparse
import json
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests"))

from fakes import HashEncoder, WordReader  # noqa: E402
from servers import MilvusServer  # noqa: E402

from index.build import sync  # noqa: E402
from index.model.encoder import Encoder, load_encoder  # noqa: E402
from index.store.contract.places import Place  # noqa: E402
from index.store.opening import open_store  # noqa: E402
from qa.bot import Bot  # noqa: E402
from qa.evaluation.golden import read_golden  # noqa: E402
from qa.reading.reader import load_reader  # noqa: E402


@contextmanager
def served() -> Iterator[tuple[MilvusServer, Path]]:
    """Start a server in a temporary folder."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_CACHE_HOME"] = f"{name}/cache"
        server = MilvusServer(Path(name) / "milvus")
        server.start()
        try:
            yield server, Path(name)
        finally:
            server.stop()


def golden(
    folder: Path, files: list[Path], every: int, vectors: Path | None, seconds: float
) -> dict[str, Any]:
    """Ask the same of both stores."""
    questions = [each for file in files for each in read_golden(file)]
    random.Random(5).shuffle(questions)  # so that those for which there is time are no selection
    loaded = load_encoder()
    encoder: Any = Remembering(loaded, vectors)
    reader = load_reader(loaded)  # it remembers what it has read, so both cost one reading
    with served() as (server, room):
        places: dict[str, Place] = {"folder": room / "store", "milvus": server.place("golden")}
        bots = {}
        for name, place in places.items():
            sync(place, [folder], encoder=encoder)
            bots[name] = Bot(place, encoder, reader)
        shared, alike, right = [], 0, {name: [0, 0] for name in bots}
        asked = answerable = 0
        until = time.monotonic() + seconds
        for number, question in enumerate(questions):
            if time.monotonic() > until:
                break
            found = {
                name: [(hit.article.id, hit.start) for hit in bot.retrieve(question.question, k=12)]
                for name, bot in bots.items()
            }
            both = set(found["folder"]) & set(found["milvus"])
            shared.append(len(both) / max(1, len(found["folder"])))
            if number % every:
                continue
            asked += 1
            answerable += bool(question.evidence)
            quoted = {}
            for name, bot in bots.items():
                quotes = bot.ask(question.question).quotes
                quoted[name] = [(quote.article.id, quote.start, quote.end) for quote in quotes]
            alike += quoted["folder"] == quoted["milvus"]
            for name, quotes in quoted.items():
                told = [
                    any(each.overlaps(bots[name].article, *quote) for each in question.evidence)
                    for quote in quotes
                ]
                hit = [any(told[:most]) for most in (1, 3)]
                right[name] = [total + got for total, got in zip(right[name], hit, strict=True)]
    return {
        "questions": len(questions),
        "searched for": len(shared),
        "overlap of the first 12": round(float(np.mean(shared)), 4),
        "least overlap": round(float(min(shared)), 4),
        "asked for an answer": asked,
        "of them answerable": answerable,
        "same quotes": round(alike / asked, 4),
        **{
            f"{name} quote@{most}": round(got / answerable, 4)
            for name, both_ in right.items()
            for most, got in zip((1, 3), both_, strict=True)
        },
    }


class Remembering:
    """An encoder that encodes each passage once, for several stores.

    Args:
        encoder: Encodes.
        store: An index of the same model, whose vectors are taken for the texts that it has.
    """

    def __init__(self, encoder: Encoder, store: Path | None = None) -> None:
        self._encoder = encoder
        self._made: dict[str, Any] = {}
        self._store = open_store(store, encoder.identity) if store else None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> Any:
        """Encode what is new among them."""
        new = [text for text in texts if text not in self._made]
        if self._store:
            there = self._store.vectors_of(new)
            self._made.update((new[at], row) for at, row in there.items())
            new = [text for at, text in enumerate(new) if at not in there]
        made = self._encoder.encode_passages(new, progress=progress)
        self._made.update(zip(new, made, strict=True))
        rows = [self._made[text] for text in texts]
        return np.array(rows, np.float32).reshape(-1, self._encoder.identity.dimension)


def made(folder: Path, articles: int) -> Path:
    """Write made articles, each of other words."""
    folder.mkdir(parents=True)
    chance = random.Random(7)
    words = [f"wort{number}" for number in range(20_000)]
    for number in range(articles):
        told = [
            f"{' '.join(chance.choices(words, k=16)).capitalize()} in Altona." for _ in range(30)
        ]
        (folder / f"{number:06}.txt").write_text(f"Meldung {number}\n\n{' '.join(told)}\n")
    return folder


def kills(number: int, seconds: float) -> dict[str, Any]:
    """Kill builds, and ask meanwhile."""
    encoder, reader = HashEncoder(32), WordReader("Limousine")
    answer = "Das Geschenk, das Putin nach Pjöngjang brachte, war eine Limousine."
    wrong, replies, published, stop = [], 0, 0, threading.Event()
    with served() as (server, room):
        news = made(room / "news", 30)
        (news / "gabe.txt").write_text(f"Gastgeschenk\n\n{answer}\n")
        place = server.place("kills")
        sync(place, [news], encoder=encoder)
        bot = Bot(place, encoder, reader)

        def ask() -> None:
            nonlocal replies
            while not stop.is_set():
                try:
                    store = bot.store
                    quotes = bot.ask("Welches Geschenk brachte Putin nach Pjöngjang?").quotes
                    counts = store.manifest.counts
                    keys = len(store.nearest(encoder.encode_queries(["Altona"])[0], 10_000))
                    if quotes[0].text != answer or keys != counts.passages:
                        wrong.append(f"{keys} of {counts.passages}")
                except Exception as error:  # noqa: BLE001  (whatever it is, it is counted)
                    wrong.append(repr(error))
                replies += 1
                time.sleep(0.05)

        asking = threading.Thread(target=ask)
        asking.start()
        code = (
            "from fakes import HashEncoder\nfrom index.build import sync\n"
            "from index.store.contract.places import place_of\n"
            "from index.store.opening import open_store\n"
            f"open_store(place_of({str(place)!r}))\nprint('ready', flush=True)\n"
            f"sync({str(place)!r}, encoder=HashEncoder(32))\nprint('done', flush=True)"
        )
        env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
        chance = random.Random(3)
        until, done = time.monotonic() + seconds, 0
        for turn in range(number):
            if time.monotonic() > until:
                break
            for file in chance.sample(sorted(news.glob("0*.txt")), 8):
                file.write_text(f"Neu {turn}\n\nIm Hafen von Altona ist es am {turn}. Tag ruhig.\n")
            child = subprocess.Popen(
                [sys.executable, "-c", code], stdout=subprocess.PIPE, env=env, cwd=ROOT
            )
            assert child.stdout is not None
            child.stdout.readline()  # it has imported what it needs, and is about to build
            time.sleep(chance.uniform(0, 2.5))
            os.kill(child.pid, signal.SIGKILL)
            published += b"done" in child.communicate()[0]
            done += 1
            if turn % 10 == 9:
                sync(place, encoder=encoder)
                open_store(place).verify()
        stop.set()
        asking.join()
        sync(place, encoder=encoder)
        open_store(place).verify()
    return {
        "kills": done, "of them too late": published, "replies": replies,
        "wrong": len(wrong), "first wrong": wrong[:3],
    }  # fmt: skip


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parts = parser.add_subparsers(dest="part", required=True)
    asked = parts.add_parser("golden")
    asked.add_argument("folder", type=Path)
    asked.add_argument("files", type=Path, nargs="+")
    asked.add_argument(
        "--every", type=int, default=1, help="answer each so manieth; search for all"
    )
    asked.add_argument("--vectors", type=Path, help="an index whose vectors are taken over")
    killed = parts.add_parser("kills")
    killed.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=1e9, help="end after so many")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    parser.add_argument("--name", help="what the result is called in that file")
    options = parser.parse_args()
    if options.part == "golden":
        told = golden(
            options.folder, options.files, options.every, options.vectors, options.seconds
        )
    else:
        told = kills(options.kills, options.seconds)
    keep(options.out, options.name or options.part, told)


def keep(file: Path, name: str, told: dict[str, Any]) -> None:
    """Add a result to those of a file."""
    told = told | {"system": platform.platform(), "cores": os.cpu_count()}
    print(json.dumps(told, indent=1, ensure_ascii=False))
    known = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps(known | {name: told}, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
