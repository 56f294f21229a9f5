"""Models that read: the bundled one, and any other of transformers by name.

In: the name of a model. Out: a `SpanModel`, ready to read. The bundled reader is the encoder's own
architecture with other layers: they ship as 8-bit rows (`reader.safetensors`), and the word
embeddings, four fifths of the whole, are the encoder's.
"""

import hashlib
import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.errors import ModelError, first_line
from index.model import precision
from index.model.cache import loading, made_once
from index.model.encoder import Encoder, is_default, load_default
from index.model.graph import build
from index.model.network import Network
from index.model.protocol import Ids, Parts, Vectors
from index.model.weights import SHAPE, no_progress_bars
from qa.reading.packing import unpacked
from qa.reading.spans import Limits, Scores, SpanModel

if TYPE_CHECKING:
    from transformers import PreTrainedModel

__all__ = ["LIMITS", "assembled", "bundled", "named"]

_FILE = "reader.safetensors"
# Part of the name of what is made of that file: raise it when that changes.
_LAYOUT = 1
LIMITS = Limits(window=136, padding=1)  # tokens, as in training (training/examples.py)
_BODY, _HEAD, _HEAD_BIAS = "bert.", "qa_outputs.weight", "qa_outputs.bias"
_NORM = "bert.embeddings.LayerNorm.weight"
_ALPHABET = "the die la и a b c d e i n o r s t"


class _Bundled:
    """The layers of the reader on the word embeddings of the encoder; see `Scorer`."""

    def __init__(self, network: Network, head: Vectors, parts: Parts) -> None:
        self._network = network
        self._head = head  # a column for the start, one for the end; the last row is their bias
        self._words = parts.words

    def __call__(
        self,
        ids: Ids,
        segments: Ids,  # noqa: ARG002  # the encoder has no such embeddings to tell them apart
        mask: npt.NDArray[np.int32],
    ) -> tuple[Scores, Scores]:
        logits = self._network.run(self._words(ids), mask) @ self._head[:-1] + self._head[-1]
        return logits[..., 0], logits[..., 1]


class _Named:
    """A question-answering model of transformers; see `Scorer`."""

    def __init__(self, model: "PreTrainedModel", fields: list[str]) -> None:
        model.train(False)
        self._model = model
        self._fields = fields

    def __call__(
        self, ids: Ids, segments: Ids, mask: npt.NDArray[np.int32]
    ) -> tuple[Scores, Scores]:
        import torch

        known = {"input_ids": ids, "token_type_ids": segments, "attention_mask": mask}
        coded: Any = {
            name: torch.from_numpy(rows).long()
            for name, rows in known.items()
            if name in self._fields
        }
        with torch.inference_mode():
            out = self._model(**coded)
        return out.start_logits.float().numpy(), out.end_logits.float().numpy()


def bundled(encoder: Encoder, *, sha256: str) -> SpanModel:
    """Load the bundled reader.

    Args:
        encoder: The model of the index; see `assembled`.
        sha256: What the file with the weights must hash to.

    Raises:
        ModelError: The file is not the one that belongs here.
    """
    exact = precision.exact()

    def make(folder: Path) -> None:
        data = resources.files("qa.reading").joinpath(_FILE).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ModelError(f"the reader's weights in qa/{_FILE} are damaged; reinstall beleg")
        graph, head = _assembled(data, exact=exact)
        (folder / "layers.onnx").write_bytes(graph)
        np.save(folder / "head.npy", head)

    name = f"reader-{sha256[:12]}-{_LAYOUT}-{'float32' if exact else 'int8'}"
    folder = made_once(name, make)
    parts = _parts(encoder)
    with loading(folder):
        scorer = _Bundled(Network(folder / "layers.onnx"), np.load(folder / "head.npy"), parts)
    return SpanModel(scorer, parts.tokenizer, LIMITS)


def assembled(encoder: Encoder, data: bytes, *, exact: bool | None = None) -> SpanModel:
    """Put a reader together from packed weights and an encoder's word embeddings.

    Args:
        encoder: The model of the index. If it is the bundled one its word embeddings are used,
            else they are loaded as well.
        data: What `packing.pack` made.
        exact: Compute in float32 instead of 8 bits; without it, what is faster here.

    Raises:
        ModelError: The weights are of another architecture.
    """
    graph, head = _assembled(data, exact=precision.exact() if exact is None else exact)
    parts = _parts(encoder)
    return SpanModel(_Bundled(Network(graph), head, parts), parts.tokenizer, LIMITS)


def _parts(encoder: Encoder) -> Parts:
    parts: Parts | None = getattr(encoder if is_default(encoder) else load_default(), "parts", None)
    if parts is None:
        raise ModelError("the bundled reader needs the bundled encoder; unset BELEG_READER")
    return parts


def _assembled(data: bytes, *, exact: bool) -> tuple[bytes, Vectors]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        values = unpacked(load(data))
        head = np.vstack([values.pop(_HEAD).T, values.pop(_HEAD_BIAS)])
        head = head.reshape(len(values[_NORM]) + 1, 2)
        body = {name.removeprefix(_BODY): each for name, each in values.items()}
        graph = build(body, SHAPE, exact=exact)
    except (KeyError, ValueError, SafetensorError) as exc:  # other names or shapes, or no weights
        raise ModelError(f"qa/{_FILE} is no reader ({first_line(exc)}); reinstall beleg") from exc
    return graph, head


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
            f"The reader {name} cannot be loaded ({first_line(exc)}): check its name and the "
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
    limits = Limits(whole=min(512, tokenizer.model_max_length), padding=tokenizer.pad_token_id or 0)
    own = tokenizer.backend_tokenizer
    own.no_padding()
    own.no_truncation()
    return SpanModel(_Named(model, tokenizer.model_input_names), own, limits)


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
