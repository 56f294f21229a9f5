"""The folder of an index: what its files are called, and which generation readers use.

In: the store's folder. Out: names of generations, and the manifest of one.

::

    .beleg/
        CURRENT                 the name of the generation that readers use
        lock                    held by the one process that builds
        generations/
            000007/             manifest.json, catalogue.sqlite, vectors.faiss (.lists, .codes)
            000006/             the one before, kept to go back to; no number is given twice
            draft-k3x9/         a build at work, or the remains of one that was killed
"""

import json
from pathlib import Path

from index.errors import Mending, StoreMismatchError, StoreMissingError, damaged
from index.store.contract.manifest import Manifest
from index.store.durable_writes import flush_folder, write_text

__all__ = [
    "CATALOGUE",
    "FORMAT",
    "MANIFEST",
    "VECTORS",
    "current",
    "generation_before",
    "is_published",
    "make_current",
    "read_manifest",
]

# Raised whenever a generation written before cannot be read any more.
FORMAT = 3

CATALOGUE = "catalogue.sqlite"
VECTORS = "vectors.faiss"
MANIFEST = "manifest.json"
_FIRST = "000001"


def is_published(path: Path) -> bool:
    """Tell whether a generation was ever published; not so where the first build was killed."""
    return (path / "CURRENT").exists()


def current(path: Path) -> str:
    """Name the generation that readers use.

    Raises:
        StoreMissingError: Nothing was ever published.
        StoreDamagedError: The pointer is lost or names none.
    """
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


def make_current(path: Path, name: str) -> None:
    """Let readers use a generation from now on."""
    write_text(path / "CURRENT.new", name)
    (path / "CURRENT.new").replace(path / "CURRENT")
    flush_folder(path)


def generation_before(path: Path, name: str) -> str | None:
    """Name the generation before one, where it is kept."""
    folders = (path / "generations").glob("[0-9]*")
    return max((folder.name for folder in folders if folder.name < name), default=None)


def read_manifest(folder: Path, path: Path) -> Manifest:
    """Read what a generation is made of.

    Args:
        folder: The generation.
        path: The store's folder, for what an error says.

    Raises:
        StoreMismatchError: Another format.
        StoreDamagedError: It is missing or has changed.
    """
    file = folder / MANIFEST
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
