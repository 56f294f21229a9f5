"""CSV: a table with a line of names at the top, an article a row.

In: bytes. Out: one document for each row with a text, one flaw for each without.
"""

import csv
import io
from collections.abc import Iterator

import regex

from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.documents.plain import decoded
from index.formats.tables.field_names import FIELDS
from index.formats.tables.fields import Record, missing, names_text, plain
from index.formats.tables.record_articles import documents as articles

__all__ = ["documents"]

_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = regex.compile(r"sep=(.)\r?\n")  # what Excel writes above a table
_KNOWN = frozenset(name for names in FIELDS.values() for name in names)


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a table; comma, semicolon, tab or bar between fields.

    Raises:
        Unreadable: No column holds texts, or no row is an article.
    """
    yield from articles(_records(decoded(data)), limits)


def _records(text: str) -> Iterator[tuple[str, Record | Unreadable]]:
    if found := _SEPARATOR_LINE.match(text):
        text = text[found.end() :]
    skipped = 1 if found else 0
    # The limit is one of the whole process; nothing is lost where it is higher than needed.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    delimiter, names = _header(text, found[1] if found else None)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    next(rows)
    while True:
        line = rows.line_num + skipped + 1
        row = next(rows, None)
        if row is None:
            return
        if any(map(str.strip, row)):
            yield f"line {line}", _record(row, names)


def _record(row: list[str], names: list[str]) -> Record | Unreadable:
    if any(map(str.strip, row[len(names) :])):
        return Unreadable(f"has {len(row)} fields, but there are {len(names)} columns")
    return dict(zip(names, row, strict=False))


def _header(text: str, stated: str | None) -> tuple[str, list[str]]:
    """Find the delimiter: the one with which the first line has most of the names we know."""
    headers = {
        delimiter: [name.strip() for name in next(rows, [])]
        for delimiter in (stated or _DELIMITERS)
        if (rows := csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    }
    best = max(
        headers, key=lambda each: (len(_KNOWN & set(map(plain, headers[each]))), len(headers[each]))
    )
    names = headers[best]
    if not names_text(names):
        raise missing(names)
    return best, names
