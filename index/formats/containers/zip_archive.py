"""Zip archives: every file in them is read by its own suffix, in the archive's order.

In: bytes, or a file. Out: the documents of all members, each with its path in the archive as its
key, and a flaw for each member that gives none. Members that are mailboxes, web archives and the
like are read part by part. Nothing is ever written to disk.
"""

import io
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import IO, Any

from index.formats import registry
from index.formats.containers import omnivore
from index.formats.containers.zip_limits import DAMAGED, open_member, open_zip, unpack
from index.formats.containers.zip_names import names
from index.formats.document import Document, Flaw, Limits, Unreadable

__all__ = ["ReadMember", "documents", "streams"]

ReadMember = Callable[[str, bytes, Limits], Iterable[Document | Flaw]]
ReadStream = Callable[
    [str, "io.BufferedReader[Any]", int, Limits, ReadMember], Iterator[Document | Flaw] | None
]

_LONGEST_PATH = 500


@dataclass(slots=True)
class _Budget:
    """What is left of the limits that hold for an archive with all archives in it."""

    members: int
    unpacked: int

    def spend(self, unpacked: int) -> None:
        self.members -= 1
        self.unpacked -= unpacked
        if self.members < 0:
            raise _Spent("it holds too many files")
        if self.unpacked < 0:
            raise _Spent("it unpacks to too much")


class _Spent(Unreadable):
    """Nothing more is read of this archive."""


def documents(
    data: bytes | IO[bytes],
    limits: Limits,
    read: ReadMember = registry.documents,
    stream: ReadStream | None = None,
) -> Iterator[Document | Flaw]:
    """Read all files of an archive.

    Args:
        data: The archive, or a file that can be sought in.
        limits: How far to go.
        read: Reads a member that is no archive; may raise `Unreadable`.
        stream: Reads a member part by part; gives None for one that is not of such a kind.

    Raises:
        Unreadable: It is damaged or a bomb, or holds no article.
    """
    budget = _Budget(limits.max_members, limits.max_unpacked)
    given: set[str] = set()
    first: Flaw | None = None
    for item in _members(data, limits, read, stream, budget):
        if isinstance(item, Flaw):
            first = first or item
            yield item
        else:
            key, number = item.key, 1
            while key in given:
                number += 1
                key = f"{item.key}-{number}"
            given.add(key)
            yield replace(item, key=key)
    if not given:
        reason = f"; {first.where}: {first.reason}" if first else ""
        raise Unreadable(f"no file in it is an article{reason}")


def streams(
    file: bytes | IO[bytes], limits: Limits, folder: str
) -> Iterator[tuple[str, IO[bytes]]]:
    """Give the files in a folder of an archive with their paths, each to be read at once.

    Raises:
        Unreadable: The archive or a file of it is damaged, or is a bomb.
    """
    with open_zip(file, limits) as opened:
        for member, path in zip(opened.infolist(), names(opened.infolist()), strict=True):
            if path.startswith(folder) and not member.is_dir() and ".." not in path.split("/"):
                with open_member(opened, member, limits) as stream:
                    yield path, stream


def _members(
    data: bytes | IO[bytes],
    limits: Limits,
    read: ReadMember,
    stream: ReadStream | None,
    budget: _Budget,
) -> Iterator[Document | Flaw]:
    with open_zip(data, limits) as opened:
        members = opened.infolist()
        known = dict(zip(names(members), members, strict=True))
        if omnivore.is_export(known):
            yield from _saved(opened, known, limits, read, budget)
            return
        paths: set[str] = set()
        for path, member in zip(names(members), members, strict=True):
            if member.is_dir() or _hidden(path):
                continue
            try:
                _check_path(member, path, paths)
                paths.add(path)
                yield from _placed(path, _read(opened, member, path, limits, read, stream, budget))
            except DAMAGED:
                yield Flaw(path, "damaged")
            except _Spent as reason:
                yield Flaw(path, f"{reason}; the rest is not read")
                return
            except Unreadable as reason:
                yield Flaw(path, str(reason))


def _saved(
    opened: zipfile.ZipFile,
    members: Mapping[str, zipfile.ZipInfo],
    limits: Limits,
    read: ReadMember,
    budget: _Budget,
) -> Iterator[Document | Flaw]:
    """Read an export of saved articles, whose members explain each other."""
    for entry in omnivore.saved(opened, members, limits):
        if isinstance(entry, Flaw):
            yield entry
            continue
        name, data = entry
        try:
            budget.spend(len(data))
            for item in read("saved.json", data, limits):
                yield replace(item, kind=omnivore.KIND) if isinstance(item, Document) else item
        except _Spent as reason:
            yield Flaw(name, f"{reason}; the rest is not read")
            return
        except Unreadable as reason:
            yield Flaw(name, str(reason))


def _read(
    opened: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    path: str,
    limits: Limits,
    read: ReadMember,
    stream: ReadStream | None,
    budget: _Budget,
) -> Iterator[Document | Flaw]:
    suffix = registry.suffix(path)
    if suffix not in registry.SUFFIXES:
        raise Unreadable(f"file type {suffix or 'without suffix'} is not read")
    inner = replace(limits, max_depth=limits.max_depth - 1)
    if suffix in registry.ARCHIVES and inner.max_depth < 0:
        raise Unreadable("archives are nested too deeply")
    if stream is not None and any(
        kind.streams and kind.name != "zip" for kind in registry.proposed(path)
    ):
        with open_member(opened, member, limits) as file:
            found = stream(path, file, member.file_size, inner, read)
            if found is not None:
                budget.spend(member.file_size)
                yield from found
                return
    data = unpack(opened, member, limits)
    budget.spend(len(data))
    if suffix in registry.ARCHIVES:
        yield from _members(data, inner, read, stream, budget)
    else:
        yield from read(path, data, limits)


def _placed(path: str, items: Iterable[Document | Flaw]) -> Iterator[Document | Flaw]:
    """Say of everything in which member it is."""
    nested = registry.suffix(path) in registry.ARCHIVES
    for item in items:
        if isinstance(item, Document):
            glue = "/" if nested else "#"
            yield replace(item, key=f"{path}{glue}{item.key}" if item.key else path)
        else:
            yield replace(item, where=f"{path}{'/' if nested else ', '}{item.where}")


def _hidden(path: str) -> bool:
    """Whether it is none of the user's files: what systems add, and what they hide."""
    parts = path.split("/")
    return any(part.startswith(".") and part not in (".", "..") for part in parts) or (
        "__MACOSX" in parts
    )


def _check_path(member: zipfile.ZipInfo, path: str, others: set[str]) -> None:
    parts = path.split("/")
    if ".." in parts or path.startswith("/") or path[1:2] == ":":
        raise Unreadable("its path points out of the archive")
    if len(path) > _LONGEST_PATH or not path.isprintable():
        raise Unreadable("its name is too long or not text")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Unreadable("a link, not a file")
    if path in others:
        raise Unreadable("a second file of this name")
