"""Containers are read from their file part by part: a large one takes no more memory than a small.

In: a stream and the name of its file. Out: the documents of all parts, in order. Size, ratio, time
and memory are limited for each part, by whoever reads it; what is wrong with one costs that one.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import IO, Any, cast

import regex

from index.formats import registry
from index.formats.containers import json_stream, mbox, warc, zip_archive
from index.formats.containers.gzip_stream import GzipStream
from index.formats.containers.part import Part
from index.formats.containers.zip_limits import DAMAGED
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.keys import key_of

__all__ = [
    "HEAD",
    "documents",
    "gzip_documents",
    "mbox_documents",
    "recognises",
    "streams",
    "wacz_documents",
    "zip_documents",
]

recognises = mbox.recognises

Read = Callable[[str, bytes, Limits], Iterable[Document | Flaw]]

HEAD = 1 << 16  # bytes by which the kind of a stream is told
_BUFFER = 1 << 20
_NAMED_FLAWS = 100  # of one reason in one file; the others are counted
_WEB_ARCHIVES = "archive/"  # the folder of a WACZ file that holds them

# What a packed file without a further suffix in its name is, by its beginning.
_BEGINNINGS = (
    (b"%PDF", "a.pdf"),
    (b"PK\x03\x04", "a.zip"),
    (b"{", "a.jsonl"),
    (b"[", "a.json"),
    (b"<?xml", "a.xml"),
    (b"<rss", "a.xml"),
    (b"<", "a.html"),
)
_LINE = regex.compile(r"line (\d+)")


def streams(name: str, head: bytes, size: int, limits: Limits) -> bool:
    """Whether a file is read part by part.

    Args:
        name: Its name.
        head: The first `HEAD` bytes of it.
        size: How many it has.
        limits: What a file that is read at once may have.
    """
    if not any(kind.streams for kind in registry.proposed(name)):
        return False
    kind = registry.kind_of(name, head)
    return kind.streams and (kind.name != "json" or size > limits.max_bytes)


def documents(
    name: str, file: IO[bytes], limits: Limits, read: Read = registry.documents
) -> Iterator[Document | Flaw]:
    """Read a container.

    Args:
        name: What it is called.
        file: Its bytes, from the start; only that of a zip archive must know how to seek.
        limits: How far to go, for each part.
        read: Reads a part; may raise `Unreadable`.

    Raises:
        Unreadable: It is damaged or a bomb, or holds no article.
    """
    given = False
    first: Flaw | None = None
    flaws = Counter[str]()
    for item in _documents(name, _buffered(file), limits, read):
        if isinstance(item, Document):
            given = True
            yield item
            continue
        first = first or item
        flaws[item.reason] += 1
        if flaws[item.reason] <= _NAMED_FLAWS:
            yield item
    for reason, count in flaws.items():
        if count > _NAMED_FLAWS:
            yield Flaw(f"{count - _NAMED_FLAWS:,} more", reason)
    if not given:
        raise Unreadable(
            f"nothing in it is an article{f'; {first.where}: {first.reason}' if first else ''}"
        )


def mbox_documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a mailbox in this process; `Unreadable` as for `documents`."""
    return documents("a.mbox", io.BytesIO(data), limits)


def zip_documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a zip archive in this process; `Unreadable` as for `documents`."""
    return documents("a.zip", io.BytesIO(data), limits)


def gzip_documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a packed file in this process; `Unreadable` as for `documents`."""
    return documents("a.gz", io.BytesIO(data), limits)


def wacz_documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a packed web archive in this process; `Unreadable` as for `documents`."""
    return documents("a.wacz", io.BytesIO(data), limits)


def _buffered(file: IO[bytes]) -> io.BufferedReader:
    if isinstance(file, io.BufferedReader):
        return file
    return io.BufferedReader(cast("io.RawIOBase", file), _BUFFER)


def _documents(
    name: str, file: "io.BufferedReader[Any]", limits: Limits, read: Read
) -> Iterator[Document | Flaw]:
    kind = registry.kind_of(name, file.peek(HEAD)[:HEAD]).name
    if kind == "gzip":  # a cover, which says nothing of what is in it
        yield from _unpacked(name, file, limits, read)
        return
    if kind == "mbox":
        found = _each(mbox.parts(file, limits), limits, read)
    elif kind == "warc":
        found = _each(warc.parts(file, limits), limits, read)
    elif kind == "json":
        found = _records(json_stream.parts(file, limits), limits, read)
    elif kind == "wacz":
        found = _pages(file, limits, read)
    else:
        found = zip_archive.documents(file, limits, read, _member)
    for item in found:
        # An archive whose members together are something is that.
        told = isinstance(item, Document) and item.kind == "omnivore"
        yield replace(item, kind=kind) if isinstance(item, Document) and not told else item


def _member(
    path: str, file: "io.BufferedReader[Any]", size: int, limits: Limits, read: Read
) -> Iterator[Document | Flaw] | None:
    """Read a file in an archive part by part, where it is of such a kind."""
    head = file.peek(HEAD)[:HEAD]
    if not head or not streams(path, head, size, limits):
        return None
    return documents(path, file, limits, read)


def _each(parts: Iterable[Part | Flaw], limits: Limits, read: Read) -> Iterator[Document | Flaw]:
    """Read parts that are one article each, as a rule; one that comes again is left out."""
    seen: set[int] = set()
    for part in parts:
        if isinstance(part, Flaw):
            yield part
            continue
        try:
            for item in read(part.name, part.data, limits):
                if isinstance(item, Flaw):
                    alone = item.where == part.where
                    yield item if alone else replace(item, where=f"{part.where}, {item.where}")
                    continue
                key = f"{part.key}/{item.key}" if item.key not in ("", part.key) else part.key
                told = hash((key, item.text))
                if told in seen:
                    continue
                seen.add(told)
                # Two versions of a message or page have one name: what the later says tells it.
                if hash(key) in seen:
                    key = f"{key}-{key_of('', item.text)[:8]}"
                seen.add(hash(key))
                yield replace(item, key=key)
        except Unreadable as reason:
            yield Flaw(part.where, str(reason))


def _records(parts: Iterable[Part | Flaw], limits: Limits, read: Read) -> Iterator[Document | Flaw]:
    """Read many records at a time; where that fails, one at a time."""
    for part in parts:
        if isinstance(part, Flaw):
            yield part
            continue
        try:
            items = list(read(part.name, part.data, limits))
        except Unreadable as reason:
            lines = part.data.split(b"\n")
            if len(lines) == 1:
                yield Flaw(f"{part.where} {part.line}", str(reason))
                continue
            alone = (
                Part(part.name, line, part.where, line=number)
                for number, line in enumerate(lines, part.line)
                if line.strip()
            )
            yield from _records(alone, limits, read)
            continue
        for item in items:
            yield _placed(item, part) if isinstance(item, Flaw) else item


def _placed(flaw: Flaw, part: Part) -> Flaw:
    """Say where in the file a record stands that is known by its place in a part."""
    found = _LINE.fullmatch(flaw.where)
    return Flaw(f"{part.where} {part.line + int(found[1]) - 1}", flaw.reason) if found else flaw


def _unpacked(
    name: str, file: "io.BufferedReader[Any]", limits: Limits, read: Read
) -> Iterator[Document | Flaw]:
    if limits.max_depth < 0:
        raise Unreadable("archives are nested too deeply")
    packed = GzipStream(file, limits)
    stream = io.BufferedReader(packed, _BUFFER)
    head = stream.peek(HEAD)[:HEAD]
    if not head:
        raise Unreadable("damaged: cut short" if packed.damaged else "empty")
    inner_name = _name_in(name, head)
    if any(kind.streams for kind in registry.proposed(inner_name)):
        kind = registry.kind_of(inner_name, head)
        if kind.name not in ("zip", "wacz") and kind.streams:
            inner = replace(limits, max_depth=limits.max_depth - 1)
            yield from _documents(inner_name, stream, inner, read)
            if packed.damaged:
                yield Flaw("end", "the file is damaged or was cut short here")
            return
    data = stream.read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        raise Unreadable(f"larger than {limits.max_bytes / 1e6:g} MB, unpacked")
    if packed.damaged:
        raise Unreadable("damaged, or cut short")
    yield from read(inner_name, data, limits)


def _name_in(name: str, head: bytes) -> str:
    """Tell what a packed file is called; `a.xml` for `a.xml.gz`."""
    inner = PurePath(name).stem
    if registry.proposed(inner) and registry.suffix(inner) != ".gz":
        return inner
    start = head.lstrip(b"\xef\xbb\xbf\r\n\t ")
    if warc.recognises(head):
        return "a.warc"
    if mbox.recognises(head):
        return "a.mbox"
    told = next((each for beginning, each in _BEGINNINGS if start.startswith(beginning)), None)
    if told is None:
        found = registry.suffix(inner)
        raise Unreadable(f"the file packed in it is not read (type {found or 'without suffix'})")
    return told


def _pages(file: IO[bytes], limits: Limits, read: Read) -> Iterator[Document | Flaw]:
    """Read the web archives in a WACZ file; its indexes and lists of pages say nothing more."""
    for path, stream in zip_archive.streams(file, limits, _WEB_ARCHIVES):
        try:
            yield from _documents(PurePath(path).name, _buffered(stream), limits, read)
        except DAMAGED:
            yield Flaw(path, "damaged")
        except Unreadable as reason:
            yield Flaw(path, str(reason))
