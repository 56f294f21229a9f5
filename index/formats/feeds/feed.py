"""Feeds: RSS 0.9 to 2.0, RDF and Atom; every item is an article.

In: bytes of a feed. Out: a document for each item with a text, and a flaw for each without one.
lxml reads what feeds with their many faults still mean, and expands no entity that they declare.
"""

import hashlib
import html
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import regex
from lxml import etree

from index.formats.clean_text import one_line, sane_author, without_source
from index.formats.cut_text import uncut
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.feeds.feed_xml import content_of, fields, name_of, parse
from index.formats.pages.html import piece
from index.formats.pages.markup_text import clean, decode, joined, key, unescaped
from index.formats.pages.markup_text import parse as parse_html
from index.formats.pages.metadata import date_in, language_in, web_address
from index.records import Label

__all__ = ["documents"]

_HTML = regex.compile(r"<[A-Za-z/!]|&(?:[A-Za-z]{2,8}|#x?[0-9a-fA-F]{2,6});")
# What is left of an entity that was escaped twice.
_ENTITY = regex.compile(r"&(?:amp|quot|apos|nbsp|#x?[0-9a-fA-F]{2,6});")
_LONGEST_LINKS = 50_000  # characters: more is an article with links
_SAFE_KEY = regex.compile(r"[A-Za-z0-9._-]{1,64}")
_APPEARED = regex.compile(
    r"(?i)^(?:the post .{1,300} (?:appeared first|first appeared) on .{1,200}|der beitrag .{1,300} "
    r"erschien zuerst (?:auf|bei) .{1,200}|l’article .{1,300} est apparu en premier sur .{1,200}|"
    r"la entrada .{1,300} se publicó primero en .{1,200})$"
)
_CUT_SHORT = regex.compile(r"(?:\.\.\.|…)\W{0,9}$")
_BLOGGER = regex.compile(
    r"schemas\.google\.com/blogger/\d{4}/kind#(?P<kind>\w+)$|^(?P<kind>COMMENT)$"
)
_POSTS = ("post", "page")
_NAME_OF_MAIL = regex.compile(r"^\S+@\S+\s*\((?P<name>[^()]+)\)$")

_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ITEMS = ("item", "entry")
_XML = "{http://www.w3.org/XML/1998/namespace}"
_DATES = (
    "pubDate", "published", "atom:published", "dc:date", "issued", "dcterms:issued", "created",
    "dcterms:created", "updated", "atom:updated", "modified",
)  # fmt: skip
_TEXTS = ("content:encoded", "content", "description", "summary", "atom:content", "atom:summary")


@dataclass(frozen=True, slots=True)
class _Feed:
    """What holds for all items of a feed."""

    source: str | None
    language: str | None
    address: str


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a feed.

    Raises:
        Unreadable: It is no feed, declares entities, or has no items.
    """
    if len(data) > limits.max_bytes:
        raise Unreadable(f"larger than {limits.max_bytes / 1e6:g} MB")
    root = parse(decode(data))
    feed = _feed(root)
    items = [element for element in root.iter(etree.Element) if name_of(element) in _ITEMS]
    if not items:
        raise Unreadable("the feed has no items")
    keys: set[str] = set()
    for number, item in enumerate(items[: limits.max_members], 1):
        try:
            yield _document(item, feed, keys, limits)
        except Unreadable as error:
            yield Flaw(f"item {number}", str(error))
    if len(items) > limits.max_members:
        yield Flaw(
            f"item {limits.max_members + 1} and later",
            f"more than {limits.max_members:,} items",
        )


def _feed(root: etree._Element) -> _Feed:
    channel = next((child for child in root if name_of(child) == "channel"), root)
    given = fields(channel)
    return _Feed(
        source=_line(given.get("title")),
        language=language_in(
            content_of(given.get("language")),
            content_of(given.get("dc:language")),
            root.get(f"{_XML}lang"),
        ),
        address=_link(channel, given, "") or "",
    )


def _document(item: etree._Element, feed: _Feed, keys: set[str], limits: Limits) -> Document:
    given = fields(item)
    if reason := _no_post(item):
        raise Unreadable(reason)
    source = _origin(given.get("source"))
    title = _line(given.get("title")) or _line(given.get("dc:title"))
    title = without_source(title, source)
    parts = _parts(given, key(title or ""))
    if not parts and not (title and _links_alone(given)):
        raise Unreadable(f"no text: {title}" if title else "no text")
    parts, cut = _uncut(parts)
    text, spans = joined([(title or "", Label.HEADLINE), *parts], limits)
    url = _link(item, given, feed.address)
    published = _published(given)
    return Document(
        text,
        spans,
        key=_key(item, given, (url or "", title or "", text), keys),
        title=title,
        source=source or feed.source,
        author=_author(given),
        url=url,
        published=published,
        published_from="markup" if published else None,
        language=language_in(
            item.get(f"{_XML}lang"), content_of(given.get("dc:language")), feed.language
        ),
        cut=cut,
    )


def _no_post(item: etree._Element) -> str:
    """Tell what an entry of a Blogger export is, where it is no post that was published."""
    for child in item.iterchildren(etree.Element):
        kind = _BLOGGER.search(child.get("term") or (child.text or "")[:100])
        if (
            name_of(child).endswith(("category", "type"))
            and kind
            and kind["kind"].lower() not in _POSTS
        ):
            return f"a {kind['kind'].lower()} of a blog, not a post"
        if name_of(child).endswith("control") and "yes" in content_of(child):
            return "a draft"
        if name_of(child).endswith("status") and content_of(child).strip().lower() == "draft":
            return "a draft"
    return ""


def _uncut(parts: list[tuple[str, Label]]) -> tuple[list[tuple[str, Label]], bool]:
    """Give the text without what blogs hang below it, and whether the feed had cut it off."""
    if len(parts) > 1 and _APPEARED.match(parts[-1][0]):
        parts = parts[:-1]
    if not parts:
        return [], False
    *others, (last, label) = parts
    text, cut = uncut(last)
    return [*others, (text, label)] if text else others or parts, cut


def _origin(element: etree._Element | None) -> str | None:
    """Give the name of the feed from which an item was taken over."""
    if element is None:
        return None
    return _line(fields(element).get("title", element))


def _parts(given: dict[str, etree._Element], headline: str) -> list[tuple[str, Label]]:
    """Give the longest text of an item, with the lead before it where it is not in the text."""
    told = {name: given[name] for name in _TEXTS if name in given}
    texts = [_blocks(each) for each in told.values() if not _is_links(content_of(each))]
    texts = [[part for part in parts if key(part[0]) != headline] for parts in texts]
    texts.sort(key=lambda parts: -sum(len(text) for text, _ in parts))
    longest = texts[0] if texts else []
    said = key("".join(text for text, _ in longest))
    leads = [
        (text, label)
        for parts in texts[1:]
        for text, label in parts
        if label is Label.BODY and key(text) not in said and not _CUT_SHORT.search(text)
    ]
    return [*leads, *longest]


def _links_alone(given: dict[str, etree._Element]) -> bool:
    """Whether an item's text is nothing but links, as an aggregator's is."""
    return any(_is_links(content_of(given[name])) for name in _TEXTS if name in given)


def _is_links(text: str) -> bool:
    """Whether HTML holds links, each with the name of a paper beside it at most, and no text."""
    if "<a" not in text or len(text) > _LONGEST_LINKS:
        return False
    tree = parse_html(f"<body>{text}")
    linked = [each.text_content() for each in tree.iter("a", "font")]
    return key("".join(linked)) == key(tree.text_content())


def _blocks(element: etree._Element) -> list[tuple[str, Label]]:
    text = unescaped(content_of(element))
    plain = element.get("type") in ("text", "text/plain") or not _HTML.search(text)
    if plain and len(element) == 0:
        return [(line, Label.BODY) for part in text.splitlines() if (line := clean(part))]
    return piece(text) if text.strip() else []


def _line(element: etree._Element | None) -> str | None:
    """Give an element's text as one line; what is HTML in it is read as HTML."""
    text = content_of(element)
    if not _HTML.search(text):
        return one_line(clean(text))
    words = one_line(" ".join(part for part, _ in piece(text))) if text.strip() else None
    return one_line(clean(html.unescape(words))) if words and _ENTITY.search(words) else words


def _link(element: etree._Element, given: dict[str, etree._Element], base: str) -> str | None:
    addresses = [content_of(given.get(name)).strip() for name in ("feedburner:origLink", "link")]
    for child in element.iterchildren(etree.Element):
        named = name_of(child) in ("link", "atom:link")
        if named and child.get("rel", "alternate") == "alternate":
            addresses.append((child.get("href") or "").strip())
    guid = given.get("guid")
    if guid is not None and guid.get("isPermaLink") != "false":
        addresses.append(content_of(guid).strip())
    try:
        return web_address(*(urljoin(base, address) for address in addresses if address))
    except ValueError:  # brackets in a host that are no IPv6 address
        return None


def _author(given: dict[str, etree._Element]) -> str | None:
    for name in ("dc:creator", "author", "atom:author"):
        element = given.get(name)
        if element is None:
            continue
        inner = fields(element)
        words = _line(inner.get("name") if "name" in inner else element) or ""
        named = _NAME_OF_MAIL.match(words)
        if author := sane_author(named["name"] if named else words):
            return author if "@" not in author else None
    return None


def _published(given: dict[str, etree._Element]) -> str | None:
    for name in _DATES:
        if words := content_of(given.get(name)).strip()[:100]:
            try:
                return parsedate_to_datetime(words).date().isoformat()
            except (ValueError, IndexError, TypeError, OverflowError):
                if (found := date_in(words)) and found.isprintable():
                    return found
    return None


def _key(
    item: etree._Element,
    given: dict[str, etree._Element],
    otherwise: tuple[str, ...],
    keys: set[str],
) -> str:
    """Name an item after its identifier, or a digest of what it has instead.

    Where items share one, as in feeds that give the address of the site to all, a digest of all
    that an item has tells them apart.
    """
    own = (content_of(given.get(name)).strip() for name in ("guid", "id"))
    name = next(filter(None, (*own, item.get(_ABOUT))), "")
    rest = [text for text in otherwise if text]
    for words in (name or rest[0], "\0".join((name, *otherwise))):
        safe = words == name and _SAFE_KEY.fullmatch(words)
        short = words if safe else hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:12]
        if short not in keys:
            keys.add(short)
            return short
    raise Unreadable("repeats an earlier item")
