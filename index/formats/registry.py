"""Which reader reads which file: names propose kinds of files, the content decides among them.

In: a file's name and bytes. Out: its kind, and its documents and flaws. The suffix of the name
gives the kinds that come under it; each that can be told by its content is asked in turn, and the
last, which the suffix stands for, takes what none of them knows. Nothing is loaded for the others.
"""

import codecs
import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

import regex

from index.formats.document import Document, Flaw, Limits, Unreadable

__all__ = [
    "ARCHIVES",
    "KINDS",
    "SUFFIXES",
    "Kind",
    "check",
    "documents",
    "is_bounded",
    "kind_of",
    "proposed",
    "suffix",
]

Reader = Callable[[bytes, Limits], Iterator[Document | Flaw]]
Recogniser = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file, and where its reader is.

    Attributes:
        name: What `docs/formats.md` and `beleg status` call it.
        suffixes: How the names of such files end.
        module: The reader's module, of this package.
        function: The reader: bytes and limits in, documents and flaws out.
        told: Whether the content tells it: `recognises` of the module, which is given the file's
            bytes, is quick and imports nothing heavy. One that is not told takes every file of
            its suffixes that no other kind claims.
        streams: Whether it holds files or records that are read one by one (`containers`).
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    function: str = "documents"
    told: bool = False
    streams: bool = False


# What press databases hand out; a file named .doc is RTF or a page.
_EXPORTED = (".docx", ".doc", ".rtf", ".txt", ".html", ".htm")

# Those told by content in the order in which they are asked, then those that a suffix stands for.
KINDS = (
    Kind(
        *("mbox", (".mbox", ".mbx", ".txt", ".eml"), "containers.streaming", "mbox_documents"),
        told=True,
        streams=True,
    ),
    Kind("europresse", _EXPORTED, "exports.europresse", told=True),
    Kind("proquest", _EXPORTED, "exports.proquest", told=True),
    Kind("nexis", _EXPORTED, "exports.nexis", told=True),
    Kind("factiva", _EXPORTED, "exports.factiva", told=True),
    Kind("nitf", (".xml", ".nitf"), "agency.nitf", told=True),
    Kind("newsml", (".xml", ".newsml"), "agency.newsml", told=True),
    Kind("ninjs", (".json",), "agency.ninjs", told=True),
    Kind("wordpress", (".xml", ".wxr", ".rss"), "feeds.wordpress", told=True),
    Kind("evernote", (".enex", ".xml"), "exports.evernote", told=True),
    Kind("wallabag", (".json",), "exports.wallabag", told=True),
    Kind("ris", (".ris", ".txt"), "exports.ris", told=True),
    Kind("links", (".csv", ".html", ".htm", ".txt"), "exports.links", told=True),
    Kind("rtf", (".rtf", ".doc", ".txt"), "documents.rtf", told=True),
    Kind("text", (".txt",), "documents.plain"),
    Kind("markdown", (".md", ".markdown"), "documents.plain", "markdown_documents"),
    Kind("html", (".html", ".htm"), "pages.html"),
    Kind("mail", (".eml", ".mbox", ".mbx"), "mail.message"),
    Kind("web-archive", (".mhtml", ".mht"), "mail.message"),
    Kind("alto", (".xml",), "scans.alto", told=True),
    Kind("feed", (".rss", ".atom", ".xml"), "feeds.feed"),
    Kind("pdf", (".pdf",), "documents.pdf"),
    Kind("docx", (".docx", ".doc"), "documents.docx"),
    Kind("json", (".jsonl", ".ndjson", ".json"), "tables.json_records", streams=True),
    Kind("csv", (".csv", ".tsv"), "tables.delimited"),
    Kind("spreadsheet", (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), "tables.spreadsheet"),
    Kind("parquet", (".parquet",), "tables.parquet"),
    Kind("apple-mail", (".emlx",), "mail.apple"),
    Kind("outlook", (".msg",), "mail.outlook"),
    Kind("odt", (".odt",), "documents.odt"),
    Kind("epub", (".epub",), "books.epub"),
    Kind("captions", (".vtt", ".srt"), "transcripts.captions"),
    Kind("warc", (".warc",), "pages.warc", streams=True),
    Kind("wacz", (".wacz",), "containers.streaming", "wacz_documents", streams=True),
    Kind("gzip", (".gz",), "containers.streaming", "gzip_documents", streams=True),
    Kind("zip", (".zip",), "containers.streaming", "zip_documents", streams=True),
)

SUFFIXES = frozenset(suffix for kind in KINDS for suffix in kind.suffixes)

_TEXTS = frozenset({"text", "markdown"})
_TABLES = frozenset({"json", "csv"})
_PLAIN = frozenset({".txt", ".md", ".markdown", ".jsonl", ".ndjson", ".json", ".csv", ".tsv"})
# Those whose bytes are letters, and the marks in front of wide ones; that of UTF-32 begins with
# that of UTF-16.
_TEXT_FILES = _PLAIN | {
    *(".html", ".htm", ".xml", ".rss", ".atom", ".wxr", ".nitf", ".newsml", ".enex", ".ris"),
    *(".vtt", ".srt"),
}
_WIDE = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_MARKUP = regex.compile(rb"<|\\u003[cC]")

# Their readers say themselves what a file is: what is packed in it, or a press review.
_TELLING = frozenset({"gzip", "pdf"})

# Files of files, which can be nested.
ARCHIVES = frozenset({".zip"})


def suffix(name: str) -> str:
    """Give what proposes the reader: `.pdf` for `News/Report.PDF`; Apple's mailboxes have none."""
    path = PurePath(name)
    return ".mbox" if path.name.lower() == "mbox" else path.suffix.lower()


def proposed(name: str) -> list[Kind]:
    """Give the kinds that a file of this name may be."""
    return [kind for kind in KINDS if suffix(name) in kind.suffixes]


def kind_of(name: str, data: bytes) -> Kind:
    """Tell which kind of file it is.

    Args:
        name: The file's name; only its suffix counts.
        data: What the file holds.

    Raises:
        Unreadable: Files of this suffix are not read.
    """
    told = _narrow(name, data)
    for kind in proposed(name):
        recognises: Recogniser = _function(kind.module, "recognises") if kind.told else _anything
        if recognises(told):
            return kind
    known = ", ".join(sorted(SUFFIXES))
    raise Unreadable(f"file type {suffix(name) or 'without suffix'} is not read ({known})")


def is_bounded(name: str, data: bytes) -> bool:
    """Whether time and memory for a file grow with its size and nothing else.

    That is so for texts and for tables of texts, which the standard library reads. The others, and
    tables that hold markup, go through parsers of rich formats, which can be misled: they are to be
    read in a process of their own.
    """
    if suffix(name) not in _PLAIN:
        return False
    kind = kind_of(name, data).name
    return kind in _TEXTS or (kind in _TABLES and not _MARKUP.search(data))


def documents(name: str, data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a file by the reader for its kind; every document says which kind that is.

    Args:
        name: The file's name; only its suffix counts.
        data: What the file holds.
        limits: How far to go.

    Raises:
        Unreadable: The file holds no article; its type may be one that is not read.
    """
    check(name, data, limits)
    data = _narrow(name, data)
    kind = kind_of(name, data)
    reader: Reader = _function(kind.module, kind.function)
    try:
        for item in reader(data, limits):
            if isinstance(item, Document) and not (kind.name in _TELLING and item.kind):
                item = replace(item, kind=kind.name)
            yield item
    except Unreadable as reason:
        reason.kind = reason.kind or kind.name
        raise


def check(name: str, data: bytes, limits: Limits) -> None:
    """Raise `Unreadable` for a file that no reader needs to see."""
    if suffix(name) not in SUFFIXES:
        kind_of(name, data)
    if len(data) > limits.max_bytes:
        raise Unreadable(f"larger than {limits.max_bytes / 1e6:g} MB")
    if not data:
        raise Unreadable("empty")


def _narrow(name: str, data: bytes) -> bytes:
    """Give a text in UTF-16, as Windows' programs save it, in UTF-8: readers look for ASCII."""
    wide = next((name for mark, name in _WIDE.items() if data.startswith(mark)), None)
    if wide is None or suffix(name) not in _TEXT_FILES:
        return data
    return data.decode(wide, "replace").encode("utf-8-sig", "replace")


def _anything(data: bytes) -> bool:
    del data
    return True


def _function(module: str, name: str) -> Any:
    return getattr(importlib.import_module(f"index.formats.{module}"), name)
