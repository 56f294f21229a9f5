"""The vectors of all passages, and those nearest to a question.

In: (n, d) float32 unit rows under integer keys. Out: the nearest keys with their cosines, which are
always computed from the rows themselves. Up to `EXACT` vectors a question is compared with each;
beyond that the lists of `index.store.vectors.approximate` name the candidates.
"""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import damaged
from index.store.vectors.approximate import Lists, paths
from index.store.vectors.rows import CHUNK, GrowingRows, Keys, Matrix, NotRowsError, Positions, Rows

__all__ = ["EXACT", "Keys", "Matrix", "Vectors", "paths"]

# Comparing with each takes 9 ms for 100,000 vectors of 384 numbers (AVX2), 89 ms for a million;
# lists take 2 and 5 ms (`benchmarks/searching.json`).
EXACT = 50_000
# A selection of so few is compared row by row, which finds all there is.
_FEW = 2_000
# So many of 100,000 codes are compared with a question, and by this power more of more. Questions
# are unlike passages, so the nearest lists alone hold little: this finds 0.984 of the nearest ten
# of a hundred thousand, a million and five million (`benchmarks/searching.json`).
_SCANNED = 16_000
_GROWTH = 0.8
# So many candidates more than asked for are compared exactly: codes misplace some.
_MORE = 100
# Centres are found again when there are so many times the rows they were found for, or so many
# times fewer.
_OUTGROWN = 2


class Vectors:
    """Unit vectors under keys; the inner product of two is their cosine.

    Args:
        dimension: Numbers in a vector.
        folder: Where there is room for a temporary file of what is added; None for the system's.
    """

    def __init__(self, dimension: int, *, folder: Path | None = None) -> None:
        self._rows: Rows | GrowingRows = GrowingRows(dimension, folder=folder)
        self._lists: Lists | None = None
        self._exact: Any = None

    @classmethod
    def open(cls, path: Path, *, writable: bool = False, folder: Path | None = None) -> "Vectors":
        """Read vectors from a file; `StoreDamagedError` where it is not one.

        Args:
            path: What `save` wrote. It is mapped into memory or read by the row, so opening takes
                milliseconds and memory follows use; the file may be unlinked meanwhile.
            writable: Vectors can be added and removed; the file itself does not change.
            folder: As for new ones, where `writable`.
        """
        import faiss

        vectors = cls.__new__(cls)
        vectors._exact = None
        try:
            rows = Rows(path)
            vectors._lists = Lists.open(path)
            vectors._rows = GrowingRows(rows.dimension, rows, folder) if writable else rows
            if vectors._lists is None and not writable:
                # Only now: faiss reserves whatever memory a damaged file asks for.
                vectors._exact = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except (NotRowsError, OSError, RuntimeError, MemoryError) as error:
            raise damaged(path, str(error), path.parents[2]) from error
        return vectors

    def save(self, path: Path) -> tuple[Path, ...]:
        """Write all vectors to a file, and lists beside it where there are many.

        Returns:
            The files, that of the vectors first.
        """
        rows = self._changeable()
        rows.write(path)
        if len(rows) <= EXACT:
            for file in paths(path):
                file.unlink(missing_ok=True)
            return (path,)
        lists = self._lists
        if lists is None or not 1 / _OUTGROWN <= len(rows) / lists.trained_on <= _OUTGROWN:
            written = Lists.train(rows).write(path, _NONE, _chunks(rows, np.arange(len(rows))))
        else:
            written = lists.write(path, rows.removed, _chunks(rows, rows.find(rows.added)))
        return (path, *written)

    def __len__(self) -> int:
        """Count the vectors."""
        return len(self._rows)

    @property
    def dimension(self) -> int:
        """Numbers in one vector."""
        return self._rows.dimension

    def _changeable(self) -> GrowingRows:
        if not isinstance(self._rows, GrowingRows):
            raise ValueError("vectors opened for reading cannot be changed; open them as writable")  # noqa: TRY004
        return self._rows

    def add(self, keys: Sequence[int], rows: Matrix) -> None:
        """Add `rows`, (n, d) float32 of unit length, under `keys`, n of them and all new."""
        if len(keys):
            self._changeable().add(np.asarray(keys, dtype=np.int64), rows)

    def remove(self, keys: Sequence[int]) -> None:
        """Forget the vectors of these keys."""
        if len(keys):
            self._changeable().remove(np.asarray(keys, dtype=np.int64))

    def get(self, key: int) -> Matrix:
        """Give the vector of one key, shape (d,)."""
        position = self._rows.find(np.array([key], dtype=np.int64))
        if not len(position):
            raise KeyError(key)
        row: Matrix = self._rows.take(position)[0]
        return row

    def keys(self) -> Keys:
        """Give all keys, ascending."""
        return self._rows.keys

    def holds(self, keys: Keys) -> bool:
        """Tell whether these keys, ascending, are all there are, in the lists as well."""
        return np.array_equal(self.keys(), keys) and (
            self._lists is None or np.array_equal(self._lists.keys(), keys)
        )

    def search(
        self, vector: Matrix, k: int, *, within: Sequence[int] | Keys | None = None
    ) -> list[tuple[int, float]]:
        """Find the `k` nearest to a unit vector of shape (d,).

        Args:
            vector: What is looked for.
            k: How many at most.
            within: Only among these keys.

        Returns:
            `(key, cosine)`, best first, at most `k`; empty where there are no vectors. The cosines
            are exact; beyond `EXACT` vectors, two in a hundred of the nearest ten are missed, and
            about ten in a hundred of the nearest hundred of five million.
        """
        wanted = None if within is None else np.asarray(within, dtype=np.int64)
        if wanted is not None and np.any(wanted[1:] <= wanted[:-1]):  # sorting takes a while
            wanted = np.unique(wanted)
        k = min(k, len(self) if wanted is None else len(wanted))
        if k < 1:
            return []
        positions = self._candidates(np.asarray(vector, np.float32), k, wanted)
        # Row by row, so that a cosine does not depend on what else was found.
        cosines = np.vecdot(self._rows.take(positions), vector)
        keys = self._rows.keys[positions]
        best = np.lexsort((keys, -cosines))[:k]
        return list(zip(keys[best].tolist(), cosines[best].tolist(), strict=True))

    def _candidates(self, vector: Matrix, k: int, within: Keys | None) -> Positions:
        """Give the positions of rows that may be nearest, as a rule of at least `k`."""
        rows = self._rows
        if within is not None and len(within) <= _FEW:
            return rows.find(within)
        if isinstance(rows, GrowingRows):  # exact, whatever it takes: nobody searches in a draft
            return np.arange(len(rows)) if within is None else rows.find(within)
        if self._lists is not None:
            # What a filter lets through may lie together, in few of the lists: more of it then.
            searched = math.sqrt(len(rows) * (len(rows) if within is None else len(within)))
            scanned = max(4 * k, int(_SCANNED * (searched / 100_000) ** _GROWTH))
            near = self._lists.nearest(vector, k + _MORE, scanned=scanned, within=within)
            return rows.find(np.sort(near))  # in order, as memory is
        import faiss

        among = None
        if within is not None:
            selector = faiss.IDSelectorBatch(within)
            among = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        _, found = self._exact.search(vector.reshape(1, -1), k, params=among)
        return rows.find(found[0])


_NONE = np.empty(0, dtype=np.int64)


def _chunks(rows: GrowingRows, positions: Positions) -> Iterator[tuple[Keys, Matrix]]:
    for first in range(0, len(positions), CHUNK):
        chunk = positions[first : first + CHUNK]
        yield rows.keys[chunk], rows.take(chunk)
