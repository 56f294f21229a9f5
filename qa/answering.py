"""Readings become an answer with numbered quotes, or an honest refusal.

In: readings, best first. Out: an `Answer` whose every word is an article's, apart from the frame.
"""

from collections.abc import Callable, Sequence

from index.encoder import Vectors
from index.records import Article, Citation, Hit
from qa.kinds import Kind
from qa.phrases import Phrases, phrases_for
from qa.questions import Question
from qa.quoting import select
from qa.reading import Reading
from qa.records import NOT_A_QUESTION, Answer, Quote, Refusal, ShortAnswer
from qa.retrieval import voice_of
from qa.shorts import short_answers

__all__ = ["NEAREST", "compose", "polite"]

# How many passages a refusal shows.
NEAREST = 3

# A further quote is shown when it is at least this likely, in parts of the best one.
_SHARE_OF_BEST = 0.25


def compose(
    question: Question,
    hits: Sequence[Hit],
    readings: Sequence[Reading],
    article_of: Callable[[str], Article],
    encode: Callable[[Sequence[str]], Vectors],
    *,
    threshold: float,
    most_quotes: int,
    filtered: bool = False,
) -> Answer:
    """Make the answer.

    Args:
        question: What was asked.
        hits: What retrieval found, best first: shown where there is no answer.
        readings: What the reader made of them, best first.
        article_of: Gives an article by its id.
        encode: Gives unit vectors of short texts.
        threshold: Least confidence of the best reading that counts as an answer.
        most_quotes: How many quotes at most.
        filtered: Whether a filter restricted what was searched.
    """
    confidence = readings[0].confidence if readings else 0.0
    if not readings or confidence < threshold:
        return _refused(question, hits, confidence, filtered=filtered)
    telling = [each for each in readings if each.confidence >= _SHARE_OF_BEST * confidence]
    quotes, held = select(telling, article_of, most=most_quotes)
    shorts = short_answers(held, encode)
    return Answer(
        question=question.asked,
        answered=True,
        confidence=round(confidence, 4),
        text=_text(quotes, shorts, question.language),
        short_answers=tuple(shorts),
        quotes=tuple(quotes),
        searched=question.text,
    )


def _refused(
    question: Question, hits: Sequence[Hit], confidence: float, *, filtered: bool
) -> Answer:
    phrases = phrases_for(question.language)
    reason, message = "not in the articles", phrases.refusal
    if not hits and filtered:
        reason, message = "no article fits the filter", phrases.filtered
    elif not hits:
        reason, message = "nothing indexed", phrases.empty
    return Answer(
        question=question.asked,
        answered=False,
        confidence=round(confidence, 4),
        text=message,
        refusal=Refusal(reason, message),
        nearest=tuple(hits[:NEAREST]),
        searched=question.text,
    )


def polite(question: Question) -> Answer:
    """Meet a greeting or thanks, which ask for nothing."""
    phrases = phrases_for(question.language)
    message = phrases.thanks if question.kind is Kind.THANKS else phrases.greeting
    return Answer(
        question=question.asked,
        answered=False,
        confidence=0.0,
        text=message,
        refusal=Refusal(NOT_A_QUESTION, message),
        searched=question.text,
    )


def _text(quotes: Sequence[Quote], shorts: Sequence[ShortAnswer], language: str) -> str:
    phrases = phrases_for(language)
    cited = {quote.number: quote.article for quote in quotes}
    found = []
    for short in shorts:
        marks = "".join(f"[{number}]" for number in short.quotes)
        agreed = _agreed([cited[number] for number in short.quotes], phrases)
        found.append(f"{short.text} {marks}{agreed}")
    lines = (
        f"{phrases.opening}{' '.join(quote.text.split())}{phrases.closing} [{quote.number}]"
        for quote in quotes
    )
    return "\n".join([" ".join([phrases.answer, "; ".join(found)]).strip(), *lines])


def _agreed(articles: Sequence[Citation], phrases: Phrases) -> str:
    """Tell how many articles say it, and how many of them did not take it from one another."""
    voices = {voice_of(article): 1 + article.copies for article in articles}
    every = sum(voices.values())
    if every < 2:
        return ""
    alone = f", {phrases.independent}: {len(voices)}" if len(voices) < every else ""
    return f" ({phrases.articles}: {every}{alone})"
