"""Vectors in lists by likeness, for stores that are too large to compare a question with each.

In: keys and unit rows. Out: the keys that are probably nearest, to be compared exactly. This is an
inverted file (IVF) of faiss: k-means finds centres once, each row is kept as a short code in the
list of its nearest centre, and a search reads only the lists near to the question. A code has four
bits for each number, in blocks of 32 rows that one instruction compares at once ("fast scan").
Later rows go into the lists that are there.

Two files: `*.lists`, small, with a checksum of its own, says how to read `*.codes`, whose damage
can only give wrong candidates.
"""

import hashlib
import math
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.store.vectors.rows import GrowingRows, Keys, Matrix, NotRowsError

__all__ = ["Lists", "paths"]

# The digest of all that follows; on how many rows it was trained; how many bytes faiss wrote.
_DIGEST = 32
_HEAD = struct.Struct("<QQ")
# What faiss calls a list on disk: entries, room for entries, offset in bytes. Each list holds its
# codes, whole blocks of them, then its keys.
_BLOCK = 32
_ALIGNED = 32  # bytes, as faiss has codes in memory
_TABLE = np.dtype([("size", "<u8"), ("capacity", "<u8"), ("offset", "<u8")])
_KEY = 8

# Centres: 4 √n, as a power of two; found on so many rows for each, in so many rounds. More of any
# costs build time (a million took 184 s of processor time).
_CENTRES = 4
_SAMPLES = 40
_ROUNDS = 8
_SEED = 1
# Lists are ranked by what such rows of theirs promise that lie so many standard deviations nearer
# to the question than the centre; wide lists hold more of the nearest than their centres tell.
_DEVIATIONS = 2


def paths(rows: Path) -> tuple[Path, Path]:
    """Give where the lists of a file of rows are kept: how to read them, and their codes."""
    return rows.with_suffix(".lists"), rows.with_suffix(".codes")


class Lists:
    """Keys of vectors in lists, searched by likeness; usable from any thread.

    Args:
        empty: The trained index without entries, as faiss writes it.
        trained_on: How many rows there were when the centres were found.
    """

    def __init__(self, empty: NDArray[np.uint8], trained_on: int) -> None:
        import faiss

        self.trained_on = trained_on
        self._empty = empty
        index: Any = faiss.deserialize_index(empty)
        self._index = index
        self._centres: Matrix = index.quantizer.reconstruct_n(0, index.nlist)
        # How far unit rows lie from their centre follows from its length.
        left = np.maximum(1 - np.vecdot(self._centres, self._centres), 0)
        self._spreads = _DEVIATIONS * np.sqrt(left / index.d)
        self._sizes = np.zeros(self._index.nlist, dtype=np.int64)
        self._lists_of: tuple[Keys, NDArray[np.int32]] | None = None

    @classmethod
    def train(cls, rows: GrowingRows) -> "Lists":
        """Find centres for these rows; the lists are empty."""
        import faiss

        centres = 1 << round(math.log2(_CENTRES * math.sqrt(len(rows))))
        chance = np.random.default_rng(_SEED)
        sample = chance.choice(len(rows), min(len(rows), _SAMPLES * centres), replace=False)
        # Centres are means, of any length: their products with a question are then the mean
        # cosines of their lists, which rank them better than directions alone.
        index = _made(faiss.IndexFlatL2(rows.dimension), centres)
        index.cp.niter, index.cp.seed, index.cp.spherical = _ROUNDS, _SEED, False
        index.cp.min_points_per_centroid = 1
        index.train(rows.take(np.sort(sample)))
        return cls(faiss.serialize_index(index), len(rows))

    @classmethod
    def open(cls, rows: Path) -> "Lists | None":
        """Open the lists beside a file of rows, mapped into memory; None where there are none.

        None as well where they have the codes of an earlier version: every row is compared until
        they are written anew.

        Raises:
            NotRowsError: They are damaged.
            OSError: They cannot be read.
        """
        import faiss

        head, codes = paths(rows)
        if not head.exists():
            return None
        written = head.read_bytes()
        if hashlib.sha256(written[_DIGEST:]).digest() != written[:_DIGEST]:
            raise NotRowsError(f"the checksum of {head.name} has changed")
        trained_on, size = _HEAD.unpack_from(written, _DIGEST)
        start = _DIGEST + _HEAD.size
        lists = cls(np.frombuffer(written, np.uint8, size, start), trained_on)
        if not isinstance(lists._index, faiss.IndexIVFPQFastScan):
            return None
        lists._map(codes, np.frombuffer(written, _TABLE, offset=start + size))
        return lists

    def _map(self, codes: Path, table: NDArray[Any]) -> None:
        import faiss

        self._sizes = table["size"].astype(np.int64)
        total = int(self._sizes.sum())
        last = table[-1]
        size = int(last["offset"] + last["capacity"] * self._index.code_size + last["size"] * _KEY)
        if (found := codes.stat().st_size) != size:
            raise NotRowsError(f"{codes.name} has {found} bytes instead of {size}")
        mapped: Any = faiss.OnDiskInvertedLists()
        mapped.nlist, mapped.code_size = self._index.nlist, self._index.code_size
        mapped.filename, mapped.totsize, mapped.read_only = str(codes), size, True
        mapped.prefetch_nthread = 0  # it would start 32 threads for each search
        mapped.lists.resize(len(table))
        faiss.memcpy(mapped.lists.data(), faiss.swig_ptr(table.view(np.uint8)), table.nbytes)
        mapped.do_mmap()
        mapped.this.disown()
        self._index.replace_invlists(mapped, True)
        self._index.ntotal = total

    def __len__(self) -> int:
        return int(self._sizes.sum())

    def keys(self) -> Keys:
        """Give all keys, ascending."""
        return self._placed()[0]

    def write(
        self, rows: Path, removed: Keys, added: Iterable[tuple[Keys, Matrix]]
    ) -> tuple[Path, Path]:
        """Write lists beside a file of rows: these, without some keys and with more rows.

        Args:
            rows: The file of rows; the lists beside it may be these.
            removed: Keys to leave out.
            added: Keys with their rows, all new or removed.

        Returns:
            The two files.
        """
        index = self._copied()
        if len(removed):
            _remove(index, removed)
        for keys, each in added:
            index.add_with_ids(each, keys)
        table = np.zeros(index.nlist, dtype=_TABLE)
        head, codes = paths(rows)
        new = codes.with_name(f"{codes.name}.new")
        with new.open("wb") as out:
            for number, (code, keys) in enumerate(_entries(index)):
                out.write(bytes(-out.tell() % _ALIGNED))
                table[number] = len(keys), len(code) // index.code_size, out.tell()
                out.write(code.data)
                out.write(keys.data)
        new.replace(codes)
        body = _HEAD.pack(self.trained_on, len(self._empty))
        body += self._empty.tobytes() + table.tobytes()
        head.write_bytes(hashlib.sha256(body).digest() + body)
        return head, codes

    def _copied(self) -> Any:
        """Copy the lists into memory, where they can be changed."""
        import faiss

        index: Any = faiss.deserialize_index(self._empty)
        for number, (code, keys) in enumerate(_entries(self._index)):
            index.invlists.resize(number, len(keys))
            faiss.memcpy(index.invlists.get_codes(number), faiss.swig_ptr(code), code.nbytes)
            faiss.memcpy(index.invlists.get_ids(number), faiss.swig_ptr(keys), keys.nbytes)
        index.ntotal = self._index.ntotal
        return index

    def nearest(self, vector: Matrix, k: int, *, scanned: int, within: Keys | None = None) -> Keys:
        """Find the keys that are probably nearest to a unit vector, the best first.

        Lists are read from the nearest on until so many entries were compared. With `within` only
        its entries count, so that as many are compared wherever they lie.

        Args:
            vector: What is looked for, shape (d,).
            k: How many at most.
            scanned: How many entries to compare at least.
            within: Only these keys, ascending.
        """
        import faiss

        query = np.ascontiguousarray(vector, dtype=np.float32)
        closeness = self._centres @ query
        sizes = self._sizes if within is None else self._counts(within)
        order = np.argsort(-(closeness + self._spreads))
        order = order[sizes[order] > 0]
        ends = np.cumsum(sizes[order])
        if not len(ends):
            return np.empty(0, np.int64)
        order = order[: int(np.searchsorted(ends, min(scanned, ends[-1]))) + 1]
        closeness = closeness[order]
        parameters: Any = faiss.SearchParametersIVF  # faiss adds its keywords at import
        chosen = parameters(nprobe=len(order))
        if within is not None:
            chosen = parameters(nprobe=len(order), sel=_selector(within))
        scores, found = np.empty((1, k), np.float32), np.empty((1, k), np.int64)
        ptr = faiss.swig_ptr
        # The wrapper of it takes no parameters.
        self._index.search_preassigned_c(
            1, ptr(query), k, ptr(order), ptr(closeness), ptr(scores), ptr(found), False, chosen
        )
        keys: Keys = found[0][found[0] >= 0]
        return keys

    def _counts(self, within: Keys) -> NDArray[np.int64]:
        """Count the entries of each list that are among these keys."""
        keys, lists = self._placed()
        places = np.searchsorted(keys, within)
        places = places[places < len(keys)]
        counts: NDArray[np.int64] = np.bincount(lists[places], minlength=len(self._sizes))
        return counts

    def _placed(self) -> tuple[Keys, NDArray[np.int32]]:
        """All keys, ascending, and the list of each."""
        if self._lists_of is None:
            keys = np.concatenate([keys for _, keys in _entries(self._index)])
            order = np.argsort(keys)
            lists = np.repeat(np.arange(len(self._sizes), dtype=np.int32), self._sizes)
            self._lists_of = keys[order], lists[order]
        return self._lists_of


def _made(quantizer: Any, centres: int) -> Any:
    import faiss

    width = quantizer.d
    return faiss.IndexIVFPQFastScan(
        quantizer, width, centres, width, 4, faiss.METRIC_INNER_PRODUCT, _BLOCK
    )


def _entries(index: Any) -> Iterator[tuple[NDArray[np.uint8], Keys]]:
    """Give codes, as bytes in whole blocks, and keys of each list; views."""
    import faiss

    lists, width = index.invlists, index.code_size
    for number in range(lists.nlist):
        if size := lists.list_size(number):
            room = -(-size // _BLOCK) * _BLOCK
            codes = faiss.rev_swig_ptr(lists.get_codes(number), room * width)
            yield codes, faiss.rev_swig_ptr(lists.get_ids(number), size)
        else:
            yield np.empty(0, np.uint8), np.empty(0, np.int64)


def _remove(index: Any, keys: Keys) -> None:
    """Remove entries; what is behind the last of a list is cleared, as adding expects."""
    import faiss

    before = [index.invlists.list_size(number) for number in range(index.nlist)]
    index.remove_ids(faiss.IDSelectorBatch(keys))
    packer, nothing = index.get_CodePacker(), np.zeros(index.code_size, np.uint8)
    for size, (codes, left) in zip(before, _entries(index), strict=True):
        if len(left) < size and (end := len(left) % _BLOCK):
            last = codes[-_BLOCK * index.code_size :].reshape(1, -1)
            for slot in range(end, _BLOCK):
                packer.pack_1(nothing, slot, last)


def _selector(keys: Keys) -> Any:
    """Let these keys through: by a bit for each possible key, as hashing a million takes 0.1 s."""
    import faiss

    mask = np.zeros(int(keys[-1]) + 1, dtype=bool)
    mask[keys] = True
    make: Any = faiss.IDSelectorBitmap
    return make(np.packbits(mask, bitorder="little"))
