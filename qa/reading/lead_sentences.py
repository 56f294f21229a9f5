"""What articles say first: news put what matters into the first sentence.

In: hits. Out: the first sentence of each of their articles, as readings.
"""

from collections.abc import Callable, Sequence

from index.language import sentences
from index.records import Article, Hit, Label
from qa.reading.protocol import Reading

__all__ = ["leads"]

# The first block of body text that is no dateline or by-line.
_LEAD_CHARACTERS = 80


def leads(hits: Sequence[Hit], article_of: Callable[[str], Article]) -> list[Reading]:
    """Give the first sentence of the body of each article, in the order of the hits.

    Their confidence is 1: that they come first is certain. For a summary of everything only; what
    is said of a topic is read for (`qa/questions/summary_requests.py`).
    """
    readings: dict[str, Reading] = {}
    for hit in hits:
        if hit.article.id in readings:
            continue
        article = article_of(hit.article.id)
        body = [span for span in article.spans if span.label is Label.BODY]
        long = [span for span in body if span.end - span.start >= _LEAD_CHARACTERS]
        for span in (long or body)[:1]:
            start, end = next(sentences(article.text, span, hit.article.language))
            readings[hit.article.id] = Reading(hit, start, end, 1.0)
    return list(readings.values())
