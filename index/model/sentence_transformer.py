"""Any model of Sentence Transformers as an encoder, on whatever device PyTorch finds."""

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import ModelError, first_line
from index.model import weights
from index.model.protocol import E5_PROMPTS, Ids, ModelIdentity, Parts, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["SentenceTransformerEncoder", "load"]

# Texts of like length are encoded together. More of them are no faster on a processor, and keep a
# question waiting that comes meanwhile.
_BATCH_SIZE = 16
# For the rare model that names no limit: longer passages are of no use to a search anyway.
_MAX_TOKENS = 512


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
            prompts = E5_PROMPTS
        query = prompts.get("query", "")
        # The library looks at "document" only, although models call it by any of these.
        kinds = ("document", "passage", "corpus")
        passage = next((prompts[kind] for kind in kinds if kind in prompts), "")
        overhead = max(len(ids) for ids in model.tokenizer([query, passage])["input_ids"])
        self.max_tokens = (model.max_seq_length or _MAX_TOKENS) - overhead
        # This first run also takes the slow start off the first question.
        dimension = model.encode_query(["?"], show_progress_bar=False).shape[1]
        self.identity = ModelIdentity(
            name, checksum or _hash_weights(model), dimension, query, passage
        )

    @property
    def parts(self) -> Parts:
        """What a reader of the same family shares with this encoder."""
        from tokenizers import Tokenizer

        first: Any = self._model[0]  # the module that holds the transformer
        rows = first.auto_model.get_input_embeddings().weight.detach().float().cpu().numpy()

        def words(ids: Ids) -> Vectors:
            found: Vectors = rows[ids]
            return found

        # One of its own, as padding and truncation are a tokenizer's state.
        own = Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        own.no_padding()
        own.no_truncation()
        return Parts(words, own)

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
        # Tensors, wherever and in whatever numbers the model computes.
        tensors = self._encode(encode, prompt, texts, output_value="token_embeddings")
        rows: list[Vectors] = [each.float().cpu().numpy() for each in tensors]
        before, behind = self._around(prompt)
        return [
            each[before : len(each) - behind] if len(each) > before + behind else each
            for each in rows
        ]

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

    def _around(self, prompt: str) -> tuple[int, int]:
        """Count the tokens before and behind those of a text."""
        with self._turn():
            special = self._model.tokenizer("x", return_special_tokens_mask=True)
            behind = special["special_tokens_mask"][::-1].index(0)
            return len(self._model.tokenizer(prompt)["input_ids"]) - behind, behind

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
        """Let one thread at a time use the model.

        The tokenizer holds its padding and truncation as state, so threads must take turns. With
        one lock alone, a build often takes it again for its next batch before a waiting question
        wakes up; with two, the one who waits for the model already holds the way in, and waits for
        one batch at most.
        """
        with self._next:
            self._busy.acquire()
        try:
            yield
        finally:
            self._busy.release()


def load(
    name: str, folder: Path | None, next_step: str, *, checksum: str | None = None
) -> SentenceTransformerEncoder:
    """Load a model.

    Args:
        name: What the model is called.
        folder: Where it lies, and no network is touched; else it is looked for by its name.
        next_step: What to do where that fails.
        checksum: SHA-256 of the weights where it is known.

    Raises:
        ModelError: It cannot be found or loaded.
    """
    from sentence_transformers import SentenceTransformer

    # It warns of every retry; the error says it in one line.
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    # A download keeps its progress bar.
    with weights.no_progress_bars() if folder else nullcontext():
        try:
            model = SentenceTransformer(str(folder or name), local_files_only=folder is not None)
            return SentenceTransformerEncoder(model, name, checksum=checksum)
        except Exception as exc:  # whatever a foreign model and five libraries may raise
            raise ModelError(
                f"The model {folder or name} cannot be loaded ({first_line(exc)}): {next_step}"
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
