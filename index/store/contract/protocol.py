"""What a store is to those who ask: passages by meaning and by words, articles by id.

In: vectors, terms, filters. Out: keys with scores, hits, articles. Questions, the page and builds
know no more of how an index is kept.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.records import Article, Citation, Filter, Hit, Skipped
from index.store.contract.counts import Indexed
from index.store.contract.manifest import Manifest

__all__ = ["Library", "Scored", "Store"]

# Keys of passages with their scores, best first.
Scored = list[tuple[int, float]]


class Library(Protocol):
    """The articles of one generation, readable without a model."""

    def article(self, article_id: str) -> Article | None:
        """Give one article with its text, or None."""

    def copies(self, article_id: str) -> list[Citation]:
        """Give the other articles that print the same, the one that stands for them first."""

    def listing(
        self, words: str = "", limit: int = 50, *, within: Filter | None = None
    ) -> tuple[list[Citation], int]:
        """Find articles whose title, source and id hold all these words, the newest first."""

    def newest(self, within: Filter | None = None) -> str | None:
        """Give the date of the newest article, or of those that a filter lets through."""

    def verdicts(self, paths: Sequence[str]) -> dict[str, str]:
        """Give why files were not indexed, empty where they were; by path, for those it knows."""


class Store(Library, Protocol):
    """One generation of an index, open for reading from any thread."""

    name: str
    manifest: Manifest
    languages: list[str]

    def is_current(self) -> bool:
        """Tell whether this is still the published generation."""

    def require(self, model: str) -> None:
        """Raise `StoreMismatchError` for a model of another name: known before it is loaded."""

    def summary(self) -> dict[str, Any]:
        """Tell what is indexed, as plain data."""

    def nearest(self, vector: NDArray[np.float32], k: int, *, only: Filter | None = None) -> Scored:
        """Find the `k` passages nearest to a unit vector, with their cosines."""

    def cosines(self, vector: NDArray[np.float32], keys: Iterable[int]) -> dict[int, float]:
        """Give the cosines of passages with a unit vector, by key."""

    def telling(self, terms: Sequence[str], k: int, *, only: Filter | None = None) -> Scored:
        """Find the passages that share the most telling terms (BM25), scores above 0."""

    def hits(self, scored: Sequence[tuple[int, float]]) -> list[Hit]:
        """Turn `(passage key, score)` pairs into hits, in the order given, ranked from 1."""

    def vectors_of(self, texts: Sequence[str]) -> dict[int, NDArray[np.float32]]:
        """Give the vectors of those texts that are passages here, by position in `texts`."""

    def files(self) -> dict[str, Indexed]:
        """Give what is known of every file, also of those that were skipped, by its id."""

    def skipped(self) -> list[Skipped]:
        """Give the files, and the parts of files, that were not indexed, by path."""

    def contents(self) -> dict[str, bytes]:
        """Give the hash of all that was read of every article, by its id."""

    def check_bytes(self) -> None:
        """Look whether all is there that a copy would be made of."""

    def verify(self) -> None:
        """Check what it holds; `StoreDamagedError` for the first thing not as it was written."""
