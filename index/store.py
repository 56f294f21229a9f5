"""One folder, many generations: how an index is published, opened and verified.

::

    .beleg/
        CURRENT                 the name of the generation that readers use
        lock                    held by the one process that builds
        generations/
            000007/             manifest.json, catalogue.sqlite, vectors.faiss (.lists, .codes)
            000006/             the one before, kept to go back to; no number is given twice
            draft-k3x9/         a build at work, or the remains of one that was killed

A generation is written beside the others, verified, flushed to disk, and only then named in
CURRENT by one atomic rename. It never changes afterwards, so a reader needs no lock; a reader that
still uses an older one keeps its files open.
"""

import contextlib
import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np

from index.catalogue import Catalogue, Counts, text_hash
from index.checks.audit import broken_slices
from index.checks.mending import Mending
from index.drafting import DraftCatalogue
from index.durable import flush_file, flush_folder, write_text
from index.encoder import ModelIdentity
from index.errors import (
    StoreDamagedError,
    StoreError,
    StoreMismatchError,
    StoreMissingError,
    damaged,
)
from index.locking import locked
from index.manifest import Manifest, read_fields
from index.overview import describe
from index.vectors import Matrix, Vectors

__all__ = [
    "FORMAT",
    "Draft",
    "Store",
    "is_published",
    "locked",
    "open_catalogue",
    "open_store",
    "remembered_roots",
    "roll_back",
    "summarise",
]

logger = logging.getLogger("beleg.index.store")

T = TypeVar("T")

# Raised whenever a generation written before cannot be read any more.
FORMAT = 2

_CATALOGUE = "catalogue.sqlite"
_VECTORS = "vectors.faiss"
_MANIFEST = "manifest.json"
_FIRST = "000001"
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
            return _current(self.path) == self.name
        except StoreError:  # keep answering from what is open
            return True

    def require(self, model: str) -> None:
        """Raise `StoreMismatchError` for a model of another name: known before it is loaded."""
        if model != self.manifest.model.name:
            raise _mismatch(self.path, f"the model {self.manifest.model.name}, not {model}")

    @property
    def bytes(self) -> int:
        """Size of the generation on disk."""
        return sum(size for size, _ in self.manifest.files.values())

    def summary(self) -> dict[str, Any]:
        """Tell what is indexed, as plain data."""
        return _summary(self.path, self.name, self.manifest, self.catalogue)

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
            raise damaged(folder / _VECTORS, "its keys are not those of the catalogue", self.path)
        for problem in broken_slices(self.catalogue):
            raise damaged(folder / _CATALOGUE, problem, self.path)


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
    return _steadily(path, lambda name: _open_generation(path, name, model))


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
    return _read_manifest(folder, path), Catalogue.open(folder / _CATALOGUE)


def _summary(path: Path, name: str, manifest: Manifest, catalogue: Catalogue) -> dict[str, Any]:
    older = _before(path, name)
    try:
        if older is not None:
            _read_manifest(path / "generations" / older, path)
    except StoreError:  # damaged, or of another format: there is no way back to it
        older = None
    return describe(path, name, older, manifest, catalogue)


def _before(path: Path, name: str) -> str | None:
    """Name the generation before one, where it is kept."""
    folders = (path / "generations").glob("[0-9]*")
    return max((folder.name for folder in folders if folder.name < name), default=None)


def _steadily(path: Path, use: Callable[[str], T]) -> T:
    """Use the published generation, or its successor where it was taken away meanwhile."""
    for attempt in range(_OPEN_ATTEMPTS):
        name = _current(path)
        try:
            return use(name)
        except StoreDamagedError:
            if attempt == _OPEN_ATTEMPTS - 1 or _current(path) == name:
                raise
    raise AssertionError("unreachable")


def is_published(path: Path) -> bool:
    """Tell whether a generation was ever published; not so where the first build was killed."""
    return (path / "CURRENT").exists()


def _current(path: Path) -> str:
    pointer = path / "CURRENT"
    try:
        name = pointer.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        # A first build that was killed just before it could name its generation leaves it alone.
        if any(folder.name > _FIRST for folder in (path / "generations").glob("[0-9]*")):
            raise damaged(pointer, "it is missing", path) from None
        raise StoreMissingError(
            f"no index at {path}; build one with: {Mending(path).index('FOLDER')}"
        ) from None
    except (OSError, ValueError) as error:
        raise damaged(pointer, f"it cannot be read ({error})", path) from error
    if not name.isdigit():
        raise damaged(pointer, f"it names no generation: {name[:40]!r}", path)
    return name


def _open_generation(path: Path, name: str, model: ModelIdentity | None) -> Store:
    folder = path / "generations" / name
    manifest = _read_manifest(folder, path)
    if model is not None and manifest.model != model:
        raise _mismatch(path, _described(manifest.model, model))
    for file, (size, _) in manifest.files.items():
        try:
            found = (folder / file).stat().st_size
        except OSError as error:
            raise damaged(folder / file, "it is missing", path) from error
        if found != size:
            raise damaged(folder / file, f"it has {found} bytes instead of {size}", path)
    size, checksum = manifest.files[_VECTORS]
    if size <= _MOST_CHECKED:
        _check(folder / _VECTORS, checksum, path)
    catalogue = Catalogue.open(folder / _CATALOGUE)
    vectors = Vectors.open(folder / _VECTORS)
    counts = catalogue.counts()
    if counts != manifest.counts:
        raise damaged(folder / _CATALOGUE, f"it holds {counts}, not {manifest.counts}", path)
    if (len(vectors), vectors.dimension) != (counts.passages, manifest.model.dimension):
        shape = f"{len(vectors)} × {vectors.dimension}"
        wanted = f"{counts.passages} × {manifest.model.dimension}"
        raise damaged(folder / _VECTORS, f"it holds {shape} numbers instead of {wanted}", path)
    return Store(path, name, manifest, catalogue, vectors)


def _read_manifest(folder: Path, path: Path) -> Manifest:
    file = folder / _MANIFEST
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise damaged(file, "it cannot be read", path) from error
    try:
        found = int(json.loads(text)["format"])
        if found == FORMAT:
            return Manifest.from_json(text)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(file, "it is no manifest", path) from error
    raise StoreMismatchError(
        f"the index at {path} has format {found}, this program reads {FORMAT}; "
        f"rebuild it with: {Mending(path).index('--full')}"
    )


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
        folders.insert(0, path / "generations" / _current(path))
    for folder in folders:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            text = (folder / _MANIFEST).read_text(encoding="utf-8")
            return tuple(read_fields(text)["roots"])  # these are the same in every format
    return ()


def roll_back(path: Path) -> str:
    """Publish the generation before the current one again; returns its name.

    The one that was current is removed when a build publishes the next. Readers follow.

    Raises:
        StoreMissingError: There is no index, or nothing before its current generation.
        StoreBusyError: Another process is building.
        StoreDamagedError: The generation before is damaged; nothing was changed.
    """
    _current(path)  # raises before a folder is made where there is no index
    with locked(path, clear=False):
        current = _current(path)
        name = _before(path, current)
        if name is None:
            raise StoreMissingError(
                f"the index at {path} has no generation before {current}; bring it in line with "
                f"its files instead: {Mending(path).index()}"
            )
        _open_generation(path, name, None).verify()
        _name_current(path, name)
        return name


class Draft:
    """A generation in the making. Use as a context manager, while the store is `locked`.

    Leaving without `publish` throws the draft away.
    """

    def __init__(self, path: Path, base: Store | None, dimension: int) -> None:
        """Start from nothing, or from a copy of the generation `base`."""
        self._path = path
        self._generations = path / "generations"
        self._generations.mkdir(exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix="draft-", dir=self._generations))
        self._counts: Counts | None = None  # once the catalogue is closed
        try:
            if base is None:
                self.vectors = Vectors(dimension, folder=self._folder)
            else:
                old = base.path / "generations" / base.name
                shutil.copyfile(old / _CATALOGUE, self._folder / _CATALOGUE)
                self.vectors = Vectors.open(old / _VECTORS, writable=True, folder=self._folder)
            self.catalogue = DraftCatalogue.create(self._folder / _CATALOGUE)
        except BaseException:  # half a copy would keep what may be the last room on the disk
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    @property
    def counts(self) -> Counts:
        """What the draft holds."""
        return self._counts or self.catalogue.counts()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if self._counts is None:
                self.catalogue.close()
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)  # gone already where it was published

    def publish(
        self, model: ModelIdentity, options: dict[str, int], roots: tuple[str, ...]
    ) -> None:
        """Flush, verify and name this generation as the current one."""
        counts = self._counts = self.catalogue.counts()
        self.catalogue.close()
        files = [self._folder / _CATALOGUE, *self.vectors.save(self._folder / _VECTORS)]
        self.vectors = Vectors(self.vectors.dimension)  # lets go of what lies on disk
        manifest = Manifest(
            format=FORMAT,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            model=model,
            options=options,
            roots=roots,
            counts=counts,
            files={file.name: flush_file(file) for file in files},
        )
        write_text(self._folder / _MANIFEST, manifest.to_json())
        flush_folder(self._folder)

        _open_generation(self._path, self._folder.name, model).verify()
        numbers = [int(folder.name) for folder in self._generations.glob("[0-9]*")]
        name = f"{max(numbers, default=0) + 1:06}"
        before = _before(self._path, name)
        with contextlib.suppress(StoreError):
            before = _current(self._path)
        self._folder.rename(self._generations / name)
        flush_folder(self._generations)
        _name_current(self._path, name)
        # Not sooner what was rolled back: a reader tells generations apart by their numbers.
        for folder in self._generations.glob("[0-9]*"):
            if folder.name not in (name, before):  # where a reader forbids it, next time
                shutil.rmtree(folder, ignore_errors=True)


def _name_current(path: Path, name: str) -> None:
    write_text(path / "CURRENT.new", name)
    (path / "CURRENT.new").replace(path / "CURRENT")
    flush_folder(path)


def _check(file: Path, checksum: str, path: Path) -> None:
    try:
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise damaged(file, f"it cannot be read ({error.strerror or error})", path) from error
    if found != checksum:
        raise damaged(file, "its checksum has changed", path)
