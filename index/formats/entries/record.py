"""One article of an export, and what it is called: its accession number, or its date and title.

In: the fields and paragraphs that a reader found. Out: documents with keys that no place in the
file has a part in, so that articles may come and go around them. What is heavy is imported when an
article is made: readers are also asked whether a file is theirs.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import regex

from index.formats.clean_text import clean, one_line
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.records import Label

__all__ = ["Record", "author_name", "documents", "safe_key", "site_name"]

_UNSAFE = regex.compile(r"[^\p{L}\p{M}\p{N}_.:@+=~·-]+")
_LONGEST_KEY = 64
_TITLE_PART = 48  # characters of a title in a key
_BY = regex.compile(
    r"(?i)^(?:by|von|par|por|di|door|af|av|från|автор)\s*:?\s+(?=\p{L})|^(?:byline|autor|author)\s*:\s*"
)
_EDGES = " ,;|/(-–"
_MAIL = regex.compile(r"[\s;,(<]*\S+@\S+\.\S+[)>]?")


@dataclass(slots=True)
class Record:
    """What an export says of one article.

    Attributes:
        where: Which record of the file it is, for messages.
        parts: Its paragraphs with their labels, without the headline.
        key: The export's own identifier.
        flaw: Why it is no article, where that is known already.
    """

    where: str
    parts: list[tuple[str, Label]] = field(default_factory=list)
    title: str | None = None
    published: str | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    key: str = ""
    cut: bool = False
    flaw: str = ""

    @property
    def said(self) -> int:
        """How many characters its paragraphs have."""
        return sum(len(text.strip()) for text, _ in self.parts)


def documents(records: Iterable[Record], limits: Limits) -> Iterator[Document | Flaw]:
    """Make a document of each record that has a text, a flaw of each that has none.

    Raises:
        Unreadable: No record is an article.
    """
    known = list(records)
    names = [_name(record) for record in known]
    shared = Counter(names)
    given, taken = 0, Counter[str]()
    first: Flaw | None = None
    for number, (record, name) in enumerate(zip(known, names, strict=True)):
        if number == limits.max_members:
            yield Flaw(record.where, f"more than {number:,} records; the rest is not read")
            break
        if shared[name] > 1:
            name = f"{name[: _LONGEST_KEY - 9]}-{_digest(record)}"
        taken[name] += 1
        if taken[name] > 1:  # nothing tells them apart, so either may be the second
            name = f"{name}-{taken[name]}"
        try:
            yield _document(record, name, limits)
            given += 1
        except Unreadable as reason:
            flaw = Flaw(record.where, str(reason))
            first = first or flaw
            yield flaw
    if not given:
        why = f"; {first.where}: {first.reason}" if first else ""
        raise Unreadable(f"no record in it is an article{why}")


def _document(record: Record, name: str, limits: Limits) -> Document:
    from index.formats.pages.markup_text import joined
    from index.formats.pages.metadata import web_address

    if record.flaw or not record.said:
        raise Unreadable(record.flaw or "has no text")
    title = one_line(record.title)
    parts = [(_neat(text), label) for text, label in record.parts]
    if parts and title and parts[0][0].casefold() == title.casefold():
        parts = parts[1:] or parts  # texts of agencies and sites have their headline in them
    text, spans = joined([(title or "", Label.HEADLINE), *parts], limits)
    if not text:
        raise Unreadable("has no text")
    return Document(
        text,
        spans,
        key=name,
        title=title,
        source=one_line(record.source),
        author=one_line(record.author),
        url=web_address(record.url),
        published=record.published,
        published_from="field" if record.published else None,
        language=record.language,
        cut=record.cut,
    )


def _neat(text: str) -> str:
    lines = (" ".join(line.split()) for line in clean(text).split("\n"))
    return "\n".join(filter(None, lines))


def safe_key(identifier: str | None) -> str:
    """Give an export's identifier as a key: what may stand in an id, short; else a digest of it."""
    words = " ".join(clean(identifier or "").split())
    key = _UNSAFE.sub("-", words).strip("-")
    if len(key) <= _LONGEST_KEY:
        return key
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _name(record: Record) -> str:
    if key := safe_key(record.key):
        return key
    title = _UNSAFE.sub("-", (one_line(record.title) or "").casefold()).strip("-")[:_TITLE_PART]
    name = "-".join(filter(None, (record.published, title.strip("-"))))
    return name or _digest(record)


def _digest(record: Record) -> str:
    """Tell apart what has one name, as two editions of a story: by what is said and where."""
    said = "\0".join((record.source or "", *(text for text, _ in record.parts)))
    return hashlib.sha256(clean(said).encode()).hexdigest()[:8]


def site_name(address: str | None) -> str | None:
    """Give the host of an address without "www."; None where it is none."""
    from index.formats.pages.metadata import web_address

    known = web_address(address)
    host = urlsplit(known).hostname if known else None
    return host.removeprefix("www.") if host else None


def author_name(text: str | None, source: str | None = None) -> str | None:
    """Give the name in a byline: without "By", without addresses and the name of the paper."""
    name = _MAIL.sub("", _BY.sub("", " ".join(clean(text or "").split()), count=1)).strip(_EDGES)
    if source and name.casefold().endswith(source.casefold()) and len(name) > len(source):
        shorter = name[: -len(source)].rstrip()
        name = shorter.strip(_EDGES) if shorter.endswith((",", "/", "-", "(", "|")) else name
    return name or None
