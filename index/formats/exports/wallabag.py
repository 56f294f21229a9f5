"""wallabag's JSON export: the saved articles with their texts.

In: bytes. Out: a document for each entry whose text was fetched. Days of saving are no days of
publication, and notes of the reader are no text.
"""

import json
from collections.abc import Iterator
from typing import Any

import regex

from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.documents.plain import decoded
from index.formats.entries.record import Record, author_name, site_name
from index.formats.entries.record import documents as as_documents
from index.formats.printed_date import printed_day

__all__ = ["documents", "recognises"]

_NAMES = (b'"is_archived"', b'"is_starred"', b'"is_read"', b'"is_fav"', b'"reading_time"')
_NOT_FETCHED = regex.compile(
    r"(?i)^.{0,60}(?:no content|can.t retrieve contents|could not (?:be )?(?:retrieve|fetch))"
)
_NOT_FETCHED_LENGTH = 400
_LARGE = 20_000_000


def recognises(data: bytes) -> bool:
    """Tell an export by its names of fields."""
    if len(data) > _LARGE or b'"content"' not in data or not any(name in data for name in _NAMES):
        return False
    return bool(_entries(data))


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read an export.

    Raises:
        Unreadable: It is damaged, or no text in it was fetched.
    """
    entries = _entries(data)
    if not entries:
        raise Unreadable("no wallabag entries")
    yield from as_documents(map(_record, entries), limits)


def _entries(data: bytes) -> list[dict[str, Any]]:
    try:
        parsed = json.loads(decoded(data))
    except (ValueError, RecursionError, Unreadable):
        return []
    if isinstance(parsed, dict):
        inner = parsed.get("_embedded")
        parsed = inner.get("items") if isinstance(inner, dict) else [parsed]
    entries = parsed if isinstance(parsed, list) else []
    known = [each for each in entries if isinstance(each, dict) and "content" in each]
    return known if known and "url" in known[0] else []


def _record(entry: dict[str, Any]) -> Record:
    from index.formats.pages.html import piece

    title, url = _text(entry.get("title")), _text(entry.get("url"))
    record = Record(title or url or "an entry", title=title or None, url=url)
    record.key = _text(entry.get("id")) or url
    record.published = printed_day(_text(entry.get("published_at")))
    record.author = author_name(_text(entry.get("published_by") or entry.get("authors")))
    record.source = site_name(url) or _text(entry.get("domain_name")) or None
    language = _text(entry.get("language")).replace("_", "-").split("-")[0].lower()
    record.language = language if language.isalpha() and 2 <= len(language) <= 3 else None
    text = _text(entry.get("content"))
    record.parts = piece(text) if text else []
    said = " ".join(part for part, _ in record.parts)
    if not said:
        record.flaw = f"has no text: {record.where}"
    elif len(said) < _NOT_FETCHED_LENGTH and _NOT_FETCHED.match(said):
        record.flaw = f"its text could not be fetched: {record.where}"
    return record


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 1 << 64 else ""
    if isinstance(value, dict):  # of PHP's dates
        return _text(value.get("date"))
    if isinstance(value, list):
        return "; ".join(filter(None, map(_text, value[:50])))
    return ""
