"""Which operators make the fastest layers here, and what do fewer bits cost?

For `index/model/graph.py`.

    python -m benchmarks.products

Products of the model's own shapes in every kind of number the runtime has, a layer norm with its
sum fused and not, and what both models make of 7 and 8 bits for a weight: the cosine of passage
vectors to float32, and the error of the reader's logits (root of the mean square). And how many
tokens a batch should have, and how the threads of the runtime should wait for each other.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import resources
from typing import Any
from unittest.mock import patch

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from benchmarks.speed import exact
from index.model import bundled, graph, network, precision, weights
from index.model.bundled import BundledEncoder
from index.model.vocabulary import read_tokenizer
from qa.reading import models as reader_weights
from training.xquad import DATA, paragraphs

ROWS, WIDTH, INNER, BLOCK = 1024, 384, 1536, 32
TIMES = 40
ROUNDS = 5
OURS = "com.microsoft"


def fastest(nodes: Sequence[Any], constants: dict[str, Any], rows: Any) -> float:
    """Run a graph from `x` to `y` many times; give the shortest time in milliseconds."""
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, list(rows.shape))
    told = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    held = [numpy_helper.from_array(np.asarray(each), name) for name, each in constants.items()]
    graph = helper.make_graph(nodes, "one", [given], [told], held)
    versions = [helper.make_opsetid("", 18), helper.make_opsetid(OURS, 1)]
    model = helper.make_model(graph, opset_imports=versions, ir_version=9)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        session.run(None, {"x": rows})
        took.append(1000 * (time.perf_counter() - started))
    return min(took)


def products() -> None:
    """Print what each kind of product reaches."""
    random = np.random.default_rng(0)
    rows = random.standard_normal((ROWS, WIDTH)).astype(np.float32)
    weight = (random.standard_normal((WIDTH, INNER)) / 20).astype(np.float32)
    scale = (np.abs(weight).max(axis=0) / 127).astype(np.float32)
    small = np.rint(weight / scale).astype(np.int8)
    node = helper.make_node
    kinds: dict[str, tuple[Any, dict[str, Any]]] = {
        "float32": (node("MatMul", ["x", "w"], ["y"]), {"w": weight}),
        "8 bits, a scale for the batch": (
            node("DynamicQuantizeMatMul", ["x", "w", "s"], ["y"], domain=OURS),
            {"w": small, "s": scale},
        ),
    }
    for bits in (4, 8):
        blocks = random.integers(0, 255, (INNER, WIDTH // BLOCK, BLOCK * bits // 8), np.uint8)
        scales = np.full(INNER * WIDTH // BLOCK, 0.01, np.float32)
        kinds[f"{bits} bits in blocks of {BLOCK}"] = (
            node(
                "MatMulNBits", ["x", "w", "s"], ["y"], domain=OURS, K=WIDTH, N=INNER, bits=bits,
                block_size=BLOCK, accuracy_level=4,
            ),
            {"w": blocks, "s": scales},
        )  # fmt: skip
    print("product | GFLOP/s")
    for name, (product, constants) in kinds.items():
        took = fastest([product], constants, rows)
        print(f"{name} | {2 * ROWS * WIDTH * INNER / took / 1e6:.0f}", flush=True)


def norms() -> None:
    """Print what a sum with a layer norm takes."""
    rows = np.random.default_rng(0).standard_normal((ROWS, WIDTH)).astype(np.float32)
    other = helper.make_node("Neg", ["x"], ["other"])
    kinds = {
        "fused": [
            helper.make_node("SkipLayerNormalization", ["x", "other", "g", "b"], ["y"], domain=OURS)
        ],
        "one after the other": [
            helper.make_node("Add", ["x", "other"], ["sum"]),
            helper.make_node("LayerNormalization", ["sum", "g", "b"], ["y"], axis=-1),
        ],
    }
    constants = {"g": rows[0], "b": rows[1]}
    print("sum and norm | ms")
    for name, nodes in kinds.items():
        print(f"{name} | {fastest([other, *nodes], constants, rows):.2f}", flush=True)


def rounding() -> None:
    """Print what fewer bits make of both models."""
    packed = resources.files("qa.reading").joinpath("reader.safetensors").read_bytes()
    some = [each for each in paragraphs(DATA, "en", "de") if each.asked][::3]
    texts = [each.text[:500] for each in some]
    values = _own_values()
    with exact():
        encoder = BundledEncoder()
    whole = reader_weights.assembled(encoder, packed, exact=True)
    expected, logits = encoder.encode_passages(texts), _logits(whole, some)
    print("bits of a weight | cosine of passages | error of logits")
    for bits in (7, 8):
        with patch.object(graph, "_LARGEST_WEIGHT", 2 ** (bits - 1) - 1):
            reader = reader_weights.assembled(encoder, packed, exact=False)
            encoder._network = type(encoder._network)(graph.build(values, weights.SHAPE))
        cosine = float(np.mean(np.sum(encoder.encode_passages(texts) * expected, axis=1)))
        found = _logits(reader, some)
        pairs = zip(found, logits, strict=True)
        error = np.sqrt(np.mean([np.mean((a - b) ** 2) for a, b in pairs]))
        print(f"{bits} | {cosine:.4f} | {error:.3f}", flush=True)


def _own_values() -> dict[str, Any]:
    data = weights._read_checked()
    _, end = read_tokenizer(data, weights._HEADER.size)
    tensors = dict(weights._read_tensors(data, end))
    del tensors["embeddings.word_embeddings.weight"]
    return {name: weights._matrix(name, weights._values(each)) for name, each in tensors.items()}


def _logits(model: Any, some: Sequence[Any]) -> list[Any]:
    found = []
    for each in some:
        for window in model._windows(each.asked[0][0], [each.text[:500]]):
            ids = np.array([window.ids])
            starts, ends = model._score(ids, np.zeros_like(ids), np.ones(ids.shape, np.int32))
            found.append(np.stack([starts[0], ends[0]]))
    return found


def sizes() -> None:
    """Print what batches of so many tokens reach."""
    encoder = BundledEncoder()
    texts = [each.text[:420] for each in paragraphs(DATA, "de", "de")][:100]
    tokens = sum(count + 5 for count in encoder.count_tokens(texts))
    print("tokens of a batch | tokens a second")
    for most in (256, 512, 1_024, 2_048):
        with patch.object(bundled, "batches", partial(network.batches, most=most)):
            encoder.encode_passages(texts[:8])
            started = time.perf_counter()
            encoder.encode_passages(texts)
        print(f"{most} | {tokens / (time.perf_counter() - started):.0f}", flush=True)


def waits() -> None:
    """Print what two layers take alone and beside two others, by how their threads wait."""
    shape = precision._SHAPE
    random = np.random.default_rng(0)
    values = {
        name: (random.standard_normal(size) / 20).astype(np.float32)
        for name, size in precision._shapes().items()
    }
    rows = random.standard_normal((5, precision._TOKENS, WIDTH)).astype(np.float32)
    mask = np.ones(rows.shape[:2], np.int32)
    kinds = {
        "asleep": {"intra_op.allow_spinning": "0"},
        "20 µs awake": {"intra_op.spin_duration_us": "20", "force_spinning_stop": "1"},
        "awake during a run": {"force_spinning_stop": "1"},
        "awake": {},
    }
    data, given = graph.build(values, shape), {"words": rows, "mask": mask}
    sessions: dict[str, list[Any]] = {}
    alone: dict[str, list[float]] = defaultdict(list)
    beside: dict[str, list[float]] = defaultdict(list)
    for name, settings in kinds.items():
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = network._threads()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.enable_cpu_mem_arena = False
        for key, value in settings.items():
            options.add_session_config_entry(f"session.{key}", value)
        sessions[name] = [onnxruntime.InferenceSession(data, options) for _ in range(2)]

    def timed(session: Any) -> float:
        started = time.perf_counter()
        for _ in range(ROUNDS):
            session.run(None, given)
        return 1000 * (time.perf_counter() - started) / ROUNDS

    with ThreadPoolExecutor(2) as pool:
        for _ in range(TIMES // ROUNDS):
            for name, both in sessions.items():
                alone[name].append(timed(both[0]))
                beside[name] += pool.map(timed, both)
    print("waiting threads | alone, ms | beside others, ms")
    for name in kinds:
        print(f"{name} | {np.median(alone[name]):.1f} | {np.median(beside[name]):.1f}", flush=True)


def main() -> None:
    products()
    sizes()
    waits()
    norms()
    rounding()


if __name__ == "__main__":
    main()
