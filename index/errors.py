"""Every error that Beleg expects, as one tree, and the commands that mend an index.

::

    BelegError                 one line: what, which value, what to do next
    ├── CorpusError            nothing there to index: wrong path, empty folder, vanished root
    ├── StoreError
    │   ├── StoreMissingError  no index at this place yet
    │   ├── StoreMismatchError index and model (or format) do not belong together
    │   ├── StoreDamagedError  the index on disk is not what was written
    │   ├── StoreBusyError     another build holds the lock
    │   ├── StoreUnreachableError  the machine that keeps it does not reply
    │   └── StoreWriteError    its folder cannot be written, or the disk is full
    ├── ModelError             a model cannot be found, read or trusted
    ├── EndpointError          a language model is wrongly named, or its client is not installed
    └── QuestionError          a question that cannot be asked, or a golden file that cannot be read

The commands print a `BelegError` as one line and exit with 1, the chat shows it as a message.
Anything else is a defect and keeps its traceback.
"""

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "BelegError",
    "CorpusError",
    "EndpointError",
    "Mending",
    "ModelError",
    "QuestionError",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreError",
    "StoreMismatchError",
    "StoreMissingError",
    "StoreUnreachableError",
    "StoreWriteError",
    "damaged",
    "first_line",
    "printable",
    "removed",
    "typed",
]


class BelegError(Exception):
    """An expected failure; its text says what, which value and what to do next."""


class CorpusError(BelegError):
    """The folder or file to index is missing, empty or gone."""


class StoreError(BelegError):
    """Something about the index on disk."""


class StoreMissingError(StoreError):
    """There is no index at this place yet."""


class StoreMismatchError(StoreError):
    """The index was built by another model or another format of Beleg."""


class StoreDamagedError(StoreError):
    """A file of the index is missing, cut short or changed."""


class StoreBusyError(StoreError):
    """Another process is building this index."""


class StoreUnreachableError(StoreError):
    """The machine that keeps the index does not reply; asked again later, it may."""


class StoreWriteError(StoreError):
    """The index cannot be written; what was published before stays as it is."""


class ModelError(BelegError):
    """A model cannot be found, read or trusted."""


class EndpointError(BelegError):
    """A language model is named by no address, without its name, or its client is missing."""


class QuestionError(BelegError):
    """A question is empty or too long, or a file of questions cannot be read."""


def first_line(exc: BaseException) -> str:
    """Give what an error of others says, for one line of ours."""
    return next(iter(str(exc).strip().splitlines()), type(exc).__name__)


def printable(text: str) -> str:
    """Write control characters and line ends as Python does: a file's name may hold any."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def damaged(file: Path, what: str, store: Path) -> StoreDamagedError:
    """Make the error of a file that is not as it was written, with what mends its index."""
    mend = Mending(store).index("--full")
    return StoreDamagedError(f"the index is damaged: {file}: {what}; rebuild it with: {mend}")


@dataclass(frozen=True, slots=True)
class Mending:
    """Writes commands for one index.

    Attributes:
        store: Where the index is kept; `str` gives it as the user wrote it.
        model: The model that the user named, if any.
    """

    store: object
    model: str | None = None

    def index(self, *words: str) -> str:
        """Write `beleg index` with these words for this store and model."""
        named = ("--model", self.model) if self.model else ()
        return typed("beleg", "index", *words, "--store", str(self.store), *named)

    def roll_back(self) -> str:
        """Write the command that goes back to the generation before."""
        return typed("beleg", "index", "--rollback", "--store", str(self.store))

    def rebuild(self, roots: Sequence[str]) -> str:
        """Write the command that builds from nothing; where no roots are known, FOLDER is one."""
        return self.index(*(() if roots else ("FOLDER",)), "--full")

    def doctor(self) -> str:
        """Write the command that looks again."""
        return typed("beleg", "doctor", "--store", str(self.store))

    def allow(self) -> str:
        """Write the command that lets the user read and write the store."""
        return typed("chmod", "-R", "u+rwX", str(self.store))


def removed(path: Path) -> str:
    """Write the command that removes a file or a folder with all that is in it."""
    if os.name == "nt":
        return typed("rmdir", "/s", "/q", str(path))
    return typed("rm", "-r", str(path))


def typed(*words: str) -> str:
    """Write a command with quotes where they are needed."""
    if os.name == "nt":
        return " ".join(f'"{word}"' if " " in word else word for word in words)
    return shlex.join(words)
