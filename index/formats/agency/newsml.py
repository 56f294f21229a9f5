"""NewsML-G2 and NewsML 1: articles of agencies, one or many in a message, in several versions.

In: bytes. Out: a document for each article in its last version. What is named and left out: items
that are cancelled or still under embargo, packages, pictures, and items whose text is elsewhere.
"""

from collections.abc import Iterator
from typing import Any

from index.formats.agency import nitf
from index.formats.agency.items import (
    alone,
    embargo,
    headed,
    local,
    markup,
    name,
    news,
    paragraphs,
    plain,
    root_of,
    text_of,
    withdrawn,
)
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.entries.record import Record, author_name
from index.formats.entries.record import documents as as_documents
from index.formats.printed_date import printed_day
from index.records import Label

__all__ = ["documents", "recognises"]

_SPACES = ("iptc.org/std/nar", "iptc.org/std/newsml")
_ROOTS = {"newsmessage", "newsitem", "packageitem", "newsml", "knowledgeitem", "conceptitem"}
_OTHER_ITEMS = {
    "packageitem": "a package of items, not an article",
    "knowledgeitem": "a list of terms, not an article",
    "conceptitem": "a term, not an article",
    "planningitem": "a plan, not an article",
}
_ITEMS = {"newsitem", *_OTHER_ITEMS}
_OTHER_CLASSES = ("picture", "graphic", "video", "audio", "animation", "composite")
_XML = "{http://www.w3.org/XML/1998/namespace}"


def recognises(data: bytes) -> bool:
    """Tell the format by its root element and its namespace."""
    root, rest = headed(data)
    known = root.lower() in _ROOTS
    return known and (root == "NewsML" or any(space in rest.lower() for space in _SPACES))


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a message or an item.

    Raises:
        Unreadable: It is damaged, or holds no article.
    """
    root = root_of(data)
    items = [each for each in (root, *markup(root)) if local(each) in _ITEMS]
    items = [
        each for each in items if not any(local(over) in _ITEMS for over in each.iterancestors())
    ]
    if not items:
        raise Unreadable("the message has no items")
    records = as_documents(map(_record, _last_versions(items)), limits)
    yield from alone(records) if local(root) == "newsitem" else records


def _last_versions(items: list[Any]) -> list[Any]:
    """Keep the last version of each item, where the first of them stands."""
    last: dict[str, Any] = {}
    for number, item in enumerate(items):
        key = _guid(item) or str(number)
        if key not in last or _version(item) >= _version(last[key]):
            last[key] = item
    return list(last.values())


def _guid(item: Any) -> str:
    return item.get("guid") or text_of(name(item, "newsitemid"))


def _version(item: Any) -> tuple[int, str]:
    stated = item.get("version") or text_of(name(item, "revisionid"))
    created = text_of(name(item, "versioncreated")) or text_of(name(item, "thisrevisioncreated"))
    return (int(stated) if stated.isdecimal() and len(stated) < 9 else 0, created)


def _record(item: Any) -> Record:
    inner = [each for each in markup(item) if local(each) == "nitf"]
    embedded = nitf.article(inner[0]) if inner else Record("")
    own = item if local(item) == "newsitem" else None
    title = _headline(item) or embedded.title
    record = Record(title or _guid(item) or "item")
    record.flaw = _left_out(item, record.where) or embedded.flaw
    if own is None or record.flaw:
        return record
    record.key = _guid(item)
    record.title = title or _page_title(item)
    record.published = _published(item) or embedded.published
    record.source = _source(item) or embedded.source
    record.author = author_name(_author(item), record.source) or embedded.author
    record.language = _language(item)
    record.parts = embedded.parts or news(_text(item, record.title))
    if not record.said:
        record.flaw = f"has no text: {record.where}"
    return record


def _left_out(item: Any, title: str) -> str:
    if reason := _OTHER_ITEMS.get(local(item)):
        return reason
    kind = next(
        (each.get("qcode") or "" for each in markup(item) if local(each) == "itemclass"), ""
    )
    if kind.rpartition(":")[2] in _OTHER_CLASSES:
        return f"a {kind.rpartition(':')[2]}, not an article"
    status = name(item, "pubstatus")
    older = name(item, "newsmanagement", "status")
    state = (status.get("qcode") or status.get("uri")) if status is not None else None
    formal = older.get("FormalName") if older is not None else None
    if withdrawn(state) or withdrawn(formal):
        return f"cancelled: {title}"
    if until := embargo(text_of(name(item, "embargoed"))):
        return f"under embargo until {until}: {title}"
    if (formal or "").lower() == "embargoed":
        lifted = name(item, "statuswillchange", "dateandtime")
        if lifted is None or embargo(text_of(lifted)):
            return f"under embargo: {title}"
    return ""


def _headline(item: Any) -> str | None:
    """Give the main headline of an item's own data, which stands outside of its content."""
    found = [each for each in markup(item) if local(each) == "headline" and not _in_content(each)]
    main = [each for each in found if (each.get("role") or "main").endswith("main")]
    return next((words for each in [*main, *found] if (words := text_of(each))), None)


def _in_content(element: Any) -> bool:
    return any(local(over) in ("contentset", "datacontent") for over in element.iterancestors())


def _page_title(item: Any) -> str | None:
    for wanted in ("h1", "hl1"):
        if words := text_of(name(item, wanted)):
            return words
    words = text_of(name(item, "head", "title"))
    return words if " " in words else None


def _published(item: Any) -> str | None:
    """Give the day on which the article was first made, not that of its version or its sending."""
    for wanted in ("contentcreated", "firstcreated", "dateandtime", "versioncreated", "dateid"):
        found = name(item, wanted)
        if found is not None and not _in_content(found) and (day := printed_day(text_of(found))):
            return day
    return None


def _source(item: Any) -> str | None:
    for wanted in ("provider", "infosource", "creditline", "copyrightholder", "copyrightline"):
        found = name(item, wanted)
        if found is None or _in_content(found):
            continue
        party = name(found, "party")
        words = text_of(name(found, "name")) or found.get("literal") or text_of(found)
        if not words and party is not None:
            words = party.get("FormalName") or ""
        if words or (words := (found.get("qcode") or "").rpartition(":")[2]):
            return str(words)
    return None


def _author(item: Any) -> str | None:
    for wanted in ("by", "byline"):
        found = [each for each in markup(item) if local(each) == wanted and not _in_content(each)]
        if words := "; ".join(filter(None, map(text_of, found))):
            return author_name(words)
    creator = name(item, "contentmeta", "creator")
    return author_name(text_of(name(creator, "name"))) if creator is not None else None


def _language(item: Any) -> str | None:
    meta = name(item, "contentmeta", "language")
    stated = (meta.get("tag") if meta is not None else None) or item.get(f"{_XML}lang") or ""
    code = stated.split("-")[0].lower()
    return code if code.isalpha() and 2 <= len(code) <= 3 else None


def _text(item: Any, title: str | None) -> list[tuple[str, Label]]:
    """Give the longest telling of the text among those that an item holds."""
    tellings = [
        _told(each)
        for each in markup(item)
        if local(each) in ("inlinexml", "inlinedata", "datacontent")
    ]
    longest = max(tellings, key=lambda parts: sum(len(text) for text, _ in parts), default=[])
    return longest[1:] if longest and longest[0][0] == title else longest


def _told(content: Any) -> list[tuple[str, Label]]:
    if next(markup(content), None) is not None:
        body = name(content, "body")
        return paragraphs(content if body is None else body)
    return plain(content.text or "")
