"""ProQuest: the articles of an export as text or a web page.

In: bytes. Out: a document for each article. Records are set apart by long rules; a title or
"Document 2 of 10" is followed by fields with names. The day is that of publication, not the one on
which the database was updated; a record with nothing but an abstract is cut off.
"""

from collections.abc import Iterator
from itertools import pairwise

import regex

from index.formats.clean_text import sane_author
from index.formats.document import Document, Flaw, Limits
from index.formats.entries.lines import Line, glimpse, lines
from index.formats.entries.record import Record, author_name
from index.formats.entries.record import documents as as_documents
from index.formats.printed_date import printed_day
from index.records import Label

__all__ = ["documents", "recognises"]

_FIELDS = {
    *("author", "authors", "publication info", "abstract", "abstract (summary)", "links"),
    *("full text", "subject", "location", "company / organization", "company/organization"),
    *("people", "title", "alternate title", "publication title", "pages", "first page", "volume"),
    *("issue", "number of pages", "publication year", "publication date", "year", "section"),
    *("publisher", "place of publication", "country of publication", "publication subject"),
    *("issn", "isbn", "eissn", "source type", "language of publication", "document type"),
    *("document feature", "accession number", "proquest document id", "document url"),
    *("copyright", "last updated", "database", "credit", "illustration", "caption", "dateline"),
    *("classification", "identifier / keyword", "supplement", "edition", "column", "dom"),
    *("publication history", "online publication date", "product name", "notes", "doi", "text"),
    *("word count", "graphic", "publication", "contact us at", "database copyright", "company"),
    *("terms and conditions", "search strategy", "narrow subject", "broad subject", "byline"),
}
_FIELD = regex.compile(r"^(?P<name>\p{L}[\p{L} /()-]{1,28}?)\s?:(?:\s+(?P<value>.*)|$)", regex.S)
_RULE = regex.compile(r"^[_=*-]{30,}$")
_NUMBERED = regex.compile(r"(?i)^document \d{1,6} (?:of|von|de|di|van) \d{1,6}$")
_HOUSE = regex.compile(rb"(?im)^[ \t]*+ProQuest document ID\s*:")
_RECORD = regex.compile(rb"(?im)^[ \t]*+(?:Full text\s*:|Publication (?:title|info)\s*:|_{30,})")
_NOTHING = regex.compile(r"(?i)^(?:none available|not available|n/a|none)\.?$")
_DECORATED = regex.compile(r"\s*:?\s*\[[^\[\]]{1,60}\]\s*$|^\[[^\[\]]{1,60}\]\s*:?\s*")
_EDITION = regex.compile(r"(?i)[,:;]\s[^,:;]*\b(?:edition|ausgabe)\b.*$")


def recognises(data: bytes) -> bool:
    """Tell an export by the names of its fields."""
    words = glimpse(data)
    return bool(_HOUSE.search(words) and _RECORD.search(words))


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read an export.

    Raises:
        Unreadable: It is damaged, or holds no article.
    """
    found = lines(data, limits, broken=False)
    parts = (part for part in _parts(found) if _is_record(part))
    records = (_record(f"document {number}", part) for number, part in enumerate(parts, 1))
    yield from as_documents(records, limits)


def _parts(found: list[Line]) -> Iterator[list[Line]]:
    """Cut at rules and at "Document 2 of 10"; where there are neither, behind the last field."""
    cuts = [
        i for i, line in enumerate(found) if _RULE.match(line.text) or _NUMBERED.match(line.text)
    ]
    if not cuts:
        last = [i + 1 for i, line in enumerate(found) if (_name(line.text) or "") == "database"]
        cuts = last[:-1] if last and last[-1] == len(found) else last
        cuts = [cut - 1 for cut in cuts]
    for start, stop in pairwise([-1, *cuts, len(found)]):
        yield found[start + 1 : stop + 1 if stop < len(found) else stop]


def _name(line: str) -> str | None:
    found = _FIELD.match(line)
    name = " ".join(found["name"].casefold().split()) if found else ""
    return name if name in _FIELDS else None


def _is_record(part: list[Line]) -> bool:
    names = {_name(line.text) for line in part}
    return "proquest document id" in names or (
        "full text" in names and bool(names & {"publication title", "publication info"})
    )


def _record(where: str, part: list[Line]) -> Record:
    record, values = Record(where), dict[str, list[Line]]()
    part = [line for line in part if not (_RULE.match(line.text) or _NUMBERED.match(line.text))]
    first = next((i for i, line in enumerate(part) if _name(line.text)), len(part))
    headline = " ".join(line.text for line in part[:first])
    name = ""
    for line in part[first:]:
        here = _name(line.text)
        # A line of the text may begin like a field: fields are set apart, and come once.
        if here and here not in values and (name != "full text" or line.gap):
            name = here
            value = line.text.partition(":")[2].strip()
            values[name] = [Line(value)] if value else []
        elif name:
            values[name].append(line)
    said = {name: " ".join(line.text for line in lines_of) for name, lines_of in values.items()}
    record.title = _DECORATED.sub("", headline) or _DECORATED.sub("", said.get("title", "")) or None
    record.author = sane_author(author_name(said.get("author") or said.get("byline")))
    record.source = _source(said)
    record.published = _published(said)
    record.url = said.get("document url")
    record.key = said.get("proquest document id") or said.get("accession number", "")
    _text(record, values)
    return record


def _source(said: dict[str, str]) -> str | None:
    stated = said.get("publication title") or said.get("publication info") or ""
    return _EDITION.sub("", stated.split(";")[0]).strip() or said.get("publication") or None


def _published(said: dict[str, str]) -> str | None:
    for name in ("publication date", "publication info", "online publication date"):
        if day := printed_day(said.get(name)):
            return day
    return None


def _text(record: Record, values: dict[str, list[Line]]) -> None:
    for name, cut in (("full text", False), ("text", False), ("abstract", True)):
        parts = [line.text for line in values.get(name, ()) if not _NOTHING.match(line.text)]
        if parts:
            record.parts = [(text, Label.BODY) for text in parts]
            record.cut = cut
            break
    for name in ("caption", "illustration"):
        record.parts += [(line.text, Label.CAPTION) for line in values.get(name, ())]
    if not any(label is Label.BODY for _, label in record.parts):
        record.parts = []
