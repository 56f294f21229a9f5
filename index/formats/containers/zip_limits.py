"""Zip files in bounds: what archives and Word files are packed in.

In: bytes. Out: an opened zip file whose members do not overlap, and the bytes of a member, never
more than the limits allow, whatever the headers promise.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from index.formats.document import Limits, Unreadable

__all__ = ["DAMAGED", "open_member", "open_zip", "unpack"]

_LOCAL_HEADER = 30  # bytes in front of a member's name and data, at least
_CHUNK = 1 << 16
# A short text that says one word again and again packs very well and does no harm.
_HARMLESS = 1_000_000
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

# All that `zipfile` raises on bytes that are no zip file, or not one of its kind.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def open_zip(data: bytes | IO[bytes], limits: Limits) -> zipfile.ZipFile:
    """Open a zip file, given whole or to be sought in, after a look at its directory.

    Raises:
        Unreadable: It is damaged, has too many members, unpacks to too much, or is a bomb whose
            members share their data.
    """
    try:
        file = io.BytesIO(data) if isinstance(data, bytes) else data
        size = file.seek(0, io.SEEK_END)
        opened = zipfile.ZipFile(file)
    except DAMAGED as error:
        raise Unreadable("damaged: not a zip file, or cut short") from error
    members = opened.infolist()
    if len(members) > limits.max_members:
        raise Unreadable(f"holds more than {limits.max_members:,} files")
    if sum(member.file_size for member in members) > limits.max_unpacked:
        raise Unreadable(f"unpacks to more than {limits.max_unpacked / 1e6:,.0f} MB")
    ordered = sorted(members, key=lambda member: member.header_offset)
    ends = [member.header_offset + _LOCAL_HEADER + member.compress_size for member in ordered]
    starts = [*(member.header_offset for member in ordered[1:]), size]
    if any(end > start for end, start in zip(ends, starts, strict=False)):
        raise Unreadable("its files overlap, as in a zip bomb")
    return opened


def _check(member: zipfile.ZipInfo, limits: Limits, most: int) -> None:
    """Raise `Unreadable` for a member that is not to be unpacked."""
    if member.flag_bits & _ENCRYPTED:
        raise Unreadable("encrypted")
    if member.compress_type not in _METHODS:
        raise Unreadable(f"packed by a method that is not read (number {member.compress_type})")
    if member.file_size > most:
        raise Unreadable(f"larger than {most / 1e6:g} MB")
    packed_too_well = member.file_size > limits.max_ratio * max(member.compress_size, 1)
    if packed_too_well and member.file_size > _HARMLESS:
        raise Unreadable(f"unpacks to more than {limits.max_ratio} times its size, as a zip bomb")


def unpack(opened: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> bytes:
    """Unpack a member.

    Raises:
        Unreadable: It is damaged, or is not to be unpacked.
    """
    _check(member, limits, limits.max_bytes)
    parts, size = [], 0
    try:
        with opened.open(member) as file:
            while part := file.read(_CHUNK):
                parts.append(part)
                size += len(part)
                if size > limits.max_bytes:  # whatever its header says
                    raise Unreadable(f"larger than {limits.max_bytes / 1e6:g} MB")
    except DAMAGED as error:
        raise Unreadable("damaged") from error
    return b"".join(parts)


@contextmanager
def open_member(
    opened: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits
) -> Iterator[io.BufferedReader]:
    """Open a member that is read part by part, whatever its size.

    Raises:
        Unreadable: It is damaged, or is not to be unpacked.
    """
    _check(member, limits, limits.max_file)
    try:
        file = opened.open(member)
    except DAMAGED as error:
        raise Unreadable("damaged") from error
    with file:
        yield io.BufferedReader(cast("io.RawIOBase", file), _CHUNK)
