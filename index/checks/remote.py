"""What `beleg doctor` looks at of an index in Milvus.

In: its address. Out: checks; each gives a fact, or raises an error with what mends it.
"""

from collections.abc import Callable, Iterator

import numpy as np

from index.checks import environment
from index.errors import BelegError, Mending, StoreError
from index.model import encoder
from index.store.contract.places import Remote
from index.store.contract.protocol import Store
from index.store.opening import open_store

__all__ = ["checks"]

# As for an index in a folder: so many passages are encoded again, and how alike they must be.
_ENCODED, _SAME = 5, 0.99


def checks(place: Remote, model: str | None) -> Iterator[tuple[str, Callable[[], str | None]]]:
    """Give the checks in their order; each builds on what those before it found."""
    case = _Case(place, model)
    yield "server", case.reach
    yield "rows", case.compare
    yield "model", case.load_model
    yield "encoding", case.encode_again
    yield "roots", case.find_roots


class _Case:
    def __init__(self, place: Remote, model: str | None) -> None:
        self._place = place
        self._model = model
        self._commands = Mending(place, model)
        self._store: Store | None = None
        self._encoder: encoder.Encoder | None = None

    def reach(self) -> str:
        """Open the index."""
        self._store = open_store(self._place)
        how = "encrypted" if self._place.encrypted else "not encrypted"
        way = "a file of this machine" if self._place.file else how
        return f"generation {self._store.name}, built {self._store.manifest.created}; {way}"

    def compare(self) -> str | None:
        """Compare rows with the manifest, and some passages with their articles."""
        if self._store is None:
            return None
        self._store.verify()
        counts = self._store.manifest.counts
        return f"{counts.articles} articles, {counts.passages} passages, as they were written"

    def load_model(self) -> str | None:
        """Load the model, where it is the one that built the index."""
        if self._store is None:
            return None
        name = encoder.model_name(self._model)
        self._store.require(name)
        loaded = encoder.load_encoder(self._model)
        if loaded.identity != self._store.manifest.model:
            raise BelegError(
                f"the index was built with other weights or prompts of the model {name}; rebuild "
                f"it with: {self._commands.index('--full')}"
            )
        self._encoder = loaded
        return f"{name} built this index"

    def encode_again(self) -> str | None:
        """Encode some passages again, and compare their vectors."""
        if self._store is None or self._encoder is None:
            return None
        vector = np.zeros(self._encoder.identity.dimension, np.float32)
        vector[0] = 1.0
        hits = self._store.hits(self._store.nearest(vector, _ENCODED))
        texts = [hit.text for hit in hits]
        kept = self._store.vectors_of(texts)
        for position, row in enumerate(self._encoder.encode_passages(texts)):
            if position not in kept or not float(row @ kept[position]) >= _SAME:
                raise StoreError(
                    f"a passage of {hits[position].article.id} now gets another vector than the "
                    f"one in the index; rebuild it with: {self._commands.index('--full')}"
                )
        return f"{len(texts)} passages encoded again give the vectors in the index"

    def find_roots(self) -> str | None:
        """Look for what the index follows."""
        if self._store is None:
            return None
        return environment.roots(self._store.manifest.roots, self._commands)
