"""The connection to a Milvus server: the one module that talks to `pymilvus`.

In: an address, rows and conditions. Out: rows. What the server or the network says becomes one of
our errors; what a server that was started again has not loaded yet is loaded.
"""

import logging
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from functools import lru_cache
from typing import Any, Self

from index.errors import StoreError, StoreMissingError, StoreUnreachableError, first_line
from index.store.contract.places import Remote
from index.store.milvus.values import ROWS, Row, batches

__all__ = ["Client", "connect"]

logger = logging.getLogger("beleg.index.store.milvus")

# Seconds until a call that gets no reply is given up.
_TIMEOUT_S = 30.0
_PAGE = 8_192  # rows; at most 16,384 are given
_KEYS = 1_000  # that one condition names

_UNLOADED, _UNKNOWN, _GONE = 101, 100, 2
_SILENCE = ("UNAVAILABLE", "eadline", "Open local milvus failed")
_LOADING_S = 600.0
_COUNTING_S = 300.0  # right after 250,000 rows have come a small server takes more than 30


class Client:
    """A connection; safe to use from several threads."""

    def __init__(self, place: Remote) -> None:
        """Connect.

        Raises:
            StoreUnreachableError: There is no reply.
            StoreError: The extra is missing, or the token would go where others can read it.
        """
        try:
            import pymilvus
        except ImportError as error:
            raise StoreError(
                f"the index at {place} needs a package that is not installed; install it with: "
                "pip install 'beleg[milvus]'"
            ) from error
        # What it logs are the errors that we raise, each with three tracebacks.
        for name in ("pymilvus", "milvus_lite"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        token = os.environ.get("BELEG_MILVUS_TOKEN", "")
        if token and place.file is None and not place.encrypted and not _is_here(place.host):
            raise StoreError(
                f"the token in BELEG_MILVUS_TOKEN would reach {place} unencrypted; write "
                "milvuss:// for TLS, or unset it"
            )
        self.place = place
        self._level: dict[str, Any] = {}
        self._error = pymilvus.MilvusException
        self._types = pymilvus.DataType
        if place.file is not None and not place.file.parent.is_dir():
            raise StoreError(
                f"{place.file.parent} is no folder; make it, or choose another --store"
            )
        self._milvus = self._try(
            lambda: pymilvus.MilvusClient(uri=place.uri, token=token, timeout=_TIMEOUT_S)
        )

    def fresh(self) -> Self:
        """Give the same connection for those who must see what was written a moment ago."""
        other = copy(self)
        other._level = {"consistency_level": "Strong"}
        return other

    def close(self) -> None:
        """Close the connection."""
        self._milvus.close()

    def collections(self) -> list[str]:
        """Name the collections of this index."""
        names = self._try(lambda: self._milvus.list_collections(timeout=_TIMEOUT_S))
        ours = re.compile(rf"{self.place.name}__(state|e\d+_[a-z]+)")
        return sorted(name for name in names if ours.fullmatch(name))

    def create(
        self,
        name: str,
        fields: Sequence[tuple[str, str]],
        vectors: Mapping[str, tuple[int, Mapping[str, Any]]],
    ) -> None:
        """Make a collection with `row` as its key, and load it; one that is there stays.

        Args:
            name: What it is called.
            fields: Names of fields, each with "int" or "text".
            vectors: Dimension (0: sparse) and index of the fields with vectors.
        """
        there = name in self.collections()
        if there and self._try(lambda: self._milvus.list_indexes(name)):
            return
        types = self._types
        schema = self._milvus.create_schema(auto_id=False, enable_dynamic_field=False)
        indexes = self._milvus.prepare_index_params()
        schema.add_field("row", types.INT64, is_primary=True)
        for field, kind in fields:
            if kind == "int":
                schema.add_field(field, types.INT64)
                indexes.add_index(field, index_type="INVERTED")
            else:
                schema.add_field(field, types.VARCHAR, max_length=65_535)
                if kind == "key":
                    indexes.add_index(field, index_type="INVERTED")
        for field, (dimension, index) in vectors.items():
            if dimension:
                schema.add_field(field, types.FLOAT_VECTOR, dim=dimension)
            else:
                schema.add_field(field, types.SPARSE_FLOAT_VECTOR)
            indexes.add_index(field, metric_type="IP", **index)
        calls: tuple[Callable[[], Any], ...] = (
            lambda: self._milvus.create_collection(
                name, schema=schema, consistency_level="Bounded", timeout=_LOADING_S
            ),
            # Nothing is in it that an index would have to be waited for.
            lambda: self._milvus.create_index(name, indexes, sync=False, timeout=_LOADING_S),
            lambda: self._milvus.load_collection(name, timeout=_LOADING_S),
        )
        for call in calls[there:]:  # whoever made it was killed before it had indexes
            self._try(call)

    def drop(self, name: str) -> None:
        """Remove a collection with all that is in it."""
        self._try(lambda: self._milvus.drop_collection(name, timeout=_LOADING_S))

    def insert(self, name: str, rows: Sequence[Row]) -> None:
        """Add rows, in requests of a size that servers take; each is there whole or not at all."""
        for batch in batches(rows):
            self._on(name, lambda b=batch: self._milvus.insert(name, b, timeout=_TIMEOUT_S))  # type: ignore[misc]

    def update(self, name: str, rows: Sequence[Row]) -> None:
        """Change the fields that rows name, of the rows with their `row`."""
        for first in range(0, len(rows), ROWS):
            batch = list(rows[first : first + ROWS])
            self._on(
                name,
                lambda b=batch: self._milvus.upsert(  # type: ignore[misc]
                    name, b, timeout=_LOADING_S, partial_update=True
                ),
            )

    def delete(self, name: str, condition: str) -> None:
        """Remove the rows that meet a condition."""
        self._on(name, lambda: self._milvus.delete(name, filter=condition, timeout=_LOADING_S))

    def flush(self, name: str) -> None:
        """Have what was written put where a restart finds it."""
        self._on(name, lambda: self._milvus.flush(name, timeout=_LOADING_S))

    def count(self, name: str, condition: str) -> int:
        """Count the rows that meet a condition, as of now."""
        (row,) = self.query(name, condition, ["count(*)"], now=True, patience=_COUNTING_S)
        return int(row["count(*)"])

    def query(
        self,
        name: str,
        condition: str,
        fields: Sequence[str],
        *,
        now: bool = False,
        patience: float = _TIMEOUT_S,
    ) -> list[Row]:
        """Give the rows that meet a condition, some thousands at most.

        Args:
            name: The collection.
            condition: As Milvus writes conditions.
            fields: The fields of a row that are given.
            now: Also what was written a moment ago; otherwise what it says may be seconds old.
            patience: Seconds that it may take.
        """
        level = {"consistency_level": "Strong"} if now else self._level
        found = self._on(
            name,
            lambda: self._milvus.query(
                name, filter=condition, output_fields=list(fields), timeout=patience, **level
            ),
        )
        return [dict(row) for row in found]

    def having(
        self,
        name: str,
        field: str,
        keys: Sequence[int],
        fields: Sequence[str],
        *,
        where: str,
    ) -> list[Row]:
        """Give the rows one of whose numbers is among some keys, and that meet a condition."""
        found: list[Row] = []
        for first in range(0, len(keys), _KEYS):
            some = sorted(set(keys[first : first + _KEYS]))
            found += self.query(name, f"{field} in {some} and {where}", fields)
        return found

    def scan(self, name: str, condition: str, fields: Sequence[str]) -> Iterator[Row]:
        """Give all rows that meet a condition, in the order of `row`, by pages."""
        pages = self._on(
            name,
            lambda: self._milvus.query_iterator(
                name,
                filter=condition,
                output_fields=list(fields),
                batch_size=_PAGE,
                consistency_level="Strong",
                timeout=_TIMEOUT_S,
            ),
        )
        try:
            while page := self._try(pages.next):
                yield from page
        finally:
            pages.close()

    def nearest(
        self,
        name: str,
        field: str,
        vector: Any,
        k: int,
        *,
        where: str,
        fields: Sequence[str],
        params: Mapping[str, Any],
    ) -> list[tuple[Row, float]]:
        """Give the rows whose vectors have the largest inner product with one, best first."""
        found = self._on(
            name,
            lambda: self._milvus.search(
                name,
                data=[vector],
                anns_field=field,
                limit=k,
                filter=where,
                output_fields=list(fields),
                search_params={"metric_type": "IP", "params": dict(params)},
                timeout=_TIMEOUT_S,
                **self._level,
            ),
        )
        return [(dict(hit["entity"]), float(hit["distance"])) for hit in found[0]]

    def _on(self, name: str, call: Callable[[], Any]) -> Any:
        """Call the server about a collection, which is loaded where it is not."""
        try:
            return call()
        except self._error as error:
            if error.code != _UNLOADED and "not loaded" not in str(error):
                raise self._said(error) from error
        except _broken() as error:
            raise self._silent(error) from error
        self._try(lambda: self._milvus.load_collection(name, timeout=_LOADING_S))
        return self._try(call)

    def _try(self, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except self._error as error:
            raise self._said(error) from error
        except _broken() as error:
            raise self._silent(error) from error

    def _said(self, error: Any) -> StoreError:
        what = first_line(Exception(error.message))
        if error.code == _UNKNOWN:
            return StoreMissingError(f"the index at {self.place} is not there ({what})")
        if error.code == _GONE or any(word in what for word in _SILENCE):
            return self._silent(error)
        return StoreError(f"the index at {self.place} cannot be used: Milvus says: {what[:300]}")

    def _silent(self, error: BaseException) -> StoreUnreachableError:
        if self.place.file is not None:
            return StoreUnreachableError(
                f"{self.place} cannot be opened ({first_line(error)[:200]}); one program at a time "
                "can have such a file: for several, start: milvus-lite server --host 127.0.0.1 "
                f"--data-dir {self.place.file}, and write --store milvus://127.0.0.1:19530/beleg"
            )
        logger.info("no reply: %s", error)
        return StoreUnreachableError(
            f"the index at {self.place} does not reply; see that Milvus runs there, then try again"
        )


@lru_cache(maxsize=8)
def _connected(place: Remote, thread: int) -> Client:
    del thread
    return Client(place)


_connecting = threading.Lock()


def connect(place: Remote) -> Client:
    """Give the one connection of this process to a place."""
    with _connecting:  # a file can be opened once
        return _connected(place, os.getpid())


def _broken() -> tuple[type[BaseException], ...]:
    import grpc

    return (grpc.RpcError, OSError, TimeoutError, ConnectionError)


def _is_here(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")
