"""Web pages: the article of a page, without what the site puts around it.

In: bytes of an HTML file. Out: one document. trafilatura tells which text of the page is the
article; the page's own markup tells how that text is divided and what captions and pointers to
other stories stand between. A page that is no article is `Unreadable`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import regex
from lxml.html import HtmlElement

from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.pages import entries, headline, metadata
from index.formats.pages.article import Part, Selection, label, points, says, select
from index.formats.pages.blocks import Region, blocks
from index.formats.pages.gates import gate
from index.formats.pages.markup_text import decode, joined, key, letters, parse
from index.records import Label

__all__ = ["documents", "page", "piece"]

_ARTICLE = 60  # letters of the shortest article: one sentence of a breaking story
_MARKED_ARTICLE = 30  # the same where the markup says that it is one
_SHORT = 240
_AROUND = (Region.CHROME, Region.RELATED, Region.COMMENTS)
_POINTING = 0.25  # share of an aside that is in links
_ERROR_PAGE = regex.compile(r"\b(?:403|404|410|500|502|503)\b")


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a web page.

    Raises:
        Unreadable: It is too large, empty, a list of links, a login page, or made to be endless.
    """
    if len(data) > limits.max_bytes:
        raise Unreadable(f"larger than {limits.max_bytes / 1e6:g} MB")
    yield page(decode(data), limits)


def page(text: str, limits: Limits, *, url: str | None = None) -> Document:
    """Read the article of a decoded page.

    Args:
        text: The page.
        limits: How far to go.
        url: Its address, where its file tells it better than the page does.

    Raises:
        Unreadable: As for `documents`.
    """
    tree = parse(text)
    data = metadata.article_data(tree)
    given = metadata.metadata(tree, text[:2_000], data)
    found = blocks(tree)
    if not found and not data:
        deep = tree.xpath("boolean(//*[count(ancestor::*) > 2000])")
        raise Unreadable("its markup is nested too deeply" if deep else "the page has no text")
    selection = select(tree, found)
    first = min(selection.kept, default=len(found))
    title = headline.title(given, selection.found, first)
    blog = entries.entries(tree, data)
    shown = list(selection.parts(key(title or ""), _described(tree, data), blog))
    parts = [Part(title or "", Label.HEADLINE), *_whole(shown, data)]
    _check(tree, selection, parts, given)
    parts = [part for part in parts if part.text.strip()]
    whole, spans = joined([(part.text, part.label) for part in parts], limits)
    address = metadata.web_address(url) or given.url
    return Document(
        whole,
        spans,
        title=title,
        source=given.source or headline.site(given, title, address),
        author=given.author,
        url=address,
        published=given.published,
        published_from=given.published_from,
        language=given.language,
        entries=entries.starts(spans, [part.time for part in parts]),
    )


def piece(text: str) -> list[tuple[str, Label]]:
    """Give the labelled blocks of a piece of HTML that is all article: a feed's item, a mail."""
    found = (block for block in blocks(parse(f"<body>{text}")) if block.region not in _AROUND)
    # Beside a text stand notes, which belong to it, and pointers to other stories.
    said = (each for each in found if each.region is not Region.ASIDE or each.linked < _POINTING)
    return [(block.text, label(block)) for block in said]


def _described(tree: HtmlElement, data: list[dict[str, Any]]) -> str:
    """Give the page's own summary, by which its lead is known."""
    texts = [
        element.get("content") or ""
        for element in tree.iter("meta")
        if (element.get("name") or element.get("property") or "").lower().endswith("description")
    ]
    texts.extend(str(item.get("description") or "") for item in data[:1])
    return "\n".join(map(key, texts))


def _whole(parts: list[Part], data: list[dict[str, Any]]) -> list[Part]:
    """Take the text from the page's data where a script would have written it into the page."""
    shown = sum(len(part.text) for part in parts if part.label is Label.BODY)
    stated = next((item["articleBody"] for item in data if item.get("articleBody")), None)
    updates = entries.updates(data)
    for told, least in (
        (_stated(stated) if isinstance(stated, str) else [], _SHORT),
        ([part for update in updates for part in _entry(update)], _ARTICLE),
    ):
        if sum(len(part.text) for part in told) >= max(2 * shown, least):
            return told
    return parts


def _stated(text: str) -> list[Part]:
    if regex.search(r"<(?:p|br|div)\b", text):
        return [Part(*labelled) for labelled in piece(text)]
    return [Part(line, Label.BODY) for line in text.splitlines()]


def _entry(update: entries.Update) -> Iterator[Part]:
    yield Part(update.headline, Label.HEADLINE, update.time)
    yield Part(update.text, Label.BODY, update.time)


def _check(
    tree: HtmlElement,
    selection: Selection,
    parts: Sequence[Part],
    given: metadata.Metadata,
) -> None:
    """Refuse what is no article, and say what it is instead."""
    said = sum(letters(key(part.text)) for part in parts if part.label is Label.BODY)
    if said < _SHORT:
        if tree.find(".//input[@type='password']") is not None:
            raise Unreadable("a login page, not an article")
        if any(_ERROR_PAGE.search(line) for line in given.headlines):
            raise Unreadable("an error page, not an article")
    bodies = [part.text for part in parts if part.label is not Label.HEADLINE]
    if kind := gate(" ".join(given.headlines), bodies, dated=bool(given.published)):
        raise Unreadable(kind)
    inner = selection.inner()
    pointers, statements = sum(map(points, inner)), sum(map(says, inner))
    if pointers >= 4 and (given.listed > 3 or (statements <= 2 * pointers and not given.stated)):
        raise Unreadable("a list of links to other pages, not an article")
    if said < (_MARKED_ARTICLE if tree.find(".//article") is not None else _ARTICLE):
        raise Unreadable("no article text in the page")
