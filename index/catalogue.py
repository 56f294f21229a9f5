"""The catalogue: articles, passages and sentences with a full-text table, in one SQLite file.

In: articles with their passages. Out: hits by key, keys by words, articles by id. A catalogue is
written once, inside a draft generation, and never changes after it was published.
"""

import hashlib
import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np

from index.content_recurring import Keys, label_of_passage, line_keys, quotable, relabelled
from index.errors import StoreDamagedError
from index.formats.document import Flaw
from index.language import terms
from index.records import Article, Citation, Filter, Hit, Label, Passage, Skipped, Span
from index.signatures import signature

__all__ = ["Catalogue", "Counts", "Indexed", "content_hash", "text_hash"]

_SCHEMA = """
-- Files that were not read have a reason; the digest is empty where they could not be opened.
CREATE TABLE files (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL, digest TEXT NOT NULL,
    reason TEXT);
CREATE TABLE flaws (
    file INTEGER NOT NULL REFERENCES files, place TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX flaws_of_file ON flaws (file);
CREATE TABLE articles (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, file INTEGER NOT NULL REFERENCES files,
    title TEXT NOT NULL, source TEXT, published TEXT, language TEXT NOT NULL, url TEXT, author TEXT,
    dated TEXT, voice TEXT, copies INTEGER NOT NULL DEFAULT 0, content BLOB NOT NULL,
    signature BLOB NOT NULL, site TEXT NOT NULL, lines BLOB NOT NULL, text TEXT NOT NULL,
    spans TEXT NOT NULL, pages TEXT NOT NULL);
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

_CITATION = (
    "articles.id, title, files.path, source, published, articles.language, url, author, dated, "
    "voice, copies"
)
_ARTICLES = "articles JOIN files ON files.key = file"

# More terms than any real question has; each costs a look-up in the full-text table.
_MOST_TERMS = 64


class Counts(NamedTuple):
    """How much a catalogue holds."""

    articles: int
    passages: int
    sentences: int


class Indexed(NamedTuple):
    """What a catalogue knows of a file.

    Attributes:
        path: Where it was found.
        digest: SHA-256 of its bytes; empty where it could not be opened or is not read at all.
        reason: Why it was skipped, or None.
    """

    path: str
    digest: str
    reason: str | None = None


def content_hash(article: Article) -> bytes:
    """Hash all that was read of an article, whatever file it stands in and wherever that lies."""
    known = replace(article.citation, path="")
    read = repr((known, article.spans, article.pages, article.text))
    return hashlib.blake2b(read.encode(), digest_size=16).digest()


def text_hash(text: str) -> bytes:
    """Hash a passage's text: equal texts share a vector."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


class Catalogue:
    """A catalogue file, open for reading, or for writing while it is a draft."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._lock = threading.Lock()
        connection.create_function("folded", 1, _folded, deterministic=True)
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

    def set_file(self, file_id: str, known: Indexed, flaws: Iterable[Flaw] = ()) -> None:
        """Remember a file, and the parts of it that are no articles."""
        run = self._connection.execute
        run(
            "INSERT INTO files (id, path, digest, reason) VALUES (?, ?, ?, ?) ON CONFLICT (id) "
            "DO UPDATE SET path = excluded.path, digest = excluded.digest, "
            "reason = excluded.reason",
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
            "dated, content, signature, site, lines, text, spans, pages) VALUES "
            "(?, (SELECT key FROM files WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                citation.id, file_id, citation.title, citation.source, citation.published,
                citation.language, citation.url, citation.author, citation.dated,
                content_hash(article), signature(article.text, article.spans), site,
                line_keys(site, article.text, article.spans).tobytes(), article.text,
                json.dumps([(span.start, span.end, span.label) for span in article.spans]),
                json.dumps(article.pages),
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
        self._connection.execute("UPDATE articles SET voice = NULL, copies = 0")
        self._connection.executemany(
            "UPDATE articles SET voice = ?, copies = ? WHERE id = ?",
            [(voice, copies, article_id) for article_id, (voice, copies) in voices.items()],
        )

    def set_recurring(self, found: Keys) -> None:
        """Remember which lines recur, and label again the passages of the articles that have them.

        An article's own spans stay as they were read, so that labels follow the lines both ways.
        """
        run = self._connection.execute
        before = self.recurring()
        run("DELETE FROM recurring")
        run("INSERT INTO recurring VALUES (?)", (found.tobytes(),))
        concerned = np.union1d(before, found)
        if not len(concerned):
            return
        for article, spans, lines in run("SELECT key, spans, lines FROM articles").fetchall():
            if not np.isin(keys := _keys(lines), concerned).any():
                continue
            labelled = relabelled(_spans(spans), keys, found)
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

    # Reading

    def counts(self) -> Counts:
        """Count articles, passages and sentences."""
        tables = ("articles", "passages", "sentences")
        return Counts(*(self._rows(f"SELECT COUNT(*) FROM {table}")[0][0] for table in tables))  # noqa: S608

    def files(self) -> dict[str, Indexed]:
        """Give what is known of every file, also of those that were skipped, by its id."""
        rows = self._rows("SELECT id, path, digest, reason FROM files")
        return {file_id: Indexed(*known) for file_id, *known in rows}

    def articles_of(self, file_id: str) -> dict[str, bytes]:
        """Give the articles of a file: the hash of all that was read of each, by its id."""
        rows = self._rows(
            "SELECT articles.id, content FROM articles JOIN files ON files.key = file "
            "WHERE files.id = ? ORDER BY articles.key",
            (file_id,),
        )
        return dict(rows)

    def contents(self) -> dict[str, bytes]:
        """Give the hash of all that was read of every article, by its id."""
        return dict(self._rows("SELECT id, content FROM articles"))

    def skipped(self) -> list[Skipped]:
        """Give the files, and the parts of files, that were not indexed, by path."""
        rows = self._rows(
            "SELECT path, reason FROM files WHERE reason IS NOT NULL UNION ALL "
            "SELECT path, place || ': ' || flaws.reason FROM flaws JOIN files ON key = file "
            "ORDER BY 1"
        )
        return [Skipped(*row) for row in rows]

    def citations(self) -> list[Citation]:
        """Give the metadata of all articles, by id."""
        rows = self._rows(f"SELECT {_CITATION} FROM {_ARTICLES} ORDER BY articles.id")  # noqa: S608
        return [Citation(*row) for row in rows]

    def lines(self) -> list[tuple[str, Keys]]:
        """Give site and hashes of the lines of every article."""
        rows = self._rows("SELECT site, lines FROM articles")
        return [(site, _keys(lines)) for site, lines in rows]

    def recurring(self) -> Keys:
        """Give the hashes of the lines that recur across articles."""
        rows = self._rows("SELECT lines FROM recurring")
        return _keys(rows[0][0] if rows else b"")

    def signatures(self) -> list[tuple[str, str | None, bytes]]:
        """Give id, date and signature of every article."""
        return self._rows("SELECT id, published, signature FROM articles")

    def copies(self, article_id: str) -> list[Citation]:
        """Give the other articles that print the same, the one that stands for them first."""
        rows = self._rows(
            f"SELECT {_CITATION} FROM {_ARTICLES} WHERE articles.id != ? AND voice = "  # noqa: S608
            "(SELECT voice FROM articles WHERE id = ?) ORDER BY articles.id != voice, articles.id",
            (article_id, article_id),
        )
        return [Citation(*row) for row in rows]

    def languages(self) -> list[str]:
        """Give the languages of the articles, the most frequent first."""
        query = "SELECT language FROM articles GROUP BY language ORDER BY COUNT(*) DESC, language"
        return [language for (language,) in self._rows(query)]

    def article(self, article_id: str) -> Article | None:
        """Give one article with its text, or None."""
        rows = self._rows(
            f"SELECT {_CITATION}, text, spans, digest, pages, lines FROM {_ARTICLES} "  # noqa: S608
            "WHERE articles.id = ?",
            (article_id,),
        )
        if not rows:
            return None
        *citation, text, spans, digest, pages, lines = rows[0]
        labelled = relabelled(_spans(spans), _keys(lines), self.recurring())
        return Article(Citation(*citation), text, labelled, digest, tuple(json.loads(pages)))

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

    def matching(self, wanted: Filter) -> list[int]:
        """Give the keys of the passages that a filter lets through, ascending."""
        conditions, values = _conditions(wanted)
        query = (
            "SELECT passages.key FROM passages JOIN articles ON articles.key = article "  # noqa: S608
            f"WHERE {conditions} ORDER BY passages.key"
        )
        return [key for (key,) in self._rows(query, values)]

    def search(
        self, wanted: Sequence[str], k: int, *, within: Filter | None = None
    ) -> list[tuple[int, float]]:
        """Find the passages that share the most telling terms (BM25).

        Args:
            wanted: Terms as `index.language.terms` makes them.
            k: How many passages at most.
            within: Only passages that this filter lets through.

        Returns:
            `(key, score)`, best first, scores above 0.
        """
        distinct = list(dict.fromkeys(wanted))[:_MOST_TERMS]
        if not distinct:
            return []
        match = " OR ".join('"' + term.replace('"', '""') + '"' for term in distinct)
        query, values = "SELECT rowid, rank FROM words WHERE words MATCH ?", [match]
        if within:
            conditions, more = _conditions(within)
            query += (
                " AND rowid IN (SELECT passages.key FROM passages "  # noqa: S608
                f"JOIN articles ON articles.key = article WHERE {conditions})"
            )
            values += more
        rows = self._rows(f"{query} ORDER BY rank LIMIT ?", (*values, k))
        return [(key, -rank) for key, rank in rows]

    def hits(self, scored: Sequence[tuple[int, float]]) -> list[Hit]:
        """Turn `(passage key, score)` pairs into hits, in the order given, ranked from 1."""
        hits = []
        for rank, (key, score) in enumerate(scored, 1):
            ((start, end, label, language, text, *citation),) = self._rows(
                "SELECT start, end, label, passages.language, "  # noqa: S608
                f"substr(text, start + 1, end - start), {_CITATION} FROM {_ARTICLES} "
                "JOIN passages ON articles.key = article WHERE passages.key = ?",
                (key,),
            )
            article, inner = Citation(*citation), tuple(self._sentences(key))
            hits.append(Hit(rank, score, start, end, text, article, Label(label), inner, language))
        return hits

    def select(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Run a query of those who count or audit; `StoreDamagedError` where it cannot be."""
        return self._rows(query, values)

    def _sentences(self, key: int) -> list[tuple[int, int]]:
        return self._rows(
            "SELECT start, end FROM sentences WHERE passage = ? AND quotable ORDER BY start",
            (key,),
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


def _spans(written: str) -> tuple[Span, ...]:
    return tuple(Span(start, end, Label(label)) for start, end, label in json.loads(written))


def _keys(written: bytes) -> Keys:
    return np.frombuffer(written, dtype=np.uint64)


def _conditions(wanted: Filter) -> tuple[str, list[str]]:
    """Write a filter as conditions on passages and articles, with the values they take."""
    conditions, values = ["1"], []
    for day, sign in ((wanted.since, ">="), (wanted.until, "<=")):
        if day:
            conditions.append(f"published {sign} ?")
            values.append(day)
    for names, column in (
        (tuple(source.casefold() for source in wanted.sources), "folded(source)"),
        (wanted.languages, "passages.language"),
        (wanted.articles, "articles.id"),
    ):
        if names:
            conditions.append(f"{column} IN ({', '.join('?' * len(names))})")
            values += names
    return " AND ".join(conditions), values


def _folded(text: str | None) -> str | None:
    return text.casefold() if text else text
