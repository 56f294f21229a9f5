"""JSON: records under any of the usual names and wrappers, an article a record.

In: bytes of JSON, one value a file or one a line. Out: one document for each record with a text,
one flaw for each without. Records are looked for where interfaces, crawlers and exports put them:
in a list, in a list inside of objects (`articles`, `items`, `response.results`, `hits.hits`), as
the only object of the file, or in objects that wrap one record each (`_source`, `node`).
"""

import json
from collections.abc import Iterator
from typing import Any

from index.formats.clean_text import one_line
from index.formats.document import Document, Flaw, Limits, Unreadable
from index.formats.documents.plain import decoded
from index.formats.tables.field_names import FIELDS
from index.formats.tables.fields import Record, plain, words
from index.formats.tables.json_shapes import listed, untyped, values
from index.formats.tables.record_articles import Defaults
from index.formats.tables.record_articles import documents as articles

__all__ = ["documents"]

_DEPTH = 5  # objects around a list of records
_MOST_LOOKED_AT = 50  # records of a list, by which it is told what they are
_TEXTS = frozenset(FIELDS["text"])
_TEASERS = frozenset(FIELDS["summary"])
_NAMED = frozenset(name for names in FIELDS.values() for name in names)
_OTHERS = frozenset(FIELDS["title"]) | frozenset(FIELDS["url"]) | frozenset(FIELDS["published"])
# Objects that hold a record, or a part of it, inside of another.
_WRAPPED_IN = ("_source", "node", "attributes", "fields", "article", "document", "data", "item")
_FEEDS = "jsonfeed.org"


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read JSON, or JSON Lines: an object a line.

    Raises:
        Unreadable: Nothing in it is an article.
    """
    text = decoded(data)
    try:
        value = json.loads(text)
    except RecursionError as error:
        if "\n" not in text.strip():
            raise Unreadable("is nested too deeply") from error
        value = None
    except ValueError:  # also a number of 5,000 digits
        value = None
    value = values(text) if value is None else value
    if not isinstance(value, list | dict):
        yield from articles(_lines(text), limits)
        return
    value = untyped(value) if '"$' in text else value
    shaped = listed(value, _is_article)
    found = shaped or _list(value, _DEPTH)
    records = ((f"record {number}", _record(each)) for number, each in enumerate(found or [], 1))
    if isinstance(value, dict) and not shaped and _is_one(value, found):
        yield from articles(iter([("line 1", _merged(value))]), limits)
    elif found is None:
        raise Unreadable("no list of records and no article in it")
    else:
        yield from articles(records, limits, _defaults(value))


def _lines(text: str) -> Iterator[tuple[str, Record | Unreadable]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"line {number}", _line(line)


def _line(line: str) -> Record | Unreadable:
    try:
        record = json.loads(line)
    except RecursionError:
        return Unreadable("is nested too deeply")
    except ValueError as error:  # also a number of 5,000 digits
        return Unreadable(f"is no JSON ({error})")
    return _record(untyped(record) if '"$' in line else record)


def _record(value: Any) -> Record | Unreadable:
    return _merged(value) if isinstance(value, dict) else Unreadable("is no JSON object")


def _list(value: Any, depth: int) -> list[Any] | None:
    """Find the list of records: the first that holds articles, else the longest of objects."""
    lists = list(_lists(value, depth))
    told = (each for each in lists if any(map(_is_article, each[:_MOST_LOOKED_AT])))
    return next(told, max(lists, key=len, default=None))


def _lists(value: Any, depth: int) -> Iterator[list[Any]]:
    if isinstance(value, list):
        if any(isinstance(each, dict) for each in value[:_MOST_LOOKED_AT]):
            yield value
        if not depth:
            return
        for each in value[:_MOST_LOOKED_AT]:  # of databases that hold tables
            if isinstance(each, dict) and not _is_article(each):
                yield from _lists(each, depth - 1)
    elif isinstance(value, dict) and depth:
        for inner in value.values():
            if isinstance(inner, list | dict):
                yield from _lists(inner, depth - 1)


def _is_one(value: Record, found: list[Any] | None) -> bool:
    """Whether the object of a file is the record itself, whatever lists hang on it."""
    named = {plain(name): stated for name, stated in _merged(value).items() if stated}
    if any(_is_text(named[name]) for name in named.keys() & _TEXTS):
        return True
    return not any(map(_is_article, (found or [])[:_MOST_LOOKED_AT])) and (
        _is_article(value) or (found is None and bool(named.keys() & _OTHERS))
    )


def _is_text(value: Any) -> bool:
    """Whether a field named like a text holds one, and not the records of a page."""
    if isinstance(value, list):
        return not any(map(_is_article, value[:_MOST_LOOKED_AT]))
    return bool(words(value, " ").strip())


def _is_article(value: Any) -> bool:
    """Whether an object has a text or a teaser, and a title, address or date beside it."""
    if not isinstance(value, dict):
        return False
    names = {plain(name) for name, stated in _merged(value).items() if stated}
    told = names & (_TEXTS | _TEASERS)
    return bool(told) and bool(names & _OTHERS or len(names) <= 2)


def _merged(record: Record) -> Record:
    """Give a record with what the objects in it say that hold a part of it."""
    merged = dict(record)
    if isinstance(embedded := record.get("_embedded"), dict):  # in place of numbers: WordPress
        merged |= {name: inner for name, inner in embedded.items() if name == "author"}
    for name in _WRAPPED_IN:
        inner = record.get(name)
        others = {plain(each) for each in record if each != name}
        if isinstance(inner, dict) and not others & _TEXTS:
            for key, value in inner.items():
                if merged.get(key) in (None, "", [], {}):
                    merged[key] = value
            if plain(name) in _NAMED:  # a wrapper's name is no field's
                del merged[name]
    return merged


def _defaults(value: Any) -> Defaults:
    """Give what a JSON Feed says of all its items."""
    if not isinstance(value, dict) or _FEEDS not in str(value.get("version"))[:200]:
        return Defaults()
    language = words(value.get("language"), " ").partition("-")[0].lower()
    return Defaults(
        source=one_line(words(value.get("title"), " ")),
        language=language if language.isalpha() and len(language) in (2, 3) else None,
    )
