"""The process in which files are read: it takes one at a time and answers with what is in it.

In: messages of `Worker` on standard input. Out: messages on standard output. A message is JSON
behind its length, not a pickle: what comes from a process that a hostile file may have taken over
is data and cannot run anything.
"""

import contextlib
import faulthandler
import json
import os
import signal
import struct
import sys
import traceback
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from index.formats import registry
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.records import Entry, Label, Span

__all__ = ["EXTRA_SECONDS", "confine", "decode", "encode", "receive", "send", "serve"]

_LENGTH = struct.Struct(">I")

# How much later than its parent the child stops itself, in case the parent is no more.
EXTRA_SECONDS = 2.0

# Libraries in C say "unknown error" when they get no memory; whoever failed after taking more than
# this share of what there is, failed for want of it.
_MOST = 0.5

# What no reader needs, as docs.python.org/3/library/audit_events.html calls it.
_REFUSED = frozenset(
    {
        *("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"),
        *("socket.sendmsg", "subprocess.Popen", "os.system", "os.exec", "os.fork"),
        *("os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile"),
    }
)


def serve() -> None:
    """Answer requests until the parent hangs up. For a process of its own: it gives up its streams.

    Its memory is limited to what it has at the start and `Limits.max_memory` on top, where the
    system knows such limits; it exits after a request that needed more.
    """
    requests, answers = _own_streams()
    confine()
    start = _address_space()
    send(answers, ["ready", None])
    while True:
        try:
            (name, given), _ = receive(requests)
        except EOFError:
            return
        data = requests.read(given.pop("bytes"))
        limits = Limits(**given)
        _limit_memory(start + limits.max_memory)
        faulthandler.dump_traceback_later(limits.max_seconds + EXTRA_SECONDS, exit=True)
        for message in _answer(name, data, limits):
            if (
                message[0] in ("unreadable", "defect")
                and _peak() - start > _MOST * limits.max_memory
            ):
                message = ["memory", None]
            send(answers, message)
            if message[0] == "memory":
                return
        faulthandler.cancel_dump_traceback_later()


def confine() -> None:
    """Refuse connections and other programs to this process, and leave Ctrl-C to its parent.

    It is a net under parsers that follow what a file tells them, not a sandbox against machine
    code.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.addaudithook(_refuse)


def send(stream: IO[bytes], message: list[Any]) -> None:
    """Write a message of what JSON can say; texts may hold lone surrogates."""
    data = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes], most: int | None = None) -> tuple[Any, int]:
    """Read a message; give it with its length in bytes.

    Raises:
        EOFError: The other side has hung up.
        MemoryError: It is longer than `most` bytes.
        ValueError: It is no message.
    """
    length = stream.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        raise EOFError
    size = _LENGTH.unpack(length)[0]
    if most is not None and size > most:
        raise MemoryError
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return json.loads(data.decode("utf-8", "surrogatepass")), size


def encode(item: Document | Flaw) -> dict[str, Any]:
    """Give what is sent for a document or flaw."""
    return asdict(item)


def decode(kind: str, values: dict[str, Any]) -> Document | Flaw:
    """Make a document or flaw of what was sent for it."""
    if kind == "flaw":
        return Flaw(**values)
    spans = values["spans"]
    if spans is not None:
        spans = tuple(Span(span["start"], span["end"], Label(span["label"])) for span in spans)
    entries = tuple(Entry(*entry) for entry in values["entries"])
    pages = tuple(values["pages"])
    return Document(**{**values, "spans": spans, "pages": pages, "entries": entries})


def _answer(name: str, data: bytes, limits: Limits) -> Iterator[list[Any]]:
    try:
        for item in registry.documents(name, data, limits):
            yield ["flaw" if isinstance(item, Flaw) else "document", encode(item)]
    except Unreadable as reason:
        yield ["unreadable", [str(reason), reason.kind]]
    except MemoryError:
        yield ["memory", None]
    except Exception as error:  # noqa: BLE001 (whatever it is, the other files are to be read)
        yield ["defect", [type(error).__name__, traceback.format_exc()]]
    else:
        yield ["done", None]


def _own_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Take standard input and output for messages; what a library prints goes nowhere."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return requests, answers


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    del arguments
    if event in _REFUSED:
        raise PermissionError(f"a reader of files may not do this: {event}")


def _address_space() -> int:
    """Give the size of this process in bytes; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def _peak() -> int:
    """Give the largest size that this process ever had, in bytes; 0 as above."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return 1024 * int(status.partition("VmPeak:")[2].split()[0])
    except (OSError, ValueError, IndexError):
        return 0


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # Windows; the deadline still holds there
        return
    with contextlib.suppress(OSError, ValueError):  # macOS refuses
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
