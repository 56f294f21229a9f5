"""Plain text and Markdown: the decoded file is the text, and nothing of it is edited.

In: bytes in any encoding. Out: one document; of Markdown also what its front matter says.
"""

from collections.abc import Iterator
from typing import Any

import regex

from index import content
from index.formats.document import Document, Flaw, Limits, Unreadable

__all__ = ["decoded", "documents", "markdown_documents"]

_TITLE = ("title", "headline", "titel")
_DATE = ("date", "published", "datum", "created")
_SOURCE = ("source", "site", "publisher", "quelle")
_URL = ("url", "link", "canonical", "source_url")
_LANGUAGE = ("language", "lang")
_AUTHOR = ("author", "byline", "autor")

_SAYS_NOTHING = ("", "~", "null", "true", "false")

_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1a\x7f]")
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
        source=_first(matter, _SOURCE),
        author=_first(matter, _AUTHOR),
        url=_first(matter, _URL),
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

    best = from_bytes(data).best()
    if best is None:
        raise Unreadable("binary, or in an unknown encoding")
    return str(best).removeprefix("\ufeff")


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
    matter = text[:end].strip().strip("-")
    try:
        # Words as they are written: nothing is made into dates or numbers, which may be none.
        found = yaml.load(matter, yaml.BaseLoader) if end else None  # noqa: S506  (makes no objects)
    except (yaml.YAMLError, ValueError, RecursionError):  # of 9,000 brackets
        return {}
    return (
        {str(key).lower(): value for key, value in found.items()} if isinstance(found, dict) else {}
    )


def _first(matter: dict[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = matter.get(name)
        if isinstance(value, str) and value.casefold() not in _SAYS_NOTHING:
            return value
    return None
