"""A generation in the making, in Milvus: seen whole or not at all; and the way back.

In: a catalogue to work in, and vectors as they are made. Out: rows that count from the moment when
one more is added to the log. Rows of a generation that was killed are removed by the next build;
those that died before the generation that can be gone back to, as well.
"""

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from index.errors import (
    StoreBusyError,
    StoreError,
)
from index.model.encoder import ModelIdentity
from index.store.contract.counts import Counts
from index.store.contract.manifest import Manifest
from index.store.contract.places import Remote
from index.store.contract.protocol import Store
from index.store.milvus.cleaning import clear, log_of
from index.store.milvus.client import connect
from index.store.milvus.lease import holds
from index.store.milvus.passages import PassageWriter, Target
from index.store.milvus.reading import MilvusStore
from index.store.milvus.rows import voice_key
from index.store.milvus.schema import PAD, Collections, dumps, loads, pieces, rows_from, visible
from index.store.milvus.state import FORMAT, Entry, State
from index.store.milvus.values import FOREVER, LONGEST, Row, cut
from index.store.milvus.working import Working
from index.store.summary import describe

__all__ = ["Draft"]

# Rows that are held until they are sent.
_SENT = 4_000


class Draft:
    """A generation in the making. Use as a context manager, while the index is `locked`."""

    def __init__(self, place: Remote, base: Store | None, dimension: int) -> None:
        """Start from nothing, in new collections, or from the generation `base`."""
        assert base is None or isinstance(base, MilvusStore)  # noqa: S101
        self.client = connect(place).fresh()
        self._state = State(self.client)
        log = log_of(self._state)
        self._seq = max((entry.seq for entry in log), default=0) + 1
        generation = max((entry.generation for entry in log), default=0) + 1
        self._epoch = base.entry.epoch if base else max((each.epoch for each in log), default=0) + 1
        self._to = Target(
            client=self.client,
            collections=Collections(place.name, self._epoch),
            generation=generation,
            rows=rows_from(generation),
            dimension=dimension,
            base=MilvusStore(self.client, base.entry) if base else None,
        )
        self._folder = Path(tempfile.mkdtemp(prefix="beleg-build-"))
        try:
            self.catalogue = self._working()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        self.vectors = PassageWriter(self._to, self.catalogue)
        self._counts: Counts | None = None

    @property
    def counts(self) -> Counts:
        """What the draft holds."""
        return self._counts or self.catalogue.counts()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._counts is None:
            with suppress(StoreError):  # else the next build does
                if holds(self.client):
                    clear(self.client)
        self.catalogue.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def publish(
        self, model: ModelIdentity, options: dict[str, int], roots: tuple[str, ...]
    ) -> None:
        """Write what is left, compare what is there with what should be, and let it count."""
        counts = self.catalogue.counts()
        self.vectors.finish()
        self._write_files()
        self._write_articles()
        self._label_again()
        self._write_lines()
        self._bury()
        for name in self._to.collections:
            self.client.flush(name)
        manifest = Manifest(
            format=FORMAT,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            model=model,
            options=options,
            roots=roots,
            counts=counts,
            files={"rows": (counts.passages * (4 * self._to.dimension + 1_000), "")},
        )
        log = log_of(self._state)
        entry = Entry(
            seq=self._seq,
            generation=self._to.generation,
            before=log[-1].generation if log else None,
            epoch=self._epoch,
            manifest=manifest,
            tokens=self.catalogue.tokens(),
            next_key=self.catalogue.next_key(),
            buckets=self.vectors.buckets,
            index=self.vectors.index,
            mean=self.vectors.mean,
            summary={},
        )
        told = describe(self.client.place, entry.name, None, manifest, self.catalogue)
        entry = replace(entry, summary=told)
        MilvusStore(self.client, entry).verify()
        if not holds(self.client):
            raise StoreBusyError(
                f"another build has begun to write to the index at {self.client.place}, because "
                "this one could not say for long that it is at work; build again when it is done"
            )
        self._state.append(entry)
        self._counts = counts
        if len(log) > 1:
            self._state.forget(log[-1].seq)

    def _working(self) -> Working:
        base = self._to.base
        if base is None:
            return Working.start(self._folder, 1, lambda _: ({}, []))

        def fetch(article: int) -> tuple[Row, list[Row]]:
            rows = base.passages_of(article)
            self._fetched[article] = rows
            return base.long_of(article), [loads(row["data"]) for row in rows]

        self._fetched: dict[int, list[Row]] = {}
        working = Working.start(self._folder, base.entry.next_key, fetch)
        for written, data in base.all_files():
            working.know_file(written, data)
        for row, written, data in base.all_articles():
            working.know(row, written, data)
        working.put_recurring(base.lines())
        return working

    def _write_articles(self) -> None:
        """Write what is known of articles that are new or that others have changed."""
        heads, long, replaced = list[Row](), list[Row](), list[int]()
        for key, before, data in self.catalogue.changed():
            if before is not None:
                replaced.append(before)
            else:
                long += pieces(
                    self._to.rows,
                    self._to.generation,
                    key,
                    "text",
                    dumps(self.catalogue.long_data(key)),
                )
            row, written, article = next(self._to.rows), dumps(data), data["article"]
            if len(written) > LONGEST:
                long += pieces(self._to.rows, self._to.generation, row, "head", written)
                written = ""
            names = (article["title"], article["source"], article["id"])
            heads.append(
                {
                    "row": row, "key": key, "born": self._to.generation, "died": FOREVER,
                    "voice": voice_key(article["voice"]) if article["voice"] else 0,
                    "id": cut(article["id"]), "language": cut(article["language"]),
                    "languages": f"|{'|'.join(data['counts']['languages'])}|",
                    "source": cut((article["source"] or "").casefold()),
                    "published": cut(article["published"] or ""),
                    "listed": cut(" ".join(filter(None, names)).casefold()), "data": written, **PAD,
                }
            )  # fmt: skip
            if len(heads) >= _SENT:
                self.client.insert(self._to.collections.pieces, long)
                self.client.insert(self._to.collections.articles, heads)
                heads, long = [], []
        self.client.insert(self._to.collections.pieces, long)
        self.client.insert(self._to.collections.articles, heads)
        self._replaced = replaced

    def _write_files(self) -> None:
        changed, gone = self.catalogue.changed_files()
        rows = [
            row
            for key, data in changed
            for row in pieces(self._to.rows, self._to.generation, key, "file", dumps(data))
        ]
        self.client.insert(self._to.collections.pieces, rows)
        self._gone_files = gone

    def _label_again(self) -> None:
        """Write again the passages whose labels have changed with the lines that recur."""
        again, replaced = list[Row](), list[int]()
        for article in self.catalogue.fetched():
            for row in self._fetched[article]:
                written = dumps(self.catalogue.passage_data(row["key"]))
                if written != row["data"]:
                    replaced.append(int(row["row"]))
                    new = {name: value for name, value in row.items() if name != "$meta"}
                    new |= {
                        "row": next(self._to.rows),
                        "born": self._to.generation,
                        "data": written,
                    }
                    again.append(new)
        self.client.insert(self._to.collections.passages, again)
        self._relabelled = replaced

    def _write_lines(self) -> None:
        lines = self.catalogue.recurring().tobytes()
        self._same_lines = self._to.base is not None and self._to.base.lines() == lines
        if not self._same_lines:
            self.client.insert(
                self._to.collections.pieces,
                [*pieces(self._to.rows, self._to.generation, 0, "lines", lines.hex())],
            )

    def _bury(self) -> None:
        """Say when rows die that this generation does without; readers of others see them still."""
        if self._to.base is None:
            return
        names, gone = self._to.collections, sorted(self.catalogue.gone)
        self._dies(names.passages, "row", self._relabelled)
        self._dies(names.passages, "article", gone)
        self._dies(names.articles, "row", self._replaced)
        self._dies(names.articles, "key", gone)
        self._dies(names.pieces, "owner", gone, 'kind == "text"')
        self._dies(names.pieces, "owner", self._gone_files, 'kind == "file"')
        self._dies(names.pieces, "owner", self.vectors.counted_again, 'kind == "df"')
        if not self._same_lines:
            self._dies(names.pieces, "owner", [0], 'kind == "lines"')

    def _dies(self, name: str, field: str, keys: Sequence[int], also: str = "") -> None:
        assert self._to.base is not None  # noqa: S101
        # Rows of now that have the same keys stay.
        where = f"{visible(self._to.base.entry.generation)}{f' and {also}' if also else ''}"
        for first in range(0, len(keys), 500):
            some = [*keys[first : first + 500]]
            rows = [
                int(row["row"])
                for row in self.client.query(
                    name, f"{field} in {some} and {where}", ["row"], now=True
                )
            ]
            self.client.update(name, [{"row": row, "died": self._to.generation} for row in rows])
