"""Web archives (WARC): the answers in them that may be pages.

In: a stream of records. Out: each record that may hold a page, as a file of its own. What is no
page stays out: requests, metadata, revisits, errors, pictures, scripts, data, `robots.txt`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import IO
from urllib.parse import urlsplit

from index.formats.containers.part import Part
from index.formats.containers.warc_records import headers_of, is_start, records
from index.formats.document import Flaw, Limits
from index.formats.keys import key_of

__all__ = ["FINE", "PAGES", "parts", "recognises"]

FINE = (200, 203)  # what servers answer with a page
PAGES = ("text/html", "application/xhtml+xml", "application/pdf")

_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_KEPT = {b"response", b"resource", b"conversion"}
_NOT_PAGES = ("robots.txt", "ads.txt", "app-ads.txt", "security.txt", "humans.txt", "llms.txt")
_MOST_HTTP_HEADERS = 100_000
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})\b")
_TYPE = re.compile(rb"(?i)\ncontent-type:[ \t]*([\w.+-]{1,40}/[\w.+-]{1,80})")
_NAMED_KINDS = 8


def recognises(data: bytes) -> bool:
    """Tell a web archive by its first line."""
    return is_start(data.lstrip())


def parts(stream: IO[bytes], limits: Limits) -> Iterator[Part | Flaw]:
    """Give the records that may hold a page, as they stand in the archive.

    A flaw at the end counts what servers answered else, and what is too large.
    """
    left = Counter[str]()
    for head, size, block in records(stream, limits.max_bytes):
        headers = headers_of(head)
        if headers.get(b"warc-type") not in _KEPT:
            continue
        url = headers.get(b"warc-target-uri", b"").strip(b"<> ").decode("utf-8", "replace")
        if not url.startswith(("http://", "https://")) or _is_no_page(url):
            continue
        if size > limits.max_bytes:
            left[f"larger than {limits.max_bytes / 1e6:g} MB"] += 1
        elif other := _other(block):
            left[other] += 1
        else:
            record = _with_length(head, len(block)) + block
            yield Part("record.warc", record, url, key_of(url))
    if left:
        kinds = ", ".join(f"{kind}: {count:,}" for kind, count in left.most_common(_NAMED_KINDS))
        yield Flaw("records", f"left out {left.total():,} that are no pages ({kinds})")


def _other(block: bytes) -> str | None:
    """Tell what a server answered if it was no page."""
    found = _STATUS.match(block)
    if found is None:
        return None
    if int(found[1]) not in FINE:
        return f"answer {int(found[1])}"
    kind = _TYPE.search(_END_OF_HEADERS.split(block[:_MOST_HTTP_HEADERS], maxsplit=1)[0])
    named = kind[1].decode("latin-1").lower() if kind else ""
    return named if named and named not in PAGES else None


def _is_no_page(url: str) -> bool:
    try:
        return urlsplit(url).path.rpartition("/")[2].lower() in _NOT_PAGES
    except ValueError:
        return True


def _with_length(head: bytes, size: int) -> bytes:
    """Give the head of a record with the length that the record really has."""
    lines = [line.rstrip(b"\r") for line in head.split(b"\n")]
    kept = [line for line in lines if not line.lower().startswith(b"content-length:")]
    return b"\r\n".join([*filter(None, kept), b"Content-Length: %d" % size, b"", b""])
