"""RIS: references with abstracts, as ProQuest and other databases export them.

In: bytes. Out: a document for each reference that has a text. A short abstract is not the article:
it is cut off.
"""

from collections.abc import Iterator

import regex

from index.formats.document import Document, Flaw, Limits
from index.formats.documents.plain import decoded
from index.formats.entries.record import Record, author_name
from index.formats.entries.record import documents as as_documents
from index.formats.printed_date import printed_day
from index.records import Label

__all__ = ["documents", "recognises"]

_START = regex.compile(rb"(?m)^(?:\xef\xbb\xbf)?\s{0,4}TY {1,2}- ?[A-Z]{2,8}\s*$")
_ENDED = regex.compile(rb"(?m)^\s{0,4}ER {1,2}-")
_TAG = regex.compile(r"^\s{0,4}(?P<tag>[A-Z][A-Z0-9])\s{1,2}-(?:\s(?P<value>.*)|\s*)$")
_TITLES = ("T1", "TI", "CT")
_SOURCES = ("JF", "T2", "JO", "JA", "BT", "PB")
_DATES = ("DA", "Y1", "PY")
_TEXTS = ("FT", "AB", "N2")
_KEYS = ("AN", "ID", "DO", "UR")
_ABSTRACT = 2_000  # characters; longer ones are the article
_HEADLINE = regex.compile(r"\s*:?\s*\[[^\[\]]{2,60}\]\s*$")


def recognises(data: bytes) -> bool:
    """Tell references by their first and last tags."""
    return bool(_START.search(data[:4_000]) and _ENDED.search(data))


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read references.

    Raises:
        Unreadable: No reference has a text.
    """
    yield from as_documents(_records(decoded(data)), limits)


def _records(text: str) -> Iterator[Record]:
    values: dict[str, list[str]] = {}
    tag, number = "", 0
    for line in text.splitlines():
        found = _TAG.match(line)
        if found is None:
            if tag and line.strip():
                values[tag][-1] += f"\n{line.strip()}"
            continue
        tag = found["tag"]
        if tag == "ER":
            number += 1
            yield _record(f"reference {number}", values)
            values, tag = {}, ""
        else:
            values.setdefault(tag, []).append((found["value"] or "").strip())


def _record(where: str, values: dict[str, list[str]]) -> Record:
    record = Record(where)
    record.title = _HEADLINE.sub("", _first(values, _TITLES)) or None
    record.source = _first(values, _SOURCES).split(";")[0] or None
    names = [name for tag in ("AU", "A1") for name in values.get(tag, ())]
    record.author = author_name("; ".join(names))
    record.published = next(filter(None, (_day(values, tag) for tag in _DATES)), None)
    record.url = _first(values, ("UR", "L1", "LK"))
    record.key = _first(values, _KEYS)
    said = _first(values, _TEXTS)
    record.parts = [(part, Label.BODY) for part in said.split("\n") if part.strip()]
    record.cut = "FT" not in values and len(said) < _ABSTRACT
    if not said:
        record.flaw = f"a reference without a text: {record.title or where}"
    return record


def _first(values: dict[str, list[str]], tags: tuple[str, ...]) -> str:
    return next((value for tag in tags for value in values.get(tag, ()) if value), "")


def _day(values: dict[str, list[str]], tag: str) -> str | None:
    stated = _first(values, (tag,))
    parts = regex.match(r"(\d{4})/(\d{1,2})/(\d{1,2})", stated)
    if parts:
        stated = f"{parts[1]}-{int(parts[2]):02}-{int(parts[3]):02}"
    return printed_day(stated) or printed_day(_turned(stated))


def _turned(stated: str) -> str:
    """Put the year last: "2025 Mar 14" and "2025/Mar/14" are days as well."""
    found = regex.match(r"(\d{4})[\s/]+(\p{L}+)\.?[\s/]+(\d{1,2})", stated)
    return f"{found[3]} {found[2]} {found[1]}" if found else ""
