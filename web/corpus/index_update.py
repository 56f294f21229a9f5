"""Brings the index in line with its files while the chat goes on, and tells how far that has come.

In: a store and an encoder that others use meanwhile. Out: stages, at last the report.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from index.model.encoder import Encoder
from index.records import SyncReport
from index.store.contract.places import Place

__all__ = ["Stage", "update"]

# Between two looks at how far it is: often enough for a bar that moves.
_SECONDS = 0.2


class Stage(NamedTuple):
    """So many of so many steps of "reading" or "embedding" are done."""

    name: str
    done: int
    total: int


def update(store: Place, paths: Sequence[Path], encoder: Encoder) -> Iterator[Stage | SyncReport]:
    """Bring an index in line with its files, in a thread of its own.

    Whoever stops listening does not stop it; a program that ends does, and leaves the old index.

    Args:
        store: Where the index is kept.
        paths: Files and folders to follow from now on, besides those of earlier runs.
        encoder: Must be the model that built the store.

    Yields:
        The latest stage now and then, at last the report.

    Raises:
        BelegError: As `index.build.sync`.
    """
    from index.build import sync  # here, because the readers of formats come with it

    latest: Stage | None = None
    report = Future[SyncReport]()

    def tell(name: str, done: int, total: int) -> None:
        nonlocal latest
        latest = Stage(name, done, total)

    def work() -> None:
        try:
            report.set_result(sync(store, paths, encoder=encoder, progress=tell))
        except BaseException as error:  # noqa: BLE001  (raised again where the report is asked for)
            report.set_exception(error)

    Thread(target=work, name="beleg-update", daemon=True).start()
    told = None
    while not wait([report], _SECONDS).done:
        if latest and latest != told:
            yield (told := latest)
    yield report.result()
