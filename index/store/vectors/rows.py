"""The rows of all vectors in one file, each under its key: what every cosine is computed from.

In: keys and unit rows, as they come and go. Out: rows by key, read when they are asked for. The
file is an `IndexIDMap2` over an `IndexFlatIP` of faiss, keys ascending; files written by others may
have them in any order.
"""

import os
import struct
import sys
import tempfile
import threading
import weakref
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["CHUNK", "GrowingRows", "Keys", "Matrix", "NotRowsError", "Positions", "Rows"]

Matrix = NDArray[np.float32]
Keys = NDArray[np.int64]
Positions = NDArray[np.intp]

# faiss: kind, dimension, count, two fillers, trained, metric (0: inner product); the map and what
# it maps have one each, then each array comes behind its count.
_HEAD = struct.Struct("<4siqqq?i")
_COUNT = struct.Struct("<Q")
_KINDS = (b"IxM2", b"IxFI")
_FILLER = 1 << 20
_START = 2 * _HEAD.size + _COUNT.size
# Rows that are held in memory while a file is written or read from end to end: 12 MB of 384.
CHUNK = 8192
_SEEKING = threading.Lock()


class NotRowsError(ValueError):
    """A file that does not hold rows; its text says why."""


class Rows:
    """The rows of a file, read where they are needed; usable from any thread.

    They are read and not mapped: of a mapping the system brings in sixteen pages for each row, so
    that the memory of a process would soon hold all of them. Opening takes milliseconds, as only
    the keys are read (8 bytes each), and the file may be unlinked meanwhile.

    Args:
        path: The file. Nothing in it is trusted before it fits the file's size.

    Raises:
        NotRowsError: It holds something else, or it is not whole.
        OSError: It cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        weakref.finalize(self, self._file.close)
        count, self.dimension = _shape(self._file)
        self._file.seek(_START + 4 * count * self.dimension)
        head, keys = self._file.read(_COUNT.size), self._file.read(8 * count)
        if head != _COUNT.pack(count) or len(keys) != 8 * count:
            raise NotRowsError("it has not as many keys as vectors")
        written = np.frombuffer(keys, dtype=np.int64)
        self._order: Positions | None = None
        if np.any(written[1:] <= written[:-1]):
            self._order = np.argsort(written, kind="stable")
            written = written[self._order]
        self.keys: Keys = written

    def __len__(self) -> int:
        return len(self.keys)

    def find(self, keys: Keys) -> Positions:
        """Give the positions of keys in `self.keys`; those that are not there are left out."""
        return _find(self.keys, keys)

    def take(self, positions: Positions) -> Matrix:
        """Read the rows at these positions, (n, d), in their order."""
        places = positions if self._order is None else self._order[positions]
        rows = np.empty((len(places), self.dimension), dtype=np.float32)
        _gather(self._file, _START, places, rows)
        return rows


class GrowingRows:
    """Rows in the making: those of a file, without some of them and with others.

    What is added lies in a nameless temporary file, so that memory does not grow with it.

    Args:
        dimension: Numbers in a row.
        base: The rows to start with.
        folder: Where there is room for what is added; None for the system's place.
    """

    def __init__(
        self, dimension: int, base: Rows | None = None, folder: Path | None = None
    ) -> None:
        self.dimension = dimension
        self._base = base
        self._base_keys = base.keys if base else np.empty(0, np.int64)
        self._kept = np.ones(len(self._base_keys), dtype=bool)
        self._spool = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115  (kept open)
        weakref.finalize(self, self._spool.close)
        self._added = [np.empty(0, np.int64)]
        self._alive = [np.empty(0, dtype=bool)]
        self._sorted: tuple[Keys, Positions] | None = None

    def __len__(self) -> int:
        return int(self._kept.sum() + sum(alive.sum() for alive in self._alive))

    @property
    def keys(self) -> Keys:
        """All keys, ascending."""
        return self._index()[0]

    @property
    def removed(self) -> Keys:
        """The keys of the base that were removed, ascending; some may have been added again."""
        removed: Keys = self._base_keys[~self._kept]
        return removed

    @property
    def added(self) -> Keys:
        """The keys that were added and not removed again."""
        added: Keys = np.concatenate(self._added)[np.concatenate(self._alive)]
        return added

    def add(self, keys: Keys, rows: Matrix) -> None:
        """Add rows, (n, d), under `keys`, n of them and all new."""
        if rows.shape != (len(keys), self.dimension):
            wanted = f"{len(keys)} × {self.dimension}"
            raise ValueError(f"the rows are {rows.shape} instead of {wanted}")
        left = _bytes(np.ascontiguousarray(rows, dtype=np.float32))
        while len(left):
            left = left[self._spool.write(left) :]
        self._added.append(keys)
        self._alive.append(np.ones(len(keys), dtype=bool))
        self._sorted = None

    def remove(self, keys: Keys) -> None:
        """Forget the rows of these keys; those that are not there are left out."""
        if self._base:
            self._kept[self._base.find(keys)] = False
        for added, alive in zip(self._added, self._alive, strict=True):
            alive[np.isin(added, keys)] = False
        self._sorted = None

    def find(self, keys: Keys) -> Positions:
        """Give the positions of keys in `self.keys`; those that are not there are left out."""
        return _find(self.keys, keys)

    def take(self, positions: Positions) -> Matrix:
        """Read the rows at these positions, (n, d), in their order."""
        places = self._index()[1][positions]
        rows = np.empty((len(places), self.dimension), dtype=np.float32)
        based = places < len(self._base_keys)
        if self._base and based.all():
            return self._base.take(places)
        if self._base and based.any():
            rows[based] = self._base.take(places[based])
        others = np.empty((int((~based).sum()), self.dimension), dtype=np.float32)
        _gather(self._spool, 0, places[~based] - len(self._base_keys), others)
        rows[~based] = others
        return rows

    def write(self, path: Path) -> None:
        """Write all rows to a file, which may be the one they came from."""
        keys = self.keys
        new = path.with_name(f"{path.name}.new")
        with new.open("wb") as out:
            for kind in _KINDS:
                fields = (kind, self.dimension, len(keys), _FILLER, _FILLER, True, 0)
                out.write(_HEAD.pack(*fields))
            out.write(_COUNT.pack(len(keys) * self.dimension))
            for first in range(0, len(keys), CHUNK):
                last = min(first + CHUNK, len(keys))
                out.write(_bytes(self.take(np.arange(first, last))))
            out.write(_COUNT.pack(len(keys)))
            out.write(_bytes(keys))
        new.replace(path)

    def _index(self) -> tuple[Keys, Positions]:
        """All keys, ascending, and the place of each: in the base, or behind it as added."""
        if self._sorted is None:
            keys = np.concatenate([self._base_keys, *self._added])
            places = np.flatnonzero(np.concatenate([self._kept, *self._alive]))
            places = places[np.argsort(keys[places], kind="stable")]
            self._sorted = keys[places], places
        return self._sorted


def _bytes(numbers: NDArray[Any]) -> memoryview:
    return numbers.reshape(-1).view(np.uint8).data


def _find(known: Keys, keys: Keys) -> Positions:
    places = np.searchsorted(known, keys)
    inside = places < len(known)
    places, keys = places[inside], keys[inside]
    found: Positions = places[known[places] == keys]
    return found


def _shape(file: FileIO) -> tuple[int, int]:
    """Read count and dimension; `NotRowsError` unless they account for every byte of the file."""
    head = file.read(_START)
    if len(head) != _START:
        raise NotRowsError("it is too short")
    parts = [_HEAD.unpack_from(head, at * _HEAD.size) for at in range(len(_KINDS))]
    _, dimension, count, *_ = parts[0]
    wanted = [(kind, dimension, count, _FILLER, _FILLER, True, 0) for kind in _KINDS]
    (numbers,) = _COUNT.unpack_from(head, _START - _COUNT.size)
    if parts != wanted or dimension < 1 or count < 0 or numbers != count * dimension:
        raise NotRowsError("it is no index of vectors as they are")
    size = _START + 4 * numbers + _COUNT.size + 8 * count
    if (found := os.fstat(file.fileno()).st_size) != size:
        raise NotRowsError(f"it has {found} bytes instead of {size}")
    return count, dimension


def _gather(file: FileIO, start: int, places: Positions, rows: Matrix) -> None:
    """Read the rows at these places; neighbours at once."""
    size, whole = rows.itemsize * rows.shape[1], _bytes(rows)
    firsts = np.flatnonzero(np.diff(places, prepend=-2) != 1)
    counts = np.diff(firsts, append=len(places))
    for first, left, offset in zip(
        (firsts * size).tolist(),
        (counts * size).tolist(),
        (start + places[firsts] * size).tolist(),
        strict=True,
    ):
        while left:
            done = _read_at(file, whole[first : first + left], offset)
            if not done:
                raise NotRowsError("it was cut short while it was open")
            first, left, offset = first + done, left - done, offset + done


def _read_at(file: FileIO, buffer: memoryview, offset: int) -> int:
    if sys.platform != "win32":
        return os.preadv(file.fileno(), [buffer], offset)
    with _SEEKING:
        file.seek(offset)
        return file.readinto(buffer)
