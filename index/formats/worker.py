"""Reads files in a process of its own, so that no file can hang, crash or bloat the one that asks.

In: a file's name and bytes. Out: its documents, or the reason why there are none, within the time
and memory that the limits allow. Formats whose readers are bounded by nature are read in place; of
an archive each file is read by itself, so that a hostile one costs its neighbours nothing.
"""

import contextlib
import io
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from index.errors import BelegError
from index.formats import registry
from index.formats.containers import streaming
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.worker_process import decode, receive, send

__all__ = ["Worker"]

logger = logging.getLogger("beleg.index.formats.worker")

# Not `multiprocessing`: its children first run the script of the program that starts them, which
# may load a model, open a window or start further children.
_CODE = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from index.formats.worker_process import serve
serve()
"""
# The child has hung up, or says what no child of ours would.
_LOST = (EOFError, OSError, AttributeError, LookupError, TypeError, ValueError)
_SIGKILL = 9
_START_SECONDS = 60.0  # takes 0.1 s; more where the disk sleeps and a virus scanner does not
_MOST_STOPPED = 10  # files of one archive that may hang or crash before it is given up
_SHARE_STOPPED = 0.01  # the same, of those of a large one


class Worker:
    """Reads one file after the other, in a child process where the format needs one.

    The child is started for the first file that needs it, and again after each that ended it. A
    context manager; one thread at a time.

    Args:
        limits: How far to go for one file. `max_memory` is what the child may take on top of what
            it has at its start, where the system can limit that (Linux and its kin).
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._child: _Child | None = None
        self._stopped = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child; a further `read` starts another."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    @property
    def process_id(self) -> int | None:
        """The child's process, while there is one."""
        return self._child.process_id if self._child else None

    def read(self, name: str, data: bytes) -> list[Document | Flaw]:
        """Read a file that is in memory; as `stream`."""
        return list(self.stream(name, io.BytesIO(data), len(data)))

    def stream(self, name: str, file: IO[bytes], size: int) -> Iterator[Document | Flaw]:
        """Read a file; one that holds files or records, part by part.

        Args:
            name: Its name; its suffix proposes the kinds that it may be.
            file: What it holds, to be sought in.
            size: How many bytes that are.

        Yields:
            Documents and flaws as they are found.

        Raises:
            Unreadable: It holds no article, or takes too much time or memory.
            BelegError: The child process cannot be started; no file is to blame.
        """
        head = file.read(streaming.HEAD)
        registry.check(name, head[:1], self._limits)
        file.seek(0)
        if not streaming.streams(name, head, size, self._limits):
            data = file.read(self._limits.max_bytes + 1)
            yield from self._read(name, data, self._limits)
            return
        kind = registry.kind_of(name, head).name
        try:
            yield from self._parts(name, file)
        except Unreadable as reason:
            reason.kind = kind
            raise

    def _parts(self, name: str, file: IO[bytes]) -> Iterator[Document | Flaw]:
        before, given = self._stopped, False
        for count, item in enumerate(streaming.documents(name, file, self._limits, self._read), 1):
            yield item
            given = given or isinstance(item, Document)
            if self._stopped - before > max(_MOST_STOPPED, count * _SHARE_STOPPED):
                reason = f"more than {_MOST_STOPPED} of its files had to be stopped"
                if not given:
                    raise Unreadable(reason)
                yield Flaw("rest", f"{reason}; the rest is not read")
                return

    def _read(self, name: str, data: bytes, limits: Limits) -> list[Document | Flaw]:
        registry.check(name, data, limits)
        if registry.is_bounded(name, data):
            try:
                return list(registry.documents(name, data, limits))
            except Unreadable:
                raise
            except Exception as error:  # a defect costs one file, as it does in the child
                logger.exception("the reader failed on %s", name)
                raise Unreadable(f"the reader failed on it ({type(error).__name__})") from error
        used = self._child is not None
        try:
            return self._ask(name, data, limits)
        except _OutOfMemory:
            if not used:
                raise
        # It may have been the files before this one that took it.
        return self._ask(name, data, limits)

    def _ask(self, name: str, data: bytes, limits: Limits) -> list[Document | Flaw]:
        self._child = self._child or _Child()
        try:
            items, kind, told = self._child.ask(name, data, limits)
        except BaseException:  # also Ctrl-C: what it still has to say would answer the next file
            self._stopped += 1
            self.close()
            raise
        if kind == "unreadable":
            reason = Unreadable(told[0])
            reason.kind = told[1]
            raise reason
        if kind == "defect":
            self.close()  # who knows what state it left
            logger.error("the reader failed on %s:\n%s", name, told[1])
            raise Unreadable(f"the reader failed on it ({told[0]})")
        return items


class _OutOfMemory(Unreadable):
    """A file that needs more memory than it may have."""


class _Child:
    """A process that runs `index.formats.worker_process.serve`."""

    def __init__(self) -> None:
        paths = json.dumps([path or str(Path.cwd()) for path in sys.path])
        command = [sys.executable, "-P", "-c", _CODE, paths]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise _not_started(str(error)) from error
        self._requests = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        try:
            with self._deadline(_START_SECONDS):
                receive(self._answers)
        except (EOFError, OSError, ValueError) as error:
            self.stop()
            raise _not_started(f"it ended with {self._process.returncode}") from error

    @property
    def process_id(self) -> int:
        return self._process.pid

    def ask(self, name: str, data: bytes, limits: Limits) -> tuple[list[Document | Flaw], str, Any]:
        """Give what is in a file, then how it ended: "done", "unreadable" or "defect", and why.

        Raises:
            Unreadable: The child is lost.
        """
        lost: Exception | None = None
        with self._deadline(limits.max_seconds) as late:
            try:
                send(self._requests, [name, {**asdict(limits), "bytes": len(data)}])
                self._requests.write(data)
                self._requests.flush()
                answer = self._answer(limits)
            except _LOST as error:
                lost = error
            except MemoryError as error:
                raise self._out_of_memory(limits) from error
        if late.is_set():
            raise Unreadable(f"took longer than {limits.max_seconds:g} s") from lost
        if lost is None:
            return answer
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)
        if self._process.returncode == -_SIGKILL:  # the system was out of memory
            raise self._out_of_memory(limits) from lost
        raise Unreadable("the reader crashed on it") from lost

    def stop(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        for stream in (self._requests, self._answers):
            with contextlib.suppress(OSError):  # what it never took is still to be written
                stream.close()
        self._process.wait()

    def _answer(self, limits: Limits) -> tuple[list[Document | Flaw], str, Any]:
        items: list[Document | Flaw] = []
        left = limits.max_memory
        while True:
            (kind, told), size = receive(self._answers, left)
            left -= size
            if kind == "memory":
                raise MemoryError
            if kind not in ("document", "flaw"):
                return items, kind, told
            items.append(decode(kind, told))

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Iterator[threading.Event]:
        """Kill the process after so many seconds, which ends all waiting for it."""
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            yield late
        finally:
            timer.cancel()
            timer.join()

    @staticmethod
    def _out_of_memory(limits: Limits) -> _OutOfMemory:
        return _OutOfMemory(f"needs more than {limits.max_memory / 1e9:g} GB of memory")


def _not_started(why: str) -> BelegError:
    return BelegError(
        f"cannot start a process to read files in ({why}); see whether {sys.executable} runs"
    )
