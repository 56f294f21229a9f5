"""Every error that Beleg expects, as one tree.

::

    BelegError                 one line: what, which value, what to do next
    ├── CorpusError            nothing there to index: wrong path, empty folder, vanished root
    ├── StoreError
    │   ├── StoreMissingError  no index at this place yet
    │   ├── StoreMismatchError index and model (or format) do not belong together
    │   ├── StoreDamagedError  the index on disk is not what was written
    │   ├── StoreBusyError     another build holds the lock
    │   └── StoreWriteError    its folder cannot be written, or the disk is full
    ├── ModelError             a model cannot be found, read or trusted
    └── QuestionError          a question that cannot be asked, or a golden file that cannot be read

The commands print a `BelegError` as one line and exit with 1, the chat shows it as a message.
Anything else is a defect and keeps its traceback.
"""

from pathlib import Path

from index.checks.mending import Mending

__all__ = [
    "BelegError",
    "CorpusError",
    "ModelError",
    "QuestionError",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreError",
    "StoreMismatchError",
    "StoreMissingError",
    "StoreWriteError",
    "damaged",
    "first_line",
    "printable",
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


class StoreWriteError(StoreError):
    """The index cannot be written; what was published before stays as it is."""


class ModelError(BelegError):
    """A model cannot be found, read or trusted."""


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
