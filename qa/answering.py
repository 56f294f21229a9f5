"""Readings become an answer with numbered quotes, or an honest refusal.

In: readings, best first. Out: an `Answer` whose every word is an article's, apart from the frame.
"""

from collections.abc import Callable, Sequence

from index.records import Article, Hit
from qa.phrases import phrases_for
from qa.questions import Question
from qa.quoting import select
from qa.reader import Reading
from qa.records import Answer, Quote, Refusal

__all__ = ["NEAREST", "compose"]

# How many passages a refusal shows.
NEAREST = 3

# A further quote is shown when it is at least this likely, in parts of the best one.
_SHARE_OF_BEST = 0.25


def compose(
    question: Question,
    hits: Sequence[Hit],
    readings: Sequence[Reading],
    article_of: Callable[[str], Article],
    *,
    threshold: float,
    most_quotes: int,
) -> Answer:
    """Make the answer.

    Args:
        question: What was asked.
        hits: What retrieval found, best first: shown where there is no answer.
        readings: What the reader made of them, best first.
        article_of: Gives an article by its id.
        threshold: Least confidence of the best reading that counts as an answer.
        most_quotes: How many quotes at most.
    """
    confidence = readings[0].confidence if readings else 0.0
    if not readings or confidence < threshold:
        return _refused(question, hits, confidence)
    telling = [each for each in readings if each.confidence >= _SHARE_OF_BEST * confidence]
    quotes = select(telling, article_of, most=most_quotes)
    return Answer(
        question=question.asked,
        answered=True,
        confidence=round(confidence, 4),
        text=_text(quotes, question.language),
        quotes=tuple(quotes),
        searched=question.text,
    )


def _refused(question: Question, hits: Sequence[Hit], confidence: float) -> Answer:
    message = phrases_for(question.language).refusal
    return Answer(
        question=question.asked,
        answered=False,
        confidence=round(confidence, 4),
        text=message,
        refusal=Refusal("not in the articles" if hits else "nothing indexed", message),
        nearest=tuple(hits[:NEAREST]),
        searched=question.text,
    )


def _text(quotes: Sequence[Quote], language: str) -> str:
    phrases = phrases_for(language)
    lines = (
        f"{phrases.opening}{' '.join(quote.text.split())}{phrases.closing} [{quote.number}]"
        for quote in quotes
    )
    return "\n".join([phrases.answer, *lines])
