"""The tokenizer of the bundled model, from the vocabulary in its weight file.

In: the bytes of the file. Out: a `Tokenizer` that cuts any text as the original does.
"""

import struct
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["SPECIAL_TOKENS", "read_tokenizer"]

_VOCABULARY = struct.Struct("<5iQ")

# Code point by code point, the file's table of 4,837 replacements equals NFKC but for these two
# classes, the full-width tilde (a piece of its own in the vocabulary) and one rare ideograph newer
# than the table. Doubled spaces need no rule: the tokenizer splits on white space.
_REMOVED = r"[\x{1}-\x{8}\x{B}\x{E}-\x{1F}\x{7F}\x{8F}\x{9F}]"
_SPACES = r"[\x{9}\x{A}\x{C}\x{D}\x{1680}\x{200B}-\x{200F}\x{2028}\x{2029}\x{2581}\x{FEFF}\x{FFFD}]"
_WIDE_TILDE, _STAND_IN = "\uff5e", "\ue000"

_MASK = "<mask>"
SPECIAL_TOKENS = {
    **dict.fromkeys(("bos_token", "cls_token"), "<s>"),
    **dict.fromkeys(("eos_token", "sep_token"), "</s>"),
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "mask_token": _MASK,
}


def read_tokenizer(data: bytes, at: int) -> tuple["Tokenizer", int]:
    """Read the vocabulary at `at`; return the tokenizer and where the tensors' directory starts."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
    from tokenizers.pre_tokenizers import Metaspace, Sequence, WhitespaceSplit
    from tokenizers.processors import TemplateProcessing

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
    special = [*dict.fromkeys(SPECIAL_TOKENS.values())]
    tokenizer.add_special_tokens([AddedToken(each, lstrip=each == _MASK) for each in special])
    return tokenizer, at
