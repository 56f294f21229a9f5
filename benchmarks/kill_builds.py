"""Does a killed build ever take the index down? Kills hundreds and asks questions meanwhile.

    python -m benchmarks.kill_builds --kills 200

A child process builds, and is killed with SIGKILL: at every call with which a build becomes lasting
(fsync, rename, and the removal of old generations), once just before and once just after it, in an
update and in a first build; the remaining kills come at random times, while it reads, encodes and
writes. All the while a reader asks the index. After each kill the index must open and verify, and
the next build must publish the newest texts and clear away what the killed one left. The encoder is
a hash of the words: what is tested are the files.
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
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests"))

from fakes import HashEncoder  # noqa: E402

from index.build import sync  # noqa: E402
from index.errors import StoreMissingError  # noqa: E402
from index.language import terms  # noqa: E402
from index.store.generations import open_store  # noqa: E402

# What a build calls to make something last, or to take something away.
CALLS = ("fsync", "rename", "replace", "unlink", "rmdir")
PAUSE_S = 0.005  # between two questions; so the build gets its share of a core
ENCODER = HashEncoder(dimension=32)
ARTICLES = 20
QUESTION = "Welches Geschenk brachte Putin nach Pjöngjang?"
ANSWER = "Das Geschenk, das Putin nach Pjöngjang brachte, war eine Limousine."
NEWEST = "neu.txt"


@dataclass(frozen=True)
class Kill:
    """When a build is killed: around one of its calls, or after some time.

    Attributes:
        first: Whether it is the first build of its index.
        call: Which of `CALLS`; empty where the time decides.
        number: The how manieth of all calls, from 0.
        when: "before" or "after" the call is carried out.
        delay_s: How long after the build began.
    """

    first: bool
    call: str = ""
    number: int = -1
    when: str = ""
    delay_s: float = 0.0

    @property
    def place(self) -> str:
        """Where this is, for people."""
        build = "first build" if self.first else "update"
        return f"{build}, {self.when} {self.call}" if self.call else f"{build}, at a random time"


@dataclass
class Report:
    """What became of the kills; all `failed_…` and the `remains` should be empty."""

    kills: int = 0
    finished: int = 0  # builds that were done before their time came
    places: dict[str, int] = field(default_factory=dict)
    opens: int = 0
    queries: int = 0
    failed_queries: list[str] = field(default_factory=list)
    failed_opens: list[str] = field(default_factory=list)
    failed_builds: list[str] = field(default_factory=list)
    remains: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.failed_queries or self.failed_opens or self.failed_builds or self.remains)


class Reader(threading.Thread):
    """Asks an index without a pause, as a chat would that runs while the index is rebuilt."""

    def __init__(self, store: Path) -> None:
        super().__init__(daemon=True)
        self._store = store
        self._stop_asking = threading.Event()
        self.queries = 0
        self.opens = 0
        self.failures: list[str] = []

    def run(self) -> None:
        """Ask until told to stop."""
        opened = open_store(self._store, ENCODER.identity)
        while not self._stop_asking.is_set():
            try:
                # Like the bot: keep the generation while it is the current one. Every tenth time
                # like a new process.
                if self.queries % 10 == 0 or not opened.is_current():
                    opened = open_store(self._store, ENCODER.identity)
                    self.opens += 1
                (vector,) = ENCODER.encode_queries([QUESTION])
                words = terms(QUESTION, opened.languages)
                for scored in (opened.vectors.search(vector, 3), opened.catalogue.search(words, 3)):
                    best = opened.catalogue.hits(scored)[0]
                    article = opened.catalogue.article(best.article.id)
                    assert article is not None
                    assert best.text == ANSWER == article.text[best.start : best.end]
            except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding)
                self.failures.append(f"{type(error).__name__}: {error}")
            self.queries += 1
            time.sleep(PAUSE_S)

    def stop(self) -> None:
        """Ask no more."""
        self._stop_asking.set()
        self.join()


class Builder:
    """A child process that forks one build after the other, so that none has to start Python."""

    def __init__(self) -> None:
        paths = [str(ROOT), str(ROOT / "tests")]
        # With one thread in the child, forking it is safe.
        single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--serve"],
            env=os.environ | single | {"PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def build(self, store: Path, news: Path, kill: Kill | None = None) -> dict[str, Any]:
        """Run one build to its end; tells its `status`, `seconds` and, if it lived, its `calls`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"store": str(store), "news": str(news), "kill": kill and asdict(kill)}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """End the child."""
        self._process.communicate()


def serve() -> None:
    """Be the child: fork a build for each line on standard input."""
    with tempfile.TemporaryDirectory() as folder:  # loads what is loaded late, once for all
        scene = Scene(Path(folder))
        sync(scene.store, [scene.news], encoder=ENCODER)
    for line in sys.stdin:
        order = json.loads(line)
        kill = Kill(**order["kill"]) if order["kill"] else None
        store, news = Path(order["store"]), Path(order["news"])
        receiver, sender = os.pipe()
        started = time.perf_counter()
        child = os.fork()
        if child == 0:
            os.close(receiver)
            build_and_exit(store, news, kill, sender)
        os.close(sender)
        if kill and not kill.call:
            time.sleep(kill.delay_s)
            os.kill(child, signal.SIGKILL)
        with os.fdopen(receiver) as answers:
            calls = json.loads(answers.read() or "null")
        _, status = os.waitpid(child, 0)
        seconds = time.perf_counter() - started
        code = os.waitstatus_to_exitcode(status)
        print(json.dumps({"status": code, "seconds": seconds, "calls": calls}), flush=True)


def build_and_exit(store: Path, news: Path, kill: Kill | None, answers: int) -> None:
    """Build and exit, if not killed before; writes which calls were made."""
    code = 1
    try:
        with watched(kill) as made:
            sync(store, [news], encoder=ENCODER)
        os.write(answers, json.dumps(made).encode())
        code = 0
    except BaseException as error:  # noqa: BLE001  (this process must not go on as its parent)
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    os._exit(code)


@contextmanager
def watched(kill: Kill | None) -> Iterator[list[str]]:
    """Note every one of `CALLS`, and die at the one that `kill` names.

    `pathlib`, `shutil` and `tempfile` all go through these functions of `os`.
    """
    made: list[str] = []

    def watch(name: str) -> Callable[..., Any]:
        original = getattr(os, name)

        def call(*args: Any, **options: Any) -> Any:
            here = kill is not None and kill.call == name and kill.number == len(made)
            made.append(name)
            if here and kill is not None and kill.when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            result = original(*args, **options)
            if here:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return call

    originals = {name: getattr(os, name) for name in CALLS}
    for name in CALLS:
        setattr(os, name, watch(name))
    try:
        yield made
    finally:
        for name, original in originals.items():
            setattr(os, name, original)


class Scene:
    """A folder of news, an index of it, and what a build should find there next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.news = folder / "news"
        self.store = folder / "store"
        self.news.mkdir(parents=True)
        (self.news / "putin.txt").write_text(f"{ANSWER}\n", encoding="utf-8")
        self.rounds = 0
        self.published: dict[Path, int] = {}  # the edition in each store
        self.rewrite(everything=True)

    def rewrite(self, *, everything: bool) -> None:
        """Change one article, or all but the one that is asked for."""
        self.rounds += 1
        names = [f"{number:03}.txt" for number in range(ARTICLES)] if everything else []
        for name in [NEWEST, *names]:
            lines = (f"Meldung {line} in {name}, Ausgabe {self.rounds}." for line in range(8))
            # In one step, as a program does it that others read after: never half an article.
            (self.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
            (self.folder / name).replace(self.news / name)

    def fresh_store(self) -> Path:
        """Name a store that does not exist yet."""
        return self.folder / f"first-{self.rounds}"

    def edition(self, store: Path) -> int:
        """Open and verify a store; returns the edition of the newest article in it."""
        opened = open_store(store, ENCODER.identity)
        opened.verify()
        article = opened.catalogue.article(NEWEST)
        assert article is not None
        return int(article.text.rsplit(" ", 1)[1].strip(" .\n"))


def points(builder: Builder, scene: Scene) -> list[Kill]:
    """Every call of a first build and of an update, before and after."""
    found = []
    for first in (True, False):
        scene.rewrite(everything=False)
        store = scene.fresh_store() if first else scene.store
        calls = builder.build(store, scene.news)["calls"]
        scene.published[store] = scene.rounds
        found += [
            Kill(first, call, number, when)
            for number, call in enumerate(calls)
            for when in ("before", "after")
        ]
    return found


def prepare(builder: Builder, scene: Scene) -> None:
    """Build so often that the next build also removes a generation."""
    for _ in range(3):
        scene.rewrite(everything=True)
        assert builder.build(scene.store, scene.news)["status"] == 0
    scene.published[scene.store] = scene.edition(scene.store)


def run(
    builder: Builder, scene: Scene, kills: Sequence[Kill], tell: Callable[[int], None] | None = None
) -> Report:
    """Kill builds, in order, while a reader asks; check the index after each."""
    report = Report()
    started = time.perf_counter()
    reader = Reader(scene.store)
    reader.start()
    for number, kill in enumerate(kills, 1):
        killed_once(builder, scene, kill, report)
        if tell:
            tell(number)
    reader.stop()
    report.queries, report.opens = reader.queries, reader.opens + report.opens
    report.failed_queries = reader.failures
    report.seconds = round(time.perf_counter() - started, 1)
    return report


def killed_once(builder: Builder, scene: Scene, kill: Kill, report: Report) -> None:
    """Kill one build, look at what it left, and build again."""
    scene.rewrite(everything=not kill.call)
    store = scene.fresh_store() if kill.first else scene.store
    status = builder.build(store, scene.news, kill)["status"]
    report.kills += status == -signal.SIGKILL
    report.finished += status == 0
    report.places[kill.place] = report.places.get(kill.place, 0) + 1
    if status not in (0, -signal.SIGKILL):
        report.failed_builds.append(f"{kill}: exit {status}")
    try:
        report.opens += 1
        edition = scene.edition(store)
        if edition not in (scene.published.get(store), scene.rounds):
            report.failed_opens.append(f"{kill}: edition {edition} of {scene.rounds}")
    except StoreMissingError:
        if not kill.first:
            report.failed_opens.append(f"{kill}: nothing is left")
    except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding)
        report.failed_opens.append(f"{kill}: {type(error).__name__}: {error}")

    status = builder.build(store, scene.news)["status"]
    try:
        edition = scene.edition(store)
    except Exception as error:  # noqa: BLE001
        report.failed_builds.append(f"{kill}: then {type(error).__name__}: {error}")
        return
    if (status, edition) != (0, scene.rounds):
        report.failed_builds.append(f"{kill}: then exit {status}, edition {edition}")
    scene.published[store] = edition
    left = sorted(path.name for path in (store / "generations").iterdir())
    if left[-1] != (store / "CURRENT").read_text().strip():
        report.remains.append(f"{kill}: {', '.join(left)}")


def plan(builder: Builder, scene: Scene, kills: int, seed: int) -> list[Kill]:
    """All points, and random times within the time that a build takes."""
    chance = random.Random(seed)
    planned = points(builder, scene)
    scene.rewrite(everything=True)
    duration_s = builder.build(scene.store, scene.news)["seconds"]
    scene.published[scene.store] = scene.rounds
    for number in range(len(planned), kills):
        first = number % 4 == 0
        planned.append(Kill(first, delay_s=chance.uniform(0, 0.9 * duration_s)))
    chance.shuffle(planned)
    return planned[:kills]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="write the result here as JSON")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve()
        return
    with tempfile.TemporaryDirectory() as folder:
        builder, scene = Builder(), Scene(Path(folder))
        prepare(builder, scene)
        planned = plan(builder, scene, arguments.kills, arguments.seed)
        report = run(builder, scene, planned, lambda done: print(f"\r{done}", end="", flush=True))
        builder.close()
    result = {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "articles": ARTICLES + 2,
        "seed": arguments.seed,
    } | asdict(report)
    print("\r" + f"{'kills':<34}{report.kills:>7}")
    for place, count in sorted(report.places.items()):
        print(f"  {place:<32}{count:>7}")
    for name in ("finished", "queries", "opens", "seconds"):
        print(f"{name:<34}{result[name]:>7}")
    for name in ("failed_queries", "failed_opens", "failed_builds", "remains"):
        print(f"{name.replace('_', ' '):<34}{len(result[name]):>7}", *result[name][:3], sep="\n  ")
    print(json.dumps(result, ensure_ascii=False))
    if arguments.out:
        arguments.out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    sys.exit(0 if report.good else 1)


if __name__ == "__main__":
    main()
