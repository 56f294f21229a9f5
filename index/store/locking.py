"""One builder at a time: the lock of an index's folder, and what killed builders left there."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreBusyError, StoreWriteError

__all__ = ["locked"]


@contextmanager
def locked(path: Path, *, clear: bool = True) -> Iterator[None]:
    """Let one builder in; `StoreBusyError` for the second. The lock falls with its process.

    Args:
        path: The store's folder; made where it is missing.
        clear: Remove the drafts of builds that were killed.

    Raises:
        StoreWriteError: It cannot be written to.
    """
    from filelock import FileLock, Timeout

    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path / "lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise StoreBusyError(
            f"another process is building the index at {path}; wait until it has finished"
        ) from None
    except OSError as error:
        raise StoreWriteError(
            f"cannot write to {path}: {error.strerror or error}; choose another place with --store"
        ) from error
    try:
        if clear:
            for draft in (path / "generations").glob("draft-*"):
                shutil.rmtree(draft, ignore_errors=True)  # where a reader forbids it, next time
        yield
    finally:
        lock.release()
