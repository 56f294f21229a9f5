"""Files that visitors add: under which names, and how large, they may lie in their own folder.

In: names and bytes from anybody. Out: files in one flat folder beside the store, which the index
follows like any other. Nothing here trusts a name: whatever it says, the file lies in that folder.
"""

import os
import re
import secrets
import shutil
import threading
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path, PurePath
from time import time
from typing import NamedTuple

from index.errors import CorpusError
from index.formats.registry import SUFFIXES, suffix

__all__ = [
    "LIMITS",
    "LONGEST_NAME",
    "MOST_BYTES",
    "MOST_FILES",
    "MOST_WAITING",
    "ROOM",
    "Full",
    "Kept",
    "Refused",
    "Room",
    "Uploads",
    "safe_name",
]  # fmt: skip

# The index reads no larger file (`index.formats.document.Limits`).
MOST_BYTES = 10_000_000
# In one go: a folder that was dropped by mistake is not copied as a whole.
MOST_FILES = 200
# Whose files arrive at the same time; a page sends its own one after the other.
MOST_WAITING = 32
# Bytes of a name. File systems allow 255, and a name should still be read at a glance.
LONGEST_NAME = 120

# A file is written at once, when all of it has arrived.
_DRAFT_SECONDS = 3600

# Hidden, so the index passes over it: tells the folder of uploads from one that was there before.
_MARKER = ".uploads"
_MARKED = "Files that were added in the browser. The index follows this folder.\n"

# What Windows takes for something else than a letter of a name, and what are devices there.
_SIGNS = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.I)


class Refused(Exception):  # noqa: N818  (one file is not taken, which is no failure)
    """A file that is not taken; its text is the key of the reason among the words of the page."""


class Full(Refused):
    """The folder takes no other file either."""


class Room(NamedTuple):
    """How much is taken from visitors altogether. Who has more names a folder to `beleg index`.

    Attributes:
        files: In the folder.
        bytes: In the folder.
        free: Bytes that stay free on its disk, where the index is written anew beside the old one.
    """

    files: int = 5_000
    bytes: int = 1_000_000_000
    free: int = 1_000_000_000


ROOM = Room()

# What the reasons name, in bytes where that is a size.
LIMITS = {
    "corpus_too_large": MOST_BYTES,
    "corpus_full_files": ROOM.files,
    "corpus_full_bytes": ROOM.bytes,
    "corpus_full_disk": ROOM.free,
    "corpus_busy": MOST_WAITING,
}


class Kept(NamedTuple):
    """A file that is there now.

    Attributes:
        name: Under which name.
        new: Whether it was not there before, with the same content.
    """

    name: str
    new: bool


class Uploads:
    """The folder of uploads that belongs to a store. Safe to use from several threads."""

    def __init__(self, store: Path, room: Room = ROOM, *, inside: bool = False) -> None:
        """Name the folder: beside that of a store, or `inside` one that holds no index."""
        store = store.resolve()
        self._room = room
        beside = store.parent / f"{store.name.lstrip('.') or 'beleg'}-articles"
        self.folder = store / "articles" if inside else beside
        self._naming = threading.Lock()

    def exists(self) -> bool:
        """Tell whether anything was ever added."""
        return (self.folder / _MARKER).is_file()

    def prepare(self, roots: Sequence[str] = ()) -> None:
        """Make the folder.

        Args:
            roots: What the index follows already.

        Raises:
            CorpusError: The folder is somebody else's; or it was there and has vanished, so that
                the index would take for deleted what was in it.
        """
        followed = str(self.folder) in roots
        if followed and not self.folder.is_dir():
            raise CorpusError(
                f"{self.folder} has vanished, nothing was added; bring it back, or forget its "
                f"articles with: beleg index --remove {self.folder}"
            )
        if followed or self.exists():
            self._tidy()
            return
        try:
            self.folder.mkdir(exist_ok=True)
            if any(self.folder.iterdir()):
                raise CorpusError(
                    f"{self.folder} was there before and is not empty, so nothing is added to it; "
                    f"index it with: beleg index {self.folder}, or rename it"
                )
            (self.folder / _MARKER).write_text(_MARKED, encoding="utf-8")
        except OSError as error:
            raise CorpusError(
                f"cannot write to {self.folder}: {error.strerror or error}; make it writable"
            ) from error

    def _tidy(self) -> None:
        """Remove what was being written when a server was killed."""
        for draft in self.folder.glob(".*.part"):
            with suppress(OSError):
                if time() - draft.stat().st_mtime > _DRAFT_SECONDS:
                    draft.unlink()

    def keep(self, name: str, data: bytes) -> Kept:
        """Write a file.

        The same content under the same name is there only once; other content gets a number.

        Args:
            name: What the sender calls it, possibly with folders.
            data: What it holds.

        Raises:
            Full: There is no room for it.
            Refused: It is empty, too large, of a type that the index does not read, or cannot be
                written.
        """
        safe = safe_name(name)
        if suffix(safe) not in SUFFIXES:
            raise Refused("corpus_unknown_type")
        if not data:
            raise Refused("corpus_empty")
        if len(data) > MOST_BYTES:
            raise Refused("corpus_too_large")
        draft = self.folder / f".{secrets.token_hex(8)}.part"
        try:
            with self._naming:  # a name that is free now is free until it is taken
                kept = self._named(safe, data)
                if kept.new:
                    self._make_sure_of_room(len(data))
                    draft.write_bytes(data)
                    draft.replace(self.folder / kept.name)
        except OSError as error:
            raise Refused("corpus_not_written") from error
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        return kept

    def _make_sure_of_room(self, size: int) -> None:
        """Look at what is there, which others may have changed."""
        with os.scandir(self.folder) as entries:
            sizes = [
                each.stat(follow_symlinks=False).st_size for each in entries if each.name != _MARKER
            ]
        if len(sizes) >= self._room.files:
            raise Full("corpus_full_files")
        if sum(sizes) + size > self._room.bytes:
            raise Full("corpus_full_bytes")
        if shutil.disk_usage(self.folder).free - size < self._room.free:
            raise Full("corpus_full_disk")

    def _named(self, name: str, data: bytes) -> Kept:
        stem, kind = _split(name)
        for number in count(2):
            place = self.folder / name
            if not place.exists() and not place.is_symlink():
                return Kept(name, new=True)
            if place.is_file() and place.stat().st_size == len(data) and place.read_bytes() == data:
                return Kept(name, new=False)
            name = _fitted(stem, f" {number}{kind}")
        raise AssertionError("unreachable")


def safe_name(name: str) -> str:
    """Make a name for a file out of any text.

    What a person recognises stays, letters of all scripts among it. What would be a path, a hidden
    file, a device of Windows, or would turn or hide other letters on the screen does not.

    Args:
        name: As the sender calls it; folders become a part of the name.

    Returns:
        One to `LONGEST_NAME` bytes of UTF-8; unchanged where it is such a name already.
    """
    parts = [_visible(part) for part in re.split(r"[/\\]", unicodedata.normalize("NFC", name))]
    whole = unicodedata.normalize("NFC", " - ".join(filter(None, parts)))
    stem, kind = _split(whole or "_")
    return _fitted(stem, kind)


def _visible(part: str) -> str:
    """Drop what cannot be seen, and what may not stand at the ends of a name."""
    spaced = "".join(" " if letter.isspace() else letter for letter in part)
    seen = "".join(each for each in spaced if unicodedata.category(each)[0] != "C")
    return " ".join(_SIGNS.sub("_", seen).split()).lstrip(". ").rstrip(". ")


def _split(name: str) -> tuple[str, str]:
    """Split a name before its suffix; what is too long for one is none."""
    kind = PurePath(name).suffix
    if len(kind.encode()) > 12:
        return name, ""
    return name.removesuffix(kind), kind


def _fitted(stem: str, tail: str) -> str:
    """Cut a name where it is too long, in front of its tail."""
    if _DEVICES.match(stem + tail):
        stem = f"_{stem}"
    left = LONGEST_NAME - len(tail.encode())
    stem = stem.encode()[:left].decode(errors="ignore").rstrip(". ")
    return f"{stem}{tail}"
