"""ninjs: news items of agencies as JSON, one or a list of them.

In: bytes. Out: a document for each article. Pictures, packages, cancelled items and those under
embargo are named and left out; notes to editors and associated items are no text.
"""

import json
from collections.abc import Iterator
from typing import Any

from index.formats.agency.items import alone, embargo, news, plain, withdrawn
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.documents.plain import decoded
from index.formats.entries.record import Record, author_name
from index.formats.entries.record import documents as as_documents
from index.formats.printed_date import printed_day
from index.records import Label

__all__ = ["documents", "recognises"]

_BODIES = ("body_html", "body_xhtml", "body_text", "body_sustainable", "bodies")
_STATES = ("pubstatus", "versioncreated", "profile", "firstcreated", "embargoed", "$standard")
_OTHER = {"picture", "video", "audio", "graphic", "composite", "package", "planning", "event"}
_LISTS = ("items", "_items", "newsitems", "data", "results")
_DATES = ("firstpublished", "contentcreated", "firstcreated", "versioncreated")
_LARGE = 20_000_000  # bytes of what is parsed to tell its kind


def recognises(data: bytes) -> bool:
    """Tell items by their names of fields."""
    if len(data) > _LARGE or not any(f'"{name}"'.encode() in data for name in _STATES):
        return False
    return bool(_items(_parsed(data)))


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read one item or a list of items.

    Raises:
        Unreadable: It is no JSON, or holds no article.
    """
    parsed = _parsed(data)
    items = _items(parsed)
    if not items:
        raise Unreadable("no ninjs items")
    latest: dict[str, dict[str, Any]] = {}
    for number, item in enumerate(items):
        key = _text(item.get("uri")) or str(number)
        if key not in latest or _version(item) >= _version(latest[key]):
            latest[key] = item
    records = as_documents(map(_record, latest.values()), limits)
    yield from alone(records) if items == [parsed] else records


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(decoded(data))
    except (ValueError, RecursionError, Unreadable):
        return None


def _items(parsed: Any) -> list[dict[str, Any]]:
    if isinstance(parsed, dict):
        if _is_item(parsed):
            return [parsed]
        parsed = next((parsed[name] for name in _LISTS if isinstance(parsed.get(name), list)), None)
    if isinstance(parsed, list) and parsed and all(map(_is_item, parsed)):
        return parsed
    return []


def _is_item(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    said = any(name in value for name in _BODIES) or value.get("type") in _OTHER
    named = "uri" in value or "guid" in value
    return named and said and any(name in value for name in _STATES)


def _version(item: dict[str, Any]) -> tuple[int, str]:
    stated = _text(item.get("version"))
    number = int(stated) if stated.isdecimal() and len(stated) < 9 else 0
    return number, _text(item.get("versioncreated"))


def _record(item: dict[str, Any]) -> Record:
    title = _of(item, "headline", "headlines", "title") or None
    record = Record(title or _text(item.get("uri")) or "item")
    kind = _text(item.get("type"))
    if kind in _OTHER:
        record.flaw = f"a {kind}, not an article"
    elif withdrawn(_text(item.get("pubstatus"))):
        record.flaw = f"cancelled: {record.where}"
    elif until := embargo(_text(item.get("embargoed"))):
        record.flaw = f"under embargo until {until}: {record.where}"
    record.title = title
    record.key = _text(item.get("uri")) or _text(item.get("guid"))
    record.source = _of(item, "source", "provider", "infosources", "copyrightholder") or None
    record.author = author_name(_of(item, "byline", "by", "bylines", "authors"), record.source)
    record.url = _text(item.get("url")) or None
    record.published = next(filter(None, (printed_day(_text(item.get(n))) for n in _DATES)), None)
    language = _text(item.get("language")).split("-")[0].lower()
    record.language = language if language.isalpha() and 2 <= len(language) <= 3 else None
    record.parts = news(_body(item))
    return record


def _of(item: dict[str, Any], *names: str) -> str:
    return next(filter(None, (_text(item.get(name)) for name in names)), "")


def _text(value: Any) -> str:
    """Give a value in words: a text, the first or all of a list, the name or value of an object."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 1 << 64 else ""
    if isinstance(value, dict):
        return next(filter(None, (_text(value.get(name)) for name in ("name", "value"))), "")
    if isinstance(value, list):
        main = [each for each in value if isinstance(each, dict) and each.get("role") == "main"]
        if value and all(isinstance(each, dict) and "value" in each for each in value):
            return _text((main or value)[0])
        return "; ".join(filter(None, map(_text, value[:50])))
    return ""


def _body(item: dict[str, Any]) -> list[tuple[str, Label]]:
    texts = [item.get(name) for name in _BODIES[:-1]]
    bodies = item.get("bodies")
    if isinstance(bodies, list):
        texts += [each.get("value") for each in bodies if isinstance(each, dict)]
    found = [plain(text) for text in texts if isinstance(text, str) and text.strip()]
    return max(found, key=lambda parts: sum(len(text) for text, _ in parts), default=[])
