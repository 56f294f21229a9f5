"""One builder at a time, wherever it runs: a lease in the index, renewed while a build lasts.

In: the address of an index. Out: the right to write to it. On one machine the system's lock tells
that a builder was killed, and its lease falls at once; that of another machine falls when it was
not renewed for a while. Clocks may differ by less than that.
"""

import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

from index.errors import StoreBusyError, StoreError, StoreWriteError
from index.store.contract.places import Remote
from index.store.milvus.client import Client, connect
from index.store.milvus.state import State, pad
from index.store.milvus.values import Row

__all__ = ["holds", "lease"]

# Seconds after which a lease that was not renewed has fallen, and between two renewals.
_FALLS_S, _RENEWED_S = 90.0, 15.0

_held: dict[Remote, int] = {}


@contextmanager
def lease(place: Remote) -> Iterator[None]:
    """Let one builder in; `StoreBusyError` for the second.

    Raises:
        StoreWriteError: The lock of this machine cannot be made.
    """
    with _locked_here(place) as machine:
        client = connect(place)
        state = State(client)
        state.create()
        row = _take(client, state, machine)
        stop = threading.Event()
        keeper = threading.Thread(target=_keep, args=(client, state, row, stop), daemon=True)
        keeper.start()
        _held[place] = row
        try:
            yield
        finally:
            stop.set()
            keeper.join()
            _held.pop(place, None)
            with suppress(StoreError):  # where the server is gone, it falls by itself
                client.delete(state.collection, f"row == {row}")


def holds(client: Client) -> bool:
    """Tell whether the lease of this process still stands."""
    row = _held.get(client.place)
    state = State(client)
    found = client.query(state.collection, 'kind == "lease"', ["row", "seq"], now=True)
    return row is not None and any(int(each["row"]) == row for each in found)


@contextmanager
def _locked_here(place: Remote) -> Iterator[str]:
    """Hold this machine's lock of an index; gives what the machine is called."""
    from filelock import FileLock, Timeout
    from platformdirs import user_cache_path

    folder = user_cache_path("beleg") / "builders"
    name = blake2b(f"{place.uri}/{place.name}".encode(), digest_size=8).hexdigest()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        machine = _machine(folder / "machine")
        lock = FileLock(folder / f"{name}.lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise StoreBusyError(
            f"another process of this machine is building the index at {place}; wait until it has "
            "finished"
        ) from None
    except OSError as error:
        raise StoreWriteError(f"{folder} cannot be written: {error.strerror or error}") from error
    try:
        yield machine
    finally:
        lock.release()


def _machine(file: Path) -> str:
    """Give the name of this machine and user: host names are not unique among containers."""
    try:
        return file.read_text(encoding="ascii")
    except OSError:
        made = f"{socket.gethostname().encode('ascii', 'replace').decode()}/{secrets.token_hex(8)}"
        file.write_text(made, encoding="ascii")
        return made


def _take(client: Client, state: State, machine: str) -> int:
    """Take the lease. Two that come at once both leave; neither may think itself alone."""
    row = -1 - secrets.randbits(60)
    taken = {"row": row, "kind": "lease", "owner": 0, "data": machine, "seq": _now_ms()}
    _others(client, state, row, machine)
    client.insert(state.collection, [pad(taken)])
    try:
        _others(client, state, row, machine)
    except BaseException:
        client.delete(state.collection, f"row == {row}")
        raise
    return row


def _others(client: Client, state: State, row: int, machine: str) -> None:
    """Raise where another builder is at work; forget those that are not any more."""
    fields = ["row", "seq", "data"]
    fallen = list[int]()
    for other in client.query(state.collection, 'kind == "lease"', fields, now=True):
        if int(other["row"]) == row:
            continue
        age = (_now_ms() - int(other["seq"])) / 1_000
        # This machine's lock is ours: whoever had it is gone.
        if other["data"] == machine or age > _FALLS_S:
            fallen.append(int(other["row"]))
            continue
        host = str(other["data"]).partition("/")[0]
        raise StoreBusyError(
            f"a build on {host} is writing to the index at {client.place}; wait until it has "
            f"finished; if it was killed, its place is free in {max(1, round(_FALLS_S - age))} s"
        )
    if fallen:
        client.delete(state.collection, f"row in {sorted(fallen)}")


def _keep(client: Client, state: State, row: int, stop: threading.Event) -> None:
    while not stop.wait(_RENEWED_S):
        try:
            renewed: Row = {"row": row, "seq": _now_ms()}
            client.update(state.collection, [renewed])
        except StoreError:  # the build will find out, or it is back in time
            continue


def _now_ms() -> int:
    return round(time.time() * 1_000)
