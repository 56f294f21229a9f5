"""Examines what surrounds an index: the files it follows, the disk, builds at work or killed.

Out: a fact for each check, or a `BelegError` with the command that mends it.
"""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rich.filesize import decimal

from index.errors import BelegError, Mending, StoreBusyError, StoreError, removed, typed
from index.store.locking import locked

__all__ = ["disk", "leftovers", "lock", "roots"]


def roots(followed: Sequence[str], commands: Mending) -> str:
    """Look whether the files and folders that an index follows are there and may be read."""
    gone = [root for root in followed if not os.access(root, os.F_OK)]
    if gone:
        forget = commands.index(*(word for root in gone for word in ("--remove", root)))
        raise BelegError(
            f"{', '.join(gone)} has vanished; bring it back, or forget its articles with: {forget}"
        )
    for root in followed:
        if not os.access(root, os.R_OK | os.X_OK if Path(root).is_dir() else os.R_OK):
            raise BelegError(
                f"{root} may not be read; allow it with: {typed('chmod', '-R', 'u+rX', root)}"
            )
    return ", ".join(followed) or "nothing is followed"


def disk(store: Path, *, needed: int, roots: Sequence[str], spare: Path | None) -> str:
    """Look whether the next generation has room beside the present one.

    Args:
        store: The store's folder.
        needed: Bytes of the present generation, which the next one starts as a copy of.
        roots: What the index follows.
        spare: The generation before, which can be done without.
    """
    free = shutil.disk_usage(store).free
    if free >= needed:
        return f"{decimal(free)} free, the next build needs {decimal(needed)}"
    elsewhere = typed("beleg", "index", *roots, "--store", "DIR")
    room = f", or make room with: {removed(spare)}" if spare else ""
    raise BelegError(
        f"{decimal(free)} free at {store}, the next build needs {decimal(needed)}; build on "
        f"another disk with: {elsewhere}{room}"
    )


def lock(store: Path) -> tuple[str, bool]:
    """Tell whether a build is running, in words and as a truth value."""
    file = store / "lock"
    if not file.exists():
        return "no build is running", False
    if not file.is_file():
        raise BelegError(f"{file} is no file; remove it with: {removed(file)}")
    try:
        with locked(store, clear=False):
            return "no build is running", False
    except StoreBusyError:
        return "a build is running", True
    except StoreError:
        return "this user may ask the index, but not build it", False


def leftovers(store: Path, commands: Mending) -> str:
    """Look for what killed builds left; only where none is running."""
    drafts = sorted((store / "generations").glob("draft-*"))
    if not drafts:
        return "none of killed builds"
    size = 0
    for file in (file for draft in drafts for file in draft.rglob("*")):
        with suppress(OSError):
            size += file.stat().st_size
    raise BelegError(
        f"{', '.join(draft.name for draft in drafts)} ({decimal(size)}) was left by a killed "
        f"build; clear it away with: {commands.index()}"
    )
