"""Records of a web archive, found in a stream.

In: a stream. Out: the head and the block of each record. Lengths are often wrong: then the next
record is looked for instead of giving up the rest.
"""

import re
from collections.abc import Iterator
from typing import IO

__all__ = ["headers_of", "is_start", "records"]

_CHUNK = 1 << 20
_MOST_HEADERS = 200_000  # bytes
_START = re.compile(rb"WARC/\d\.\d{1,2}\r?\n(?=[A-Za-z-]{2,60}:)")
_NEXT = re.compile(rb"\r?\n(?=WARC/\d\.\d{1,2}\r?\n[A-Za-z-]{2,60}:)")
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_LONGEST_START = 100  # bytes in which `_START` and `_NEXT` tell what they find


def is_start(data: bytes) -> bool:
    """Whether data begins with a record."""
    return bool(_START.match(data[:_LONGEST_START]))


def headers_of(head: bytes) -> dict[bytes, bytes]:
    """Give the fields of a record's head by their names in small letters, the first of each."""
    found: dict[bytes, bytes] = {}
    for line in head.split(b"\n")[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            found.setdefault(name.strip().lower(), value.strip())
    if b"warc-type" in found:
        found[b"warc-type"] = found[b"warc-type"].lower()
    return found


def records(stream: IO[bytes], most: int) -> Iterator[tuple[bytes, int, bytes]]:
    """Give the head, the size and the bytes of each record; of a larger one no bytes.

    The length that a record states is believed where another record, or nothing, follows there.
    """
    source = _Source(stream)
    while source.find(_START):
        head = source.until(_END_OF_HEADERS, _MOST_HEADERS)
        if head is None:
            continue
        stated = headers_of(head).get(b"content-length", b"")
        length = int(stated) if stated.isdigit() and len(stated) < 16 else -1
        size, block = source.block(length, most)
        yield head, size, block


class _Source:
    """A stream that is looked at before it is taken."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._data = b""
        self._at = 0
        self._ended = False

    def find(self, pattern: re.Pattern[bytes]) -> bool:
        """Go to where a pattern is; False where it is no more."""
        while True:
            found = pattern.search(self._data, self._at)
            if found and (self._ended or found.start() < len(self._data) - _LONGEST_START):
                self._at = found.start()
                return True
            if self._ended:
                return False
            self._at = max(self._at, len(self._data) - _LONGEST_START)
            self._more()

    def until(self, pattern: re.Pattern[bytes], most: int) -> bytes | None:
        """Take what stands in front of a pattern, and go behind it."""
        while True:
            found = pattern.search(self._data, self._at)
            if found and (self._ended or found.end() < len(self._data)):
                head = self._data[self._at : found.start()]
                self._at = found.end()
                return head
            if self._ended or len(self._data) - self._at > most:
                self._at += 1
                return None
            self._more()

    def block(self, length: int, most: int) -> tuple[int, bytes]:
        """Take the block of a record: its size, and its bytes where they are not too many."""
        if 0 <= length <= most:
            while not self._ended and len(self._data) - self._at < length + _LONGEST_START:
                self._more()
            end = self._at + length
            rest = self._data[end : end + _LONGEST_START].lstrip(b"\r\n")
            if end <= len(self._data) and (not rest or _START.match(rest)):
                block = self._data[self._at : end]
                self._at = end
                return length, block
        return self._up_to_next(most)

    def _up_to_next(self, most: int) -> tuple[int, bytes]:
        """Take all in front of the next record, for want of a length that is true."""
        block, size = b"", 0
        while True:
            found = _NEXT.search(self._data, self._at)
            if found and not (self._ended or found.start() < len(self._data) - _LONGEST_START):
                found = None
            end = found.start() if found else len(self._data)
            if not found and not self._ended:
                end = max(self._at, end - _LONGEST_START)
            size += end - self._at
            if size <= most:
                block += self._data[self._at : end]
            self._at = end
            if found or self._ended:
                trimmed = block.rstrip(b"\r\n") if size <= most else b""
                return size, trimmed
            self._more()

    def _more(self) -> None:
        chunk = self._stream.read(_CHUNK)
        self._ended = not chunk
        self._data = self._data[self._at :] + chunk
        self._at = 0
