"""A catalogue in the making: what a build writes down.

In: files, articles and passages, as they come and go. Out: the SQLite file that `Catalogue` reads.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import numpy as np

from index.copies.recurring_lines import (
    Keys,
    label_of_passage,
    line_keys,
    quotable,
    relabelled,
    within,
)
from index.copies.signatures import signature
from index.formats.document import Flaw
from index.language import terms
from index.records import Article, Passage
from index.store.catalogue import Catalogue, Indexed, text_hash, to_keys, to_spans

__all__ = ["UNWRITABLE", "DraftCatalogue", "content_hash"]

# What is raised where a draft cannot be written, as on a full disk.
UNWRITABLE = (OSError, sqlite3.OperationalError)

_SCHEMA = """
-- Files that were not read have a reason; the digest is empty where they could not be opened.
CREATE TABLE files (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL, digest TEXT NOT NULL,
    reason TEXT, kind TEXT NOT NULL DEFAULT '');
CREATE TABLE flaws (
    file INTEGER NOT NULL REFERENCES files, place TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX flaws_of_file ON flaws (file);
CREATE TABLE articles (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, file INTEGER NOT NULL REFERENCES files,
    title TEXT NOT NULL, source TEXT, published TEXT, language TEXT NOT NULL, url TEXT, author TEXT,
    dated TEXT, voice TEXT, copies INTEGER NOT NULL DEFAULT 0, cut INTEGER NOT NULL,
    content BLOB NOT NULL, signature BLOB NOT NULL, site TEXT NOT NULL, lines BLOB NOT NULL,
    compared INTEGER NOT NULL DEFAULT 0, text TEXT NOT NULL, spans TEXT NOT NULL,
    pages TEXT NOT NULL, entries TEXT NOT NULL);
CREATE INDEX articles_by_date ON articles (published);
-- Lines that recur across the articles of a site, as hashes; spans are labelled without them.
CREATE TABLE recurring (lines BLOB NOT NULL);
CREATE INDEX articles_of_file ON articles (file);
CREATE INDEX articles_of_voice ON articles (voice);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES articles,
    start INTEGER NOT NULL, end INTEGER NOT NULL, label TEXT NOT NULL, language TEXT NOT NULL,
    hash BLOB NOT NULL);
CREATE INDEX passages_of_article ON passages (article);
CREATE INDEX passages_with_hash ON passages (hash);
CREATE TABLE sentences (
    passage INTEGER NOT NULL REFERENCES passages, start INTEGER NOT NULL, end INTEGER NOT NULL,
    quotable INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (passage, start)) WITHOUT ROWID;
-- The words arrive cut, stemmed and folded, so "ascii" has nothing left to do but split at spaces.
CREATE VIRTUAL TABLE words USING fts5 (terms, tokenize = 'ascii');
"""


def content_hash(article: Article) -> bytes:
    """Hash all that was read of an article, whatever file it stands in and wherever that lies."""
    known = replace(article.citation, path="")
    read = repr((known, article.spans, article.pages, article.entries, article.text))
    return hashlib.blake2b(read.encode(), digest_size=16).digest()


class DraftCatalogue(Catalogue):
    """A catalogue file that is written to; inside a draft generation, before it is published."""

    @classmethod
    def create(cls, path: Path) -> Self:
        """Start an empty catalogue, or go on with the file that is there."""
        # One thread writes; which one lets go of it at last is not known where a build has failed.
        connection = sqlite3.connect(path, check_same_thread=False)
        # A draft that is cut off is thrown away whole: no need for a journal.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        if not connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
            connection.executescript(_SCHEMA)
        return cls(connection, path)

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        # A draft is not damaged; reading may have to write what is pending, and fail at that.
        return self._connection.execute(query, values).fetchall()

    def set_file(self, file_id: str, known: Indexed, flaws: Iterable[Flaw] = ()) -> None:
        """Remember a file, and the parts of it that are no articles."""
        run = self._connection.execute
        run(
            "INSERT INTO files (id, path, digest, reason, kind) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET path = excluded.path, digest = excluded.digest, "
            "reason = excluded.reason, kind = excluded.kind",
            (file_id, *known),
        )
        run("DELETE FROM flaws WHERE file = (SELECT key FROM files WHERE id = ?)", (file_id,))
        self._connection.executemany(
            "INSERT INTO flaws SELECT key, ?, ? FROM files WHERE id = ?",
            [(flaw.where, flaw.reason, file_id) for flaw in flaws],
        )

    def remove_file(self, file_id: str) -> None:
        """Forget a file whose articles were removed."""
        run = self._connection.execute
        run("DELETE FROM flaws WHERE file = (SELECT key FROM files WHERE id = ?)", (file_id,))
        run("DELETE FROM files WHERE id = ?", (file_id,))

    def move(self, file_id: str, path: str) -> None:
        """Note that a file is now found at another path."""
        self._connection.execute("UPDATE files SET path = ? WHERE id = ?", (path, file_id))

    def add(self, file_id: str, article: Article, passages: Sequence[Passage]) -> list[int]:
        """Add an article of a known file with its passages; returns the passages' keys."""
        run = self._connection.execute
        citation = article.citation
        site = citation.source or urlsplit(citation.url or "").hostname or ""
        key = run(
            "INSERT INTO articles (id, file, title, source, published, language, url, author, "
            "dated, cut, content, signature, site, lines, text, spans, pages, entries) VALUES (?, "
            "(SELECT key FROM files WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                citation.id, file_id, citation.title, citation.source, citation.published,
                citation.language, citation.url, citation.author, citation.dated,
                citation.cut, content_hash(article),
                signature(article.text, article.spans, citation.language), site,
                line_keys(site, article.text, article.spans).tobytes(), article.text,
                json.dumps([(span.start, span.end, span.label) for span in article.spans]),
                json.dumps(article.pages), json.dumps(article.entries),
            ),
        ).lastrowid  # fmt: skip
        keys = []
        for passage in passages:
            row = run(
                "INSERT INTO passages (article, start, end, label, language, hash) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    key, passage.start, passage.end, passage.label, passage.language,
                    text_hash(passage.text),
                ),
            ).lastrowid  # fmt: skip
            assert row is not None  # noqa: S101  (an INSERT into a table with integer keys)
            self._connection.executemany(
                "INSERT INTO sentences (passage, start, end) VALUES (?, ?, ?)",
                [(row, start, end) for start, end in passage.sentences],
            )
            stems = terms(passage.text, [passage.language])
            run("INSERT INTO words (rowid, terms) VALUES (?, ?)", (row, " ".join(stems)))
            keys.append(row)
        return keys

    def remove(self, article_id: str) -> list[int]:
        """Remove an article; returns the keys that its passages had."""
        run = self._connection.execute
        keys = [
            key
            for (key,) in run(
                "SELECT passages.key FROM passages JOIN articles ON articles.key = article "
                "WHERE id = ?",
                (article_id,),
            )
        ]
        for table, column in (("words", "rowid"), ("sentences", "passage"), ("passages", "key")):
            self._connection.executemany(
                f"DELETE FROM {table} WHERE {column} = ?",  # noqa: S608
                [(key,) for key in keys],
            )
        run("DELETE FROM articles WHERE id = ?", (article_id,))
        return keys

    def set_voices(self, voices: Mapping[str, tuple[str, int]]) -> None:
        """Note which articles print the same, for all articles at once.

        Args:
            voices: Id of an article that is not alone → id of the one that stands for all of
                them, and how many others there are.
        """
        known = "SELECT id, voice, copies FROM articles WHERE voice IS NOT NULL"
        before = {name: (voice, copies) for name, voice, copies in self._rows(known)}
        alone = dict.fromkeys(before.keys() - voices.keys(), (None, 0))
        # Only what changes is written: SQLite writes an article's whole text again with it.
        self._connection.executemany(
            "UPDATE articles SET voice = ?, copies = ? WHERE id = ?",
            [
                (*now, name)
                for name, now in (alone | dict(voices)).items()
                if before.get(name) != now
            ],
        )

    def fetch(self, article: int) -> None:
        """Have spans and passages of an article at hand; here, all are."""

    def set_recurring(self, found: Keys) -> None:
        """Remember which lines recur, and label again the passages of the articles that have them.

        An article's own spans stay as they were read, so that labels follow the lines both ways.
        """
        run = self._connection.execute
        before = self.recurring()
        run("DELETE FROM recurring")
        run("INSERT INTO recurring VALUES (?)", (found.tobytes(),))
        other = np.setxor1d(before, found)
        for article, lines, compared in run("SELECT key, lines, compared FROM articles").fetchall():
            keys = to_keys(lines)
            if not within(keys, other if compared else found).any():
                continue
            self.fetch(article)
            ((spans,),) = run("SELECT spans FROM articles WHERE key = ?", (article,))
            labelled = relabelled(to_spans(spans), keys, found)
            for passage, start, end in run(
                "SELECT key, start, end FROM passages WHERE article = ?", (article,)
            ).fetchall():
                label = label_of_passage(labelled, start, end)
                run("UPDATE passages SET label = ? WHERE key = ?", (label, passage))
                places = run("SELECT start, end FROM sentences WHERE passage = ?", (passage,))
                sentences = [(left, right) for left, right in places]
                kept = set(quotable(labelled, sentences))
                self._connection.executemany(
                    "UPDATE sentences SET quotable = ? WHERE passage = ? AND start = ?",
                    [(each in kept, passage, each[0]) for each in sentences],
                )
        run("UPDATE articles SET compared = 1 WHERE NOT compared")
