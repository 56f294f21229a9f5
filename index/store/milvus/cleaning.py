"""Removes what killed builds left, and what no reader needs any more.

In: the state of an index. Out: collections with what the current generation and the one before
hold.
"""

from collections.abc import Iterable

from index.errors import StoreDamagedError, StoreMismatchError
from index.store.milvus.client import Client
from index.store.milvus.schema import Collections
from index.store.milvus.state import Entry, State
from index.store.milvus.values import FOREVER, Row

__all__ = ["clear", "log_of"]


def clear(client: Client) -> None:
    """Remove what killed builds left, and what neither the current generation nor the last has.

    Only for whoever holds the lease.
    """
    log = log_of(State(client))
    kept = {entry.epoch: entry for entry in log[-2:] if _needed(entry, log[-1])}
    alive = set[str]()
    for epoch, entry in kept.items():
        names = Collections(client.place.name, epoch)
        alive |= {*names}
        if entry.epoch == log[-1].epoch:
            _clear_epoch(client, names, log[-1], log[-2] if len(log) > 1 else None)
    for name in client.collections():
        if name not in alive and not name.endswith("__state"):
            client.drop(name)


def _needed(entry: Entry, current: Entry) -> bool:
    return entry is current or entry.generation == current.before


def _clear_epoch(client: Client, names: Collections, current: Entry, before: Entry | None) -> None:
    now = current.generation
    kept = before if before and before.generation == current.before else None
    oldest = kept.generation if kept and kept.epoch == current.epoch else now
    for name in names:
        client.delete(name, f"born > {now}")
        rows = client.scan(name, f"died > {now} and died < {FOREVER}", ["row"])
        back: Iterable[Row] = [{"row": int(row["row"]), "died": FOREVER} for row in rows]
        client.update(name, [*back])
        client.delete(name, f"died <= {oldest}")


def log_of(state: State) -> list[Entry]:
    """Give what can be read of the log: a full build does not care for the rest."""
    try:
        return state.entries()
    except (StoreDamagedError, StoreMismatchError):
        return []
