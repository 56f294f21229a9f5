"""Files become articles: bytes → documents → text, citation, labelled spans.

In: files and folders. Out: `Article` records, or the reason why a file or a part of it is none.
"""

import hashlib
import logging
import os
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from index import content
from index.formats import registry
from index.formats.document import Flaw, Limits, Unreadable
from index.formats.worker import Worker
from index.metadata import cite
from index.records import Article, Skipped

__all__ = ["digest", "find", "read"]

logger = logging.getLogger("beleg.index.articles")


def find(root: Path) -> Iterator[Path | Skipped]:
    """Walk a folder (or yield a single file), in a stable order, without leaving the folder.

    Hidden files and folders are passed over in silence; links that point out of the folder and
    file types that are not supported are yielded as `Skipped`.
    """
    if root.is_file():
        yield _checked(root, root.resolve().parent)
        return
    inside = root.resolve()
    for folder, folders, names in os.walk(root, onerror=_log_unreadable_folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield _checked(Path(folder, name), inside)


def _log_unreadable_folder(error: OSError) -> None:
    logger.warning("cannot list %s: %s", error.filename, error.strerror)


def _checked(path: Path, inside: Path) -> Path | Skipped:
    shown = str(path).encode("utf-8", "replace").decode()
    if shown != str(path):
        return Skipped(shown, "the file name is not valid Unicode")
    if path.suffix.lower() not in registry.SUFFIXES:
        known = ", ".join(sorted(registry.SUFFIXES))
        return Skipped(shown, f"file type {path.suffix or 'without suffix'} is not read ({known})")
    if not path.is_file():  # also what a link that points at itself is not
        return Skipped(shown, "not a regular file")
    if path.is_symlink() and not path.resolve().is_relative_to(inside):
        return Skipped(shown, "the link points out of the folder")
    return path


def digest(path: Path, limits: Limits) -> str:
    """Hash a file's bytes (SHA-256, hexadecimal); `Unreadable` where it cannot be read."""
    return hashlib.sha256(_bytes(path, limits)).hexdigest()


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
    data = _bytes(path, limits)
    checksum = hashlib.sha256(data).hexdigest()
    if worker is None:
        with Worker(limits) as own:
            yield from _articles(own, path, file_id, data, checksum)
    else:
        yield from _articles(worker, path, file_id, data, checksum)


def _articles(
    worker: Worker, path: Path, file_id: str, data: bytes, checksum: str
) -> Iterator[Article | Flaw]:
    taken: set[str] = set()
    for document in worker.read(path.name, data):
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
        yield Article(citation, document.text, spans, checksum, document.pages)


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise Unreadable(f"cannot be opened: {error.strerror or error}") from error
    if len(data) > limits.max_bytes:
        raise Unreadable(f"larger than {limits.max_bytes / 1e6:g} MB")
    return data
