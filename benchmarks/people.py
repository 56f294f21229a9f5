"""Does the chat hold when many people ask at once? One alone, all at once, and during builds.

    python -m benchmarks.people --people 50 --articles 500

Starts the chat on an index of so many German newspaper articles (10kGNAD) and asks over HTTP as the
page does: the event of the question box, with a session of its own for each person. Each asks about
a name that only one article has, and then a follow-up which is the same for all, so that it means
something else to each of them. First one after the other, which tells what each is to be told; then
all at once; then all at once while the index is rebuilt in another process. A question that is told
anything else than alone is cross-talk. Whom the queue turns away is counted, and asks no more.
"""

import argparse
import asyncio
import html
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx
import numpy as np

from benchmarks.haystack import news_articles
from index.build import sync
from index.model.encoder import load_encoder
from training.xquad import DATA

FIRST = "Was wird über {} berichtet?"
SECOND = "Und wann war das?"
PATIENCE_S = 300.0  # for one answer; who waits longer has been forgotten
STARTING_S = 180.0


@dataclass(frozen=True)
class Box:
    """The event of the question box, as the page's own configuration describes it."""

    function: int
    trigger: int
    inputs: tuple[Any, ...]
    place: int

    @classmethod
    def of(cls, config: dict[str, Any]) -> "Box":
        """Find it by the name of the box, whatever else the page consists of."""
        parts = {part["id"]: part for part in config["components"]}
        box = next(i for i, part in parts.items() if part["props"].get("elem_id") == "question")
        event = next(each for each in config["dependencies"] if [box, "submit"] in each["targets"])
        values = [parts[i]["props"].get("value") for i in event["inputs"]]
        return cls(event["id"], box, tuple(values), event["inputs"].index(box))

    def asked(self, question: str) -> list[Any]:
        """Fill in the question; what is kept on the server for a session is sent as nothing."""
        data = list(self.inputs)
        data[self.place] = question
        return data


@dataclass(frozen=True)
class Told:
    """What came of a question: "answered", "turned away" or "failed"."""

    outcome: str
    seconds: float
    first_seconds: float | None = None
    asked: str = ""
    places: tuple[str, ...] = ()
    why: str = ""

    @property
    def said(self) -> tuple[str, tuple[str, ...]]:
        """What must be the same whoever else is asking."""
        return self.asked, self.places


@dataclass
class Person:
    """Somebody with a session and a subject of their own."""

    subject: str
    session: str
    told: list[Told] = field(default_factory=list)


def read_page(outputs: Any) -> tuple[str, tuple[str, ...]]:
    """Give the question that the evidence is about, and where its quotes or passages stand."""
    shown = next(
        (each for each in outputs if isinstance(each, str) and 'class="evidence' in each), ""
    )
    asked = re.search(r'<p class="asked"[^>]*>(.*?)</p>', shown, re.DOTALL)
    places = re.findall(r'class="open" href="([^"]*)"', shown)
    return html.unescape(asked[1]) if asked else "", tuple(dict.fromkeys(places))


async def events(client: httpx.AsyncClient, session: str) -> AsyncIterator[dict[str, Any]]:
    url = "/gradio_api/queue/data"
    async with client.stream("GET", url, params={"session_hash": session}) as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data:"):
                yield json.loads(line[5:])


async def ask(client: httpx.AsyncClient, box: Box, session: str, question: str) -> Told:
    """Ask as the page does, and wait for the whole answer."""
    started = time.perf_counter()
    first: float | None = None

    def since() -> float:
        return time.perf_counter() - started

    sent = {
        "data": box.asked(question), "fn_index": box.function, "trigger_id": box.trigger,
        "session_hash": session, "event_data": None,
    }  # fmt: skip
    try:
        joined = await client.post("/gradio_api/queue/join", json=sent)
        if joined.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            return Told("turned away", since(), why=joined.text[:200])
        joined.raise_for_status()
        async for event in events(client, session):
            if event["msg"] in ("process_generating", "process_completed") and first is None:
                first = since()
            if event["msg"] == "process_completed":
                if not event["success"]:
                    return Told("failed", since(), first, why=str(event["output"])[:200])
                asked, places = read_page(event["output"]["data"])
                outcome = "answered" if asked else "failed"
                return Told(outcome, since(), first, asked, places, "" if asked else "no evidence")
            if event["msg"] == "unexpected_error":
                return Told("failed", since(), first, why=str(event)[:200])
    except httpx.HTTPError as error:
        return Told("failed", since(), first, why=repr(error)[:200])
    return Told("failed", since(), first, why="the stream ended before the answer")


async def converse(client: httpx.AsyncClient, box: Box, person: Person) -> None:
    """Ask the first question, and the follow-up where the first was taken."""
    for question in (FIRST.format(person.subject), SECOND):
        person.told.append(await ask(client, box, person.session, question))
        if person.told[-1].outcome != "answered":
            return


async def chat(url: str, subjects: Sequence[str], *, at_once: bool) -> list[Person]:
    """Let people converse, one after the other or all at once."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    stamp = f"{time.time_ns():x}"
    people = [Person(subject, f"{stamp}-{number}") for number, subject in enumerate(subjects)]
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_S, limits=limits) as client:
        box = Box.of((await client.get("/config")).json())
        if at_once:
            await asyncio.gather(*(converse(client, box, person) for person in people))
        else:
            for person in people:
                await converse(client, box, person)
    return people


def subjects_of(texts: Sequence[str], count: int) -> list[str]:
    """Choose names for people to ask about: each several times in one article, in no other."""
    found = [Counter(re.findall(r"\b[A-ZÄÖÜ][a-zäöüß]{5,}\b", text)) for text in texts]
    articles = Counter(word for words in found for word in words)
    own = ((words, [w for w in words if articles[w] == 1 and words[w] > 1]) for words in found)
    named = [max(names, key=words.__getitem__) for words, names in own if names]
    if len(named) < count:
        raise SystemExit(f"{len(texts)} articles give only {len(named)} people something to ask")
    return named[:count]


def summary(people: Sequence[Person], alone: Sequence[Person]) -> dict[str, Any]:
    """Count what came of the questions, and compare each with what its person was told alone."""
    told = [each for person in people for each in person.told]
    answered = [each for each in told if each.outcome == "answered"]
    pairs = [
        (one.subject, now, before)
        for one, other in zip(people, alone, strict=True)
        for now, before in zip(one.told, other.told, strict=False)
        if now.outcome == before.outcome == "answered"
    ]
    crossed = [
        (who, now.said, before.said) for who, now, before in pairs if now.said != before.said
    ]
    for subject, now, before in crossed:
        print(f"cross-talk: {subject}\n  now   {now}\n  alone {before}", file=sys.stderr)
    for why in {each.why for each in told if each.outcome == "failed"}:
        print(f"failed: {why}", file=sys.stderr)
    return {
        "questions": len(told),
        "outcomes": dict(Counter(each.outcome for each in told)),
        "cross_talk": len(crossed),
        "different_follow_ups": len({p.told[1].places for p in people if len(p.told) > 1}),
        "seconds": quantiles([each.seconds for each in answered]),
        "first_sign_seconds": quantiles([e.first_seconds for e in answered if e.first_seconds]),
    }


def quantiles(seconds: Sequence[float]) -> dict[str, float]:
    if not seconds:
        return {}
    levels = {"p50": 0.5, "p95": 0.95, "max": 1.0}
    return {name: round(float(np.quantile(seconds, at)), 3) for name, at in levels.items()}


@contextmanager
def chat_server(store: Path, checkout: Path | None = None) -> Iterator[str]:
    """Start the chat as users do, of another checkout too, and wait until its model is loaded."""
    command = [sys.executable, "-u", "-m", "app", "chat", "--store", str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=checkout) as running:
        try:
            assert running.stdout is not None
            said = running.stdout.readline()
            found = re.search(r"http://\S+", said)
            if not found:
                raise SystemExit(f"the chat has not started: {said!r}")
            url = found[0].rstrip("/")
            call = f"{url}/gradio_api/call/ask"
            sent = httpx.post(call, json={"data": ["Wer war das?"]}, timeout=STARTING_S)
            httpx.get(f"{call}/{sent.json()['event_id']}", timeout=STARTING_S)
            yield url
        finally:
            running.terminate()


class Rebuilding:
    """Rebuilds of the index, one after the other, in other processes, until it is left."""

    def __init__(self, store: Path) -> None:
        self._command = [sys.executable, "-m", "app", "index", "--full", "--store", str(store)]
        self.finished = 0

    async def _go_on(self) -> None:
        while True:
            running = await asyncio.create_subprocess_exec(*self._command, stdout=-3, stderr=-3)
            try:
                if await running.wait():
                    raise SystemExit(f"a rebuild failed: {' '.join(self._command)}")
            except asyncio.CancelledError:
                running.terminate()
                await running.wait()
                raise
            self.finished += 1

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._go_on())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task


async def measure(url: str, store: Path, subjects: Sequence[str], limit_s: float) -> dict[str, Any]:
    """Run the three parts; what the time limit cuts off is left out of the result."""
    results: dict[str, Any] = {}
    with suppress(TimeoutError):
        async with asyncio.timeout(limit_s):
            alone = await chat(url, subjects, at_once=False)
            results["one after the other"] = summary(alone, alone)
            together = await chat(url, subjects, at_once=True)
            results["all at once"] = summary(together, alone)
            async with Rebuilding(store) as rebuilding:
                during = await chat(url, subjects, at_once=True)
                results["all at once, index rebuilt"] = summary(during, alone)
                results["all at once, index rebuilt"]["rebuilds_finished"] = rebuilding.finished
            return results
    print(f"stopped after {limit_s:.0f} s", file=sys.stderr)
    return results


def machine() -> dict[str, Any]:
    """Tell on what was measured, and what else it was doing."""
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--limit", type=float, default=1200.0, help="seconds for all questions")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    wanted = parser.parse_args()
    texts = news_articles(wanted.data / "news_de/news_de.csv")[: wanted.articles]
    subjects = subjects_of(texts, wanted.people)
    result = {"machine": machine(), "people": wanted.people, "articles": len(texts)}
    with tempfile.TemporaryDirectory() as folder:
        store, news = Path(folder, "store"), Path(folder, "news")
        news.mkdir()
        for number, text in enumerate(texts):
            (news / f"{number:03}.txt").write_text(text, encoding="utf-8")
        sync(store, [news], encoder=load_encoder())
        with chat_server(store) as url:
            result |= asyncio.run(measure(url, store, subjects, wanted.limit))
    print(json.dumps(result, indent=1, ensure_ascii=False))
    wanted.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
