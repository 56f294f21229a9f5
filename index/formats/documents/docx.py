"""Word files (DOCX): paragraphs and table rows in order, headings by their styles.

In: bytes. Out: one document whose blocks are set apart by blank lines. What is not part of the
article stays out: page headers, comments, deleted text, hidden text, field codes.
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import regex
from docx.api import Document as WordFile
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from index.formats.clean_text import clean, sane_author, sane_title
from index.formats.containers.zip_limits import open_zip, unpack
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.records import Label, Span

__all__ = ["documents", "paragraphs"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an encrypted DOCX, or a DOC

# What python-docx, lxml and zipfile raise on a damaged file; an XML error is a `SyntaxError`.
_DAMAGED = (
    OpcError,
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)

# Names of built-in styles are the same in every language of the program.
_HEADING = regex.compile(r"(?i)(?:title|heading \d)$")
_CONTENTS = regex.compile(r"(?i)(?:toc \d|toc heading|table of figures|index \d)$")
_BODY_LEVEL = 9  # the outline level that stands for "no heading"
_MOST_ANCESTORS = 12  # of a style; Word allows eleven

# Files that python-docx makes without being told a date all have this one.
_TEMPLATE_DATE = datetime(2013, 12, 23, 23, 15, tzinfo=UTC)
_FIRST_YEAR = 1990

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_RUN, _TEXT, _FORMULA, _TEXT_BOX = qn("w:r"), qn("w:t"), qn("m:t"), qn("w:txbxContent")
_VALUE, _PROPERTIES, _RUN_PROPERTIES = qn("w:val"), qn("w:pPr"), qn("w:rPr")
_STYLE_OF, _LEVEL, _VANISH = qn("w:pStyle"), qn("w:outlineLvl"), qn("w:vanish")
_SIGNS = {
    qn("w:tab"): " ",
    qn("w:ptab"): " ",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
# Not looked into: properties, what was deleted or moved away, readings above words, and what is
# said a second time for older programs (its prefix is not among those that `qn` knows).
_PASSED_OVER = {
    *map(qn, ("w:pPr", "w:rPr", "w:tblPr", "w:trPr", "w:tcPr", "w:sdtPr", "w:sectPr")),
    *map(qn, ("w:del", "w:moveFrom", "w:rt")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


@dataclass(frozen=True, slots=True)
class _Style:
    label: Label
    title: bool = False  # whether it is the title of the whole


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    style: _Style


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a Word file.

    Raises:
        Unreadable: It is encrypted, damaged, no Word file, without text, or too long.
    """
    blocks, opened = _read(data, limits)
    try:
        title, author, created = _properties(opened.core_properties)
    except _DAMAGED as error:
        raise Unreadable("damaged, or not a Word file") from error
    text = "\n\n".join(block.text for block in blocks)
    if len(text) > limits.max_characters:
        raise Unreadable(f"longer than {limits.max_characters:,} characters")
    marked = any(block.style.label is Label.HEADLINE for block in blocks)
    own = next((" ".join(block.text.split()) for block in blocks if block.style.title), None)
    yield Document(
        text,
        spans=_spans(blocks) if marked else None,  # without styles the layout tells more
        title=own or title,
        author=author,
        published=created,
        published_from="field" if created else None,
    )


def paragraphs(data: bytes, limits: Limits) -> list[str]:
    """Give the paragraphs and table rows of a Word file; `Unreadable` as for `documents`."""
    return [block.text for block in _read(data, limits)[0]]


def _read(data: bytes, limits: Limits) -> tuple[list[_Block], Any]:
    if data.startswith(_OLE):
        raise Unreadable("encrypted, or in the old DOC format")
    with open_zip(data, limits) as packed:
        for member in packed.infolist():  # python-docx unpacks whatever there is, at once
            unpack(packed, member, limits)
    try:
        opened = WordFile(BytesIO(data))
        styles = _styles(opened.styles.element)
        blocks = list(_blocks(opened.element.body, styles))
    except _DAMAGED as error:
        raise Unreadable("damaged, or not a Word file") from error
    if not blocks:
        raise Unreadable("holds no text")
    return blocks, opened


def _spans(blocks: list[_Block]) -> tuple[Span, ...]:
    spans, start = [], 0
    for block in blocks:
        spans.append(Span(start, start + len(block.text), block.style.label))
        start += len(block.text) + 2
    return tuple(spans)


def _styles(root: Any) -> dict[str, _Style]:
    """Find out which styles are headings: by name, by level, or by what they derive from."""
    elements = {style.get(qn("w:styleId"), ""): style for style in root.iterchildren(qn("w:style"))}
    return {key: _style(key, elements) for key in elements}


def _style(key: str, elements: dict[str, Any]) -> _Style:
    for _ in range(_MOST_ANCESTORS):
        style = elements.get(key)
        if style is None:
            break
        name = _value(style.find(qn("w:name")))
        level = _value(style.find(f"{_PROPERTIES}/{_LEVEL}"))
        if _CONTENTS.match(name):
            return _Style(Label.HEADER)
        if _HEADING.match(name):
            return _Style(Label.HEADLINE, title=name.casefold() == "title")
        if level.isdecimal():
            return _Style(Label.HEADLINE if int(level) < _BODY_LEVEL else Label.BODY)
        key = _value(style.find(qn("w:basedOn")))
    return _Style(Label.BODY)


def _value(element: Any) -> str:
    return "" if element is None else element.get(_VALUE) or ""


def _blocks(container: Any, styles: dict[str, _Style]) -> Iterator[_Block]:
    for child in container:
        if child.tag == _PARAGRAPH:
            yield from _paragraph(child, styles)
        elif child.tag == _TABLE:
            for row in _inside(child, _ROW):
                yield from _row(row, styles)
        elif child.tag not in _PASSED_OVER:  # content controls, tracked insertions
            yield from _blocks(child, styles)


def _paragraph(paragraph: Any, styles: dict[str, _Style]) -> Iterator[_Block]:
    parts: list[str] = []
    boxes: list[Any] = []
    _collect(paragraph, parts, boxes)
    lines = (" ".join(line.split()) for line in clean("".join(parts)).split("\n"))
    if text := "\n".join(filter(None, lines)):
        yield _Block(text, _style_of(paragraph, styles))
    for box in boxes:
        yield from _blocks(box, styles)


def _style_of(paragraph: Any, styles: dict[str, _Style]) -> _Style:
    properties = paragraph.find(_PROPERTIES)
    if properties is None:
        return _Style(Label.BODY)
    level = _value(properties.find(_LEVEL))
    if level.isdecimal() and int(level) < _BODY_LEVEL:
        return _Style(Label.HEADLINE)
    return styles.get(_value(properties.find(_STYLE_OF)), _Style(Label.BODY))


def _collect(element: Any, parts: list[str], boxes: list[Any]) -> None:
    """Gather what can be read in a paragraph, and the text boxes that hang on it."""
    for child in element:
        tag = child.tag
        if tag in (_TEXT, _FORMULA):
            parts.append(child.text or "")
        elif tag in _SIGNS:
            parts.append(_SIGNS[tag])
        elif tag == _TEXT_BOX:
            boxes.append(child)
        elif tag not in _PASSED_OVER and not (tag == _RUN and _is_hidden(child)):
            _collect(child, parts, boxes)


def _is_hidden(run: Any) -> bool:
    properties = run.find(_RUN_PROPERTIES)
    hidden = None if properties is None else properties.find(_VANISH)
    return hidden is not None and _value(hidden) not in ("0", "false", "off")


def _inside(element: Any, tag: str) -> Iterator[Any]:
    """Find the rows of a table or the cells of a row, also those in content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _PASSED_OVER:
            yield from _inside(child, tag)


def _row(row: Any, styles: dict[str, _Style]) -> Iterator[_Block]:
    """Give a row of short cells as one block; one that only sets columns, cell by cell."""
    cells = [blocks for cell in _inside(row, _CELL) if (blocks := list(_blocks(cell, styles)))]
    if len(cells) < 2 or any(len(blocks) > 1 for blocks in cells):
        yield from (block for blocks in cells for block in blocks)
    else:
        words = (" ".join(blocks[0].text.split()) for blocks in cells)
        yield _Block(" | ".join(words), _Style(Label.BODY))


def _properties(properties: Any) -> tuple[str | None, str | None, str | None]:
    """Give title, author and date of creation, where somebody filled them in."""
    created = properties.created
    if created is not None:
        created = created if created.tzinfo else created.replace(tzinfo=UTC)
        known = created.year >= _FIRST_YEAR and created <= datetime.now(UTC) + timedelta(days=1)
        created = created if known and created != _TEMPLATE_DATE else None
    return (
        sane_title(properties.title),
        sane_author(properties.author),
        created.isoformat(timespec="seconds") if created else None,
    )
