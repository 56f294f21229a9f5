"""The SQLite file under a catalogue: opened for any thread, asked, closed.

In: queries. Out: rows, or `StoreDamagedError` where the file is not what was written.
"""

import sqlite3
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from index.errors import damaged

__all__ = ["Database", "storable"]


class Database:
    """A file of SQLite, open for reading, or for writing while it is a draft."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._lock = threading.Lock()
        connection.create_function("folded", 1, _folded, deterministic=True)
        connection.create_function("holds", 4, _holds, deterministic=True)
        weakref.finalize(self, connection.close)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a published file for reading, from any thread."""
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            return cls(sqlite3.connect(uri, uri=True, check_same_thread=False), path)
        except sqlite3.Error as error:
            raise damaged(path, "it cannot be opened", path.parents[2]) from error

    def close(self) -> None:
        """Write what is pending and close the file."""
        self._connection.commit()
        self._connection.close()

    def select(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Run a query of those who count or audit; `StoreDamagedError` where it cannot be."""
        return self._rows(query, values)

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(query, [*map(storable, values)]).fetchall()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            what = " ".join(str(error).split())  # of a broken schema it quotes many lines
            raise damaged(self._path, what, self._path.parents[2]) from error


def storable(value: Any) -> Any:
    """Replace halves of characters, which no text of a catalogue holds and no query may."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _folded(text: str | None) -> str | None:
    return text.casefold() if text else text


def _holds(words: str, *columns: str | None) -> bool:
    text = " ".join(filter(None, columns)).casefold()
    return all(word in text for word in words.split())
