"""Press reviews as one PDF: where one article ends and the next begins.

In: the lines of all pages, and the file's bookmarks. Out: the articles, each with what its head
says; none where the file is not told for a press review. No sign is sure, so two have to agree:
bookmarks or a table of contents name pages whose heads print a date, or heads of pages print days
and papers that change.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import regex

from index.formats.clean_text import one_line
from index.formats.document import Document
from index.formats.documents.pdf_layout import compose
from index.formats.documents.pdf_lines import Line
from index.formats.keys import key_of, unique
from index.formats.printed_date import first_day

__all__ = ["Bookmark", "articles"]

_HEAD = 8  # lines at the top of a page in which the head of an article stands
_LONGEST_HEAD = 120  # characters of a line with paper, day and page
_LARGE = 1.25  # times the size of most lines is a headline
_SHARE = 0.6  # of the pages that are named, so many must bear it out
_CONTENTS_PAGES = 4
_ENTRY = regex.compile(r"^(?P<title>.{6,200}?)[\s.…·_]{2,}(?P<page>\d{1,4})$")
_LETTERS = regex.compile(r"[^\p{L}\p{N}]+")
_LABELLED = regex.compile(
    r"(?i)^(?:quelle|source|medium|publication|zeitung|média|fuente|fonte)\s*:\s*(?P<name>.+)$"
)
_DATED = regex.compile(
    r"(?i)^(?:datum|date|erscheinungsdatum|publication date|fecha|data)\s*:\s*(?P<day>.+)$"
)
_BYLINE = regex.compile(
    r"(?i)^(?:(?:autor(?:in)?|author|auteur|autore)\s*:\s*|(?:von|by|par|por|di)\s+)"
    r"(?P<name>\p{L}[\p{L}\p{M}.'’ -]{3,60})$"
)
# What stands beside the paper's name: pages, weekdays, issue numbers, signs.
_BESIDE = regex.compile(
    r"(?i)\b(?:seite|s\.|page|pages|pp?\.|pág\.|nr\.?|no\.?|ausgabe|vom|du|of|on)\s*\d[\d/-]*|"
    r"\b(?:vom|du)\b|\b(?:mon|diens|donners|frei|sams|sonn)tag\b|\bmittwoch\b|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b(?:lun|mar|mercre|jeu|vendre|same)di\b|\bdimanche\b"
)
_EDGES = " \t,;:|/·•–—-"


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A title of the file's outline and the page it leads to, from 0."""

    title: str
    page: int


@dataclass(frozen=True, slots=True)
class _Head:
    """What the top of a page says of the article that begins there."""

    day: str | None = None
    source: str | None = None
    author: str | None = None
    lines: tuple[Line, ...] = ()


def articles(
    pages: Sequence[Sequence[Line]], kept: Sequence[Sequence[Line]], bookmarks: Sequence[Bookmark]
) -> list[Document]:
    """Divide a press review.

    Args:
        pages: The lines of all pages.
        kept: The same without headers and footers.
        bookmarks: The file's outline.

    Returns:
        Its articles; none where it is not sure to be a press review.
    """
    heads = [_head(lines) for lines in pages]
    starts = _bookmarked(bookmarks, pages, heads) or _listed(pages, heads) or _repeated(heads)
    found: list[Document] = []
    given: dict[str, int] = {}
    for start, stop in pairwise([*sorted(starts), len(pages)]):
        # A headline may stand on two pages at the same height, and is no header of pages.
        first = _with_headline(pages[start], kept[start])
        parts = [first, *kept[start + 1 : stop]]
        document = _article(start, parts, heads[start], starts[start], len(pages))
        if document is not None:
            found.append(replace(document, key=unique(document.key, given)))
    return found if len(found) > 1 else []


def _head(lines: Sequence[Line]) -> _Head:
    day = source = author = None
    used: list[Line] = []
    for line in lines[:_HEAD]:
        text = " ".join(line.text.split())
        if len(text) > _LONGEST_HEAD:
            continue
        labelled, dated, byline = _LABELLED.match(text), _DATED.match(text), _BYLINE.match(text)
        if labelled:
            source = source or labelled["name"].strip(_EDGES)
        elif byline and day:
            author = author or byline["name"].strip()
        elif day is None and (printed := first_day(dated["day"] if dated else text)):
            if text.endswith((".", "!", "?")) and not dated and len(text) > 60:
                continue  # a sentence
            day = printed[0]
            rest = "" if dated else f"{text[: printed[1]]} {text[printed[2] :]}"
            rest = " ".join(_BESIDE.sub(" ", rest).split()).strip(_EDGES)
            source = source or (rest or None)
        else:
            continue
        used.append(line)
    if day and source is None and used:
        before = [line for line in lines[:_HEAD] if line.y != used[0].y and line not in used]
        at = list(lines[:_HEAD]).index(used[0])
        if at and len(before) and len(lines[at - 1].text) <= 60:
            source = lines[at - 1].text.strip(_EDGES) or None
            used.append(lines[at - 1])
    return _Head(day, source, author, tuple(used))


def _with_headline(lines: Sequence[Line], kept: Sequence[Line]) -> list[Line]:
    usual = median(line.size for line in lines) if lines else 0.0
    held = set(kept)
    return [line for line in lines if line in held or line.size > _LARGE * usual]


def _bookmarked(
    bookmarks: Sequence[Bookmark], pages: Sequence[Sequence[Line]], heads: Sequence[_Head]
) -> dict[int, str]:
    """Take the pages that bookmarks lead to, where their heads print a date."""
    starts: dict[int, str] = {}
    for bookmark in bookmarks:
        if 0 <= bookmark.page < len(pages):
            starts.setdefault(bookmark.page, bookmark.title)
    return _borne_out(starts, heads)


def _borne_out(starts: dict[int, str], heads: Sequence[_Head]) -> dict[int, str]:
    """Keep the pages whose heads print a date, if that is most of them and tells them apart.

    What a browser prints above each page has a date as well, and it is the same everywhere.
    """
    dated = {page: title for page, title in starts.items() if heads[page].day}
    told = {(heads[page].day, heads[page].source) for page in dated}
    others = [head for page, head in enumerate(heads) if page not in dated]
    apart = len(told) > 1 or (bool(others) and not any(head.day for head in others))
    return dated if len(dated) > 1 and apart and len(dated) >= _SHARE * len(starts) else {}


def _listed(pages: Sequence[Sequence[Line]], heads: Sequence[_Head]) -> dict[int, str]:
    """Take the pages that a table of contents names, where their titles stand on them."""
    entries = [
        (found["title"].strip(), int(found["page"]) - 1, number)
        for number, lines in enumerate(pages[:_CONTENTS_PAGES])
        for line in lines
        if (found := _ENTRY.match(line.text.strip()))
    ]
    for offset in range(_CONTENTS_PAGES):
        starts = {
            page + offset: title
            for title, page, listed in entries
            if listed < page + offset < len(pages) and _stands(title, pages[page + offset])
        }
        if len(starts) > 1 and len(starts) >= _SHARE * len(entries):
            return _borne_out(starts, heads)
    return {}


def _stands(title: str, lines: Sequence[Line]) -> bool:
    wanted = _key(title)[:40]
    return bool(wanted) and wanted in _key("".join(line.text for line in lines[: 2 * _HEAD]))


def _key(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def _repeated(heads: Sequence[_Head]) -> dict[int, str]:
    """Take the pages whose heads print another day or paper than the page before."""
    told = [(number, head) for number, head in enumerate(heads) if head.day and head.source]
    starts: dict[int, str] = {}
    before: tuple[str | None, str | None] = (None, None)
    for number, head in told:
        here = (head.day, _key(head.source or ""))
        if here != before:
            starts[number] = ""
        before = here
    papers = {_key(heads[number].source or "") for number in starts}
    # Pages that are all of one paper are pages of one article, or of the paper itself.
    return starts if len(starts) > 1 and len(papers) > 1 else {}


def _article(
    start: int, pages: Sequence[Sequence[Line]], head: _Head, title: str, count: int
) -> Document | None:
    used = set(head.lines)
    lines = [
        replace(line, page=line.page - start) for part in pages for line in part if line not in used
    ]
    layout = compose(lines, len(pages))
    if not layout.text.strip():
        return None
    drawn = one_line(layout.title)
    named = one_line(title)
    if named and _key(named) not in _key(layout.text[:2_000]):
        named = drawn or named  # "Tagblatt: Otters return", "Article 3"
    if drawn and named and _key(drawn) == _key(named):
        named = drawn
    headline = named or drawn or one_line(layout.text.split("\n\n", 1)[0][:200])
    ends = (len(layout.text),) * (count - start - len(pages))
    return Document(
        layout.text,
        key=key_of("", "\0".join(filter(None, (headline, head.day, head.source)))),
        title=headline,
        source=head.source,
        author=head.author,
        published=head.day,
        published_from="header" if head.day else None,
        # A page has the number that it has in the file.
        pages=((0,) * start + layout.pages + ends)[:count],
        kind="press-review",
    )
