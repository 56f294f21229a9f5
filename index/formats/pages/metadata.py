"""What a page says about itself: headlines, site, author, address, date, language.

In: the parsed page. Out: a `Metadata` record. JSON-LD is read here, the date by htmldate and most
of the rest by trafilatura, both from a tree without the page's scripts.
"""

import html
import json
import logging
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlsplit

import regex
from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from trafilatura.metadata import Document, extract_metadata

from index.formats.clean_text import sane_author
from index.formats.pages.markup_text import clean, is_large, key

__all__ = [
    "Metadata",
    "article_data",
    "date_in",
    "language_in",
    "metadata",
    "web_address",
]

# trafilatura knows these as well, but drops names without a space: all Chinese ones.
_AUTHORS = ("author", "article:author", "og:article:author", "dc.creator", "parsely-author", "byl")

_T = TypeVar("_T")

for name in ("trafilatura", "htmldate", "justext"):  # what they tell each other is not for users
    logging.getLogger(name).addHandler(logging.NullHandler())

_DATE_LENGTH = 60
_LENGTH = 300  # no headline, name or site is longer
_URL_LENGTH = 2_000
_FAST: dict[str, Any] = {
    "extensive_search": False,
    "original_date": True,
    "min_date": "1900-01-01",
    "max_date": None,  # today
}
_ISO_DATE = regex.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_LANGUAGE = regex.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*\s*$")
# Browsers and SingleFile write it in a comment at the top; parsers drop comments.
_SAVED_FROM = regex.compile(
    r"<!--(?:\s*saved from url=\(\d+\)|\s*Page saved with SingleFile\s+url:\s*)(https?://\S{3,2000})"
)
_ARTICLE = regex.compile(r"(?i)(?:article|(?<!job|forum)posting|report)$")
_STATED = regex.compile(
    r'"(headline|datePublished|dateCreated|inLanguage)"\s*:\s*"([^"\\]{2,300})"'
)
_MAX_NODES = 1_000


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself; as `Document` has it.

    Attributes:
        headlines: Headlines as the page's data state them, the most reliable first.
        sites: Names of the site, by which they are told from the headline.
        stated: Whether the page declares that it is an article.
        listed: How many articles its data describe.
    """

    headlines: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    stated: bool = False
    listed: int = 0
    source: str | None = None
    author: str | None = None
    url: str | None = None
    published: str | None = None
    published_from: str | None = None
    language: str | None = None


def metadata(tree: HtmlElement, top: str, data: list[dict[str, Any]]) -> Metadata:
    """Read what a page says about itself.

    Args:
        tree: The page.
        top: Its first characters, for comments that the tree lacks.
        data: Its `article_data`.
    """
    bare = _bare(tree)
    given = _tried(extract_metadata, bare, date_config=dict(_FAST)) or Document()
    article = data[0] if data else {}
    metas = _metas(tree)
    saved = _SAVED_FROM.search(top)
    url = web_address(
        given.url, _text(article, "url"), _text(article, "mainEntityOfPage"), saved and saved[1]
    )
    publisher = _line(_text(article, "publisher"))
    title = tree.findtext(".//head//title") or tree.findtext(".//title")
    guessed = None if _line(given.sitename) == _line(title) else _line(given.sitename)
    source = _line(metas.get("og:site_name")) or publisher or guessed
    published, origin = _published(bare, article, given.date)
    headlines = (
        _text(article, "headline"),
        metas.get("og:title"),
        metas.get("twitter:title"),
        title,
    )
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    kind = (metas.get("og:type") or "").lower()
    return Metadata(
        headlines=tuple(line for text in headlines if (line := _line(text))),
        sites=tuple(site for site in (source, publisher, host, host.split(".")[0]) if site),
        stated=bool(data) or kind == "article",
        listed=len(data),
        source=source,
        author=_author(metas, article) or sane_author(given.author),
        url=url,
        published=published,
        published_from=origin,
        language=language_in(
            tree.get("lang"),
            tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
            _text(article, "inLanguage"),
            metas.get("content-language"),
            metas.get("og:locale"),
        ),
    )


def _author(metas: dict[str, str], article: dict[str, Any]) -> str | None:
    for names in (_names(article.get("author")), *(metas.get(name) for name in _AUTHORS)):
        if names and not names.startswith("http") and (author := sane_author(_line(names))):
            return author
    return None


def _bare(tree: HtmlElement) -> HtmlElement:
    """Copy a page for the libraries: without scripts, and without running text.

    htmldate would take the first date in a sentence for that of the article. Of a very large page
    only the head is copied.
    """
    bare = deepcopy(tree)
    etree.strip_elements(bare, "script", "style", "svg", with_tail=False)
    if is_large(bare):
        for body in list(bare.iterchildren("body")):
            bare.remove(body)
        for element in list(bare.iterdescendants())[_MAX_NODES:]:
            element.drop_tree()
    for element in bare.iter():
        if element.text and element.tag not in ("title", "h1") and _runs_on(element.text):
            element.text = None
        if element.tail and _runs_on(element.tail):
            element.tail = None
    return bare


def _runs_on(text: str) -> bool:
    words = text.strip()
    return len(words) > _DATE_LENGTH or (len(words) > _DATE_LENGTH / 2 and words[-1] in ".!?。")


def _published(
    bare: HtmlElement, article: dict[str, Any], marked: str | None
) -> tuple[str | None, str | None]:
    for name in ("datePublished", "dateCreated", "uploadDate"):
        if found := date_in(_text(article, name)):
            return found, "json-ld"
    head = bare.find("head")
    if head is not None:
        page = document_fromstring("<html><body></body></html>")
        page.insert(0, head)  # which takes it out of the other tree
        if found := _tried(find_date, page, **_FAST):
            return found, "meta"
    return (marked, "markup") if marked else (None, None)


def _tried(read: Callable[..., _T], *given: Any, **options: Any) -> _T | None:
    """Call a library on markup that may be made to break it."""
    try:
        return read(*given, **options)
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError):
        return None


def article_data(tree: HtmlElement) -> list[dict[str, Any]]:
    """Collect the page's JSON-LD records of articles, first the one that the title names.

    Data that is no JSON, as templates often leave it, still gives its headline and dates.
    """
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        try:
            parsed = json.loads(script.text.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            parsed = dict(_STATED.findall(script.text[:1_000_000]))
            parsed["@type"] = "Article" if "datePublished" in parsed else ""
        found.extend(_articles(parsed))
    named = key(tree.findtext(".//title") or "")
    return sorted(found, key=lambda item: key(_text(item, "headline") or "-") not in named)


def _articles(parsed: Any) -> Iterator[dict[str, Any]]:
    waiting = [parsed]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting.extend(node[:_MAX_NODES])
        elif isinstance(node, dict):
            kinds = node.get("@type")
            for kind in kinds if isinstance(kinds, list) else [kinds]:
                kind = str(kind or "").rsplit("/", 1)[-1]
                if _ARTICLE.search(kind):
                    yield node
                    break
            waiting.extend(node[name] for name in ("@graph", "mainEntity") if name in node)


def _text(node: dict[str, Any], name: str) -> str | None:
    """Give a property of a JSON-LD record in words: its text, or the name of what it points to."""
    value = node.get(name)
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("name") or value.get("url") or value.get("@id") or value.get("@value")
    return html.unescape(value) if isinstance(value, str) else None


def _names(value: Any) -> str | None:
    people = value if isinstance(value, list) else [value]
    names = (_text({"of": person}, "of") for person in people[:20])
    known = [name for name in names if name and not name.startswith("http")]
    return "; ".join(dict.fromkeys(known)) or None


def _metas(tree: HtmlElement) -> dict[str, str]:
    """Collect the meta tags: the first of each name, in small letters."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        if content := element.get("content"):
            for name in ("property", "name", "http-equiv", "itemprop"):
                if given := element.get(name):
                    found.setdefault(given.lower(), content)
    return found


def _line(text: str | None) -> str | None:
    return clean(html.unescape(text[: 4 * _LENGTH]))[:_LENGTH].strip() or None if text else None


def date_in(text: str | None) -> str | None:
    """Give the day that a time stamp names, in its own time zone, or a date in words as it is."""
    words = _line(text) or ""
    if found := _ISO_DATE.match(words):
        try:
            return date(*map(int, found.groups())).isoformat()
        except ValueError:  # 0000-00-00
            return None
    dated = len(words) <= _DATE_LENGTH and regex.search(r"\d", words) and regex.search(r"\D", words)
    return words if dated else None


def language_in(*texts: str | None) -> str | None:
    """Give the ISO 639 code of the first text that is a language tag."""
    for text in texts:
        if text and (found := _LANGUAGE.match(text)):
            return found[1].lower()
    return None


def web_address(*texts: str | None) -> str | None:
    """Give the first text that is an address on the web: http or https, with a host."""
    for text in texts:
        address = (text or "").strip()
        if not 8 <= len(address) <= _URL_LENGTH or regex.search(
            r"[\s\x00-\x1f\x7f-\x9f<>\"\\]", address
        ):
            continue
        try:
            parts = urlsplit(address)
            if (
                parts.scheme.lower() in ("http", "https")
                and parts.hostname
                and "." in parts.hostname
            ):
                return address
        except ValueError:  # a broken IPv6 host
            continue
    return None
