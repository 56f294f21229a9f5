"""Brings an index in line with the files and folders that it follows.

In: paths and an encoder. Out: a published generation and a report. compare → read → split → encode
→ publish: only files whose bytes changed are read, and only texts that were never encoded are.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from index import articles, passages
from index.articles import ArticleOptions, Unreadable
from index.catalogue import Counts
from index.encoder import Encoder
from index.errors import CorpusError, StoreError
from index.passages import PassageOptions
from index.records import Skipped, SyncReport
from index.store import Draft, Store, is_published, locked, open_store, remembered_roots

__all__ = ["BuildOptions", "Progress", "require", "sync"]

# Raised whenever the same file would give other spans, sentences or terms than before: every
# article is then read again, while unchanged passages keep their vectors.
_RULES = 2

# Passages that are held in memory with their vectors at a time.
_CHUNK = 2048

State = Literal["added", "changed", "unchanged", "moved", "removed"]

# Is told that so many of so many steps of a stage ("reading", "embedding") are done.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """Everything that shapes an index, apart from the model."""

    articles: ArticleOptions = field(default_factory=ArticleOptions)
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
    """
    started = time.perf_counter()
    options = (options or BuildOptions()).fitting(encoder)
    tell = progress or _silent
    require(paths)
    with locked(store):
        old = _opened(store, encoder, full=full)
        roots = _roots(remembered_roots(store), paths, remove)
        files, skipped = _collect(roots, store.resolve())
        states = _compare(files, old, options.articles, skipped)
        base = old if old and old.manifest.options == options.fingerprint() else None
        if base and not full and _in_line(base, states, roots, skipped):
            return _report(states, base.manifest.counts, skipped, started)
        with Draft(store, None if full else base, encoder.identity.dimension) as draft:
            keys = _read(draft, states, files, skipped, encoder, options, tell)
            if not old and "added" not in states.values():
                raise _nothing(roots, skipped)
            _embed(draft, keys, encoder, old, tell)
            draft.catalogue.set_skipped(skipped)
            draft.publish(encoder.identity, options.fingerprint(), roots)
            return _report(states, draft.counts, skipped, started)


def require(paths: Sequence[Path]) -> None:
    """Raise `CorpusError` for a path that is not there."""
    for path in paths:
        if not path.exists():
            raise CorpusError(f"no such file or folder: {path}; check the path")


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


def _roots(known: Sequence[str], paths: Sequence[Path], remove: Sequence[Path]) -> tuple[str, ...]:
    roots = dict.fromkeys([*known, *(str(path.resolve()) for path in paths)])
    for path in remove:
        if str(path.resolve()) not in roots:
            followed = ", ".join(roots) or "nothing"
            raise CorpusError(f"{path.resolve()} is not followed; the index follows {followed}")
        del roots[str(path.resolve())]
    for root in roots:
        if not Path(root).exists():
            raise CorpusError(
                f"{root} has vanished, nothing was changed; bring it back, or forget its articles "
                f"with: beleg index --remove {root}"
            )
    if not roots and not remove:
        raise CorpusError("nothing to index; name a file or folder: beleg index FOLDER")
    return tuple(roots)


def _collect(roots: Sequence[str], store: Path) -> tuple[dict[str, Path], list[Skipped]]:
    """Find the files under all roots, each once, by article id; the store is none of them."""
    files: dict[str, Path] = {}
    skipped: dict[str, Skipped] = {}
    seen: set[Path] = set()
    for root in map(Path, roots):
        for found in articles.find(root):
            path = Path(found.path) if isinstance(found, Skipped) else found
            if path.is_relative_to(store):
                continue
            if isinstance(found, Skipped):
                skipped[found.path] = found
            elif (real := found.resolve()) not in seen:
                seen.add(real)
                files[_free_id(found, root, files)] = found
    return files, list(skipped.values())


def _free_id(path: Path, root: Path, taken: dict[str, Path]) -> str:
    relative = path.name if path == root else path.relative_to(root).as_posix()
    if relative not in taken:
        return relative
    folder = root.parent.name if path == root else root.name
    named, number = f"{folder}/{relative}", 1
    while named in taken:
        number += 1
        named = f"{folder}-{number}/{relative}"
    return named


def _compare(
    files: dict[str, Path], old: Store | None, options: ArticleOptions, skipped: list[Skipped]
) -> dict[str, State]:
    """Tell for every article what has become of it, by the digest of its file."""
    before = old.catalogue.indexed() if old else {}
    failed = {skip.path for skip in old.catalogue.skipped()} if old else set()
    states: dict[str, State] = {}
    for article_id, path in files.items():
        try:
            digest = articles.digest(path, options)
            if str(path) in failed:  # most fail again; better known before a draft is begun
                articles.read(path, article_id, options)
        except Unreadable as reason:
            skipped.append(Skipped(str(path), str(reason)))
            continue
        known = before.get(article_id)
        if known is None:
            states[article_id] = "added"
        elif known.digest != digest:
            states[article_id] = "changed"
        else:
            states[article_id] = "unchanged" if known.path == str(path) else "moved"
    return states | {gone: "removed" for gone in before if gone not in states}


def _in_line(
    base: Store, states: dict[str, State], roots: tuple[str, ...], skipped: list[Skipped]
) -> bool:
    return (
        set(states.values()) <= {"unchanged"}
        and base.manifest.roots == roots
        and set(base.catalogue.skipped()) == set(skipped)
    )


def _read(
    draft: Draft,
    states: dict[str, State],
    files: dict[str, Path],
    skipped: list[Skipped],
    encoder: Encoder,
    options: BuildOptions,
    tell: Progress,
) -> list[int]:
    """Bring the draft's articles in line; returns the keys of the passages that are new in it.

    A file that turns out to be no article is added to `skipped` and leaves `states`.
    """
    known = draft.catalogue.indexed()
    for article_id in known:
        if states[article_id] == "moved":
            draft.catalogue.move(article_id, str(files[article_id]))
        elif states[article_id] != "unchanged":
            draft.vectors.remove(draft.catalogue.remove(article_id))
    standing = {i for i in known if states[i] in ("unchanged", "moved")}
    unread = [i for i, state in states.items() if i not in standing and state != "removed"]
    keys: list[int] = []
    for done, article_id in enumerate(unread, 1):
        try:
            article = articles.read(files[article_id], article_id, options.articles)
            split = passages.split(article, encoder.count_tokens, options.passages)
            keys += draft.catalogue.add(article, split)
        except Unreadable as reason:
            skipped.append(Skipped(str(files[article_id]), str(reason)))
            if states.pop(article_id) != "added":
                states[article_id] = "removed"
        tell("reading", done, len(unread))
    return keys


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
        rows[new] = encoder.encode_passages([texts[position] for position in new], progress=count)
        draft.vectors.add(chunk, rows)


def _nothing(roots: Sequence[str], skipped: list[Skipped]) -> CorpusError:
    reasons = f"; {skipped[0].path}: {skipped[0].reason}" if skipped else ""
    return CorpusError(
        f"no article to index in {', '.join(roots)} ({len(skipped)} files skipped{reasons}); "
        "name a folder with .txt or .md files: beleg index FOLDER"
    )


def _report(
    states: dict[str, State], counts: Counts, skipped: list[Skipped], started: float
) -> SyncReport:
    counted = Counter(states.values())
    return SyncReport(
        added=counted["added"],
        changed=counted["changed"],
        removed=counted["removed"],
        unchanged=counted["unchanged"] + counted["moved"],
        articles=counts.articles,
        passages=counts.passages,
        seconds=round(time.perf_counter() - started, 3),
        skipped=tuple(sorted(skipped, key=lambda skip: skip.path)),
    )
