"""Mailboxes (mbox) of Takeout, Thunderbird, list archives and Unix: messages behind each other.

In: a stream. Out: the bytes of each message. A line "From …" parts two messages only where a date
and a header follow, or where it stands behind an empty line and in front of the headers that
mailers write first; whatever a body says splits nothing.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import compat32
from typing import IO

from index.formats.containers.part import Part
from index.formats.document import Limits
from index.formats.keys import key_of

__all__ = ["parts", "recognises"]

_CHUNK = 1 << 20
_MARK = b"\xef\xbb\xbf"
_AHEAD = 4_096  # bytes of a separator with the line behind it
_HEADERS = 100_000  # bytes in which a message's own identifier stands
_LINE = re.compile(rb"^From (?P<rest>[^\r\n]{0,1000})\r?\n(?P<next>[^\r\n]{0,200})", re.MULTILINE)
# "Wed Mar 26 05:58:00 2025", with a zone before or behind the year
_DATE = re.compile(
    rb"(?:\b[A-Za-z]{3},? )?\s*(?:[A-Za-z]{3}\s+\d{1,2}|\d{1,2}\s+[A-Za-z]{3}),?\s.{0,20}"
    rb"\d{1,2}:\d\d(?::\d\d)?.{0,20}\b\d{4}\b|\d{4}-\d\d-\d\d[ T]\d\d:\d\d|"
    rb"\b[A-Za-z]{3}\s+\d{1,2}\s+\d{4}\s+\d{1,2}:\d\d"
)
# What stands there instead of a date: nothing, or an address
_SENDER = re.compile(rb"\s*(?:-|\S+@\S+|\S+ at \S+|MAILER-DAEMON)?\s*")
_HEADER = re.compile(rb"(?:[!-9;-~]{1,80}:(?:\s|$)|>From )")
_FIRST_HEADER = re.compile(
    rb"(?i)(?:from|return-path|received|delivered-to|x-[\w-]+|date|message-id|mime-version|subject|"
    rb"to|reply-to|content-type|status|envelope-to|dkim-signature|authentication-results|"
    rb"arc-[\w-]+|list-[\w-]+|references|in-reply-to):"
)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def recognises(data: bytes) -> bool:
    """Tell a mailbox by its first line, which stands in front of a message's headers."""
    start = data[: 2 * _AHEAD].lstrip(b"\xef\xbb\xbf\r\n\t ")
    found = _LINE.match(start)
    return found is not None and _parts_two(found, after_blank=True)


def parts(stream: IO[bytes], limits: Limits) -> Iterator[Part]:
    """Give the messages of a mailbox.

    Of one that is larger than a file may be, as for its attachments, the beginning is given, in
    which its text stands.
    """
    number = 0
    for message in _messages(stream, limits.max_bytes):
        if message.strip():
            number += 1
            yield Part(
                "message.eml", _QUOTED.sub(rb"\1", message), f"message {number}", _key(message)
            )


def _parts_two(found: re.Match[bytes], *, after_blank: bool) -> bool:
    if _DATE.search(found["rest"]):
        return bool(_HEADER.match(found["next"]))
    bare = after_blank and _SENDER.fullmatch(found["rest"])
    return bool(bare and _FIRST_HEADER.match(found["next"]))


def _messages(stream: IO[bytes], most: int) -> Iterator[bytes]:
    """Split a stream; what stands in front of the first separator is none."""
    message: list[bytes] | None = None
    size = 0
    before = b"\n\n"  # what stood in front of the data at hand
    data = b""
    ended = started = False
    while not ended:
        chunk = stream.read(_CHUNK)
        ended = not chunk
        if not started:  # a mark of UTF-8 that an editor put in front
            chunk, started = chunk.removeprefix(_MARK), True
        data += chunk
        safe = len(data) if ended else max(len(data) - _AHEAD, 0)
        at = 0
        for found in _LINE.finditer(data):
            start = found.start()
            if start >= safe:
                break
            behind = (before + data[:start])[-4:] if start < 4 else data[start - 4 : start]
            if not behind.endswith(b"\n"):
                continue
            if not _parts_two(found, after_blank=behind.endswith((b"\n\n", b"\r\n\r\n"))):
                continue
            if message is not None:
                message.append(data[at:start][: max(most - size, 0)])
                yield b"".join(message)
            message, size = [], 0
            at = found.start("next")
        if message is not None and at < safe:
            piece = data[at:safe][: max(most - size, 0)]
            message.append(piece)
            size += len(piece)
        at = max(at, safe)
        before = (before + data[:at])[-4:]
        data = data[at:]
    if message is not None:
        yield b"".join(message)


def _key(message: bytes) -> str:
    """Name a message by its identifier, or by what its headers say."""
    head = message[:_HEADERS].partition(b"\n\n" if b"\n\n" in message[:_HEADERS] else b"\r\n\r\n")[
        0
    ]
    headers = message_from_bytes(head[:_HEADERS], policy=compat32)
    stated = str(headers.get("message-id") or "").strip().strip("<>").strip()
    others = [str(headers.get(name) or "") for name in ("date", "from", "subject")]
    return key_of(stated, "\0".join(others) if any(others) else message.decode("latin-1"))
