"""The words that answer, collected from the quotes: equal ones together, best first.

In: quotes with answers in them. Out: short answers, each with all that give it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Citation
from qa.answers.sameness import Encode, Said, same, understood
from qa.reading.protocol import Reading
from qa.records import Quote

__all__ = ["MAX_SHORT", "Group", "Voice", "grouped"]

MAX_SHORT = 120


@dataclass(frozen=True, slots=True)
class Voice:
    """One reading that gives an answer.

    Attributes:
        said: The answer, in its words.
        reading: Where it was read.
        quote: The quote that holds it.
    """

    said: Said
    reading: Reading
    quote: Quote


@dataclass(frozen=True, slots=True)
class Group:
    """Readings that give the same answer, the surest first; never none."""

    voices: tuple[Voice, ...]

    @property
    def said(self) -> Said:
        """The answer, in the words of the surest."""
        return self.voices[0].said

    @property
    def score(self) -> float:
        """Confidence of the surest."""
        return self.voices[0].reading.confidence

    @property
    def quotes(self) -> list[Quote]:
        """The quotes that give it, each once."""
        return list({voice.quote.number: voice.quote for voice in self.voices}.values())

    @property
    def articles(self) -> list[Citation]:
        """Where they stand, once for each quote."""
        return [quote.article for quote in self.quotes]


def grouped(held: Sequence[tuple[Reading, Quote]], encode: Encode) -> list[Group]:
    """Collect the short answers of quotes; `qa.answers.sameness` tells which are one.

    Args:
        held: Readings, best first, each with the quote that holds it.
        encode: Gives unit vectors, to compare answers from articles in different languages.

    Returns:
        Best first, each at most `MAX_SHORT` characters, in the words of its best quote.
    """
    groups: list[list[Voice]] = []
    for reading, quote in held:
        text = _answer(reading, quote)
        if reading.answer is None or not 0 < len(text) <= MAX_SHORT:
            continue
        said = understood(
            text, quote.article.language,
            before=quote.text[: reading.answer[0] - quote.start],
            behind=quote.text[reading.answer[1] - quote.start :],
        )  # fmt: skip
        if said is None:
            continue
        group = next((each for each in groups if same(each[0].said, said, encode)), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(Voice(said, reading, quote))
    return [Group(tuple(voices)) for voices in groups]


def _answer(reading: Reading, quote: Quote) -> str:
    """Cut the answer out of the quote; nothing where a shortened quote has lost it."""
    start, end = reading.answer or (0, 0)
    inside = quote.start <= start < end <= quote.end
    return " ".join(quote.text[start - quote.start : end - quote.start].split()) if inside else ""
