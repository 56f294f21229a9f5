"""Brings an index in line with the files and folders that it follows.

In: paths and an encoder. Out: a published generation and a report. compare → read → split → encode
→ publish: only files whose bytes changed are read, only articles of theirs that changed are split,
and only texts that were never encoded are.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from index.collecting import collect, followed, require
from index.copies.recurring_lines import recurring
from index.copies.voices import voices
from index.errors import CorpusError, Mending, StoreError, StoreWriteError, first_line
from index.formats.document import Flaw, Limits, Unreadable
from index.model.encoder import Encoder, ModelIdentity
from index.passages import PassageOptions
from index.records import Skipped, SyncReport
from index.store.catalogue_draft import UNWRITABLE
from index.store.contract.counts import Counts, Indexed
from index.store.contract.places import Place, Remote, place_of
from index.store.contract.protocol import Store
from index.store.drafts import Draft
from index.store.opening import (
    is_published,
    is_there,
    locked,
    new_draft,
    open_store,
    remembered_roots,
)
from index.workers.reading import File, Here, Outcome, Workers

__all__ = ["BuildOptions", "Progress", "require", "sync"]

# Raised whenever the same file would give other spans, sentences or terms than before: every
# article is then read again, while unchanged passages keep their vectors.
_RULES = 7

# Is told that so many of so many steps of a stage ("reading", "embedding") are done.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """Everything that shapes an index, apart from the model."""

    limits: Limits = field(default_factory=Limits)
    passages: PassageOptions = field(default_factory=PassageOptions)

    def fitting(self, encoder: Encoder) -> "BuildOptions":
        """Give the same options with passages that the encoder does not cut."""
        tokens = min(self.passages.tokens, encoder.max_tokens)
        return replace(self, passages=replace(self.passages, tokens=tokens))

    def fingerprint(self) -> dict[str, int]:
        """Give what the manifest remembers; with other values every article is read again."""
        return {"rules": _RULES, "passage_tokens": self.passages.tokens}


def sync(
    store: str | Path | Remote,
    paths: Sequence[Path] = (),
    *,
    encoder: Encoder,
    remove: Sequence[Path] = (),
    full: bool = False,
    options: BuildOptions | None = None,
    progress: Progress | None = None,
    workers: Workers | None = None,
) -> SyncReport:
    """Bring the index in line with its files and publish it as a new generation.

    Readers keep the generation they have until the new one is complete. A run that is killed
    leaves the old one as it was; a run that finds nothing to do publishes nothing.

    Args:
        store: The store's folder, made where it is missing, or its address in Milvus.
        paths: Files and folders to follow from now on, besides those of earlier runs.
        encoder: Makes the vectors; must be the model that built the store, unless `full`.
        remove: Files and folders to follow no longer.
        full: Read everything again, whatever the store holds. Vectors of texts that the same
            model has encoded are kept.
        options: Limits and sizes.
        progress: Is told how far the run has come.
        workers: Who reads and encodes; by default this process.

    Raises:
        CorpusError: Nothing to index, or a path that is not there; the index stays as it is.
        StoreBusyError: Another process is building.
        StoreMismatchError: Another model built the index, and `full` is not set.
        StoreDamagedError: The index is damaged, and `full` is not set.
        StoreWriteError: The index cannot be written, as where the disk is full.
    """
    started = time.perf_counter()
    options = (options or BuildOptions()).fitting(encoder)
    tell, workers = progress or _silent, workers or Here(encoder)
    require(paths)
    place = place_of(store)
    mending = Mending(place)
    if not is_there(place):  # what is wrong with the paths is said before a folder is made
        followed((), paths, remove, mending)
    with locked(place):
        old = _opened(place, encoder, full=full)
        roots = followed(remembered_roots(place), paths, remove, mending)
        base = old if old and old.manifest.options == options.fingerprint() else None
        known = base.files() if base and not full else {}
        found = collect(roots, options.limits, known, mending)
        if base and not full and base.manifest.roots == roots and _alike(known, found):
            tally = _Tally(unchanged=base.manifest.counts.articles)
            return _report(tally, base.manifest.counts, base.skipped(), started)
        if old and not full:  # of what is copied, every byte gets a new checksum
            old.check_bytes()
        with (
            _writing(place),
            new_draft(place, None if full else base, encoder.identity.dimension) as draft,
        ):
            keys, tally = _read(draft, found, workers, options, tell)
            skipped = draft.catalogue.skipped()
            if not old and not tally.added:
                raise _nothing(roots, skipped, mending)
            if old and (full or base is None):  # all was read again, and some of it as before
                tally = _Tally()
                tally.count(old.contents(), draft.catalogue.contents())
            draft.catalogue.set_voices(voices(draft.catalogue.signatures()))
            draft.catalogue.set_recurring(recurring(draft.catalogue.lines()))
            _embed(draft, keys, encoder.identity, workers, old, tell)
            draft.publish(encoder.identity, options.fingerprint(), roots)
            return _report(tally, draft.counts, skipped, started)


@dataclass(slots=True)
class _Tally:
    """What became of the articles."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0

    def count(self, before: Mapping[str, bytes], now: Mapping[str, bytes]) -> None:
        """Count articles by what was read of each, before and now."""
        same = sum(before.get(article_id) == read for article_id, read in now.items())
        self.unchanged += same
        self.changed += len(before.keys() & now.keys()) - same
        self.added += len(now.keys() - before.keys())
        self.removed += len(before.keys() - now.keys())


@contextmanager
def _writing(store: Place) -> Iterator[None]:
    try:
        yield
    except UNWRITABLE as error:
        raise StoreWriteError(
            f"the index at {store} cannot be written ({first_line(error)}); make room there; what "
            "was published before stays as it is"
        ) from error


def _silent(stage: str, done: int, total: int) -> None:
    del stage, done, total


def _opened(store: Place, encoder: Encoder, *, full: bool) -> Store | None:
    """Open what is there. A `full` build can do without, and takes only what is whole."""
    if not is_published(store):
        return None
    try:
        old = open_store(store, None if full else encoder.identity)
        if full:
            old.verify()
    except StoreError:
        if full:
            return None
        raise
    return old


def _alike(known: Mapping[str, Indexed], found: Mapping[str, Indexed]) -> bool:
    return known.keys() == found.keys() and all(
        _same(known[name], now) and known[name].path == now.path for name, now in found.items()
    )


def _same(known: Indexed | None, now: Indexed) -> bool:
    """Tell whether a file is as it was; one that could not be read stays so until it changes."""
    if known is None or known.digest != now.digest:
        return False
    return bool(now.digest) or known.reason == now.reason


def _read(
    draft: Draft, found: dict[str, Indexed], workers: Workers, options: BuildOptions, tell: Progress
) -> tuple[list[int], _Tally]:
    """Bring the draft's files in line; returns the keys of the passages that are new in it."""
    catalogue, tally, keys = draft.catalogue, _Tally(), list[int]()
    known = catalogue.files()
    for name in known.keys() - found.keys():
        before = catalogue.articles_of(name)
        _remove(draft, before)
        catalogue.remove_file(name)
        tally.count(before, {})
    unread = [name for name, now in found.items() if not _same(known.get(name), now)]
    for name in found.keys() - unread:
        if known[name].path != found[name].path:
            catalogue.move(name, found[name].path)
    tally.unchanged = catalogue.counts().articles - sum(
        len(catalogue.articles_of(name)) for name in unread
    )
    # Those that cannot be opened are not looked at again.
    for name in [name for name in unread if found[name].reason]:
        before = catalogue.articles_of(name)
        keys += _take(draft, name, found[name], iter(()))
        tally.count(before, {})
    files = [
        File(name, found[name].path, catalogue.articles_of(name))
        for name in unread
        if not found[name].reason
    ]
    outcomes = workers.read(files, options.limits, options.passages)
    for done, (file, parts) in enumerate(outcomes, 1 + len(unread) - len(files)):
        keys += _take(draft, file.name, found[file.name], parts)
        tally.count(file.known, catalogue.articles_of(file.name))
        tell("reading", done, len(unread))
    return keys, tally


def _take(draft: Draft, name: str, now: Indexed, outcomes: Iterator[Outcome]) -> list[int]:
    """Bring the articles of one file in line; those that read as before keep their passages."""
    catalogue, keys, flaws = draft.catalogue, list[int](), list[Flaw]()
    gone = catalogue.articles_of(name)
    catalogue.set_file(name, now)
    try:
        for outcome in outcomes:
            if isinstance(outcome, Flaw):
                flaws.append(outcome)
                continue
            article, split = outcome
            # It may have changed since it was found.
            now = now._replace(digest=article.digest, kind=article.kind)
            known = gone.pop(article.citation.id, None)
            if split is not None:
                _remove(draft, [article.citation.id] if known else [])
                keys += catalogue.add(name, article, split)
    except (Unreadable, AssertionError) as reason:  # or its offsets could not be proven
        now = now._replace(reason=str(reason), kind=getattr(reason, "kind", ""))
        gone = catalogue.articles_of(name)
        keys = []
    _remove(draft, gone)
    catalogue.set_file(name, now, flaws)
    return keys


def _remove(draft: Draft, article_ids: Iterable[str]) -> None:
    for article_id in article_ids:
        draft.vectors.remove(draft.catalogue.remove(article_id))


def _embed(
    draft: Draft,
    keys: list[int],
    model: ModelIdentity,
    workers: Workers,
    old: Store | None,
    tell: Progress,
) -> None:
    """Give every new passage its vector: an old one where the same model made it, or a new one."""
    reusable = old if old and old.manifest.model == model else None
    done = 0

    def count(encoded: int) -> None:
        nonlocal done
        done += encoded
        tell("embedding", done, len(keys))

    for first in range(0, len(keys), workers.chunk):
        chunk = keys[first : first + workers.chunk]
        texts = draft.catalogue.passage_texts(chunk)
        rows = np.empty((len(chunk), model.dimension), dtype=np.float32)
        known = reusable.vectors_of(texts) if reusable else {}
        for position, vector in known.items():
            rows[position] = vector
        count(len(known))
        new = [position for position in range(len(chunk)) if position not in known]
        # What several articles print alike is encoded once.
        places = {text: place for place, text in enumerate(dict.fromkeys(texts[i] for i in new))}
        made = workers.encode(list(places), count)
        rows[new] = made[[places[texts[position]] for position in new]]
        count(len(new) - len(places))
        draft.vectors.add(chunk, rows)


def _nothing(roots: Sequence[str], skipped: Sequence[Skipped], mending: Mending) -> CorpusError:
    reasons = f"; {skipped[0].path}: {skipped[0].reason}" if skipped else ""
    return CorpusError(
        f"no article to index in {', '.join(roots)} ({len(skipped)} files skipped{reasons}); "
        f"name a folder with text, HTML, PDF or other articles: {mending.index('FOLDER')}"
    )


def _report(
    tally: _Tally, counts: Counts, skipped: Sequence[Skipped], started: float
) -> SyncReport:
    return SyncReport(
        added=tally.added,
        changed=tally.changed,
        removed=tally.removed,
        unchanged=tally.unchanged,
        articles=counts.articles,
        passages=counts.passages,
        seconds=round(time.perf_counter() - started, 3),
        skipped=tuple(skipped),
    )
