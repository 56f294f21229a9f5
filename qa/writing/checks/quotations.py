"""Words in quotation marks, held against the sentences that they are said to come from.

In: a sentence and sources. Out: the sentence with every quotation letter by letter as its source
has it, or what is wrong with one.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import regex
from rapidfuzz import fuzz

from qa.writing.checks.spelling import inflected
from qa.writing.sources import Source

__all__ = ["Fault", "Quotations", "check", "folded", "quoted", "words"]

Fault = Literal["absent", "altered", "misattributed", "stitched"]

# A stretch of one place, in words: by chance two sentences share fewer.
_RUN = 3
# From this likeness on, 0 to 100, a quotation is another one's with changed words.
_ALTERED = 70
# So many words left out between two stretches are words left out; more make two places.
_LEFT_OUT = 3
# Share of the words of a quotation that stretches of several places cover.
_COVERED = 0.8

# In words; what is longer is no name that endings are put to.
_LONGEST_NAME = 3

_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_WORD = regex.compile(rf"(?V1){_UNSPACED}|[[\p{{L}}\p{{M}}\p{{N}}]--{_UNSPACED}]+")
_ACCENT = regex.compile(r"(?<=[\p{Latin}\p{Greek}\p{Cyrillic}])\p{Mn}+")
_QUOTED = regex.compile(
    r"“(?P<t>[^“”„]+)[”“]|„(?P<t>[^„“”]+)[“”]|«(?P<t>[^«»]+)»|»(?P<t>[^«»]+)«|「(?P<t>[^「」]+)」"
    r"|『(?P<t>[^『』]+)』|\"(?P<t>[^\"]+)\"|‹(?P<t>[^‹›]+)›|《(?P<t>[^《》]+)》|”(?P<t>[^“”]+)”"
    # An apostrophe is no quotation mark: these need a space before them and several words inside.
    r"|(?<=^|[\s(:])[‘‚'](?P<t>[^\s‘’'][^‘’']*\s[^‘’']*)[’‘'](?=[\s.,;:!?)\[]|$)"
)


@dataclass(frozen=True, slots=True)
class Quotations:
    """What the quotations of a sentence came to.

    Attributes:
        text: The sentence, quotations put right.
        fault: What is wrong with the first that could not be put right.
        repaired: Whether any was put right.
    """

    text: str
    fault: Fault | None = None
    repaired: bool = False


def check(sentence: str, cited: Sequence[Source], given: Sequence[Source]) -> Quotations:
    """Check every quotation of a sentence.

    Args:
        sentence: As it was written, without citations.
        cited: What it cites.
        given: All that it could have cited.
    """
    pieces, last, repaired = list[str](), 0, False
    for start, end in quoted(sentence):
        text = sentence[start:end]
        exact = _exact(text, cited)
        if exact is None and _is_inflected_name(text, cited):
            exact = text
        if exact is None:
            return Quotations(sentence, _fault(text, cited, given))
        repaired = repaired or exact != text
        pieces += (sentence[last:start], exact)
        last = end
    return Quotations("".join([*pieces, sentence[last:]]), repaired=repaired)


def quoted(sentence: str) -> Iterator[tuple[int, int]]:
    """Give the places of what stands in quotation marks and has words in it."""
    for found in _QUOTED.finditer(sentence):
        start, end = found.span("t")
        inside = sentence[start:end]
        if _WORD.search(inside):
            left = start + len(inside) - len(inside.lstrip())
            yield left, start + len(inside.rstrip())


def words(text: str) -> list[tuple[str, int, int]]:
    """Give the words of a text, as `folded`, with their places; unspaced scripts by letters."""
    return [(folded(found[0]), *found.span()) for found in _WORD.finditer(text)]


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """Fold case, width and accents."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFKD", plain)))


def _exact(text: str, among: Sequence[Source]) -> str | None:
    """Give the very slice of a source that a quotation means; None where its words differ."""
    for source in among:
        if text in source.text:
            return text
    wanted = [word for word, _, _ in words(text)]
    for source in among:
        has = words(source.text)
        at = _find(wanted, [word for word, _, _ in has])
        if at is not None:
            return source.text[has[at][1] : has[at + len(wanted) - 1][2]]
    return None


def _is_inflected_name(text: str, cited: Sequence[Source]) -> bool:
    """Tell whether it is a name that stands in quotation marks there too, in another case."""
    ours = _WORD.findall(text)
    if not 0 < len(ours) <= _LONGEST_NAME or not ours[0][0].isupper():
        return False
    for source in cited:
        for start, end in quoted(source.text):
            theirs = _WORD.findall(source.text[start:end])
            if len(theirs) == len(ours) and all(
                folded(one) == folded(other)
                or (one[0] == other[0] and inflected(folded(one), folded(other)))
                for one, other in zip(ours, theirs, strict=True)
            ):
                return True
    return False


def _fault(text: str, cited: Sequence[Source], given: Sequence[Source]) -> Fault:
    if _exact(text, given) is not None:
        return "misattributed"
    wanted = [word for word, _, _ in words(text)]
    if _is_stitched(wanted, given):
        return "stitched"
    whole = " ".join(wanted)
    likest = max(
        (
            fuzz.partial_ratio(whole, " ".join(word for word, _, _ in words(source.text)))
            for source in (*cited, *given)
        ),
        default=0,
    )
    return "altered" if likest >= _ALTERED and len(wanted) > 1 else "absent"


def _is_stitched(wanted: Sequence[str], given: Sequence[Source]) -> bool:
    texts = [[word for word, _, _ in words(source.text)] for source in given]
    places: list[tuple[int, int, int]] = []
    at = covered = 0
    while at < len(wanted):
        number, place, length = _longest(wanted[at:], texts)
        if length < _RUN:
            at += 1
            continue
        places.append((number, place, length))
        covered += length
        at += length
    if len(places) < 2 or covered < _COVERED * len(wanted):
        return False
    return any(
        one[0] != other[0] or not 0 <= other[1] - (one[1] + one[2]) <= _LEFT_OUT
        for one, other in pairwise(places)
    )


def _longest(wanted: Sequence[str], texts: Sequence[Sequence[str]]) -> tuple[int, int, int]:
    """Give the longest beginning that some text has: which text, where in it, how many words."""
    best = (0, 0, 0)
    for number, text in enumerate(texts):
        for place in range(len(text)):
            length = 0
            while (
                length < len(wanted)
                and place + length < len(text)
                and text[place + length] == wanted[length]
            ):
                length += 1
            if length > best[2]:
                best = (number, place, length)
    return best


def _find(wanted: Sequence[str], among: Sequence[str]) -> int | None:
    if not wanted:
        return None
    for at in range(len(among) - len(wanted) + 1):
        if list(among[at : at + len(wanted)]) == list(wanted):
            return at
    return None
