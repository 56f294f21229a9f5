"""What is kept of an article to recognise its copies: a sketch of at most 1 KB.

In: an article's text and labelled spans, once, when it is read. Out: bytes to store, and the hashes
in them.

A signature is a bottom-k sketch, the form of MinHash with one hash function (Broder 1997, "On the
resemblance and containment of documents"): the smallest hashes of the body's shingles. Unlike the
form with k hash functions, which the packages for MinHash offer, it tells how much of a short text
a long one contains; `benchmarks/duplicates.py` compares their errors. The stored hashes must mean
the same for years: xxHash is a published standard with frozen results, its package has wheels for
every platform and no dependencies. Both large MinHash packages changed their hashes with a release
in 2026 (datasketch 2.0, which also needs scipy; rensa 0.5), so that stored signatures could no
longer be compared.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile

import numpy as np
import regex
import xxhash
from numpy.typing import NDArray

from index.language.figures import values
from index.language.scripts import UNSPACED
from index.records import Label, Span

__all__ = ["MOST_HASHES", "Hashes", "differ", "figures", "hashes", "reach", "signature", "size"]

Hashes = NDArray[np.uint32]

# Kept of an article: with the count in front and its figures behind, a signature has 1276 bytes at
# most.
MOST_HASHES = 254
_MOST_FIGURES = 64
_HIGHEST = np.uint32(2**32 - 1)
_COUNT_BYTES = 4
_DIGEST_BYTES = 8

# A shingle is as many tokens as weigh this much: four words, or eight characters of a script
# without spaces.
_SHINGLE = 8
_WORD_WEIGHT = 2

# Shorter bodies ("Only for subscribers. Sign in to read on.") say nothing of the story: with 24,
# two notices in place of an article are taken for copies; with 32, copies of short reports are
# missed (the sweep in benchmarks/duplicates.json).
_FEWEST_SHINGLES = 28

_UNSPACED = rf"[{UNSPACED}ー]"
_TOKEN = regex.compile(rf"(?V1)[\w&&{_UNSPACED}]|[\w--{_UNSPACED}--_]+")
_WORD = regex.compile(r"(?V1)[\w--_]+")
_IS_UNSPACED = regex.compile(_UNSPACED)
# Quick to tell that a text has none of these scripts; all lie in these ranges.
_PERHAPS_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u19ff\u2e80-\U0010ffff]")
# What copies of a text differ in without another word in them: addresses with tracking codes,
# soft hyphens and direction marks, stretched Arabic letters, accents and vowel signs that one
# house writes and the other does not (ё, naïve, أَنَّ). In Hindi or Thai a mark is a vowel.
_UNSEEN = regex.compile(r"https?://\S+|[\p{Cf}ـ]+")
_NOISE = regex.compile(
    rf"{_UNSEEN.pattern}"
    r"|(?<=[\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}\p{Hebrew}])\p{Mn}+"
)
_OTHER_DIGIT = regex.compile(r"(?V1)[\p{Nd}--0-9]")


def signature(text: str, spans: Sequence[Span], language: str = "und") -> bytes:
    """Make what `clusters` needs to know of an article.

    Only the body counts, and of it only letters and digits: no headline, teaser, credit,
    punctuation, case, accent or line break. An article too short to be recognised in another one
    gets a digest of headline and body together: it can only have exact duplicates. Behind the words
    stand the numbers of the body, in figures or in words: reports that differ in them are two.

    Args:
        text: The article's.
        spans: What its stretches are.
        language: ISO 639 code, for numbers in words.

    Returns:
        At most 1276 bytes, the same for the same words in every process and on every machine; empty
        for a text without words.
    """
    story = _story(text, spans)
    found = {_hash(shingle) for shingle in _shingles(_tokens(story))}
    if len(found) >= _FEWEST_SHINGLES:
        kept = sorted(found)[:MOST_HASHES]
        plain = unicodedata.normalize("NFC", _UNSEEN.sub("", story))
        kept += sorted({_hash(value) for value in values(plain, language)})[:_MOST_FIGURES]
        told = np.array(kept, dtype="<u4").tobytes()
        return len(found).to_bytes(_COUNT_BYTES, "little") + told
    words = _tokens(_joined(text, (span for span in spans if span.label.quotable)))
    if not words:
        return b""
    digest = xxhash.xxh3_64_digest(" ".join(words).encode())
    return len(found).to_bytes(_COUNT_BYTES, "little") + digest


def size(signature: bytes) -> int:
    """Tell how much an article says: its number of distinct shingles, about one a word."""
    return int.from_bytes(signature[:_COUNT_BYTES], "little")


def hashes(signature: bytes) -> Hashes:
    """Give the hashes in a signature, ascending; none for an article too short to have any.

    Raises:
        ValueError: These bytes are no signature.
    """
    if not signature or len(signature) == _COUNT_BYTES + _DIGEST_BYTES:
        return np.empty(0, dtype=np.uint32)
    count = size(signature)
    kept = min(count, MOST_HASHES)
    behind = len(signature) - _COUNT_BYTES - 4 * kept
    if not 0 <= behind <= 4 * _MOST_FIGURES or behind % 4:
        raise ValueError(f"a signature of {count} shingles cannot have {len(signature)} bytes")
    return np.frombuffer(signature, dtype="<u4", offset=_COUNT_BYTES, count=kept)


def figures(signature: bytes) -> Hashes:
    """Give the hashes of an article's numbers, ascending; none for one too short to have any."""
    offset = _COUNT_BYTES + 4 * min(size(signature), MOST_HASHES)
    if len(signature) <= max(offset, _COUNT_BYTES + _DIGEST_BYTES):
        return np.empty(0, dtype=np.uint32)
    return np.frombuffer(signature, dtype="<u4", offset=offset)


def differ(one: Hashes, other: Hashes) -> bool:
    """Tell whether each of two articles has a number that the other has not.

    A shorter copy leaves some out, and a fuller one adds some: neither tells another story.
    """
    for few in (one, other):  # of many numbers the lowest hashes are kept, as of words
        if len(few) == _MOST_FIGURES:
            one, other = (each[: each.searchsorted(few[-1], "right")] for each in (one, other))
    return bool(len(np.setdiff1d(one, other)) and len(np.setdiff1d(other, one)))


def _hash(text: str) -> int:
    return xxhash.xxh3_64_intdigest(text.encode()) >> 32


def reach(sketch: Hashes) -> np.uint32:
    """Give the highest hash up to which the sketch has all of its article's hashes."""
    return sketch[-1] if len(sketch) == MOST_HASHES else _HIGHEST


def _story(text: str, spans: Sequence[Span]) -> str:
    """Give the body, with its section headings: in Thai they cannot be told from a paragraph."""
    told = dropwhile(lambda span: span.label is not Label.BODY, spans)
    return _joined(text, (span for span in told if span.label in (Label.BODY, Label.HEADLINE)))


def _joined(text: str, spans: Iterable[Span]) -> str:
    return "\n".join(text[span.start : span.end] for span in spans)


def _tokens(text: str) -> list[str]:
    """Cut a text into words, or characters where words are not set apart, without its form."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = unicodedata.normalize("NFC", _NOISE.sub("", plain))
    plain = _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), plain)
    tokens: list[str] = (_TOKEN if _PERHAPS_UNSPACED.search(plain) else _WORD).findall(plain)
    return tokens


def _shingles(tokens: list[str]) -> Iterator[str]:
    if not _PERHAPS_UNSPACED.search(" ".join(tokens)):
        count = _SHINGLE // _WORD_WEIGHT
        yield from map(" ".join, zip(*(tokens[start:] for start in range(count)), strict=False))
        return
    weights = [1 if _IS_UNSPACED.match(token) else _WORD_WEIGHT for token in tokens]
    end = weight = 0
    for start, first in enumerate(weights):
        while weight < _SHINGLE and end < len(tokens):
            weight += weights[end]
            end += 1
        if weight < _SHINGLE:
            return
        yield " ".join(tokens[start:end])
        weight -= first
