"""Mails as Apple Mail keeps them (EMLX): a line with their length, the mail, a list of properties.

In: bytes. Out: what `mail.message` makes of the mail. One whose attachments lie elsewhere is read
as well (`.partial.emlx`).
"""

import plistlib
import re
from collections.abc import Iterator
from xml.parsers.expat import ExpatError

from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.mail.message import documents as mails

__all__ = ["documents"]

_LENGTH = re.compile(rb"\s*(\d{1,12})[ \t]*\r?\n")
_PROPERTIES = re.compile(
    rb"(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!DOCTYPE plist[^>]{0,200}>\s*)?<plist\b"
)
# Bits of its flags.
_DELETED, _DRAFT = 1 << 1, 1 << 6


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a mail.

    Raises:
        Unreadable: It is no message, a draft or deleted, or holds no text.
    """
    length = _LENGTH.match(data)
    if length is None:
        yield from mails(data, limits)
        return
    start = length.end()
    end = start + int(length[1])
    if not data[end:].lstrip().startswith((b"<?xml", b"<plist")):  # a length that is wrong
        found = list(_PROPERTIES.finditer(data, start))
        end = found[-1].start() if found else len(data)
    flags = _flags(data[end:])
    if flags & (_DELETED | _DRAFT):
        deleted = "deleted in its mailbox"
        raise Unreadable(deleted if flags & _DELETED else "a draft, not a mail that was sent")
    yield from mails(data[start:end], limits)


def _flags(properties: bytes) -> int:
    try:
        known = plistlib.loads(properties.strip(), fmt=plistlib.FMT_XML)
        return int(known.get("flags", 0))
    except (ValueError, TypeError, AttributeError, ExpatError, OverflowError, LookupError):
        return 0
