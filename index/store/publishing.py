"""A generation in the making, published whole or not at all; and the way back to the one before.

In: a draft's catalogue and vectors. Out: a new generation, named in CURRENT. It is written beside
the others, verified, flushed to disk, and only then named by one atomic rename. It never changes
afterwards, so a reader needs no lock; a reader that still uses an older one keeps its files open.
"""

import contextlib
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from index.errors import Mending, StoreError, StoreMissingError
from index.model.encoder import ModelIdentity
from index.store.catalogue import Counts
from index.store.catalogue_draft import DraftCatalogue
from index.store.contract.manifest import Manifest
from index.store.durable_writes import flush_file, flush_folder, write_text
from index.store.generations import Store, open_generation
from index.store.layout import (
    CATALOGUE,
    FORMAT,
    MANIFEST,
    VECTORS,
    current,
    generation_before,
    make_current,
)
from index.store.locking import locked
from index.store.vectors.nearest import Vectors

__all__ = ["Draft", "roll_back"]


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
                shutil.copyfile(old / CATALOGUE, self._folder / CATALOGUE)
                self.vectors = Vectors.open(old / VECTORS, writable=True, folder=self._folder)
            self.catalogue = DraftCatalogue.create(self._folder / CATALOGUE)
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
        files = [self._folder / CATALOGUE, *self.vectors.save(self._folder / VECTORS)]
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
        write_text(self._folder / MANIFEST, manifest.to_json())
        flush_folder(self._folder)

        open_generation(self._path, self._folder.name, model).verify()
        numbers = [int(folder.name) for folder in self._generations.glob("[0-9]*")]
        name = f"{max(numbers, default=0) + 1:06}"
        before = generation_before(self._path, name)
        with contextlib.suppress(StoreError):
            before = current(self._path)
        self._folder.rename(self._generations / name)
        flush_folder(self._generations)
        make_current(self._path, name)
        # Not sooner what was rolled back: a reader tells generations apart by their numbers.
        for folder in self._generations.glob("[0-9]*"):
            if folder.name not in (name, before):  # where a reader forbids it, next time
                shutil.rmtree(folder, ignore_errors=True)


def roll_back(path: Path) -> str:
    """Publish the generation before the current one again; returns its name.

    The one that was current is removed when a build publishes the next. Readers follow.

    Raises:
        StoreMissingError: There is no index, or nothing before its current generation.
        StoreBusyError: Another process is building.
        StoreDamagedError: The generation before is damaged; nothing was changed.
    """
    current(path)  # raises before a folder is made where there is no index
    with locked(path, clear=False):
        now = current(path)
        name = generation_before(path, now)
        if name is None:
            raise StoreMissingError(
                f"the index at {path} has no generation before {now}; bring it in line with "
                f"its files instead: {Mending(path).index()}"
            )
        open_generation(path, name, None).verify()
        make_current(path, name)
        return name
