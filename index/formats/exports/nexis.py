"""Nexis Uni and LexisNexis: the articles of an export in Word, RTF, HTML or plain text.

In: bytes. Out: a document for each article. Classic exports say "2 of 10 DOCUMENTS" in front of
each article and name its fields in capitals; the newer ones begin with a cover page and say "End of
Document" behind each. The day is the one that the newspaper printed, not the one of loading.
"""

from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlsplit

import regex

from index.formats.document import Document, Flaw, Limits
from index.formats.entries.lines import Line, glimpse, lines
from index.formats.entries.record import Record, author_name
from index.formats.entries.record import documents as as_documents
from index.formats.exports import nexis_labels as labels
from index.formats.exports.nexis_head import is_furniture, title_and_source
from index.records import Label

__all__ = ["documents", "recognises"]

_NUMBERED = regex.compile(
    rb"(?im)^[ \t]*+(?:\d{1,6} (?:of|von|de|van|di) \d{1,6} D[O\w]{2,4}K?C?UMENT[A-Z]{0,2}|"
    rb"Do[ck]ument[eo]? \d{1,6} (?:of|von|de|van|di|sur) \d{1,6})[ \t\r]*+$"
)
_SHOUTED = regex.compile(
    rb"(?m)^[ \t]*+(?:LENGTH|L.{1,2}NGE|LONGUEUR|LONGITUD|LUNGHEZZA|LENGTE|EXTENS.{1,2}[ON]|"
    rb"LOAD-DATE|BYLINE|SECTION|RUBRIK|RUBRIQUE|SECCI.{1,2}N|SEZIONE|SECTIE|RUBRIEK|SE.{2,4}O|"
    rb"LANGUAGE|SPRACHE|LANGUE|IDIOMA|LINGUA|TAAL|PUBLICATION-TYPE|HEADLINE)\s?:|"
    rb"^[ \t]*+Copyright \d{4}"
)
_ENDED = regex.compile(
    rb"(?im)^[ \t]*+(?:End of Document|Ende des Dokuments|Dokumentende|Fin du document|"
    rb"Fin del documento|Fine del documento|Einde van (?:het )?document|Fim do documento)[ \t\r]*+$"
)
_SAID = regex.compile(
    rb"(?im)^[ \t]*+(?:Load-Date|Ladedatum|Laaddatum|Length|L.{1,2}nge|Longueur|Longitud|"
    rb"Lunghezza|Lengte|Extens.{1,2}[on]|Section|Byline|Publication-Type|Copyright \d{4}|"
    rb"(?:Classifi\w+|Klassifi\w+|Clasificaci.{1,2}n|Classifica.{2,4}o)[ \t\r]*+$)"
)
_OTHER_HOUSE = regex.compile(rb"(?i)ProQuest document ID")

_HEAD_LINES = 14  # lines in which source and date of a classic article stand
_TITLE_LENGTH = 400
_MESSAGE_LENGTH = 400


def recognises(data: bytes) -> bool:
    """Tell an export by the marks between its articles and the labels around them."""
    words = glimpse(data)
    if _OTHER_HOUSE.search(words):
        return False
    if _NUMBERED.search(words) and _SHOUTED.search(words):
        return True
    return bool(_ENDED.search(words)) and bool(_SAID.search(words))


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read an export.

    Raises:
        Unreadable: It is damaged, or holds no article.
    """
    yield from as_documents(_records(lines(data, limits)), limits)


def _records(found: list[Line]) -> Iterator[Record]:
    starts = [i for i, line in enumerate(found) if labels.START.match(line.text)]
    ends = [i for i, line in enumerate(found) if labels.END.match(line.text)]
    if len(starts) >= len(ends):
        for number, (start, stop) in enumerate(pairwise([*starts, len(found)]), 1):
            yield _classic(f"article {number}", found[start + 1 : stop])
        return
    begin = 0
    for number, end in enumerate(ends, 1):
        part = [
            line
            for line in found[begin:end]
            if not (labels.START.match(line.text) or is_furniture(line.text))
        ]
        begin = end + 1
        yield _modern(f"article {number}", part, first=number == 1)


def _message(record: Record, part: list[Line]) -> Record:
    said = " ".join(line.text for line in part)
    record.flaw = f"no article: {said[:_MESSAGE_LENGTH]}" if said else "is empty"
    return record


def _classic(where: str, part: list[Line]) -> Record:
    """Read an article that says its source, its date and its title, then fields in capitals."""
    record = Record(where)
    dated = _first_date(part)
    labelled = any(labels.field(line.text, shouted=True) for line in part)
    if dated is None and not labelled:
        return _message(record, part)
    at = 0
    if dated is not None:
        record.published = labels.is_date_line(part[dated].text)
        record.source = _source(part[:dated])
        at = dated + 1
        while at < len(part) and (not part[at].gap or labels.EDITION.match(part[at].text)):
            if labels.field(part[at].text, shouted=True):
                break
            at += 1
    at = _headline(record, part, at)
    _fields(record, part[at:])
    return record


def _first_date(part: list[Line]) -> int | None:
    for i, line in enumerate(part[:_HEAD_LINES]):
        if labels.is_date_line(line.text):
            return i
        if labels.field(line.text, shouted=True):
            return None
    return None


def _source(part: list[Line]) -> str | None:
    """Give the name that stands in front of the date; the owner of the rights where there is none.

    A name may be broken into several lines.
    """
    named = [line for line in part if not labels.RIGHTS.match(line.text)]
    if not named:
        owners = (regex.sub(r"^\D{0,14}\d{4}\s*", "", line.text) for line in part)
        return next((owner for owner in owners if owner), None)
    first = max(i for i, line in enumerate(named) if line.gap or i == 0)
    return " ".join(line.text for line in named[first:])


def _headline(record: Record, part: list[Line], at: int) -> int:
    """Take the title: what stands in front of the first field, else the first paragraph."""
    label = next(
        (i for i in range(at, len(part)) if labels.field(part[i].text, shouted=True)), None
    )
    if label == at:
        return at
    stop = at + 1
    while stop < len(part) and not part[stop].gap and stop != label:
        stop += 1
    title = " ".join(line.text for line in part[at:stop])
    if stop == label and labels.shouted(title):  # a field in a language that is not known
        return at
    if len(title) > _TITLE_LENGTH or (label is not None and _is_text(part[at:label])):
        return at
    record.title = title or None
    return stop


def _is_text(part: list[Line]) -> bool:
    """Whether an article begins with its text: it has no headline."""
    return len(part) > 3 and len(part[0].text) > 200


def _fields(record: Record, part: list[Line]) -> None:
    """Read fields and paragraphs, in whatever order they come."""
    while part and labels.RIGHTS.match(part[-1].text):
        part = part[:-1]
    into, behind = "text", False
    fields = (i for i, line in enumerate(part) if labels.field(line.text, shouted=True))
    last = max(fields, default=-1)
    # What stands behind the last field of the record are rights and addresses.
    ends = last if last > len(part) // 2 else len(part)
    for i, line in enumerate(part):
        named = labels.field(line.text, shouted=True)
        if named is None and labels.shouted(line.text) and (behind or _among(record, part, i)):
            into = "nothing"
        elif named is not None:
            behind = behind or (named[2] and bool(record.parts))
            into = named[0] or "nothing"
            _take(record, into, named[1])
            into = "text" if into == "body" else into
        elif labels.HEADING.match(line.text):
            into = "text"
        elif labels.RIGHTS.match(line.text) and into != "text":
            into = "nothing"
        elif line.gap:
            if into == "nothing" and record.parts and i > ends:
                continue
            into = "text"
            record.parts.append((line.text, Label.BODY))
        elif into == "text":
            _append(record, line)
        else:
            _take(record, into, line.text)


def _among(record: Record, part: list[Line], at: int) -> bool:
    """Whether only such lines stand between it and a field of the head, and no text before."""
    while not record.parts and at < len(part) and labels.shouted(part[at].text):
        if named := labels.field(part[at].text, shouted=True):
            return not named[2]
        at += 1
    return False


def _append(record: Record, line: Line) -> None:
    """Go on with a paragraph: a line that was not broken for want of room stays a line."""
    if not record.parts:
        record.parts.append((line.text, Label.BODY))
        return
    text, label = record.parts[-1]
    record.parts[-1] = (f"{text}\n{line.text}", label)


def _take(record: Record, name: str, value: str) -> None:
    if not value:
        return
    if name == "title":
        record.title = f"{record.title} {value}" if record.title else value
    elif name == "author":
        named = author_name(value)
        record.author = f"{record.author} {named}" if record.author and named else named
    elif name == "caption":
        record.parts.append((value, Label.CAPTION))
    elif name == "correction":
        record.parts.append((f"Correction: {value}", Label.BODY))
    elif name in ("lead", "body"):
        record.parts.append((value, Label.BODY))
    elif name == "url" and urlsplit(value.split()[0]).path.strip("/"):  # not of the paper itself
        record.url = value.split()[0]
    elif name == "key":
        record.key = value


def _modern(where: str, part: list[Line], *, first: bool) -> Record:
    """Read an article that ends with "End of Document"; the first has the cover page in front."""
    record = Record(where)
    body = next((i for i, line in enumerate(part) if labels.BODY.match(line.text)), None)
    head, dated = _modern_head(part, body)
    if dated is None and body is None and head is None:
        return _message(record, part)
    at = 0
    if dated is not None:
        record.published = labels.is_date_line(part[dated].text)
        before = [line.text for line in part[:dated]]
        record.title, record.source = title_and_source(before, first=first)
        at = dated + 1
    elif head:
        before = [line.text for line in part[:head] if not labels.COVER.match(line.text)]
        record.title = before[0] if before else None
        record.source = before[1] if len(before) > 1 else None
        at = head
    at = _modern_fields(record, part, at, body)
    _modern_text(record, part[at:])
    return record


def _modern_head(part: list[Line], body: int | None) -> tuple[int | None, int | None]:
    """Find the first field or notice of rights behind the title, and the date in front of it."""
    last = len(part) if body is None else body
    dates = [i for i in range(last) if labels.is_date_line(part[i].text)]
    anchors = [
        i
        for i in range(last)
        if labels.RIGHTS.match(part[i].text)
        or (
            (named := labels.field(part[i].text, shouted=False))
            and not named[2]
            and not labels.COVER.match(part[i].text)
        )
    ]
    for anchor in anchors:
        if before := [i for i in dates if i < anchor]:
            return anchor, before[-1]
    if body is not None and dates:
        return body, dates[-1]
    return (anchors[0] if anchors else None), None


def _modern_fields(record: Record, part: list[Line], at: int, body: int | None) -> int:
    """Read the fields in front of the text; returns where the text begins."""
    stop = len(part) if body is None else body
    begins = at
    for i in range(at, stop):
        named = labels.field(part[i].text, shouted=False)
        if named is not None and not named[2]:
            _take(record, named[0], named[1])
            begins = i + 1
        elif labels.RIGHTS.match(part[i].text) or (body is None and i == begins == at):
            begins = i + 1 if labels.RIGHTS.match(part[i].text) else begins
        elif body is None and not labels.EDITION.match(part[i].text):
            break
    return begins if body is None else body + 1


def _modern_text(record: Record, part: list[Line]) -> None:
    """Read the text, the captions behind it, and what is needed of the classification."""
    classified = _classified(part)
    label = Label.BODY
    for line in part[:classified]:
        if labels.GRAPHIC.match(line.text):
            label = Label.CAPTION
        elif not labels.RIGHTS.match(line.text):
            record.parts.append((line.text, label))
    if record.parts and record.parts[-1][0] == "Notes":  # what stood below is of no article
        record.parts.pop()
    for line in part[classified:]:
        named = labels.field(line.text, shouted=False)
        if named is not None:
            _take(record, named[0], named[1])


def _classified(part: list[Line]) -> int:
    """Find where the classification begins: at its heading, else at the last run of fields."""
    headed = [i for i, line in enumerate(part) if labels.CLASSIFICATION.match(line.text)]
    if headed:
        return headed[-1]
    at = len(part)
    while at and (
        ((named := labels.field(part[at - 1].text, shouted=False)) and named[2])
        or labels.RIGHTS.match(part[at - 1].text)
    ):
        at -= 1
    return at
