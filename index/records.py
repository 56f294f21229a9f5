"""The records that travel through the pipeline. Standard library only.

Offsets count Unicode code points, half-open, into `Article.text`.
"""

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "Article",
    "Citation",
    "Hit",
    "Label",
    "Passage",
    "Skipped",
    "Span",
    "SyncReport",
]


class Label(StrEnum):
    """What a stretch of an article is. Only the first three can be quoted."""

    BODY = "body"
    HEADLINE = "headline"
    TEASER = "teaser"  # a pointer to another story: findable, but never above the body
    HEADER = "header"  # site name, date line, repeated title, front matter
    CREDIT = "credit"  # who took the photograph
    LINK = "link"  # "read more »" and its like

    @property
    def quotable(self) -> bool:
        """Whether text with this label is indexed and may serve as evidence."""
        return self in (Label.BODY, Label.HEADLINE, Label.TEASER)


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
        id: Path relative to the indexed folder, with `/`, unique in one index.
        title: The headline, never empty.
        path: Absolute path of the file on disk.
        source: Who published it, where the text says so.
        published: ISO 8601 date (`2024-06-19`), where the text states one.
        language: ISO 639 code of the text, `und` where it cannot be told.
        url: Where it was published, where the text says so.
    """

    id: str
    title: str
    path: str
    source: str | None = None
    published: str | None = None
    language: str = "und"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it was read: its unedited text and what each stretch of it is.

    Attributes:
        citation: Its metadata.
        text: The decoded file, without a byte-order mark, otherwise untouched.
        spans: Blocks (headline, paragraph, list line …) in order; they do not overlap and do not
            touch the white space between them.
        digest: SHA-256 of the file, hexadecimal.
    """

    citation: Citation
    text: str
    spans: tuple[Span, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Some whole neighbouring sentences of one article: what is embedded and searched.

    Attributes:
        start: Where its first sentence starts.
        end: Where its last sentence ends.
        text: The slice `article.text[start:end]`.
        label: What it is; a passage never mixes labels.
        sentences: Its sentences as `(start, end)` in the article, in order.
    """

    start: int
    end: int
    text: str
    label: Label
    sentences: tuple[tuple[int, int], ...]


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
    """

    rank: int
    score: float
    start: int
    end: int
    text: str
    article: Citation
    label: Label = Label.BODY
    sentences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not indexed, and why, in words a user understands."""

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
