"""OpenDocument texts (ODT): headings and paragraphs in order.

In: bytes. Out: one document whose blocks are set apart by blank lines. What is not part of the
article stays out: notes, comments, deleted text, tables of contents.
"""

from collections.abc import Iterator

import regex
from lxml import etree

from index.formats.clean_text import clean, one_line, sane_author, sane_title
from index.formats.containers.zip_limits import open_zip
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.documents.packed_xml import local, member, parse_xml
from index.records import Label, Span

__all__ = ["documents"]

_ZIP = b"PK\x03\x04"
_PASSED_OVER = frozenset(
    {
        *("note", "annotation", "annotation-end", "tracked-changes", "deletion", "hidden-text"),
        *("table-of-content", "alphabetical-index", "bibliography", "illustration-index"),
        *("sequence-decls", "variable-decls", "user-field-decls", "forms", "ruby-text"),
        *("object", "object-ole", "image", "plugin", "desc", "title", "script"),
    }
)
_TITLE = regex.compile(r"(?i)(?:title|titel|titre|título|titolo)$")
_MOST_SPACES = 100
_MOST_ANCESTORS = 12
_DEPTH = 200


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a text document, packed or as a single XML file.

    Raises:
        Unreadable: It is encrypted, damaged, no such file, without text, or too long.
    """
    content, styles, meta = _members(data, limits)
    titles = _title_styles([root for root in (content, styles) if root is not None])
    body = next((each for each in content.iter(etree.Element) if _is_text(each)), None)
    if body is None:
        raise Unreadable("damaged, or not an OpenDocument text")
    blocks = [(text, what, main) for text, what, main in _blocks(body, titles, 0) if text]
    if not blocks:
        raise Unreadable("holds no text")
    whole = "\n\n".join(text for text, _, _ in blocks)
    if len(whole) > limits.max_characters:
        raise Unreadable(f"longer than {limits.max_characters:,} characters")
    stated = _metadata(meta if meta is not None else content)
    own = next((" ".join(text.split()) for text, _, main in blocks if main), None)
    marked = any(what is Label.HEADLINE for _, what, _ in blocks)
    created = stated.get("creation-date")
    yield Document(
        whole,
        spans=_spans(blocks) if marked else None,  # without styles the layout tells more
        title=own or sane_title(stated.get("title")),
        author=sane_author(stated.get("initial-creator") or stated.get("creator")),
        published=created,
        published_from="field" if created else None,
    )


def _spans(blocks: list[tuple[str, Label, bool]]) -> tuple[Span, ...]:
    spans, start = [], 0
    for text, what, _ in blocks:
        spans.append(Span(start, start + len(text), what))
        start += len(text) + 2
    return tuple(spans)


def _members(
    data: bytes, limits: Limits
) -> tuple[etree._Element, etree._Element | None, etree._Element | None]:
    if not data.startswith(_ZIP):
        return parse_xml(data), None, None
    with open_zip(data, limits) as packed:
        manifest = member(packed, "META-INF/manifest.xml", limits) or b""
        if b"encryption-data" in manifest:
            raise Unreadable("encrypted")
        content = member(packed, "content.xml", limits)
        if content is None:
            raise Unreadable("damaged, or not an OpenDocument text")
        others = [member(packed, name, limits) for name in ("styles.xml", "meta.xml")]
    styles, meta = (parse_xml(other) if other else None for other in others)
    return parse_xml(content), styles, meta


def _is_text(element: etree._Element) -> bool:
    return local(element) == "text" and ":office:" in str(element.tag)


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if key.endswith("}" + name)), "")


def _title_styles(roots: list[etree._Element]) -> set[str]:
    """Find the styles that are titles, or derive from one."""
    parents: dict[str, str] = {}
    for root in roots:
        for style in root.iter(etree.Element):
            if local(style) == "style" and (name := _attribute(style, "name")):
                parents[name] = _attribute(style, "parent-style-name")
    titles = set()
    for style_name in {*parents, "Title"}:
        name = style_name
        for _ in range(_MOST_ANCESTORS):
            if _TITLE.match(name):
                titles.add(style_name)
                break
            name = parents.get(name, "")
    return titles


def _blocks(
    element: etree._Element, titles: set[str], depth: int
) -> Iterator[tuple[str, Label, bool]]:
    if depth > _DEPTH:
        return
    for child in element.iterchildren(etree.Element):
        name = local(child)
        if name in ("p", "h"):
            parts: list[str] = []
            boxes: list[etree._Element] = []
            _collect(child, parts, boxes, depth)
            lines = (" ".join(line.split()) for line in clean("".join(parts)).split("\n"))
            title = _attribute(child, "style-name") in titles
            label = Label.HEADLINE if title or name == "h" else Label.BODY
            yield "\n".join(filter(None, lines)), label, title
            for box in boxes:
                yield from _blocks(box, titles, depth + 1)
        elif name == "table-row":
            yield from _row(child, titles, depth)
        elif name not in _PASSED_OVER:  # sections, lists, tables, tracked insertions
            yield from _blocks(child, titles, depth + 1)


def _row(row: etree._Element, titles: set[str], depth: int) -> Iterator[tuple[str, Label, bool]]:
    """Give a row of short cells as one block; one that only sets columns, cell by cell."""
    cells = [
        blocks
        for cell in row.iterchildren(etree.Element)
        if (blocks := [each for each in _blocks(cell, titles, depth + 1) if each[0]])
    ]
    if len(cells) < 2 or any(len(blocks) > 1 for blocks in cells):
        yield from (block for blocks in cells for block in blocks)
    else:
        yield " | ".join(" ".join(blocks[0][0].split()) for blocks in cells), Label.BODY, False


def _collect(
    element: etree._Element, parts: list[str], boxes: list[etree._Element], depth: int
) -> None:
    """Gather what can be read in a paragraph, and the text boxes that hang on it."""
    parts.append(element.text or "")
    for child in element:
        name = local(child) if isinstance(child.tag, str) else ""
        if name == "s":
            count = _attribute(child, "c")
            parts.append(" " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES))
        elif name == "tab":
            parts.append(" ")
        elif name == "line-break":
            parts.append("\n")
        elif name == "text-box":
            boxes.append(child)
        elif name and name not in _PASSED_OVER and depth < _DEPTH:
            _collect(child, parts, boxes, depth + 1)
        parts.append(child.tail or "")


def _metadata(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter(etree.Element):
        parent = element.getparent()
        if parent is not None and local(parent) == "meta" and (words := one_line(element.text)):
            found.setdefault(local(element), words)
    return found
