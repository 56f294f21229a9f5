"""Sentences that were encoded before are not encoded again.

In: sentences. Out: their token vectors, kept within limits: the next question about the same
articles, and a follow-up above all, finds most of its sentences here.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

from index.encoder import Vectors

__all__ = ["Remembering", "TokenEncoder"]

# A sentence of thirty tokens takes 46 kB, so that these take some 20 MB.
_MOST_TOKENS = 15_000


class TokenEncoder(Protocol):
    """What gives a vector for each token; see `index.encoder.Encoder`."""

    def encode_tokens(self, texts: Sequence[str], *, queries: bool = False) -> list[Vectors]:
        """Encode texts, (tokens, d) each."""


class Remembering:
    """Remembers the token vectors of sentences. Safe to use from several threads.

    Args:
        encoder: Encodes what is new.
        most: Tokens to remember; the sentences that were not asked for longest are forgotten.
    """

    def __init__(self, encoder: TokenEncoder, most: int = _MOST_TOKENS) -> None:
        self._encoder = encoder
        self._most = most
        self._tokens = 0
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def encode_tokens(self, texts: Sequence[str], *, queries: bool = False) -> list[Vectors]:
        """Encode texts; questions are not remembered."""
        if queries:
            return self._encoder.encode_tokens(texts, queries=True)
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        found.update(zip(new, self._encoder.encode_tokens(new) if new else (), strict=True))
        with self._lock:
            self._keep(found)
        return [found[text] for text in texts]

    def _keep(self, used: dict[str, Vectors]) -> None:
        for text, vectors in used.items():
            if text not in self._known:
                self._tokens += len(vectors)
            self._known[text] = vectors
            self._known.move_to_end(text)
        while self._tokens > self._most:
            _, forgotten = self._known.popitem(last=False)
            self._tokens -= len(forgotten)
