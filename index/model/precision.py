"""In which numbers this machine computes fastest, tried once and remembered."""

import json
import time
from functools import lru_cache
from pathlib import Path

import numpy as np

from index.model.cache import loading, made_once
from index.model.graph import Shape, build
from index.model.network import Network

__all__ = ["exact"]

_SHAPE = Shape(layers=2, heads=12, epsilon=1e-12)
_WIDTH, _INNER = 384, 1536
_TEXTS, _TOKENS = 8, 96
_ROUNDS = 7
# Part of the name of what is remembered: raise it when what is tried changes.
_TRIAL = 2


@lru_cache(maxsize=1)
def exact() -> bool:
    """Tell whether to compute in float32, because 8 bits are no faster on this machine.

    It is tried with two layers of random numbers, in turns; the better of many tries counts, so
    that what else runs meanwhile hardly matters.

    Raises:
        ModelError: The cache cannot be written.
    """
    from importlib.metadata import version

    folder = made_once(f"precision-{_TRIAL}-onnxruntime-{version('onnxruntime')}", _measure)
    with loading(folder):
        told = json.loads((folder / "seconds.json").read_text("utf-8"))
        return bool(told["float32"] < told["int8"])


def _measure(folder: Path) -> None:
    random = np.random.default_rng(0)
    weights = {
        name: (random.standard_normal(shape) / 20).astype(np.float32)
        for name, shape in _shapes().items()
    }
    networks = {
        name: Network(build(weights, _SHAPE, exact=name == "float32"))
        for name in ("float32", "int8")
    }
    rows = random.standard_normal((_TEXTS, _TOKENS, _WIDTH)).astype(np.float32)
    mask = np.ones((_TEXTS, _TOKENS), np.int32)
    best = dict.fromkeys(networks, float("inf"))
    for _ in range(_ROUNDS):
        for name, network in networks.items():
            started = time.perf_counter()
            network.run(rows, mask)
            best[name] = min(best[name], time.perf_counter() - started)
    (folder / "seconds.json").write_text(json.dumps(best), "utf-8")


def _shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.position_embeddings.weight": (_TOKENS, _WIDTH),
        "embeddings.token_type_embeddings.weight": (1, _WIDTH),
    }
    square, wide, tall = (_WIDTH, _WIDTH), (_INNER, _WIDTH), (_WIDTH, _INNER)
    parts = {
        **{f"attention.self.{part}": square for part in ("query", "key", "value")},
        "attention.output.dense": square,
        "intermediate.dense": wide,
        "output.dense": tall,
        "attention.output.LayerNorm": (_WIDTH,),
        "output.LayerNorm": (_WIDTH,),
    }
    layers = [f"encoder.layer.{number}." for number in range(_SHAPE.layers)]
    named = {f"{layer}{part}": shape for layer in layers for part, shape in parts.items()}
    for name, shape in {**named, "embeddings.LayerNorm": (_WIDTH,)}.items():
        shapes[f"{name}.weight"], shapes[f"{name}.bias"] = shape, shape[:1]
    return shapes
