"""Which generation of an index in Milvus readers use, and what is known of it.

In: what a build has made. Out: a log of which the last entry counts: one request adds it, so that
readers see the old or the new one.
"""

import dataclasses
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from index.errors import Mending, StoreDamagedError, StoreMismatchError, StoreMissingError
from index.store.contract.manifest import Manifest
from index.store.milvus.client import Client
from index.store.milvus.schema import PAD, Collections, dumps, loads, pieces

__all__ = ["FORMAT", "Entry", "State", "pad"]

# Raised whenever collections that were written before cannot be read any more.
FORMAT = 1

_FIELDS = (
    ("seq", "int"), ("owner", "int"), ("part", "int"), ("born", "int"), ("died", "int"),
    ("kind", "key"), ("data", "text"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One generation as it was published.

    Attributes:
        seq: Its place in the log.
        generation: Its number; none is given twice.
        before: The generation that can be gone back to.
        epoch: Of its collections.
        manifest: Model, options, roots and counts.
        tokens: Words in all passages, from which the mean length follows.
        next_key: The first key that no passage had yet.
        buckets: In how many lists it is kept how often words occur.
        index: The kind of index of its vectors.
        mean: The mean length of a passage in words when the epoch began; weights are reckoned
            with it, so that those of all passages can be compared.
        summary: What `beleg status` tells.
    """

    seq: int
    generation: int
    before: int | None
    epoch: int
    manifest: Manifest
    tokens: int
    next_key: int
    buckets: int
    index: str
    mean: float
    summary: dict[str, Any]

    @property
    def name(self) -> str:
        """The generation's name."""
        return f"{self.generation:06}"

    def collections(self, name: str) -> Collections:
        """Name its collections."""
        return Collections(name, self.epoch)


class State:
    """The state of an index: its log."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.collection = f"{client.place.name}__state"
        self._mending = Mending(client.place)

    def exists(self) -> bool:
        """Tell whether anything was ever written."""
        return self.collection in self._client.collections()

    def create(self) -> None:
        """Make room for the log."""
        self._client.create(self.collection, _FIELDS, {"pad": (2, {"index_type": "FLAT"})})

    def entries(self, *, now: bool = True) -> list[Entry]:
        """Give the log, the entry that counts last.

        Raises:
            StoreMismatchError: It is of another format.
            StoreDamagedError: It cannot be read.
        """
        if not self.exists():
            return []
        rows = self._client.query(
            self.collection, 'kind == "log"', ["owner", "part", "data", "seq"], now=now
        )
        parts: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            parts[row["owner"]].append(row)
        found = []
        for seq, some in sorted(parts.items()):
            some.sort(key=lambda row: row["part"])
            found.append(self._read(seq, "".join(row["data"] for row in some)))
        return found

    def last(self) -> int | None:
        """Give the place in the log of the entry that counts; a moment old at worst."""
        rows = self._client.query(self.collection, 'kind == "log"', ["owner"])
        return max((int(row["owner"]) for row in rows), default=None)

    def current(self, *, now: bool = True) -> Entry:
        """Give the entry that counts; `StoreMissingError` where there is none."""
        entries = self.entries(now=now)
        if not entries:
            raise StoreMissingError(
                f"no index at {self._client.place}; build one with: {self._mending.index('FOLDER')}"
            )
        return entries[-1]

    def append(self, entry: Entry) -> None:
        """Make an entry count."""
        fields = {each.name: getattr(entry, each.name) for each in dataclasses.fields(entry)}
        fields["manifest"] = entry.manifest.to_json()
        rows = [
            {**row, "seq": entry.seq}
            for row in pieces(
                iter(range(entry.seq << 20, (entry.seq + 1) << 20)), 0, entry.seq, "log",
                dumps({"format": FORMAT, **fields}),
            )
        ]  # fmt: skip
        self._client.insert(self.collection, rows)
        self._client.flush(self.collection)

    def forget(self, before: int) -> None:
        """Remove the entries before one."""
        self._client.delete(self.collection, f'kind == "log" and owner < {before}')

    def _read(self, seq: int, text: str) -> Entry:
        try:
            fields = loads(text)
            found = int(fields.pop("format"))
            if found == FORMAT:
                fields["manifest"] = Manifest.from_json(fields["manifest"])
                return Entry(**fields)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreDamagedError(
                f"the index at {self._client.place} is damaged: entry {seq} of its log cannot be "
                f"read; rebuild it with: {self._mending.index('--full')}"
            ) from error
        raise StoreMismatchError(
            f"the index at {self._client.place} has format {found}, this program reads {FORMAT}; "
            f"rebuild it with: {self._mending.index('--full')}"
        )


def pad(row: dict[str, Any]) -> dict[str, Any]:
    """Complete a row of the state."""
    return {"seq": 0, "part": 0, "born": 0, "died": 0, **row, **PAD}
