"""Zip archives: every file in them is read by its own suffix, in the archive's order.

In: bytes. Out: the documents of all members, each with its path in the archive as its key, and a
flaw for each member that gives none. Nothing is ever written to disk.
"""

import contextlib
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from index.formats import registry
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.zipped import open_zip, unpack

__all__ = ["ReadMember", "documents"]

ReadMember = Callable[[str, bytes, Limits], Iterable[Document | Flaw]]

_LONGEST_PATH = 500
_UTF8_NAME = 0x800


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
    data: bytes, limits: Limits, read: ReadMember = registry.documents
) -> Iterator[Document | Flaw]:
    """Read all files of an archive.

    Args:
        data: The archive.
        limits: How far to go.
        read: Reads a member that is no archive; may raise `Unreadable`.

    Raises:
        Unreadable: It is damaged or a bomb, or holds no article.
    """
    budget = _Budget(limits.max_members, limits.max_unpacked)
    given: set[str] = set()
    first: Flaw | None = None
    for item in _members(data, limits, read, budget):
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


def _members(
    data: bytes, limits: Limits, read: ReadMember, budget: _Budget
) -> Iterator[Document | Flaw]:
    with open_zip(data, limits) as opened:
        paths: set[str] = set()
        for member in opened.infolist():
            path = _path(member)
            if member.is_dir() or _hidden(path):
                continue
            try:
                _check_path(member, path, paths)
                paths.add(path)
                yield from _placed(path, _read(opened, member, path, limits, read, budget))
            except _Spent as reason:
                yield Flaw(path, f"{reason}; the rest is not read")
                return
            except Unreadable as reason:
                yield Flaw(path, str(reason))


def _read(
    opened: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    path: str,
    limits: Limits,
    read: ReadMember,
    budget: _Budget,
) -> Iterable[Document | Flaw]:
    suffix = registry.suffix(path)
    if suffix not in registry.SUFFIXES:
        raise Unreadable(f"file type {suffix or 'without suffix'} is not read")
    inner = replace(limits, max_depth=limits.max_depth - 1)
    if suffix in registry.ARCHIVES and inner.max_depth < 0:
        raise Unreadable("archives are nested too deeply")
    data = unpack(opened, member, limits)
    budget.spend(len(data))
    if suffix in registry.ARCHIVES:
        return _members(data, inner, read, budget)
    return read(path, data, limits)


def _placed(path: str, items: Iterable[Document | Flaw]) -> Iterator[Document | Flaw]:
    """Say of everything in which member it is."""
    nested = registry.suffix(path) in registry.ARCHIVES
    for item in items:
        if isinstance(item, Document):
            glue = "/" if nested else "#"
            yield replace(item, key=f"{path}{glue}{item.key}" if item.key else path)
        else:
            yield replace(item, where=f"{path}{'/' if nested else ', '}{item.where}")


def _path(member: zipfile.ZipInfo) -> str:
    """Give a member's path with `/`, in UTF-8 where it is so without saying so."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


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
