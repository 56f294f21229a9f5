"""The bundled model as an encoder: a tokenizer, word embeddings on disk, and a network.

Neither PyTorch nor Sentence Transformers is loaded for it, which would take longer than an answer.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from index.model import precision, weights
from index.model.cache import loading
from index.model.network import Network, batches, filled
from index.model.protocol import E5_PROMPTS, ModelIdentity, Parts, Vectors

__all__ = ["BundledEncoder", "folder"]

_PADDING = 1


def folder() -> Path:
    """Give the folder in the cache that the bundled model runs from; see `weights.prepare`.

    Raises:
        ModelError: Its weight file is missing or damaged, or the cache cannot be written.
    """
    return weights.prepare(exact=precision.exact())


class BundledEncoder:
    """The bundled model; see `Encoder`. Threads need not take turns.

    Raises:
        ModelError: See `folder`; or what lies there is damaged.
    """

    def __init__(self) -> None:
        from tokenizers import Tokenizer

        home = folder()
        with loading(home), ThreadPoolExecutor(1) as pool:
            network = pool.submit(Network, home / "layers.onnx")
            self._tokenizer = Tokenizer.from_file(str(home / "tokenizer.json"))
            self._words = weights.Words(home / "words.npy")
            self._network = network.result()
        query, passage = E5_PROMPTS["query"], E5_PROMPTS["document"]
        self._lead = len(self._tokenizer.encode(query).ids) - 1  # without the last special token
        self.max_tokens = weights.LENGTH - self._lead - 1
        width = self._words.width
        self.identity = ModelIdentity(weights.NAME, weights.SHA256, width, query, passage)

    @property
    def parts(self) -> Parts:
        """What a reader of the same family shares with this encoder."""
        return Parts(self._words, self._tokenizer)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions; see `Encoder`. Text beyond `max_tokens` is cut."""
        return self._pooled(self.identity.query_prompt, texts)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Encode passages; see `Encoder`. Text beyond `max_tokens` is cut."""
        return self._pooled(self.identity.passage_prompt, texts, progress)

    def encode_tokens(self, texts: Sequence[str], *, queries: bool = False) -> list[Vectors]:
        """Encode tokens; see `Encoder`. Text beyond `max_tokens` is cut."""
        prompt = self.identity.query_prompt if queries else self.identity.passage_prompt
        rows: list[Vectors] = [np.empty(0, np.float32)] * len(texts)
        for places, lengths, hidden in self._hidden(prompt, texts):
            for place, length, each in zip(places, lengths, hidden, strict=True):
                # Of a text without tokens the prompt is all there is.
                inside = slice(self._lead, length - 1) if length > self._lead + 1 else slice(length)
                rows[place] = each[inside].copy()  # and the batch is not kept for it
        return rows

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count tokens; see `Encoder`."""
        found = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(each.ids) for each in found]

    def _pooled(
        self, prompt: str, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Give each text the mean of its tokens' vectors, of unit length."""
        rows = np.empty((len(texts), self.identity.dimension), np.float32)
        for places, lengths, hidden in self._hidden(prompt, texts):
            mask = np.arange(hidden.shape[1]) < np.array(lengths)[:, None]
            mean = np.einsum("tld,tl->td", hidden, mask.astype(np.float32))
            rows[places] = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)
            if progress is not None:
                progress(len(places))
        return rows

    def _hidden(
        self, prompt: str, texts: Sequence[str]
    ) -> Iterator[tuple[list[int], list[int], Vectors]]:
        """Give places in `texts`, lengths, and vectors of tokens, a batch at a time."""
        coded = self._tokenizer.encode_batch_fast([prompt + text for text in texts])
        ids = [each.ids for each in coded]
        most = weights.LENGTH
        ids = [each if len(each) <= most else [*each[: most - 1], each[-1]] for each in ids]
        for places in batches([len(each) for each in ids]):
            rows, mask = filled([ids[place] for place in places], _PADDING)
            hidden = self._network.run(self._words(rows), mask)
            yield places, [len(ids[place]) for place in places], hidden
