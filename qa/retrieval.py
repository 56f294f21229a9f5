"""The passages that may hold the answer: by meaning and by words, fused.

In: a question and an open store. Out: hits, best first, without repeats, several articles among
them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import regex
from rapidfuzz import fuzz

from index.language import terms
from index.model.encoder import Encoder, Vectors
from index.records import Filter, Hit, Label, voice_of
from index.store.contract.protocol import Store
from qa.answers.matter import DOUBTFUL, Matter
from qa.questions.question import Question

__all__ = ["PASSAGES_READ", "RetrievalOptions", "beside", "retrieve"]

# Passages that are read for one answer. The passage with the answer is among the first 8 for 97 in
# 100 questions of XQuAD, and among the first 12 for 98 (`benchmarks/passage_size.py`).
PASSAGES_READ = 12

# Passages of two copies of a report are the same from this likeness of their words on: another
# headline in front, a corrected word, other quotation marks.
_REPEATED = 90
# So many times `k` passages are looked at before repeats and crowding articles are left out, and
# again as many times more while repeats leave fewer than `k`: an agency's report stands in dozens
# of papers. In the end at most so many, because every text is read.
_POOL, _MOST_POOLED = 4, 1_000
# Passages beside the one that answers: how many are read, and of how many that are near.
_BESIDE, _LOOKED_AT = 3, 24
_NUMBER = regex.compile(r"\p{N}+")
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
            for hit in store.hits(ranked[:pooled])
            if hit.label.quotable  # what has turned out to be the site's is no article's text
        ]
        kept = _once(sorted(hits, key=lambda hit: (-hit.score, hit.rank)))
        if len(kept) >= k or pooled >= most or (all_ and pooled >= len(ranked)):
            return _varied(kept, k)
        pooled = min(_POOL * pooled, most)


def beside(
    told: Hit, hits: Sequence[Hit], store: Store, matter: Matter, *, only: Filter | None = None
) -> list[Hit]:
    """Put passages of other voices that may say the same in the place of the last hits.

    Nearest to a passage that answers are those that tell of the same, in whatever words: they say
    it too, or otherwise.

    Args:
        told: The passage that answers.
        hits: What was found for the question, best first.
        store: The open index.
        matter: Tells which passages are of one matter; no others are taken.
        only: Which articles to search.

    Returns:
        As many hits, the new ones last, as far behind as those they replace.
    """
    vector = store.vectors_of([told.text]).get(0)
    if vector is None:
        return list(hits)
    known = {hit.text for hit in hits}
    near = store.hits(store.nearest(vector, _LOOKED_AT, only=only))
    new = [
        hit
        for hit in _once(near)
        if hit.text not in known
        and hit.label is Label.BODY
        and voice_of(hit.article) != voice_of(told.article)
        and matter.shared(told, hit) >= DOUBTFUL
    ][:_BESIDE]
    kept = hits[: len(hits) - len(new)]
    behind = (hit.score for hit in hits[len(kept) :])
    taken = [replace(hit, score=score) for hit, score in zip(new, behind, strict=True)]
    return [replace(hit, rank=rank) for rank, hit in enumerate([*kept, *taken], 1)]


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
        cosines = dict(store.nearest(self.vector, reach, only=only))
        if not cosines:
            return [], True
        complete = len(cosines) < reach
        # Texts that are the same have the same cosine, and count once.
        spread = np.unique(np.fromiter(cosines.values(), dtype=np.float64))
        mean, deviation = float(spread.mean()), max(float(spread.std()), _LEAST_DEVIATION)
        languages = dict.fromkeys([self.question.language, *store.languages])
        wanted = terms(self.question.text, languages)
        words = dict(store.telling(wanted, reach, only=only))
        cosines |= store.cosines(self.vector, words.keys() - cosines.keys())
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
            # One that says how many more, or another number, says something else.
            and set(_NUMBER.findall(text)) <= set(_NUMBER.findall(other))
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
