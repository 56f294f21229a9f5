"""Pages in web archives (WARC), one article a page.

In: bytes of an archive, or of one record of it. Out: the documents of its pages. The day of the
crawl is no date of publication. warcio takes the answer of a server out of a record.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

from index.formats.containers.warc import FINE, PAGES, parts, recognises
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.documents import plain
from index.formats.keys import unique
from index.formats.pages import html
from index.formats.pages.markup_text import decode, decode_as

__all__ = ["documents"]

_CHUNK = 1 << 16
# What warcio and what unpacks for it raise besides their own errors.
_DAMAGED = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, TypeError),
    *(ValueError, zlib.error),
)
_HTML = re.compile(rb"(?i)\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b")
_CHARSET = re.compile(r"(?i)charset\s*=\s*[\"']?([\w.:-]{1,40})")


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read an archive, or one record of it.

    Raises:
        Unreadable: It holds no article.
    """
    if not recognises(data):
        raise Unreadable("damaged: not a web archive")
    given, flaws = dict[str, int](), list[Flaw]()
    for part in parts(BytesIO(data), limits):
        if isinstance(part, Flaw):
            flaws.append(part)
            continue
        try:
            document = _document(part.data, part.where, limits)
        except Unreadable as reason:
            flaws.append(Flaw(part.where, str(reason)))
        else:
            yield replace(document, key=unique(part.key, given))
    if not given:
        only = flaws[0].reason if len(flaws) == 1 else "no page in it is an article"
        raise Unreadable(only)
    yield from flaws


def _document(record: bytes, url: str, limits: Limits) -> Document:
    kind, charset, body = _body(record, limits)
    if kind == "text/plain":
        return _only(plain.documents(body, limits), url)
    if kind == "application/pdf":
        from index.formats.documents import pdf

        return _only(pdf.documents(body, limits), url)
    text = decode_as(body, charset) if charset else decode(body)
    return html.page(text, limits, url=url)


def _only(found: Iterator[Document | Flaw], url: str) -> Document:
    document = next((item for item in found if isinstance(item, Document)), None)
    if document is None:
        raise Unreadable("holds no text")
    return replace(document, url=url)


def _body(record: bytes, limits: Limits) -> tuple[str, str | None, bytes]:
    """Give the type, the charset and the bytes of what a server answered.

    Raises:
        _NoPage: It is an error or no page.
        Unreadable: It is damaged or too large.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    try:
        read: Any = next(iter(ArchiveIterator(BytesIO(record))), None)
        if read is None:
            raise Unreadable("damaged")
        answer, converted = read.http_headers, read.rec_type == "conversion"
        if answer is not None:
            status = str(answer.get_statuscode() or "")
            if not status.isdecimal() or int(status) not in FINE:
                raise Unreadable(f"answer {status[:3]}")
        stated = answer.get_header("content-type") if answer is not None else read.content_type
        body = _limited(read.content_stream(), limits.max_bytes)
    except (ArchiveLoadFailed, StatusAndHeadersParserException, *_DAMAGED) as error:
        raise Unreadable("damaged") from error
    kind, charset = _kind(stated or "")
    known = kind in PAGES or (converted and kind == "text/plain")
    if not known and (kind or not _is_html(body)):
        raise Unreadable(f"no page ({kind or 'unknown type'})")
    if not body.strip():
        raise Unreadable("empty")
    return kind, charset, body


def _limited(stream: Any, most: int) -> bytes:
    body: list[bytes] = []
    size = 0
    while size <= most:
        data = stream.read(_CHUNK)
        if not data:
            return b"".join(body)
        body.append(data)
        size += len(data)
    raise Unreadable(f"larger than {most / 1e6:g} MB")


def _kind(stated: str) -> tuple[str, str | None]:
    kind, _, rest = stated.partition(";")
    found = _CHARSET.search(rest)
    return kind.strip().lower()[:60], found[1] if found else None


def _is_html(body: bytes) -> bool:
    return bool(
        re.match(
            rb"(?i)\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", body[:2_000]
        )
    )
