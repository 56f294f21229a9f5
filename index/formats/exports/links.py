"""Lists of links without texts: Pocket, Instapaper, bookmarks; told, and told why they are none.

In: bytes. Out: the reason why nothing of it is an article.
"""

import csv
from collections.abc import Iterator

import regex

from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.documents.plain import decoded

__all__ = ["documents", "recognises"]

_POCKET = {"title", "url", "time_added"}
_INSTAPAPER = {"url", "title", "selection", "folder"}
_PAGES = regex.compile(
    rb"(?i)<!doctype netscape-bookmark-file-1>|<title>\s*(?:Pocket Export|Instapaper: Export)"
)


def recognises(data: bytes) -> bool:
    """Tell a list by the names of its columns, or by its page's title."""
    return bool(_maker(data))


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Refuse the list.

    Raises:
        Unreadable: Always: it holds addresses and titles, and no article text.
    """
    del limits
    yield from ()
    raise Unreadable(f"a list of links ({_maker(data) or 'bookmarks'}): no article text in it")


def _maker(data: bytes) -> str:
    start = data[:4_000]
    if found := _PAGES.search(start):
        name = found[0].lower()
        makers = {b"pocket": "Pocket", b"instapaper": "Instapaper"}
        return next((told for maker, told in makers.items() if maker in name), "bookmarks")
    try:
        first = next(iter(decoded(start.split(b"\n", 1)[0]).splitlines()), "")
    except Unreadable:
        return ""
    names = {name.strip().casefold() for name in next(csv.reader([first]), [])}
    if names >= _POCKET:
        return "Pocket"
    return "Instapaper" if names >= _INSTAPAPER else ""
