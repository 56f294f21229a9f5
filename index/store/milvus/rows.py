"""The rows of one generation of an index in Milvus, found and put together.

In: keys, filters and conditions. Out: rows that count in the generation, whole also where they were
too long for a field.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from index.errors import Mending, StoreDamagedError
from index.language import canonical
from index.records import Filter
from index.store.contract.counts import text_hash
from index.store.milvus.client import Client
from index.store.milvus.schema import join, loads, visible
from index.store.milvus.state import Entry
from index.store.milvus.values import Row, cut, quoted
from index.store.milvus.working import Known, in_memory

__all__ = ["Rows", "newest_of", "pattern", "voice_key"]

# Articles and lists of words that are kept at hand.
_HELD = 4_096


class Rows:
    """The rows of a generation."""

    def __init__(self, client: Client, entry: Entry) -> None:
        self.client = client
        self.entry = entry
        self.collections = entry.collections(client.place.name)
        self.visible = visible(entry.generation)
        self.occurring = lru_cache(maxsize=_HELD)(self._list_of)
        self._heads = dict[int, Row]()
        self._recurring: bytes | None = None

    def where(self, only: Filter | None, *, articles: bool = False) -> str | None:
        """Write a filter as a condition on passages or articles; None lets nothing through."""
        conditions = [self.visible]
        if only:
            undated = ' or published == ""' if only.undated else ""
            if only.since:
                conditions.append(f"(published >= {quoted(only.since)}{undated})")
            if only.until:
                dated = f'published <= {quoted(only.until)} and published != ""'
                conditions.append(f"({dated}{undated})")
            if only.sources:
                names = ", ".join(quoted(source.casefold()) for source in only.sources)
                conditions.append(f"source in [{names}]")
            if only.languages:
                codes = [canonical(code) for code in only.languages]
                if articles:
                    like = " or ".join(f'languages like "%|{pattern(code)}|%"' for code in codes)
                    conditions.append(f"({like})")
                else:
                    conditions.append(f"language in [{', '.join(map(quoted, codes))}]")
            if only.articles:
                keys = [head["article"]["key"] for head in self.by_id(only.articles)]
                if not keys:
                    return None
                conditions.append(f"{'key' if articles else 'article'} in {sorted(keys)}")
        return " and ".join(conditions)

    def passages(self, keys: Sequence[int], fields: Sequence[str]) -> list[Row]:
        """Give the rows of passages."""
        return self.client.having(
            self.collections.passages, "key", keys, fields, where=self.visible
        )

    def articles(self, keys: Iterable[int]) -> list[Row]:
        """Give what is known of articles, in the order of their keys."""
        wanted = [*keys]
        if missing := [key for key in wanted if key not in self._heads]:
            rows = self.client.having(
                self.collections.articles, "key", missing, ["row", "data"], where=self.visible
            )
            if len(self._heads) > _HELD:
                self._heads.clear()
            for _, _, head in self.read(rows):
                self._heads[head["article"]["key"]] = head
        try:
            return [self._heads[key] for key in wanted]
        except KeyError as error:
            raise self.damaged(f"article {error} is not there") from error

    def by_id(self, ids: Sequence[str]) -> list[Row]:
        """Give what is known of articles with these ids."""
        names = ", ".join(quoted(name) for name in ids)
        rows = self.client.query(
            self.collections.articles, f"id in [{names}] and {self.visible}", ["row", "data"]
        )
        return [head for _, _, head in self.read(rows) if head["article"]["id"] in ids]

    def catalogue_of(self, condition: str) -> Known:
        """Give the articles that meet a condition, as a catalogue."""
        known = in_memory()
        rows = self.client.query(
            self.collections.articles, f"{condition} and {self.visible}", ["row", "data"]
        )
        for _, _, head in self.read(rows):
            known.put_article(head)
        return known

    def catalogue_of_files(self) -> Known:
        """Give all files, as a catalogue."""
        known = in_memory()
        for _, data in self.all_files():
            known.put_file(data)
        return known

    def scan(self, condition: str, fields: Sequence[str]) -> Iterator[Row]:
        """Give the rows of articles that meet a condition, by default all."""
        where = condition or self.visible
        return self.client.scan(self.collections.articles, where, fields)

    def newest_rows(self, where: str, limit: int) -> list[Row]:
        """Give the newest articles, looking at no more months than have so many."""
        count, first = 0, None
        for month, some in sorted(self.entry.summary["months"].items(), reverse=True):
            count, first = count + some, month
            if count >= limit:
                break
        if count >= limit and first is not None:
            where += f' and published >= "{first}"'
        return newest_of(self.scan(where, ["key", "id", "published"]), limit)

    def read(self, rows: list[Row]) -> Iterator[tuple[int, str, Row]]:
        """Give row, what is written in it and what that says, of articles."""
        self.complete(rows, "data", "head")
        for row in rows:
            yield int(row["row"]), row["data"], loads(row["data"])

    def complete(self, rows: list[Row], field: str, kind: str) -> None:
        """Fill in what was too long for a field."""
        if short := [int(row["row"]) for row in rows if not row[field]]:
            long = self.pieces(kind, short)
            for row in rows:
                row[field] = row[field] or long.get(int(row["row"]), "")

    def pieces(self, kind: str, owners: Sequence[int]) -> dict[int, str]:
        """Give what lies in pieces, by owner."""
        rows = self.client.having(
            self.collections.pieces, "owner", owners, ["owner", "part", "data"],
            where=f'kind == "{kind}" and {self.visible}',
        )  # fmt: skip
        return join(rows)

    def _list_of(self, bucket: int) -> dict[int, int]:
        written = self.pieces("df", [bucket]).get(bucket, "")
        return {int(word): count for word, count in loads(written)} if written else {}

    def lines(self) -> bytes:
        """Give the hashes of the lines that recur."""
        if self._recurring is None:
            self._recurring = bytes.fromhex(self.pieces("lines", [0]).get(0, ""))
        return self._recurring

    def damaged(self, what: str) -> StoreDamagedError:
        """Make the error of an index that is not as it was written."""
        place = self.client.place
        return StoreDamagedError(
            f"the index at {place} is damaged: {what}; rebuild it with: "
            f"{Mending(place).index('--full')}"
        )

    def all_articles(self) -> Iterator[tuple[int, str, Row]]:
        """Give row, what is written in it and what that says, of every article."""
        page: list[Row] = []
        for row in self.scan("", ["row", "data"]):
            page.append(row)
            if len(page) == _HELD:
                yield from self.read(page)
                page = []
        yield from self.read(page)

    def all_files(self) -> Iterator[tuple[str, Row]]:
        """Give what is written of every file, and what that says."""
        found = self.client.scan(
            self.collections.pieces,
            f'kind == "file" and {self.visible}',
            ["owner", "part", "data"],
        )
        for written in join(found).values():
            yield written, loads(written)

    def passages_of(self, article: int) -> list[Row]:
        """Give the rows of an article's passages."""
        rows = self.client.query(
            self.collections.passages,
            f"article == {article} and {self.visible}",
            ["*"],
            now=True,
        )
        self.complete(rows, "data", "passage")
        return rows

    def long_of(self, article: int) -> Row:
        """Give the long columns of an article."""
        long: Row = loads(self.pieces("text", [article])[article])
        return long


def voice_key(article_id: str) -> int:
    """Give a number for an article that stands for others."""
    return int.from_bytes(text_hash(article_id)[:7], "little")


def newest_of(rows: Iterable[Row], limit: int) -> list[Row]:
    """Give the newest, those without a date last, of equals by id."""
    by_id = sorted(rows, key=lambda row: row["id"])
    return sorted(by_id, key=lambda row: row["published"], reverse=True)[:limit]


def pattern(part: str) -> str:
    """Write a part of a word for `like`: what has a meaning there may be any sign."""
    return "".join("_" if sign in '%_\\"' else sign for sign in cut(part))
