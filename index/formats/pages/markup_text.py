"""The text in markup: decoding and parsing pages, and joining what is taken out of them.

In: bytes of a page. Out: its characters and its tree; blocks of text joined to one, with spans.
"""

import html
import re
from collections.abc import Iterable
from typing import Any, cast

import regex
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding, to_unicode

from index.formats.document import Limits, Unreadable
from index.formats.documents.plain import decoded
from index.records import Label, Span

__all__ = [
    "clean",
    "decode",
    "decode_as",
    "is_large",
    "joined",
    "key",
    "letters",
    "parse",
    "unescaped",
    "visible",
]

# libxml2 compares every attribute of a tag with all before it: 300,000 take minutes. The expression
# is one for `re`: its cost is a tenth of that in `regex`, and it goes over the page once.
_MAX_ATTRIBUTES = 500
_ATTRIBUTE = (
    r"""(?>[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+)"""
)
_TAG = re.compile(
    r"<(?:!--.*?(?:-->|\Z)|[A-Za-z][^\s/>]*+"
    rf"{_ATTRIBUTE}{{0,{_MAX_ATTRIBUTES}}}+(?P<endless>{_ATTRIBUTE})?+)",
    re.DOTALL,
)
# No page is larger; one of 10 MB may hold two million elements, which take a gigabyte.
_MAX_ELEMENTS = 250_000
_MANY_ELEMENTS = 20_000
_DEEP = "boolean(//*[count(ancestor::*) > 250])"
# trafilatura and htmldate search every class name with expressions that take their time.
_LONG_VALUES = "//@*[string-length(.) > 4000]"

# Python knows many more codecs: zlib, punycode (which takes quadratic time), escapes. And a
# declaration of UTF-16 that can be read in ASCII is false.
_LABEL = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
_PLAIN_CODECS = re.compile(
    r"utf-8|ascii|(?:cp|iso8859[-_]|koi8-|mac[-_]|big5|gb|euc_|shift_jis|iso2022_|hz|johab|"
    r"ptcp|kz|tis|latin)[\w-]*"
)

_ASCII = frozenset({"ascii", "us-ascii"})

# A link that somebody forgot to close holds the rest of the page.
_OPEN_LINKS = "//a[@href][.//p[6]]"

# Markup that was escaped: a block that is closed, or a tag right at the start that is.
_ESCAPED = re.compile(
    r"&lt;/(?:p|div|ul|ol|li|h[1-6]|blockquote|figure)&gt;|&lt;br\s*/?&gt;|"
    r"^\s*&lt;(?P<tag>\w+)[^<]*&lt;/(?P=tag)&gt;",
    re.IGNORECASE,
)

_SPACE = re.compile(r"\s+")
# Control characters, zero-width space, soft hyphen, byte-order mark, bidirectional overrides and
# halves of surrogate pairs: nothing a reader sees, and some of it turns the text around.
_UNSEEN = regex.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff\ufffe"
    r"\uffff\ud800-\udfff]"
)
_WORDS = re.compile(r"\W+")
_WIDE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]")


def decode(data: bytes) -> str:
    """Decode a page: by its byte-order mark, as UTF-8, as it declares, or by a guess.

    UTF-8 beats what the page declares: it is never valid by accident, and browsers that save a
    page as UTF-8 leave the old declaration in it.

    Raises:
        Unreadable: It is no text.
    """
    return decode_as(data, html_body_declared_encoding(data))


def decode_as(data: bytes, label: str | None) -> str:
    """Decode text of which a header or a page says how; what it says may be false.

    Raises:
        Unreadable: It is no text.
    """
    name, mark = read_bom(data)
    if name is not None and mark is not None:
        return to_unicode(data[len(mark) :], name)
    if data[:64].count(b"\0") > 8:  # every second byte of Latin text in UTF-16
        return to_unicode(data, "utf-16-be" if data[:1] == b"\0" else "utf-16-le")
    declared = resolve_encoding(label) if label and _LABEL.fullmatch(label) else None
    if label and label.lower() in _ASCII:  # it is none, or would have been read by now
        declared = None
    if declared is not None and not _PLAIN_CODECS.fullmatch(declared):
        declared = None
    escapes = declared is not None and declared.startswith(("iso2022", "hz"))  # ASCII bytes only
    if not escapes and (text := _utf8(data)) is not None:
        return text
    # What is not UTF-8 in a single letter beyond ASCII only says that it is.
    lie = declared == "utf-8" and not _beyond_ascii(data.decode("utf-8", "ignore"))
    if declared is not None and not lie:
        text = to_unicode(data, declared)
        if text.count("\ufffd") <= 1 + len(text) // 1000:  # a byte astray, not a lie
            return text
    return decoded(data)


def _utf8(data: bytes) -> str | None:
    """Decode UTF-8, of which a byte may be broken; None where it is something else."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return text if not broken or 20 * broken <= _beyond_ascii(text) else None


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def parse(text: str) -> HtmlElement:
    """Parse a page, however broken.

    Raises:
        Unreadable: It is empty, or made to be endless.
    """
    if any(found["endless"] for found in _TAG.finditer(text)):
        raise Unreadable(f"a tag has more than {_MAX_ATTRIBUTES} attributes")
    # Depth 2,048 instead of 256, where libxml2 drops what is inside: old pages leave tags open.
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    try:
        tree = document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise Unreadable("the page is empty") from error
    if _size(tree) > _MAX_ELEMENTS:
        raise Unreadable(f"more than {_MAX_ELEMENTS:,} elements")
    for value in cast("list[Any]", tree.xpath(_LONG_VALUES)):
        del value.getparent().attrib[value.attrname]
    for link in cast("list[Any]", tree.xpath(_OPEN_LINKS)):
        del link.attrib["href"]
    return tree


def is_large(tree: HtmlElement) -> bool:
    """Tell whether a page is too large or too deep for libraries that go over it many times."""
    return _size(tree) > _MANY_ELEMENTS or bool(tree.xpath(_DEEP))


def _size(tree: HtmlElement) -> int:
    return int(cast("float", tree.xpath("count(//*)")))


def unescaped(text: str) -> str:
    """Give HTML as it was meant where all its markup was escaped once too often.

    HTML that shows a tag as text has tags of its own, or shows one that it does not close.
    """
    if "<" in text or not _ESCAPED.search(text):
        return text
    return html.unescape(text)


def visible(text: str) -> str:
    """Drop what is not seen and collapse white space to single spaces."""
    return " " if text.isspace() else _SPACE.sub(" ", _UNSEEN.sub("", text))


def clean(text: str) -> str:
    """Give a text as one line: what is seen of it, without white space around it."""
    return visible(text).strip()


def key(text: str) -> str:
    """Reduce a text to its letters and digits, by which two tellings of it are compared."""
    return _WORDS.sub("", text).casefold()


def letters(name: str) -> int:
    """Count the letters and digits of a `key`; a Chinese character says what three letters say."""
    return len(name) if name.isascii() else len(name) + 2 * len(_WIDE.findall(name))


def joined(parts: Iterable[tuple[str, Label]], limits: Limits) -> tuple[str, tuple[Span, ...]]:
    """Join blocks to one text, a blank line between them, and tell where each stands.

    Raises:
        Unreadable: The text is longer than an article can be.
    """
    texts: list[str] = []
    spans: list[Span] = []
    at = 0
    for part, label in parts:
        if stripped := part.strip():
            spans.append(Span(at, at + len(stripped), label))
            texts.append(stripped)
            at += len(stripped) + 2
            if at > limits.max_characters:
                raise Unreadable(f"longer than {limits.max_characters:,} characters")
    return "\n\n".join(texts), tuple(spans)
