"""What there is to index: the files under all roots, each with the name that the index gives it.

In: the paths that an index follows. Out: its files by id, and what cannot be one of them.
"""

import os
from bisect import bisect_left
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import accumulate, count
from pathlib import Path

from index import articles
from index.errors import CorpusError, Mending
from index.formats.document import Limits, Unreadable
from index.records import Skipped
from index.store.contract.counts import Indexed
from index.store.contract.places import Remote

__all__ = ["collect", "followed", "require"]


def require(paths: Sequence[Path]) -> None:
    """Raise `CorpusError` for a path that is not there."""
    for path in paths:
        if not _is_there(path):
            raise CorpusError(f"no such file or folder: {path}; check the path")


def followed(
    known: Sequence[str], paths: Sequence[Path], remove: Sequence[Path], mending: Mending
) -> tuple[str, ...]:
    """Give what is to be followed from now on, absolute, in the order it was added.

    Args:
        known: What was followed until now.
        paths: What is added.
        remove: What is followed no longer.
        mending: Writes the commands in messages.

    Raises:
        CorpusError: Nothing, or something that is not there.
    """
    roots = dict.fromkeys([*known, *(str(path.resolve()) for path in paths)])
    for path in remove:
        if str(path.resolve()) not in roots:
            all_of_them = ", ".join(roots) or "nothing"
            raise CorpusError(f"{path.resolve()} is not followed; the index follows {all_of_them}")
        del roots[str(path.resolve())]
    for root in roots:
        if not _is_there(Path(root)):
            raise _lost(root, "has vanished", mending)
    if not roots and not remove:
        raise CorpusError(f"nothing to index; name a file or folder: {mending.index('FOLDER')}")
    return tuple(roots)


def collect(
    roots: Sequence[str], limits: Limits, known: Mapping[str, Indexed], mending: Mending
) -> dict[str, Indexed]:
    """Find the files under all roots, each once, by id; the store is none of them.

    Args:
        roots: What `followed` gave.
        limits: How much of a file is read.
        known: The files of the index as it is. Those that cannot be reached for now, because a
            folder cannot be listed, are taken to be as they were.
        mending: Writes the commands in messages, and knows the store.

    Raises:
        CorpusError: A root cannot be listed.
    """
    store = mending.store.resolve() if isinstance(mending.store, Path | Remote) else None
    before = {each.path: each for name, each in known.items() if name != each.path}
    places = sorted(before)
    files: dict[str, Path] = {}
    skipped: dict[str, Indexed] = {}
    kept: set[Path] = set()
    heads: set[str] = set()
    seen: set[Path] = set()
    for root in map(Path, roots):
        for found in articles.find(root):
            path = Path(found.path) if isinstance(found, Skipped) else found
            if store and path.is_relative_to(store):
                continue
            here = [path]
            if isinstance(found, Skipped):
                skipped[found.path] = Indexed(found.path, "", found.reason)
                here = []
            if isinstance(found, articles.Unreachable):
                if path == root:
                    raise _lost(str(root), f"cannot be followed ({found.reason})", mending)
                here = [path] if found.path in before else [*map(Path, _below(path, places))]
                kept.update(here)
            for each in here:
                # Folders that are links are not walked into.
                real = each.resolve() if os.path.islink(each) else each  # noqa: PTH114
                if real not in seen:
                    seen.add(real)
                    name = next(free for free in _names(each, root) if _free(free, files, heads))
                    files[name] = each
                    heads.update(_heads(name))
    looked_at = {
        name: _looked_at(path, limits, before[str(path)] if path in kept else None)
        for name, path in files.items()
    }
    return looked_at | skipped


def _below(path: Path, places: Sequence[str]) -> Sequence[str]:
    """Give those of some sorted paths that lie below this one."""
    behind = chr(ord(os.sep) + 1)
    first, last = (bisect_left(places, f"{path}{sign}") for sign in (os.sep, behind))
    return places[first:last]


def _is_there(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110  (that of `Path` raises where it may not look)


def _lost(root: str, what: str, mending: Mending) -> CorpusError:
    return CorpusError(
        f"{root} {what}, nothing was changed; bring it back, or forget its articles with: "
        f"{mending.index('--remove', root)}"
    )


def _looked_at(path: Path, limits: Limits, otherwise: Indexed | None) -> Indexed:
    try:
        return Indexed(str(path), articles.digest(path, limits))
    except Unreadable as reason:
        return otherwise or Indexed(str(path), "", str(reason))


def _names(path: Path, root: Path) -> Iterator[str]:
    """Give ids for a file, the one it should have first."""
    relative = path.name if path == root else path.relative_to(root).as_posix()
    folder = root.parent.name if path == root else root.name
    yield relative
    yield f"{folder}/{relative}"
    for number in count(2):
        yield f"{folder}-{number}/{relative}"


def _free(name: str, taken: Container[str], heads: Container[str]) -> bool:
    """Tell whether nothing else has this id; the articles in `x.zip` are called `x.zip#…`."""
    return not (name in taken or name in heads or any(head in taken for head in _heads(name)))


def _heads(name: str) -> list[str]:
    return list(accumulate(name.split("#")[:-1], "{}#{}".format))
