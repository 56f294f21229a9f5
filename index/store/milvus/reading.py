"""Opens the published generation of an index in Milvus, and answers from it.

In: the address of an index. Out: an open store, read-only. Nothing of it is held here but what was
asked for lately; rows of a generation do not change while it is the current one or the one before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import (
    Mending,
    StoreDamagedError,
    StoreError,
    StoreMismatchError,
    StoreMissingError,
    StoreUnreachableError,
)
from index.model.encoder import ModelIdentity
from index.records import Article, Citation, Filter, Hit, Skipped
from index.store.contract.counts import Indexed, text_hash
from index.store.contract.places import Remote
from index.store.contract.protocol import Scored
from index.store.milvus.client import Client, connect
from index.store.milvus.rows import Rows, newest_of, pattern, voice_key
from index.store.milvus.schema import loads, search_params
from index.store.milvus.state import Entry, State
from index.store.milvus.values import cut
from index.store.milvus.words import dimension_of, query_weights
from index.store.milvus.working import in_memory

__all__ = ["MilvusStore", "is_published", "open_store", "remembered_roots"]

# More terms than any real question has.
_MOST_TERMS = 64
# Articles and lists of words that are kept at hand.
_HELD = 4_096
# So many more are asked for, because of equals the first by key are to be taken.
_TIED = 32
# So many passages are looked at where all are to be verified.
_SAMPLE = 200


class MilvusStore(Rows):
    """One open generation, usable from any thread."""

    def __init__(self, client: Client, entry: Entry) -> None:
        super().__init__(client, entry)
        self.name = entry.name
        self.manifest = entry.manifest
        self.languages = [*entry.summary["languages"]]
        self._state = State(client)

    def is_current(self) -> bool:
        """Tell whether this is still the published generation, as of some seconds ago."""
        try:
            last = self._state.last()
        except StoreError:  # keep answering from what is open
            return True
        return last is None or last <= self.entry.seq

    def require(self, model: str) -> None:
        """Raise `StoreMismatchError` for a model of another name: known before it is loaded."""
        if model != self.manifest.model.name:
            raise _mismatch(self.client.place, f"the model {self.manifest.model.name}, not {model}")

    def summary(self) -> dict[str, Any]:
        """Tell what is indexed, as plain data."""
        before = self.entry.before
        return self.entry.summary | {
            "generation": self.name,
            "generation_before": None if before is None else f"{before:06}",
            "store": str(self.client.place),
        }

    def nearest(self, vector: NDArray[np.float32], k: int, *, only: Filter | None = None) -> Scored:
        """Find the `k` passages nearest to a unit vector, with their cosines."""
        k = min(k, self.manifest.counts.passages)
        where = self.where(only)
        if k < 1 or where is None:
            return []
        found = self.client.nearest(
            self.collections.passages, "dense", vector, k + _TIED, where=where, fields=["key"],
            params=search_params(self.entry.index, k + _TIED),
        )  # fmt: skip
        scored = {int(row["key"]): score for row, score in found}
        if self.entry.index == "IVF_SQ8":  # what codes of 8 bits say is near enough to look at
            scored = self.cosines(vector, scored)
        return sorted(scored.items(), key=lambda item: (-item[1], item[0]))[:k]

    def cosines(self, vector: NDArray[np.float32], keys: Iterable[int]) -> dict[int, float]:
        """Give the cosines of passages with a unit vector, by key."""
        rows = self.passages([*keys], ["key", "dense"])
        return {
            int(row["key"]): float(np.asarray(row["dense"], np.float32) @ vector) for row in rows
        }

    def telling(self, terms: Sequence[str], k: int, *, only: Filter | None = None) -> Scored:
        """Find the passages that share the most telling terms (BM25), scores above 0."""
        distinct = list(dict.fromkeys(terms))[:_MOST_TERMS]
        dimensions = [dimension_of(term) for term in distinct]
        occurring = {
            word: self.occurring(word % self.entry.buckets).get(word, 0) for word in dimensions
        }
        words = query_weights(distinct, occurring, self.manifest.counts.passages)
        where = self.where(only)
        if not words or where is None:
            return []
        found = self.client.nearest(
            self.collections.passages, "words", words, k + _TIED, where=where, fields=["key"],
            params={},
        )  # fmt: skip
        return sorted(
            ((int(row["key"]), score) for row, score in found if score > 0),
            key=lambda item: (-item[1], item[0]),
        )[:k]

    def hits(self, scored: Sequence[tuple[int, float]]) -> list[Hit]:
        """Turn `(passage key, score)` pairs into hits, in the order given, ranked from 1."""
        fields = ["row", "key", "article", "text", "data"]
        rows = self.passages([key for key, _ in scored], fields)
        self.complete(rows, "data", "passage")
        self.complete(rows, "text", "words")
        known = in_memory()
        for head in self.articles({int(row["article"]) for row in rows}):
            known.put_article(head)
        texts = dict[int, str]()
        for row in rows:
            known.put_passage(loads(row["data"]))
            texts[int(row["key"])] = row["text"]
        if missing := {key for key, _ in scored} - texts.keys():
            raise self.damaged(f"{len(missing)} of its passages are not there")
        found = known.hits(scored)
        known.close()
        return [replace(hit, text=texts[key]) for hit, (key, _) in zip(found, scored, strict=True)]

    def article(self, article_id: str) -> Article | None:
        """Give one article with its text, or None."""
        for head in self.by_id([article_id]):
            key = head["article"]["key"]
            texts = self.pieces("text", [key])
            if key not in texts:
                raise self.damaged(f"the text of {article_id} is not there")
            known = in_memory()
            known.put_article(head, loads(texts[key]))
            known.put_recurring(self.lines())
            found = known.article(article_id)
            known.close()
            return found
        return None

    def copies(self, article_id: str) -> list[Citation]:
        """Give the other articles that print the same, the one that stands for them first."""
        for head in self.by_id([article_id]):
            voice = head["article"]["voice"]
            if voice is None:
                return []
            known = self.catalogue_of(f"voice == {voice_key(voice)}")
            found = known.copies(article_id)
            known.close()
            return found
        return []

    def listing(
        self, words: str = "", limit: int = 50, *, within: Filter | None = None
    ) -> tuple[list[Citation], int]:
        """Find articles whose title, source and id hold all these words, the newest first."""
        where = self.where(within, articles=True)
        parts = words.casefold().split()[:_MOST_TERMS]
        if where is None:
            return [], 0
        # What it says of a word is more than what holds it, and looked at again.
        where += "".join(f' and listed like "%{pattern(part)}%"' for part in parts)
        if not parts and not within:
            newest, count = self.newest_rows(where, limit), self.manifest.counts.articles
        else:
            found = [
                row
                for row in self.scan(where, ["key", "id", "published", "listed"])
                if all(part in row["listed"] for part in map(cut, parts))
            ]
            newest, count = newest_of(found, limit), len(found)
        known = in_memory()
        for head in self.articles([int(row["key"]) for row in newest]):
            known.put_article(head)
        shown, _ = known.listing(limit=limit)
        known.close()
        return shown, count

    def newest(self, within: Filter | None = None) -> str | None:
        """Give the date of the newest article, or of those that a filter lets through."""
        if not within:
            day: str | None = self.entry.summary["last_published"]
            return day
        found, _ = self.listing(limit=1, within=within)
        return found[0].published if found else None

    def verdicts(self, paths: Sequence[str]) -> dict[str, str]:
        """Give why files were not indexed, empty where they were; by path, for those it knows."""
        known = self.catalogue_of_files()
        found = known.verdicts(paths)
        known.close()
        return found

    def files(self) -> dict[str, Indexed]:
        """Give what is known of every file, also of those that were skipped, by its id."""
        known = self.catalogue_of_files()
        found = known.files()
        known.close()
        return found

    def skipped(self) -> list[Skipped]:
        """Give the files, and the parts of files, that were not indexed, by path."""
        known = self.catalogue_of_files()
        found = known.skipped()
        known.close()
        return found

    def contents(self) -> dict[str, bytes]:
        """Give the hash of all that was read of every article, by its id."""
        return {
            head["article"]["id"]: head["article"]["content"] for _, _, head in self.all_articles()
        }

    def vectors_of(self, texts: Sequence[str]) -> dict[int, NDArray[np.float32]]:
        """Give the vectors of those texts that are passages here, by position in `texts`."""
        hashes = [text_hash(text).hex() for text in texts]
        found = dict[str, NDArray[np.float32]]()
        wanted = [*dict.fromkeys(hashes)]
        for first in range(0, len(wanted), 500):
            some = ", ".join(f'"{each}"' for each in wanted[first : first + 500])
            for row in self.client.query(
                self.collections.passages,
                f"hash in [{some}] and {self.visible}",
                ["hash", "dense"],
            ):
                found[row["hash"]] = np.asarray(row["dense"], np.float32)
        return {position: found[each] for position, each in enumerate(hashes) if each in found}

    def check_bytes(self) -> None:
        """Look whether all is there that a build would go on from."""
        counts = self.manifest.counts
        for name, wanted in (
            (self.collections.passages, counts.passages),
            (self.collections.articles, counts.articles),
        ):
            found = self.client.count(name, self.visible)
            if found != wanted:
                raise self.damaged(f"{name} holds {found} rows of it instead of {wanted}")

    def verify(self) -> None:
        """Compare what is there with the manifest, and some passages with their articles.

        Raises:
            StoreDamagedError: The first thing that is not as it was written.
        """
        self.check_bytes()
        for hit in self.sample():
            article = self.article(hit.article.id)
            if article is None or article.text[hit.start : hit.end] != hit.text:
                raise self.damaged(f"a passage of {hit.article.id} is not in its article")

    def sample(self, most: int = _SAMPLE) -> list[Hit]:
        """Give some passages from all over the index."""
        last = self.entry.next_key
        keys = sorted({int(key) for key in np.linspace(0, max(0, last - 1), 4 * most)})
        there = [int(row["key"]) for row in self.passages(keys, ["key"])]
        step = max(1, len(there) // most)
        return self.hits([(key, 0.0) for key in sorted(there)[::step][:most]])


def open_store(place: Remote, model: ModelIdentity | None = None) -> MilvusStore:
    """Open the published generation; see `index.store.opening.open_store`."""
    client = connect(place)
    entry = State(client).current()
    if model is not None and entry.manifest.model != model:
        built = entry.manifest.model
        other = f"the model {built.name}, not {model.name}"
        same = f"other weights or prompts of the model {model.name}"
        raise _mismatch(place, other if built.name != model.name else same)
    fresh = client.fresh()
    for name in entry.collections(place.name):  # from now on they have seen what was published
        fresh.query(name, "row == 0", ["row"])
    return MilvusStore(client, entry)


def remembered_roots(place: Remote) -> tuple[str, ...]:
    """Give the files and folders that an index follows."""
    try:
        return State(connect(place)).current().manifest.roots
    except StoreUnreachableError:
        raise
    except StoreError:
        return ()


def is_published(place: Remote) -> bool:
    """Tell whether a generation was ever published."""
    try:
        State(connect(place)).current()
    except StoreMissingError:
        return False
    except (StoreDamagedError, StoreMismatchError):
        return True
    return True


def _mismatch(place: Remote, built_with: str) -> StoreMismatchError:
    return StoreMismatchError(
        f"the index at {place} was built with {built_with}; rebuild it with: "
        f"{Mending(place).index('--full')}, or choose its model with --model"
    )
