"""Models that read: the bundled one, and any other of transformers by name.

In: the name of a model. Out: a `SpanModel`, ready to read. The bundled reader is the encoder's own
architecture with other layers: they ship as 8-bit rows (`reader.safetensors`), and the word
embeddings, four fifths of the whole, are the encoder's, shared in memory.
"""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.encoder import Encoder, SentenceTransformerEncoder, is_default, load_default
from index.errors import ModelError
from index.weights import no_progress_bars
from qa.spans import SpanModel

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["assembled", "bundled", "named", "pack"]

_FILE = "reader.safetensors"
_WINDOW = 136  # tokens of a passage, as in training (training/examples.py)
_SHARED = "bert.embeddings.word_embeddings.weight"
_SCALE = ".scale"
_ALPHABET = "the die la и a b c d e i n o r s t"


def bundled(encoder: Encoder, *, sha256: str) -> SpanModel:
    """Load the bundled reader.

    Args:
        encoder: The model of the index; see `assembled`.
        sha256: What the file with the weights must hash to.

    Raises:
        ModelError: The file is not the one that belongs here.
    """
    data = resources.files("qa").joinpath(_FILE).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ModelError(f"the reader's weights in qa/{_FILE} are damaged; reinstall beleg")
    return assembled(encoder, data)


def assembled(encoder: Encoder, data: bytes) -> SpanModel:
    """Put a reader together from packed weights and an encoder's word embeddings.

    Args:
        encoder: The model of the index. If it is the bundled one its word embeddings are used,
            else they are loaded as well.
        data: What `pack` made.

    Raises:
        ModelError: The weights are of another architecture.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load
    from transformers import BertForQuestionAnswering

    own = encoder if is_default(encoder) else load_default()
    if not isinstance(own, SentenceTransformerEncoder):
        raise ModelError("the bundled reader needs the bundled encoder; unset BELEG_READER")
    parts = own.parts
    config: Any = copy(parts.model.config)
    # No room for embeddings that are thrown away at once, only for the one of padding.
    config.vocab_size = config.pad_token_id + 1
    model = BertForQuestionAnswering(config)
    model.set_input_embeddings(parts.model.get_input_embeddings())
    try:
        missing, unknown = model.load_state_dict(_unpacked(load(data)), strict=False)
    except (RuntimeError, SafetensorError) as exc:  # other shapes, or no weights at all
        raise ModelError(f"qa/{_FILE} is no reader ({_first_line(exc)}); reinstall beleg") from exc
    if unknown or missing != [_SHARED]:
        raise ModelError(
            f"qa/{_FILE} is no reader: {missing} missing, {unknown} unknown; reinstall beleg"
        )
    return SpanModel(model, parts.tokenizer, parts.turn, window=_WINDOW)


def named(name: str) -> SpanModel:
    """Load any question-answering model of transformers.

    Args:
        name: Name on the hub, or path of a folder.

    Raises:
        ModelError: It cannot be found or loaded, or is of another kind.
    """
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    folder = Path(name)
    if folder.is_dir():
        _require_question_answering(folder)
    try:
        with no_progress_bars():
            tokenizer = AutoTokenizer.from_pretrained(name)
            model, loaded = AutoModelForQuestionAnswering.from_pretrained(
                name, output_loading_info=True
            )
    except Exception as exc:  # whatever a foreign model and three libraries may raise
        raise ModelError(
            f"The reader {name} cannot be loaded ({_first_line(exc)}): check its name and the "
            "connection, or leave BELEG_READER empty for the bundled one"
        ) from exc
    other = "name another in BELEG_READER, or leave it empty for the bundled one"
    if loaded["missing_keys"]:
        # They would be random numbers.
        missing = ", ".join(sorted(loaded["missing_keys"])[:3])
        raise ModelError(f"The reader {name} was not trained to read ({missing} missing): {other}")
    if not tokenizer.is_fast:
        raise ModelError(
            f"The reader {name} has no fast tokenizer, so the places of its words are not known: "
            f"{other}"
        )
    if set(tokenizer.encode(_ALPHABET, add_special_tokens=False)) <= {tokenizer.unk_token_id}:
        raise ModelError(f"The reader {name} comes without its tokenizer: {other}")
    lock = threading.Lock()

    @contextmanager
    def turn() -> Iterator[None]:
        with lock:
            yield

    return SpanModel(model, tokenizer, turn)


def pack(weights: Mapping[str, "Tensor"]) -> bytes:
    """Write the weights of a reader with 8 bits a number, a scale for each row of a matrix.

    Args:
        weights: Those of a `BertForQuestionAnswering`; word embeddings are left out.

    Returns:
        What belongs into `reader.safetensors`.
    """
    from safetensors.torch import save

    packed: dict[str, Tensor] = {}
    for name, tensor in sorted(weights.items()):
        if name == _SHARED:
            continue
        if tensor.ndim == 1:
            packed[name] = tensor.float().contiguous()
            continue
        scale = tensor.float().abs().amax(dim=1).clamp(min=1e-12) / 127
        packed[name] = (tensor.float() / scale[:, None]).round().char()
        packed[name + _SCALE] = scale
    return save(packed)


def _unpacked(packed: Mapping[str, "Tensor"]) -> dict[str, "Tensor"]:
    return {
        name: tensor.float() * packed[name + _SCALE][:, None] if name + _SCALE in packed else tensor
        for name, tensor in packed.items()
        if not name.endswith(_SCALE)
    }


def _first_line(exc: BaseException) -> str:
    return next(iter(str(exc).strip().splitlines()), type(exc).__name__)


def _require_question_answering(folder: Path) -> None:
    """Refuse a folder that transformers would load with a head of random numbers."""
    try:
        config: Any = json.loads((folder / "config.json").read_text("utf-8"))
        kinds = config.get("architectures") or []
    except (OSError, ValueError, AttributeError) as exc:
        raise ModelError(
            f"{folder} holds no model of transformers ({exc}); name another in BELEG_READER"
        ) from exc
    if not any(str(kind).endswith("ForQuestionAnswering") for kind in kinds):
        raise ModelError(
            f"{folder} holds {', '.join(map(str, kinds)) or 'no known architecture'}, not a "
            "question-answering model; name another in BELEG_READER"
        )
