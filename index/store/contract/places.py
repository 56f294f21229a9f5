"""Where an index is kept: a folder, or collections in a Milvus server or file.

In: what was written after `--store`. Out: a path, or an address whose form was checked; nothing is
opened.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import StoreError

__all__ = ["Place", "Remote", "data_folder", "place_of"]

_SCHEMES = {"milvus": "http", "milvuss": "https"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
# A path that was made of an address has lost one of its slashes.
_ADDRESS = re.compile(r"(milvuss?):/{1,2}(?=[^/])")
_FILE = ".db"
_FORM = "write milvus://HOST:PORT/NAME, with a NAME of letters, digits and _"


@dataclass(frozen=True, slots=True)
class Remote:
    """The address of an index in Milvus.

    Attributes:
        written: As the user writes it.
        uri: What the client is given: `http(s)://HOST:PORT`, or the path of a file.
        name: What the names of its collections begin with.
    """

    written: str
    uri: str
    name: str

    @property
    def file(self) -> Path | None:
        """Path of the file that Milvus Lite keeps it in, where it is one."""
        return None if "://" in self.uri else Path(self.uri)

    @property
    def encrypted(self) -> bool:
        """Whether nobody on the way can read along."""
        return self.uri.startswith("https:")

    @property
    def host(self) -> str:
        """Name of the machine; empty for a file."""
        return urlsplit(self.uri).hostname or "" if self.file is None else ""

    def __str__(self) -> str:
        return self.written

    def resolve(self) -> Path | None:
        """Give the file as the system calls it, or None for a server."""
        return self.file.resolve() if self.file else None


Place = Path | Remote


def data_folder(place: Place, named: Path | None = None) -> Path:
    """Give the folder of what belongs to the chat: key of the conversations, feedback, uploads.

    Args:
        place: Where the index is kept.
        named: The folder that the user named for it.

    Returns:
        That one; else the folder of a local store, a folder beside a file, and for a server
        `.beleg` in the current folder.
    """
    if named is not None:
        return named
    if isinstance(place, Path):
        return place
    return place.file.with_suffix(".data") if place.file else Path(".beleg")


def place_of(written: str | Path | Remote) -> Place:
    """Read where an index is kept.

    Args:
        written: A folder, `milvus://HOST:PORT/NAME`, `milvuss://…` (TLS), or a path that ends in
            `.db` (Milvus Lite).

    Raises:
        StoreError: An address that is none.
    """
    if isinstance(written, Remote):
        return written
    text = str(written)
    if scheme := _ADDRESS.match(text):
        return _remote(scheme[1], text[scheme.end() :])
    path = Path(written)
    return Remote(text, str(path.absolute()), "beleg") if path.suffix == _FILE else path


def _remote(scheme: str, rest: str) -> Remote:
    written = f"{scheme}://{rest}"
    try:
        parts = urlsplit(f"{_SCHEMES[scheme]}://{rest}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise StoreError(f"{written} is no address ({error}); {_FORM}") from error
    if parts.username is not None:
        shown = f"{scheme}://{rest.rpartition('@')[2]}"
        raise StoreError(
            f"{shown} was given with a password in it, which every message would show; give the "
            "token in BELEG_MILVUS_TOKEN"
        )
    name = parts.path.strip("/")
    if not host or not port or parts.query or parts.fragment or not _NAME.fullmatch(name):
        raise StoreError(f"{written} is no address of an index; {_FORM}")
    shown_host = f"[{host}]" if ":" in host else host
    return Remote(written, f"{parts.scheme}://{shown_host}:{port}", name)
