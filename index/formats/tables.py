"""Tables of articles: JSON Lines and CSV, one article a record.

In: bytes. Out: one document for each record with a text, one flaw for each without. A field is
known by its name, whatever its case and signs ("pubDate" is "pub_date"):

| field | names |
|---|---|
| text | text, body, content, article, … |
| id, title, url, published, source, language, author | optional, with their usual synonyms |

Texts are taken as they stand, without characters that nobody sees; those that are HTML become text.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

import regex

from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.plain import decoded
from index.formats.texts import clean, one_line
from index.records import Label, Span

__all__ = ["FIELDS", "csv_documents", "json_documents"]

# Names of fields, letters and digits only; of several that are filled in, the first counts. They
# are those of the usual exports and data sets (NewsAPI, news-please, CC-News, WordPress, Zotero)
# and of tables that people write by hand.
FIELDS = {
    "id": ("id", "uid", "guid", "uuid", "articleid", "docid", "documentid", "key"),
    "title": (
        *("title", "headline", "heading", "titel", "überschrift", "titre", "titulo"),
        *("título", "titolo", "tytuł", "заголовок", "название", "العنوان", "عنوان", "标题"),
    ),
    "text": (
        *("text", "body", "content", "article", "articlebody", "articletext", "fulltext"),
        *("bodytext", "maintext", "plaintext", "story", "paragraphs", "inhalt", "texte", "contenu"),
        *("texto", "contenido", "testo", "tekst", "текст", "النص", "نص", "正文", "本文"),
    ),
    "url": ("url", "link", "permalink", "canonicalurl", "articleurl", "weburl", "sourceurl", "uri"),
    "published": (
        *(
            "published",
            "date",
            "pubdate",
            "datetime",
            "publishedat",
            "publisheddate",
            "publishdate",
        ),
        *("publicationdate", "datepublished", "datepublish", "publicationtime", "timestamp"),
        *("created", "createdat", "datum", "fecha", "дата", "التاريخ", "日期"),
    ),
    "source": (
        *("source", "publisher", "site", "publication", "outlet", "newspaper", "sitename"),
        *("sourcename", "sourcedomain", "domain", "quelle", "fuente", "fonte", "источник"),
    ),
    "language": ("language", "lang", "languagecode", "inlanguage", "sprache", "langue", "idioma"),
    "author": ("author", "byline", "authors", "creator", "autor", "auteur", "autore", "автор"),
}

# Exports of blogs and feeds hold pages; a text that only speaks of "<p>" does not close it.
_MARKUP = regex.compile(r"(?i)</(?:p|div|h[1-6]|ul|ol|table|figure|blockquote)>|<br ?/?>")
_DELIMITERS = ",;\t|"
_SIGNS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_SAFE_ID = regex.compile(r"[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.:@+=~-]{0,63}")
_LANGUAGE = regex.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*")
_SEPARATOR_LINE = regex.compile(r"sep=(.)\r?\n")  # what Excel writes above a table
_SHOWN_COLUMNS = 12
_MOST_PARTS = 10_000  # paragraphs of a text, names of authors

# Seconds since 1970 between 1973 and 2096; thousand times as much are milliseconds.
_EPOCH = (1e8, 4e9)

Record = dict[str, Any]


def json_documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read JSON Lines: an object a line.

    Raises:
        Unreadable: No line is an article.
    """
    yield from _articles(_json_records(decoded(data)), limits)


def csv_documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a table with a line of names at the top; comma, semicolon, tab or bar between fields.

    Raises:
        Unreadable: No column holds texts, or no row is an article.
    """
    yield from _articles(_csv_records(decoded(data)), limits)


def _articles(
    records: Iterator[tuple[str, Record | Unreadable]], limits: Limits
) -> Iterator[Document | Flaw]:
    """Make a document of each record, a flaw of each that has no text."""
    given: dict[str, int] = {}
    first = Flaw("", "no records")
    for number, (where, record) in enumerate(records):
        if number == limits.max_members:
            yield Flaw(where, f"more than {number:,} records; the rest is not read")
            break
        try:
            document = _document(record, limits)
        except Unreadable as reason:
            flaw = Flaw(where, str(reason))
            first = flaw if not first.where else first
            yield flaw
        else:
            yield replace(document, key=_unique(document.key, given))
    if not given:
        raise Unreadable(f"no record is an article; {first.where or 'it has'} {first.reason}")


def _document(record: Record | Unreadable, limits: Limits) -> Document:
    if isinstance(record, Unreadable):
        raise record
    fields = _fields(record)
    title, text, spans = _said(fields, limits)
    if len(text) > limits.max_characters:
        raise Unreadable(f"longer than {limits.max_characters:,} characters")
    url = one_line(_words(fields["url"], " "))
    published = _date(fields["published"])
    language = _LANGUAGE.fullmatch(_words(fields["language"], " ").strip())
    return Document(
        text,
        spans=spans,
        key=_key(fields["id"], text),
        title=title,
        source=one_line(_words(fields["source"], ", ")),
        author=one_line(_words(fields["author"], ", ")),
        url=url if url and url.startswith(("http://", "https://")) else None,
        published=published,
        published_from="field" if published else None,
        language=language[1].lower() if language else None,
    )


def _said(fields: Record, limits: Limits) -> tuple[str | None, str, tuple[Span, ...] | None]:
    """Give title and text; the text begins with the title, and markup in it tells its blocks."""
    stated, headline = _words(fields["text"], "\n\n"), _words(fields["title"], " ")
    if not _MARKUP.search(stated):
        title, text = one_line(headline), clean(stated).strip()
        if not text:
            raise Unreadable("has no text")
        return title, text if _begins(text, title) else f"{title}\n\n{text}", None
    from index.formats import html, html_text

    title, parts = one_line(unescape(headline)), html.piece(stated)
    if not parts:
        raise Unreadable("has no text")
    if title and not _begins(parts[0][0], title):
        parts.insert(0, (title, Label.HEADLINE))
    return title, *html_text.joined(parts, limits)


def _fields(record: Record) -> Record:
    """Find the fields that we know: for each the first of its names that is filled in."""
    named: Record = {}
    for name, value in record.items():
        if value not in (None, "", [], {}):
            named.setdefault(_plain(name), value)
    return {
        field: next((named[name] for name in names if name in named), None)
        for field, names in FIELDS.items()
    }


def _plain(name: str) -> str:
    return _SIGNS.sub("", name.casefold())


def _words(value: object, glue: str) -> str:
    """Give a field's value as text: a text, a list of them, or an object with a name or a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 1 << 64 else ""  # longer ones are no names of anything
    if isinstance(value, list):
        return glue.join(filter(None, (_words(part, " ") for part in value[:_MOST_PARTS])))
    if isinstance(value, dict):
        named = (value.get(name) for name in ("name", "title", "text"))
        return next((words for words in named if isinstance(words, str)), "")
    return ""


def _begins(text: str, title: str | None) -> bool:
    if title is None:
        return True
    start = " ".join(text[: 2 * len(title) + 100].split())
    return start.casefold().startswith(title.casefold())


def _date(value: object) -> str | None:
    """Give a date as it is stated; a count of seconds or milliseconds since 1970 as ISO 8601."""
    words = one_line(_words(value, " ")) if not isinstance(value, float) else str(value)
    try:
        seconds = float(words or "")
    except ValueError:
        return words
    if 1000 * _EPOCH[0] <= seconds <= 1000 * _EPOCH[1]:
        seconds /= 1000
    if _EPOCH[0] <= seconds <= _EPOCH[1]:
        # Not 20240619, which is a date as well.
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    return words


def _key(identity: object, text: str) -> str:
    """Name a record by its id; one without by what it says, so that rows may come and go."""
    stated = _words(identity, " ").strip()
    if _SAFE_ID.fullmatch(stated):
        return stated
    return hashlib.sha256(clean(stated or text).encode()).hexdigest()[:12]


def _unique(key: str, given: dict[str, int]) -> str:
    """Number the keys that come again: "a", "a-2", "a-3"."""
    unique = key
    while unique in given:
        given[key] += 1
        unique = f"{key}-{given[key]}"
    given[unique] = 1
    return unique


def _json_records(text: str) -> Iterator[tuple[str, Record | Unreadable]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"line {number}", _json_record(line)


def _json_record(line: str) -> Record | Unreadable:
    try:
        record = json.loads(line)
    except RecursionError:
        return Unreadable("is nested too deeply")
    except ValueError as error:  # also a number of 5,000 digits
        return Unreadable(f"is no JSON ({error})")
    return record if isinstance(record, dict) else Unreadable("is no JSON object")


def _csv_records(text: str) -> Iterator[tuple[str, Record | Unreadable]]:
    if found := _SEPARATOR_LINE.match(text):
        text = text[found.end() :]
    skipped = 1 if found else 0
    # The limit is one of the whole process; nothing is lost where it is higher than needed.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    delimiter, names = _header(text, found[1] if found else None)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    next(rows)
    while True:
        line = rows.line_num + skipped + 1
        row = next(rows, None)
        if row is None:
            return
        if any(map(str.strip, row)):
            yield f"line {line}", _csv_record(row, names)


def _csv_record(row: list[str], names: list[str]) -> Record | Unreadable:
    if any(map(str.strip, row[len(names) :])):
        return Unreadable(f"has {len(row)} fields, but there are {len(names)} columns")
    return dict(zip(names, row, strict=False))


def _header(text: str, stated: str | None) -> tuple[str, list[str]]:
    """Find the delimiter: the one with which the first line has most of the names we know."""
    known = {name for names in FIELDS.values() for name in names}
    headers = {
        delimiter: [name.strip() for name in next(rows, [])]
        for delimiter in (stated or _DELIMITERS)
        if (rows := csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    }
    best = max(
        headers,
        key=lambda each: (len(known & set(map(_plain, headers[each]))), len(headers[each])),
    )
    names = headers[best]
    if not set(FIELDS["text"]) & set(map(_plain, names)):
        shown = ", ".join(name[:40] or "?" for name in names[:_SHOWN_COLUMNS])
        more = ", …" if len(names) > _SHOWN_COLUMNS else ""
        wanted = ", ".join(FIELDS["text"][:4])
        raise Unreadable(
            f"no column holds texts: it has {clean(shown) or 'none'}{more}, one must be {wanted}"
        )
    return best, names
