"""The collections of an index in Milvus, and when a row of theirs counts.

::

    NAME__state          which generation readers use, what is known of it, and who builds
    NAME__e1_passages    vectors, words as sparse vectors, what filters ask for, texts
    NAME__e1_articles    what is known of each article
    NAME__e1_pieces      whatever is long, in pieces: texts, lists, how often words occur

Every row has a generation in which it was `born` and one in which it `died`; a reader of
generation g sees what was born by then and dies later. So a build adds rows that nobody sees, says
of others when they die, and at last adds one row to the state, which makes all of it count at
once. A killed one leaves rows that the next one removes. `e1` is an epoch: an index that is built
from nothing gets new collections, and its model may have other dimensions.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from index.store.milvus.client import Client
from index.store.milvus.values import FOREVER, LONGEST, Row

__all__ = [
    "PAD", "Collections", "create", "dumps", "index_for", "join", "loads", "pieces", "rows_from",
    "search_params", "visible",
]  # fmt: skip

# Up to so many passages a question is compared with each; the local store does the same.
_EXACT = 50_000
# More than so many have graphs that take too much memory (1.1 to 1.5 KB a passage besides the
# vector): lists of codes of 8 bits, whose best are compared exactly afterwards.
_GRAPHS = 20_000_000
_INDEXES: dict[str, Mapping[str, Any]] = {
    "FLAT": {},
    "HNSW": {"M": 16, "efConstruction": 200},
    "IVF_SQ8": {"nlist": 16_384},
}
_BORN = (("born", "int"), ("died", "int"))
_PASSAGES = (
    ("key", "int"), ("article", "int"), *_BORN, ("language", "key"), ("source", "key"),
    ("published", "text"), ("hash", "key"), ("text", "text"), ("data", "text"),
)  # fmt: skip
_ARTICLES = (
    ("key", "int"), ("voice", "int"), *_BORN, ("id", "key"), ("language", "key"),
    ("languages", "text"), ("source", "key"), ("published", "text"), ("listed", "text"),
    ("data", "text"),
)  # fmt: skip
_PIECES = (("owner", "int"), ("part", "int"), ("kind", "key"), *_BORN, ("data", "text"))
# Servers want a vector in every collection.
_PAD = {"pad": (2, {"index_type": "FLAT"})}
PAD = {"pad": [0.0, 0.0]}


class Collections:
    """The names of the collections of an epoch."""

    def __init__(self, name: str, epoch: int) -> None:
        self.passages, self.articles, self.pieces = (
            f"{name}__e{epoch}_{kind}" for kind in ("passages", "articles", "pieces")
        )

    def __iter__(self) -> Iterator[str]:
        return iter((self.passages, self.articles, self.pieces))


def index_for(passages: int) -> str:
    """Choose the kind of index for so many passages."""
    return "FLAT" if passages <= _EXACT else "HNSW" if passages <= _GRAPHS else "IVF_SQ8"


def search_params(index: str, k: int) -> Mapping[str, int]:
    """Give what a search for `k` results is told."""
    return {"HNSW": {"ef": max(256, 2 * k)}, "IVF_SQ8": {"nprobe": 128}}.get(index, {})


def create(client: Client, collections: Collections, dimension: int, index: str) -> None:
    """Make the collections of an epoch; those that are there stay."""
    client.create(
        collections.passages,
        _PASSAGES,
        {
            "dense": (dimension, {"index_type": index, "params": dict(_INDEXES[index])}),
            "words": (0, {"index_type": "SPARSE_INVERTED_INDEX"}),
        },
    )
    client.create(collections.articles, _ARTICLES, _PAD)
    client.create(collections.pieces, _PIECES, _PAD)


def visible(generation: int) -> str:
    """Write the condition that a row counts in a generation."""
    return f"born <= {generation} and died > {generation}"


def rows_from(generation: int, first: int = 0) -> Iterator[int]:
    """Give keys for the rows of a generation, which no other one has."""
    while True:
        yield (generation << 40) + first
        first += 1


def pieces(rows: Iterator[int], generation: int, owner: int, kind: str, text: str) -> Iterable[Row]:
    """Cut a text into pieces that fit into a field."""
    for part, piece in enumerate(_cut(text)):
        yield {
            "row": next(rows), "owner": owner, "part": part, "kind": kind, "born": generation,
            "died": FOREVER, "data": piece, **PAD,
        }  # fmt: skip


def join(found: Iterable[Row]) -> dict[int, str]:
    """Put pieces of one kind together again, by owner."""
    texts: dict[int, list[str]] = {}
    for row in sorted(found, key=lambda row: (row["owner"], row["part"])):
        texts.setdefault(row["owner"], []).append(row["data"])
    return {owner: "".join(parts) for owner, parts in texts.items()}


def _cut(text: str) -> Sequence[str]:
    """Cut where no character is divided; of characters of four bytes a piece has fewest."""
    if len(text) <= LONGEST // 4 or len(text.encode()) <= LONGEST:
        return [text]
    size = LONGEST // 4
    return [text[first : first + size] for first in range(0, len(text), size)]


def dumps(value: Any) -> str:
    """Write plain data, bytes among them, as ASCII."""
    return json.dumps(value, default=_hex, separators=(",", ":"))


def loads(text: str) -> Any:
    """Read what `dumps` wrote."""
    return json.loads(text, object_hook=_unhex)


def _hex(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    raise TypeError(f"{type(value).__name__} is no plain data")


def _unhex(value: dict[str, Any]) -> Any:
    return bytes.fromhex(value["bytes"]) if value.keys() == {"bytes"} else value
