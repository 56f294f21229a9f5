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
# The fields that are read, as the pages in other languages call them.
_NAMES = {
    "title": "título titre titel titolo tytuł 题名 标题 タイトル",
    "author": "autor auteur autore autor/a autores auteurs 作者 著者",
    "full text": "texto_completo texte_intégral volltext testo_completo pełny_tekst 全文 本文",
    "abstract": "resumen résumé abstrakt zusammenfassung resumo sommario 摘要 抄録",
    "publication info": (
        "información_de_publicación informations_de_publication veröffentlichungsinformationen "
        "informações_da_publicação informazioni_sulla_pubblicazione publikationsinformationen"
    ),
    "publication title": (
        "título_de_publicación título_de_la_publicación titre_de_la_publication publikationstitel "
        "titel_der_publikation título_da_publicação titolo_della_pubblicazione 出版物名称 出版物名"
    ),
    "publication date": (
        "fecha_de_publicación date_de_publication publikationsdatum erscheinungsdatum "
        "veröffentlichungsdatum data_de_publicação data_da_publicação data_di_pubblicazione "
        "出版日期 出版日"
    ),
    "proquest document id": (
        "id_del_documento_de_proquest identificador_de_documento_de_proquest "
        "id_de_documento_de_proquest id_du_document_proquest identifiant_de_document_proquest "
        "identifiant_du_document_proquest proquest-dokument-id id_do_documento_proquest "
        "id_do_documento_do_proquest id_documento_proquest proquest_文档_id"
    ),
    "document url": (
        "url_del_documento url_du_document dokument-url url_do_documento url_documento 文档_url"
    ),
    "subject": "materia sujet thema assunto soggetto 主题",
    "last updated": (
        "última_actualización dernière_mise_à_jour zuletzt_aktualisiert última_atualização "
        "ultimo_aggiornamento"
    ),
    "copyright": "derechos_de_autor droits_d’auteur direitos_autorais",
    "database": "base_de_datos base_de_données datenbank base_de_dados banca_dati 数据库",
    "publisher": "editorial éditeur herausgeber verlag editora editore 出版商",
    "place of publication": (
        "lugar_de_publicación lieu_de_publication erscheinungsort local_de_publicação "
        "luogo_di_pubblicazione"
    ),
    "country of publication": (
        "país_de_publicación pays_de_publication erscheinungsland país_de_publicação "
        "paese_di_pubblicazione"
    ),
    "section": "sección section_du_journal rubrik ressort seção sezione",
    "language of publication": (
        "idioma_de_la_publicación idioma_de_publicación langue_de_publication "
        "sprache_der_veröffentlichung publikationssprache idioma_da_publicação "
        "lingua_di_pubblicazione"
    ),
    "document type": (
        "tipo_de_documento type_de_document dokumententyp dokumenttyp tipo_di_documento"
    ),
    "source type": "tipo_de_fuente type_de_source quellentyp tipo_de_fonte tipo_di_fonte",
}
_ID = "proquest document id"
_ALIASES = {
    alias.replace("_", " "): name for name, aliases in _NAMES.items() for alias in aliases.split()
}
_FIELD = regex.compile(r"^(?P<name>\p{L}[\p{L}’' /()-]{1,40}?)\s?:(?:\s+(?P<value>.*)|$)", regex.S)
_RULE = regex.compile(r"^[_=*-]{30,}$")
_NUMBERED = regex.compile(r"(?i)^do[ck]ument[eo]? \d{1,6} (?:of|von|de|di|van|sur) \d{1,6}$")
_HOUSE = regex.compile(
    rb"(?im)^[ \t]*+(?:ProQuest document ID\s*:|(?=[^:\n]{0,60}ProQuest)"
    rb"(?:ID|Ident\w{3,9}|ProQuest)[ -][^:\n]{1,50}?(?:\s|\xc2?\xa0)*:\s*\d{5})"
)
_RECORD = regex.compile(
    rb"(?im)^[ \t]*+(?:Full text\s*:|Publication (?:title|info)\s*:|_{30,}|"
    rb"(?:Texto completo|Volltext|Texte int.{1,2}gral|Testo completo)(?:\s|\xc2?\xa0)*:)"
)
_NOTHING = regex.compile(
    r"(?i)^(?:none available|not available|n/a|none|(?:ningun[oa]|aucune?|nessun[oa]?|nenhuma?) "
    r"disponi\w+|nicht verfügbar|keine verfügbar)\.?$"
)
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


def _name(line: str, *, aliased: bool = True) -> str | None:
    """Tell which field a line names; in an English export, none of another language."""
    found = _FIELD.match(line)
    name = " ".join(found["name"].casefold().split()) if found else ""
    name = _ALIASES.get(name, name) if aliased else name
    return name if name in _FIELDS else None


def _is_record(part: list[Line]) -> bool:
    names = {_name(line.text) for line in part}
    return _ID in names or (
        "full text" in names and bool(names & {"publication title", "publication info"})
    )


def _record(where: str, part: list[Line]) -> Record:
    record, values = Record(where), dict[str, list[Line]]()
    part = [line for line in part if not (_RULE.match(line.text) or _NUMBERED.match(line.text))]
    aliased = not any(_name(line.text, aliased=False) == _ID for line in part)
    names = [_name(line.text, aliased=aliased) for line in part]
    first = next((i for i, named in enumerate(names) if named), len(part))
    headline = " ".join(line.text for line in part[:first])
    name = ""
    for line, here in zip(part[first:], names[first:], strict=True):
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
