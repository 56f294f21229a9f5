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

from index.records import Label, Span

__all__ = ["MOST_HASHES", "Hashes", "hashes", "reach", "signature", "size"]

Hashes = NDArray[np.uint32]

# Kept of an article: with the count in front a signature has 1020 bytes at most.
MOST_HASHES = 254
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

_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー]"
_TOKEN = regex.compile(rf"(?V1)[\w&&{_UNSPACED}]|[\w--{_UNSPACED}--_]+")
_WORD = regex.compile(r"(?V1)[\w--_]+")
_IS_UNSPACED = regex.compile(_UNSPACED)
# Quick to tell that a text has none of these scripts; all lie in these ranges.
_PERHAPS_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u19ff\u2e80-\U0010ffff]")
# What copies of a text differ in without another word in them: addresses with tracking codes,
# soft hyphens and direction marks, stretched Arabic letters, accents and vowel signs that one
# house writes and the other does not (ё, naïve, أَنَّ). In Hindi or Thai a mark is a vowel.
_NOISE = regex.compile(
    r"https?://\S+|[\p{Cf}ـ]+"
    r"|(?<=[\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}\p{Hebrew}])\p{Mn}+"
)
_OTHER_DIGIT = regex.compile(r"(?V1)[\p{Nd}--0-9]")


def signature(text: str, spans: Sequence[Span]) -> bytes:
    """Make what `clusters` needs to know of an article.

    Only the body counts, and of it only letters and digits: no headline, teaser, credit,
    punctuation, case, accent or line break. An article too short to be recognised in another one
    gets a digest of headline and body together: it can only have exact duplicates.

    Returns:
        At most 1020 bytes, the same for the same words in every process and on every machine; empty
        for a text without words.
    """
    found = {
        xxhash.xxh3_64_intdigest(shingle.encode()) >> 32
        for shingle in _shingles(_tokens(_story(text, spans)))
    }
    if len(found) >= _FEWEST_SHINGLES:
        kept = np.array(sorted(found)[:MOST_HASHES], dtype="<u4").tobytes()
        return len(found).to_bytes(_COUNT_BYTES, "little") + kept
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
    if len(signature) != _COUNT_BYTES + 4 * min(count, MOST_HASHES):
        raise ValueError(f"a signature of {count} shingles cannot have {len(signature)} bytes")
    return np.frombuffer(signature, dtype="<u4", offset=_COUNT_BYTES)


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
