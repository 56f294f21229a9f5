"""Mails and pages saved as one file (MHTML): both are MIME messages.

In: bytes of an `.eml` or `.mhtml` file. Out: a document for a saved page; for a mail, one for it
and one for each mail attached to it. Other attachments are not read.
"""

import email
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr
from typing import Any, TypeVar

import regex

from index.formats.clean_text import one_line, sane_author
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.mail.body import said, subject_of
from index.formats.mail.program import put_away, unflowed
from index.formats.mail.sent import day
from index.formats.pages import html
from index.formats.pages.markup_text import decode, decode_as
from index.formats.pages.metadata import language_in, web_address

__all__ = ["documents"]

# Longer headers are no names and no dates, and the parser's time for them grows with the square.
_HEADER_LENGTH = 2_000
# Mails have a few parts, saved pages a few hundred; 200,000 took 31 s.
_MOST_PARTS = 10_000
_MOST_RECEIVED = 100  # carriers of a mail
_HEADERS = {"from", "subject", "date", "mime-version", "content-type", "message-id", "received"}
# What the standard library's parser raises on malformed headers, besides its own errors.
_BROKEN = (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError)
_T = TypeVar("_T")
# "ines at coast.example (Ines Varga)", as archives of lists hide addresses
_HIDDEN = regex.compile(r"^\S+ at \S+ \((?P<name>[^()]{1,100})\)$")
# A line of base64, and whether its sign says that it is the last.
_BASE64 = re.compile(rb"\s*(?P<line>[A-Za-z0-9+/]+)(?P<last>=*)[ \t]*(?:\r?\n|\Z)")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_SAVED_BY = regex.compile(r"(?i)<?\s*saved by\b")


class _Policy(EmailPolicy):
    """The standard policy, for headers of a bounded length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_HEADER_LENGTH]


_POLICY = _Policy()


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a mail, with the mails attached to it, or a saved page.

    Raises:
        Unreadable: It is no message, or holds no text.
    """
    if len(data) > limits.max_bytes:
        raise Unreadable(f"larger than {limits.max_bytes / 1e6:g} MB")
    if data.count(b"\n--") > _MOST_PARTS:
        raise Unreadable(f"more than {_MOST_PARTS:,} parts")
    try:
        message: Any = email.message_from_bytes(data, policy=_POLICY)
    except _BROKEN as error:
        nested = isinstance(error, RecursionError)
        raise Unreadable("its parts are nested too deeply" if nested else "damaged") from error
    if not _HEADERS & {name.lower() for name, _ in message.raw_items()}:
        raise Unreadable("not a mail message")
    if reason := put_away(lambda name: _header(message, name)):
        raise Unreadable(reason)
    parts = _parts(message, limits)
    if _is_saved_page(message, parts):
        yield _page(message, parts, limits)
        return
    found = list(_mails(message, parts, limits, "1"))
    read = [item for item in found if isinstance(item, Document)]
    if len(found) == 1 and isinstance(found[0], Flaw):
        raise Unreadable(found[0].reason)
    yield from (
        found
        if len(read) > 1
        else (replace(item, key="") if isinstance(item, Document) else item for item in found)
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The leaves of a message that count."""

    plain: list[EmailMessage] = field(default_factory=list)
    html: list[EmailMessage] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)


def _parts(message: Any, limits: Limits) -> _Parts:
    """Sort the parts of a message; those of the mails in it stay with them."""
    parts, waiting, seen = _Parts(), [message], 0
    while waiting and (seen := seen + 1) <= limits.max_members:
        part = waiting.pop()
        kind = _tried(part.get_content_type) or ""
        if part.is_multipart():
            inner = part.get_payload()
            if kind == "message/rfc822":
                parts.mails.extend(inner[:1])
            else:
                waiting.extend(reversed(inner))
        elif _header(part, "content-disposition").lower().startswith("attachment"):
            continue
        elif kind == "text/plain":
            parts.plain.append(part)
        elif kind in ("text/html", "application/xhtml+xml"):
            parts.html.append(part)
    return parts


def _tried(call: Callable[..., _T], *given: Any) -> _T | None:
    """Call the parser, which some malformed headers break."""
    try:
        return call(*given)
    except _BROKEN:
        return None


def _header(message: EmailMessage, name: str) -> str:
    """Give a header in words; empty where it is missing, or made to break its parser."""
    value = _raw_header(message, name)
    if not value.isascii():  # bytes beyond ASCII, against the rules and quite often
        value = _decoded(value.encode("utf-8", "surrogateescape"), None)
    return str(_tried(_POLICY.header_fetch_parse, name, value) or "").strip()


def _raw_header(message: EmailMessage, name: str) -> str:
    return next((str(text) for given, text in message.raw_items() if given.lower() == name), "")


def _text(part: EmailMessage) -> str:
    label = _tried(part.get_content_charset)
    flowed = str(_tried(part.get_param, "format") or "").lower() == "flowed"
    glued = str(_tried(part.get_param, "delsp") or "").lower() == "yes"
    # The standard library would use that charset, whatever it is, to take the text apart.
    if "content-type" in part:
        part.replace_header("content-type", "text/plain")
    if _header(part, "content-transfer-encoding").lower() == "base64":
        data: Any = _unpacked(str(part.get_payload()))
    else:
        data = _tried(part.get_payload, None, True)
    text = _decoded(data, label) if isinstance(data, bytes) else ""
    return unflowed(text, glued=glued) if flowed else text


def _unpacked(payload: str) -> bytes:
    """Take a text out of base64: as far as it goes, and with what a list wrote below it."""
    text, end, width = payload.encode("utf-8", "surrogateescape"), 0, 0
    while found := _BASE64.match(text, end):
        end = found.end()
        if found["last"] or len(found["line"]) < width:  # shorter than the others
            break
        width = width or len(found["line"])
    below = text[end:].strip() if end else b""
    packed = _NO_BASE64.sub(b"", text[:end] if end else text)
    packed = packed[: len(packed) - (len(packed) % 4 == 1)]
    said = b64decode(packed + b"=" * (-len(packed) % 4))
    return said + b"\n\n" + below if below else said


def _decoded(data: bytes, label: str | None) -> str:
    try:
        return decode_as(data, label) if label else decode(data)
    except Unreadable:  # no text: a picture that says it is one
        return ""


def _is_saved_page(message: EmailMessage, parts: _Parts) -> bool:
    if _header(message, "snapshot-content-location"):
        return True
    if _SAVED_BY.match(_raw_header(message, "from")):
        return True
    sent = any(_header(message, name) for name in ("message-id", "received", "to"))
    return not sent and any(_header(part, "content-location") for part in parts.html)


def _page(message: EmailMessage, parts: _Parts, limits: Limits) -> Document:
    if not parts.html:
        raise Unreadable("the saved page has no HTML")
    start = (
        (message.get_param("start") or "") if message.get_content_maintype() == "multipart" else ""
    )
    root = next(
        (part for part in parts.html if start and _header(part, "content-id") == start),
        parts.html[0],
    )
    url = _header(message, "snapshot-content-location") or _header(root, "content-location")
    document = html.page(_text(root), limits, url=url)
    # The message's date is that of saving, so it is not taken.
    return (
        document
        if document.title
        else replace(document, title=subject_of(_header(message, "subject")))
    )


def _mails(
    message: EmailMessage, parts: _Parts, limits: Limits, number: str
) -> Iterator[Document | Flaw]:
    try:
        yield _mail(message, parts, limits, number)
    except Unreadable as error:
        if not parts.mails:
            yield Flaw(f"message {number}", str(error))
    for place, inner in enumerate(parts.mails, 1):
        below = f"{number}.{place}"
        if below.count(".") > limits.max_depth:
            yield Flaw(f"message {below}", "messages are nested too deeply")
        else:
            yield from _mails(inner, _parts(inner, limits), limits, below)


def _mail(message: EmailMessage, parts: _Parts, limits: Limits, number: str) -> Document:
    texts = "\n\n".join(map(_text, parts.plain))
    document = said(texts, list(map(_text, parts.html)), limits)
    received = [str(text) for name, text in message.raw_items() if name.lower() == "received"]
    published = day(_header(message, "date"), received[:_MOST_RECEIVED])
    return replace(
        document,
        key=number,
        title=subject_of(_header(message, "subject")),
        source=_list(message),
        author=_sender(message),
        url=web_address(_header(message, "archived-at").strip("<>")),
        published=published,
        published_from="header" if published else None,
        language=language_in(_header(message, "content-language")),
    )


def _list(message: EmailMessage) -> str | None:
    """Give the name of the list or newsletter by which a mail was sent to many."""
    if name := one_line(parseaddr(_header(message, "list-id"))[0].strip("\"' ")):
        return name
    many = any(_raw_header(message, name) for name in ("list-id", "list-unsubscribe"))
    return _sender(message) if many else None


def _sender(message: EmailMessage) -> str | None:
    stated = _raw_header(message, "from").strip()
    hidden = _HIDDEN.match(stated) if stated.isascii() else None
    return sane_author(hidden["name"] if hidden else parseaddr(_header(message, "from"))[0])
