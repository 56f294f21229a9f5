"""Which reader reads which file: by the suffix of its name, and nothing is loaded for the others.

In: a file's name and bytes. Out: documents and flaws.
"""

import importlib
from collections.abc import Callable, Iterator
from pathlib import PurePath

import regex

from index.formats.document import Document, Flaw, Limits, Unreadable

__all__ = ["ARCHIVES", "SUFFIXES", "check", "documents", "is_bounded", "suffix"]

Reader = Callable[[bytes, Limits], Iterator[Document | Flaw]]

# Suffix → module of this package, function in it.
_READERS = {
    ".txt": ("plain", "documents"),
    ".md": ("plain", "markdown_documents"),
    ".markdown": ("plain", "markdown_documents"),
    ".html": ("html", "documents"),
    ".htm": ("html", "documents"),
    ".eml": ("mail", "documents"),
    ".mhtml": ("mail", "documents"),
    ".mht": ("mail", "documents"),
    ".rss": ("feeds", "documents"),
    ".atom": ("feeds", "documents"),
    ".xml": ("feeds", "documents"),
    ".pdf": ("pdf", "documents"),
    ".docx": ("docx", "documents"),
    ".jsonl": ("tables", "json_documents"),
    ".ndjson": ("tables", "json_documents"),
    ".csv": ("tables", "csv_documents"),
    ".tsv": ("tables", "csv_documents"),
    ".zip": ("archives", "documents"),
}

SUFFIXES = frozenset(_READERS)

_TEXTS = frozenset({".txt", ".md", ".markdown"})
_TABLES = frozenset({".jsonl", ".ndjson", ".csv", ".tsv"})
_MARKUP = regex.compile(rb"<|\\u003[cC]")

# Files of files: the reader takes another argument, by which those are read.
ARCHIVES = frozenset({".zip"})


def suffix(name: str) -> str:
    """Give what decides about the reader: `.pdf` for `News/Report.PDF`."""
    return PurePath(name).suffix.lower()


def is_bounded(name: str, data: bytes) -> bool:
    """Whether time and memory for a file grow with its size and nothing else.

    That is so for texts and for tables of texts, which the standard library reads. The others, and
    tables that hold markup, go through parsers of rich formats, which can be misled: they are to be
    read in a process of their own.
    """
    kind = suffix(name)
    return kind in _TEXTS or (kind in _TABLES and not _MARKUP.search(data))


def documents(name: str, data: bytes, limits: Limits) -> Iterator[Document | Flaw]:
    """Read a file by the reader for its suffix.

    Args:
        name: The file's name; only its suffix counts.
        data: What the file holds.
        limits: How far to go.

    Raises:
        Unreadable: The file holds no article; its type may be one that is not read.
    """
    check(name, data, limits)
    module, function = _READERS[suffix(name)]
    reader: Reader = getattr(importlib.import_module(f"index.formats.{module}"), function)
    return reader(data, limits)


def check(name: str, data: bytes, limits: Limits) -> None:
    """Raise `Unreadable` for a file that no reader needs to see."""
    if suffix(name) not in _READERS:
        known = ", ".join(sorted(SUFFIXES))
        raise Unreadable(f"file type {suffix(name) or 'without suffix'} is not read ({known})")
    if len(data) > limits.max_bytes:
        raise Unreadable(f"larger than {limits.max_bytes / 1e6:g} MB")
    if not data:
        raise Unreadable("empty")
