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

from index import articles, passages
from index.catalogue import Counts, Indexed
from index.checks.mending import Mending
from index.collecting import collect, followed, require
from index.drafting import UNWRITABLE, content_hash
from index.duplicates import Member, clusters, representative
from index.encoder import Encoder
from index.errors import CorpusError, StoreError, StoreWriteError, first_line
from index.formats.document import Flaw, Limits, Unreadable
from index.formats.worker import Worker
from index.passages import PassageOptions
from index.records import Skipped, SyncReport
from index.recurring import recurring
from index.signatures import size
from index.store import Draft, Store, is_published, locked, open_store, remembered_roots

__all__ = ["BuildOptions", "Progress", "require", "sync"]

# Raised whenever the same file would give other spans, sentences or terms than before: every
# article is then read again, while unchanged passages keep their vectors.
_RULES = 5

# Passages that are held in memory with their vectors at a time.
_CHUNK = 2048

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
    store: Path,
    paths: Sequence[Path] = (),
    *,
    encoder: Encoder,
    remove: Sequence[Path] = (),
    full: bool = False,
    options: BuildOptions | None = None,
    progress: Progress | None = None,
) -> SyncReport:
    """Bring the index in line with its files and publish it as a new generation.

    Readers keep the generation they have until the new one is complete. A run that is killed
    leaves the old one as it was; a run that finds nothing to do publishes nothing.

    Args:
        store: The store's folder; made where it is missing.
        paths: Files and folders to follow from now on, besides those of earlier runs.
        encoder: Makes the vectors; must be the model that built the store, unless `full`.
        remove: Files and folders to follow no longer.
        full: Read everything again, whatever the store holds. Vectors of texts that the same
            model has encoded are kept.
        options: Limits and sizes.
        progress: Is told how far the run has come.

    Raises:
        CorpusError: Nothing to index, or a path that is not there; the index stays as it is.
        StoreBusyError: Another process is building.
        StoreMismatchError: Another model built the index, and `full` is not set.
        StoreDamagedError: The index is damaged, and `full` is not set.
        StoreWriteError: The index cannot be written, as where the disk is full.
    """
    started = time.perf_counter()
    options = (options or BuildOptions()).fitting(encoder)
    tell = progress or _silent
    require(paths)
    mending = Mending(store)
    if not store.exists():  # what is wrong with the paths is said before a folder is made
        followed((), paths, remove, mending)
    with locked(store):
        old = _opened(store, encoder, full=full)
        roots = followed(remembered_roots(store), paths, remove, mending)
        base = old if old and old.manifest.options == options.fingerprint() else None
        known = base.catalogue.files() if base and not full else {}
        found = collect(roots, options.limits, known, mending)
        if base and not full and base.manifest.roots == roots and _alike(known, found):
            tally = _Tally(unchanged=base.manifest.counts.articles)
            return _report(tally, base.manifest.counts, base.catalogue.skipped(), started)
        if old and not full:  # of what is copied, every byte gets a new checksum
            old.check_bytes()
        with (
            _writing(store),
            Draft(store, None if full else base, encoder.identity.dimension) as draft,
        ):
            keys, tally = _read(draft, found, encoder, options, tell)
            skipped = draft.catalogue.skipped()
            if not old and not tally.added:
                raise _nothing(roots, skipped, mending)
            if old and (full or base is None):  # all was read again, and some of it as before
                tally = _Tally()
                tally.count(old.catalogue.contents(), draft.catalogue.contents())
            draft.catalogue.set_voices(_voices(draft))
            draft.catalogue.set_recurring(recurring(draft.catalogue.lines()))
            _embed(draft, keys, encoder, old, tell)
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
def _writing(store: Path) -> Iterator[None]:
    try:
        yield
    except UNWRITABLE as error:
        raise StoreWriteError(
            f"the index at {store} cannot be written ({first_line(error)}); make room there; what "
            "was published before stays as it is"
        ) from error


def _silent(stage: str, done: int, total: int) -> None:
    del stage, done, total


def _opened(store: Path, encoder: Encoder, *, full: bool) -> Store | None:
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
    draft: Draft, found: dict[str, Indexed], encoder: Encoder, options: BuildOptions, tell: Progress
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
    with Worker(options.limits) as worker:
        for done, name in enumerate(unread, 1):
            before = catalogue.articles_of(name)
            keys += _read_file(draft, name, found[name], worker, encoder, options)
            tally.count(before, catalogue.articles_of(name))
            tell("reading", done, len(unread))
    return keys, tally


def _read_file(
    draft: Draft,
    name: str,
    now: Indexed,
    worker: Worker,
    encoder: Encoder,
    options: BuildOptions,
) -> list[int]:
    """Bring the articles of one file in line; those that read as before keep their passages."""
    catalogue, keys, flaws = draft.catalogue, list[int](), list[Flaw]()
    gone = catalogue.articles_of(name)
    catalogue.set_file(name, now)
    try:
        for article in (
            articles.read(Path(now.path), name, options.limits, worker) if not now.reason else ()
        ):
            if isinstance(article, Flaw):
                flaws.append(article)
                continue
            now = now._replace(digest=article.digest)  # it may have changed since it was found
            if gone.get(article.citation.id) == content_hash(article):
                del gone[article.citation.id]
            else:
                _remove(draft, [article.citation.id] if gone.pop(article.citation.id, None) else [])
                split = passages.split(article, encoder.count_tokens, options.passages)
                keys += catalogue.add(name, article, split)
    except (Unreadable, AssertionError) as reason:  # or its offsets could not be proven
        now = now._replace(reason=str(reason))
        gone = catalogue.articles_of(name)
        keys = []
    _remove(draft, gone)
    catalogue.set_file(name, now, flaws)
    return keys


def _remove(draft: Draft, article_ids: Iterable[str]) -> None:
    for article_id in article_ids:
        draft.vectors.remove(draft.catalogue.remove(article_id))


def _voices(draft: Draft) -> dict[str, tuple[str, int]]:
    """Find the articles that print the same, and for each of them the one that stands for all."""
    known = {name: (day, made) for name, day, made in draft.catalogue.signatures()}
    groups: dict[str, list[Member]] = {}
    for name, head in clusters({name: made for name, (_, made) in known.items()}).items():
        day, made = known[name]
        groups.setdefault(head, []).append(Member(name, day, size(made)))
    return {
        member.id: (representative(members).id, len(members) - 1)
        for members in groups.values()
        for member in members
    }


def _embed(
    draft: Draft, keys: list[int], encoder: Encoder, old: Store | None, tell: Progress
) -> None:
    """Give every new passage its vector: an old one where the same model made it, or a new one."""
    reusable = old if old and old.manifest.model == encoder.identity else None
    done = 0

    def count(encoded: int) -> None:
        nonlocal done
        done += encoded
        tell("embedding", done, len(keys))

    for first in range(0, len(keys), _CHUNK):
        chunk = keys[first : first + _CHUNK]
        texts = draft.catalogue.passage_texts(chunk)
        rows = np.empty((len(chunk), encoder.identity.dimension), dtype=np.float32)
        known = reusable.vectors_of(texts) if reusable else {}
        for position, vector in known.items():
            rows[position] = vector
        count(len(known))
        new = [position for position in range(len(chunk)) if position not in known]
        # What several articles print alike is encoded once.
        places = {text: place for place, text in enumerate(dict.fromkeys(texts[i] for i in new))}
        made = encoder.encode_passages(list(places), progress=count)
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
