"""Texts → vectors: the protocol of an encoder, and the one that runs Sentence Transformers.

What comes in are questions and passages, what goes out are unit rows whose dot product is the
cosine. Retrieval models were trained with a prompt before either kind of text, and recall falls
silently where it is left out: so there are two methods and none that would leave the kind open.
"""

import hashlib
import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from index import weights
from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

__all__ = [
    "Encoder",
    "ModelIdentity",
    "Parts",
    "SentenceTransformerEncoder",
    "Vectors",
    "is_default",
    "load_default",
    "load_encoder",
    "model_name",
]

Vectors = npt.NDArray[np.float32]

# The same model as the bundled one in full precision, where the wheel has no build.
_HUB_MODEL = "intfloat/multilingual-e5-small"
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}

# 160 German passages of 20 to 130 tokens, fp32, two AVX2 cores, tokens per second: 1,870 in
# batches of 8, 1,870 of 16, 1,740 to 1,970 of 32, 1,380 of 64. Of the equals the one that lets a
# question through sooner while passages are being encoded.
_BATCH_SIZE = 16
# For the rare model that names no limit: longer passages are of no use to a search anyway.
_MAX_TOKENS = 512


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """What makes two encoders give the same vectors; an index belongs to exactly one.

    Attributes:
        name: Name on the hub, path of a folder, or `weights.NAME` for the bundled model.
        checksum: SHA-256 of the weights, hexadecimal.
        dimension: Length of a vector.
        query_prompt: What is put before every question.
        passage_prompt: What is put before every passage.
    """

    name: str
    checksum: str
    dimension: int
    query_prompt: str
    passage_prompt: str


class Encoder(Protocol):
    """Turns texts into vectors; safe to share between threads."""

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""

    @property
    def max_tokens(self) -> int:
        """How many tokens a text may have, as `count_tokens` counts them, before it is cut."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions as (n, dimension) float32 rows of unit length, in order."""

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Encode passages as (n, dimension) float32 rows of unit length, in order.

        `progress` is called with the number of texts done since its last call.
        """

    def encode_tokens(self, texts: Sequence[str], *, queries: bool = False) -> list[Vectors]:
        """Encode each token in its context: (tokens, dimension) float32 rows for every text.

        Rows are not normalised; there is at least one for every text. Prompt and special tokens
        are read but not given back.
        """

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of each text, without prompt and special tokens."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What another model of the same family may use of an encoder's, in its `turn` only.

    Attributes:
        model: The transformer, with its word embeddings.
        tokenizer: The tokenizer; padding and truncation are its state.
        turn: Opens a context in which nobody else uses them.
    """

    model: "PreTrainedModel"
    tokenizer: "PreTrainedTokenizerBase"
    turn: Callable[[], AbstractContextManager[None]]


class SentenceTransformerEncoder:
    """A model of Sentence Transformers as an `Encoder`.

    Args:
        model: The loaded model; it must have a tokenizer of transformers.
        name: See `ModelIdentity.name`. With "e5" in its last part and no prompts saved with the
            model, those of E5 are used, which most of its checkpoints do not carry.
        checksum: SHA-256 of the weights where it is known; else it is computed.
    """

    def __init__(
        self, model: "SentenceTransformer", name: str, *, checksum: str | None = None
    ) -> None:
        self._model = model
        self._next = threading.Lock()
        self._busy = threading.Lock()
        prompts = {key: prompt for key, prompt in model.prompts.items() if prompt}
        if not prompts and "e5" in Path(name).name.lower():
            prompts = _E5_PROMPTS
        query = prompts.get("query", "")
        # The library looks at "document" only, although models call it by any of these.
        kinds = ("document", "passage", "corpus")
        passage = next((prompts[kind] for kind in kinds if kind in prompts), "")
        overhead = max(len(ids) for ids in model.tokenizer([query, passage])["input_ids"])
        self.max_tokens = (model.max_seq_length or _MAX_TOKENS) - overhead
        # This first run also takes the slow start off the first question.
        dimension = model.encode_query([""], show_progress_bar=False).shape[1]
        self.identity = ModelIdentity(
            name, checksum or _hash_weights(model), dimension, query, passage
        )

    @property
    def parts(self) -> Parts:
        """What a reader of the same family shares with this encoder."""
        first: Any = self._model[0]  # the module that holds the transformer
        return Parts(first.auto_model, self._model.tokenizer, self._turn)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions; see `Encoder`. Text beyond `max_tokens` is cut."""
        prompt = self.identity.query_prompt
        rows = self._encode(self._model.encode_query, prompt, texts, normalize_embeddings=True)
        return np.array(rows, np.float32).reshape(len(texts), self.identity.dimension)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Encode passages; see `Encoder`. Text beyond `max_tokens` is cut."""
        prompt, encode = self.identity.passage_prompt, self._model.encode_document
        rows = self._encode(encode, prompt, texts, progress, normalize_embeddings=True)
        return np.array(rows, np.float32).reshape(len(texts), self.identity.dimension)

    def encode_tokens(self, texts: Sequence[str], *, queries: bool = False) -> list[Vectors]:
        """Encode tokens; see `Encoder`. Text beyond `max_tokens` is cut."""
        prompt = self.identity.query_prompt if queries else self.identity.passage_prompt
        encode = self._model.encode_query if queries else self._model.encode_document
        rows = self._encode(encode, prompt, texts, output_value="token_embeddings")
        # The prompt's own tokens come with a special one before and one behind.
        lead = len(self._model.tokenizer(prompt)["input_ids"]) - 1
        return [each[lead:-1] if len(each) > lead + 1 else each for each in map(np.asarray, rows)]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count tokens; see `Encoder`."""
        if not texts:
            return []
        with self._turn():
            encoded = self._model.tokenizer(
                list(texts),
                add_special_tokens=False,
                truncation=False,
                return_attention_mask=False,
                verbose=False,  # no complaint about a text that is too long: that is the question
            )
        return [len(ids) for ids in encoded["input_ids"]]

    def _encode(
        self,
        encode: Callable[..., Any],
        prompt: str,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        **wanted: Any,
    ) -> list[Any]:
        rows: list[Any] = [None] * len(texts)
        # Neighbours in length share a batch, so that little is padded; the longest come first, so
        # that memory runs out at once or never.
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        for start in range(0, len(order), _BATCH_SIZE):
            batch = order[start : start + _BATCH_SIZE]
            with self._turn():
                encoded = encode(
                    [texts[number] for number in batch],
                    prompt=prompt,
                    batch_size=_BATCH_SIZE,
                    show_progress_bar=False,
                    **wanted,
                )
            for number, row in zip(batch, encoded, strict=True):
                rows[number] = row
            if progress is not None:
                progress(len(batch))
        return rows

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let one thread at a time use the model, first come, first served.

        The tokenizer holds its padding and truncation as state, so threads must take turns. With
        one lock alone, a build often takes it again for its next batch before a waiting question
        wakes up (seen: 3.7 s of waiting at 0.4 s a batch); with two, whoever waits for the model
        already holds the way in (0.4 s at most).
        """
        with self._next:
            self._busy.acquire()
        try:
            yield
        finally:
            self._busy.release()


def load_encoder(name: str | None = None) -> Encoder:
    """Load an embedding model.

    Args:
        name: Name on the hub or path of a Sentence Transformers folder. Without one it is
            `BELEG_MODEL`, and without that the bundled model, for which no network is touched;
            where its wheel has no build, the same model from its hub.

    Raises:
        ModelError: The model cannot be found or loaded.
    """
    return _loaded(model_name(name))


def model_name(name: str | None = None) -> str:
    """Tell which model `load_encoder` would load, without loading it; see `ModelIdentity.name`."""
    return name or os.environ.get("BELEG_MODEL") or _default_name()


def is_default(encoder: Encoder) -> bool:
    """Tell whether this is the model that is used where none is named."""
    return encoder.identity.name == _default_name()


def load_default() -> Encoder:
    """Load the model that is used where none is named, whatever `BELEG_MODEL` says."""
    return load_encoder(_default_name())


def _default_name() -> str:
    return weights.NAME if weights.available() else _HUB_MODEL


@lru_cache(maxsize=1)  # the first chat builds an index and then answers: with one model, not two
def _loaded(name: str) -> Encoder:
    if name == weights.NAME:
        folder = weights.unpack()
        next_step = "delete that folder, it will be unpacked again"
        return _load(weights.NAME, folder, next_step, checksum=weights.SHA256)
    next_step = (
        "check its name and the connection, or leave BELEG_MODEL empty for the default model"
    )
    return _load(name, None, next_step)


def _load(
    name: str, folder: Path | None, next_step: str, *, checksum: str | None = None
) -> SentenceTransformerEncoder:
    """Load `folder` without a network, or else the model called `name` from wherever it is."""
    from sentence_transformers import SentenceTransformer

    # It warns of every retry; the error says it in one line.
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    # A download keeps its progress bar.
    with weights.no_progress_bars() if folder else nullcontext():
        try:
            model = SentenceTransformer(str(folder or name), local_files_only=folder is not None)
            return SentenceTransformerEncoder(model, name, checksum=checksum)
        except Exception as exc:  # whatever a foreign model and five libraries may raise
            reason = next(iter(str(exc).strip().splitlines()), type(exc).__name__)
            raise ModelError(
                f"The model {folder or name} cannot be loaded ({reason}): {next_step}"
            ) from exc


def _hash_weights(model: "SentenceTransformer") -> str:
    """Hash names and bytes of all weights, sorted by name."""
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        # Where a checkpoint has no pooler, the library makes one up at random, and no model of
        # sentence vectors reads it.
        if ".pooler." not in name:
            digest.update(name.encode())
            flat = tensor.detach().cpu().contiguous().reshape(-1)
            digest.update(flat.view(torch.uint8).numpy())
    return digest.hexdigest()
