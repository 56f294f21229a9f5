"""Where sentences end: the boundaries of sentencex, put right at full stops that end nothing.

In: a stretch of text and its language. Out: the places of its sentences.

A full stop behind an ordinal (*der 17. Spieltag*, *des 1. FC Köln*), an abbreviation or an initial
ends no sentence, and behind *usw.* or *etc.* it may. Which it is tells what follows: a small letter
goes on, a function word in capitals (*Der*, *Sie*, *In*) begins.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

import regex
import sentencex

from index.records import Span

__all__ = ["function_words", "sentences"]

# Characters on either side of a full stop that are looked at.
_NEAR = 80
# Letters of a short form of a name or title without vowels: "Th.", "Sn.".
_LONGEST_TITLE = 3
# A language's small words begin sentences; those of one letter are initials as well.
_LEAST_LETTERS = 2
# Languages that write an ordinal as a number with a full stop.
_ORDINALS = {
    "bs", "cs", "da", "de", "et", "fi", "fo", "hr", "hu", "is", "lb", "lv", "no", "pl", "sk", "sl",
    "sr", "tr",
}  # fmt: skip
_LAST_WORD = regex.compile(r"(?:^|(?<=[\s(\[{\"'„“«»‚‘’–—/]))[^\s(\[{\"'„“«»‚‘’–—/]+$")
_FIRST_WORD = regex.compile(r"[\"'„“«»‚‘’¿¡(\[]*([\p{L}\p{M}\p{N}]+)")
_ROMAN = regex.compile(r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_NUMBER = regex.compile(r"\d{1,3}")
_INITIAL = regex.compile(r"(?:^|[.\-])\p{L}\p{M}*$")
_CONSONANTS = regex.compile(r"(?i)(?:(?![aeiouyáéíóúàèìòùâêîôûäöüåøæаеёиоуыэюяіїє])\p{L}){1,5}")
# What may end a sentence, and begins another only where a function word or a quotation follows.
_AMBIGUOUS = regex.compile(r"(?<=[\p{L}\p{N}]\.)\s+(?=[\p{Lu}\"„“«»¿¡‘‚])")
_OPENING = '"„“«»¿¡‘‚'


class _Abbreviations(NamedTuple):
    """Abbreviations of a language, case-folded, without their last full stop.

    Attributes:
        names: In front of names and other words: they never end a sentence.
        numbers: In front of numbers: *Nr. 7*.
        ends: Behind what they belong to: they may end a sentence.
    """

    names: frozenset[str]
    numbers: frozenset[str]
    ends: frozenset[str]


def sentences(text: str, span: Span, language: str) -> Iterator[tuple[int, int]]:
    """Find the sentences of one span.

    Yields:
        `(start, end)` in the text, in order, without white space at the ends.
    """
    block = text[span.start : span.end]
    position = 0
    for end in [*_ends(block, language), len(block)]:
        piece = block[position:end]
        left = position + len(piece) - len(piece.lstrip())
        right = position + len(piece.rstrip())
        position = end
        if left < right:
            yield span.start + left, span.start + right


def _ends(block: str, language: str) -> list[int]:
    """Give where sentences end inside a block."""
    found = {
        _before_space(block, each["end_index"])
        for each in sentencex.get_sentence_boundaries(language, block)
    }
    kept: list[int] = []
    for end in sorted(found | {match.start() for match in _AMBIGUOUS.finditer(block)}):
        start = kept[-1] if kept else 0
        if _is_end(block, start, end, language, found=end in found):
            kept.append(end)
    return kept


def _before_space(block: str, end: int) -> int:
    while end and block[end - 1].isspace():
        end -= 1
    return end


def _is_end(block: str, start: int, end: int, language: str, *, found: bool) -> bool:
    """Tell whether a sentence from `start` ends at `end`; `found` is what sentencex says."""
    before, behind = block[max(start, end - _NEAR) : end], block[end : end + _NEAR]
    after = behind.lstrip()
    last = _LAST_WORD.search(before[:-1]) if before.endswith(".") else None
    if last is None or not after:
        return found
    word = last.group()
    if after[0].islower() or after[0] in ",;:)]%":
        return False
    if after == behind:  # no space: an abbreviation's middle, or a space forgotten
        return found and (not _goes_on(after[0]) or _is_whole(word, after[0]))
    first = _FIRST_WORD.match(after)
    begins = after[0] in _OPENING or (first is not None and _is_small(first.group(1), language))
    if _NUMBER.fullmatch(word) or _ROMAN.fullmatch(word):
        earlier = _LAST_WORD.search(before[: last.start()].rstrip())
        alone = not block[start : end - len(before) + last.start()].strip()
        ordinal = alone or (earlier is not None and _is_small(earlier.group(), language))
        return _ends_at_number(
            word, language, ordinal=ordinal, alone=alone, begins=begins, found=found
        )
    return _ends_at_word(word, language, number=after[0].isdigit(), begins=begins, found=found)


def _ends_at_number(
    word: str, language: str, *, ordinal: bool, alone: bool, begins: bool, found: bool
) -> bool:
    """Tell whether a number with a full stop ends a sentence.

    Args:
        word: The number.
        language: Of the text.
        ordinal: Whether a function word (*der*, *am*) or nothing stands in front of it.
        alone: Whether nothing does.
        begins: Whether what follows begins a sentence.
        found: What sentencex says.
    """
    if word.isdigit() and language not in _ORDINALS:
        return found
    if alone:
        return False
    if word.isdigit():
        return found and (begins or not ordinal)
    return not ordinal and (begins or found)


def _ends_at_word(word: str, language: str, *, number: bool, begins: bool, found: bool) -> bool:
    """Tell whether a word with a full stop ends a sentence; see `_ends_at_number`.

    `number` says whether a number follows.
    """
    if word[-1].isupper() and _INITIAL.search(word):
        return begins
    known = _abbreviations(language)
    bare = word.casefold()
    if bare in known.ends:
        return begins or found
    if bare in known.names or (number and (bare in known.numbers or _CONSONANTS.fullmatch(word))):
        return False
    title = word.istitle() and len(word) <= _LONGEST_TITLE and _CONSONANTS.fullmatch(word)
    return begins if title or _INITIAL.search(word) else found


def _goes_on(following: str) -> bool:
    return following.isalnum() or following == "-"


def _is_whole(word: str, following: str) -> bool:
    """Tell whether a word without a space behind its full stop can end a sentence."""
    return following.isupper() and len(word) > _LEAST_LETTERS and "." not in word


def _is_small(word: str, language: str) -> bool:
    return len(word) >= _LEAST_LETTERS and word.casefold() in function_words(language)


@cache
def function_words(language: str) -> frozenset[str]:
    """Give the small words of a language, in lower case; none where nobody has listed them."""
    import stopwordsiso

    known = stopwordsiso.stopwords(language) if stopwordsiso.has_lang(language) else set()
    return frozenset(word.casefold() for word in known if not word.isdigit())


@cache
def _abbreviations(language: str) -> _Abbreviations:
    table = _table()
    own, all_ = table.get(language, {}), table["*"]
    return _Abbreviations(
        *(
            frozenset(each.casefold() for each in (*own.get(kind, ()), *all_.get(kind, ())))
            for kind in _Abbreviations._fields
        )
    )


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    file = resources.files("index.language").joinpath("abbreviations.json")
    table: dict[str, dict[str, list[str]]] = json.loads(file.read_text(encoding="utf-8"))
    return table
