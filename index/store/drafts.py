"""What a generation in the making is to a build, wherever the index is kept.

In: articles, passages and their vectors. Out: a generation that readers use, whole or not at all.
"""

from collections.abc import Sequence
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from index.model.encoder import ModelIdentity
from index.store.catalogue_draft import DraftCatalogue
from index.store.contract.counts import Counts

__all__ = ["Draft", "DraftVectors"]


class DraftVectors(Protocol):
    """The vectors of a generation in the making."""

    def add(self, keys: Sequence[int], rows: NDArray[np.float32]) -> None:
        """Add `rows`, (n, d) of unit length, under the keys of n passages of the draft."""

    def remove(self, keys: Sequence[int]) -> None:
        """Forget the vectors of these keys."""


class Draft(Protocol):
    """A generation in the making: a context, left without `publish` it is thrown away."""

    @property
    def catalogue(self) -> DraftCatalogue:
        """Its articles."""

    @property
    def vectors(self) -> DraftVectors:
        """Its vectors."""

    @property
    def counts(self) -> Counts:
        """What it holds."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def publish(
        self, model: ModelIdentity, options: dict[str, int], roots: tuple[str, ...]
    ) -> None:
        """Verify it and let readers use it."""
