"""The lines of a PDF's pages: letters in reading order, without headers, footers and page numbers.

In: pieces of text with their place on the page, as they are drawn. Out: lines. What a header is
tells its place and that it comes back on other pages, not its words.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from index.formats.clean_text import clean
from index.formats.documents.pdf_columns import by_column
from index.formats.documents.pdf_pieces import FILLER, Piece

__all__ = ["Line", "browser_address", "gather", "without_furniture"]

# Ligatures, Arabic letters by their place in the word, Chinese radicals that stand for characters.
_FORMS = regex.compile(r"[\u2f00-\u2fd5\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufdff\ufe70-\ufefc]+")
_RIGHT_TO_LEFT = regex.compile(r"[\p{Hebrew}\p{Arabic}\p{Syriac}\p{Thaana}\p{Nko}]")
_LEFT_TO_RIGHT = regex.compile(r"[\p{L}\p{Nd}--\p{Hebrew}--\p{Arabic}--\p{Syriac}]", regex.V1)
# Hebrew letters as they are written at the end of a word.
_FINAL = frozenset("ךםןףץ")
_BACKWARDS = regex.compile(r"[\p{Hebrew}\"'״׳]{2,}")
_BEFORE_SIGN = regex.compile(r"\s+(?=[.,:;!،؛؟۔](?:\s|$))")
_TOKENS = regex.compile(r"\s+|\S+")
_LETTER = regex.compile(r"\p{L}")
_DIGITS = regex.compile(r"\p{Nd}+")

# Of letters that are written from the right, in parts of their height.
_LETTER_WIDTH, _SPACE_WIDTH = 0.5, 0.15
_SAME_HEIGHT = 3.0  # points; the same header stands at the same height of each page
_APART = 1.3  # times the usual distance of lines is between a header and the text
_EDGE_LINES = 3  # as many at the top and at the bottom of a page may be headers and footers
# "3", "- 3 -", "3/7"; and "Page 3 of 7", but not "year 2020", where a last paragraph may end.
_PAGE_NUMBER = regex.compile(
    r"^[-–—•|\s]*(?:\p{L}{1,8}\.?\s+)?\d{1,4}\s*(?:/|\||\p{L}{1,5})\s*\d{1,4}[-–—•|\s]*$"
    r"|^[-–—•|\s]*\d{1,4}[-–—•|\s]*$"
)
# What browsers print above and below each page.
_BROWSER_HEAD = regex.compile(r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}:\d{2}")
_BROWSER_FOOT = regex.compile(r"^((?:https?|file)://\S+)\s+\d{1,4}/\d{1,4}$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page with this number, from 0; the rest as for `Piece`."""

    text: str
    x: float
    y: float
    size: float
    angle: int = 0
    page: int = 0


def gather(pieces: Iterable[Piece], page: int) -> list[Line]:
    """Put the pieces of a page together to lines, column by column, in the order they are drawn."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *others = piece.text.split("\n")
        lines[-1].append(replace(piece, text=first))
        lines += [[replace(piece, text=other)] for other in others]
    lines = _turned(by_column(lines))
    return [line for parts in lines if (line := _line(parts, page)) is not None]


def _turned(lines: list[list[Piece]]) -> list[list[Piece]]:
    """Turn words around whose letters were drawn from the left although they read from the right.

    Text recognition writes them so. Letters that only end a word tell: they stand in front.
    """
    words = [word for line in lines for piece in line for word in piece.text.split()]
    first = sum(word[0] in _FINAL for word in words if len(word) > 1)
    last = sum(word[-1] in _FINAL for word in words if len(word) > 1)
    if first <= last:
        return lines
    return [
        [
            replace(piece, text=_BACKWARDS.sub(lambda word: word[0][::-1], piece.text))
            for piece in line
        ]
        for line in lines
    ]


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Leave out headers, footers and page numbers.

    That is what stands at the edge of a page and at the same height of another page as well, but
    for its digits; the number of a page; and what browsers print around a page.
    """
    edges = [_edges(lines) for lines in pages]
    found: Counter[tuple[str, int]] = Counter()
    for edge in edges:
        # Heights that differ by rounding alone share one of two neighbouring steps.
        found.update(
            {(_pattern(line), step) for line in edge if _is_told(line) for step in _steps(line)}
        )
    kept = []
    for lines, edge in zip(pages, edges, strict=True):
        dropped = {
            line for line in edge if any(found[_pattern(line), step] > 1 for step in _steps(line))
        }
        dropped |= {line for line in _outermost(lines) if _PAGE_NUMBER.match(line.text)}
        if (ends := _browser_ends(lines)) is not None:
            dropped |= set(ends)
        kept.append([line for line in lines if line not in dropped])
    return kept


def browser_address(pages: Sequence[Sequence[Line]]) -> str | None:
    """Give the address that a browser printed below the pages; None where it cut it short."""
    for lines in pages:
        if (ends := _browser_ends(lines)) and (found := _BROWSER_FOOT.match(ends[1].text)):
            whole = found[1].startswith("http") and "…" not in found[1] and "..." not in found[1]
            return found[1] if whole else None
    return None


def _line(pieces: list[Piece], page: int) -> Line | None:
    seen = [piece for piece in pieces if piece.text.strip()]
    if not seen:
        return None
    texts = _spaced(pieces)
    if _is_reversed(seen):
        texts = [_BEFORE_SIGN.sub("", "".join(_reordered(texts)))]
    text = "".join(texts).replace(FILLER, "").replace(" , ", ", ").rstrip()
    if text.endswith("\xad"):  # a soft hyphen that is seen, since the line ends there
        text = text[:-1] + "‐"
    text = _FORMS.sub(lambda forms: unicodedata.normalize("NFKC", forms[0]), text)
    text = " ".join(clean(unicodedata.normalize("NFC", text)).split())
    if not text:
        return None
    longest = max(seen, key=lambda piece: len(piece.text))
    start = min(piece.x for piece in seen)
    return Line(text, start, seen[0].y, longest.size, seen[0].angle, page)


def _spaced(pieces: list[Piece]) -> list[str]:
    """Give the texts of pieces with the spaces that are seen where one follows to the left."""
    texts = [piece.text for piece in pieces[:1]]
    for before, piece in pairwise(pieces):
        room = before.x - piece.x - _LETTER_WIDTH * piece.size * len(piece.text)
        apart = room > _SPACE_WIDTH * piece.size and not before.text.endswith(" ")
        texts.append(
            " " + piece.text if apart and _RIGHT_TO_LEFT.search(piece.text) else piece.text
        )
    return texts


def _is_reversed(pieces: list[Piece]) -> bool:
    """Whether pieces of a right-to-left line were drawn from left to right."""
    text = "".join(piece.text for piece in pieces)
    if 2 * len(_RIGHT_TO_LEFT.findall(text)) <= len(_LEFT_TO_RIGHT.findall(text)):
        return False
    rising = sum(after.x > before.x for before, after in pairwise(pieces))
    return 2 * rising > len(pieces) - 1


def _reordered(texts: list[str]) -> list[str]:
    """Turn pieces from left-to-right order of place into reading order; foreign words stay."""
    ordered: list[str] = []
    foreign: list[str] = []
    space: list[str] = []  # after foreign words: between them or behind them
    for token in reversed([token for text in texts for token in _tokens(text)]):
        if _is_foreign(token):
            foreign += [*space, token]
            space = []
        elif foreign and not token.strip():
            space.append(token)
        else:
            ordered += [*reversed(foreign), *space, token]
            foreign, space = [], []
    return [*ordered, *reversed(foreign), *space]


def _tokens(text: str) -> list[str]:
    """Cut foreign words and the space around them apart; other pieces are in reading order."""
    return _TOKENS.findall(text) if _is_foreign(text) else [text]


def _is_foreign(text: str) -> bool:
    return bool(_LEFT_TO_RIGHT.search(text) and not _RIGHT_TO_LEFT.search(text))


def _edges(lines: Sequence[Line]) -> set[Line]:
    """Find the lines that stand apart at the top and at the bottom of a page."""
    upright = [line for line in lines if line.angle == 0]
    heights = sorted({round(line.y) for line in upright})
    gaps = [after - before for before, after in pairwise(heights)]
    if len(gaps) < 2:
        return set(upright)
    wide = _APART * sorted(gaps)[len(gaps) // 4]  # most of the wider ones are between paragraphs
    below, above = _apart(gaps, wide), _apart(gaps[::-1], wide)
    edge = {*heights[:below], *heights[len(heights) - above :]}
    return {line for line in upright if round(line.y) in edge}


def _apart(gaps: list[int], wide: float) -> int:
    """Count the lines from the edge that have more space behind them than lines of text."""
    return max((n for n, gap in enumerate(gaps[:_EDGE_LINES], 1) if gap > wide), default=0)


def _steps(line: Line) -> tuple[int, int]:
    step = int(line.y // _SAME_HEIGHT)
    return step, step + 1


def _is_told(line: Line) -> bool:
    """Whether a line says enough to know it again; rows of numbers look alike on every page."""
    return bool(_LETTER.search(line.text) or _PAGE_NUMBER.match(line.text))


def _pattern(line: Line) -> str:
    return _DIGITS.sub("#", line.text.casefold())


def _outermost(lines: Sequence[Line]) -> set[Line]:
    upright = [line for line in lines if line.angle == 0]
    if len(upright) < 2:
        return set()
    return {max(upright, key=lambda line: line.y), min(upright, key=lambda line: line.y)}


def _browser_ends(lines: Sequence[Line]) -> tuple[Line, Line] | None:
    """Find the lines that a browser printed: date and title above, address and number below."""
    upright = [line for line in lines if line.angle == 0]
    if not upright:
        return None
    top = max(upright, key=lambda line: line.y)
    bottom = min(upright, key=lambda line: line.y)
    printed = _BROWSER_HEAD.match(top.text) and _BROWSER_FOOT.match(bottom.text)
    return (top, bottom) if printed else None
