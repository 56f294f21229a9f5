"""The records of an answer. Standard library only.

A quote can only be made by slicing an article (`Quote.cut`), so it cannot say what the article
does not.
"""

import dataclasses
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from index.records import Article, Citation, Hit

__all__ = [
    "NOT_A_QUESTION",
    "Answer",
    "Quote",
    "Refusal",
    "ShortAnswer",
    "Step",
    "Turn",
    "answer_dict",
    "hit_dict",
]

# Why a greeting has no answer: nothing was asked and nothing searched.
NOT_A_QUESTION = "not a question"

# What programs are promised; the records hold more, for people who look at the page.
_ARTICLE_FIELDS = ("id", "title", "path", "source", "published", "language", "url")
_QUOTE_FIELDS = ("number", "text", "start", "end", "score", "answer_start", "answer_end")


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim stretch of an article, at most one sentence.

    Attributes:
        number: What `[n]` in the answer's text refers to, from 1.
        text: The slice `article.text[start:end]`.
        start: Where it starts in the article, in code points.
        end: Where it ends.
        score: How well it answers the question; comparable within one answer.
        article: Where it comes from.
        answer_start: Where the short answer starts in the article, inside the quote, if known.
        answer_end: Where it ends.
        before: The sentence before it, to show who *he* or *it* is; no part of the quote.
        page: Page it starts on, from 1, where the article has pages.
        copies: Other articles that print the same report.
    """

    number: int
    text: str
    start: int
    end: int
    score: float
    article: Citation
    answer_start: int | None = None
    answer_end: int | None = None
    before: str = ""
    page: int | None = None
    copies: tuple[Citation, ...] = ()

    @classmethod
    def cut(
        cls,
        article: Article,
        start: int,
        end: int,
        *,
        number: int,
        score: float,
        answer: tuple[int, int] | None = None,
        before: str = "",
    ) -> Self:
        """Cut a quote out of an article.

        Raises:
            ValueError: The offsets are not inside the article, or the answer is not inside them.
        """
        if not 0 <= start < end <= len(article.text):
            raise ValueError(f"{start}:{end} is no stretch of {article.citation.id}")
        if answer and not start <= answer[0] < answer[1] <= end:
            raise ValueError(f"the answer {answer} lies outside the quote {start}:{end}")
        text = article.text[start:end]
        left, right = answer or (None, None)
        page = bisect_right(article.pages, start) or None
        return cls(number, text, start, end, score, article.citation, left, right, before, page)


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The answer in a few of the article's own words, with the numbers of its quotes."""

    text: str
    score: float
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer: a word for programs, a sentence in the question's language."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Step:
    """What is done for an answer: so many articles are searched, so many passages are read."""

    doing: Literal["search", "read"]
    count: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What a follow-up question needs to know of the question before it.

    Attributes:
        question: What was searched for.
        quotes: What answered it.
        short_answers: In few words, best first.
    """

    question: str
    quotes: tuple[Quote, ...] = ()
    short_answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its evidence, or a refusal with the nearest passages.

    Attributes:
        question: As it was asked.
        answered: Whether the articles say it.
        confidence: Calibrated probability, 0 to 1, that the first quote holds the answer.
        text: Readable, in the question's language, with `[n]` for the quotes.
        short_answers: Best first.
        quotes: Best first, numbered from 1; empty for a refusal.
        refusal: Why not, where it is not answered.
        nearest: The nearest passages, only for a refusal.
        timings_ms: How long each step took, and all of them together (`total`).
        searched: What was searched for: the question, completed from the turn before it.
    """

    question: str
    answered: bool
    confidence: float
    text: str
    short_answers: tuple[ShortAnswer, ...] = ()
    quotes: tuple[Quote, ...] = ()
    refusal: Refusal | None = None
    nearest: tuple[Hit, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    searched: str = ""

    @property
    def turn(self) -> Turn:
        """This question and answer as history for the next one."""
        shorts = tuple(short.text for short in self.short_answers)
        return Turn(self.searched or self.question, self.quotes, shorts)


def hit_dict(hit: Hit) -> dict[str, Any]:
    """Give a hit as plain data, as `beleg search --json` prints it."""
    names = ("rank", "score", "start", "end", "text")
    fields = {name: getattr(hit, name) for name in names}
    return fields | {"article": _article_dict(hit.article)}


def answer_dict(answer: Answer) -> dict[str, Any]:
    """Give an answer as plain data, as `beleg ask --json` prints it."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": answer.confidence,
        "text": answer.text,
        "refusal": dataclasses.asdict(answer.refusal) if answer.refusal else None,
        "nearest": [hit_dict(hit) for hit in answer.nearest],
        "short_answers": [dataclasses.asdict(short) for short in answer.short_answers],
        "quotes": [_quote_dict(quote) for quote in answer.quotes],
        "timings_ms": answer.timings_ms,
    }


def _quote_dict(quote: Quote) -> dict[str, Any]:
    fields = {name: getattr(quote, name) for name in _QUOTE_FIELDS}
    return fields | {"article": _article_dict(quote.article)}


def _article_dict(article: Citation) -> dict[str, Any]:
    return {name: getattr(article, name) for name in _ARTICLE_FIELDS}
