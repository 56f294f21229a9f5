"""The numbered sentences that a language model writes from: the quotes, then their neighbours.

In: an answer and its articles. Out: quotes under their numbers, and the sentences before and after
each of them under the next ones.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from index.language import sentences
from index.records import Article
from qa.records import Answer, Quote

__all__ = ["Source", "line", "sources"]

# As long as a quote may be.
_LONGEST = 400
# What a reader does not see in a line, and what would begin another one.
_UNSEEN = regex.compile(r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+")
_JOINERS = regex.compile(r"(?<=\p{L}\p{M}*)[\u200c\u200d](?=\p{L})")


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered sentence that may be cited.

    Attributes:
        quote: Its number, text and place.
        language: ISO 639 code of its article.
        is_quote: Whether it is a quote of the answer, not a neighbour of one.
    """

    quote: Quote
    language: str
    is_quote: bool

    @property
    def number(self) -> int:
        """What `[n]` stands for."""
        return self.quote.number

    @property
    def text(self) -> str:
        """Verbatim."""
        return self.quote.text


def sources(answer: Answer, article_of: Callable[[str], Article]) -> tuple[Source, ...]:
    """Give what an answer may be written from.

    Args:
        answer: With quotes.
        article_of: Gives an article by its id.
    """
    found = [Source(quote, quote.article.language, True) for quote in answer.quotes]
    if answer.days:  # of a timeline the entries are what can be cited
        return tuple(found)
    taken = [(quote.article.id, quote.start, quote.end) for quote in answer.quotes]
    number = max((quote.number for quote in answer.quotes), default=0)
    for quote in answer.quotes:
        article = article_of(quote.article.id)
        for start, end in _neighbours(article, quote):
            if any(
                article.citation.id == name and start < right and left < end
                for name, left, right in taken
            ):
                continue
            taken.append((article.citation.id, start, end))
            number += 1
            beside = Quote.cut(article, start, end, number=number, score=quote.score)
            found.append(Source(beside, article.citation.language, False))
    return tuple(found)


def line(text: str) -> str:
    """Write a text in one line, without characters that nobody sees."""
    kept = _JOINERS.sub(lambda found: {"\u200c": "\ue000", "\u200d": "\ue001"}[found[0]], text)
    plain = _UNSEEN.sub(" ", kept).strip()
    return plain.replace("\ue000", "\u200c").replace("\ue001", "\u200d")


def _neighbours(article: Article, quote: Quote) -> Iterator[tuple[int, int]]:
    """Give the sentence before a quote and the one after it, of what can be quoted."""
    spans = [span for span in article.spans if span.label.quotable]
    at = next((i for i, span in enumerate(spans) if span.start <= quote.start < span.end), None)
    if at is None:
        return
    near = [
        each
        for span in spans[max(0, at - 1) : at + 2]
        for each in sentences(article.text, span, article.citation.language)
    ]
    before = [each for each in near if each[1] <= quote.start]
    after = [each for each in near if each[0] >= quote.end]
    for start, end in (*before[-1:], *after[:1]):
        if end - start <= _LONGEST:
            yield start, end
