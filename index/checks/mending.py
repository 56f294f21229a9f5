"""The commands that mend an index, as they are typed."""

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Mending", "removed", "typed"]


@dataclass(frozen=True, slots=True)
class Mending:
    """Writes commands for one index.

    Attributes:
        store: The store's folder, as the user wrote it.
        model: The model that the user named, if any.
    """

    store: Path
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
