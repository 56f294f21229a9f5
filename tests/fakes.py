"""Small deterministic stand-ins; each shares a contract test with the real one."""

import hashlib
import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from index.encoder import ModelIdentity

__all__ = ["HashEncoder"]


class HashEncoder:
    """An `Encoder` without a model: texts that share words have similar vectors."""

    def __init__(self, dimension: int = 64, max_tokens: int = 507) -> None:
        self.max_tokens = max_tokens
        self.identity = ModelIdentity(
            name="hash-encoder",
            checksum=hashlib.sha256(b"hash-encoder").hexdigest(),
            dimension=dimension,
            query_prompt="query: ",
            passage_prompt="passage: ",
        )

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self._encode(self.identity.query_prompt, texts)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> npt.NDArray[np.float32]:
        vectors = self._encode(self.identity.passage_prompt, texts)
        if progress is not None and texts:
            progress(len(texts))
        return vectors

    def encode_tokens(
        self, texts: Sequence[str], *, queries: bool = False
    ) -> list[npt.NDArray[np.float32]]:
        words = [re.findall(r"\w+", text.casefold()) or [""] for text in texts]
        return [np.stack([self._of_word(word) for word in each]) for each in words]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count pieces of up to four letters, and signs: about as many as a real tokenizer does."""
        return [len(re.findall(r"\w{1,4}|[^\w\s]", text)) for text in texts]

    def _encode(self, prompt: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.identity.dimension), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            # The prompt is a word as well: so no text is empty, and queries are not passages.
            for word in re.findall(r"\w+", (prompt + text).casefold()):
                vector += self._of_word(word)
            vector /= np.linalg.norm(vector)
        return vectors

    def _of_word(self, word: str) -> npt.NDArray[np.float32]:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")
        return np.random.default_rng(seed).standard_normal(self.identity.dimension, np.float32)
