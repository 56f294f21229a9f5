"""Europresse (Eureka): the articles of an exported page.

In: bytes. Out: a document for each article. The elements' classes tell source, date and title; the
file is cut at its articles before it is parsed, as its tags are seldom balanced. What is left out:
notes, illustrations, the certificate at the end and its dates.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import regex

from index.formats.document import Document, Flaw, Limits
from index.formats.entries.lines import markup_lines
from index.formats.entries.record import Record, author_name
from index.formats.entries.record import documents as as_documents
from index.formats.exports.nexis_labels import RIGHTS
from index.formats.printed_date import printed_day
from index.records import Label

__all__ = ["documents", "recognises"]

_HOUSE = regex.compile(rb"(?i)DocPublicationName")
_PAGE = regex.compile(rb"(?i)DocHeader|titreArticle")
_ARTICLE = regex.compile(r"(?i)<article\b[^>]*>")
_ARTICLE_END = regex.compile(r"(?i)</article\s*>")
_OLD_ARTICLE = regex.compile(r"""(?i)<(?:span|div|p)\b[^>]*class=["'][^"']*DocPublicationName""")
# "Le Monde, no. 21345" names an issue of the paper.
_ISSUE = regex.compile(
    r"(?i)\s*[,;]?\s*(?:\bno\.?|\bn[°º]|\bnum[ée]ro|\bnr\.?|\bissue)\s*\d[\d ]*.*$"
)
_DECORATED = regex.compile(r"\s*:?\s*\[[^\[\]]{2,40}\]$")
_NUMBER = regex.compile(r"(?:news|doc|pub|web|bio|fd)\s?[·∙•.]\s?\d{8}[^\s<]{2,60}")

_PICTURED = regex.compile(r"(?i)^(?:illustrations?|illustration\(s\)|photos?|légende)\s*:\s")
_NOTED = regex.compile(
    r"(?i)^(?:cet article est paru (?:dans|sur) .{1,120}|illustrations?(?:\(s\))?\s*:|"
    r"(?:this article (?:was )?(?:first )?(?:appeared|published) (?:in|on)) .{1,120}|"
    r"note\(s\)\s*:.*|lire aussi\s*:?|https?://\S+)$"
)

_MOST_NAMES = 12  # words of a byline; more are a sentence


def recognises(data: bytes) -> bool:
    """Tell an exported page by the classes of its elements."""
    return bool(_HOUSE.search(data) and _PAGE.search(data))


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read an export.

    Raises:
        Unreadable: It holds no article.
    """
    text = _decoded(data)
    starts = [found.start() for found in _ARTICLE.finditer(text)]
    if not any("DocPublicationName" in text[a:b] for a, b in pairwise([*starts, len(text)])):
        starts = [found.start() for found in _OLD_ARTICLE.finditer(text)]
    parts = (text[start:stop] for start, stop in pairwise([*starts, len(text)]))
    records = (_record(f"article {number}", part) for number, part in enumerate(parts, 1))
    yield from as_documents(records, limits)


def _decoded(data: bytes) -> str:
    """Decode what is UTF-8 or, whatever it declares, Windows' Western European."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _record(where: str, part: str) -> Record:
    from index.formats.pages.markup_text import parse

    record = Record(where)
    if ends := _ARTICLE_END.search(part):
        part = part[: ends.start()]
    tree = parse(f"<html><body>{part}</body></html>")
    record.source = _ISSUE.sub("", _words(tree, "DocPublicationName") or "") or None
    record.published = printed_day(_words(tree, "DocHeader"))
    record.title = _DECORATED.sub("", _words(tree, "titreArticleVisu", "articletitle") or "")
    record.author = _author(tree)
    if number := _NUMBER.search("\n".join(text for text, _ in markup_lines(tree))):
        record.key = regex.sub(r"\s", "", number[0])
    record.parts = [
        (line, Label.CAPTION if _PICTURED.match(line) else Label.BODY)
        for line in _text(tree)
        if not _NOTED.match(line)
    ]
    return record


def _with_class(*names: str) -> str:
    lower = "translate(@class, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
    return " or ".join(f"contains({lower}, '{name.lower()}')" for name in names)


def _words(tree: Any, *names: str) -> str | None:
    for element in tree.xpath(f"//*[{_with_class(*names)}]"):
        if words := " ".join(element.text_content().split()):
            return words
    return None


def _author(tree: Any) -> str | None:
    """Give the names in the element for authors, or in the one behind the title."""
    named = tree.xpath(f"//*[{_with_class('docAuthors', 'docAuthor')}]")
    behind = tree.xpath(f"//*[{_with_class('titreArticleVisu')}]/following-sibling::div[1]")
    below = tree.xpath("//div[@class='titreArticle']/following-sibling::*[1][self::div or self::p]")
    for element in [*named, *behind, *below]:
        words = " ".join(element.text_content().split())
        if words and len(words.split()) <= _MOST_NAMES and not words.endswith((".", "!", "?")):
            return author_name(words)
    return None


def _text(tree: Any) -> list[str]:
    for path in (f"//*[{_with_class('docOcurrContainer')}]", "//section", "//*[@class='DocText']"):
        found = _outer(tree.xpath(path))
        if lines := [text for element in found for text, _ in markup_lines(element)]:
            return lines
    # Older pages have no element for the text: it stands behind the title.
    for element in tree.xpath("//aside | //footer | //header"):
        element.drop_tree()
    lines = [text for text, _ in markup_lines(tree)]
    title = _words(tree, "titreArticleVisu") or _words(tree, "DocHeader")
    if title in lines:
        lines = lines[lines.index(title) + 1 :]
    stop = next((i for i, line in enumerate(lines) if RIGHTS.match(line)), len(lines))
    return [line for line in lines[:stop] if not _NUMBER.search(line)]


def _outer(elements: list[Any]) -> list[Any]:
    """Leave out elements that lie in others of the list."""
    known = set(elements)
    return [each for each in elements if not any(over in known for over in each.iterancestors())]
