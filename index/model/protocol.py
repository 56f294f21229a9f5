"""What an encoder is: texts come in, vectors go out.

What comes in are questions and passages, what goes out are unit rows whose dot product is the
cosine. Retrieval models were trained with a prompt before either kind of text, and recall falls
silently where it is left out: so there are two methods and none that would leave the kind open.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["E5_PROMPTS", "Encoder", "Ids", "ModelIdentity", "Parts", "Vectors"]

Ids = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]

E5_PROMPTS = {"query": "query: ", "document": "passage: "}


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which weights and prompts make an encoder's vectors; an index belongs to exactly one.

    Those of two machines, or in other numbers (8 bits, float32), differ a little all the same.

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


@dataclass(frozen=True, slots=True)
class Parts:
    """What another model of the same family may use of an encoder's.

    Attributes:
        words: Gives the word embeddings of token ids, with one more axis.
        tokenizer: Pads and cuts nothing.
    """

    words: Callable[[Ids], Vectors]
    tokenizer: "Tokenizer"


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
