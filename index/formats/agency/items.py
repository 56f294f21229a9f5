"""What the formats of agencies share: trees without document types, states, embargoes, paragraphs.

In: bytes and elements. Out: a tree, texts, and the reason why an item is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import regex

from index.formats.document import Document, Flaw, Unreadable
from index.records import Label

__all__ = [
    "alone",
    "embargo",
    "headed",
    "local",
    "markup",
    "name",
    "news",
    "paragraphs",
    "plain",
    "root_of",
    "text_of",
    "withdrawn",
]

_PROLOGUE = regex.compile(
    rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?:\s|<\?[^>]*+>|<!--(?:(?!-->).)*+-->|"
    rb"<!DOCTYPE(?:[^\[\]<>]|\[[^\]]*+\])*+>)*+<(?P<name>[\w:.-]+)(?P<rest>[^>]*+)",
    regex.DOTALL | regex.IGNORECASE,
)
_DEEPEST = 150  # levels of elements; articles have a dozen
_WITHDRAWN = regex.compile(r"(?i)(?:^|[:/])(?:cancel+ed|withheld|withdrawn|killed|kill|retracted)$")
_BLOCKS = {
    *("p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2", "tr", "pre", "fn"),
    *("bq", "blockquote", "caption", "figcaption", "media-caption", "credit"),
}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2"}
_CAPTIONS = {"caption", "figcaption", "media-caption"}
# What is for editors, or no text: contacts, credits, media, scripts.
_UNREAD = {
    *("note", "tagline", "media-producer", "media-metadata", "media-reference", "media-object"),
    *("script", "style", "head", "ednote", "credit", "meta", "object", "byline", "dateline"),
    *("rights", "copyrite", "bibliography"),
}
_EDITORS = regex.compile(
    r"(?i)\b(?:notepad|notizblock|ed-?note\w*|editors?-?note\w*|contacts?|internal|non-?public)\b"
)
# Marked in words alone, as by dpa, APA and AFP.
_NOTES = regex.compile(
    r"(?i)^[#*\s]*(?:(?:dpa|apa|afp|sda|kna|epd)?[- ]?notizblock\b|redaktionelle(?:r)? hinweise?\b|"
    r"(?:die )?folgenden? (?:informationen|angaben) sind nicht zur veröffentlichung|"
    r"(?:the following )?(?:information )?(?:is )?not (?:intended )?for publication\W*$|"
    r"(?:eds|editors|note to editors|editors.? notes?|note aux rédactions|nota a los editores)\s*:)"
)
# "iv/tb", "dpa iv xx n1 ab", "APA iv/tb"
_INITIALS = regex.compile(
    r"^\(?(?:(?:dpa|dpa/\w{2,4}|APA|AFP|epd|KNA|sda|Reuters|AP)(?:[ /]\p{Ll}{1,4}\d?){1,8}|"
    r"\p{Ll}{1,5}(?:[/-]\p{Ll}{1,5}){1,4})\)?$"
)
_MARKUP = regex.compile(
    r"(?i)</?(?:p|br|div|b|i|em|strong|a|span|h[1-6]|ul|li|table|td|tr)\b[^<>]*>"
)


def headed(data: bytes) -> tuple[str, str]:
    """Give the name of the root element of a file, and its attributes; empty where it is no XML."""
    start = data[:8_000]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.replace(b"\0", b"")
    found = _PROLOGUE.match(start)
    if found is None:
        return "", ""
    return (
        found["name"].decode("utf-8", "replace").rpartition(":")[2],
        found["rest"].decode("utf-8", "replace"),
    )


def root_of(data: bytes) -> Any:
    """Parse a file; `Unreadable` where nothing is left of it."""
    from index.formats.feeds.feed_xml import tree_of
    from index.formats.pages.markup_text import decode

    root = tree_of(decode(data))
    if root is None:
        raise Unreadable("damaged: not XML")
    if root.xpath(f"boolean(//*[count(ancestor::*) > {_DEEPEST}])"):
        raise Unreadable("its markup is nested too deeply")
    return root


def alone(items: Iterable[Document | Flaw]) -> Iterator[Document | Flaw]:
    """Give the article of a file that can hold one only: nothing has to tell it from others."""
    for item in items:
        yield replace(item, key="") if isinstance(item, Document) else item


def local(element: Any) -> str:
    """Give an element's name without its namespace; empty for comments."""
    return str(element.tag).rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def markup(element: Any) -> Iterator[Any]:
    """Give the elements below one, in order."""
    return (each for each in element.iterdescendants() if isinstance(each.tag, str))


def name(element: Any, *path: str) -> Any | None:
    """Give the first descendant on a path of names, whatever lies between."""
    for wanted in path:
        element = next((each for each in markup(element) if local(each) == wanted), None)
        if element is None:
            return None
    return element


def text_of(element: Any | None) -> str:
    """Give all that is said in an element, as one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def paragraphs(element: Any) -> list[tuple[str, Label]]:
    """Give the labelled blocks of an article's content, whichever vocabulary of markup it is in.

    Words of a sentence may be marked up; notes to editors and credits are no text.
    """
    found: list[tuple[str, Label]] = []
    _walk(element, found, Label.BODY)
    return found


def _walk(element: Any, found: list[tuple[str, Label]], label: Label) -> None:
    words: list[str] = [element.text or ""]

    def end() -> None:
        text = "\n".join(filter(None, (" ".join(line.split()) for line in _lines(words))))
        words.clear()
        if text:
            found.append((text, label))

    for child in element.iterchildren():
        kind = local(child)
        if kind in _UNREAD or _for_editors(child):
            words.append(" ")
        elif kind == "br":
            words.append("\n\0")
        elif kind in _BLOCKS or any(local(below) in _BLOCKS for below in markup(child)):
            end()
            inner = Label.CAPTION if kind in _CAPTIONS else label
            _walk(child, found, Label.HEADLINE if kind in _HEADINGS else inner)
        else:
            words.append("".join(child.itertext()))
        words.append(child.tail or "")
    end()


def _for_editors(element: Any) -> bool:
    """Whether a part is marked as one for newsrooms: a notepad with contacts."""
    marks = (element.get(name) or "" for name in ("class", "role", "id"))
    return any(_EDITORS.search(mark) for mark in marks)


def _lines(words: list[str]) -> list[str]:
    """Divide where a line break was marked up, not where the file has one."""
    return "".join(words).split("\n\0")


def news(parts: list[tuple[str, Label]]) -> list[tuple[str, Label]]:
    """Leave out what stands below a text for newsrooms: notes, contacts, initials, signs alone."""
    stop = next((at for at, (text, _) in enumerate(parts) if at and _NOTES.match(text)), len(parts))
    kept = [(text, label) for text, label in parts[:stop] if any(map(str.isalnum, text))]
    while len(kept) > 1 and _INITIALS.match(kept[-1][0]):
        kept.pop()
    return kept


def plain(text: str) -> list[tuple[str, Label]]:
    """Give the paragraphs of a text that may have markup in it whatever is said of it."""
    if _MARKUP.search(text):
        from index.formats.pages.markup_text import parse

        return paragraphs(parse(f"<body>{text}"))
    blocks = regex.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [(" ".join(block.split()), Label.BODY) for block in blocks if block.strip()]


def withdrawn(state: str | None) -> bool:
    """Tell whether an item's state takes it back: "stat:canceled", "withheld"."""
    return bool(_WITHDRAWN.search((state or "").strip()))


def embargo(until: str | None) -> str | None:
    """Give the day and hour until which an item is not to be published, where that is to come."""
    stated = (until or "").strip()
    stated = regex.sub(r"^(\d{4})(\d\d)(\d\d)", r"\1-\2-\3", stated)
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.isoformat(timespec="minutes") if moment > datetime.now(UTC) else None
