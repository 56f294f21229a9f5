"""What a language model writes, cut into sentences while it comes.

In: pieces of text. Out: whole sentences, each with the citations behind it. Thoughts that a model
puts between tags are left out, and so are signs of lists and emphasis, which say nothing.
"""

from collections.abc import Iterator
from itertools import pairwise

import regex

from index.language import sentences as boundaries
from index.records import Span

__all__ = ["CITATION", "Sentences", "citations"]

# [1], [1, 2], [1][2], 【1】 …
CITATION = regex.compile(r"\s*[\[【]\s*(?:\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*)\s*[\]】]")
_ONLY_CITATIONS = regex.compile(rf"(?:{CITATION.pattern}|[\s.。!?؟।,;])+")
# Behind the end of a sentence they belong to it, and what follows is another.
_CITED_END = regex.compile(
    rf"[.!?…。！？؟।][\"'”“»」』’)]*(?:{CITATION.pattern})+(?=\s*[^\s.!?…。！？؟।\[【])"
)
_THOUGHT = regex.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", regex.S | regex.I)
_HALF_TAG = regex.compile(r"<[a-zA-Z/]{0,12}\Z")
_LIST = regex.compile(r"^\s*(?:[-*•–]\s+|\d{1,2}[.)]\s+)")
_EMPHASIS = regex.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_PAIRS = {"“": "”", "„": "“”", "«": "»", "「": "」", "『": "』"}
# What two quotation marks may hold; beyond it one of them was forgotten.
_LONGEST_QUOTATION = 600


class Sentences:
    """Gathers pieces and gives each sentence once it is whole.

    Args:
        language: ISO 639 code of what is written.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._text = ""
        self._done = 0

    def add(self, piece: str) -> Iterator[str]:
        """Take a piece and give the sentences that it completes."""
        self._text += piece
        yield from self._cut(last=False)

    def end(self) -> Iterator[str]:
        """Give what is left."""
        yield from self._cut(last=True)

    def _cut(self, *, last: bool) -> Iterator[str]:
        plain = _THOUGHT.sub("", self._text)
        if not last:
            plain = _HALF_TAG.sub("", plain)
        found = list(_pieces(plain, self._language))
        whole = found if last else found[:-1]
        for each in whole[self._done :]:
            self._done += 1
            if text := _plain(each):
                yield text


def citations(text: str) -> tuple[str, tuple[int, ...]]:
    """Take the citations out of a sentence.

    Returns:
        The sentence without them, and their numbers, each once, in order.
    """
    numbers: list[int] = []
    for found in CITATION.finditer(text):
        for part in regex.split(r"[,;]", found[0]):
            ends = [int(digits) for digits in regex.findall(r"\d+", part)]
            if len(ends) == 2 and 0 <= ends[1] - ends[0] <= 20:
                ends = list(range(ends[0], ends[1] + 1))
            numbers += ends
    return CITATION.sub("", text).strip(), tuple(dict.fromkeys(numbers))


def _pieces(text: str, language: str) -> Iterator[str]:
    """Give sentences: citations go with the one before them, a quotation is never torn."""
    blocks = (
        block[start:end]
        for block in text.splitlines()
        for start, end in pairwise(
            [0, *(found.end() for found in _CITED_END.finditer(block)), len(block)]
        )
    )
    for block in blocks:
        whole = ""
        for start, end in boundaries(block, Span(0, len(block)), language):
            piece = block[start:end]
            cited = _ONLY_CITATIONS.match(piece)
            if whole and cited:
                whole, piece = whole + " " + cited[0].strip(), piece[cited.end() :]
            if whole and piece and not _is_open(whole):
                yield whole
                whole = ""
            whole = f"{whole} {piece}".strip() if piece else whole
        if whole:
            yield whole


def _is_open(text: str) -> bool:
    """Tell whether a quotation goes on."""
    if len(text) > _LONGEST_QUOTATION:
        return False
    if text.count('"') % 2:
        return True
    closing = ""
    for sign in text:
        if closing and sign in closing:
            closing = ""
        elif not closing and sign in _PAIRS:
            closing = _PAIRS[sign]
    return bool(closing)


def _plain(sentence: str) -> str:
    return _EMPHASIS.sub(r"\2", _LIST.sub("", sentence)).strip()
