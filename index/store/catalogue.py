"""The catalogue: articles, passages and sentences with a full-text table, in one SQLite file.

In: articles with their passages. Out: hits by key, keys by words, articles by id. A catalogue is
written once, inside a draft generation, and never changes after it was published.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from index.copies.recurring_lines import Keys, relabelled
from index.language import canonical
from index.records import Article, Citation, Entry, Filter, Hit, Label, Skipped, Span
from index.store.contract.counts import Counts, Indexed, text_hash
from index.store.database import Database, storable

__all__ = ["Catalogue", "Counts", "Indexed", "text_hash", "to_keys", "to_spans"]

_CITATION = (
    "articles.id, title, files.path, source, published, articles.language, url, author, dated, "
    "voice, copies, cut"
)
_ARTICLES = "articles JOIN files ON files.key = file"

# More terms than any real question has; each costs a look-up in the full-text table.
_MOST_TERMS = 64


class Catalogue(Database):
    """A catalogue file, open for reading, or for writing while it is a draft."""

    def counts(self) -> Counts:
        """Count articles, passages and sentences."""
        tables = ("articles", "passages", "sentences")
        return Counts(*(self._rows(f"SELECT COUNT(*) FROM {table}")[0][0] for table in tables))  # noqa: S608

    def files(self) -> dict[str, Indexed]:
        """Give what is known of every file, also of those that were skipped, by its id."""
        rows = self._rows("SELECT id, path, digest, reason, kind FROM files")
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
        return [_citation(row) for row in rows]

    def listing(
        self, words: str = "", limit: int = 50, *, within: Filter | None = None
    ) -> tuple[list[Citation], int]:
        """Find articles whose title, source and id hold all these words, the newest first.

        Args:
            words: Parts of words, whatever the case; none finds every article.
            limit: How many articles at most.
            within: Only articles that this filter lets through; by language, those with passages
                in it.

        Returns:
            The first of them, those without a date last, and how many there are.
        """
        conditions, values = _conditions(
            within or Filter(),
            languages=f"articles.key IN (SELECT article FROM passages WHERE language {_AMONG})",  # noqa: S608
        )
        if parts := words.casefold().split()[:_MOST_TERMS]:
            conditions += " AND holds(?, title, source, id)"
            values.append(" ".join(parts))
        where = f"FROM articles WHERE {conditions}"
        # The keys first: only what is shown is fetched whole, as texts lie between the titles.
        keys = self._rows(
            f"SELECT key {where} ORDER BY published DESC, id LIMIT ?", (*values, limit)
        )
        rows = [
            self._rows(f"SELECT {_CITATION} FROM {_ARTICLES} WHERE articles.key = ?", key)[0]  # noqa: S608
            for key in keys
        ]
        total = len(keys)
        if total == limit:
            total = self._rows(f"SELECT COUNT(*) {where}", values)[0][0]
        return [_citation(row) for row in rows], total

    def verdicts(self, paths: Sequence[str]) -> dict[str, str]:
        """Give why files were not indexed, empty where they were; by path, for those it knows."""
        query = f"SELECT path, reason FROM files WHERE path {_AMONG}"  # noqa: S608
        return {path: reason or "" for path, reason in self._rows(query, (_among(paths),))}

    def lines(self) -> list[tuple[str, Keys]]:
        """Give site and hashes of the lines of every article."""
        rows = self._rows("SELECT site, lines FROM articles")
        return [(site, to_keys(lines)) for site, lines in rows]

    def recurring(self) -> Keys:
        """Give the hashes of the lines that recur across articles."""
        rows = self._rows("SELECT lines FROM recurring")
        return to_keys(rows[0][0] if rows else b"")

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
        return [_citation(row) for row in rows]

    def newest(self, within: Filter | None = None) -> str | None:
        """Give the date of the newest article, or of those that a filter lets through."""
        if within:
            return next((each.published for each in self.listing(limit=1, within=within)[0]), None)
        return self._rows("SELECT MAX(published) FROM articles")[0][0]  # type: ignore[no-any-return]

    def languages(self) -> list[str]:
        """Give the languages of the articles, the most frequent first."""
        query = "SELECT language FROM articles GROUP BY language ORDER BY COUNT(*) DESC, language"
        return [language for (language,) in self._rows(query)]

    def passage_languages(self) -> dict[str, int]:
        """Count passages by language."""
        query = "SELECT CAST(ifnull(language, '') AS TEXT), COUNT(*) FROM passages GROUP BY 1"
        return dict(self._rows(query))

    def article(self, article_id: str) -> Article | None:
        """Give one article with its text, or None."""
        rows = self._rows(
            f"SELECT {_CITATION}, text, spans, digest, pages, kind, entries, lines "  # noqa: S608
            f"FROM {_ARTICLES} WHERE articles.id = ?",
            (article_id,),
        )
        if not rows:
            return None
        *citation, text, spans, digest, pages, kind, entries, lines = rows[0]
        labelled = relabelled(to_spans(spans), to_keys(lines), self.recurring())
        starts = tuple(json.loads(pages))
        blog = tuple(Entry(*entry) for entry in json.loads(entries))
        return Article(_citation(citation), text, labelled, digest, starts, kind, blog)

    def passage_keys(self, hashes: Iterable[bytes]) -> dict[bytes, int]:
        """Find passages by the hash of their text."""
        found = {}
        for wanted in hashes:
            for (key,) in self._rows("SELECT key FROM passages WHERE hash = ? LIMIT 1", (wanted,)):
                found[wanted] = key
        return found

    def passage_texts(self, keys: Sequence[int]) -> list[str]:
        """Give the texts of passages, in the order of their keys.

        Neighbours of one article cost one reading of its text: SQLite would read all of it for each
        slice, which for an article of a million characters took most of the time of a build.
        """
        texts, article, text = list[str](), None, ""
        for key in keys:
            ((of, start, end),) = self._rows(
                "SELECT article, start, end FROM passages WHERE key = ?", (key,)
            )
            if of != article:
                ((text,),) = self._rows("SELECT text FROM articles WHERE key = ?", (of,))
                article = of
            texts.append(text[start:end])
        return texts

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
            article, inner = _citation(citation), tuple(self._sentences(key))
            hits.append(Hit(rank, score, start, end, text, article, Label(label), inner, language))
        return hits

    def _sentences(self, key: int) -> list[tuple[int, int]]:
        return self._rows(
            "SELECT start, end FROM sentences WHERE passage = ? AND quotable ORDER BY start",
            (key,),
        )


def _citation(row: Any) -> Citation:
    return replace(Citation(*row), cut=bool(row[-1]))


def to_spans(written: str) -> tuple[Span, ...]:
    """Read labelled spans as they are kept."""
    return tuple(Span(start, end, Label(label)) for start, end, label in json.loads(written))


def to_keys(written: bytes) -> Keys:
    """Read hashes of lines as they are kept."""
    return np.frombuffer(written, dtype=np.uint64)


# Of any number of values, which are one argument (`_among`).
_AMONG = "IN (SELECT value FROM json_each(?))"


def _among(values: Sequence[str]) -> str:
    return json.dumps([storable(value) for value in values])


def _conditions(
    wanted: Filter, languages: str = f"passages.language {_AMONG}"
) -> tuple[str, list[str]]:
    """Write a filter as conditions on passages and articles, with the values they take."""
    conditions, values = ["1"], []
    for day, sign in ((wanted.since, ">="), (wanted.until, "<=")):
        if day:
            without = " OR published IS NULL" if wanted.undated else ""
            conditions.append(f"(published {sign} ?{without})")
            values.append(day)
    for names, condition in (
        ([source.casefold() for source in wanted.sources], f"folded(source) {_AMONG}"),
        ([canonical(code) for code in wanted.languages], languages),
        (wanted.articles, f"articles.id {_AMONG}"),
    ):
        if names:
            conditions.append(condition)
            values.append(_among(names))
    return " AND ".join(conditions), values
