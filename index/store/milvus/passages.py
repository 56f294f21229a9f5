"""The passages of a generation in the making, written as their vectors are made.

In: keys of a working catalogue, vectors. Out: rows, and how many passages have each word.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.store.milvus.client import Client
from index.store.milvus.reading import MilvusStore
from index.store.milvus.schema import Collections, create, dumps, index_for, pieces
from index.store.milvus.values import FOREVER, LONGEST, Row, cut
from index.store.milvus.words import EMPTY, weights
from index.store.milvus.working import Working

__all__ = ["PassageWriter", "Target"]

# Words of a list that says how often each occurs, when an epoch begins.
_WORDS_OF_A_LIST = 2_000


@dataclass(frozen=True, slots=True)
class Target:
    """Where a generation in the making is written to.

    Attributes:
        client: The connection.
        collections: Those of its epoch.
        generation: Its number.
        rows: Gives keys for its rows.
        dimension: Numbers in a vector.
        base: The generation that it started from.
    """

    client: Client
    collections: Collections
    generation: int
    rows: Iterator[int]
    dimension: int
    base: MilvusStore | None


class PassageWriter:
    """The passages of a draft, written as their vectors are made.

    Attributes:
        index: The kind of index of their collection.
        mean: How many words a passage has on average.
        buckets: In how many lists it is kept how often words occur.
        counted_again: The lists that have changed.
    """

    def __init__(self, target: Target, catalogue: Working) -> None:
        self._to = target
        self._catalogue = catalogue
        self._started = False
        self._occurring = Counter[int]()
        self.index, self.mean, self.buckets = "FLAT", 1.0, 1
        self.counted_again: list[int] = []

    def add(self, keys: Sequence[int], rows: NDArray[np.float32]) -> None:
        """Write passages with their vectors, (n, d)."""
        self._start()
        to, catalogue = self._to, self._catalogue
        made, long = list[Row](), list[Row]()
        for key, text, vector in zip(keys, catalogue.passage_texts(keys), rows, strict=True):
            data = catalogue.passage_data(key)
            words = catalogue.words_of(key)
            sparse = weights(words, self.mean)
            self._occurring.update(sparse.keys() - {EMPTY})
            row, passage = next(to.rows), data["passage"]
            written = dumps(data)
            if len(written) > LONGEST:
                long += pieces(to.rows, to.generation, row, "passage", written)
                written = ""
            kept = text
            if len(text.encode()) > LONGEST:
                long += pieces(to.rows, to.generation, row, "words", text)
                kept = ""
            source, published = catalogue.select(
                "SELECT source, published FROM articles WHERE key = ?", (passage["article"],)
            )[0]
            made.append(
                {
                    "row": row, "key": key, "article": passage["article"], "born": to.generation,
                    "died": FOREVER, "language": cut(passage["language"]),
                    "source": cut((source or "").casefold()), "published": cut(published or ""),
                    "hash": passage["hash"].hex(), "text": kept, "data": written,
                    "dense": vector.tolist(), "words": sparse,
                }
            )  # fmt: skip
        to.client.insert(to.collections.pieces, long)
        to.client.insert(to.collections.passages, made)

    def remove(self, keys: Sequence[int]) -> None:
        """Nothing: what is removed while articles are read has no vectors yet."""

    def finish(self) -> None:
        """Write how often words occur, where that has changed."""
        self._start()
        to, base, catalogue = self._to, self._to.base, self._catalogue
        found = self._occurring
        for article in sorted(catalogue.gone):
            assert base is not None  # noqa: S101
            for row in base.passages_of(article):
                found.subtract([int(word) for word in row["words"] if int(word) != EMPTY])
        lists = defaultdict[int, dict[int, int]](dict)
        for word, more in found.items():
            if more:
                lists[word % self.buckets][word] = more
        rows = list[Row]()
        for bucket, changes in sorted(lists.items()):
            counts = Counter(base.occurring(bucket) if base else {})
            counts.update(changes)
            written = [(word, count) for word, count in sorted(counts.items()) if count > 0]
            rows += pieces(to.rows, to.generation, bucket, "df", dumps(written))
        to.client.insert(to.collections.pieces, rows)
        self.counted_again = sorted(lists)

    def _start(self) -> None:
        """Make the collections, now that it is known how much they will hold."""
        if self._started:
            return
        self._started = True
        to, base, catalogue = self._to, self._to.base, self._catalogue
        if base is not None:
            entry = base.entry
            self.index, self.mean, self.buckets = entry.index, entry.mean, entry.buckets
            return
        passages = catalogue.counts().passages
        tokens = catalogue.tokens()
        self.index = index_for(passages)
        self.mean = max(tokens / passages, 1.0) if passages else 1.0
        # New words come ever more slowly: about as the square root of what is read.
        self.buckets = max(16, round(30 * tokens**0.5) // _WORDS_OF_A_LIST)
        create(to.client, to.collections, to.dimension, self.index)
