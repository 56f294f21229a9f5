"""Pieces of a text that are short enough for an engine that cuts what is too long.

In: a text. Out: its pieces with the white space between them; joined they are the text.
"""

from collections.abc import Iterator

import regex

__all__ = ["pieces"]

# The engine takes some 128 to 512 pieces of words and drops what follows in silence. In scripts
# with spaces a piece of a word has 3 to 5 letters, in others a character is one or two.
_LONGEST, _LONGEST_UNSPACED = 240, 80
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_SENTENCE = regex.compile(r"(?<=[.!?…؟।][\"'“”’»)\]]*)\s+|(?<=[。！？][」』”]?)|\s*\n\s*")
_CLAUSE = regex.compile(r"(?<=[,;:，；：、،؛–—])\s*")
_WORD = regex.compile(r"\s+")


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Give the pieces of a text, each with what stands between it and the next one.

    A text is parted between sentences; a sentence that is too long between clauses, then between
    words, and at last anywhere.
    """
    unspaced = len(_UNSPACED.findall(text)) > len(text) / 2
    yield from _parted(text, _LONGEST_UNSPACED if unspaced else _LONGEST, 0)


def _parted(text: str, longest: int, level: int) -> Iterator[tuple[str, str]]:
    cuts = (_SENTENCE, _CLAUSE, _WORD)
    if level == len(cuts):
        for start in range(0, len(text), longest):
            yield text[start : start + longest], ""
        return
    if level and len(text) <= longest:
        yield text, ""
        return
    for part, gap in _filled(text, longest, cuts[level], together=bool(level)):
        inner = list(_parted(part, longest, level + 1))
        yield from inner[:-1]
        last, _ = inner[-1] if inner else ("", "")
        yield last, gap


def _filled(
    text: str, longest: int, cut: "regex.Pattern[str]", *, together: bool
) -> Iterator[tuple[str, str]]:
    """Part a text; as much as fits stays together, except sentences, which stand alone."""
    start, end, gap = 0, 0, ""
    for found in [*cut.finditer(text), None]:
        left, right = found.span() if found else (len(text), len(text))
        if left <= start and found:
            continue
        if end > start and (not together or left - start > longest):
            yield text[start:end], gap
            start = end + len(gap)
        end, gap = left, text[left:right]
    yield text[start:end], gap
