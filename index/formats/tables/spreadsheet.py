"""Spreadsheets (Excel, OpenDocument): a table with a row of names on each sheet, an article a row.

In: bytes of a workbook. Out: one document for each row with a text, one flaw for each without.
The row of names need not be the first: monitoring services put their own heads above it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, time
from io import BytesIO
from typing import Any

from index.formats.containers.zip_limits import open_zip
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.tables.fields import Record, missing, names_text
from index.formats.tables.record_articles import documents as articles

__all__ = ["documents"]

_ZIP = b"PK\x03\x04"
_HEAD_ROWS = 30  # where the row of names may stand
_MOST_CELLS = 5_000_000
_LONGEST_NAME = 200  # characters; longer ones are texts
_Range = tuple[tuple[int, int], tuple[int, int]]
_CELL = 32_767  # characters that a cell of Excel holds


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a workbook.

    Raises:
        Unreadable: It is damaged or encrypted, no column holds texts, or no row is an article.
    """
    yield from articles(_records(data, limits), limits)


def _records(data: bytes, limits: Limits) -> Iterator[tuple[str, Record | Unreadable]]:
    from python_calamine import CalamineError, CalamineWorkbook

    if data.startswith(_ZIP):
        with open_zip(data, limits) as packed:
            if any(_is_bomb(member, limits) for member in packed.infolist()):
                raise Unreadable(f"unpacks to more than {limits.max_ratio} times its size")
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        names = book.sheet_names
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable("damaged or encrypted, or not a spreadsheet") from error
    refusals: list[Unreadable] = []
    for number, name in enumerate(names):
        where = f"sheet {name}, " if len(names) > 1 else ""
        try:
            yield from (
                (f"{where}row {row}", record) for row, record in _table(_rows(book, number))
            )
        except Unreadable as reason:
            refusals.append(reason)
    if refusals and len(refusals) == len(names):
        raise refusals[0]


def _is_bomb(member: Any, limits: Limits) -> bool:
    packed = max(member.compress_size, 1)
    return bool(
        member.file_size > 10 * limits.max_bytes
        or (member.file_size > limits.max_bytes and member.file_size > limits.max_ratio * packed)
    )


def _rows(book: Any, number: int) -> list[list[Any]]:
    from python_calamine import CalamineError

    try:
        sheet = book.get_sheet_by_index(number)
        if sheet.height * sheet.width > _MOST_CELLS:
            raise Unreadable(f"a sheet has more than {_MOST_CELLS:,} cells")
        rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
        _fill(rows, sheet.merged_cell_ranges or ())
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable("a sheet is damaged, or is no table") from error
    return rows


def _fill(rows: list[list[Any]], merged: Sequence[_Range]) -> None:
    """Say in every row that says something what a cell over several says: an outlet, a day."""
    told = [any(cell not in ("", None) for cell in row) for row in rows]
    left_to_do = _MOST_CELLS
    for (top, left), (bottom, _) in merged:
        if top >= len(rows) or left >= len(rows[top]) or len(str(rows[top][left])) > _LONGEST_NAME:
            continue
        left_to_do -= bottom - top + 1
        if left_to_do < 0:
            return
        for number in range(top + 1, min(bottom + 1, len(rows))):
            if told[number] and rows[number][left] in ("", None):
                rows[number][left] = rows[top][left]


def _table(rows: list[list[Any]]) -> Iterator[tuple[int, Record]]:
    heads = [[str(cell).strip() for cell in row] for row in rows[:_HEAD_ROWS]]
    known = [names_text(names) for names in heads]
    best = max(range(len(heads)), key=known.__getitem__, default=None)
    if best is None or not known[best]:
        raise missing(next((names for names in heads if any(names)), []))
    names = heads[best]
    for number, row in enumerate(rows[best + 1 :], best + 2):
        record = {
            name: _value(cell)
            for name, cell in zip(names, row, strict=False)
            if name and cell not in ("", None)
        }
        if record and any(record[name] != name for name in record):  # not the names once more
            yield number, record


def _value(cell: Any) -> Any:
    """Give a cell's value as JSON would hold it."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    if isinstance(cell, date | time):  # a datetime is a date
        return cell.isoformat()
    if isinstance(cell, str):
        # Excel keeps no more of a text; what is left out is not to be guessed.
        return f"{cell} […]" if len(cell) == _CELL else cell
    return str(cell)
