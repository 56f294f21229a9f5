"""Examines an installation and its index: each check ends in a fact, or in what mends it.

In: the folder of an index, which may hold anything. Out: findings. What is installed is looked at
by `installation`, what a generation holds by `audit`; here are its surroundings, and which command
mends what.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from index.checks import audit, environment, installation, remote
from index.checks.audit import Fault, Generation
from index.errors import BelegError, Mending, removed, typed
from index.model import bundled, encoder, weights
from index.store.contract.places import Place, Remote
from index.store.generations import remembered_roots
from index.store.layout import FORMAT

__all__ = ["Finding", "examine", "examine_store"]

# So many passages are encoded again: a model whose files have changed gets every one wrong.
_ENCODED = 5
# Another processor, or float32 instead of 8 bits, changes the third digit; other weights the first.
_SAME = 0.99


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, what was found, and the problem with what mends it."""

    check: str
    detail: str = ""
    problem: str | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing has to be mended."""
        return self.problem is None


def examine(store: Place, model: str | None = None) -> Iterator[Finding]:
    """Run every check, of what is installed and of an index; nothing is changed.

    Args:
        store: Where the index is kept.
        model: The model that encodes questions; see `index.model.encoder.load_encoder`.

    Yields:
        A finding for every check that had something to look at.
    """
    yield from _found("versions", installation.versions)
    yield from _found("packages", installation.packages)
    yield from _found("bundled model", partial(installation.bundled_model, model))
    if isinstance(store, Remote):
        for check, look in remote.checks(store, model):
            yield from _found(check, look)
    else:
        yield from examine_store(store, model)


def examine_store(store: Path, model: str | None = None) -> Iterator[Finding]:
    """Run the checks of an index; a failed one does not stop those that can go on without it.

    Where a build takes away what is being looked at, its new generation is looked at instead.
    """
    told = set[str]()
    moved = True
    while moved:
        case, moved = _Case(store, model), False
        for check, look in case.checks():
            for finding in _found(check, look):
                moved = not finding.ok and case.has_moved()
                if not moved and not (finding.ok and check in told):
                    yield finding
                    told.add(check)
            if moved:
                break


def _found(check: str, look: Callable[[], str | None]) -> Iterator[Finding]:
    try:
        detail = look()
    except BelegError as error:
        yield Finding(check, problem=str(error))
    else:
        if detail is not None:
            yield Finding(check, detail)


class _Case:
    """An index under examination: what is known of it so far, and how it can be mended."""

    def __init__(self, store: Path, model: str | None) -> None:
        self._store = store
        self._model = encoder.model_name(model)
        self._commands = Mending(store, model)
        self._pointer = store / "CURRENT"
        self._read: str | None = None  # what the pointer says
        self._named: str | None = None  # the same, where it names a generation
        self._generation: Generation | None = None
        self._encoder: encoder.Encoder | None = None
        self._sound = True  # as far as it was looked at
        self._building = False
        self._renaming: str | None = None  # what mends the pointer, where it is damaged

    def checks(self) -> Iterator[tuple[str, Callable[[], str | None]]]:
        """Give the checks in their order; each builds on what those before it found."""
        yield "pointer", self._read_pointer
        for check, look in audit.CHECKS:
            yield check, partial(self._look, look)
        yield "generation before", self._look_before
        yield "model", self._load_model
        yield "encoding", self._encode_again
        yield "roots", self._find_roots
        yield "disk", self._measure_disk
        yield "lock", self._try_lock
        yield "leftovers", self._find_leftovers

    def has_moved(self) -> bool:
        """Tell whether another generation has been published since the pointer was read."""
        with suppress(OSError, ValueError):
            now = self._pointer.read_text(encoding="ascii").strip()
            return self._read not in (None, now) and now in self._names()
        return False

    # The store's folder

    def _names(self) -> list[str]:
        with suppress(OSError):
            folders = (self._store / "generations").iterdir()
            return sorted(each.name for each in folders if each.name.isdigit() and each.is_dir())
        return []

    def _open(self, name: str) -> Generation:
        return Generation(self._store / "generations" / name, FORMAT)

    def _read_pointer(self) -> str:
        file = self._pointer
        try:
            name = self._read = file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            if not self._names():
                raise BelegError(
                    f"no index at {self._store}; build one with: {self._commands.index('FOLDER')}"
                ) from None
            raise self._lost("is missing") from None
        except NotADirectoryError:
            elsewhere = typed("beleg", "index", "FOLDER", "--store", "DIR")
            raise BelegError(
                f"{self._store} is a file, no index; build one elsewhere with: {elsewhere}"
            ) from None
        except PermissionError as error:
            raise BelegError(f"{file} cannot be read; {self._allowed}") from error
        except (OSError, ValueError) as error:
            raise self._lost(f"cannot be read ({error})") from error
        if name not in self._names():
            raise self._lost(f"names {name[:40]!r}, which is no generation here")
        self._named = name
        self._generation = self._open(name)
        return f"generation {name}"

    def _look(self, look: audit.Look) -> str | None:
        if self._generation is None:
            return None
        try:
            return self._generation.check(look)
        except Fault as fault:
            self._sound = False
            denied = isinstance(fault.__cause__, PermissionError)
            raise BelegError(f"{fault}; {self._allowed if denied else self._mending}") from fault

    def _look_before(self) -> str | None:
        if self._named is None:
            return None
        older = self._older()
        if older is None:
            return "none is kept"
        try:
            for _, look in audit.CHECKS[:3]:  # its bytes; the rest was verified when it was built
                older.check(look)
        except Fault as fault:
            if older.foreign:
                return f"{older.name} is of another format: there is no way back to it"
            raise BelegError(f"{fault}; remove it with: {removed(older.folder)}") from fault
        return f"{older.name} is whole; go back to it with: {self._commands.roll_back()}"

    def _older(self) -> Generation | None:
        older = [name for name in self._names() if self._named and name < self._named]
        return self._open(older[-1]) if older else None

    # The model

    def _load_model(self) -> str | None:
        manifest = self._generation.manifest if self._generation else None
        name, rebuild = self._model, self._commands.rebuild(self._roots())
        if manifest and manifest.model.name != name:
            right = typed("--model", manifest.model.name)
            raise BelegError(
                f"the index was built with the model {manifest.model.name}, not {name}; add "
                f"{right} to every command, or rebuild the index with: {rebuild}"
            )
        loaded = encoder.load_encoder(self._commands.model)
        if manifest is None:
            return f"{name} can be loaded"
        if manifest.model != loaded.identity:
            raise BelegError(
                f"the index was built with other weights or prompts of the model {name}; rebuild "
                f"it with: {rebuild}"
            )
        self._encoder = loaded
        return f"{name} built this index"

    def _encode_again(self) -> str | None:
        generation = self._generation
        if not (self._sound and self._encoder and generation):
            return None
        if generation.catalogue is None or generation.vectors is None:
            return None
        keys = audit.spread(generation.catalogue.keys(), _ENCODED)
        texts = generation.catalogue.passage_texts(keys)
        rows = self._encoder.encode_passages(texts)
        for key, row in zip(keys, rows, strict=True):
            cosine = float(np.dot(row, generation.vectors.get(key)))
            if not cosine >= _SAME:
                raise BelegError(
                    f"passage {key} now gets another vector than the one in the index (their "
                    f"cosine is {cosine:.2f}); {self._reencoded()}"
                )
        return f"{len(keys)} passages encoded again give the vectors in the index"

    def _reencoded(self) -> str:
        if self._model == weights.NAME:
            fresh, again = removed(bundled.folder()), self._commands.doctor()
            return f"make the model afresh with: {fresh}, then: {again}"
        # A full build would take over the vectors of texts that the same model has encoded.
        anew = self._commands.index(*self._roots())
        return f"encode everything afresh with: {removed(self._store)}, then: {anew}"

    # Its surroundings

    def _find_roots(self) -> str | None:
        return environment.roots(self._roots(), self._commands) if self._generation else None

    def _measure_disk(self) -> str | None:
        if self._generation is None:
            return None
        older = self._older()
        return environment.disk(
            self._store,
            needed=self._generation.bytes,
            roots=self._roots(),
            spare=older.folder if older else None,
        )

    def _try_lock(self) -> str | None:
        if self._generation is None and not (self._store / "lock").exists():
            return None
        detail, self._building = environment.lock(self._store)
        return detail

    def _find_leftovers(self) -> str | None:
        if self._building or self._generation is None:
            return None
        return environment.leftovers(self._store, self._commands)

    # What mends it

    def _roots(self) -> tuple[str, ...]:
        if self._generation and self._generation.manifest:
            return self._generation.manifest.roots
        return remembered_roots(self._store)

    @cached_property
    def _mending(self) -> str:
        """What mends a damaged generation: going back costs nothing, encoding again does."""
        if self._renaming:
            return self._renaming
        older = self._older()
        if (
            older
            and older.is_whole()
            and older.manifest
            and older.manifest.model.name == self._model
        ):
            added = [root for root in self._roots() if root not in older.manifest.roots]
            back, on = self._commands.roll_back(), self._commands.index(*added)
            return f"go back to generation {older.name} with: {back}, then: {on}"
        return f"rebuild it with: {self._commands.rebuild(self._roots())}"

    def _lost(self, what: str) -> BelegError:
        """Say what is wrong with the pointer; it is mended by naming a generation that is whole."""
        names = self._names()
        if names:  # the newest is looked at instead
            self._generation = self._open(names[-1])
        rebuild = self._commands.rebuild(self._roots())
        whole = (name for name in reversed(names) if self._open(name).is_whole())
        if self._pointer.is_dir():
            self._renaming = f"remove it with: {removed(self._pointer)}, then: {rebuild}"
        elif os.name != "nt" and (name := next(whole, None)):
            file = typed(str(self._pointer))
            self._renaming = f"go on with generation {name} with: echo {name} > {file}"
        else:
            self._renaming = f"rebuild it with: {rebuild}"
        return BelegError(f"{self._pointer} {what}; {self._renaming}")

    @property
    def _allowed(self) -> str:
        return f"allow it with: {self._commands.allow()}"
