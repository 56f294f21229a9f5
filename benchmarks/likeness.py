"""Vectors that are like real ones, as many as wanted.

Real passages are encoded once, in many languages and of several kinds. `Likeness` then learns how
they lie and makes more of the kind.
"""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.haystack import news_articles
from index import content, passages
from index.model.encoder import Encoder, load_encoder
from index.records import Article, Citation

__all__ = ["real_vectors"]

Matrix = npt.NDArray[np.float32]

# Of each source so many characters, four to a token or fewer: some ten minutes on two cores.
_CHARACTERS = 450_000
_LANGUAGES = ("ar", "de", "el", "en", "es", "hi", "ro", "ru", "th", "tr", "vi", "zh")
_QUESTIONS = 2_400


def real_vectors(data: Path, kept: Path) -> tuple[Matrix, Matrix]:
    """Give the vectors of real passages and of real questions, no two passages alike.

    Args:
        data: The folder of the texts; not needed once they are encoded.
        kept: A folder in which they are kept.
    """
    files = [kept / "passages.npy", kept / "questions.npy"]
    if not all(file.exists() for file in files):
        kept.mkdir(parents=True, exist_ok=True)
        encoder = load_encoder()
        texts = list(dict.fromkeys(_passages(data, encoder)))
        random.Random(1).shuffle(texts)
        asked = list(dict.fromkeys(_questions(data)))
        random.Random(1).shuffle(asked)
        print(f"encoding {len(texts):,} passages, {_QUESTIONS:,} questions", flush=True)
        np.save(files[0], encoder.encode_passages(texts))
        np.save(files[1], encoder.encode_queries(asked[:_QUESTIONS]))
    found, questions = (np.load(file) for file in files)
    return found, questions


def _passages(data: Path, encoder: Encoder) -> Iterator[str]:
    """Split texts of all sources into passages, as a build does."""
    for language, texts in _sources(data):
        left = _CHARACTERS
        for number, text in enumerate(texts):
            if (left := left - len(text)) < 0:
                break
            citation = Citation(f"{number}", "", "", None, None, language)
            article = Article(citation, text, content.spans(text), "0" * 64)
            options = passages.PassageOptions()
            for each in passages.split(article, encoder.count_tokens, options):
                yield each.text


def _sources(data: Path) -> Iterator[tuple[str, list[str]]]:
    yield "de", news_articles(data / "news_de/news_de.csv")
    for name in ("news", "wikipedia"):
        yield "no", _contexts(data / f"norquad/{name}.no.json")
    for name in ("new_wiki", "reddit", "amazon_reviews"):
        yield "en", _contexts(data / f"squadshifts/{name}.en.json")
    # The same text in twelve languages; of each language another part.
    for at, language in enumerate(_LANGUAGES):
        found = _contexts(data / f"xquad/xquad.{language}.json")
        yield language, found[at % 4 :: 4]


def _contexts(file: Path) -> list[str]:
    return list(dict.fromkeys(part["context"] for part in _paragraphs(file)))


def _paragraphs(file: Path) -> Iterator[dict[str, list[dict[str, str]]]]:
    for article in json.loads(file.read_text("utf-8"))["data"]:
        yield from article["paragraphs"]


def _questions(data: Path) -> Iterator[str]:
    files = [data / f"xquad/xquad.{language}.json" for language in _LANGUAGES]
    files += [data / f"squadshifts/{name}.en.json" for name in ("new_wiki", "reddit")]
    for file in files:
        for paragraph in _paragraphs(file):
            yield from (asked["question"] for asked in paragraph["qas"])


# Passages of a story, in the mean; and how far a passage departs from its story, as a part of how
# far both depart from a centre. With these the cosines of nearest neighbours are those of the real.
_STORY = 4
_ALONE = (0.7, 0.95)


class Likeness:
    """Makes vectors that lie as the given ones do: a mixture of Gaussians on the unit sphere.

    Each real vector belongs to the nearest of some centres. What is made starts from a centre,
    taken as often as it has vectors, and departs from it as real ones do: in the directions in
    which they spread around their centres, and as far as is usual around this one.

    Args:
        real: Unit rows.
        centres: How many centres.
    """

    def __init__(self, real: Matrix, centres: int) -> None:
        import faiss

        found = faiss.Kmeans(real.shape[1], centres, niter=20, seed=1, min_points_per_centroid=1)
        found.train(real)
        nearest = found.index.search(real, 1)[1][:, 0]
        self._weights = np.bincount(nearest, minlength=centres) / len(real)
        self._centres: Matrix = found.centroids
        rest = real - self._centres[nearest]
        spread, self._directions = np.linalg.eigh(rest.T @ rest / len(rest))
        self._deviations = np.sqrt(np.maximum(spread, 0)).astype(np.float32)
        squares = np.bincount(nearest, (rest**2).sum(axis=1), minlength=centres)
        usual = (rest**2).sum(axis=1).mean()
        around = squares / np.maximum(self._weights * len(real), 1)
        self._scales = np.sqrt(around / usual).astype(np.float32)

    def make(self, count: int, seed: int) -> tuple[Matrix, npt.NDArray[np.int16]]:
        """Make so many unit rows; gives the centre of each as well."""
        chance = np.random.default_rng(seed)
        # Passages of one article, or of articles about one thing, lie together.
        story = np.repeat(np.arange(count), chance.geometric(1 / _STORY, size=count))[:count]
        of = chance.choice(len(self._weights), size=story[-1] + 1, p=self._weights)[story]
        alone = chance.uniform(*_ALONE, size=story[-1] + 1).astype(np.float32)[story, None]
        rows = np.sqrt(1 - alone**2) * self._spread(chance, story[-1] + 1)[story]
        rows += alone * self._spread(chance, count)
        rows = self._centres[of] + rows * self._scales[of, None]
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        order = chance.permutation(count)
        return rows[order], of[order].astype(np.int16)

    def _spread(self, chance: np.random.Generator, count: int) -> Matrix:
        rows = chance.standard_normal((count, len(self._deviations)), dtype=np.float32)
        return (rows * self._deviations) @ self._directions.T.astype(np.float32)
