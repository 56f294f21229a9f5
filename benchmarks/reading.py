"""How well does the reader read? F1 on held-out XQuAD paragraphs, for pairs of languages.

    python -m benchmarks.reading [--every-language] [--weights runs/reader/reader.safetensors]

A question is asked of its own paragraph and the best span is compared with the answer, word by
word as SQuAD does it (`qa.evaluation.token_f1`). The eight articles were never trained on.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from safetensors.torch import load_file

from index.model.encoder import load_encoder
from qa.evaluation import token_f1
from qa.reading import models as weights
from qa.reading import packing
from qa.reading.reader import bundled_model
from qa.reading.spans import SpanModel
from training.xquad import DATA, HELD_OUT, XQUAD_LANGUAGES, paragraphs

PAIRS = (("en", "de"), ("de", "de"), ("en", "en"), ("de", "en"))

SHIPPED = Path(weights.__file__).with_name("reader.safetensors")


def span_model(file: Path | None, *, exact: bool) -> SpanModel:
    """Give the bundled reader, or one from the weights of a training, packed as they would ship."""
    encoder = load_encoder()
    if file is None and not exact:
        return bundled_model(encoder)
    packed = packing.pack(load_file(file)) if file else SHIPPED.read_bytes()
    return weights.assembled(encoder, packed, exact=exact or None)


def measure(model: SpanModel, data: Path, asked_in: str, text_in: str) -> dict[str, float]:
    """Give mean F1 and share of exact answers over the held-out questions."""
    scores = []
    for paragraph in paragraphs(data, asked_in, text_in):
        if paragraph.title in HELD_OUT:
            for question, (start, end) in paragraph.asked:
                spans = model.find(question, [paragraph.text], most=1)[0]
                found = paragraph.text[spans[0].start : spans[0].end] if spans else ""
                scores.append(token_f1(found, paragraph.text[start:end]))
    exact = float(np.mean([score == 1 for score in scores]))
    return {"f1": float(np.mean(scores)), "exact": exact, "questions": len(scores)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--weights", type=Path, help="reader.safetensors of a training")
    parser.add_argument("--every-language", action="store_true", help="twelve languages → German")
    parser.add_argument("--exact", action="store_true", help="compute in float32")
    wanted = parser.parse_args()
    model = span_model(wanted.weights, exact=wanted.exact)
    pairs = list(PAIRS)
    if wanted.every_language:
        pairs += [(each, "de") for each in XQUAD_LANGUAGES if (each, "de") not in pairs]
    results = {}
    print("question → text | F1 | exact | share of English F1 | questions | seconds")
    for asked_in, text_in in pairs:
        started = time.perf_counter()
        scores = measure(model, wanted.data, asked_in, text_in)
        results[f"{asked_in} → {text_in}"] = scores
        share = scores["f1"] / results[f"en → {text_in}"]["f1"] if text_in == "de" else 1.0
        seconds = time.perf_counter() - started
        print(
            f"{asked_in} → {text_in} | {scores['f1']:.3f} | {scores['exact']:.3f} | {share:.2f} | "
            f"{scores['questions']} | {seconds:.0f}",
            flush=True,
        )
    if wanted.weights is None and not wanted.exact:
        text = json.dumps(results, indent=1, ensure_ascii=False)
        Path(__file__).with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
