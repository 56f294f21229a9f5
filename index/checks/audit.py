"""Examines one generation of an index: every byte, row, slice and vector.

In: a folder that may hold anything. Out: for each check a fact, or a `Fault` that names what is not
as it was written. Each check goes as far as the damage lets it: where the vectors are lost, the
passages are still compared with their articles.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
from rich.filesize import decimal

from index.language import terms
from index.records import Label
from index.store.catalogue import Catalogue, Counts
from index.store.contract.manifest import Manifest
from index.store.layout import CATALOGUE, MANIFEST, VECTORS
from index.store.slices import broken_slices
from index.store.vectors.nearest import Vectors, paths

__all__ = ["CHECKS", "Fault", "Generation", "spread"]

_LISTS = {file.name for file in paths(Path(VECTORS))}  # of large generations

# The checksum has vouched for every byte of the words; this asks whether a question would still be
# cut into the same ones, which a few passages tell as well as all.
_SAMPLE = 200
# A float32 row that was divided by its length has seven digits of it; a damaged one has none.
_LENGTH_TOLERANCE = 1e-3
_CHUNK = 4096


class Fault(Exception):  # noqa: N818  (of an index, not of a program)
    """Something that is not as it was written; its text says what."""


class Generation:
    """A generation on disk, opened as far as it can be.

    Args:
        folder: Where its files are.
        wanted: The format that this program reads.
    """

    def __init__(self, folder: Path, wanted: int) -> None:
        self.folder = folder
        self.name = folder.name
        self.manifest: Manifest | None = None
        self.catalogue: Catalogue | None = None
        self.vectors: Vectors | None = None
        self.consistent = False  # the rows of the catalogue fit together
        self._wanted = wanted
        self.foreign = False  # of another format: nothing else can be said about it
        self._whole = set[str]()

    @property
    def bytes(self) -> int:
        """Size on disk, whatever the manifest says."""
        size = 0
        for file in self.folder.glob("*"):
            with suppress(OSError):
                size += file.stat().st_size
        return size

    def check(self, look: "Look") -> str | None:
        """Make one of the `CHECKS`, in their order.

        Returns:
            The fact; None where there is nothing to look at after an earlier check failed.

        Raises:
            Fault: What is wrong.
        """
        if self.foreign:
            return None
        try:
            return look(self)
        except Fault:
            raise
        except Exception as error:  # whatever damaged bytes make of the libraries that read them
            # The catalogue's own errors name a command; which one mends this is not known here.
            cause = error.__cause__ or error
            what = " ".join(f"{type(cause).__name__}: {cause}".split())
            raise Fault(f"{self.folder} cannot be read ({what})") from error

    def is_whole(self) -> bool:
        """Tell whether every check passes."""
        try:
            return all(self.check(look) is not None for _, look in CHECKS)
        except Fault:
            return False

    def read_manifest(self) -> str:
        """Read what the generation is made of."""
        try:
            text = (self.folder / MANIFEST).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise Fault(f"{self.folder / MANIFEST} is missing") from None
        found = int(json.loads(text)["format"])
        if found != self._wanted:
            self.foreign = True
            age = "an older" if found < self._wanted else "a newer"
            raise Fault(
                f"{self.folder} has format {found}, of {age} Beleg; this one reads {self._wanted}"
            )
        manifest = Manifest.from_json(text)
        if manifest.files.keys() - _LISTS != {CATALOGUE, VECTORS}:
            raise Fault(f"{self.folder} has other files: {', '.join(sorted(manifest.files))}")
        self.manifest = manifest
        return f"format {manifest.format}, built {manifest.created}"

    def read_catalogue(self) -> str:
        """Compare the catalogue's file with the manifest."""
        return self._read(CATALOGUE)

    def read_vectors(self) -> str:
        """Compare the vectors' file, and those of their lists, with the manifest."""
        found = self._read(VECTORS)
        for name in sorted(self.manifest.files.keys() & _LISTS if self.manifest else ()):
            self._read(name)
        return found

    def _read(self, name: str) -> str:
        file = self.folder / name
        if not file.is_file():
            raise Fault(f"{file} is {'no file' if file.exists() else 'missing'}")
        size = file.stat().st_size
        if self.manifest is None:
            return f"{decimal(size)}, with no checksum to compare"
        wanted, checksum = self.manifest.files[name]
        if size != wanted:
            raise Fault(f"{file} has {size} bytes instead of {wanted}")
        with file.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != checksum:
                raise Fault(f"the checksum of {file} has changed")
        self._whole.add(name)
        return f"{decimal(size)}, its checksum is that of the build"

    def read_database(self) -> str | None:
        """Let SQLite look at its own structure."""
        file = self.folder / CATALOGUE
        if not file.is_file():
            return None
        catalogue = Catalogue.open(file)
        rows = catalogue.select("PRAGMA quick_check(1)")
        self.catalogue = catalogue  # readable: what else it holds can be looked at
        # Some versions of SQLite cannot look into a full-text table that they may not write to.
        found = [str(row[0]) for row in rows if "readonly" not in str(row[0])]
        if found not in ([], ["ok"]):
            raise Fault(f"SQLite finds damage in {file}: {' '.join(found[0].split())}")
        return "SQLite finds no damage"

    def count_rows(self) -> str | None:
        """Compare the rows of the catalogue with the manifest, and with each other."""
        if (catalogue := self.catalogue) is None:
            return None
        counts = catalogue.counts()
        if self.manifest is not None and counts != self.manifest.counts:
            raise Fault(
                f"{CATALOGUE} holds {_told(counts)} instead of {_told(self.manifest.counts)}"
            )
        for table, row, parent, _ in catalogue.select("PRAGMA foreign_key_check"):
            raise Fault(f"{CATALOGUE}: row {row} of {table} belongs to no row of {parent}")
        words = [key for (key,) in catalogue.select("SELECT rowid FROM words ORDER BY rowid")]
        if words != catalogue.keys():
            raise Fault(
                f"{CATALOGUE}: the full-text table has {len(words)} rows for {counts.passages} "
                "passages, or under other keys"
            )
        self.consistent = True
        return f"{_told(counts)}; every passage is in the full-text table"

    def compare_slices(self) -> str | None:
        """Compare every passage and every sentence with the text of its article."""
        if self.catalogue is None:
            return None
        for problem in broken_slices(self.catalogue):
            raise Fault(f"{CATALOGUE}: {problem}")
        return "every passage and every sentence is the slice it was"

    def compare_spans(self) -> str | None:
        """Look whether the labelled spans and the pages of every article lie in its text."""
        if self.catalogue is None:
            return None
        for key, article_id in self.catalogue.select("SELECT key, id FROM articles"):
            ((length, spans, pages),) = self.catalogue.select(
                "SELECT length(text), spans, pages FROM articles WHERE key = ?", (key,)
            )
            end = 0
            for left, right, label in json.loads(spans):
                if not end <= left <= right <= length:
                    raise Fault(
                        f"{CATALOGUE}: span {left}:{right} of {article_id} lies outside its text "
                        "or overlaps the one before"
                    )
                Label(label)
                end = right
            bounds = [0, *json.loads(pages), length]
            if bounds != sorted(bounds):
                raise Fault(f"{CATALOGUE}: the pages of {article_id} lie outside its text")
        return "every span lies in the text of its article"

    def find_words(self) -> str | None:
        """Look passages up by the words that a question would be cut into today."""
        if (catalogue := self.catalogue) is None or not self.consistent:
            return None
        keys = spread(catalogue.keys(), _SAMPLE)
        for key, text in zip(keys, catalogue.passage_texts(keys), strict=True):
            ((language, stored),) = catalogue.select(
                "SELECT language, terms FROM passages JOIN words ON words.rowid = key "
                "WHERE key = ?",
                (key,),
            )
            stems = terms(text, [language])
            if " ".join(stems) != stored:
                raise Fault(f"{CATALOGUE}: passage {key} has other search words than its text")
            match = " ".join('"' + stem.replace('"', '""') + '"' for stem in stems[:8])
            if match and not catalogue.select(
                "SELECT 1 FROM words WHERE words MATCH ? AND rowid = ?", (match, key)
            ):
                raise Fault(f"{CATALOGUE}: passage {key} is not found by its words")
        return f"{len(keys)} passages looked up by their words were found"

    def measure_vectors(self) -> str | None:
        """Look whether there is one vector of unit length for every passage."""
        # A flipped bit in its header makes faiss reserve a terabyte: it only gets what is whole.
        if self.manifest is None or self.manifest.files.keys() - self._whole - {CATALOGUE}:
            return None
        file, dimension = self.folder / VECTORS, self.manifest.model.dimension
        vectors = Vectors.open(file)
        if vectors.dimension != dimension:
            raise Fault(f"{file} has vectors of {vectors.dimension} numbers instead of {dimension}")
        keys = np.sort(vectors.keys())
        for first in range(0, len(keys), _CHUNK):
            chunk = keys[first : first + _CHUNK].tolist()
            lengths = np.linalg.norm(np.stack([vectors.get(key) for key in chunk]), axis=1)
            wrong = np.flatnonzero(~(np.abs(lengths - 1) <= _LENGTH_TOLERANCE))  # also NaN
            if len(wrong):
                key, length = chunk[wrong[0]], lengths[wrong[0]]
                raise Fault(f"{file}: the vector of passage {key} has length {length:.3g}, not 1")
        if not vectors.holds(keys):
            raise Fault(f"{file}: its lists hold other keys")
        if self.catalogue is not None and keys.tolist() != self.catalogue.keys():
            raise Fault(
                f"{file} has {len(keys)} vectors for {self.manifest.counts.passages} passages, or "
                "under other keys"
            )
        self.vectors = vectors
        return f"{len(keys)} vectors of {dimension} numbers, all of length 1, one for every passage"


# Gives the fact; see `Generation.check`.
Look = Callable[[Generation], str | None]

CHECKS: tuple[tuple[str, Look], ...] = (
    ("manifest", Generation.read_manifest),
    (CATALOGUE, Generation.read_catalogue),
    (VECTORS, Generation.read_vectors),
    ("database", Generation.read_database),
    ("rows", Generation.count_rows),
    ("slices", Generation.compare_slices),
    ("spans", Generation.compare_spans),
    ("full text", Generation.find_words),
    ("vectors", Generation.measure_vectors),
)


def _told(counts: Counts) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts._asdict().items())


def spread(keys: list[int], most: int) -> list[int]:
    """Take at most so many, spread evenly."""
    return keys[:: -(-len(keys) // most) or 1]
