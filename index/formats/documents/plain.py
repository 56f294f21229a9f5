"""Plain text and Markdown: the decoded file is the text, and nothing of it is edited.

In: bytes in any encoding. Out: one document; of Markdown also what its front matter says.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import regex

from index import content
from index.formats.clean_text import one_line
from index.formats.document import Document, Flaw, Limits, Unreadable

__all__ = ["decoded", "documents", "markdown_documents"]

_TITLE = ("title", "headline", "titel")
_DATE = (
    *("date", "published", "datum", "date_published", "publishdate", "published_at", "pubdate"),
    *("publish_date", "published_date", "created"),
)
_SOURCE = ("source", "site", "publisher", "quelle", "publication", "site_name", "sitename")
_URL = ("url", "link", "canonical", "source_url", "source")
_LANGUAGE = ("language", "lang")
_AUTHOR = ("author", "authors", "byline", "autor")

# What an object in such a field is called by.
_NAMED = ("name", "title", "url")
# A field that is no YAML, as it stands on its line.
_FIELD = regex.compile(
    r"""^(?P<name>[\p{L}_][\p{L}\p{N}_ -]{0,40}):[ \t]+["']?"""
    r"""(?P<value>[^\[{&*!|>%@].*?)["']?[ \t]*$""",
    regex.MULTILINE,
)
# A list of words on a line: "author: [Ines Varga, Tilo Brehm]"
_LIST = regex.compile(
    r"^(?P<name>[\p{L}_][\p{L}\p{N}_ -]{0,40}):[ \t]+\[(?P<values>[^\[\]{}\n]{1,500})\][ \t]*$",
    regex.MULTILINE,
)
_NOTE = regex.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
_SAYS_NOTHING = ("", "~", "null", "true", "false")

_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1a\x7f]")
_WIDE = ("utf", "big5", "gb", "euc", "shift", "cp932", "cp949", "cp950", "hz", "iso2022", "johab")
_LOOKED_AT = 100_000  # characters that tell text from binary data
_BROKEN = 0.05  # share of the characters beyond ASCII that may be broken in UTF-8


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a text file; `Unreadable` where it is empty, too long or no text."""
    yield Document(_text(data, limits))


def markdown_documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a Markdown file with its front matter; `Unreadable` as for `documents`."""
    text = _text(data, limits)
    matter = _front_matter(text)
    yield Document(
        text,
        markdown=True,
        title=_first(matter, _TITLE),
        source=_source(matter),
        author=_unlinked(_first(matter, _AUTHOR)),
        url=_first({name: matter[name] for name in matter if _is_address(matter[name])}, _URL),
        published=_first(matter, _DATE),
        published_from="field",
        language=_first(matter, _LANGUAGE),
    )


def decoded(data: bytes) -> str:
    """Decode text in an encoding that is not stated; only a byte-order mark is left out.

    Raises:
        Unreadable: It is no text.
    """
    try:
        return data.decode("utf-8-sig")  # nearly every file, and never right by accident
    except UnicodeDecodeError:
        pass
    # A file with one broken byte is still UTF-8: in another encoding hardly a byte would fit.
    text = data.decode("utf-8-sig", "replace")
    if text.count("\ufffd") <= _BROKEN * sum(not char.isascii() for char in text):
        return text
    from charset_normalizer import from_bytes

    from index.formats.documents.code_pages import latin_page

    best = from_bytes(data).best()
    if best is None:
        raise Unreadable("binary, or in an unknown encoding")
    guess = str(best).removeprefix("\ufeff")
    if best.encoding.startswith(_WIDE):
        return guess
    page = latin_page(data, guess)
    return data.decode(page, "replace") if page else guess


def _text(data: bytes, limits: Limits) -> str:
    text = decoded(data) if data else ""
    if not text.strip():
        raise Unreadable("empty")
    start = text[:_LOOKED_AT]
    if len(_CONTROL.findall(start)) > 0.01 * len(start) or "\0" in text:
        raise Unreadable("binary, not text")
    if len(text) > limits.max_characters:
        raise Unreadable(f"longer than {limits.max_characters:,} characters")
    return text


def _front_matter(text: str) -> dict[str, Any]:
    import yaml

    end = content.front_matter_end(text)
    if text.startswith("+++"):
        return _toml(text[:end].strip().strip("+"))
    matter = text[:end].strip().strip("-")
    try:
        # Words as they are written: nothing is made into dates or numbers, which may be none.
        found = yaml.load(matter, yaml.BaseLoader) if end else None  # noqa: S506  (makes no objects)
    except (yaml.YAMLError, ValueError):  # a colon in a title, a tab, a bracket without its other
        found = {line["name"].strip(): line["value"] for line in _FIELD.finditer(matter)}
        for line in _LIST.finditer(matter):
            names = (name.strip(" \t\"'") for name in line["values"].split(","))
            found[line["name"].strip()] = list(filter(None, names))
    except RecursionError:  # of 9,000 brackets
        return {}
    return (
        {str(key).lower(): value for key, value in found.items()} if isinstance(found, dict) else {}
    )


def _toml(matter: str) -> dict[str, Any]:
    """Read Hugo's front matter; days and numbers as they are written."""
    import tomllib

    try:
        found = tomllib.loads(matter)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return {
        name.lower(): value if isinstance(value, str | list | dict) else str(value)
        for name, value in found.items()
    }


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _source(matter: dict[str, Any]) -> str | None:
    """Give who published it; the host where clippers put an address there."""
    named = {name: value for name, value in matter.items() if not _is_address(value)}
    if name := _first(named, _SOURCE):
        return name
    address = _first(matter, _SOURCE)
    return urlsplit(address).hostname if address else None


def _unlinked(name: str | None) -> str | None:
    """Give a name that is a link to a note, as in Obsidian: "[[Ines Varga]]"."""
    return _NOTE.sub(r"\1", name) if name else None


def _first(matter: dict[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = one_line(_words(matter.get(name)))
        if value and value.casefold() not in _SAYS_NOTHING:
            return value
    return None


def _words(value: Any) -> str:  # what YAML may hold
    """Give the words of a field: of a list its members, of an object its name."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    if isinstance(value, dict):
        return _words(next((value[key] for key in _NAMED if key in value), None))
    return value if isinstance(value, str) else ""
