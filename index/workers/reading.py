"""One file becomes articles cut into passages; those that read as before are not cut again.

In: a file, and what is known of its articles. Out: what was read of each of its parts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index import articles, passages
from index.formats.document import Flaw, Limits
from index.formats.worker import Worker
from index.model.encoder import Encoder
from index.passages import PassageOptions
from index.records import Article, Passage
from index.store.catalogue_draft import content_hash

__all__ = ["File", "Here", "Outcome", "Workers", "read_file"]


@dataclass(frozen=True, slots=True)
class File:
    """A file that is to be read.

    Attributes:
        name: What it is called in the index.
        path: Where it lies; workers on other machines find it there as well.
        known: The articles that the index has of it, with the hash of what was read of each.
    """

    name: str
    path: str
    known: Mapping[str, bytes]


# An article with its passages, None where it reads as before; or a part that is none.
Outcome = Flaw | tuple[Article, list[Passage] | None]


class Workers(Protocol):
    """Who reads and encodes.

    Attributes:
        chunk: So many passages are held in memory with their vectors at a time.
    """

    chunk: int

    def read(
        self, files: Sequence[File], limits: Limits, options: PassageOptions
    ) -> Iterator[tuple[File, Iterator[Outcome]]]:
        """Read files, in their order; the outcomes of one raise `Unreadable` where it cannot be."""

    def encode(self, texts: Sequence[str], progress: Callable[[int], None]) -> NDArray[np.float32]:
        """Encode passages, (n, d), in their order."""


class Here:
    """This process."""

    chunk = 2_048

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def read(
        self, files: Sequence[File], limits: Limits, options: PassageOptions
    ) -> Iterator[tuple[File, Iterator[Outcome]]]:
        """Read files, in their order, one at a time."""
        with Worker(limits) as worker:
            for file in files:
                yield file, read_file(file, limits, options, self._encoder, worker)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None]) -> NDArray[np.float32]:
        """Encode passages, (n, d)."""
        return self._encoder.encode_passages(texts, progress=progress)


def read_file(
    file: File, limits: Limits, options: PassageOptions, encoder: Encoder, worker: Worker
) -> Iterator[Outcome]:
    """Read one file.

    Raises:
        Unreadable: It cannot be opened, is empty, too large, or holds no article.
    """
    for article in articles.read(Path(file.path), file.name, limits, worker):
        if isinstance(article, Flaw):
            yield article
        elif file.known.get(article.citation.id) == content_hash(article):
            yield article, None
        else:
            yield article, passages.split(article, encoder.count_tokens, options)
