"""The passages that may hold the answer: by meaning and by words, fused.

In: a question and an open store. Out: hits, best first, without repeats, several articles among
them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz import fuzz

from index.encoder import Encoder, Vectors
from index.language import terms
from index.records import Citation, Filter, Hit, Label
from index.store import Store
from qa.questions import Question

__all__ = ["RetrievalOptions", "retrieve", "voice_of"]

# Passages of two copies of a report are the same from this likeness of their words on: another
# headline in front, a corrected word, other quotation marks.
_REPEATED = 90
# So many times `k` passages are looked at before repeats and crowding articles are left out, and
# again as many times more while repeats leave fewer than `k`: an agency's report stands in dozens
# of papers. In the end at most so many, because every text is read.
_POOL, _MOST_POOLED = 4, 1_000
# Copies of one report are all as like the question, and what little they differ tells nothing.
_LEAST_DEVIATION = 0.005


@dataclass(frozen=True, slots=True)
class RetrievalOptions:
    """How meaning and words are weighed.

    Attributes:
        candidates: Passages taken from each of the two searches.
        word_weight: What one point of BM25 is worth in standard deviations of the candidates'
            cosines. Eleven language pairs of XQuAD, right passage among the first three:
            0 gives 0.898, 0.1 0.909, 0.15 0.912, 0.2 0.912, 0.3 0.910; rank fusion at its best
            0.902. One weight does for every pair, because words of another language hardly ever
            match, and names do (`benchmarks/fusion.py`).
        teaser_penalty: Standard deviations that a pointer to another story falls behind.
    """

    candidates: int = 100
    word_weight: float = 0.15
    teaser_penalty: float = 0.5


def retrieve(
    question: Question,
    store: Store,
    encoder: Encoder,
    *,
    k: int,
    options: RetrievalOptions,
    only: Filter | None = None,
    vector: Vectors | None = None,
) -> list[Hit]:
    """Find the passages that may answer a question.

    Args:
        question: What is asked.
        store: The open index.
        encoder: The model that built it.
        k: How many hits.
        options: Weights.
        only: Which articles to search; nothing else is looked at, so `k` hits are found where
            the filter lets as many through.
        vector: The question's, where it is known already.

    Returns:
        At most `k` hits, best first. No text comes twice, articles that print the same report are
        one voice, and while other voices have something to offer among the passages looked at,
        none has more than half of the places. Scores are standard deviations above the mean
        candidate.
    """
    if vector is None:
        vector = encoder.encode_queries([question.text])[0]
    search = _Search(question, store, vector, options, only)
    pooled, most = _POOL * k, max(_POOL * k, _MOST_POOLED)
    while True:
        ranked, all_ = search.ranked(max(options.candidates, pooled))
        hits = [
            replace(hit, score=hit.score - options.teaser_penalty * (hit.label is Label.TEASER))
            for hit in store.catalogue.hits(ranked[:pooled])
            if hit.label.quotable  # what has turned out to be the site's is no article's text
        ]
        kept = _once(sorted(hits, key=lambda hit: (-hit.score, hit.rank)))
        if len(kept) >= k or pooled >= most or (all_ and pooled >= len(ranked)):
            return _varied(kept, k)
        pooled = min(_POOL * pooled, most)


@dataclass(frozen=True, slots=True)
class _Search:
    """Both searches for one question."""

    question: Question
    store: Store
    vector: Vectors
    options: RetrievalOptions
    only: Filter | None

    def ranked(self, reach: int) -> tuple[list[tuple[int, float]], bool]:
        """Give the keys and scores of the candidates, best first, and whether there are no more.

        Args:
            reach: Candidates taken from each search.
        """
        store, only = self.store, self.only
        within = store.catalogue.matching(only) if only else None
        cosines = dict(store.vectors.search(self.vector, reach, within=within))
        if not cosines:
            return [], True
        complete = len(cosines) < reach
        # Texts that are the same have the same cosine, and count once.
        spread = np.unique(np.fromiter(cosines.values(), dtype=np.float64))
        mean, deviation = float(spread.mean()), max(float(spread.std()), _LEAST_DEVIATION)
        languages = dict.fromkeys([self.question.language, *store.languages])
        wanted = terms(self.question.text, languages)
        words = dict(store.catalogue.search(wanted, reach, within=only))
        for key in words.keys() - cosines.keys():
            cosines[key] = float(store.vectors.get(key) @ self.vector)
        scores = {
            key: (cosine - mean) / deviation + self.options.word_weight * words.get(key, 0.0)
            for key, cosine in cosines.items()
        }
        return sorted(scores.items(), key=lambda item: (-item[1], item[0])), complete


def _once(hits: Iterable[Hit]) -> list[Hit]:
    """Leave out repeats; of the copies of a report, keep the article that stands for all."""
    kept: list[Hit] = []
    texts: set[str] = set()
    places: dict[str, list[tuple[int, str]]] = {}
    for hit in hits:
        voice, text = voice_of(hit.article), " ".join(hit.text.casefold().split())
        # Copies of a report differ in a word or two.
        like = (
            at
            for at, other in places.get(voice, ())
            if kept[at].article.id != hit.article.id
            # The words of a headline are all in the report, which says more.
            and 2 * min(len(text), len(other)) >= max(len(text), len(other))
            and fuzz.token_set_ratio(text, other) >= _REPEATED
        )
        at = next(like, None)
        if at is not None:
            if hit.article.id == voice != kept[at].article.id:
                kept[at] = replace(hit, score=kept[at].score)
        elif text not in texts:
            places.setdefault(voice, []).append((len(kept), text))
            kept.append(hit)
        texts.add(text)
    return kept


def _varied(hits: Iterable[Hit], k: int) -> list[Hit]:
    """Take the best `k`, leaving out what one voice has too much of."""
    most = max(1, (k + 1) // 2)
    taken: list[Hit] = []
    spare: list[Hit] = []
    per_voice: Counter[str] = Counter()
    for hit in hits:
        voice = voice_of(hit.article)
        (spare if per_voice[voice] >= most else taken).append(hit)
        per_voice[voice] += 1
    chosen = taken[:k] + spare[: max(0, k - len(taken))]
    chosen.sort(key=lambda hit: -hit.score)
    return [replace(hit, rank=rank) for rank, hit in enumerate(chosen, 1)]


def voice_of(article: Citation) -> str:
    """Give what articles that print the same report have in common."""
    return article.voice or article.id
