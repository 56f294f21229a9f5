"""How long until the page takes a question, and until the first answer? Against bare imports.

    python -m benchmarks.starting [--runs 5] [--no-cold]

On an index of `seeds/`. For the chat the clock runs from the start of its process to a page that is
there and has taken a question into its queue, and on to the whole answer; for `beleg ask` to the
end of the process. Beside each, in the same round, the same Python imports the libraries that
either needs and does nothing else: what counts is the ratio of the medians. Warm means that a round
before has read all files. Cold means that the system was told to forget what it has read of them;
pages in use by other processes stay, so nothing else of this kind should run beside it.

The profile says where a first answer spends its time: what is imported, by library, the opening of
models and index, and what the answer itself takes, the first and the next.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from benchmarks.people import Box, machine, read_page
from index.build import sync
from index.model.encoder import load_encoder

ROOT = Path(__file__).parents[1]
QUESTION = "what did Putin give Kim"
PAGE_IMPORTS = "import gradio, torch, sentence_transformers"
ASK_IMPORTS = "import torch, sentence_transformers"
PATIENCE_S = 300.0
POLL_S = 0.01

MOST_LIBRARIES = 12
_STAGES = f"""
import json, sys, time
marks = [time.perf_counter()]
from qa.bot import open_bot
marks.append(time.perf_counter())
bot = open_bot(sys.argv[1])
marks.append(time.perf_counter())
bot.ask({QUESTION!r})
marks.append(time.perf_counter())
bot.ask("Wo war das?")
marks.append(time.perf_counter())
print(json.dumps([round(1000 * (b - a)) for a, b in zip(marks, marks[1:])]))
"""
_STAGE_NAMES = ("imports at the start", "models and index opened", "first answer", "next answer")

Times = dict[str, float]


def _run(arguments: Sequence[str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=True)
    return time.perf_counter() - started


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start_chat(store: Path) -> Times:
    """Start the chat, ask as soon as it can be asked, and stop it."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "app", "chat", "--store", str(store), "--port", str(port)]
    started = time.perf_counter()
    with (
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as running,
        httpx.Client(base_url=url, timeout=PATIENCE_S) as client,
    ):
        try:
            while not _is_there(client):
                if running.poll() is not None or time.perf_counter() - started > PATIENCE_S:
                    raise SystemExit("the chat has not started")
                time.sleep(POLL_S)
            box = Box.of(client.get("/config").raise_for_status().json())
            sent = {
                "data": box.asked(QUESTION), "fn_index": box.function, "trigger_id": box.trigger,
                "session_hash": "starting", "event_data": None,
            }  # fmt: skip
            client.post("/gradio_api/queue/join", json=sent).raise_for_status()
            accepted = time.perf_counter() - started
            asked, places = read_page(_answered(client))
            if asked != QUESTION or not places:
                raise SystemExit(f"the first answer has no evidence: {asked!r}, {places}")
            return {"page": accepted, "first answer": time.perf_counter() - started}
        finally:
            running.terminate()


def _is_there(client: httpx.Client) -> bool:
    with suppress(httpx.TransportError):
        return client.get("/").status_code == httpx.codes.OK
    return False


def _answered(client: httpx.Client) -> Any:
    queue = client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "starting"})
    with queue as stream:
        for line in stream.iter_lines():
            event = json.loads(line[5:]) if line.startswith("data:") else {"msg": ""}
            if event["msg"] == "process_completed" and event["success"]:
                return event["output"]["data"]
    raise SystemExit("the first question was not answered")


def one_round(store: Path, forget: Callable[[], object]) -> Times:
    """Measure everything once, each in a process of its own."""
    forget()
    times = {"imports of the page": _run(["-c", PAGE_IMPORTS])}
    forget()
    times |= start_chat(store)
    forget()
    times["imports of ask"] = _run(["-c", ASK_IMPORTS])
    forget()
    times["ask"] = _run(["-m", "app", "ask", QUESTION, "--store", str(store)])
    return times


def profile(store: Path) -> dict[str, dict[str, int]]:
    """Tell where a first answer spends its milliseconds.

    Returns:
        Stages one after the other, and beside them the libraries whose imports take longest,
        wherever in the stages they are imported; each without those that it imports itself.
    """
    command = [sys.executable, "-X", "importtime", "-c", _STAGES, str(store)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    took: Counter[str] = Counter()
    for line in run.stderr.splitlines():
        spent, _, name = line.removeprefix("import time:").replace(" ", "").split("|")
        if spent.isdecimal():  # the first line is a heading
            took[name.split(".")[0]] += int(spent)
    return {
        "stages": dict(zip(_STAGE_NAMES, json.loads(run.stdout), strict=True)),
        "imports": {name: round(us / 1000) for name, us in took.most_common(MOST_LIBRARIES)},
    }


def forget_files() -> str:
    """Tell the system to forget what it has read of files; returns how."""
    os.sync()
    with suppress(OSError):
        Path("/proc/sys/vm/drop_caches").write_text("1", encoding="ascii")
        return "the page cache dropped"
    if not hasattr(os, "posix_fadvise"):
        return ""
    folders = {ROOT, Path(sysconfig.get_paths()["stdlib"]), Path(sysconfig.get_paths()["purelib"])}
    for file in (file for folder in folders for file in folder.rglob("*") if file.is_file()):
        with suppress(OSError):
            handle = os.open(file, os.O_RDONLY)
            try:
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(handle)
    return "the system advised, file by file, that none is needed"


def told(rounds: Sequence[Times]) -> dict[str, Any]:
    """Give medians, and their ratios to the imports."""
    medians = {name: statistics.median(times[name] for times in rounds) for name in rounds[0]}
    page, ask = medians["imports of the page"], medians["imports of ask"]
    return {
        "seconds": {name: round(value, 2) for name, value in medians.items()},
        "ratios": {
            "page": round(medians["page"] / page, 2),
            "first answer": round(medians["first answer"] / page, 2),
            "ask": round(medians["ask"] / ask, 2),
        },
        "rounds": [{name: round(value, 2) for name, value in times.items()} for times in rounds],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--no-cold", action="store_true", help="leave the system's cache alone")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    wanted = parser.parse_args()
    result: dict[str, Any] = {"machine": machine(), "runs": wanted.runs}
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, "store")
        sync(store, [ROOT / "seeds"], encoder=load_encoder())
        one_round(store, lambda: None)
        result["profile, ms"] = profile(store)
        result["warm"] = told([one_round(store, lambda: None) for _ in range(wanted.runs)])
        how = "" if wanted.no_cold else forget_files()
        if how:
            cold = told([one_round(store, forget_files) for _ in range(wanted.runs)])
            result["cold"] = {"made cold by": how} | cold
        else:
            result["cold"] = "not measured: the cache was left alone, or the system has no way"
    print(json.dumps(result, indent=1))
    wanted.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
