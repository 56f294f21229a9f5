"""Files become articles: bytes → documents → text, citation, labelled spans.

In: files and folders. Out: `Article` records, or the reason why a file or a part of it is none.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import IO

from index import content
from index.formats import registry
from index.formats.containers import streaming
from index.formats.document import Flaw, Limits, Unreadable
from index.formats.worker import Worker
from index.metadata import cite
from index.records import Article, Skipped

__all__ = ["Unreachable", "digest", "find", "read"]

# What the system says of a link to nothing or to itself, and of a file that went meanwhile.
_NOTHING_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)


@dataclass(frozen=True, slots=True)
class Unreachable(Skipped):
    """A file or folder that cannot be looked at now; whatever lies there may still be there."""


def find(root: Path) -> Iterator[Path | Skipped]:
    """Walk a folder (or yield a single file), in a stable order, without leaving the folder.

    Hidden files and folders are passed over in silence; links that point out of the folder and
    file types that are not supported are yielded as `Skipped`, what the system does not let us
    look at as `Unreachable`, with the path that it has or would have.
    """
    if os.path.isfile(root):  # noqa: PTH113  (that of `Path` raises where it may not look)
        yield _checked(root, root.resolve().parent)
        return
    inside, closed = root.resolve(), list[OSError]()
    for folder, folders, names in os.walk(root, onerror=closed.append):
        yield from _closed(closed)
        for link in sorted(name for name in folders if _leads_out(Path(folder, name), inside)):
            if not link.startswith("."):
                why = "the link points out of the folder; name what it points to"
                yield Skipped(_shown(Path(folder, link)), why)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield _checked(Path(folder, name), inside)
    yield from _closed(closed)


def _closed(errors: list[OSError]) -> Iterator[Unreachable]:
    while errors:
        error = errors.pop(0)
        path = Path(str(error.filename))
        yield Unreachable(_shown(path), f"the folder cannot be listed: {error.strerror or error}")


def _leads_out(path: Path, inside: Path) -> bool:
    return os.path.islink(path) and not path.resolve().is_relative_to(inside)  # noqa: PTH114


def _shown(path: Path) -> str:
    return str(path).encode("utf-8", "replace").decode()


def _checked(path: Path, inside: Path) -> Path | Skipped:
    shown = _shown(path)
    if shown != str(path):
        return Skipped(shown, "the file name is not valid Unicode")
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        if error.errno not in _NOTHING_THERE:
            return Unreachable(shown, f"cannot be looked at: {error.strerror or error}")
        regular = False
    if registry.suffix(path.name) not in registry.SUFFIXES:
        known = ", ".join(sorted(registry.SUFFIXES))
        return Skipped(shown, f"file type {path.suffix or 'without suffix'} is not read ({known})")
    if not regular:
        return Skipped(shown, "not a regular file")
    if _leads_out(path, inside):
        return Skipped(shown, "the link points out of the folder")
    return path


def digest(path: Path, limits: Limits) -> str:
    """Hash a file's bytes (SHA-256, hexadecimal); `Unreadable` where it cannot be read."""
    with _opened(path, limits) as file:
        return _digest(file)


def read(
    path: Path, file_id: str, limits: Limits, worker: Worker | None = None
) -> Iterator[Article | Flaw]:
    """Read the articles of a file.

    Args:
        path: A file of a type that `find` yields.
        file_id: What the file is called in the index; one of several articles in it is called
            `file_id#key`.
        limits: How much is read at most.
        worker: The process that reads what may be hostile; by default one for this call.

    Yields:
        Articles, and the flaws of those parts that are none, in the order of the file.

    Raises:
        Unreadable: The file cannot be opened, is empty, too large, or holds no article.
    """
    with _opened(path, limits) as file:
        checksum = _digest(file)
        if worker is None:
            with Worker(limits) as own:
                yield from _articles(own, path, file_id, file, checksum)
        else:
            yield from _articles(worker, path, file_id, file, checksum)


def _articles(
    worker: Worker, path: Path, file_id: str, file: IO[bytes], checksum: str
) -> Iterator[Article | Flaw]:
    taken: set[str] = set()
    size = os.fstat(file.fileno()).st_size
    for document in worker.stream(path.name, file, size):
        if isinstance(document, Flaw):
            yield document
            continue
        numbered = (f"{document.key}-{number}" for number in count(2))
        key = next(each for each in chain([document.key], numbered) if each not in taken)
        taken.add(key)
        if document.spans is None:
            spans = content.spans(document.text, markdown=document.markdown)
        else:
            spans = content.relabelled(document.text, document.spans)
        citation, spans = cite(document, spans, f"{file_id}#{key}" if key else file_id, path)
        yield Article(
            citation,
            document.text,
            spans,
            checksum,
            document.pages,
            document.kind,
            document.entries,
        )


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[IO[bytes]]:
    """Open a file that is not larger than one of its kind may be."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise Unreadable(f"cannot be opened: {error.strerror or error}") from error
    with file:
        try:
            size, most = os.fstat(file.fileno()).st_size, limits.max_bytes
            if size > most and streaming.streams(
                path.name, file.read(streaming.HEAD), size, limits
            ):
                most = limits.max_file
            if size > most:
                raise Unreadable(f"larger than {most / 1e6:g} MB")
            file.seek(0)
        except OSError as error:
            raise Unreadable(f"cannot be read: {error.strerror or error}") from error
        yield file


def _digest(file: IO[bytes]) -> str:
    try:
        digested = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]
        file.seek(0)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from error
    return digested.hexdigest()
