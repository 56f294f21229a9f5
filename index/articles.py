"""Files become articles: bytes → text, title, language, date, labelled spans.

In: files and folders. Out: `Article` records, or the reason why a file is not one. The text is the
decoded file; nothing here or later edits it.
"""

import hashlib
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import regex

from index import content
from index.language import detect, sentences
from index.records import Article, Citation, Label, Skipped, Span

__all__ = ["ArticleOptions", "Unreadable", "digest", "find", "read"]

logger = logging.getLogger("beleg.index.articles")

_MARKDOWN = {".md", ".markdown"}
_SUFFIXES = {".txt", *_MARKDOWN}

# A date line is "Veröffentlicht am Mittwoch, 19. Juni 2024, 10:30 Uhr" at the longest.
_DATE_LINE_LENGTH = 60
_YEAR = regex.compile(r"(?<!\d)\p{Nd}{4}(?!\d)")
_DATE_LABELS = (r"", r"^[^:：]{1,30}[:：]\s*", r"^\p{L}+\s+", r"^\p{L}+\s+\p{L}+\s+")
_TITLE_LENGTH = 200

_FRONT_MATTER_TITLE = ("title", "headline", "titel")
_FRONT_MATTER_DATE = ("date", "published", "datum", "created")
_FRONT_MATTER_SOURCE = ("source", "site", "publisher", "quelle")
_FRONT_MATTER_URL = ("url", "link", "canonical", "source_url")
_FRONT_MATTER_LANGUAGE = ("language", "lang")

_LANGUAGE = regex.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*$")
_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1a\x7f]")


class Unreadable(Exception):  # noqa: N818  (a reason to skip one file, not a failure)
    """A file that is not an article; its text is the reason, in words a user understands."""


@dataclass(frozen=True, slots=True)
class ArticleOptions:
    """What may be read.

    Attributes:
        max_bytes: Largest file: far more than any article, and little enough to embed.
    """

    max_bytes: int = 10_000_000


def find(root: Path) -> Iterator[Path | Skipped]:
    """Walk a folder (or yield a single file), in a stable order, without leaving the folder.

    Hidden files and folders are passed over in silence; links that point out of the folder and
    file types that are not supported are yielded as `Skipped`.
    """
    if root.is_file():
        yield _checked(root, root.resolve().parent)
        return
    inside = root.resolve()
    for folder, folders, names in os.walk(root, onerror=_log_unreadable_folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield _checked(Path(folder, name), inside)


def _log_unreadable_folder(error: OSError) -> None:
    logger.warning("cannot list %s: %s", error.filename, error.strerror)


def _checked(path: Path, inside: Path) -> Path | Skipped:
    shown = str(path).encode("utf-8", "replace").decode()
    if shown != str(path):
        return Skipped(shown, "the file name is not valid Unicode")
    if path.suffix.lower() not in _SUFFIXES:
        known = ", ".join(sorted(_SUFFIXES))
        return Skipped(shown, f"file type {path.suffix or 'without suffix'} is not read ({known})")
    if not path.is_file():  # also what a link that points at itself is not
        return Skipped(shown, "not a regular file")
    if path.is_symlink() and not path.resolve().is_relative_to(inside):
        return Skipped(shown, "the link points out of the folder")
    return path


def digest(path: Path, options: ArticleOptions) -> str:
    """Hash a file's bytes (SHA-256, hexadecimal); `Unreadable` where it cannot be read."""
    return hashlib.sha256(_bytes(path, options)).hexdigest()


def read(path: Path, article_id: str, options: ArticleOptions) -> Article:
    """Read one file as one article.

    Args:
        path: A `.txt` or `.md` file, in any encoding.
        article_id: What the article is called in the index.
        options: Limits.

    Raises:
        Unreadable: The file cannot be opened, is empty, too large, or no text.
    """
    data = _bytes(path, options)
    text = _decoded(data)
    markdown = path.suffix.lower() in _MARKDOWN
    spans = content.spans(text, markdown=markdown)
    matter = _front_matter(text) if markdown else {}
    stated = _LANGUAGE.match(_first(matter, _FRONT_MATTER_LANGUAGE) or "")
    language = stated[1].lower() if stated else detect(_sample(text, spans))
    dated, spans = _date_line(text, spans, language)
    citation = Citation(
        id=article_id,
        title=_first(matter, _FRONT_MATTER_TITLE) or _title(text, spans, language) or path.stem,
        path=str(path.absolute()),
        source=_first(matter, _FRONT_MATTER_SOURCE),
        published=_date(matter, language) or dated,
        language=language,
        url=_first(matter, _FRONT_MATTER_URL),
    )
    return Article(citation, text, spans, hashlib.sha256(data).hexdigest())


def _bytes(path: Path, options: ArticleOptions) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(options.max_bytes + 1)
    except OSError as error:
        raise Unreadable(f"cannot be opened: {error.strerror or error}") from error
    if len(data) > options.max_bytes:
        raise Unreadable(f"larger than {options.max_bytes / 1e6:g} MB")
    return data


def _decoded(data: bytes) -> str:
    text = _guessed(data) if data else ""
    if not text.strip():
        raise Unreadable("empty")
    if len(_CONTROL.findall(text[:100_000])) > 0.01 * len(text[:100_000]) or "\0" in text:
        raise Unreadable("binary, not text")
    return text


def _guessed(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")  # nearly every file, and never right by accident
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise Unreadable("binary, or in an unknown encoding")
    return str(best).removeprefix("\ufeff")


def _sample(text: str, spans: tuple[Span, ...]) -> str:
    """The article's longest stretch of body text: what its language is judged by."""
    body = [span for span in spans if span.label is Label.BODY] or list(spans)
    longest = max(body, key=lambda span: span.end - span.start, default=None)
    return text[longest.start : longest.end] if longest else text


def _title(text: str, spans: tuple[Span, ...], language: str) -> str | None:
    """Give the headline at the top; without one, the first sentence."""
    quotable = [span for span in spans if span.label.quotable]
    if not quotable:
        return None
    first = next((span for span in quotable if span.label is not Label.TEASER), quotable[0])
    start, end = first.start, first.end
    if first.label is not Label.HEADLINE:
        start, end = next(sentences(text, first, language))
    title = " ".join(text[start:end].split())
    return title if len(title) <= _TITLE_LENGTH else title[: _TITLE_LENGTH - 1] + "…"


def _date_line(
    text: str, spans: tuple[Span, ...], language: str
) -> tuple[str | None, tuple[Span, ...]]:
    """Find the line near the headline that is nothing but a date, and mark it as header."""
    for i, span in enumerate(spans[:6]):
        line = text[span.start : span.end]
        if len(line) <= _DATE_LINE_LENGTH and _YEAR.search(line):
            for label in _DATE_LABELS:
                if found := _parsed(regex.sub(label, "", line, count=1), language):
                    header = replace(span, label=Label.HEADER)
                    return found, (*spans[:i], header, *spans[i + 1 :])
    return None, spans


def _parsed(line: str, language: str) -> str | None:
    import dateparser

    settings: Any = {
        "PARSERS": ["absolute-time"],  # no "three days ago"
        "REQUIRE_PARTS": ["day", "month", "year"],  # and no invented day
    }
    try:
        found = dateparser.parse(line, languages=[language], settings=settings)
    except ValueError:  # a language that the library does not know
        found = dateparser.parse(line, languages=["en"], settings=settings)
    return found.date().isoformat() if found else None


def _front_matter(text: str) -> dict[str, Any]:
    import yaml

    end = content.front_matter_end(text)
    try:
        found = yaml.safe_load(text[:end].strip().strip("-")) if end else None
    except (yaml.YAMLError, ValueError, RecursionError):  # 2024-13-45, or 9,000 brackets
        return {}
    return (
        {str(key).lower(): value for key, value in found.items()} if isinstance(found, dict) else {}
    )


def _first(matter: dict[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = matter.get(name)
        known = isinstance(value, str | int | float) and not isinstance(value, bool)
        if known and (words := " ".join(str(value).split())):
            return words[:_TITLE_LENGTH]
    return None


def _date(matter: dict[str, Any], language: str) -> str | None:
    for name in _FRONT_MATTER_DATE:
        value = matter.get(name)
        if isinstance(value, datetime):
            return value.date().isoformat()
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, str) and (found := _parsed(value, language) or _parsed(value, "en")):
            return found
    return None
