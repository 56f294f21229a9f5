"""A catalogue to work in: rows of Milvus as rows of SQLite, so that one code reads both.

In: rows as they are kept in Milvus. Out: a catalogue in memory for a reader, or in a file for a
build: that holds what is known of every article, and texts and passages of those that are new.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from index.store.catalogue_draft import DraftCatalogue
from index.store.contract.counts import Counts
from index.store.milvus.schema import dumps
from index.store.milvus.words import length_of

__all__ = ["LONG", "Known", "Working", "in_memory"]

# Columns of an article that only its page and a build that labels it again read.
LONG = ("text", "spans", "pages")

_KNOWN = """
-- What is kept in Milvus of articles that a build found there.
CREATE TABLE known (
    article INTEGER PRIMARY KEY, row INTEGER NOT NULL, data TEXT NOT NULL,
    passages INTEGER NOT NULL, sentences INTEGER NOT NULL, tokens INTEGER NOT NULL,
    languages TEXT NOT NULL,
    fetched INTEGER NOT NULL DEFAULT 0);
CREATE TABLE known_files (file INTEGER PRIMARY KEY, data TEXT NOT NULL);
"""

# Of passages: that they are of an article which is not in Milvus yet.
_NEW = "article NOT IN (SELECT article FROM known)"

Row = dict[str, Any]
# Gives the long columns of an article, and its passages with their sentences.
Fetch = Callable[[int], tuple[Row, list[Row]]]


class Known(DraftCatalogue):
    """A catalogue that takes rows as Milvus keeps them."""

    def put_article(self, data: Row, long: Row | None = None) -> None:
        """Add what is known of an article, and its file."""
        self._put("files", data["file"])
        self._put("articles", {**dict.fromkeys(LONG, ""), **data["article"], **(long or {})})

    def put_file(self, data: Row) -> None:
        """Add a file, with those of its parts that are no articles."""
        self._put("files", data["file"])
        for flaw in data["flaws"]:
            self._put("flaws", flaw)

    def put_passage(self, data: Row) -> None:
        """Add a passage with its sentences."""
        self._put("passages", data["passage"])
        for start, end, quotable in data["sentences"]:
            self._put(
                "sentences",
                {
                    "passage": data["passage"]["key"],
                    "start": start,
                    "end": end,
                    "quotable": quotable,
                },
            )

    def put_recurring(self, lines: bytes) -> None:
        """Remember which lines recur."""
        self._put("recurring", {"lines": lines})

    def article_data(self, key: int) -> Row:
        """Give what is known of an article, as Milvus keeps it."""
        (article,) = self._dicts("SELECT * FROM articles WHERE key = ?", key)
        (file,) = self._dicts("SELECT * FROM files WHERE key = ?", article["file"])
        return {
            "article": {name: value for name, value in article.items() if name not in LONG},
            "file": file,
        }

    def long_data(self, key: int) -> Row:
        """Give the long columns of an article."""
        columns = ", ".join(LONG)
        return next(self._dicts(f"SELECT {columns} FROM articles WHERE key = ?", key))  # noqa: S608

    def file_data(self, key: int) -> Row:
        """Give a file with those of its parts that are no articles."""
        (file,) = self._dicts("SELECT * FROM files WHERE key = ?", key)
        return {"file": file, "flaws": [*self._dicts("SELECT * FROM flaws WHERE file = ?", key)]}

    def passage_data(self, key: int) -> Row:
        """Give a passage with its sentences."""
        (passage,) = self._dicts("SELECT * FROM passages WHERE key = ?", key)
        places = "SELECT start, end, quotable FROM sentences WHERE passage = ? ORDER BY start"
        return {"passage": passage, "sentences": [list(row) for row in self._rows(places, (key,))]}

    def words_of(self, key: int) -> str:
        """Give the terms of a passage, with spaces between them."""
        ((terms,),) = self._rows("SELECT terms FROM words WHERE rowid = ?", (key,))
        return str(terms)

    def _dicts(self, query: str, value: int) -> Iterator[Row]:
        found = self._connection.execute(query, (value,))
        names = [column[0] for column in found.description]
        for row in found.fetchall():
            yield dict(zip(names, row, strict=True))

    def _put(self, table: str, row: Row) -> None:
        known = {name for _, name, *_ in self._rows(f"PRAGMA table_info({table})")}
        row = {name: value for name, value in row.items() if name in known}
        self._connection.execute(
            f"INSERT OR REPLACE INTO {table} ({', '.join(row)}) "  # noqa: S608
            f"VALUES ({', '.join('?' * len(row))})",
            [*row.values()],
        )


def in_memory() -> Known:
    """Make an empty catalogue in memory."""
    return Known.create(Path(":memory:"))


class Working(Known):
    """The catalogue of a build.

    Attributes:
        gone: Keys of articles that were found in Milvus and are removed.
    """

    gone: set[int]
    _fetch: Fetch

    @classmethod
    def start(cls, folder: Path, next_key: int, fetch: Fetch) -> "Working":
        """Start an empty one.

        Args:
            folder: Where its file lies.
            next_key: The first key that no passage ever had.
            fetch: Gives what Milvus keeps of an article.
        """
        working = cls.create(folder / "working.sqlite")
        working._connection.executescript(_KNOWN)
        working._connection.create_function("length_of", 1, length_of, deterministic=True)
        # What comes next has another key than whatever readers may still look at.
        working._connection.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES ('passages', ?)", (next_key - 1,)
        )
        working.gone = set()
        working._fetch = fetch
        return working

    def know(self, row: int, written: str, data: Row) -> None:
        """Add an article as it is kept."""
        self.put_article(data)
        counts = data["counts"]
        self._put(
            "known",
            {
                "article": data["article"]["key"], "row": row, "data": written,
                "passages": counts["passages"], "sentences": counts["sentences"],
                "tokens": counts["tokens"], "languages": json.dumps(counts["languages"]),
            },
        )  # fmt: skip

    def know_file(self, written: str, data: Row) -> None:
        """Add a file as it is kept."""
        self.put_file(data)
        self._put("known_files", {"file": data["file"]["key"], "data": written})

    def remove(self, article_id: str) -> list[int]:
        """Remove an article; returns the keys that its passages had, where they are new."""
        old = self._rows(
            "SELECT article FROM known WHERE article = (SELECT key FROM articles WHERE id = ?)",
            (article_id,),
        )
        keys = super().remove(article_id)
        for (article,) in old:
            self.gone.add(article)
            self._connection.execute("DELETE FROM known WHERE article = ?", (article,))
        return [] if old else keys

    def fetch(self, article: int) -> None:
        """Have spans and passages of an article at hand."""
        if not self._rows("SELECT 1 FROM known WHERE article = ? AND NOT fetched", (article,)):
            return
        long, passages = self._fetch(article)
        self._connection.execute(
            "UPDATE articles SET spans = ? WHERE key = ?", (long["spans"], article)
        )
        for passage in passages:
            self.put_passage(passage)
        self._connection.execute("UPDATE known SET fetched = 1 WHERE article = ?", (article,))

    def fetched(self) -> list[int]:
        """Give the articles of which passages were fetched."""
        return [key for (key,) in self._rows("SELECT article FROM known WHERE fetched")]

    def counts(self) -> Counts:
        """Count articles, passages and sentences, here and in Milvus."""
        ((articles,),) = self._rows("SELECT COUNT(*) FROM articles")
        ((passages, sentences),) = self._rows(
            "SELECT ifnull(SUM(passages), 0), ifnull(SUM(sentences), 0) FROM known"
        )
        new = self._counted(_NEW)
        return Counts(articles, passages + new["passages"], sentences + new["sentences"])

    def passage_languages(self) -> dict[str, int]:
        """Count passages by language, here and in Milvus."""
        found = Counter[str](self._counted(_NEW)["languages"])
        for (languages,) in self._rows("SELECT languages FROM known"):
            found.update(json.loads(languages))
        return dict(found)

    def tokens(self) -> int:
        """Count the words of all passages, here and in Milvus."""
        ((known,),) = self._rows("SELECT ifnull(SUM(tokens), 0) FROM known")
        new = self._counted(_NEW)["tokens"]
        return int(known) + int(new)

    def article_counts(self, article: int) -> Row:
        """Count passages, sentences and words of an article."""
        known = self._rows(
            "SELECT passages, sentences, tokens, languages FROM known WHERE article = ?", (article,)
        )
        if known:
            passages, sentences, tokens, languages = known[0]
            return {
                "passages": passages, "sentences": sentences, "tokens": tokens,
                "languages": json.loads(languages),
            }  # fmt: skip
        return self._counted("article = ?", article)

    def next_key(self) -> int:
        """Give the first key that no passage has had yet."""
        ((last,),) = self._rows("SELECT seq FROM sqlite_sequence WHERE name = 'passages'")
        return int(last) + 1

    def changed(self) -> Iterator[tuple[int, int | None, Row]]:
        """Give what is new of an article: its key, the row that it replaces, what is known now."""
        keys = self._rows(
            "SELECT articles.key, row, data FROM articles "
            "LEFT JOIN known ON article = articles.key ORDER BY articles.key"
        )
        for key, row, before in keys:
            data = {**self.article_data(key), "counts": self.article_counts(key)}
            if dumps(data) != before:
                yield key, row, data

    def changed_files(self) -> tuple[list[tuple[int, Row]], list[int]]:
        """Give the files that are new or others than before, and those that are gone."""
        before = dict(self._rows("SELECT file, data FROM known_files"))
        now = {key: self.file_data(key) for (key,) in self._rows("SELECT key FROM files")}
        changed = [(key, data) for key, data in now.items() if before.get(key) != dumps(data)]
        return changed, [key for key in before if key not in now or before[key] != dumps(now[key])]

    def is_known(self, article: int) -> bool:
        """Tell whether an article was found in Milvus."""
        return bool(self._rows("SELECT 1 FROM known WHERE article = ?", (article,)))

    def _counted(self, condition: str, *values: int) -> Row:
        ((passages,),) = self._rows(f"SELECT COUNT(*) FROM passages WHERE {condition}", values)  # noqa: S608
        ((sentences,),) = self._rows(
            "SELECT COUNT(*) FROM sentences JOIN passages ON passages.key = passage "  # noqa: S608
            f"WHERE {condition}",
            values,
        )
        ((tokens,),) = self._rows(
            "SELECT ifnull(SUM(length_of(terms)), 0) FROM words "  # noqa: S608
            f"JOIN passages ON passages.key = words.rowid WHERE {condition}",
            values,
        )
        languages = self._rows(
            f"SELECT language, COUNT(*) FROM passages WHERE {condition} GROUP BY 1",  # noqa: S608
            values,
        )
        return {
            "passages": passages, "sentences": sentences, "tokens": tokens,
            "languages": dict(languages),
        }  # fmt: skip
