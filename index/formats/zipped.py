"""Zip files in bounds: what archives and Word files are packed in.

In: bytes. Out: an opened zip file whose members do not overlap, and the bytes of a member, never
more than the limits allow, whatever the headers promise.
"""

import struct
import zipfile
import zlib
from io import BytesIO

from index.formats.document import Limits, Unreadable

__all__ = ["open_zip", "unpack"]

_LOCAL_HEADER = 30  # bytes in front of a member's name and data, at least
_CHUNK = 1 << 16
# A short text that says one word again and again packs very well and does no harm.
_HARMLESS = 1_000_000
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

# All that `zipfile` raises on bytes that are no zip file, or not one of its kind.
_DAMAGED = (
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


def open_zip(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open a zip file after a look at its directory.

    Raises:
        Unreadable: It is damaged, has too many members, unpacks to too much, or is a bomb whose
            members share their data.
    """
    try:
        opened = zipfile.ZipFile(BytesIO(data))
    except _DAMAGED as error:
        raise Unreadable("damaged: not a zip file, or cut short") from error
    members = opened.infolist()
    if len(members) > limits.max_members:
        raise Unreadable(f"holds more than {limits.max_members:,} files")
    if sum(member.file_size for member in members) > limits.max_unpacked:
        raise Unreadable(f"unpacks to more than {limits.max_unpacked / 1e6:,.0f} MB")
    ordered = sorted(members, key=lambda member: member.header_offset)
    ends = [member.header_offset + _LOCAL_HEADER + member.compress_size for member in ordered]
    starts = [*(member.header_offset for member in ordered[1:]), len(data)]
    if any(end > start for end, start in zip(ends, starts, strict=False)):
        raise Unreadable("its files overlap, as in a zip bomb")
    return opened


def _check(member: zipfile.ZipInfo, limits: Limits) -> None:
    """Raise `Unreadable` for a member that is not to be unpacked."""
    if member.flag_bits & _ENCRYPTED:
        raise Unreadable("encrypted")
    if member.compress_type not in _METHODS:
        raise Unreadable(f"packed by a method that is not read (number {member.compress_type})")
    if member.file_size > limits.max_bytes:
        raise Unreadable(f"larger than {limits.max_bytes / 1e6:g} MB")
    packed_too_well = member.file_size > limits.max_ratio * max(member.compress_size, 1)
    if packed_too_well and member.file_size > _HARMLESS:
        raise Unreadable(f"unpacks to more than {limits.max_ratio} times its size, as a zip bomb")


def unpack(opened: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> bytes:
    """Unpack a member.

    Raises:
        Unreadable: It is damaged, or is not to be unpacked.
    """
    _check(member, limits)
    parts, size = [], 0
    try:
        with opened.open(member) as file:
            while part := file.read(_CHUNK):
                parts.append(part)
                size += len(part)
                if size > limits.max_bytes:  # whatever its header says
                    raise Unreadable(f"larger than {limits.max_bytes / 1e6:g} MB")
    except _DAMAGED as error:
        raise Unreadable("damaged") from error
    return b"".join(parts)
