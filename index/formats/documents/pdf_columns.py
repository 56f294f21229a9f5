"""The columns of a PDF's page: what stands beside each other is read one below the other.

In: the lines of a page, each as the pieces that were drawn at its height. Out: the same pieces in
lines that each stay in one column, column by column. Most programs draw a column after the other;
this is for those that draw a page from top to bottom. A table is no text in columns: its cells are
short.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from index.formats.documents.pdf_pieces import Piece

__all__ = ["by_column"]

# Width of a letter and of the space between columns, at least, in parts of the letters' height.
_LETTER, _GUTTER = 0.45, 1.0
_ALIKE = 4.0  # points by which the starts of a column's lines may differ
_LEAST_LINES = 4
# Words of most lines of a column of text, at least.
_LEAST_WORDS = 3


class _Row(NamedTuple):
    """The pieces at one height, cut where a column may begin."""

    parts: tuple[tuple[Piece, ...], ...]


def by_column(lines: Sequence[Sequence[Piece]]) -> list[list[Piece]]:
    """Put the lines of a page into the order of its columns.

    Lines that run across all columns, as headlines do, keep their place: what stands above is read
    before them, and what stands below after them.
    """
    rows = [_cut(line) for line in lines]
    starts = _columns(rows)
    if not starts:
        return [list(line) for line in lines]
    ordered: list[list[Piece]] = []
    columns: list[list[list[Piece]]] = [[] for _ in range(len(starts) + 1)]
    for row in rows:
        parts = _sorted_in(row, starts)
        if len(parts) == 1 and _runs_across(row, starts):
            ordered += [line for column in columns for line in column]
            columns = [[] for _ in columns]
            ordered.append([piece for part in row.parts for piece in part])
            continue
        for number, part in parts.items():
            columns[number].append(part)
    return ordered + [line for column in columns for line in column]


def _cut(line: Sequence[Piece]) -> _Row:
    parts: list[list[Piece]] = [[piece] for piece in line[:1]]
    for before, piece in pairwise(line):
        gap = piece.x - _end(before)
        if piece.angle == 0 and gap >= _GUTTER * piece.size and before.text.strip():
            parts.append([])
        parts[-1].append(piece)
    return _Row(tuple(map(tuple, parts)))


def _end(piece: Piece) -> float:
    return piece.x + _LETTER * piece.size * len(piece.text)


def _columns(rows: Sequence[_Row]) -> list[float]:
    """Give where columns begin, but for the first; none where the page has one."""
    told = [row for row in rows if any(piece.text.strip() for part in row.parts for piece in part)]
    found: list[list[float]] = []
    for start in sorted(part[0].x for row in told for part in row.parts[1:]):
        if found and start - found[-1][0] <= _ALIKE:
            found[-1].append(start)
        else:
            found.append([start])
    # The beginnings of half of the lines: those of a chance gap are of a few.
    often = [min(each) for each in found if len(each) >= max(_LEAST_LINES, len(told) / 2)]
    if not often:
        return []
    parts = [part for row in told if len(row.parts) > 1 for part in row.parts]
    words = sorted(len("".join(piece.text for piece in part).split()) for part in parts)
    return often if words[len(words) // 2] >= _LEAST_WORDS else []


def _sorted_in(row: _Row, starts: Sequence[float]) -> dict[int, list[Piece]]:
    parts: dict[int, list[Piece]] = {}
    for part in row.parts:
        number = sum(part[0].x >= start - _ALIKE for start in starts)
        parts.setdefault(number, []).extend(part)
    return parts


def _runs_across(row: _Row, starts: Sequence[float]) -> bool:
    first, last = row.parts[0][0], row.parts[-1][-1]
    return any(first.x < start - _ALIKE and _end(last) > start + _ALIKE for start in starts)
