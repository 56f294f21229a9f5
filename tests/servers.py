"""Servers that tests start and kill: real ones, on this machine."""

import importlib.util
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from index.store.contract.places import Remote, place_of

__all__ = ["MILVUS_MISSING", "MilvusServer"]

_WAIT_S = 60
MILVUS_MISSING = (
    ""
    if importlib.util.find_spec("pymilvus") and importlib.util.find_spec("milvus_lite")
    else "the extra beleg[milvus] is not installed"
)


class MilvusServer:
    """`milvus-lite server` over a folder; it can be killed and started again at the same port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def place(self, name: str) -> Remote:
        place = place_of(f"milvus://127.0.0.1:{self.port}/{name}")
        assert isinstance(place, Remote)
        return place

    def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = Path(sys.executable).with_name("milvus-lite")
        program = str(beside) if beside.exists() else shutil.which("milvus-lite")
        assert program is not None
        words = [program, "server", "--host", "127.0.0.1", "--port", str(self.port)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*words, "--data-dir", str(self._folder / "data")], stdout=log, stderr=log
            )
        until = time.monotonic() + _WAIT_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                assert time.monotonic() < until, (self._folder / "log").read_text()
                time.sleep(0.1)

    def stop(self) -> None:
        """Kill it, as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
