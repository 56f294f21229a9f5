"""What every format reader gives: documents, or the reason why there is none.

In: a file's bytes. Out: `Document` and `Flaw` records. Standard library only.
"""

from dataclasses import dataclass

from index.records import Entry, Span

__all__ = ["Document", "Flaw", "Limits", "Unreadable"]


class Unreadable(Exception):  # noqa: N818  (a reason to skip one file, not a failure)
    """A file that is not an article; its text is the reason, in words a user understands.

    Attributes:
        kind: The kind of file, as `index.formats.registry` names it, where that is known.
    """

    kind: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a reader goes; far more than any article needs, and little enough to be safe.

    Attributes:
        max_bytes: Largest file, and largest part of one that holds files or records, unpacked.
        max_file: Largest file of those that are read part by part.
        max_characters: Longest text of one article.
        max_pages: Pages of a PDF.
        max_members: Records of a table or feed, files of an archive.
        max_unpacked: Bytes of all members of an archive together, unpacked.
        max_ratio: Unpacked to packed size of a member.
        max_depth: Archives in archives, and messages in messages.
        max_seconds: Time for one file, or for one part of it, whatever it holds.
        max_memory: Bytes of memory for reading one file or part.
    """

    max_bytes: int = 10_000_000
    max_file: int = 20_000_000_000
    max_characters: int = 2_000_000
    max_pages: int = 500
    max_members: int = 100_000
    max_unpacked: int = 20_000_000_000
    max_ratio: int = 200
    max_depth: int = 2
    max_seconds: float = 30.0
    max_memory: int = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Document:
    """One article as its file tells it.

    Attributes:
        text: What may be quoted: the decoded file, or the text taken out of its markup.
        spans: Its labelled blocks, where the markup tells them; None leaves that to the layout
            of the text (`index.content`).
        key: What tells this article from the others of its file; empty where there is one only.
        markdown: Whether the text is Markdown.
        title: The headline, not the name of the site.
        source: Who published it.
        author: Who wrote it.
        url: Its canonical address.
        published: ISO 8601 date or a date in words, as the file states it.
        published_from: Where the date stands: "json-ld", "meta", "markup", "field", "header".
        language: ISO 639 code that the file states.
        pages: Where each page starts in the text, where there are pages.
        cut: Whether its source had cut the text off.
        kind: The kind of its file, as `index.formats.registry` names it.
        entries: Where each entry of a live blog starts, and its time.
    """

    text: str
    spans: tuple[Span, ...] | None = None
    key: str = ""
    markdown: bool = False
    title: str | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None
    published: str | None = None
    published_from: str | None = None
    language: str | None = None
    pages: tuple[int, ...] = ()
    cut: bool = False
    kind: str = ""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Flaw:
    """A record or member that is no article: `where` it is in the file, and why."""

    where: str
    reason: str
