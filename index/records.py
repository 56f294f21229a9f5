"""The records that travel through the pipeline. Standard library only.

Offsets count Unicode code points, half-open, into `Article.text`.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

__all__ = [
    "Article",
    "Citation",
    "Entry",
    "Filter",
    "Hit",
    "Label",
    "Passage",
    "Skipped",
    "Span",
    "SyncReport",
    "voice_of",
]


class Label(StrEnum):
    """What a stretch of an article is. Only the first four can be quoted."""

    BODY = "body"
    HEADLINE = "headline"
    CAPTION = "caption"  # what a picture shows
    TEASER = "teaser"  # a pointer to another story: findable, but never above the body
    DATELINE = "dateline"  # "BERLIN (dpa) –" in front of the first sentence
    STAMP = "stamp"  # the hour of an entry in a live ticker
    HEADER = "header"  # site name, date line, author, repeated title, front matter
    CREDIT = "credit"  # who took the photograph
    LINK = "link"  # "read more »" and its like
    NAVIGATION = "navigation"  # menus, breadcrumbs, tags, share buttons, subscriptions, adverts
    LEGAL = "legal"  # rights, terms, privacy, cookies
    FOOTER = "footer"  # whose report it is: agencies, initials, contributors

    @property
    def quotable(self) -> bool:
        """Whether text with this label is indexed and may serve as evidence."""
        return self in (Label.BODY, Label.HEADLINE, Label.CAPTION, Label.TEASER)


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch `[start, end)` of an article's text."""

    start: int
    end: int
    label: Label = Label.BODY


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a text comes from: everything about an article but its text.

    Attributes:
        id: Path relative to the indexed folder, with `/`, unique in one index; one of several
            articles of a file ends in `#key`.
        title: The headline, never empty.
        path: Absolute path of the file on disk.
        source: Who published it, where the text says so.
        published: ISO 8601 date (`2024-06-19`), where the text states one.
        language: ISO 639 code of the text, `und` where it cannot be told.
        url: Where it was published (http or https), where the text says so.
        author: Who wrote it, where the text says so.
        dated: Where `published` stands: "json-ld", "meta", "markup", "field", "header" (of a
            mail), "text" or "file name".
        voice: Id of the article that stands for all that print the same text, this one or
            another; None where there is no other.
        copies: How many others there are.
        cut: Whether its source had cut the text off.
    """

    id: str
    title: str
    path: str
    source: str | None = None
    published: str | None = None
    language: str = "und"
    url: str | None = None
    author: str | None = None
    dated: str | None = None
    voice: str | None = None
    copies: int = 0
    cut: bool = False


def voice_of(article: Citation) -> str:
    """Give what articles that print the same report have in common."""
    return article.voice or article.id


class Entry(NamedTuple):
    """Where an entry of a live blog starts in the text, and its ISO 8601 time.

    Without a time: where what stands in no entry begins.
    """

    start: int
    time: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it was read: its unedited text and what each stretch of it is.

    Attributes:
        citation: Its metadata.
        text: The decoded file, without a byte-order mark, otherwise untouched.
        spans: Blocks (headline, paragraph, list line …) in order; they do not overlap and do not
            touch the white space between them.
        digest: SHA-256 of the file, hexadecimal.
        pages: Where each page starts in the text, where there are pages (PDF).
        kind: The kind of its file, as `docs/formats.md` lists them.
        entries: Where each entry of a live blog starts, and its time.
    """

    citation: Citation
    text: str
    spans: tuple[Span, ...]
    digest: str
    pages: tuple[int, ...] = ()
    kind: str = ""
    entries: tuple[Entry, ...] = ()

    def entry_at(self, place: int) -> str | None:
        """Give the time of the live blog's entry that stands at a place, where there is one."""
        after = bisect_right(self.entries, place, key=lambda entry: entry.start)
        return self.entries[after - 1].time if after else None


@dataclass(frozen=True, slots=True)
class Passage:
    """Some whole neighbouring sentences of one article: what is embedded and searched.

    Attributes:
        start: Where its first sentence starts.
        end: Where its last sentence ends.
        text: The slice `article.text[start:end]`.
        label: What it is; a passage never mixes labels.
        sentences: Its sentences as `(start, end)` in the article, in order.
        language: ISO 639 code; that of the article, unless the passage is clearly in another.
    """

    start: int
    end: int
    text: str
    label: Label
    sentences: tuple[tuple[int, int], ...]
    language: str = "und"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found for a question.

    Attributes:
        rank: From 1.
        score: Higher is better; comparable within one answer only.
        start: Where the passage starts in the article's text.
        end: Where it ends.
        text: The slice `article.text[start:end]`.
        article: Where it comes from.
        label: What the passage is.
        sentences: Its sentences as `(start, end)` in the article, in order.
        language: ISO 639 code of the passage.
    """

    rank: int
    score: float
    start: int
    end: int
    text: str
    article: Citation
    label: Label = Label.BODY
    sentences: tuple[tuple[int, int], ...] = ()
    language: str = "und"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles are searched; what is empty restricts nothing.

    Attributes:
        since: First day of publication, ISO 8601.
        until: Last day of publication.
        sources: Who published it, whatever the case.
        languages: ISO 639 codes of passages.
        articles: Ids of articles.
        undated: Whether articles without a date pass `since` and `until`.

    Raises:
        ValueError: A day that is no date.
    """

    since: str | None = None
    until: str | None = None
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    undated: bool = False

    def __post_init__(self) -> None:
        for day in (self.since, self.until):
            if day and not _is_day(day):
                raise ValueError(f"{day!r} is no date; write it like 2024-06-19")

    def __bool__(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.since or self.until or self.sources or self.languages or self.articles)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or a part of one, that was not indexed, and why, in words a user understands."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one run of the index did; all counts are articles, except `passages`."""

    added: int
    changed: int
    removed: int
    unchanged: int
    articles: int
    passages: int
    seconds: float
    skipped: tuple[Skipped, ...] = field(default=())


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
