"""NITF: the News Industry Text Format of agencies and newspaper archives.

In: bytes. Out: one document. The headline is that of the text, not the slug in the file's head; the
day is that of the printed issue. Notes to editors and contacts stay out.
"""

from collections.abc import Iterator
from typing import Any

from index.formats.agency.items import (
    alone,
    embargo,
    headed,
    local,
    markup,
    name,
    news,
    paragraphs,
    root_of,
    text_of,
    withdrawn,
)
from index.formats.clean_text import sane_title
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.entries.record import Record, author_name
from index.formats.entries.record import documents as as_documents
from index.formats.printed_date import printed_day
from index.records import Label

__all__ = ["article", "documents", "recognises"]


def recognises(data: bytes) -> bool:
    """Tell the format by its root element."""
    return headed(data)[0].lower() == "nitf"


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read an article.

    Raises:
        Unreadable: It is damaged, cancelled, under embargo, or without text.
    """
    record = article(root_of(data))
    if record.flaw:
        raise Unreadable(record.flaw)
    yield from alone(as_documents([record], limits))


def article(root: Any) -> Record:
    """Read an article that may stand in another file."""
    record = Record(text_of(name(root, "hl1")) or "article")
    data = name(root, "docdata")
    if data is not None:
        if withdrawn(data.get("management-status")):
            record.flaw = f"cancelled: {record.where}"
        if until := embargo(_attribute(data, "date.release", "norm")):
            record.flaw = f"under embargo until {until}: {record.where}"
        record.key = _attribute(data, "doc-id", "id-string") or ""
    record.title = _title(root)
    record.published = _published(root)
    record.source = _source(root)
    record.author = _author(root, record.source)
    record.parts = news(_once([*_deck(root, record.title), *_text(root)]))
    return record


def _once(parts: list[tuple[str, Label]]) -> list[tuple[str, Label]]:
    """Leave out leads that come again: archives keep them in front of the whole text as well."""
    last = {text: at for at, (text, label) in enumerate(parts) if label is Label.BODY}
    begins = next((at for at, (text, _) in enumerate(parts) if last.get(text) == at), 0)
    return [part for at, part in enumerate(parts) if at >= begins or part[0] not in last]


def _attribute(element: Any, child: str, attribute: str) -> str | None:
    found = name(element, child)
    return None if found is None else found.get(attribute)


def _title(root: Any) -> str | None:
    """Give the headline; the file's own title only where it is words and not a slug."""
    for path in (("body.head", "hl1"), ("hedline", "hl1"), ("body.head", "hedline"), ("hl1",)):
        if words := text_of(name(root, *path)):
            return words
    own = sane_title(text_of(name(root, "head", "title")))
    return own if own and " " in own else None


def _deck(root: Any, title: str | None) -> list[tuple[str, Label]]:
    head = name(root, "body.head")
    decks = (
        [text_of(each) for each in markup(head) if local(each) == "hl2"] if head is not None else []
    )
    abstract = text_of(name(head, "abstract")) if head is not None else ""
    lead = [(abstract, Label.BODY)] if abstract else []
    return [*((deck, Label.HEADLINE) for deck in decks if deck and deck != title), *lead]


def _published(root: Any) -> str | None:
    """Give the day of the issue: that of publication, of issue, of the story, of release."""
    stated = [
        _attribute(root, "pubdata", "date.publication"),
        _attribute(root, "date.issue", "norm"),
        _attribute(root, "story.date", "norm"),
        text_of(name(root, "story.date")),
        _attribute(root, "date.release", "norm"),
    ]
    return next(filter(None, map(printed_day, stated)), None)


def _source(root: Any) -> str | None:
    return next(
        filter(
            None,
            [
                _attribute(root, "pubdata", "name"),
                text_of(name(root, "distributor")),
                _attribute(root, "doc.copyright", "holder"),
                text_of(name(root, "copyrite.holder")),
                text_of(name(root, "rights.owner")),
            ],
        ),
        None,
    )


def _author(root: Any, source: str | None) -> str | None:
    byline = name(root, "byline")
    if byline is None:
        return None
    people = [text_of(each) for each in markup(byline) if local(each) == "person"]
    titles = text_of(name(byline, "byttl"))
    stated = "; ".join(filter(None, people)) or text_of(byline).removesuffix(titles)
    return author_name(stated, source)


def _text(root: Any) -> list[tuple[str, Label]]:
    content = [each for each in markup(root) if local(each) == "body.content"]
    if content:
        return [part for each in content for part in paragraphs(each)]
    body = name(root, "body")
    return [] if body is None else paragraphs(body)
