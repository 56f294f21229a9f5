"""What is known of an article besides its text: title, date, language, source, author, address.

In: a document as its file tells it, and its labelled spans. Out: a `Citation`.
"""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import regex

from index.formats.calendars import gregorian
from index.formats.clean_text import clean
from index.formats.document import Document
from index.formats.printed_date import printed_day
from index.language import canonical, detect, sentences
from index.records import Citation, Label, Span

__all__ = ["cite"]

_TITLE_LENGTH = 200
_NAME_LENGTH = 120  # of a source or an author
_URL_LENGTH = 2_000

# A date line is "Veröffentlicht am Mittwoch, 19. Juni 2024, 10:30 Uhr" at the longest.
_DATE_LINE_LENGTH = 60
_DATE_LINES = 6  # lines from the top, menus not counted, that may be one
_YEAR = regex.compile(r"(?<!\d)\p{Nd}{4}(?!\d)")
_DATE_LABELS = (r"", r"^[^:：]{1,30}[:：]\s*", r"^\p{L}+\s+", r"^\p{L}+\s+\p{L}+\s+")
# "2024-06-19-putin-kim.txt", "20240619_kim.txt", "archive/2024/06/19/kim.html"
_DATED_NAME = regex.compile(
    r"(?<!\d)((?:19|20)\d\d)([-_./]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)"
)
# Kinds of files whose names say when somebody fetched or saved what is in them.
_NAMED_BY_SAVING = frozenset(
    {
        *("warc", "wacz", "mbox", "spreadsheet", "nexis", "factiva", "europresse", "proquest"),
        *("ris", "wordpress", "evernote", "wallabag", "captions"),
    }
)
_LETTER = regex.compile(r"\p{L}")
_YEARS = range(1500, 2100)  # of news; others are of another calendar, or stand for none
# The beginning of a computer's time, to the minute: what programs write where they know no day.
_NO_DAY = regex.compile(
    r"(?i)\s*(?:1970-01-01|(?:thu, )?0?1 jan(?:uary)? 1970)[T ]+00:00(?!:0?[1-9])"
)
_LANGUAGE = regex.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*$")


def cite(
    document: Document, spans: tuple[Span, ...], article_id: str, path: Path
) -> tuple[Citation, tuple[Span, ...]]:
    """Tell everything about an article but its text.

    Args:
        document: What the file says.
        spans: The labelled blocks of its text.
        article_id: What the article is called in the index.
        path: The file on disk.

    Returns:
        The citation, and the spans again: a line that is nothing but a date is a header now.
    """
    text = document.text
    stated = _LANGUAGE.match(document.language or "")
    language = canonical(stated[1]) if stated else detect(_sample(text, spans))
    published, dated = _date(document.published, language), document.published_from
    in_text, spans = _date_line(text, spans, language)
    if published is None:
        published, dated = in_text, "text"
    if published is None:
        named = "" if document.kind in _NAMED_BY_SAVING else article_id or path.name
        published, dated = _date_of_name(named), "file name"
    citation = Citation(
        id=article_id,
        title=_words(document.title, _TITLE_LENGTH) or _title(text, spans, language) or path.stem,
        path=str(path.absolute()),
        source=_words(document.source, _NAME_LENGTH),
        published=published,
        language=language,
        url=_address(document.url),
        author=_words(document.author, _NAME_LENGTH),
        dated=dated if published else None,
        cut=document.cut,
    )
    return citation, spans


def _sample(text: str, spans: tuple[Span, ...]) -> str:
    """The article's longest stretch of body text: what its language is judged by."""
    body = [span for span in spans if span.label is Label.BODY] or list(spans)
    longest = max(body, key=lambda span: span.end - span.start, default=None)
    return text[longest.start : longest.end] if longest else text


def _title(text: str, spans: tuple[Span, ...], language: str) -> str | None:
    """Give the headline at the top; without one, the first sentence."""
    quotable = [span for span in spans if span.label.quotable]
    if not quotable:
        return None
    first = next((span for span in quotable if span.label is not Label.TEASER), quotable[0])
    start, end = first.start, first.end
    if first.label is not Label.HEADLINE:
        start, end = next(sentences(text, first, language))
    return _words(text[start:end], _TITLE_LENGTH)


def _words(text: str | None, most: int) -> str | None:
    """Put a name in one line, cut where it is very long."""
    line = " ".join(clean(text or "").split())
    return (line if len(line) <= most else line[: most - 1] + "…") or None


def _address(url: str | None) -> str | None:
    """Keep what a browser may follow: never `javascript:` or a file."""
    line = (url or "").strip()
    try:
        parts = urlsplit(line)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or len(line) > _URL_LENGTH:
        return None
    return None if clean(line) != line or any(sign.isspace() for sign in line) else line


def _date_line(
    text: str, spans: tuple[Span, ...], language: str
) -> tuple[str | None, tuple[Span, ...]]:
    """Find the line near the headline that is nothing but a date, and mark it as header."""
    likely = [i for i, span in enumerate(spans) if span.label is not Label.NAVIGATION]
    for i in likely[:_DATE_LINES]:
        span = spans[i]
        line = text[span.start : span.end]
        if len(line) <= _DATE_LINE_LENGTH and _YEAR.search(line):
            for label in _DATE_LABELS:
                if found := _parsed(regex.sub(label, "", line, count=1), language):
                    header = replace(span, label=Label.HEADER)
                    return found, (*spans[:i], header, *spans[i + 1 :])
    return None, spans


def _date(stated: str | None, language: str) -> str | None:
    """Give the day that a field of the file states, in ISO 8601."""
    if not stated:
        return None
    if _NO_DAY.match(stated):
        return None
    try:
        found = datetime.fromisoformat(stated.strip()).date()
    except ValueError:
        # The language of a table's dates need not be that of its articles.
        worded = printed_day(stated) if _LETTER.search(stated) else None
        return _parsed(stated, language) or _parsed(stated, "en") or worded
    return found.isoformat() if found.year in _YEARS else gregorian(stated, language)


def _date_of_name(name: str) -> str | None:
    """Give the last date in the file's path below the indexed folder."""
    for year, _, month, day in reversed(_DATED_NAME.findall(name)):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:  # the 31st of June
            continue
    return None


def _parsed(line: str, language: str) -> str | None:
    import dateparser

    if day := gregorian(line, language):
        return day
    settings: Any = {
        "PARSERS": ["absolute-time"],  # no "three days ago"
        "REQUIRE_PARTS": ["day", "month", "year"],  # and no invented day
    }
    try:
        found = dateparser.parse(line[:200], languages=[language], settings=settings)
    except ValueError:  # a language that the library does not know
        found = dateparser.parse(line[:200], languages=["en"], settings=settings)
    return found.date().isoformat() if found and found.year in _YEARS else None
