"""How soon is something to read? The first answer on the page against the whole one.

    python -m benchmarks.first_answers [--against CHECKOUT]

Starts the chat on the shipped articles and asks golden questions over HTTP as the page does, one
after the other and each in a session of its own. The page shows an answer as soon as what was read
first is sure enough, while the rest is read; where it is not, or nothing answers, the first answer
is the whole one. The clock runs from sending the question to the event that holds the quotes or
the refusal. Each question is asked once: what was read for it is remembered. With `--against` each
question is also put to the chat of another checkout, an earlier one, in turns.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx

from benchmarks.people import PATIENCE_S, Box, chat_server, events, machine, quantiles
from index.build import sync
from index.model.encoder import load_encoder
from web.commands import SEEDS

GOLDEN = Path(__file__).parents[1] / "tests/golden/seeds.jsonl"
SHOWN = 'class="evidence '  # in no event before there are quotes or nearest passages


async def ask(
    client: httpx.AsyncClient, box: Box, session: str, question: str
) -> tuple[float, float]:
    """Ask as the page does; give the seconds until the first answer and until the whole one."""
    sent = {
        "data": box.asked(question), "fn_index": box.function, "trigger_id": box.trigger,
        "session_hash": session, "event_data": None,
    }  # fmt: skip
    started, first = time.perf_counter(), None
    (await client.post("/gradio_api/queue/join", json=sent)).raise_for_status()
    async for event in events(client, session):
        if event["msg"] not in ("process_generating", "process_completed"):
            continue
        if first is None and SHOWN in json.dumps(event["output"]).replace('\\"', '"'):
            first = time.perf_counter() - started
        if event["msg"] == "process_completed" and event["success"]:
            took = time.perf_counter() - started
            return first or took, took
    raise SystemExit(f"no answer to {question!r}")


class Page:
    """A chat that is asked as its page asks."""

    def __init__(self, url: str) -> None:
        self._client = httpx.AsyncClient(base_url=url, timeout=PATIENCE_S)
        self._box: Box | None = None

    async def ask(self, question: str) -> tuple[float, float]:
        """Give the seconds until the first answer and until the whole one."""
        if self._box is None:
            self._box = Box.of((await self._client.get("/config")).json())
        return await ask(self._client, self._box, f"{time.time_ns():x}", question)


async def measure(urls: Sequence[str], questions: Sequence[str]) -> list[dict[str, Any]]:
    """Ask all questions of each chat, in turns, and sum up the times."""
    pages = [Page(url) for url in urls]
    took: list[list[tuple[float, float]]] = [[] for _ in pages]
    for number, question in enumerate(questions):
        # Who is asked first changes, and what came before is as much of a help to both.
        for at in range(len(pages))[:: (-1) ** number]:
            took[at].append(await pages[at].ask(question))
    return list(map(summed, took))


def summed(took: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Sum up the times of a chat."""
    first, whole = quantiles([each[0] for each in took]), quantiles([each[1] for each in took])
    return {
        "questions": len(took),
        "with_a_first_answer": sum(each[0] < 0.9 * each[1] for each in took),
        "first_answer_seconds": first,
        "whole_answer_seconds": whole,
        "ratio_p50": round(first["p50"] / whole["p50"], 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--questions", type=int, default=30)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    parser.add_argument("--against", type=Path, help="another checkout")
    wanted = parser.parse_args()
    rows = map(json.loads, GOLDEN.read_text("utf-8").splitlines())
    questions = [row["question"] for row in rows][: wanted.questions]
    result: dict[str, Any] = {"machine": machine()}
    with tempfile.TemporaryDirectory() as folder:
        store, other = Path(folder, "store"), Path(folder, "other")
        sync(store, [SEEDS], encoder=load_encoder())
        with ExitStack() as running:
            urls = [running.enter_context(chat_server(store))]
            if wanted.against:
                command = [sys.executable, "-m", "app", "index", str(SEEDS), "--store", str(other)]
                subprocess.run(command, check=True, cwd=wanted.against)
                urls.append(running.enter_context(chat_server(other, wanted.against)))
            now, *before = asyncio.run(measure(urls, questions))
        result |= now
        for each in before:
            ratio = now["whole_answer_seconds"]["p50"] / each["whole_answer_seconds"]["p50"]
            result |= {"against": each, "whole_ratio_p50": round(ratio, 3)}
    print(json.dumps(result, indent=1))
    wanted.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
