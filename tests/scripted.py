"""An endpoint that speaks OpenAI's chat completions and writes what a script says.

In: a function from the messages of a request to pieces of text. Out: an address on this machine,
and what was asked there.
"""

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import regex

__all__ = ["Scripted", "numbered", "scripted"]

Script = Callable[[list[dict[str, str]]], Iterable[str | float]]


@dataclass
class Scripted:
    """Where the endpoint is, and what it was asked.

    Attributes:
        url: Its base URL.
        asked: Bodies of the requests, in order.
        headers: Their headers.
        left: How many clients went away amid an answer.
        slots: So many answers are written at once.
    """

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    left: int = 0
    slots: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(1000))


def numbered(messages: list[dict[str, str]]) -> dict[int, str]:
    """Give the numbered sentences of a request."""
    text = messages[-1]["content"]
    return {int(n): said for n, said in regex.findall(r"(?m)^\[(\d+)\] (.*)$", text)}


@contextmanager
def scripted(  # noqa: C901 - one server, told from outside what goes wrong
    script: Script,
    *,
    slots: int = 1000,
    status: int = 200,
    raw: bytes | None = None,
    streams: bool = True,
) -> Iterator[Scripted]:
    """Serve a script.

    Args:
        script: Gives pieces of text, and for a number waits as many seconds.
        slots: How many answers are written at once; others wait.
        status: Of every response.
        raw: What is sent instead.
        streams: Whether what is written comes piece by piece, or at once.
    """
    state = Scripted(slots=threading.Semaphore(slots))
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            state.asked.append(body)
            state.headers.append({name.lower(): value for name, value in self.headers.items()})
            self.close_connection = True
            try:
                self._answer(body)
            except (BrokenPipeError, ConnectionResetError):
                state.left += 1

        def _answer(self, body: dict[str, Any]) -> None:
            if not streams:
                self._at_once("".join(map(str, script(body["messages"]))), body)
                return
            plain = status != 200 or raw is not None
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("location", "http://127.0.0.1:1/v1/chat/completions")
            self.send_header("content-type", "text/html" if plain else "text/event-stream")
            self.send_header("connection", "close")
            self.end_headers()
            if plain:
                self.wfile.write(raw or b"")
                return
            with state.slots:
                for piece in script(body["messages"]):
                    if isinstance(piece, float):
                        until = time.monotonic() + piece
                        while time.monotonic() < until and not over.is_set():
                            time.sleep(0.02)
                            self._send(": still here\n\n")
                        continue
                    delta = {"role": "assistant", "content": piece}
                    choice = {"index": 0, "delta": delta, "finish_reason": None}
                    self._send(f"data: {json.dumps(_chunk(body, choice))}\n\n")
            last = {"index": 0, "delta": {}, "finish_reason": "stop"}
            self._send(f"data: {json.dumps(_chunk(body, last))}\n\ndata: [DONE]\n\n")

        def _at_once(self, text: str, body: dict[str, Any]) -> None:
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            whole = _chunk(body, choice) | {"object": "chat.completion"}
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(whole).encode())

        def _send(self, text: str) -> None:
            self.wfile.write(text.encode())
            self.wfile.flush()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield state
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _chunk(body: dict[str, Any], choice: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": body["model"],
        "choices": [choice],
    }
