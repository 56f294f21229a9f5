"""The layers of a BERT as a graph for ONNX Runtime.

In: weights. Out: bytes for `Network`. Nearly all the time of a BERT goes into its matrix products.
The runtime computes them in 8 bits; each token is scaled by its own largest number, so what a text
becomes does not depend on what it is computed with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import onnx

__all__ = ["Shape", "build"]

Floats = npt.NDArray[np.float32]

# Two products of 8 bits, added in 16 as processors without VNNI do, could overflow with weights of
# more than 7 bits; with real activations that costs less than the eighth bit brings. Error of the
# reader's logits (root of the mean square): 0.202 with 7 bits, 0.114 with 8
# (`benchmarks/products.py`).
_LARGEST_WEIGHT = 127
# Where an activation lies once its token's largest number is 1: behind GELU, which gives nothing
# below -0.17, a quarter of the range is enough for what is negative.
_SIGNED, _RECTIFIED = (-1.0, 1.0), (-0.25, 1.0)
_OURS = "com.microsoft"  # operators of the runtime that ONNX does not have


@dataclass(frozen=True, slots=True)
class Shape:
    """What the weights do not tell of a BERT.

    Attributes:
        layers: How many.
        heads: Of attention, in each layer.
        epsilon: Of all layer norms.
    """

    layers: int
    heads: int
    epsilon: float


def build(weights: Mapping[str, Floats], shape: Shape, *, exact: bool = False) -> bytes:
    """Write the graph of a BERT.

    Args:
        weights: By their names in `BertModel`; word embeddings are not needed.
        shape: What they do not tell.
        exact: Compute in float32 instead of 8 bits.

    Raises:
        KeyError: A weight is missing.
        ValueError: There are others.
    """
    return _Graph(weights, exact=exact).bert(shape)


class _Graph:
    """Nodes and constants, as they come to be."""

    def __init__(self, weights: Mapping[str, Floats], *, exact: bool) -> None:
        from onnx import helper

        self._onnx = helper
        self._weights = dict(weights)
        self._exact = exact
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def bert(self, shape: Shape) -> bytes:
        """Write embeddings and layers."""
        from onnx import TensorProto

        # There is one segment only, so its embedding belongs to each position.
        segments = self._take("embeddings.token_type_embeddings.weight")
        places = self._take("embeddings.position_embeddings.weight") + segments[:1]
        length = self._add("Shape", ["words"], start=1, end=2)
        zero = self._constant("zero", np.zeros(1, np.int64))
        here = self._add("Slice", [self._constant("places", places), zero, length, zero])
        x = self._norm("embeddings.LayerNorm", shape, "words", here)
        for number in range(shape.layers):
            x = self._layer(f"encoder.layer.{number}.", shape, x)
        self._add("Identity", [x], output="hidden")
        if self._weights:
            raise ValueError(f"{len(self._weights)} weights too many, {min(self._weights)} first")

        sizes = ["texts", "tokens", places.shape[1]]
        describe = self._onnx.make_tensor_value_info
        graph = self._onnx.make_graph(
            self._nodes,
            "bert",
            [
                describe("words", TensorProto.FLOAT, sizes),
                describe("mask", TensorProto.INT32, sizes[:2]),
            ],
            [describe("hidden", TensorProto.FLOAT, sizes)],
            list(self._constants.values()),
        )
        versions = [self._onnx.make_opsetid("", 18), self._onnx.make_opsetid(_OURS, 1)]
        model = self._onnx.make_model(graph, opset_imports=versions, ir_version=9)
        data: bytes = model.SerializeToString()
        return data

    def _layer(self, name: str, shape: Shape, x: str) -> str:
        three = [f"{name}attention.self.{part}" for part in ("query", "key", "value")]
        joined = np.concatenate([self._take(f"{each}.weight") for each in three])
        bias = np.concatenate([self._take(f"{each}.bias") for each in three])
        together = self._product(f"{name}attention.self", x, joined)
        parts = [f"{each}.rows" for each in three]
        self._nodes.append(self._onnx.make_node("Split", [together], parts, axis=-1, num_outputs=3))
        attended = self._add(
            "MultiHeadAttention",
            [*parts, self._constant(f"{name}attention.self.bias", bias), "mask"],
            domain=_OURS,
            num_heads=shape.heads,
        )
        out = self._dense(f"{name}attention.output.dense", attended)
        x = self._norm(f"{name}attention.output.LayerNorm", shape, out, x)
        inner = self._product(f"{name}intermediate.dense", x)
        bent = self._add(
            "BiasGelu", [inner, self._weight(f"{name}intermediate.dense.bias")], domain=_OURS
        )
        out = self._dense(f"{name}output.dense", bent, among=_RECTIFIED)
        return self._norm(f"{name}output.LayerNorm", shape, out, x)

    def _dense(self, name: str, x: str, *, among: tuple[float, float] = _SIGNED) -> str:
        product = self._product(name, x, among=among)
        return self._add("Add", [product, self._weight(f"{name}.bias")])

    def _norm(self, name: str, shape: Shape, x: str, other: str) -> str:
        inputs = [
            self._add("Add", [x, other]),
            self._weight(f"{name}.weight"),
            self._weight(f"{name}.bias"),
        ]
        return self._add("LayerNormalization", inputs, axis=-1, epsilon=shape.epsilon)

    def _product(
        self,
        name: str,
        x: str,
        weight: Floats | None = None,
        *,
        among: tuple[float, float] = _SIGNED,
    ) -> str:
        """Multiply rows by a weight of shape (out, in), by default the one of that name."""
        weight = self._take(f"{name}.weight") if weight is None else weight
        if self._exact:
            return self._add("MatMul", [x, self._constant(f"{name}.t", weight.T)])
        scale = np.maximum(np.abs(weight).max(axis=1), 1e-12) / _LARGEST_WEIGHT
        small = np.rint(weight / scale[:, None]).astype(np.int8)

        low, high = among
        sized = x if low > -high else self._add("Abs", [x])
        last = self._constant("last", np.array([-1], np.int64))
        largest = self._add("ReduceMax", [sized, last], keepdims=1)
        largest = self._add("Max", [largest, self._constant("least", np.float32(1e-6))])
        step = np.float32((high - low) / 255)
        steps = [
            self._constant(f"step {low}", step),
            self._constant(f"null {low}", np.uint8(round(-low / float(step)))),
        ]
        scaled = self._add("QuantizeLinear", [self._add("Div", [x, largest]), *steps])
        product = self._add(
            "MatMulIntegerToFloat",
            [
                scaled,
                self._constant(f"{name}.t", small.T),
                steps[0],
                self._constant(f"{name}.scale", scale.astype(np.float32)),
                steps[1],
            ],
            domain=_OURS,
        )
        return self._add("Mul", [product, largest])

    def _weight(self, name: str) -> str:
        return self._constant(name, self._take(name))

    def _take(self, name: str) -> Floats:
        return self._weights.pop(name)

    def _constant(self, name: str, value: Any) -> str:
        from onnx import numpy_helper

        if name not in self._constants:
            array = np.ascontiguousarray(value) if np.ndim(value) else np.asarray(value)
            self._constants[name] = numpy_helper.from_array(array, name)
        return name

    def _add(
        self, kind: str, inputs: Sequence[str], *, output: str | None = None, **settings: Any
    ) -> str:
        """Add a node with one output; give that output's name."""
        output = output or f"{kind} {len(self._nodes)}"
        self._nodes.append(self._onnx.make_node(kind, list(inputs), [output], **settings))
        return output
