"""Fields of a record, known by their names, whatever their case and signs ("pubDate", "pub_date").

In: a record, as JSON, a table or a spreadsheet holds it. Out: its text, title, date, source,
author, address, language and identifier, as the record states them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import regex

from index.formats.clean_text import clean, one_line
from index.formats.cut_text import uncut
from index.formats.document import Unreadable
from index.formats.tables.field_names import FIELDS
from index.formats.tables.naming import is_listed, plain

__all__ = ["TEASER", "Fields", "Record", "fields", "missing", "names_text", "plain", "words"]

Record = dict[str, Any]

# What names a day on which something else happened to the article than that it was published.
_DOUBTFUL_DATES = frozenset({"timestamp", "created", "createdat"})
_TEXTS = frozenset(FIELDS["text"])
_LANGUAGE = regex.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*")
_BY = regex.compile(r"(?i)^\s*(?:by|von|par|por|di|door|af|av)[:\s]\s*(?=\p{Lu})")
_HOST = regex.compile(r"(?i)(?:[\w-]+\.)+[a-z]{2,}")
TEASER = 40  # letters of the shortest teaser that tells something
_MOST_PARTS = 10_000  # paragraphs of a text, names of authors
_SHOWN_COLUMNS = 12
_DEPTH = 3  # objects in objects that hold one value

# In objects: names, what content management systems wrap around a text, what XML becomes.
_NAMED = (
    *("name", "title", "text", "main", "rendered", "original", "content", "html", "value"),
    *("nombre", "nom", "nome", "naam", "titel", "titre", "título", "titolo"),
)
_NAMED_IN_URL = ("href", "url", "value")

# What interfaces write in place of what they took away or keep for those who pay.
_NOT_THERE = regex.compile(
    r"(?i)\s*(?:\[(?:removed|deleted|gelöscht|supprimé)\]|only available in (?:paid|\w+) plans?|"
    r"n/?a|none|null|nan|undefined|-+|oh,? what a shame,? no content\W*|"
    r"(?:<p>)?wallabag can't retrieve contents for this article.{0,300})\s*"
)

# Seconds since 1970 between 1973 and 2096; thousand times as much are milliseconds.
_EPOCH = (1e8, 4e9)
_NET = regex.compile(r"\\?/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\\?/")  # as .NET writes milliseconds
# Days since 1900 from 1954 to 2064, as spreadsheets hold them, and what they export shows them
# where nobody told a cell to show a date.
_SERIAL = (20_000, 60_000)
_FIRST_DAY = datetime(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Fields:
    """What a record states; texts are empty where it states none.

    Attributes:
        text: Its text; of several the first that was not cut off.
        summary: A teaser or description, which may be all there is.
        title: Its headline.
        removed: Whether something says that the text was taken away.
        identity: What the export calls it.
        url: Its address on the web.
        published: Its date, as it is stated.
        source: Who published it.
        language: A code.
        author: Who wrote it.
    """

    text: str
    summary: str
    title: str
    removed: bool
    identity: str
    url: str | None
    published: str | None
    source: str | None
    language: str | None
    author: str | None


def fields(record: Record) -> Fields:
    """Find the fields that we know: for each the first of its names that is filled in."""
    named: Record = {}
    for name in sorted(record, key=is_listed, reverse=True):  # those with other words come last
        if record[name] not in (None, "", [], {}):
            named.setdefault(plain(name), record[name])
    stated = (words(named[name], "\n\n") for name in FIELDS["text"] if name in named)
    texts = [text for text in stated if text.strip()]
    told = [text for text in texts if not _NOT_THERE.fullmatch(text)]
    url = next(filter(None, (_address(named[name]) for name in FIELDS["url"] if name in named)), "")
    language = _LANGUAGE.fullmatch(_first(named, "language").strip())
    source, source_url = _source(named)
    return Fields(
        text=_best(told),
        summary=_summary(named),
        title=_stated(_first(named, "title")),
        removed=len(told) < len(texts),
        identity=_first(named, "id").strip(),
        url=url or source_url or None,
        published=_published(record, named),
        source=source,
        language=language[1].lower() if language else None,
        author=_author(named),
    )


def names_text(names: list[str]) -> int:
    """Count how many of a table's columns we know; 0 where none of them holds texts."""
    stated = set(map(plain, names))
    if not stated & (_TEXTS | set(FIELDS["summary"])):
        return 0
    return len(stated & {name for known in FIELDS.values() for name in known})


def words(value: object, glue: str, depth: int = _DEPTH) -> str:
    """Give a field's value as text: a text, a list of them, or an object with a name or a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 1 << 64 else ""  # longer ones are no names of anything
    if depth <= 0:
        return ""
    if isinstance(value, list):
        parts = [words(part, " ", depth - 1) for part in value[:_MOST_PARTS]]
        # Words with their markup, as messengers write them, are one text.
        run = {str, dict} == {type(part) for part in value[:_MOST_PARTS]}
        return ("" if run else glue).join(filter(None, parts))
    if isinstance(value, dict):
        inner = (words(value.get(name), glue, depth - 1) for name in _NAMED if value.get(name))
        return next((each for each in inner if each.strip()), "")
    return ""


def _first(named: Record, field: str) -> str:
    stated = (words(named[name], " ") for name in FIELDS[field] if name in named)
    return next((each for each in stated if each.strip()), "")


def _summary(named: Record) -> str:
    """Give the first teaser that tells something, else the longest."""
    stated = [words(named[name], " ") for name in FIELDS["summary"] if name in named]
    told = [_stated(each) for each in stated]
    return next((each for each in told if len(each) >= TEASER), max(told, key=len, default=""))


def _stated(text: str) -> str:
    return "" if _NOT_THERE.fullmatch(text) else text


def _best(texts: list[str]) -> str:
    """Give the first text, or a longer one where the first says that it was cut off."""
    first = next(iter(texts), "")
    if uncut(first)[1]:
        return max(texts, key=lambda text: (not uncut(text)[1], len(text)))
    return first


def _address(value: object) -> str:
    if isinstance(value, list):
        return next(filter(None, map(_address, value[:_MOST_PARTS])), "")
    if isinstance(value, dict):
        return next(filter(None, (_address(value.get(name)) for name in _NAMED_IN_URL)), "")
    line = one_line(value) if isinstance(value, str) else None
    return line if line and line.startswith(("http://", "https://")) else ""


def _source(named: Record) -> tuple[str | None, str]:
    """Give who published it, and an address that stands in that place."""
    hosts: list[str] = []
    address = ""
    for name in FIELDS["source"]:
        value = named.get(name)
        line = one_line(words(value, ", "))
        if not line or _NOT_THERE.fullmatch(line):
            continue
        if line.startswith(("http://", "https://")):
            address = address or line
            hosts.append(_host(line))
        elif _HOST.fullmatch(line):
            hosts.append(line)
        else:
            return line, address
    return next(filter(None, hosts), None), address


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _author(named: Record) -> str | None:
    line = one_line(_BY.sub("", _first_author(named)))
    if not line or line.startswith(("http://", "https://")) or _NOT_THERE.fullmatch(line):
        return None
    return None if line.isdecimal() else line  # a number in a table of people


def _first_author(named: Record) -> str:
    stated = (words(named[name], ", ") for name in FIELDS["author"] if name in named)
    return next((each for each in stated if each.strip() and not _NOT_THERE.fullmatch(each)), "")


def _published(record: Record, named: Record) -> str | None:
    """Give the date of publication; that of making the record only where no other has a name."""
    known = set(map(plain, record))
    doubtful = bool(known & (set(FIELDS["published"]) - _DOUBTFUL_DATES))
    for name in FIELDS["published"]:
        if name in named and not (doubtful and name in _DOUBTFUL_DATES):
            value = named[name]
            if isinstance(value, bool) or (isinstance(value, list | dict) and name == "data"):
                continue
            if date := _date(value):
                return date
    return None


def _date(value: object) -> str | None:
    """Give a date as it is stated, in ISO 8601 where it is a count of time since 1970 or 1900."""
    line = one_line(words(value, " ")) if not isinstance(value, float) else str(value)
    counted = _NET.fullmatch(line or "")
    try:
        seconds = float(counted[1] if counted else line or "")
    except ValueError:
        return line
    if _SERIAL[0] < seconds < _SERIAL[1]:
        return (_FIRST_DAY + timedelta(days=seconds)).date().isoformat()
    if 1000 * _EPOCH[0] <= seconds <= 1000 * _EPOCH[1]:
        seconds /= 1000
    if _EPOCH[0] <= seconds <= _EPOCH[1]:
        # Not 20240619, which is a date as well.
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    return line


def missing(names: list[str]) -> Unreadable:
    """Say that no column of a table holds texts, and what would."""
    shown = ", ".join(name[:40] or "?" for name in names[:_SHOWN_COLUMNS])
    more = ", …" if len(names) > _SHOWN_COLUMNS else ""
    wanted = ", ".join(FIELDS["text"][:4])
    kind = "no column holds texts"
    if {plain(name) for name in names} & set(FIELDS["url"]):
        kind = "a list of links without the texts of the articles; no column holds texts"
    return Unreadable(f"{kind}: it has {clean(shown) or 'none'}{more}, one must be {wanted}")
