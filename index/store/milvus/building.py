"""One builder at a time, and the way back to the generation before.

In: the address of an index. Out: the right to write to it, what killed builds left removed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from index.errors import Mending, StoreMissingError
from index.store.contract.places import Remote
from index.store.milvus.cleaning import clear, log_of
from index.store.milvus.client import connect
from index.store.milvus.lease import lease
from index.store.milvus.reading import MilvusStore
from index.store.milvus.state import State

__all__ = ["locked", "roll_back"]


@contextmanager
def locked(place: Remote) -> Iterator[None]:
    """Let one builder in; `StoreBusyError` for the second. What killed ones left is removed.

    Raises:
        StoreWriteError: The lock of this machine cannot be made.
    """
    with lease(place):
        clear(connect(place))
        yield


def roll_back(place: Remote) -> str:
    """Let the generation before the current one count again; returns its name."""
    state = State(connect(place))
    state.current()
    with lease(place):
        log = log_of(state)
        current = log[-1]
        found = next((each for each in log if each.generation == current.before), None)
        if found is None:
            raise StoreMissingError(
                f"the index at {place} has no generation before {current.name}; bring it in line "
                f"with its files instead: {Mending(place).index()}"
            )
        # Its number is remembered with it: none is given twice.
        again = replace(found, seq=current.seq + 1, before=None)
        MilvusStore(connect(place), again).verify()
        state.append(again)
        return again.name
