"""How to weigh meaning against words? Compares fusions by language pair on XQuAD.

    python -m benchmarks.fusion

For every third question the first 100 passages by cosine and the first 100 by BM25 are fused in
several ways; printed is how often a passage that holds the whole answer is among the first 1, 3
and 8, as the mean over the pairs, then @3 for each pair.
"""

import argparse
import json
import tempfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np

from index.language import terms
from index.model.encoder import Encoder, load_encoder
from index.store.generations import Store
from training.xquad import DATA, Asked, indexed, questions

PAIRS = (("en", "de"), ("de", "de"), ("en", "en"), ("de", "en"), ("ru", "de"), ("es", "de"),
         ("tr", "de"), ("zh", "zh"), ("ar", "ar"), ("ru", "ru"), ("en", "zh"))  # fmt: skip
CANDIDATES = 100
FIRST = (1, 3, 8)

# Cosine of every candidate, BM25 of those that share words, and which hold the answer.
Case = tuple[dict[int, float], dict[int, float], set[int]]
Fusion = Callable[[dict[int, float], dict[int, float]], dict[int, float]]


def cases(asked: list[Asked], store: Store, encoder: Encoder) -> list[Case]:
    found = []
    vectors = encoder.encode_queries([each.question for each in asked])
    for each, vector in zip(asked, vectors, strict=True):
        cosines = dict(store.vectors.search(vector, CANDIDATES))
        wanted = terms(each.question, dict.fromkeys([each.language, *store.languages]))
        words = dict(store.catalogue.search(wanted, CANDIDATES))
        for key in words.keys() - cosines.keys():
            cosines[key] = float(store.vectors.get(key) @ vector)
        keys = list(cosines)
        hits = store.catalogue.hits([(key, 0.0) for key in keys])
        right = {
            key
            for key, hit in zip(keys, hits, strict=True)
            if hit.article.id == each.article_id and hit.start <= each.start and each.end <= hit.end
        }
        found.append((cosines, words, right))
    return found


def standardised(weight: float) -> Fusion:
    """Cosine in standard deviations of the candidates, plus weighted BM25."""

    def fuse(cosines: dict[int, float], words: dict[int, float]) -> dict[int, float]:
        best = np.sort(np.fromiter(cosines.values(), float))[-CANDIDATES:]
        mean, deviation = best.mean(), max(best.std(), 1e-6)
        return {
            key: (cosine - mean) / deviation + weight * words.get(key, 0.0)
            for key, cosine in cosines.items()
        }

    return fuse


def reciprocal_ranks(weight: float, constant: int) -> Fusion:
    """Weighted reciprocal rank fusion (Cormack et al., SIGIR 2009, where the constant is 60)."""

    def fuse(cosines: dict[int, float], words: dict[int, float]) -> dict[int, float]:
        scores = dict.fromkeys(cosines, 0.0)
        for part, share in ((cosines, 1.0), (words, weight)):
            for rank, key in enumerate(sorted(part, key=part.__getitem__, reverse=True), 1):
                scores[key] += share / (constant + rank)
        return scores

    return fuse


FUSIONS: dict[str, Fusion] = {
    "words alone": lambda cosines, words: {key: words.get(key, -1.0) for key in cosines},
    **{f"cosine + {w} BM25": standardised(w) for w in (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)},
    **{f"ranks, weight {w}, 60": reciprocal_ranks(w, 60) for w in (0.1, 0.3, 1.0)},
    **{f"ranks, weight {w}, 10": reciprocal_ranks(w, 10) for w in (0.2, 0.5)},
}


def shares(found: list[Case], fuse: Fusion) -> list[float]:
    ranks = []
    for cosines, words, right in found:
        scores = fuse(cosines, words)
        order = sorted(scores, key=scores.__getitem__, reverse=True)
        ranks.append(next((rank for rank, key in enumerate(order, 1) if key in right), 999))
    return [float(np.mean(np.array(ranks) <= n)) for n in FIRST]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    data = parser.parse_args().data
    encoder = load_encoder()
    found: dict[str, list[Case]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for asked_in, text_in in PAIRS:
            store = indexed(data, text_in, Path(folder), encoder)
            asked = list(islice(questions(data, asked_in, text_in), 0, None, 3))
            found[f"{asked_in}-{text_in}"] = cases(asked, store, encoder)
    print(f"{'':22} @1    @3    @8    | @3 of", *found)
    results = {}
    for name, fuse in FUSIONS.items():
        by_pair = {pair: shares(each, fuse) for pair, each in found.items()}
        means = np.mean(list(by_pair.values()), axis=0)
        results[name] = {pair: [round(x, 3) for x in each] for pair, each in by_pair.items()}
        print(f"{name:22}", *(f"{x:.3f}" for x in means), "|",
              *(f"{each[1]:.3f}" for each in by_pair.values()), flush=True)  # fmt: skip
    Path(__file__).with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
