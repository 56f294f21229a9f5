"""PDF files: the text of all pages as paragraphs, without headers, footers and page numbers.

In: bytes. Out: one document, or one for each article of a press review, with the places where its
pages start, and a flaw for each page that cannot be read. The text is what the file draws, in the
order in which it draws it; pictures of text are not read.
"""

import logging
import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from math import atan2, cos, degrees, hypot, radians, sin
from typing import Any

import pypdf
import regex
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
from pypdf.generic import ArrayObject, TextStringObject, create_string_object

from index.formats.clean_text import one_line, sane_author, sane_title
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.documents import press_review
from index.formats.documents.pdf_layout import compose
from index.formats.documents.pdf_lines import Line, browser_address, gather, without_furniture
from index.formats.documents.pdf_pieces import FILLER, Piece

__all__ = ["documents"]

# It says on standard error what it mends; nobody asked.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

# "Broken PDF files might cause other exceptions" (pypdf.errors), and they do.
_DAMAGED = (
    PyPdfError,
    zlib.error,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)

_LETTER = regex.compile(r"\p{L}")
_CLUSTERS = regex.compile(
    r"[\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}\p{Tamil}\p{Telugu}\p{Kannada}"
    r"\p{Malayalam}\p{Sinhala}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
)
# pypdf takes the widths of letters for those of glyphs, and puts spaces where glyphs are wider.
_WIDE = 3 * FILLER
_MOST_BOOKMARKS = 1_000
_SHOWING = (b"Tj", b"TJ", b"'", b'"')
_FIRST_YEAR = 1990
# Letters of fonts that do not say which letters they are: private use, unassigned, replaced.
_MEANINGLESS = regex.compile(r"[\p{Co}\p{Cn}\ufffd]")
_MEANINGLESS_SHARE = 0.3


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a PDF.

    Raises:
        Unreadable: It is encrypted, damaged, without text (a scan), or its fonts do not tell
            which letters they draw.
    """
    # Pictures are not decoded, and no program of the system is to be started for them.
    with pypdf.apply_configuration(jbig2dec_binary=None):
        items = _read(data, limits)
    yield from items


def _read(data: bytes, limits: Limits) -> list[Document | Flaw]:
    try:
        reader = pypdf.PdfReader(BytesIO(data))
        count = len(reader.pages)
    except FileNotDecryptedError as error:
        raise Unreadable("encrypted: it opens with a password only") from error
    except DependencyError as error:
        raise Unreadable("encrypted by a method that is not read") from error
    except _DAMAGED as error:
        raise Unreadable("damaged, or not a PDF") from error
    flaws: list[Flaw] = []
    pages: list[list[Line]] = []
    length = 0
    for number in range(min(count, limits.max_pages)):
        lines, flaw = _page(reader, number)
        flaws += flaw
        length += sum(len(line.text) + 1 for line in lines)
        if length > limits.max_characters:
            reason = f"the text is longer than {limits.max_characters:,} characters"
            flaws.append(Flaw(f"page {number + 1}", f"{reason}; the rest is not read"))
            break
        pages.append(lines)
    if count > limits.max_pages:
        reason = f"more than {limits.max_pages} pages; the rest is not read"
        flaws.append(Flaw(f"page {limits.max_pages + 1}", reason))
    if not any(pages):
        raise Unreadable(_why_empty(reader, flaws, count))
    kept = without_furniture(pages)
    review = press_review.articles(pages, kept, _bookmarks(reader))
    return [*(review or [_document(reader, pages, kept)]), *flaws]


def _page(reader: pypdf.PdfReader, number: int) -> tuple[list[Line], list[Flaw]]:
    pieces: list[Piece] = []

    def seen(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        del font
        if text:
            pieces.append(_placed(text, pypdf.mult(tm, cm), size))

    spans = _ActualText()
    try:
        reader.pages[number].extract_text(visitor_operand_before=spans.replace, visitor_text=seen)
    except _DAMAGED:
        return [], [Flaw(f"page {number + 1}", "damaged")]
    return gather(pieces, number), []


class _ActualText:
    """Puts what letters stand for in the place of those that are drawn.

    A page may say so for parts of it (ISO 32000-2, 14.9.4), and pypdf does not look: a hyphen that
    only the end of the line asks for, nothing where no hyphen is needed, and what the glyphs of
    scripts mean in which letters change their places. Other letters are left to their fonts.
    """

    def __init__(self) -> None:
        self._open: list[str | None] = []

    def replace(self, operator: bytes, operands: list[Any], cm: object, tm: object) -> None:
        """Take an operator before it is carried out, and change the text that it shows."""
        del cm, tm
        if operator in (b"BDC", b"BMC"):
            properties = operands[1] if len(operands) > 1 else None
            stated = properties.get("/ActualText") if isinstance(properties, dict) else None
            if isinstance(stated, bytes):
                stated = create_string_object(stated)
            known = isinstance(stated, str) and (
                _CLUSTERS.search(stated) or not _LETTER.search(stated)
            )
            self._open.append(str(stated) if known else None)
        elif operator == b"EMC" and self._open:
            self._open.pop()
        elif operator in _SHOWING and operands:
            said = [text for text in self._open if text is not None]
            if said:
                shown = TextStringObject("".join(said) + _WIDE)
                self._open = [text if text is None else "" for text in self._open]  # said once
                operands[-1] = ArrayObject([shown]) if operator == b"TJ" else shown


def _placed(text: str, matrix: list[float], size: float) -> Piece:
    """Work out where along its line and how high a piece stands, whatever its direction."""
    a, b, c, d, x, y = (float(value) for value in matrix)
    angle = round(degrees(atan2(b, a)))
    along, across = cos(radians(angle)), sin(radians(angle))
    height = abs(float(size)) * hypot(c, d)
    return Piece(text, x * along + y * across, y * along - x * across, height, angle)


def _bookmarks(reader: pypdf.PdfReader) -> list[press_review.Bookmark]:
    """Give the titles of the file's outline with their pages, as far as they can be told."""
    found: list[press_review.Bookmark] = []
    try:
        waiting: list[Any] = list(reader.outline)
    except (*_DAMAGED, RecursionError):
        return []
    while waiting and len(found) < _MOST_BOOKMARKS:
        entry = waiting.pop(0)
        if isinstance(entry, list):
            waiting[:0] = entry
            continue
        try:
            page = reader.get_destination_page_number(entry)
        except _DAMAGED:
            continue
        if page is not None and (title := one_line(str(entry.title))):
            found.append(press_review.Bookmark(title, page))
    return found


def _document(reader: pypdf.PdfReader, pages: list[list[Line]], kept: list[list[Line]]) -> Document:
    layout = compose([line for lines in kept for line in lines], len(pages))
    if not layout.text:
        raise Unreadable("holds no text but page numbers")
    meaningless = len(_MEANINGLESS.findall(layout.text))
    if meaningless > _MEANINGLESS_SHARE * len(layout.text):
        raise Unreadable("its fonts do not tell which letters they draw")
    title, author, created = _information(reader)
    drawn = one_line(layout.title)
    if title and drawn and title.casefold() not in " ".join(layout.text.casefold().split()):
        title = drawn  # properties say "Headline - Name of the site", or what the template said
    return Document(
        layout.text,
        title=title or drawn,
        author=author,
        url=browser_address(pages),
        published=created,
        published_from="field" if created else None,
        pages=layout.pages,
    )


def _information(reader: pypdf.PdfReader) -> tuple[str | None, str | None, str | None]:
    """Give title, author and date from the file's properties, where somebody filled them in."""
    try:
        found = reader.metadata
    except _DAMAGED:
        return None, None, None
    title = author = created = None
    if found is not None:
        title, author = _property(found, "title"), _property(found, "author")
        date, creator = _property(found, "creation_date"), _property(found, "creator")
        # A browser states when somebody printed the page, not when it was published.
        if isinstance(date, datetime) and not str(creator).startswith("Mozilla/"):
            created = _iso(date)
    return (
        sane_title(title if isinstance(title, str) else None),
        sane_author(author if isinstance(author, str) else None),
        created,
    )


def _property(found: Any, name: str) -> object:
    try:
        return getattr(found, name)
    except _DAMAGED:  # it is no text, or no date
        return None


def _iso(date: datetime) -> str | None:
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    known = date.year >= _FIRST_YEAR and aware <= datetime.now(UTC) + timedelta(days=1)
    return date.isoformat(timespec="seconds") if known else None


def _why_empty(reader: pypdf.PdfReader, flaws: list[Flaw], count: int) -> str:
    if count == 0:
        return "has no pages"
    if flaws:
        return f"no page can be read; {flaws[0].where}: {flaws[0].reason}"
    try:
        page: Any = reader.pages[0]
        resources = page["/Resources"].get_object()
        drawn = [each.get_object()["/Subtype"] for each in resources["/XObject"].values()]
    except _DAMAGED:
        drawn = []
    if "/Image" in drawn:
        return "holds pictures of pages and no text (a scan)"
    return "holds no text"
