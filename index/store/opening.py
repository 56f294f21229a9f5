"""Opens an index wherever it is kept: in a folder of this machine or in Milvus.

In: a place. Out: an open `Store`, or what is known of it without a model. Which package holds it is
known here alone; that of the other kind is never imported.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from index.model.encoder import ModelIdentity
from index.store.contract.places import Place, Remote
from index.store.contract.protocol import Library, Store

if TYPE_CHECKING:
    from index.store.drafts import Draft

__all__ = [
    "is_published",
    "is_there",
    "locked",
    "new_draft",
    "open_catalogue",
    "open_store",
    "remembered_roots",
    "roll_back",
    "summarise",
]


def open_store(place: Place, model: ModelIdentity | None = None) -> Store:
    """Open the published generation.

    Args:
        place: Where the index is kept.
        model: The model that questions will be encoded with; None opens for looking only.

    Raises:
        StoreMissingError: There is none.
        StoreMismatchError: Another model or another format.
        StoreDamagedError: It is not what was written.
        StoreUnreachableError: The machine that keeps it does not reply.
    """
    if isinstance(place, Remote):
        from index.store.milvus import reading

        return reading.open_store(place, model)
    from index.store import generations

    return generations.open_store(place, model)


def open_catalogue(place: Place) -> tuple[str, Library]:
    """Open the published generation for looking around: give its name and its articles.

    Raises:
        StoreError: As `open_store`.
    """
    if isinstance(place, Remote):
        from index.store.milvus import reading

        store = reading.open_store(place, None)
        return store.name, store
    from index.store import generations

    return generations.open_catalogue(place)


def summarise(place: Place) -> dict[str, Any]:
    """Tell what is indexed, as `Store.summary` does, without reading the vectors.

    Raises:
        StoreError: As `open_store`.
    """
    if isinstance(place, Remote):
        return open_store(place).summary()
    from index.store import generations

    return generations.summarise(place)


def remembered_roots(place: Place) -> tuple[str, ...]:
    """Give the files and folders that an index follows, even where it cannot be opened."""
    if isinstance(place, Remote):
        from index.store.milvus import reading

        return reading.remembered_roots(place)
    from index.store import generations

    return generations.remembered_roots(place)


def is_published(place: Place) -> bool:
    """Tell whether a generation was ever published; not so where the first build was killed."""
    if isinstance(place, Remote):
        from index.store.milvus import reading

        return reading.is_published(place)
    from index.store import layout

    return layout.is_published(place)


def roll_back(place: Place) -> str:
    """Publish the generation before the current one again; returns its name. Readers follow.

    Raises:
        StoreMissingError: There is no index, or nothing before its current generation.
        StoreBusyError: Another process is building.
        StoreDamagedError: The generation before is damaged; nothing was changed.
    """
    if isinstance(place, Remote):
        from index.store.milvus import building

        return building.roll_back(place)
    from index.store import publishing

    return publishing.roll_back(place)


def is_there(place: Place) -> bool:
    """Tell whether anything was ever written there."""
    return is_published(place) if isinstance(place, Remote) else place.exists()


def new_draft(place: Place, base: Store | None, dimension: int) -> "Draft":
    """Start a generation, while the store is `locked`.

    Args:
        place: Where the index is kept.
        base: What it starts from, of the same place; None starts from nothing.
        dimension: Numbers in a vector.
    """
    if isinstance(place, Remote):
        from index.store.milvus import writing

        return writing.Draft(place, base, dimension)
    from index.store import generations, publishing

    assert base is None or isinstance(base, generations.Store)  # noqa: S101
    return publishing.Draft(place, base, dimension)


@contextmanager
def locked(place: Place) -> Iterator[None]:
    """Let one builder in; `StoreBusyError` for the second. What killed builders left is removed.

    Raises:
        StoreWriteError: It cannot be written to.
    """
    if isinstance(place, Remote):
        from index.store.milvus import building

        with building.locked(place):
            yield
        return
    from index.store import locking

    with locking.locked(place):
        yield
