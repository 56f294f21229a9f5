"""Opens the published generation of an index, and verifies it.

In: the store's folder (`index.store.layout`). Out: an open `Store`, read-only. A generation never
changes after it was published, so a reader needs no lock; `index.store.publishing` makes new ones.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from index.errors import Mending, StoreDamagedError, StoreError, StoreMismatchError, damaged
from index.model.encoder import ModelIdentity
from index.records import Article, Citation, Filter, Hit, Skipped
from index.store.catalogue import Catalogue, Indexed, text_hash
from index.store.contract.manifest import Manifest, read_fields
from index.store.contract.protocol import Scored
from index.store.layout import (
    CATALOGUE,
    MANIFEST,
    VECTORS,
    current,
    generation_before,
    read_manifest,
)
from index.store.slices import broken_slices
from index.store.summary import describe
from index.store.vectors.nearest import Matrix, Vectors

__all__ = [
    "Store",
    "open_catalogue",
    "open_generation",
    "open_store",
    "remembered_roots",
    "summarise",
]

T = TypeVar("T")

# Two publications between reading CURRENT and opening the files take away what it named.
_OPEN_ATTEMPTS = 5
# Bytes of vectors that opening also compares with their checksum: a gigabyte would take seconds.
_MOST_CHECKED = 32_000_000


class Store:
    """One open generation: its catalogue and its vectors, read-only, usable from any thread."""

    def __init__(
        self, path: Path, name: str, manifest: Manifest, catalogue: Catalogue, vectors: Vectors
    ) -> None:
        self.path = path
        self.name = name
        self.manifest = manifest
        self.catalogue = catalogue
        self.vectors = vectors
        self.languages = catalogue.languages()

    def is_current(self) -> bool:
        """Tell whether this is still the published generation; costs one small read."""
        try:
            return current(self.path) == self.name
        except StoreError:  # keep answering from what is open
            return True

    def require(self, model: str) -> None:
        """Raise `StoreMismatchError` for a model of another name: known before it is loaded."""
        if model != self.manifest.model.name:
            raise _mismatch(self.path, f"the model {self.manifest.model.name}, not {model}")

    @property
    def size(self) -> int:
        """Size of the generation on disk."""
        return sum(size for size, _ in self.manifest.files.values())

    def summary(self) -> dict[str, Any]:
        """Tell what is indexed, as plain data."""
        return _summary(self.path, self.name, self.manifest, self.catalogue)

    def nearest(self, vector: Matrix, k: int, *, only: Filter | None = None) -> Scored:
        """Find the `k` passages nearest to a unit vector, with their cosines."""
        return self.vectors.search(
            vector, k, within=self.catalogue.matching(only) if only else None
        )

    def cosines(self, vector: Matrix, keys: Iterable[int]) -> dict[int, float]:
        """Give the cosines of passages with a unit vector, by key."""
        return {key: float(self.vectors.get(key) @ vector) for key in keys}

    def telling(self, terms: Sequence[str], k: int, *, only: Filter | None = None) -> Scored:
        """Find the passages that share the most telling terms (BM25), scores above 0."""
        return self.catalogue.search(terms, k, within=only)

    def hits(self, scored: Sequence[tuple[int, float]]) -> list[Hit]:
        """Turn `(passage key, score)` pairs into hits, in the order given, ranked from 1."""
        return self.catalogue.hits(scored)

    def article(self, article_id: str) -> Article | None:
        """Give one article with its text, or None."""
        return self.catalogue.article(article_id)

    def copies(self, article_id: str) -> list[Citation]:
        """Give the other articles that print the same, the one that stands for them first."""
        return self.catalogue.copies(article_id)

    def listing(
        self, words: str = "", limit: int = 50, *, within: Filter | None = None
    ) -> tuple[list[Citation], int]:
        """Find articles by words of title, source and id; see `Catalogue.listing`."""
        return self.catalogue.listing(words, limit, within=within)

    def newest(self, within: Filter | None = None) -> str | None:
        """Give the date of the newest article, or of those that a filter lets through."""
        return self.catalogue.newest(within)

    def verdicts(self, paths: Sequence[str]) -> dict[str, str]:
        """Give why files were not indexed, empty where they were; by path, for those it knows."""
        return self.catalogue.verdicts(paths)

    def files(self) -> dict[str, Indexed]:
        """Give what is known of every file, also of those that were skipped, by its id."""
        return self.catalogue.files()

    def skipped(self) -> list[Skipped]:
        """Give the files, and the parts of files, that were not indexed, by path."""
        return self.catalogue.skipped()

    def contents(self) -> dict[str, bytes]:
        """Give the hash of all that was read of every article, by its id."""
        return self.catalogue.contents()

    def vectors_of(self, texts: Sequence[str]) -> dict[int, Matrix]:
        """Give the vectors of those texts that are passages here, by position in `texts`."""
        hashes = [text_hash(text) for text in texts]
        keys = self.catalogue.passage_keys(hashes)
        return {
            position: self.vectors.get(keys[wanted])
            for position, wanted in enumerate(hashes)
            if wanted in keys
        }

    def check_bytes(self) -> None:
        """Read every byte again; `StoreDamagedError` where one has changed."""
        for name, (_, checksum) in self.manifest.files.items():
            _check(self.path / "generations" / self.name / name, checksum, self.path)

    def verify(self) -> None:
        """Check all bytes, keys, and every passage and sentence as a slice.

        Raises:
            StoreDamagedError: The first thing that is not as it was written.
        """
        self.check_bytes()
        folder = self.path / "generations" / self.name
        keys = self.catalogue.keys()
        if not self.vectors.holds(np.asarray(keys, dtype=np.int64)):
            raise damaged(folder / VECTORS, "its keys are not those of the catalogue", self.path)
        for problem in broken_slices(self.catalogue):
            raise damaged(folder / CATALOGUE, problem, self.path)


def open_store(path: Path, model: ModelIdentity | None = None) -> Store:
    """Open the published generation.

    Checks the manifest, sizes, counts and few vectors' bytes; `Store.verify` reads everything.

    Args:
        path: The store's folder.
        model: The model that questions will be encoded with; None opens for looking only.

    Raises:
        StoreMissingError: There is none.
        StoreMismatchError: Another model or another format.
        StoreDamagedError: A file is missing, cut short or not readable.
    """
    return _steadily(path, lambda name: open_generation(path, name, model))


def summarise(path: Path) -> dict[str, Any]:
    """Tell what is indexed, as `Store.summary` does, without reading the vectors.

    Raises:
        StoreError: As `open_store`.
    """
    return _steadily(path, lambda name: _summary(path, name, *_look_into(path, name)))


def open_catalogue(path: Path) -> tuple[str, Catalogue]:
    """Open the published generation for looking around: give its name and its catalogue.

    Raises:
        StoreError: As `open_store`.
    """
    return _steadily(path, lambda name: (name, _look_into(path, name)[1]))


def _look_into(path: Path, name: str) -> tuple[Manifest, Catalogue]:
    folder = path / "generations" / name
    return read_manifest(folder, path), Catalogue.open(folder / CATALOGUE)


def _summary(path: Path, name: str, manifest: Manifest, catalogue: Catalogue) -> dict[str, Any]:
    older = generation_before(path, name)
    try:
        if older is not None:
            read_manifest(path / "generations" / older, path)
    except StoreError:  # damaged, or of another format: there is no way back to it
        older = None
    return describe(path, name, older, manifest, catalogue)


def _steadily(path: Path, use: Callable[[str], T]) -> T:
    """Use the published generation, or its successor where it was taken away meanwhile."""
    for attempt in range(_OPEN_ATTEMPTS):
        name = current(path)
        try:
            return use(name)
        except StoreDamagedError:
            if attempt == _OPEN_ATTEMPTS - 1 or current(path) == name:
                raise
    raise AssertionError("unreachable")


def open_generation(path: Path, name: str, model: ModelIdentity | None = None) -> Store:
    """Open one generation, whether it is published or not; see `open_store`."""
    folder = path / "generations" / name
    manifest = read_manifest(folder, path)
    if model is not None and manifest.model != model:
        raise _mismatch(path, _described(manifest.model, model))
    for file, (size, _) in manifest.files.items():
        try:
            found = (folder / file).stat().st_size
        except OSError as error:
            raise damaged(folder / file, "it is missing", path) from error
        if found != size:
            raise damaged(folder / file, f"it has {found} bytes instead of {size}", path)
    size, checksum = manifest.files[VECTORS]
    if size <= _MOST_CHECKED:
        _check(folder / VECTORS, checksum, path)
    catalogue = Catalogue.open(folder / CATALOGUE)
    vectors = Vectors.open(folder / VECTORS)
    counts = catalogue.counts()
    if counts != manifest.counts:
        raise damaged(folder / CATALOGUE, f"it holds {counts}, not {manifest.counts}", path)
    if (len(vectors), vectors.dimension) != (counts.passages, manifest.model.dimension):
        shape = f"{len(vectors)} × {vectors.dimension}"
        wanted = f"{counts.passages} × {manifest.model.dimension}"
        raise damaged(folder / VECTORS, f"it holds {shape} numbers instead of {wanted}", path)
    return Store(path, name, manifest, catalogue, vectors)


def _described(built: ModelIdentity, asked: ModelIdentity) -> str:
    if built.name != asked.name:
        return f"the model {built.name}, not {asked.name}"
    return f"other weights or prompts of the model {built.name}"


def _mismatch(path: Path, built_with: str) -> StoreMismatchError:
    return StoreMismatchError(
        f"the index at {path} was built with {built_with}; rebuild it with: "
        f"{Mending(path).index('--full')}, or choose its model with --model"
    )


def remembered_roots(path: Path) -> tuple[str, ...]:
    """Give the files and folders that an index follows, even where it cannot be opened.

    Falls back from the published generation to the newest one with a readable manifest.
    """
    folders = sorted((path / "generations").glob("[0-9]*"), reverse=True)
    with contextlib.suppress(StoreError):
        folders.insert(0, path / "generations" / current(path))
    for folder in folders:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            text = (folder / MANIFEST).read_text(encoding="utf-8")
            return tuple(read_fields(text)["roots"])  # these are the same in every format
    return ()


def _check(file: Path, checksum: str, path: Path) -> None:
    try:
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise damaged(file, f"it cannot be read ({error.strerror or error})", path) from error
    if found != checksum:
        raise damaged(file, "its checksum has changed", path)
