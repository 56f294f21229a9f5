"""The catalogue: articles, passages and sentences with a full-text table, in one SQLite file.

In: articles with their passages. Out: hits by key, keys by words, articles by id. A catalogue is
written once, inside a draft generation, and never changes after it was published.
"""

import hashlib
import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from index.errors import StoreDamagedError
from index.language import terms
from index.records import Article, Citation, Hit, Label, Passage, Skipped, Span

__all__ = ["Catalogue", "Counts", "Indexed", "text_hash"]

_SCHEMA = """
CREATE TABLE articles (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, path TEXT NOT NULL,
    source TEXT, published TEXT, language TEXT NOT NULL, url TEXT,
    digest TEXT NOT NULL, text TEXT NOT NULL, spans TEXT NOT NULL);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES articles,
    start INTEGER NOT NULL, end INTEGER NOT NULL, label TEXT NOT NULL, hash BLOB NOT NULL);
CREATE INDEX passages_of_article ON passages (article);
CREATE INDEX passages_with_hash ON passages (hash);
CREATE TABLE sentences (
    passage INTEGER NOT NULL REFERENCES passages, start INTEGER NOT NULL, end INTEGER NOT NULL,
    PRIMARY KEY (passage, start)) WITHOUT ROWID;
CREATE TABLE skipped (path TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
-- The words arrive cut, stemmed and folded, so "ascii" has nothing left to do but split at spaces.
CREATE VIRTUAL TABLE words USING fts5 (terms, tokenize = 'ascii');
"""

_CITATION = "id, title, path, source, published, language, url"

# More terms than any real question has; each costs a look-up in the full-text table.
_MOST_TERMS = 64


class Counts(NamedTuple):
    """How much a catalogue holds."""

    articles: int
    passages: int
    sentences: int


class Indexed(NamedTuple):
    """What a catalogue knows of the file behind an article."""

    path: str
    digest: str


def text_hash(text: str) -> bytes:
    """Hash a passage's text: equal texts share a vector."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


class Catalogue:
    """A catalogue file, open for reading, or for writing while it is a draft."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._lock = threading.Lock()
        weakref.finalize(self, connection.close)

    @classmethod
    def create(cls, path: Path) -> "Catalogue":
        """Start an empty catalogue, or go on with the file that is there."""
        connection = sqlite3.connect(path)
        # A draft that is cut off is thrown away whole: no need for a journal.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        if not connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
            connection.executescript(_SCHEMA)
        return cls(connection, path)

    @classmethod
    def open(cls, path: Path) -> "Catalogue":
        """Open a published catalogue for reading, from any thread."""
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            return cls(sqlite3.connect(uri, uri=True, check_same_thread=False), path)
        except sqlite3.Error as error:
            raise StoreDamagedError(
                f"the index is damaged: {path}: it cannot be opened; rebuild it with: "
                f"beleg index --full --store {path.parents[2]}"
            ) from error

    def close(self) -> None:
        """Write what is pending and close the file."""
        self._connection.commit()
        self._connection.close()

    # Writing

    def add(self, article: Article, passages: Sequence[Passage]) -> list[int]:
        """Add an article with its passages; returns the passages' keys."""
        run = self._connection.execute
        citation = article.citation
        key = run(
            f"INSERT INTO articles ({_CITATION}, digest, text, spans) "  # noqa: S608
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                citation.id, citation.title, citation.path, citation.source, citation.published,
                citation.language, citation.url, article.digest, article.text,
                json.dumps([(span.start, span.end, span.label) for span in article.spans]),
            ),
        ).lastrowid  # fmt: skip
        keys = []
        for passage in passages:
            row = run(
                "INSERT INTO passages (article, start, end, label, hash) VALUES (?, ?, ?, ?, ?)",
                (key, passage.start, passage.end, passage.label, text_hash(passage.text)),
            ).lastrowid
            assert row is not None  # noqa: S101  (an INSERT into a table with integer keys)
            self._connection.executemany(
                "INSERT INTO sentences VALUES (?, ?, ?)",
                [(row, start, end) for start, end in passage.sentences],
            )
            stems = terms(passage.text, [citation.language])
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

    def set_skipped(self, skipped: Iterable[Skipped]) -> None:
        """Remember which files were not indexed, and why."""
        self._connection.execute("DELETE FROM skipped")
        self._connection.executemany(
            "INSERT OR REPLACE INTO skipped VALUES (?, ?)", [(s.path, s.reason) for s in skipped]
        )

    def move(self, article_id: str, path: str) -> None:
        """Note that an article's file is now found at another path."""
        self._connection.execute("UPDATE articles SET path = ? WHERE id = ?", (path, article_id))

    # Reading

    def counts(self) -> Counts:
        """Count articles, passages and sentences."""
        tables = ("articles", "passages", "sentences")
        return Counts(*(self._rows(f"SELECT COUNT(*) FROM {table}")[0][0] for table in tables))  # noqa: S608

    def indexed(self) -> dict[str, Indexed]:
        """Give path and digest of every article's file, by article id."""
        rows = self._rows("SELECT id, path, digest FROM articles")
        return {article_id: Indexed(path, digest) for article_id, path, digest in rows}

    def skipped(self) -> list[Skipped]:
        """Give the files that were not indexed."""
        return [Skipped(*row) for row in self._rows("SELECT path, reason FROM skipped")]

    def citations(self) -> list[Citation]:
        """Give the metadata of all articles, by id."""
        rows = self._rows(f"SELECT {_CITATION} FROM articles ORDER BY id")  # noqa: S608
        return [Citation(*row) for row in rows]

    def languages(self) -> list[str]:
        """Give the languages of the articles, the most frequent first."""
        query = "SELECT language FROM articles GROUP BY language ORDER BY COUNT(*) DESC, language"
        return [language for (language,) in self._rows(query)]

    def article(self, article_id: str) -> Article | None:
        """Give one article with its text, or None."""
        rows = self._rows(
            f"SELECT {_CITATION}, text, spans, digest FROM articles WHERE id = ?",  # noqa: S608
            (article_id,),
        )
        if not rows:
            return None
        *citation, text, spans, digest = rows[0]
        labelled = tuple(Span(start, end, Label(label)) for start, end, label in json.loads(spans))
        return Article(Citation(*citation), text, labelled, digest)

    def passage_keys(self, hashes: Iterable[bytes]) -> dict[bytes, int]:
        """Find passages by the hash of their text."""
        found = {}
        for wanted in hashes:
            for (key,) in self._rows("SELECT key FROM passages WHERE hash = ? LIMIT 1", (wanted,)):
                found[wanted] = key
        return found

    def passage_texts(self, keys: Sequence[int]) -> list[str]:
        """Give the texts of passages, in the order of their keys."""
        query = (
            "SELECT substr(text, start + 1, end - start) "
            "FROM passages JOIN articles ON articles.key = article WHERE passages.key = ?"
        )
        return [self._rows(query, (key,))[0][0] for key in keys]

    def keys(self) -> list[int]:
        """Give the keys of all passages, ascending."""
        return [key for (key,) in self._rows("SELECT key FROM passages ORDER BY key")]

    def broken_slices(self) -> Iterator[str]:
        """Name every passage or sentence that is not the slice it was when it was written."""
        for (article_id,) in self._rows("SELECT id FROM articles"):
            ((text,),) = self._rows("SELECT text FROM articles WHERE id = ?", (article_id,))
            for key, start, end, written in self._rows(
                "SELECT passages.key, start, end, hash FROM passages "
                "JOIN articles ON articles.key = article WHERE id = ?",
                (article_id,),
            ):
                if text_hash(text[start:end]) != written:
                    yield f"passage {start}:{end} of {article_id} has other text than when indexed"
                for left, right in self._sentences(key):
                    if not start <= left < right <= end:
                        yield f"sentence {left}:{right} of {article_id} lies outside its passage"

    def search(self, wanted: Sequence[str], k: int) -> list[tuple[int, float]]:
        """Find the passages that share the most telling terms (BM25).

        Args:
            wanted: Terms as `index.language.terms` makes them.
            k: How many passages at most.

        Returns:
            `(key, score)`, best first, scores above 0.
        """
        distinct = list(dict.fromkeys(wanted))[:_MOST_TERMS]
        if not distinct:
            return []
        query = " OR ".join('"' + term.replace('"', '""') + '"' for term in distinct)
        return [
            (key, -rank)
            for key, rank in self._rows(
                "SELECT rowid, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?",
                (query, k),
            )
        ]

    def hits(self, scored: Sequence[tuple[int, float]]) -> list[Hit]:
        """Turn `(passage key, score)` pairs into hits, in the order given, ranked from 1."""
        hits = []
        for rank, (key, score) in enumerate(scored, 1):
            ((start, end, label, text, *citation),) = self._rows(
                f"SELECT start, end, label, substr(text, start + 1, end - start), {_CITATION} "  # noqa: S608
                "FROM passages JOIN articles ON articles.key = article WHERE passages.key = ?",
                (key,),
            )
            article, inner = Citation(*citation), tuple(self._sentences(key))
            hits.append(Hit(rank, score, start, end, text, article, Label(label), inner))
        return hits

    def _sentences(self, key: int) -> list[tuple[int, int]]:
        return self._rows(
            "SELECT start, end FROM sentences WHERE passage = ? ORDER BY start", (key,)
        )

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            what = " ".join(str(error).split())  # of a broken schema it quotes many lines
            raise StoreDamagedError(
                f"the index is damaged: {self._path}: {what}; rebuild it with: "
                f"beleg index --full --store {self._path.parents[2]}"
            ) from error
