"""Gzip: what is packed is unpacked as it is read, in bounds.

In: a file of one gzip member or many behind each other. Out: a stream of what they hold. What is
damaged or cut short ends there, and says so afterwards.
"""

import io
import zlib
from typing import IO, Any

from index.formats.document import Limits, Unreadable

__all__ = ["GzipStream"]

_CHUNK = 1 << 16
_WINDOW = 8_000_000  # bytes for which the ratio is reckoned: about the largest record
_WITH_HEADER = 16 + zlib.MAX_WBITS


class GzipStream(io.RawIOBase):
    """What a gzip file holds, to be read once from its start to its end.

    Attributes:
        damaged: Whether the file ended early, known once all is read.

    Raises:
        Unreadable: On reading, where it unpacks to too many times its size.
    """

    def __init__(self, packed: IO[bytes], limits: Limits) -> None:
        self._packed = packed
        self._limits = limits
        self._inflater: Any = None
        self._waiting = b""
        self._read = self._unpacked = 0
        self._members = 0
        self.damaged = False

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with what comes next; 0 bytes at the end."""
        data = self._next(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _next(self, most: int) -> bytes:
        while not self.damaged:
            if not self._waiting:
                self._waiting = self._packed.read(_CHUNK)
                self._read += len(self._waiting)
                if not self._waiting:
                    self.damaged = self._inflater is not None
                    break
            if self._inflater is None:
                if self._members:  # files on tapes are filled up with zeros
                    self._waiting = self._waiting.lstrip(b"\0")
                    if not self._waiting:
                        continue
                self._inflater = zlib.decompressobj(_WITH_HEADER)
                self._members += 1
            if data := self._inflated(most):
                self._count(len(data))
                return data
        return b""

    def _inflated(self, most: int) -> bytes:
        try:
            data: bytes = self._inflater.decompress(self._waiting, most)
        except zlib.error as error:
            if self._members == 1 and not self._unpacked:
                raise Unreadable("damaged: not a gzip file") from error
            self.damaged = True
            return b""
        if self._inflater.eof:
            self._waiting, self._inflater = self._inflater.unused_data, None
        else:
            self._waiting = self._inflater.unconsumed_tail
        return data

    def _count(self, size: int) -> None:
        self._unpacked += size
        if self._unpacked >= _WINDOW:
            used = self._read - len(self._waiting)
            if self._unpacked > self._limits.max_ratio * max(used, 1):
                raise Unreadable(
                    f"unpacks to more than {self._limits.max_ratio} times its size, as a bomb"
                )
            self._unpacked, self._read = 0, len(self._waiting)
