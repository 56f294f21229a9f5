"""How large should a passage be? Compares sizes on XQuAD and on golden questions.

    python -m benchmarks.passage_size --golden tests/golden/seeds.jsonl

For every size: how many passages, and how often a passage that holds the whole answer is among the
first n, by cosine alone, for questions in English and in German over German articles (every second
question of XQuAD), and for the golden questions over `seeds/`. Since what is read costs by the
token, sizes are to be compared at equal tokens (n × size), not at equal n.
"""

import argparse
import json
import tempfile
from itertools import islice
from pathlib import Path

import numpy as np

from index.build import BuildOptions, sync
from index.model.encoder import Encoder, load_encoder
from index.passages import PassageOptions
from index.store.generations import Store, open_store
from qa.evaluation import read_golden
from training.xquad import DATA, indexed, questions

SIZES = (48, 64, 96, 128, 192, 256, 384)
FIRST = (1, 3, 5, 8, 12)
SEEDS = Path(__file__).parents[1] / "seeds"

# Article id with the places in its text that answer: any of them will do.
Places = list[tuple[str, int, int]]


def ranks(store: Store, encoder: Encoder, asked: list[tuple[str, Places]]) -> np.ndarray:
    """Give the rank of the first passage that holds an answer; 0 where none of 50 does."""
    found = []
    for vector, (_, places) in zip(
        encoder.encode_queries([question for question, _ in asked]), asked, strict=True
    ):
        hits = store.catalogue.hits(store.vectors.search(vector, 50))
        right = (
            hit.rank
            for hit in hits
            if any(
                hit.article.id == article and hit.start <= start and end <= hit.end
                for article, start, end in places
            )
        )
        found.append(next(right, 0))
    return np.array(found)


def row(name: str, found: np.ndarray) -> dict[str, float]:
    shares = {f"@{n}": round(float(np.mean((found > 0) & (found <= n))), 3) for n in FIRST}
    print(f"    {name:10}", *(f"{key} {value:.3f}" for key, value in shares.items()), flush=True)
    return shares


def golden_places(file: Path, store: Store) -> list[tuple[str, Places]]:
    asked = []
    for golden in read_golden(file):
        places = []
        for told in golden.evidence:
            article_id, evidence = told.article, told.text
            article = store.catalogue.article(article_id)
            assert article is not None, article_id
            start = article.text.index(evidence)
            places.append((article_id, start, start + len(evidence)))
        if golden.answerable:
            asked.append((golden.question, places))
    return asked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--golden", type=Path, required=True)
    arguments = parser.parse_args()
    encoder = load_encoder()
    results = {}
    for size in SIZES:
        options = BuildOptions(passages=PassageOptions(size))
        with tempfile.TemporaryDirectory() as folder:
            store = indexed(arguments.data, "de", Path(folder), encoder, options)
            print(f"{size} tokens: {store.manifest.counts.passages} passages of XQuAD")
            results[size] = {
                f"{language}-de": row(f"{language} → de", ranks(store, encoder, [
                    (each.question, [(each.article_id, each.start, each.end)])
                    for each in islice(questions(arguments.data, language, "de"), 0, None, 2)
                ]))
                for language in ("en", "de")
            }  # fmt: skip
            sync(Path(folder, "seeds.beleg"), [SEEDS], encoder=encoder, options=options)
            seeds = open_store(Path(folder, "seeds.beleg"), encoder.identity)
            asked = golden_places(arguments.golden, seeds)
            results[size]["golden"] = row("golden", ranks(seeds, encoder, asked))
    Path(__file__).with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
