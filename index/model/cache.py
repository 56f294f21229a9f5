"""Folders in the user's cache that are made once, by one process, and appear when complete."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from index.errors import ModelError, first_line

__all__ = ["loading", "made_once"]

# Unpacking takes seconds, also on slow cores; after this long the other process hangs.
_LOCK_TIMEOUT_S = 300


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """Give the folder called `name` in the cache of models; make it where it is missing.

    Several processes may ask for it at once: one makes it, the others wait. Later calls only look
    whether it is there.

    Args:
        name: Names its content too: another content needs another name.
        make: Writes into the folder it is given; what it writes beside that is thrown away.

    Raises:
        ModelError: The folder cannot be written, or another process does not finish it.
    """
    folder = user_cache_path("beleg") / "models" / name
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f"{name}.lock"), timeout=_LOCK_TIMEOUT_S):
            if not folder.is_dir():
                # Only the holder of the lock writes, so any other was left by a killed process.
                for stale in folder.parent.glob(f"{name}.*.tmp"):
                    shutil.rmtree(stale)
                with tempfile.TemporaryDirectory(".tmp", f"{name}.", folder.parent) as temp:
                    made = Path(temp) / "made"
                    made.mkdir()
                    make(made)
                    _on_disk(made)
                    made.rename(folder)
    except Timeout as exc:
        raise ModelError(
            f"another process has been making {folder} for {_LOCK_TIMEOUT_S} s; end it, or wait"
        ) from exc
    except OSError as exc:
        raise ModelError(
            f"The model cannot be unpacked to {folder}: {exc}; make room for 1 GB there or "
            "name another cache folder in XDG_CACHE_HOME"
        ) from exc
    return folder


@contextmanager
def loading(folder: Path) -> Iterator[None]:
    """Say of whatever goes wrong inside that what lies in this folder of the cache is damaged.

    Raises:
        ModelError: Something went wrong.
    """
    try:
        yield
    except Exception as exc:  # whatever several runtimes make of damaged files
        raise ModelError(
            f"The model {folder} cannot be loaded ({first_line(exc)}): delete that folder, it will "
            "be made again"
        ) from exc


def _on_disk(folder: Path) -> None:
    """See that all is on disk before the rename, also when the power fails."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("r+b") as file:
                os.fsync(file.fileno())
