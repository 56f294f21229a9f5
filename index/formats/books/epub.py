"""EPUB: newspapers and books, one article a chapter, in the order of reading.

In: bytes. Out: one document for each chapter that says something. Covers, contents and other pages
of navigation stay out, and so does what calibre writes below the articles that it fetches.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

import regex
from lxml import etree

from index.formats.clean_text import one_line, sane_author
from index.formats.containers.zip_limits import open_zip
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.documents.packed_xml import local, member, parse_xml
from index.formats.keys import key_of, unique
from index.formats.pages.article import label
from index.formats.pages.blocks import Region, blocks
from index.formats.pages.markup_text import decode, joined, key, letters, parse
from index.formats.pages.metadata import language_in, web_address
from index.records import Label

__all__ = ["documents"]

_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_EMPTY_TAG = regex.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)([A-Za-z][\w:-]*)"
    r"((?:\s[^<>]*)?)/>"
)
_NO_CHAPTER = regex.compile(
    r"(?i)\b(?:toc|cover|titlepage|halftitlepage|copyright-page|colophon|landmarks|page-list|"
    r"index|loi|lot|imprint)\b"
)
_CALIBRE = regex.compile(r"(?i)^.{0,80}\bcalibre\b.{0,40}?(?P<url>https?://\S+)?\s*$")
_NAVIGATION = (
    "//*[contains(concat(' ', @class), ' calibre_navbar') or "
    "contains(concat(' ', @class), ' calibre_feed_navbar')]"
)
_NUMBERS = (
    "//*[contains(@class, 'linenum') or contains(@class, 'line-num') or contains(@class, 'lnum') "
    "or contains(@class, 'pagenum') or contains(@class, 'page-num') or "
    "contains(@class, 'pagebreak') or @role='doc-pagebreak' or @*[name()='epub:type']='pagebreak' "
    "or @*[name()='epub:type']='noteref' or @role='doc-noteref']"
)
_NOTES = (
    "//*[self::aside or self::section or self::div or self::li]["
    "contains(' footnote endnote rearnote footnotes endnotes rearnotes ', "
    "concat(' ', @*[name()='epub:type'], ' ')) and @*[name()='epub:type'] != '' "
    "or @role='doc-footnote' or @role='doc-endnote' or @role='doc-endnotes']"
)
_DATED = regex.compile(r"^(?P<name>.+?)\s*[\[(](?P<date>[^\[\]()]*\d{4}[^\[\]()]*)[\])]\s*$")
_FEW = 20  # letters of the shortest chapter


@dataclass(frozen=True, slots=True)
class _Book:
    """What the package says of all chapters."""

    title: str | None
    author: str | None
    published: str | None
    language: str | None
    publisher: str | None
    pages: list[str]
    named: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Chapter:
    title: str | None
    url: str | None
    parts: list[tuple[str, Label]]


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a book or newspaper.

    Raises:
        Unreadable: It is damaged, protected, no such file, or without text.
    """
    with open_zip(data, limits) as packed:
        book = _book(packed, limits)
        chapters: list[_Chapter] = []
        flaws: list[Flaw] = []
        for path in book.pages:
            try:
                _read(packed, path, book, chapters, limits)
            except Unreadable as reason:
                flaws.append(Flaw(path, str(reason)))
    found = list(_documents(chapters, book, limits))
    if not any(isinstance(item, Document) for item in found):
        raise Unreadable("holds no text")
    yield from (replace(item, key="") if len(found) == 1 and isinstance(item, Document) else item
                for item in found)  # fmt: skip
    yield from flaws


def _documents(chapters: list[_Chapter], book: _Book, limits: Limits) -> Iterator[Document | Flaw]:
    given: dict[str, int] = {}
    paper = _DATED.match(book.title or "")
    name = paper["name"] if paper else book.title
    for chapter in chapters:
        title = chapter.title or (book.title if len(chapters) == 1 else None)
        parts = chapter.parts
        if title and key(parts[0][0]) != key(title):
            parts = [(title, Label.HEADLINE), *parts]
        try:
            text, spans = joined(parts, limits)
        except Unreadable as reason:
            yield Flaw(title or "a chapter", str(reason))
            continue
        yield Document(
            text,
            spans,
            key=unique(
                key_of(chapter.url or "", f"{title}\0{book.published}\0{text[:200]}"), given
            ),
            title=title,
            source=name if len(chapters) > 1 else book.publisher,
            author=book.author,
            url=chapter.url,
            published=book.published,
            published_from="field" if book.published else None,
            language=book.language,
        )


def _book(packed: zipfile.ZipFile, limits: Limits) -> _Book:
    container = member(packed, "META-INF/container.xml", limits)
    names = packed.namelist()
    place = next(
        (
            element.get("full-path", "")
            for element in (parse_xml(container).iter(etree.Element) if container else ())
            if local(element) == "rootfile"
        ),
        next((name for name in names if name.endswith(".opf")), ""),
    )
    package = member(packed, place, limits)
    if package is None:
        raise Unreadable("damaged, or not an EPUB file")
    root = parse_xml(package)
    stated: dict[str, str] = {}
    items: dict[str, etree._Element] = {}
    order: list[str] = []
    skipped: set[str] = set()
    for element in root.iter(etree.Element):
        name = local(element)
        parent = element.getparent()
        if parent is not None and local(parent) == "metadata" and (words := one_line(element.text)):
            stated.setdefault(name, words)
        if name == "item":
            items[element.get("id", "")] = element
        elif name == "itemref" and element.get("linear") != "no":
            order.append(element.get("idref", ""))
        elif name == "reference" and _NO_CHAPTER.search(element.get("type", "")):
            skipped.add(_resolved(place, element.get("href", "")))
    pages = [
        path
        for item in (items[each] for each in dict.fromkeys(order) if each in items)
        if item.get("media-type") in _PAGES
        and "nav" not in (item.get("properties") or "").split()
        and (path := _resolved(place, item.get("href", ""))) not in skipped
    ]
    encrypted = member(packed, "META-INF/encryption.xml", limits)
    if encrypted and any(path.encode() in encrypted for path in pages):
        raise Unreadable("protected against copying")
    dated = _DATED.match(stated.get("title", ""))
    author = sane_author(stated.get("creator"))
    publisher = stated.get("publisher")
    return _Book(
        title=stated.get("title"),
        author=author if author and author.casefold() != "calibre" else None,
        published=dated["date"].strip() if dated else stated.get("date"),
        language=language_in(stated.get("language")),
        publisher=publisher if publisher and publisher.casefold() != "calibre" else None,
        pages=pages[: limits.max_members],
        named=_contents(packed, place, items, limits),
    )


def _resolved(place: str, href: str) -> str:
    path = unquote(href.partition("#")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(place), path))


def _contents(
    packed: zipfile.ZipFile, place: str, items: dict[str, etree._Element], limits: Limits
) -> set[str]:
    """Give the files that the table of contents names: where chapters begin."""
    found: set[str] = set()
    for item in items.values():
        properties = (item.get("properties") or "").split()
        if "nav" not in properties and item.get("media-type") != "application/x-dtbncx+xml":
            continue
        path = _resolved(place, item.get("href", ""))
        try:
            data = member(packed, path, limits)
            root = parse_xml(data) if data else None
        except Unreadable:
            continue
        for element in root.iter(etree.Element) if root is not None else ():
            target = element.get("href") or (
                element.get("src") if local(element) == "content" else ""
            )
            if target:
                found.add(_resolved(path, target))
    return found


def _read(
    packed: zipfile.ZipFile, path: str, book: _Book, chapters: list[_Chapter], limits: Limits
) -> None:
    """Read a file: a chapter, a part of the one before, or nothing that is to be read."""
    data = member(packed, path, limits)
    if data is None:
        raise Unreadable("is missing")
    tree: Any = parse(_EMPTY_TAG.sub(r"<\1\2></\1>", decode(data)))
    kind = " ".join(str(value) for value in tree.xpath("//body/@*[name()='epub:type']"))
    if _NO_CHAPTER.search(kind) or tree.xpath("//nav[@*[name()='epub:type']='toc']"):
        return
    url = _without_additions(tree)
    heading = next(iter(tree.xpath("//body//h1 | //body//h2 | //body//h3")), None)
    title = one_line("".join(heading.itertext())) if heading is not None else None
    found = [each for each in blocks(tree) if each.region is not Region.CHROME]
    parts: list[tuple[str, Label]] = []
    for block in found:
        line = _CALIBRE.match(block.text)
        if line and len(block.text) < 400 and (line["url"] or "downloaded" in block.text):
            url = url or web_address(line["url"])
        else:
            parts.append((block.text, label(block)))
    body = sum(letters(key(text)) for text, what in parts if what is Label.BODY)
    if _is_contents(tree, parts) or body < 1:
        return
    if not parts:
        return
    if title is None and path not in book.named and chapters:
        chapters[-1].parts += parts
    elif body >= _FEW or title:
        named = one_line(str(tree.findtext(".//title") or ""))
        chapters.append(_Chapter(title or (named if named != book.title else None), url, parts))


def _without_additions(tree: Any) -> str | None:
    """Take out what leads to other chapters, notes, and numbers of lines and pages."""
    url = None
    for bar in tree.xpath(_NAVIGATION):
        if "calibre" in "".join(bar.itertext()).casefold():
            url = url or web_address(*bar.xpath(".//a/@href"))
        bar.drop_tree()
    for note in tree.xpath(_NOTES):
        if note.getparent() is not None:
            note.drop_tree()
    for number in tree.xpath(_NUMBERS):
        if len("".join(number.itertext()).strip()) < 8 and number.getparent() is not None:
            number.drop_tree()
    return url


def _is_contents(tree: Any, parts: list[tuple[str, Label]]) -> bool:
    """Whether a page leads to others: most of what it says are links in the book."""
    links = [
        "".join(link.itertext())
        for link in tree.xpath("//body//a[@href]")
        if not str(link.get("href")).startswith(("http:", "https:", "#"))
    ]
    linked = sum(len(key(text)) for text in links)
    said = sum(len(key(text)) for text, what in parts if what is not Label.HEADLINE)
    return len(links) >= 2 and 2 * linked > said
