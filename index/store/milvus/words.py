"""Words as sparse vectors, so that their inner product is BM25.

In: terms as `index.language.terms` makes them. Out: sparse vectors and weights. A passage's vector
holds what does not change while others come and go; how telling a word is, which does, is kept
apart and goes into the vector of the question. The formula is that of SQLite's full-text search,
which the local store uses: https://www.sqlite.org/fts5.html#the_bm25_function.
"""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

__all__ = ["EMPTY", "dimension_of", "length_of", "query_weights", "weights"]

_K1, _B = 1.2, 0.75
# What a passage without words has; no word has this dimension.
EMPTY = 0
_WORD = re.compile(r"[0-9A-Za-z\x80-\U0010ffff]+")
_DIMENSIONS = 2**32 - 3
_LEAST = 1e-6


def dimension_of(term: str) -> int:
    """Give the dimension of a word: two of a million share one with a chance of 1 in 4,000."""
    made = hashlib.blake2b(term.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(made, "little") % _DIMENSIONS + 1


def length_of(terms: str) -> int:
    """Count the words of terms with spaces between them, as SQLite's full-text search does."""
    return len(_WORD.findall(terms))


def weights(terms: str, mean: float) -> dict[int, float]:
    """Weigh the words of a passage.

    Args:
        terms: Its terms, with spaces between them.
        mean: How many words a passage has on average.
    """
    length = _K1 * (1 - _B + _B * length_of(terms) / mean)
    counts = Counter(map(dimension_of, terms.split()))
    made = {word: count * (_K1 + 1) / (count + length) for word, count in counts.items()}
    return made or {EMPTY: _LEAST}


def query_weights(
    terms: Iterable[str], occurring: Mapping[int, int], passages: int
) -> dict[int, float]:
    """Weigh the words of a question by how few passages have them.

    Args:
        terms: Its words, each once.
        occurring: How many passages have a dimension.
        passages: How many there are.
    """
    made = {}
    for dimension in map(dimension_of, terms):
        if count := occurring.get(dimension, 0):
            telling = math.log((passages - count + 0.5) / (count + 0.5))
            made[dimension] = telling if telling > 0 else _LEAST
    return made
