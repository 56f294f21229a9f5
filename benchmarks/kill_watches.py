"""Does a watch that is killed ever take the index down? Kills hundreds and asks meanwhile.

    python -m benchmarks.kill_watches --kills 300

A child process follows a folder that is edited all the time; at a random time it is killed with
SIGKILL and another one started. All the while a reader asks the index. After each kill the index
must open and verify, with the texts of an edition that was written, never an older one than before;
every tenth watch is let alone until it has published the newest edition.
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
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.kill_builds import ENCODER, ROOT, Reader, Scene
from index.build import sync
from index.errors import BelegError
from index.watching import follow

TOGETHER_MS = 50
LONGEST_S = 1.0  # that a watch lives
PATIENCE_S = 30.0
CAUGHT_UP = 10  # every so manieth watch is let alone


@dataclass
class Report:
    """What became of the kills; all `failed_…` and `behind` should be empty."""

    kills: int = 0
    editions: int = 0
    published: int = 0
    queries: int = 0
    opens: int = 0
    failed_queries: list[str] = field(default_factory=list)
    failed_opens: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.failed_queries or self.failed_opens or self.behind)


class Watcher:
    """A child process that forks one watch after the other, so that none has to start Python."""

    def __init__(self) -> None:
        paths = [str(ROOT), str(ROOT / "tests")]
        # With one thread in the child, forking it is safe.
        single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.kill_watches", "--serve"],
            cwd=ROOT,
            env=os.environ | single | {"PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, store: Path) -> int:
        """Start to follow what the store follows; gives the process to kill."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{store}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End the child."""
        self._process.communicate()


def serve() -> None:
    """Be the child: fork a watch for each store named on standard input."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    with tempfile.TemporaryDirectory() as folder:  # loads what is loaded late, once for all
        scene = Scene(Path(folder))
        sync(scene.store, [scene.news], encoder=ENCODER)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            for _ in follow(
                Path(line.strip()),
                encoder=ENCODER,
                stop=threading.Event(),
                together_ms=TOGETHER_MS,
            ):
                pass
            os._exit(0)
        print(child, flush=True)


def killed_once(
    watcher: Watcher, scene: Scene, chance: random.Random, number: int, report: Report
) -> None:
    """Start a watch, edit the folder, kill the watch, look at what it left."""
    child = watcher.start(scene.store)
    before = scene.published[scene.store]
    end = time.monotonic() + chance.uniform(0, LONGEST_S)
    while time.monotonic() < end:
        scene.rewrite(everything=chance.random() < 0.3)
        report.editions += 1
        time.sleep(chance.uniform(0, 0.3))
    if number % CAUGHT_UP == 0 and not caught_up(scene):
        report.behind.append(f"watch {number}: edition {scene.edition(scene.store)}")
    os.kill(child, signal.SIGKILL)
    report.kills += 1
    try:
        report.opens += 1
        edition = scene.edition(scene.store)
    except (BelegError, AssertionError, ValueError) as error:
        report.failed_opens.append(f"watch {number}: {type(error).__name__}: {error}")
        return
    if not before <= edition <= scene.rounds:
        report.failed_opens.append(f"watch {number}: edition {edition} after {before}")
    report.published += edition > before
    scene.published[scene.store] = edition


def caught_up(scene: Scene) -> bool:
    """Wait for the newest edition."""
    end = time.monotonic() + PATIENCE_S
    while scene.edition(scene.store) != scene.rounds:
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def run(kills: int, seed: int, *, show: bool = False) -> Report:
    """Kill so many watches, in order, while a reader asks."""
    report, chance = Report(), random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        scene, watcher = Scene(Path(folder)), Watcher()
        sync(scene.store, [scene.news], encoder=ENCODER)
        scene.published[scene.store] = scene.rounds
        reader = Reader(scene.store)
        started = time.perf_counter()
        reader.start()
        for number in range(1, kills + 1):
            killed_once(watcher, scene, chance, number, report)
            if show:
                print(f"\r{number}", end="", flush=True)
        reader.stop()
        watcher.close()
        report.queries, report.opens = reader.queries, reader.opens + report.opens
        report.failed_queries = reader.failures
        report.seconds = round(time.perf_counter() - started, 1)
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.serve:
        serve()
        return
    report = run(wanted.kills, wanted.seed, show=True)
    result = {"python": platform.python_version(), "system": platform.platform()} | asdict(report)
    print("\r" + json.dumps(result, ensure_ascii=False, indent=1))
    file = Path(__file__).with_suffix(".json")
    file.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.exit(0 if report.good else 1)


if __name__ == "__main__":
    main()
