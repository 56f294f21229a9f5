"""Records become articles: one document for each record with a text, one flaw for each without.

In: records of a table, a spreadsheet or JSON. Out: documents and flaws. Texts are taken as they
stand, without characters that nobody sees; those that are HTML become text. A record that has only
a teaser is an article that was cut off, one that has only a headline and an address is none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import chain, islice

import regex

from index.formats.clean_text import clean, one_line, without_source
from index.formats.cut_text import uncut
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.keys import key_of, unique
from index.formats.tables.day_order import is_day_first, ordered
from index.formats.tables.fields import TEASER, Fields, Record, fields, plain
from index.records import Label, Span

__all__ = ["Defaults", "documents"]

# Exports of blogs and feeds hold pages; a text that only speaks of "<p>" does not close it.
_MARKUP = regex.compile(r"(?i)</(?:p|div|h[1-6]|ul|ol|table|figure|blockquote)>|<br ?/?>")
_STATES = frozenset({"status", "poststatus", "state", "publishstatus", "workflowstate"})
_UNPUBLISHED = frozenset(
    (
        *("draft", "auto-draft", "autodraft", "scheduled", "future", "pending", "private", "trash"),
        *("trashed", "unpublished", "deleted", "entwurf", "brouillon", "borrador", "bozza"),
    )
)
_LOOKED_AT = 500  # records, by whose dates it is told how dates are written


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for all records that say nothing else; how their dates are written."""

    source: str | None = None
    language: str | None = None
    day_first: bool | None = None


class _NoText(Unreadable):
    """A record without a text; `link` where it has a headline or an address."""

    def __init__(self, reason: str, *, link: bool) -> None:
        super().__init__(reason)
        self.link = link


def documents(
    records: Iterable[tuple[str, Record | Unreadable]],
    limits: Limits,
    defaults: Defaults | None = None,
) -> Iterator[Document | Flaw]:
    """Make a document of each record, a flaw of each that has no text.

    Args:
        records: Each with where it stands in the file.
        limits: How far to go.
        defaults: What the file says of all records.

    Raises:
        Unreadable: No record is an article.
    """
    given: dict[str, int] = {}
    first = Flaw("", "no records")
    links = number = 0
    coming = iter(records)
    seen = list(islice(coming, _LOOKED_AT))
    dates = (fields(record).published for _, record in seen if isinstance(record, dict))
    defaults = replace(defaults or Defaults(), day_first=is_day_first(dates))
    for number, (where, record) in enumerate(chain(seen, coming), 1):
        if number > limits.max_members:
            yield Flaw(where, f"more than {limits.max_members:,} records; the rest is not read")
            break
        try:
            document = _document(record, limits, defaults)
        except Unreadable as reason:
            flaw = Flaw(where, str(reason))
            first = flaw if not first.where else first
            links += isinstance(reason, _NoText) and reason.link
            yield flaw
        else:
            yield replace(document, key=unique(document.key, given))
    if given:
        return
    if links and links == number:
        raise Unreadable(f"a list of {links:,} headlines and links, without the articles' texts")
    raise Unreadable(f"no record is an article; {first.where or 'it has'} {first.reason}")


def _document(record: Record | Unreadable, limits: Limits, defaults: Defaults) -> Document:
    if isinstance(record, Unreadable):
        raise record
    if state := _unpublished(record):
        raise _NoText(f"not published: {state}", link=False)
    stated = fields(record)
    stated = replace(
        stated,
        title=without_source(stated.title, stated.source) or "",
        published=ordered(stated.published, day_first=defaults.day_first),
    )
    title, text, spans, cut = _said(stated, limits)
    if len(text) > limits.max_characters:
        raise Unreadable(f"longer than {limits.max_characters:,} characters")
    return Document(
        text,
        spans=spans,
        key=key_of(stated.identity or stated.url or "", _otherwise(stated, text)),
        title=title,
        source=stated.source or defaults.source,
        author=stated.author,
        url=stated.url,
        published=stated.published,
        published_from="field" if stated.published else None,
        language=stated.language or defaults.language,
        cut=cut,
    )


def _unpublished(record: Record) -> str:
    """Give the state that a content management system gives what is not, or no more, published."""
    for name, value in record.items():
        if plain(name) == "draft" and value is True:
            return "draft"
        if plain(name) in _STATES and isinstance(value, str):
            state = value.strip().casefold()
            if state in _UNPUBLISHED:
                return state
    return ""


def _otherwise(stated: Fields, text: str) -> str:
    """Give what tells a record without identifier and address from the others."""
    if stated.title and stated.published:
        return f"{stated.title}\0{stated.published}"
    return text


def _said(stated: Fields, limits: Limits) -> tuple[str | None, str, tuple[Span, ...] | None, bool]:
    """Give title and text; the text begins with the title, and markup in it tells its blocks."""
    told, cut = uncut(stated.text)
    if not told.strip():
        told, cut = _teaser(stated), True
    title = one_line(stated.title)
    if not _MARKUP.search(told):
        text = clean(told).strip()
        if not text:
            raise _NoText("has no text", link=bool(title or stated.url))
        return title, text if _begins(text, title) else f"{title}\n\n{text}", None, cut
    from index.formats.pages import html, markup_text

    title, parts = one_line(unescape(stated.title)), html.piece(told)
    if not parts:
        raise _NoText("has no text", link=bool(title or stated.url))
    last, cut_there = uncut(parts[-1][0])
    if cut_there and last:
        parts[-1], cut = (last, parts[-1][1]), True
    if title and not _begins(parts[0][0], title):
        parts.insert(0, (title, Label.HEADLINE))
    return title, *markup_text.joined(parts, limits), cut


def _teaser(stated: Fields) -> str:
    """Give the teaser of a record without a text."""
    if stated.removed:
        raise _NoText("its source has removed the text", link=False)
    teaser, _ = uncut(stated.summary)
    bare = " ".join(teaser.split())
    alone = bare.casefold().rstrip(". ") != " ".join(stated.title.split()).casefold().rstrip(". ")
    return teaser if len(bare) >= TEASER and alone else ""


def _begins(text: str, title: str | None) -> bool:
    if title is None:
        return True
    start = " ".join(text[: 2 * len(title) + 100].split())
    return start.casefold().startswith(title.casefold())
