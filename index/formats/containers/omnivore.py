"""Omnivore's export: saved articles in a zip archive, each with its data in a file beside it.

In: an opened archive and the paths of its members. Out: each saved article as one record, which the
reader of saved articles knows. Highlights and notes are the reader's, and no articles.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import regex

from index.formats.containers.zip_limits import unpack
from index.formats.document import Flaw, Limits, Unreadable

__all__ = ["KIND", "is_export", "saved"]

KIND = "omnivore"

_DATA = regex.compile(r"(?:.*/)?metadata_\d+_to_\d+\.json")
_TEXT = regex.compile(r"(?P<folder>(?:.*/)?)content/(?P<slug>[^/]+)\.html?")


def is_export(paths: Mapping[str, zipfile.ZipInfo]) -> bool:
    """Tell an export by its members: data beside a folder of texts."""
    data = any(_DATA.fullmatch(path) for path in paths)
    return data and any(_TEXT.fullmatch(path) for path in paths)


def saved(
    opened: zipfile.ZipFile, paths: Mapping[str, zipfile.ZipInfo], limits: Limits
) -> Iterator[tuple[str, bytes] | Flaw]:
    """Give each saved article with its name and as JSON, or why it is none.

    Args:
        opened: The archive.
        paths: Its members by their paths.
        limits: How far to go.
    """
    texts = {found["slug"]: path for path in paths if (found := _TEXT.fullmatch(path))}
    for path, member in paths.items():
        if not _DATA.fullmatch(path):
            continue
        try:
            entries = json.loads(unpack(opened, member, limits).decode("utf-8", "replace"))
        except Unreadable as reason:
            yield Flaw(path, str(reason))
            continue
        except (ValueError, RecursionError):
            yield Flaw(path, "is no JSON")
            continue
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                yield _saved(opened, paths, texts, entry, limits)


def _saved(
    opened: zipfile.ZipFile,
    paths: Mapping[str, zipfile.ZipInfo],
    texts: Mapping[str, str],
    entry: dict[str, Any],
    limits: Limits,
) -> tuple[str, bytes] | Flaw:
    slug = str(entry.get("slug") or "")
    name = str(entry.get("title") or slug or "an entry")[:200]
    if slug not in texts:
        return Flaw(name, "its text is not in the archive")
    try:
        text = unpack(opened, paths[texts[slug]], limits).decode("utf-8", "replace")
    except Unreadable as reason:
        return Flaw(texts[slug], str(reason))
    known = {
        "is_archived": entry.get("state") == "Archived",
        "id": entry.get("id") or slug,
        "title": entry.get("title"),
        "url": entry.get("url") or "",
        "content": text,
        "published_at": entry.get("publishedAt"),
        "published_by": entry.get("author"),
        "language": entry.get("itemLanguage"),
    }
    return name, json.dumps([known]).encode()
