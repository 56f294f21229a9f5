"""Parquet: a table with named columns, an article a row. Needs the extra `beleg[parquet]`.

In: bytes of a Parquet file. Out: one document for each row with a text, one flaw for each without.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.tables.field_names import FIELDS
from index.formats.tables.fields import Record, missing, names_text, plain
from index.formats.tables.record_articles import documents as articles

__all__ = ["documents"]

_ROWS = 256  # that are unpacked at a time
_KNOWN = frozenset(name for names in FIELDS.values() for name in names)


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a table.

    Raises:
        Unreadable: It is damaged, no column holds texts, no row is an article, or the library
            that reads such files is not installed.
    """
    yield from articles(_records(data, limits), limits)


def _records(data: bytes, limits: Limits) -> Iterator[tuple[str, Record | Unreadable]]:
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise Unreadable("needs a library more: pip install 'beleg[parquet]'") from error
    try:
        file: Any = parquet.ParquetFile(arrow.BufferReader(data))
        names = [str(name) for name in file.schema_arrow.names]
        if not names_text(names):
            raise missing(names)
        columns = [name for name in names if plain(name) in _KNOWN]
        number = 0
        for batch in file.iter_batches(_ROWS, columns=columns, use_threads=False):
            if batch.nbytes > 10 * limits.max_bytes:
                raise Unreadable("its rows are too large")
            for row in batch.to_pylist():
                number += 1
                yield f"row {number}", {name: _value(value) for name, value in row.items()}
    except (arrow.ArrowException, OSError, ValueError, OverflowError) as error:
        raise Unreadable("damaged, or not a Parquet file") from error


def _value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value
