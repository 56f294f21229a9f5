"""Factiva: the articles of an export as a web page, RTF or text.

In: bytes. Out: a document for each article. Its head is either a table of codes (HD, BY, WC, PD,
SN, LP, TD, AN) or the same without names: headline, byline, word count, date, source. Each article
ends with its accession number, which is its key; the summary of the search at the end is none.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import regex

from index.formats.document import Document, Flaw, Limits
from index.formats.entries.lines import glimpse, lines, markup_lines
from index.formats.entries.record import Record, author_name
from index.formats.entries.record import documents as as_documents
from index.formats.exports.nexis_labels import RIGHTS, is_date_line
from index.records import Label

__all__ = ["documents", "recognises"]

# "Document GZTE000020250314el3e00001", in any language of the page
_ACCESSION = regex.compile(
    r"^(?:AN\b[\s|:]*)?(?:[\p{L}\p{M}]{2,14}[\s:]\s*)?"
    r"(?P<key>[A-Z][A-Z0-9_]{2,16}\d{8}[a-z0-9]{5,14})$"
)
_WORDS = regex.compile(
    r"(?i)^\d[\d.,\s\u00a0]*\s?(?:words?|wörter|worte|mots?|palabras?|parole|parola|palavras?|"
    r"слов\p{L}*|woorden|ord|słów|字|字数|字數|語|単語|단어)$|^字数\s?\d"
)
_CODED = regex.compile(
    r"^(?P<code>HD|BY|CR|WC|PD|ET|SN|SC|SE|CLM|ED|PG|VOL|LA|CY|LP|TD|ART|CT|RF|CO|IN|NS|RE|PUB|AN|"
    r"IPC|IPD|DE)(?:[\s|:]+(?P<rest>.*)|$)",
    regex.S,
)
# Of plain text, whose codes stand apart from what they name.
_CODE = regex.compile(r"[A-Z]{2,3}(?: {2,}|\t|$)")
_TELLING = {"HD", "PD", "SN", "TD", "LP", "WC", "AN"}
_SUMMARY = regex.compile(
    r"(?i)^(?:search summary|suchzusammenfassung|zusammenfassung der suche|résumé de (?:la )?"
    r"recherche|resumen de (?:la )?búsqueda|riepilogo (?:della )?ricerca|resumo da pesquisa|"
    r"сводка поиска|検索サマリー|搜索摘要|搜尋摘要)"
)
_NUMBER = regex.compile(r"^\d{1,4}\)\s+")
_TIME = regex.compile(r"^\d{1,2}[:.h]\d\d")
_LANGUAGE = regex.compile(
    r"(?i)^(?:english|deutsch|german|français|french|español|spanish|italiano|italian|português|"
    r"portuguese|русский|russian|nederlands|dutch|polski|svenska|日本語|中文.*|英語|英语|anglais|"
    r"allemand|englisch|französisch|inglés|inglese|chinese.*|japanese|korean|arabic|turkish)$"
)
_BY = regex.compile(r"(?i)^(?:by|von|par|por|di|door|af|av)\s+\p{L}")
_NAMES = regex.compile(
    r"^(?:\p{Lu}[\p{L}\p{M}.'’-]*+[\s,;&]*+|(?:and|und|et|y|e|en|de|van|von)\s++){2,8}+$"
)

_IN_PAGE = regex.compile(rb"""(?i)class=["'][^"']{0,40}\barticle [a-z]{2}Article""")
_IN_TEXT = regex.compile(
    rb"(?m)^[^\w\n]{0,20}+(?:AN\b[^\w\n]{0,20}+)?(?:\S{2,28}[ \t]{1,20})?"
    rb"[A-Z][A-Z0-9_]{2,16}\d{8}[a-z0-9]{5,14}[^\w\n]{0,20}+$"
)
_HOUSE = regex.compile(rb"(?i)factiva|dow jones")
# "1.234 Wörter": the words of many languages, of which RTF leaves question marks
_COUNTED = regex.compile(
    rb"(?m)^[^\w\n]{0,20}+(?:WC\b[^\w\n]{0,20}+)?"
    rb"(?:\d[\d.,]*+\s?[^\s\d|]{1,32}|\S{1,8}\s?\d[\d.,]*+)[ \t\r|]*+$"
)

_HEAD = 3  # lines in front of the word count: section, headline, byline
_FACTS = 12  # lines behind the source until the text: codes, pages, language, rights


def recognises(data: bytes) -> bool:
    """Tell an export by its page's classes, or by accession numbers with word counts or codes."""
    if _IN_PAGE.search(data[:2_000_000]):
        return True
    words = glimpse(data)
    counted = _HOUSE.search(data[:2_000_000]) or _COUNTED.search(words)
    return bool(counted and _IN_TEXT.search(words))


def documents(data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read an export.

    Raises:
        Unreadable: It is damaged, or holds no article.
    """
    from index.formats.pages.markup_text import decode, parse

    if _IN_PAGE.search(data[:2_000_000]):
        yield from as_documents(_of_page(parse(decode(data))), limits)
        return
    found = [part for line in lines(data, limits, first=_CODE) for part in line.text.split("\n")]
    yield from as_documents(_of_lines(found), limits)


def _of_page(tree: Any) -> Iterator[Record]:
    articles = tree.xpath(
        "//div[contains(concat(' ', normalize-space(@class), ' '), ' article ')]"
        "[not(ancestor::div[contains(concat(' ', normalize-space(@class), ' '), ' article ')])]"
    )
    for number, article in enumerate(articles, 1):
        found = [text for text, _ in markup_lines(article)]
        headline = _first(article, ".//*[contains(@class, 'Headline')]")
        author = _first(article, ".//*[@class='author']")
        yield _record(f"article {number}", found, headline, author)


def _first(article: Any, path: str) -> str | None:
    for element in article.xpath(path):
        if words := " ".join(element.text_content().split()):
            return words
    return None


def _of_lines(found: list[str]) -> Iterator[Record]:
    part: list[str] = []
    number = 1
    for line in found:
        if _SUMMARY.match(line):
            break
        part.append(line)
        if _ACCESSION.match(line):
            yield _record(f"article {number}", part)
            part, number = [], number + 1
    if any(_WORDS.match(line) for line in part):  # an article whose number is missing
        yield _record(f"article {number}", part)


def _record(
    where: str, found: Sequence[str], headline: str | None = None, author: str | None = None
) -> Record:
    record = Record(where)
    numbers = [accession for line in found if (accession := _ACCESSION.match(line))]
    if numbers:
        record.key = numbers[-1]["key"]
    codes = {coded["code"] for line in found if (coded := _CODED.match(line))}
    if len(codes & _TELLING) >= 4:
        _read_codes(record, found)
    else:
        _read_lines(record, [line for line in found if not _ACCESSION.match(line)], headline)
    record.author = author_name(author) or record.author
    record.title = _NUMBER.sub("", record.title or "") or None
    return record


def _read_codes(record: Record, found: Sequence[str]) -> None:
    values: dict[str, list[str]] = {}
    code = ""
    matches = [_CODED.match(line) for line in found]
    alone = sum(each is not None and each[0] == each["code"] for each in matches) > 2
    for line, coded in zip(found, matches, strict=True):
        if coded and alone and coded[0] != coded["code"]:
            coded = None  # a line of the text that begins with two capitals
        # A code stands alone in its cell, or in front of what it names, and comes once.
        if coded and coded["code"] not in values:
            code = coded["code"]
            values[code] = [coded["rest"]] if coded["rest"] else []
        elif code:
            values[code].append(line)
    said = {code: " ".join(part) for code, part in values.items()}
    record.title = said.get("HD")
    record.published = is_date_line(said.get("PD", ""))
    record.source = said.get("SN")
    record.author = author_name(said.get("BY"))
    for code in ("LP", "TD"):
        record.parts.extend((line, Label.BODY) for line in values.get(code, ()))
    record.parts.extend((line, Label.CAPTION) for line in values.get("ART", ()))


def _read_lines(record: Record, found: Sequence[str], headline: str | None) -> None:
    """Read what has no names: the word count and the date behind it tell the rest."""
    counts = [i for i, line in enumerate(found) if _WORDS.match(line)]
    dates = [i for i, line in enumerate(found) if is_date_line(line)]
    counted = counts[0] if counts else None
    dated = next((i for i in dates if counted is None or i > counted), None)
    if dated is None:
        record.flaw = f"no article: {' '.join(found)[:400]}"
        return
    record.published = is_date_line(found[dated])
    at = dated + 1
    while at < len(found) and _TIME.match(found[at]):
        at += 1
    record.source = found[at] if at < len(found) else None
    head = list(found[: dated if counted is None else counted])[-_HEAD:]
    _read_head(record, head, headline)
    begins = _text_begins(found, at + 1)
    record.parts = [(line, Label.BODY) for line in found[begins:]]


def _read_head(record: Record, head: list[str], headline: str | None) -> None:
    if headline is not None:
        record.title = headline
        behind = head[head.index(headline) + 1 :] if headline in head else []
        record.author = author_name(behind[0]) if behind else None
        return
    if len(head) > 1 and (_BY.match(head[-1]) or (_NAMES.match(head[-1]) and not _section(head))):
        record.author = author_name(head.pop())
    record.title = head[-1] if head else None


def _section(head: list[str]) -> bool:
    """Whether the first of two lines is the name of a section, so that the second is a headline."""
    return len(head) == 2 and len(head[0].split()) <= 2 and len(head[1]) > len(head[0])


def _text_begins(found: Sequence[str], at: int) -> int:
    """Find the text: behind the notice of rights, else behind the language, else at a long line."""
    near = range(at, min(at + _FACTS, len(found)))
    for tells in (RIGHTS.match, _LANGUAGE.match):
        for i in near:
            if tells(found[i]):
                return i + 1
    return next((i for i in near if len(found[i]) > 60), at)
