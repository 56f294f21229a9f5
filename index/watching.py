"""Keeps an index in line with its files while they change.

In: a store and its encoder. Out: a report for every generation that was published.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.build import BuildOptions, sync
from index.errors import CorpusError, StoreBusyError, StoreUnreachableError, StoreWriteError
from index.model.encoder import Encoder
from index.records import SyncReport
from index.store.contract.places import Place
from index.store.opening import remembered_roots

__all__ = ["follow"]

logger = logging.getLogger("beleg.index.watching")

# Changes within this time are one: a page and its pictures, a feed that is unpacked.
_TOGETHER_MS = 1_000
# Not every network drive tells of its changes, and a root may vanish and come back: so often the
# files are compared whatever was told.
_COMPARED_EVERY_S = 60.0
_TOLD_EVERY_MS = 300  # how long it takes to notice that it is to stop, or that a root is back


def follow(
    store: Place,
    *,
    encoder: Encoder,
    stop: threading.Event,
    options: BuildOptions | None = None,
    together_ms: int = _TOGETHER_MS,
) -> Iterator[SyncReport]:
    """Bring the index in line whenever a file under its roots changes, until told to stop.

    A root that has vanished, a full disk, or another process that is building, is waited for: the
    index stays as it is.

    Args:
        store: The store's folder, or its address in Milvus, with an index.
        encoder: The model that built it.
        stop: Ends the watch when it is set.
        options: As for `sync`.
        together_ms: Milliseconds within which changes are taken together.

    Yields:
        What each run did that found something to do; the first run is made at once.
    """
    before: SyncReport | None = None
    due, compared = True, 0.0
    while not stop.is_set():
        for changed in _changes(store, stop, together_ms):
            due = due or changed or time.monotonic() - compared > _COMPARED_EVERY_S
            if not due:
                continue
            try:
                report = sync(store, encoder=encoder, options=options)
            except StoreBusyError as error:
                logger.info("waiting: %s", error)  # and due as before
                continue
            except (CorpusError, StoreUnreachableError, StoreWriteError) as error:
                logger.warning("the index stays as it is: %s", error)
                due, compared = False, time.monotonic()
                continue
            due, compared = False, time.monotonic()
            if report.added or report.changed or report.removed or _other(before, report):
                yield report
            before = report


def _other(before: SyncReport | None, report: SyncReport) -> bool:
    """Tell whether other files are skipped than at the last run."""
    return before is not None and before.skipped != report.skipped


def _changes(store: Place, stop: threading.Event, together_ms: int) -> Iterator[bool]:
    """Tell again and again whether a file has changed; ends where a root comes or goes.

    First when the system has been asked to tell of changes: none after that is missed, also not
    while the caller is busy.
    """
    from watchfiles import watch

    inside, (roots, folders) = store.resolve(), _followed(store)
    there = [folder for folder in folders if folder.is_dir()]
    if not there:
        yield False
        stop.wait(_TOLD_EVERY_MS / 1_000)
        return
    for changes in watch(
        *there,
        watch_filter=lambda _, path: _concerns(Path(path), roots, inside),
        debounce=together_ms,
        stop_event=stop,
        rust_timeout=_TOLD_EVERY_MS,
        yield_on_timeout=True,
        recursive=any(root.is_dir() for root in roots),
        ignore_permission_denied=True,
    ):
        if stop.is_set():
            return
        yield bool(changes)
        if _followed(store) != (roots, folders) or not all(map(Path.is_dir, there)):
            return


def _followed(store: Place) -> tuple[list[Path], set[Path]]:
    """Give the roots, and the folders that tell of them.

    An editor puts a new file in the place of the old one: its folder tells of it, as it tells that
    a root is back.
    """
    roots = [Path(root) for root in remembered_roots(store)]
    return roots, {root if root.is_dir() else root.parent for root in roots}


def _concerns(path: Path, roots: Sequence[Path], store: Path | None) -> bool:
    """Tell whether a path may be of a file that is followed; hidden ones below a root are not."""
    below = (path.relative_to(root).parts for root in roots if path.is_relative_to(root))
    return not (store and path.is_relative_to(store)) and any(
        not any(part.startswith(".") for part in parts) for parts in below
    )
