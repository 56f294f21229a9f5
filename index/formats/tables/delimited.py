"""CSV: a table with a line of names at the top, an article a row.

In: bytes. Out: one document for each row with a text, one flaw for each without.
"""

import csv
import io
from collections.abc import Iterator
from itertools import islice

import regex

from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.documents.plain import decoded
from index.formats.tables.field_names import FIELDS
from index.formats.tables.fields import Record, missing, names_text, plain
from index.formats.tables.record_articles import documents as articles

__all__ = ["documents"]

_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = regex.compile(r"sep=(.)\r?\n")  # what Excel writes above a table
_HEAD_ROWS, _LEAST_NAMES = 30, 3
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
    delimiter, at, names = _header(text, found[1] if found else None)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for _ in range(at + 1):
        next(rows)
    while True:
        line = rows.line_num + skipped + 1
        row = next(rows, None)
        if row is None:
            return
        if any(map(str.strip, row)) and list(map(str.strip, row)) != names:  # not once more
            yield f"line {line}", _record(row, names)


def _record(row: list[str], names: list[str]) -> Record | Unreadable:
    if any(map(str.strip, row[len(names) :])):
        return Unreadable(f"has {len(row)} fields, but there are {len(names)} columns")
    return dict(zip(names, row, strict=False))


def _header(text: str, stated: str | None) -> tuple[str, int, list[str]]:
    """Find the delimiter and the row of names: those with most of the names that we know.

    Names stand in the first row; below it only where a monitoring service has put its own head
    above them, and then at least three are known.
    """
    first: list[tuple[str, int, list[str]]] = []
    below: list[tuple[str, int, list[str]]] = []
    for delimiter in stated or _DELIMITERS:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for at, row in enumerate(islice(rows, _HEAD_ROWS)):
            names = [name.strip() for name in row]
            (below if at else first).append((delimiter, at, names))
    best = max(first, key=_known, default=("", 0, []))
    if names_text(best[2]):
        return best
    other = max(below, key=_known, default=best)
    if names_text(other[2]) < _LEAST_NAMES:
        raise missing(best[2])
    return other


def _known(header: tuple[str, int, list[str]]) -> tuple[int, int]:
    return len(_KNOWN & set(map(plain, header[2]))), len(header[2])
