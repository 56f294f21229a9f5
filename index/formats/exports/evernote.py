"""Evernote's .enex: every note of a notebook, web clips among them.

In: bytes. Out: a document for each note with a text. The days that it states are those of saving,
not of publication; pictures and encrypted parts are left out.
"""

from collections.abc import Iterator
from typing import Any

import regex

from index.formats.agency.items import headed, local, name, root_of, text_of
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.entries.record import Record, author_name, site_name
from index.formats.entries.record import documents as as_documents

__all__ = ["documents", "recognises"]

_PROLOGUE = regex.compile(r"<\?xml[^>]*+\?>|<!DOCTYPE[^>]*+>", regex.IGNORECASE)
_ENCRYPTED = regex.compile(r"<en-crypt\b.*?</en-crypt>", regex.DOTALL)


def recognises(data: bytes) -> bool:
    """Tell a notebook by its root element."""
    return headed(data)[0] == "en-export"


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a notebook.

    Raises:
        Unreadable: It is damaged, or no note has a text.
    """
    root = root_of(data)
    notes = [each for each in root.iter() if local(each) == "note"]
    if not notes:
        raise Unreadable("the notebook has no notes")
    yield from as_documents(map(_record, notes), limits)


def _record(note: Any) -> Record:
    from index.formats.pages.html import piece

    title = text_of(name(note, "title"))
    record = Record(title or "a note", title=title or None)
    record.url = text_of(name(note, "source-url"))
    record.author = author_name(text_of(name(note, "author")))
    record.source = site_name(record.url)
    guid = text_of(name(note, "guid"))
    record.key = guid or (record.url if record.source else "")
    content = name(note, "content")
    text = "" if content is None else "".join(content.itertext())
    text = _ENCRYPTED.sub("", _PROLOGUE.sub("", text))
    text = regex.sub(r"(?i)</?en-note[^>]*+>", "", text)
    record.parts = piece(text) if text.strip() else []
    if not record.said:
        record.flaw = f"has no text: {record.where}"
    return record
