"""Numbers that are written out: *three hundred and forty*, *zweihunderttausend*.

In: tokens of a text and the number words of its language. Out: a value, and how many tokens it
takes.
"""

import math
from collections.abc import Mapping
from typing import Any

import regex

__all__ = ["NumberWords", "phrase"]

# Words that may stand inside a number that is written out.
_JOINING = {"und", "and", "et", "e", "y", "en", "och", "og", "și", "i", "و", "και"}
_LONGEST_PHRASE = 4
_ELIDED = ("d'", "d’")
_THOUSAND = 1000
_HUNDRED = 100


def phrase(known: Mapping[str, Any], tokens: list[regex.Match[str]], at: int) -> tuple[Any, int]:
    """Find the longest phrase that begins at a token among known ones.

    Args:
        known: What phrases mean, in lower case.
        tokens: Of a text.
        at: Which token; behind the last one there is nothing.

    Returns:
        What it means and how many tokens it takes; None and 0 where none begins there.
    """
    for length in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
        words = " ".join(token[0].casefold() for token in tokens[at : at + length])
        forms = [words, words.replace("-", " "), words.replace("ё", "е")]
        forms += [words[2:]] if words.startswith(_ELIDED) else []
        forms += [words.replace("’", "'").replace("ʼ", "'")] if "’" in words else []
        for form in forms:
            if form in known:
                return known[form], length
    return None, 0


class NumberWords:
    """Reads the numbers that one language writes in words."""

    def __init__(self, numbers: Mapping[str, float], magnitudes: Mapping[str, int]) -> None:
        self._numbers = numbers
        self._thousands = [
            word for word, size in magnitudes.items() if size == _THOUSAND and len(word) > 2
        ]
        self._hundreds = {word for word, value in numbers.items() if value == _HUNDRED}

    def read(self, tokens: list[regex.Match[str]], at: int) -> tuple[float, int] | None:
        """Read the number that begins at a token.

        Args:
            tokens: Of a text.
            at: Which token.

        Returns:
            Its value and how many tokens it takes, or None.
        """
        total, taken, smallest = 0.0, 0, math.inf
        while at + taken < len(tokens):
            word = tokens[at + taken][0].casefold()
            if 1 < total < 10 and smallest == 1 and word in self._hundreds:  # *deux cent*
                total, taken, smallest = total * _HUNDRED, taken + 1, _HUNDRED
                continue
            joins = taken > 0 and word in _JOINING
            value, used = phrase(self._numbers, tokens, at + taken + joins)
            if value is None and at + taken + joins < len(tokens):
                value = self._compound(tokens[at + taken + joins][0].casefold())
                used = 1
            if value is None or value >= smallest:
                break
            smallest = 10 ** (len(str(value)) - len(str(value).rstrip("0")))
            total, taken = total + value, taken + used + joins
        return (total, taken) if taken else None

    def _compound(self, word: str) -> float | None:
        """Take apart a number that is written in one word or with a hyphen."""
        for thousand in self._thousands:  # *zweihunderttausend*, *duecentomila*
            many, found, rest = word.partition(thousand)
            if not found or len(many) < 2:
                continue
            left = self._known(many.rstrip("-"))
            right = self._known(rest.lstrip("-").removeprefix("und")) if rest else 0
            if left and right is not None and max(left, right) < _THOUSAND:
                return left * _THOUSAND + right
        return self._sum(word)

    def _known(self, word: str) -> float | None:
        value = self._numbers.get(word)
        return self._sum(word) if value is None else value

    def _sum(self, word: str) -> float | None:
        """Take apart tens and ones, hundreds and tens: *dreihundertvierzig*."""
        for cut in range(len(word) - 2, 2, -1):
            left = self._numbers.get(word[:cut].rstrip("-"))
            right = self._numbers.get(word[cut:].lstrip("-").removeprefix("und"))
            if left and right and right < left and not left % 10 and str(left)[1:].strip("0") == "":
                return left + right
        return None
