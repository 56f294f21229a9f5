"""How much of each set is learned from, and the stream of batches that training takes in.

In: a `Corpus`. Out: batches without end, drawn so that every question of a set comes once before
any comes again, and so that a run which goes on from a checkpoint sees what it would have seen.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from training.learning.corpus import Corpus
from training.learning.examples import Example, Mixing, examples

__all__ = ["NEWS", "SHARES", "Batch", "Place", "Stream"]

# Parts of the questions of a pool. News first; then what is nearest to it or in German.
SHARES = {
    "news": 0.34, "news gaps": 0.05, "news papers": 0.15,
    "mlqa.de": 0.09, "mlqa.en": 0.02, "mlqa.es": 0.01, "mlqa.zh": 0.01,
    "xquad": 0.05, "xquad unanswerable": 0.01, "news.no": 0.06, "wikipedia.no": 0.015,
    "v2_part.en": 0.03, "v2.en": 0.04, "v2.es": 0.02, "piaf.fr": 0.03, "english.en": 0.02,
    "russian.ru": 0.015, "arabic.ar": 0.005, "finnish.fi": 0.005, "korean.ko": 0.005,
    "indonesian.id": 0.005, "faquad.pt": 0.005, "thquad.tr": 0.01, "pquad.fa": 0.005,
    "qamr": 0.02, "qed": 0.005, "reddit.en": 0.01, "new_wiki.en": 0.01, "arcd.ar": 0.005,
    "dev_trial.zh": 0.005, "train_dev.ja": 0.005,
}  # fmt: skip
# The second was written where errors showed a hole, the third as quality papers print it.
NEWS = ("news", "news gaps", "news papers")
_POOL = 500  # questions drawn together
_TOGETHER = 5  # questions of one article in a batch: contrast sets teach by comparison
_OF_NEWS = Mixing(rest=3, mined=0.6)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the stream a run is.

    Attributes:
        pool: Number of the pool.
        batch: Number of the next batch of it.
        decks: How often each set was used up, and how much of it since, when the pool was drawn.
    """

    pool: int = 0
    batch: int = 0
    decks: dict[str, tuple[int, int]] = field(default_factory=dict)


Batch = list[list[Example]]
"""Questions, each with its windows."""


class Stream:
    """Batches without end.

    Args:
        corpus: What is drawn from.
        tokens: Of a batch.
        seed: Of everything that is drawn.
        place: Where to go on.
        shares: Parts of the questions of a pool, by source.
    """

    def __init__(
        self,
        corpus: Corpus,
        *,
        tokens: int,
        seed: int = 1,
        place: Place | None = None,
        shares: Mapping[str, float] = SHARES,
    ) -> None:
        self._shares = shares
        self.place = place or Place()
        self._corpus = corpus
        self._tokens = tokens
        self._seed = seed
        self._decks: dict[str, tuple[int, list[list[int]]]] = {}
        self._by_text: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for number in range(len(corpus)):
            source = corpus.sources[corpus.source[number]]
            self._by_text[source][int(corpus.text[number])].append(number)

    def __iter__(self) -> Iterator[Batch]:
        """Give batches; `place` is behind the one that was given last."""
        while True:
            random = Random(f"{self._seed} pool {self.place.pool}")
            decks = dict(self.place.decks)
            batches = self._batches(decks, random)
            for number in range(self.place.batch, len(batches)):
                self.place = replace(self.place, batch=number + 1)
                yield batches[number]
            self.place = Place(self.place.pool + 1, 0, decks)

    def _batches(self, decks: dict[str, tuple[int, int]], random: Random) -> list[Batch]:
        units: list[Batch] = []
        for source, share in self._shares.items():
            if source not in self._by_text:
                continue
            mixing = _OF_NEWS if source in NEWS else Mixing(rest=random.choice((0, 1, 1, 2)))
            most = int(share * _POOL + random.random())
            for numbers in self._drawn(source, most, decks):
                made = [examples(self._corpus, each, mixing, random) for each in numbers]
                units.append([each for each in made if each])
        random.shuffle(units)
        batches: list[Batch] = [[]]
        size = 0
        for unit in units:
            tokens = sum(len(window.ids) for asked in unit for window in asked)
            if size + tokens > self._tokens and batches[-1]:
                batches.append([])
                size = 0
            batches[-1] += unit
            size += tokens
        return [each for each in batches if each]

    def _drawn(
        self, source: str, most: int, decks: dict[str, tuple[int, int]]
    ) -> Iterator[list[int]]:
        """Draw questions of a set, several of one article together, and note it in `decks`."""
        while most > 0:
            used, at = decks.get(source, (0, 0))
            deck = self._deck(source, used)
            if at == len(deck):
                decks[source] = used + 1, 0
                continue
            decks[source] = used, at + 1
            most -= len(deck[at])
            yield deck[at]

    def _deck(self, source: str, used: int) -> list[list[int]]:
        known = self._decks.get(source)
        if known is None or known[0] != used:
            random = Random(f"{self._seed} {source} {used}")
            size = _TOGETHER if source in NEWS else 1
            deck: list[list[int]] = []
            for numbers in self._by_text[source].values():
                mixed = random.sample(numbers, len(numbers))
                deck += [mixed[at : at + size] for at in range(0, len(mixed), size)]
            random.shuffle(deck)
            known = self._decks[source] = used, deck
        return known[1]
